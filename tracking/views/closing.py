"""The closing of an appeal, and before it what is still open, each with the way to it."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from appeal import duties
from appeal.base.viewpoint import Viewpoint
from appeal.duties import Duty
from appeal.models import Appeal
from appeal.views.answering import answer_page
from appeal.views.viewpoints import viewpoint_of_today
from appeal.web.request import Request
from appeal.web.which import appeals_seen

from .. import access, actions
from ..forms import ClosingForm
from ..models import (
    Contribution,
    OfficeReport,
    ReportingPeriod,
    Transaction,
    open_commitments,
)
from ..open_at_the_end import in_drafts, milestones_to_carry, undecided, waiting
from ..quality import find
from .pages import open_appeal_to, signing


@dataclass(frozen=True)
class StillOpen:
    """How many there are of what should be settled first, and where they are listed."""

    what: str
    count: int
    address: str


def appeal_close(request: Request, appeal_code: str) -> HttpResponse:
    """What is still open, and then: every period is locked and the plan is read-only."""
    appeal = open_appeal_to(request, appeal_code, duties.GOVERN)
    back = reverse("tracking:period_list", args=[appeal.code])
    if request.method != "POST" and appeal.state != Appeal.State.PUBLISHED:
        return redirect(back)
    form = ClosingForm(request.POST or None, initial={"version": appeal.version})

    def close() -> str:
        typed = form.cleaned_data
        actions.close_appeal(
            appeal=appeal, version=typed["version"], reason=typed["reason"], **signing(request)
        )
        messages.success(
            request, _("The appeal is closed: all periods are locked and the plan is read-only.")
        )
        return back

    rows = still_open(request, appeal)
    page = {
        "back": back,
        "still_open": rows,
        "open_points": sum(bool(row.count) for row in rows),
        **milestones_left(request, appeal),
        **left_to_decide(request, appeal),
    }
    return answer_page(request, form, close, "tracking/periods/appeal_close.html", page)


def milestones_left(request: Request, appeal: Appeal) -> dict[str, object]:
    """Milestones that are open, and which appeals that they go on in the person sees."""
    return {
        "milestones": milestones_to_carry(appeal),
        "seen_appeals": [each.pk for each in appeals_seen(request)],
    }


def left_to_decide(request: Request, appeal: Appeal) -> dict[str, object]:
    """Commitments and contributions that are open, and which of them the person carries over."""

    def own(duty: Duty, rows: QuerySet) -> set[int]:
        return set(access.rows(request.user, duty, rows).values_list("pk", flat=True))

    return {
        "of": appeal,
        "left": undecided(appeal, viewpoint_of_today(request, appeal)),
        "may_carry": own(duties.CARRY_OVER, open_commitments(appeal)),
        "not_released": actions.why_not_released(appeal),
        "may_share": own(duties.RECORD, Contribution.objects.of(appeal)),
    }


def still_open(request: Request, appeal: Appeal) -> list[StillOpen]:
    """Reports, entries, what is to be carried over, locks and issues, in the order of the work.

    Where the page lists all of what there is, the address is the place of the list.
    """
    viewpoint = viewpoint_of_today(request, appeal)
    periods = ReportingPeriod.objects.of(appeal)
    reports = OfficeReport.objects.of(appeal)
    begun = reports.exclude(state=OfficeReport.State.APPROVED).count()
    missing = periods.count() * appeal.sections.count() - reports.count()
    drafts = Transaction.objects.of(appeal).drafts().count()

    def row(what: str, count: int, page: str, **asked: object) -> StillOpen:
        address = reverse(f"tracking:{page}", args=[appeal.code])
        return StillOpen(what, count, f"{address}?{urlencode(asked)}" if asked else address)

    return [
        row(_("Reports that nobody has begun"), missing, "report_list"),
        row(_("Reports that are begun and not approved"), begun, "report_list"),
        row(_("Draft ledger entries"), drafts, "transaction_list", state="draft"),
        *_listed(appeal, viewpoint),
        row(_("Periods that are not locked"), periods.unlocked().count(), "period_list"),
        row(_("Issues to fix, flags that nobody explained among them"),
            len(find(appeal, viewpoint)), "gaps"),
    ]  # fmt: skip


def _listed(appeal: Appeal, viewpoint: Viewpoint) -> list[StillOpen]:
    """What the page lists all of."""
    left, milestones = undecided(appeal, viewpoint), milestones_to_carry(appeal)
    return [
        StillOpen(_("Commitments that are not spent"), len(left.commitments), "#left-commitments"),
        StillOpen(
            _("Contributions with money left"), len(left.contributions), "#left-contributions"
        ),
        StillOpen(
            _("Milestones that are neither reached nor carried over"),
            len(waiting(milestones)),
            "#open-milestones",
        ),
        StillOpen(
            _("Milestones carried over into a draft: they are open again if it is discarded"),
            len(in_drafts(milestones)),
            "#open-milestones",
        ),
    ]
