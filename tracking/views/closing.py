"""Before a year is closed: what is still open, each with its number and the way to it."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from appeal.models import Appeal
from appeal.views.viewpoints import viewpoint_of_today
from appeal.web.request import Request

from ..figures.left_open import left_open
from ..models import OfficeReport, ReportingPeriod, Transaction
from ..quality import find


@dataclass(frozen=True)
class StillOpen:
    """How many there are of what should be settled first, and where they are listed."""

    what: str
    count: int
    address: str


def still_open(request: Request, appeal: Appeal) -> list[StillOpen]:
    """Reports, entries, commitments, contributions, locks and issues, in the order of the work."""
    viewpoint = viewpoint_of_today(request, appeal)
    periods = ReportingPeriod.objects.of(appeal)
    reports = OfficeReport.objects.of(appeal)
    begun = reports.exclude(state=OfficeReport.State.APPROVED).count()
    missing = periods.count() * appeal.sections.count() - reports.count()
    left = left_open(appeal, viewpoint)

    def row(what: str, count: int, page: str, **asked: Any) -> StillOpen:
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
        row(_("Periods that are not locked"), periods.unlocked().count(), "period_list"),
        row(_("Issues to fix, flags that nobody explained among them"),
            len(find(appeal, viewpoint)), "gaps"),
    ]  # fmt: skip
