"""Why a file is not read, and what to do about it."""

from django.utils.translation import gettext_lazy as _


class Refused(Exception):
    """The file is not read; the text says why, and what to do."""


NOT_OURS = _("This is no Excel workbook (.xlsx): upload a template of ours, filled in.")
DAMAGED = _("This file is damaged: open it in Excel, save it and upload it again.")
TOO_MUCH = _("This file holds more than a filled template does: download the template anew.")
ENCRYPTED = _("This file is encrypted: save it without a password and upload it again.")
STRICT = _(
    "This workbook is saved as “Strict Open XML”: save it as “Excel Workbook (.xlsx)” and"
    " upload that."
)
OLD = _("This is a workbook of the old kind (.xls): save it as .xlsx and upload that.")
