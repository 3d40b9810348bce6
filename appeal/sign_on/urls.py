"""The addresses of single sign-on; both are not found where it is off."""

from ..web.addresses import page
from . import views

app_name = "sign_on"

urlpatterns = [
    page("", views.sign_on),
    page("back/", views.sign_on_back),
]
