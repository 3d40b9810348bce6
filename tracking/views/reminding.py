"""Who is late with a report, which of them a page offers to remind, and who was reminded today."""

from collections.abc import Iterable

from appeal import duties
from appeal.base.viewpoint import Viewpoint
from appeal.models import Appeal, Office
from appeal.web.clock import today_in
from appeal.web.request import Request

from .. import access
from ..models import Notice, ReportingPeriod, reports_due
from .lists import acted_on, ids


def reminding(request: Request, appeal: Appeal, viewpoint: Viewpoint) -> dict[str, object]:
    """What `_remind.html` asks for."""
    offices = acted_on(viewpoint, access.offices(request.user, duties.REMIND, appeal))
    sent = Notice.objects.reminders(appeal, today_in(appeal)).values_list("office", "row")
    return {"reminded": offices, "reminded_today": set(sent) if offices else ()}


def late_reports(
    request: Request, appeal: Appeal, viewpoint: Viewpoint, offices: Iterable[Office]
) -> dict[str, object]:
    """The reports that these offices owe, the longest overdue first, with the ways to remind."""
    periods = ReportingPeriod.objects.of(appeal).fallen_due(viewpoint.as_at)
    dues = reports_due(appeal, viewpoint, offices, periods.order_by("starts_on"))
    late = sorted((due for due in dues if not due.is_handed_in), key=lambda due: -due.late)
    reports = access.reports_then(request.user, viewpoint).of(appeal)
    return {"late": late, "visible": ids(reports), **reminding(request, appeal, viewpoint)}
