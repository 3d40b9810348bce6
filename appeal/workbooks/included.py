"""What a workbook of the plan is of, as its first sheet says under “Included”."""

from django.utils.translation import gettext_lazy as _

from ..base.excel.columns import Text
from ..models import Appeal


def included(appeal: Appeal) -> Text:
    if appeal.state == Appeal.State.DRAFT:
        return _("the draft as it is now, not published yet")
    return _("as published, without later revisions")
