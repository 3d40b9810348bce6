"""Every cell and stated total against what is computed, allocated and left."""

from django.http import Http404, HttpResponse
from django.shortcuts import render

from ..figures.readiness import refused_of
from ..figures.reconciliation import reconcile
from ..models import Appeal, Requirement
from ..web.request import Request
from .pages import open_appeal
from .viewpoints import read_viewpoint


def reconciliation(request: Request, appeal_code: str) -> HttpResponse:
    """Every cell and stated total against what is computed, allocated and left."""
    appeal = open_appeal(request, appeal_code)
    is_draft = appeal.state == Appeal.State.DRAFT
    if not is_draft and not appeal.stated_totals.exists():
        raise Http404
    viewpoint = read_viewpoint(request, appeal)
    cells = Requirement.objects.of(appeal).seen_from(viewpoint)
    page = {
        "table": reconcile(appeal, cells),
        "viewpoint": viewpoint,
        "refused": refused_of(appeal) if is_draft else None,
    }
    return render(request, "appeal/reconciliation/reconciliation.html", page)
