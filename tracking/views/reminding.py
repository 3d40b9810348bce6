"""Which offices a page offers to remind of a report, and which were reminded today."""

from appeal import duties
from appeal.base.viewpoint import Viewpoint
from appeal.models import Appeal
from appeal.web.clock import today_in
from appeal.web.request import Request

from .. import access
from ..models import Notice
from .lists import acted_on


def reminding(request: Request, appeal: Appeal, viewpoint: Viewpoint) -> dict[str, object]:
    """What `_remind.html` asks for."""
    offices = acted_on(viewpoint, access.offices(request.user, duties.REMIND, appeal))
    sent = Notice.objects.reminders(appeal, today_in(appeal)).values_list("office", "row")
    return {"reminded": offices, "reminded_today": set(sent) if offices else ()}
