"""The addresses of the second step."""

from ..web.addresses import page
from . import views

app_name = "factors"

urlpatterns = [
    page("", views.factor_list),
    page("code/", views.factor_ask),
    page("app/", views.factor_app),
    page("passkey/", views.factor_passkey),
    page("codes/", views.factor_codes),
    page("<int:pk>/remove/", views.factor_remove),
]
