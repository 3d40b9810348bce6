"""R7, contributions: by donor, one by one, where they count, their flows and assignments."""

from collections.abc import Iterable
from types import SimpleNamespace
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from appeal.base.amounts import DASH
from appeal.base.excel import Book, Chart, Column, Drawing, Format, Look, Sheet, Subtotal
from appeal.base.folding import fold
from appeal.models import Heading, Office

from .. import access, glossary
from ..filters import ContributionFilter
from ..models import ContributionAssignment, Flow, known_assignments, known_flows
from ..shown_order import in_shown_order
from ..tables import ContributionTable
from . import columns as common
from .asked import Asked
from .columns import figure, share, sums_of, totals_of, untagged
from .covers import COVERAGE

SUMS = ("pledged", "agreed", "received", "outstanding", "shared", "funded")
R7_DEFINITIONS = (
    glossary.PLEDGED, glossary.RECEIVED, glossary.OUTSTANDING, glossary.FUNDED, glossary.COVERAGE,
    glossary.NOT_ASSIGNED,
)  # fmt: skip


def contributions_by_donor(asked: Asked) -> Book:
    """R7: what donors promised, committed and paid; of the filters of the page."""
    asked, given = _listed(asked)
    asked.figures.facts.leave_out("money", "committed", "reported", "plans")
    totals = sums_of(given, *SUMS, "unassigned")
    sheets = [
        _by_donor(given, totals),
        _one_by_one(given, totals),
        _by_office(asked),
        _by_heading(asked),
        _flows(asked, given, totals),
        _assignments(asked, given),
    ]
    return asked.book(sheets, definitions=R7_DEFINITIONS, currency=asked.appeal.currency)


def _listed(asked: Asked) -> tuple[Asked, list[Any]]:
    viewpoint = asked.viewpoint
    rows = access.contributions(asked.user).of(asked.appeal).existing(viewpoint).with_names()
    chosen = ContributionFilter(asked.query, rows, appeal=asked.appeal, viewpoint=viewpoint)
    asked = asked.narrowed(chosen, asked.query.get("heading", ""))
    return asked, in_shown_order(ContributionTable, chosen.qs, asked.query, asked.figures)


MONEY = (
    common.PLEDGED.wide(17),
    figure(_("Committed"), "agreed", 17, hxl="#value+commitment+usd"),
    figure(_("Received"), "received", 17, hxl="#value+funding+paid+usd"),
    figure(_("Still to be received"), "outstanding", 17),
    figure(_("From and to other appeals"), "shared", 17, look=Look.SIGNED),
    common.FUNDED.wide(17, hxl="#value+funding+total+usd"),
)


def _by_donor(given: Iterable[Any], totals: dict[str, Any]) -> Sheet:
    donors: dict[Any, list[Any]] = {}
    for row in given:
        donors.setdefault(row.donor, []).append(row)
    rows = [
        SimpleNamespace(donor=donor, contributions=len(own), **sums_of(own, *SUMS))
        for donor, own in donors.items()
    ]
    rows.sort(key=lambda row: fold(row.donor.name))
    columns = [
        common.DONOR.wide(36),
        Column(_("Kind"), "donor.get_kind_display()", width=18),
        Column(_("Contributions"), "contributions", Format.INTEGER, width=13),
        *MONEY,
    ]
    title = _("Received and still to be received")
    chart = Chart(Drawing.STACKED_BARS, title, columns[0], MONEY[2:4])
    return Sheet("donors", _("By donor"), columns, rows, totals=totals, charts=[chart])


def _one_by_one(given: Iterable[object], totals: dict[str, Any]) -> Sheet:
    own = (
        Column(_("Pledged, own currency"), "own_pledged", Format.CENTS, width=17),
        Column(_("Committed, own currency"), "own_agreed", Format.CENTS, width=17),
        Column(_("Received, own currency"), "own_received", Format.CENTS, width=17),
        Column(_("Still to be received, own currency"), "own_outstanding", Format.CENTS, width=17),
    )
    columns = [
        common.DONOR,
        common.REFERENCE,
        *common.EARMARKED,
        common.CURRENCY.wide(10),
        *(each.under("figures") for each in (*own, *MONEY, common.UNDISTRIBUTED.wide(17))),
        common.NOTE.wide(36),
    ]
    return Sheet(
        "contributions", _("Contributions"), columns, given, totals=totals, frozen=2,
        repeated=(1, 2),
    )  # fmt: skip


