"""What the pages of an office's money begin with: who may plan it, and seen from where."""

from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404

from appeal import duties

from .. import access
from ..models import Office, Requirement
from ..web.request import Request
from .pages import open_appeal, refuse_readers
from .viewpoints import read_viewpoint_to_act


def open_office_money(
    request: Request, appeal_code: str, office_code: str
) -> tuple[QuerySet[Requirement], dict[str, Any]]:
    """The cells of the office that the person plans, and what its page shows in any case.

    Whoever plans none reads the page, and gets a 404 for what they send.
    """
    appeal = open_appeal(request, appeal_code)
    office = get_object_or_404(Office.objects.of(appeal), code=office_code)
    own = access.rows(request.user, duties.PLAN, Requirement.objects.all())
    own = own.filter(appeal=appeal, office=office)
    may_plan = own.exists()
    refuse_readers(request, may_plan)
    viewpoint = read_viewpoint_to_act(request, appeal)
    is_past = bool(viewpoint.query)
    page = {"office": office, "viewpoint": viewpoint, "is_past": is_past}
    return own, page | {"may_plan": may_plan and not is_past}
