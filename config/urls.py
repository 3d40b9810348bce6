"""Every address of the site; `docs/` and people's bookmarks rely on them."""

from django.conf import settings
from django.contrib import admin
from django.contrib.auth import views as auth
from django.urls import include, path

from appeal.views import machines
from appeal.views.accounts import LogIn, PasswordChange, PasswordChosen, PasswordReset
from appeal.web.invitations import InvitationForm, Invitations
from tracking.views import metrics

from . import errors, sign_on

handler400 = errors.bad_request
handler500 = errors.server_error

urlpatterns = [
    path("healthz", machines.healthz, name="healthz"),
    path("readyz", machines.readyz, name="readyz"),
    path("metrics", metrics.metrics, name="metrics"),
    path(".well-known/security.txt", machines.security_txt, name="security_txt"),
    path("accounts/login/", LogIn.as_view(redirect_authenticated_user=True), name="login"),
    path("accounts/logout/", auth.LogoutView.as_view(redirect_field_name=""), name="logout"),
    path("accounts/password_change/", PasswordChange.as_view(), name="password_change"),
    path(
        "accounts/password_change/done/",
        auth.PasswordChangeDoneView.as_view(),
        name="password_change_done",
    ),
    path(
        "accounts/reset/<str:uidb64>/<str:token>/",
        PasswordChosen.as_view(),
        name="password_reset_confirm",
    ),
    path("accounts/password_reset/", PasswordReset.as_view(), name="password_reset"),
    path(
        "accounts/password_reset/done/",
        auth.PasswordResetDoneView.as_view(),
        name="password_reset_done",
    ),
    path(
        "accounts/invitation/<str:uidb64>/<str:token>/",
        PasswordChosen.as_view(
            form_class=InvitationForm,
            token_generator=Invitations(),
            template_name="registration/invitation.html",
        ),
        name="invitation",
    ),
    path("admin/", admin.site.urls),
    path("", include("appeal.urls")),
    path("", include("tracking.urls")),
]
if settings.SECOND_FACTOR:
    urlpatterns.append(path("accounts/second-step/", include("appeal.factors.urls")))
if sign_on.IS_INSTALLED:
    urlpatterns.append(path("accounts/single-sign-on/", include("appeal.sign_on.urls")))