def _counting(name: str, title: Any, rows: Any, label: Any, whole: object) -> Sheet:
    """What counts for a place, which is not what is earmarked for it alone."""
    requirement, funded = common.REQUIREMENT.wide(17), common.FUNDED.wide(17)
    columns = [
        Column(label, lambda row: str(getattr(row.of, "heading", row)), width=44),
        requirement,
        funded,
        share(COVERAGE, funded, requirement, Look.COVERAGE).wide(17),
        common.UNDISTRIBUTED.wide(17),
        *untagged(common.PLEDGED.wide(17)),
    ]
    lines = [_("Of all contributions, whatever you searched for.")]
    totals = totals_of(columns, whole)
    return Sheet(name, title, columns, rows, lines=lines, null=DASH, totals=totals)


def _by_office(asked: Asked) -> Sheet:
    figures = asked.figures
    rows = figures.offices if asked.office else [*figures.offices, figures.office_rest]
    return _counting("offices", _("By office"), rows, _("Office"), figures.whole)


def _by_heading(asked: Asked) -> Sheet:
    """Of one office its cells."""
    figures = asked.figures
    rows = [*(figures.cells if asked.office else figures.headings), figures.heading_rest]
    return _counting("headings", _("By heading"), rows, _("Heading"), figures.whole)


KIND = Column(_("Kind"), "get_kind_display()", width=20)
USD = Column(_("USD"), "signed_usd", Format.CENTS, width=17, look=Look.SIGNED)


# What a step of a contribution is: of R7 and of the donor statement.
STEP = (
    KIND,
    common.CURRENCY.wide(10),
    Column(_("Amount"), "signed", Format.CENTS, width=17, look=Look.SIGNED),
    common.RATE,
    USD,
    common.REVERSES,
)


def _flows(asked: Asked, given: Iterable[Any], totals: dict[str, Any]) -> Sheet:
    flows = known_flows(asked.viewpoint).filter(contribution__in=[row.pk for row in given])
    rows = flows.with_signed().select_related("contribution__donor", "recorded_by")
    recorded_at = Column(
        _("Recorded at"), lambda row: asked.appeal.local(row.recorded_at), Format.INSTANT, width=17
    )
    columns = [
        common.NUMBER,
        common.VALUE_DATE,
        *untagged(common.DONOR.under("contribution")),
        common.REFERENCE.under("contribution"),
        *STEP,
        common.NOTE.wide(34),
        common.RECORDED_BY,
        recorded_at,
    ]
    subtotals = [
        Subtotal(kind.label, {KIND: kind.label}, USD, totals[name]) for kind, name in SUM_OF.items()
    ]
    rows = rows.order_by("value_on", "pk")
    return Sheet("flows", _("Flows"), columns, rows, subtotals=subtotals, frozen=2)


SUM_OF = {
    Flow.Kind.PLEDGE: "pledged", Flow.Kind.COMMITMENT: "agreed", Flow.Kind.RECEIPT: "received",
}  # fmt: skip


def _place(office: Office | None, heading: Heading | None) -> str:
    """A place in words: an office, a heading, a cell, or the appeal."""
    return " ".join(str(part.code) for part in (office, heading) if part) or str(_("the appeal"))


def _assignments(asked: Asked, given: Iterable[Any]) -> Sheet:
    own = {row.pk for row in given}
    moves = known_assignments(asked.viewpoint).filter(Q(contribution__in=own) | Q(into__in=own))
    # The places apart: a join for each of them takes PostgreSQL longer to plan than all the rest.
    rows = moves.select_related("contribution__donor", "contribution__appeal", "recorded_by")
    rows = rows.prefetch_related(
        "from_office", "from_heading", "office", "heading",
        "into__appeal", "into__office", "into__heading",
    )  # fmt: skip

    def left(row: ContributionAssignment) -> str:
        """Where it was; the other appeal for what came from there."""
        if row.contribution_id in own:
            return _place(row.from_office, row.from_heading)
        return str(row.contribution.appeal.code)

    def reached(row: ContributionAssignment) -> str:
        if row.into is None:
            return _place(row.office, row.heading)
        if row.contribution_id in own:
            return str(row.into.appeal.code)
        return _place(row.into.office, row.into.heading)

    columns = [
        common.NUMBER,
        Column(_("Effective on"), "effective_on", Format.DAY, width=12),
        *untagged(common.DONOR.under("contribution")),
        Column(_("From"), left, width=14),
        Column(_("To"), reached, width=14),
        USD.wide(17, path="signed"),
        common.REVERSES,
        Column(_("Reason"), "reason", width=40),
        common.RECORDED_BY,
    ]
    rows = rows.order_by("effective_on", "pk")
    return Sheet("assignments", _("Distributions"), columns, rows, frozen=2)
