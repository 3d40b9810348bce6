"""The plan as a Django app, and the admin with this project's rules of access."""

from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps
from django.utils.dateformat import DateFormat
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


class AppealConfig(AppConfig):
    name = "appeal"
    verbose_name = _("The plan")
    default = True

    def ready(self) -> None:
        # Django's suffix of a day, which only our French dates use, is the English st, nd, rd, th.
        setattr(DateFormat, DateFormat.S.__name__, suffix_of_a_day)


def suffix_of_a_day(shown: DateFormat) -> str:
    """French has one for the first of a month: 1er janv. 2020."""
    return "er" if shown.j() == 1 and get_language() == "fr" else ""


class AppealAdminConfig(admin_apps.AdminConfig):
    default = False
    default_site = "appeal.web.admin_site.AppealAdminSite"
