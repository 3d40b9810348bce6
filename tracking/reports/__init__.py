"""What each workbook contains, a module for each, and the list of all of them."""

from django.utils.translation import gettext_lazy as _

from appeal.excel import Report
from appeal.reports import requirements_as_published

from .asked import Asked, NotAskable, Workbook
from .tracker import activity_tracker

__all__ = ["WORKBOOKS", "Asked", "NotAskable", "Workbook", "activity_tracker"]


def _requirements(asked: Asked) -> Report:
    return requirements_as_published(
        appeal=asked.appeal, as_at=asked.viewpoint.as_at, context=asked.context
    )


WORKBOOKS = {
    book.code: book
    for book in (
        Workbook(
            "R1",
            _("Funding requirements as published"),
            _("The printed table with both title rows; each stated total beside the computed one."),
            _requirements,
            takes=(),
        ),
        Workbook(
            "R3",
            _("Activity tracker"),
            _("Every activity with its plan, budget, spend, status and progress, one row each."),
            activity_tracker,
        ),
    )
}
