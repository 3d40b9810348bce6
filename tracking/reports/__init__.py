"""What each workbook contains, a module for each, and the list of all of them."""

from django.utils.translation import gettext_lazy as _

from appeal.excel import Report
from appeal.reports import requirements_as_published

from .asked import Asked, NotAskable, Workbook
from .result import upload_result
from .template import template
from .tracker import activity_tracker

__all__ = ["TEMPLATES", "WORKBOOKS", "Asked", "NotAskable", "Workbook", "activity_tracker"]


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
        Workbook(
            "R12",
            _("Reporting template"),
            _(
                "For one office and period: fill in progress, indicators, milestones and spend"
                " wherever you are, and upload it."
            ),
            template,
            takes=("office", "period"),
            needs=("office", "period"),
            is_template=True,
        ),
        Workbook(
            "R13",
            _("Result of an upload"),
            _("The template as it was filled in, with what became of each row beside it."),
            upload_result,
            takes=("upload",),
            needs=("upload",),
        ),
    )
}

TEMPLATES = [book for book in WORKBOOKS.values() if book.is_template]
