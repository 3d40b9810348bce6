"""R7, contributions: by donor, one by one, where they count, their flows and assignments."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from appeal.base.excel import Chart, Column, Drawing, Format, Look, Report, Sheet, Subtotal
from appeal.base.excel.sheets import EN_DASH
from appeal.base.folding import fold

from .. import access, glossary
from ..figures import figures_of, total
from ..filters import ContributionFilter
from ..models import Flow, known_assignments, known_flows
from ..tables import ContributionTable, in_shown_order
from .asked import Asked
from .r2_funding import EARMARKED_HEADING, EARMARKED_OFFICE

SUMS = ("pledged", "committed", "received", "outstanding", "funded")
R7_DEFINITIONS = (
    glossary.PLEDGED,
    glossary.RECEIVED,
    glossary.OUTSTANDING,
    glossary.FUNDED,
    glossary.COVERAGE,
    glossary.NOT_ASSIGNED,
)


def contributions_by_donor(asked: Asked) -> Report:
    """R7: what donors promised, committed and paid; of the filters of the page."""
    asked, given = _listed(asked)
    totals = {
        f"total_{name}": total(getattr(row.figures, name) for row in given)
        for name in (*SUMS, "unassigned")
    }
    return asked.report(
        [
            _by_donor(given, totals),
            _one_by_one(given, totals),
            _by_office(asked),
            _by_heading(asked),
            _flows(asked, given, totals),
            _assignments(asked, given),
        ],
        definitions=R7_DEFINITIONS,
        facts=[(_("Currency"), asked.appeal.currency)],
    )


def _listed(asked: Asked) -> tuple[Asked, list[Any]]:
    viewpoint = asked.viewpoint
    rows = access.contributions(asked.user).of(asked.appeal).existing(viewpoint).with_names()
    chosen = ContributionFilter(asked.query, rows, appeal=asked.appeal, viewpoint=viewpoint)
    asked = asked.narrowed(chosen, asked.query.get("heading", ""))
    figures = figures_of(asked.appeal, viewpoint)
    return asked, in_shown_order(ContributionTable, chosen.qs, asked.query, figures)


def _usd(title: Any, name: str, **given: Any) -> Column:
    return Column(
        title,
        lambda row: getattr(getattr(row, "figures", row), name),
        Format.CENTS,
        width=17,
        total=f"total_{name}",
        **given,
    )


PLEDGED = _usd(_("Pledged"), "pledged", hxl="#value+pledge+usd")
COMMITTED = _usd(_("Committed"), "committed", hxl="#value+commitment+usd")
RECEIVED = _usd(_("Received"), "received", hxl="#value+funding+paid+usd")
OUTSTANDING = _usd(_("Outstanding"), "outstanding")
FUNDED = _usd(_("Funded"), "funded", hxl="#value+funding+total+usd")
MONEY = (PLEDGED, COMMITTED, RECEIVED, OUTSTANDING, FUNDED)


@dataclass
class DonorTotal:
    """What a donor gave in all."""

    name: str
    kind: str
    contributions: int = 0
    pledged: Decimal = Decimal(0)
    committed: Decimal = Decimal(0)
    received: Decimal = Decimal(0)
    outstanding: Decimal = Decimal(0)
    funded: Decimal = Decimal(0)


def _by_donor(given: Iterable[Any], totals: dict[str, Any]) -> Sheet:
    donors: dict[int, DonorTotal] = {}
    for row in given:
        kind = row.donor.get_kind_display()
        donor = donors.setdefault(row.donor_id, DonorTotal(row.donor.name, kind))
        donor.contributions += 1
        for name in SUMS:
            setattr(donor, name, getattr(donor, name) + getattr(row.figures, name))
    donor_name = Column(_("Donor"), lambda row: row.name, width=36, hxl="#org+name+funder")
    return Sheet(
        name="donors",
        title=_("By donor"),
        columns=[
            donor_name,
            Column(_("Kind"), lambda row: row.kind, width=18),
            Column(_("Contributions"), lambda row: row.contributions, Format.INTEGER, width=13),
            *MONEY,
        ],
        rows=sorted(donors.values(), key=lambda donor: fold(donor.name)),
        totals=totals,
        charts=[Chart(Drawing.STACKED_BARS, _("Received and outstanding"), donor_name, MONEY[2:4])],
    )


NAMES = (
    Column(_("Donor"), lambda row: row.donor.name, width=30, hxl="#org+name+funder"),
    Column(_("Reference"), lambda row: row.reference or None, width=20),
)


def _own(title: Any, name: str) -> Column:
    return Column(title, lambda row: getattr(row.figures, name), Format.CENTS, width=17)


def _one_by_one(given: Iterable[Any], totals: dict[str, Any]) -> Sheet:
    return Sheet(
        name="contributions",
        title=_("Contributions"),
        columns=[
            *NAMES,
            EARMARKED_OFFICE, EARMARKED_HEADING,
            Column(_("Currency"), lambda row: row.currency, width=10),
            _own(_("Pledged, own currency"), "own_pledged"),
            _own(_("Committed, own currency"), "own_committed"),
            _own(_("Received, own currency"), "own_received"),
            _own(_("Outstanding, own currency"), "own_outstanding"),
            *MONEY,
            _usd(_("Not distributed to a cell"), "unassigned"),
            Column(_("Note"), lambda row: row.note or None, width=36),
        ],
        rows=given,
        totals=totals,
        frozen=2,
        pages_wide=2,
        repeated=(1, 2),
    )  # fmt: skip


def _counting(name: str, title: Any, rows: Any, label: Any, whole: Any) -> Sheet:
    """What counts for a place, which is not what is earmarked for it alone."""
    requirement = _of_place(_("Requirement"), "requirement", Format.MONEY)
    funded = _of_place(_("Funded"), "funded")
    columns = [
        requirement,
        funded,
        _of_place(
            _("Coverage"), "coverage", Format.PERCENT, look=Look.COVERAGE, of=(funded, requirement)
        ),
        _of_place(_("Not distributed to a cell"), "unassigned"),
        _of_place(_("Pledged"), "pledged"),
    ]
    return Sheet(
        name=name,
        title=title,
        columns=[
            Column(label, lambda row: str(getattr(row.of, "heading", row)), width=44),
            *columns,
        ],
        rows=rows,
        lines=[_("Of all contributions, whatever is searched for.")],
        null=EN_DASH,
        totals={column.total: getattr(whole, column.total) for column in columns},
    )


def _of_place(title: Any, name: str, format: Format = Format.CENTS, **given: Any) -> Column:
    return Column(title, lambda row: getattr(row, name), format, width=17, total=name, **given)


def _by_office(asked: Asked) -> Sheet:
    figures = asked.figures
    rows = figures.offices if asked.office else [*figures.offices, figures.office_rest]
    return _counting("offices", _("By office"), rows, _("Office"), figures.whole)


def _by_heading(asked: Asked) -> Sheet:
    """Of one office its cells."""
    figures = asked.figures
    rows = [*(figures.cells if asked.office else figures.headings), figures.heading_rest]
    return _counting("headings", _("By heading"), rows, _("Heading"), figures.whole)


KIND = Column(_("Kind"), lambda row: row.get_kind_display(), width=20)
USD = Column(_("USD"), lambda row: row.signed_usd, Format.CENTS, width=17, look=Look.SIGNED)


def _flows(asked: Asked, given: Iterable[Any], totals: dict[str, Any]) -> Sheet:
    flows = known_flows(asked.viewpoint).filter(contribution__in=[row.pk for row in given])
    rows = flows.with_signed().select_related("contribution__donor", "recorded_by")
    return Sheet(
        name="flows",
        title=_("Flows"),
        columns=[
            Column(_("Number"), lambda row: row.pk, Format.INTEGER, width=9),
            Column(_("Value date"), lambda row: row.value_on, Format.DAY, width=12),
            Column(_("Donor"), lambda row: row.contribution.donor.name, width=30),
            Column(_("Reference"), lambda row: row.contribution.reference or None, width=20),
            KIND,
            Column(_("Currency"), lambda row: row.currency, width=10),
            Column(_("Amount"), lambda row: row.signed, Format.CENTS, width=17, look=Look.SIGNED),
            Column(_("Rate"), lambda row: row.rate, Format.RATE, width=14),
            USD,
            Column(_("Reverses"), lambda row: row.reverses_id, Format.INTEGER, width=9),
            Column(_("Note"), lambda row: row.note or None, width=34),
            Column(_("Recorded by"), lambda row: row.recorded_by.username, width=14),
            Column(
                _("Recorded at"),
                lambda row: asked.appeal.local(row.recorded_at),
                Format.INSTANT,
                width=17,
            ),
        ],
        rows=rows.order_by("value_on", "pk"),
        subtotals=[
            Subtotal(kind.label, {KIND: kind.label}, USD, totals[f"total_{name}"])
            for kind, name in SUM_OF.items()
        ],
        frozen=2,
    )


SUM_OF = {
    Flow.Kind.PLEDGE: "pledged", Flow.Kind.COMMITMENT: "committed", Flow.Kind.RECEIPT: "received",
}  # fmt: skip


def _place(office: Any, heading: Any) -> str:
    """A place in words: an office, a heading, a cell, or the appeal."""
    return " ".join(str(part.code) for part in (office, heading) if part) or str(_("the appeal"))


def _assignments(asked: Asked, given: Iterable[Any]) -> Sheet:
    moves = known_assignments(asked.viewpoint).filter(contribution__in=[row.pk for row in given])
    rows = moves.select_related(
        "contribution__donor", "recorded_by", "from_office", "from_heading", "office", "heading"
    )
    return Sheet(
        name="assignments",
        title=_("Assignments"),
        columns=[
            Column(_("Number"), lambda row: row.pk, Format.INTEGER, width=9),
            Column(_("Effective on"), lambda row: row.effective_on, Format.DAY, width=12),
            Column(_("Donor"), lambda row: row.contribution.donor.name, width=30),
            Column(_("From"), lambda row: _place(row.from_office, row.from_heading), width=14),
            Column(_("To"), lambda row: _place(row.office, row.heading), width=14),
            Column(_("USD"), lambda row: row.signed, Format.CENTS, width=17, look=Look.SIGNED),
            Column(_("Reverses"), lambda row: row.reverses_id, Format.INTEGER, width=9),
            Column(_("Reason"), lambda row: row.reason or None, width=40),
            Column(_("Recorded by"), lambda row: row.recorded_by.username, width=14),
        ],
        rows=rows.order_by("effective_on", "pk"),
        frozen=2,
    )
