"""Why a file is not read, and what to do about it."""

from django.utils.translation import gettext_lazy as _

from ..refusals import Refusal


class UnreadableFile(Refusal):
    """The file is not read; the text says why, and what to do."""

    field = "file"


NOT_OURS = _("This is not an Excel file (.xlsx). Upload one of our templates, filled in.")
DAMAGED = _("This file is damaged. Open it in Excel, save it and upload it again.")
TOO_MUCH = _("This file contains more than a filled template can. Download a new template.")
ENCRYPTED = _("This file is encrypted. Save it without a password and upload it again.")
STRICT = _(
    "This file is saved as “Strict Open XML”. Save it as “Excel Workbook (.xlsx)” and"
    " upload it again."
)
OLD = _("This is an old Excel file (.xls). Save it as .xlsx and upload it again.")
