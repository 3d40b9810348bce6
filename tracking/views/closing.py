"""Before a year is closed: what is still open, each with its number and the way to it."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from appeal import duties
from appeal.duties import Duty
from appeal.models import Appeal
from appeal.views.viewpoints import viewpoint_of_today
from appeal.web.request import Request

from .. import access
from ..models import (
    Contribution,
    OfficeReport,
    ReportingPeriod,
    Transaction,
    open_commitments,
)
from ..open_at_the_end import milestones_to_carry, undecided
from ..quality import find


@dataclass(frozen=True)
class StillOpen:
    """How many there are of what should be settled first, and where they are listed."""

    what: str
    count: int
    address: str


def left_to_decide(request: Request, appeal: Appeal) -> dict[str, object]:
    """Commitments and contributions that are open, and which of them the person carries over."""

    def own(duty: Duty, rows: QuerySet) -> set[int]:
        return set(access.rows(request.user, duty, rows).values_list("pk", flat=True))

    return {
        "of": appeal,
        "left": undecided(appeal, viewpoint_of_today(request, appeal)),
        "may_carry": own(duties.CARRY_OVER, open_commitments(appeal)),
        "may_share": own(duties.RECORD, Contribution.objects.of(appeal)),
    }


def still_open(request: Request, appeal: Appeal) -> list[StillOpen]:
    """Reports, entries, commitments, contributions, locks and issues, in the order of the work."""
    viewpoint = viewpoint_of_today(request, appeal)
    periods = ReportingPeriod.objects.of(appeal)
    reports = OfficeReport.objects.of(appeal)
    begun = reports.exclude(state=OfficeReport.State.APPROVED).count()
    missing = periods.count() * appeal.sections.count() - reports.count()
    left = undecided(appeal, viewpoint)
    waiting = sum(not each.continued_by.all() for each in milestones_to_carry(appeal))

    def row(what: str, count: int, page: str, **asked: object) -> StillOpen:
        address = reverse(f"tracking:{page}", args=[appeal.code])
        return StillOpen(what, count, f"{address}?{urlencode(asked)}" if asked else address)

    return [
        row(_("Reports that nobody has begun"), missing, "report_list"),
        row(_("Reports that are begun and not approved"), begun, "report_list"),
        row(
            _("Draft ledger entries"),
            Transaction.objects.of(appeal).drafts().count(),
            "transaction_list",
            state="draft",
        ),
        row(
            _("Commitments that are not spent"),
            len(left.commitments),
            "transaction_list",
            kind=Transaction.Kind.COMMITMENT,
        ),
        row(_("Contributions with money left"), len(left.contributions), "contribution_list"),
        row(_("Milestones that are neither reached nor carried over"), waiting, "activity_list"),
        row(_("Periods that are not locked"), periods.unlocked().count(), "period_list"),
        row(_("Issues to fix, flags that nobody explained among them"),
            len(find(appeal, viewpoint)), "gaps"),
    ]  # fmt: skip
