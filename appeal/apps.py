"""The plan as a Django app, and the admin with this project's rules of access."""

from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps
from django.utils.translation import gettext_lazy as _


class AppealConfig(AppConfig):
    name = "appeal"
    verbose_name = _("The plan")
    default = True


class AppealAdminConfig(admin_apps.AdminConfig):
    default = False
    default_site = "appeal.web.admin_site.AppealAdminSite"
