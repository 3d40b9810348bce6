"""What every page begins with: the appeal, the viewpoint, and the row that the address names."""

from typing import TypeVar

from django.db.models import Model, QuerySet
from django.shortcuts import get_object_or_404

from appeal.duties import Duty
from appeal.models import Activity
from appeal.views.pages import (
    beside_the_page,
    next_page,
    open_appeal,
    open_appeal_to,
    sent,
    sent_at,
    signing,
    takes_files,
)
from appeal.views.viewpoints import read_exact_viewpoint, read_viewpoint, with_own_drafts
from appeal.web.clock import today_in
from appeal.web.request import Request

from .. import access

Row = TypeVar("Row", bound=Model)


def own_row(request: Request, duty: Duty, rows: QuerySet[Row], **named: object) -> Row:
    """The row of these names, if the person may do the duty to it; 404 otherwise."""
    return get_object_or_404(access.rows(request.user, duty, rows), **named)


def own_activity(request: Request, appeal_code: str, code: str, duty: Duty) -> Activity:
    """The activity of the page, if the person may do the duty to it; 404 otherwise."""
    activities = Activity.objects.of(open_appeal(request, appeal_code)).with_plan()
    return own_row(request, duty, activities, code=code)
