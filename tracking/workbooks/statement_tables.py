"""The tables of a donor statement, with the columns by which `Check` proves its covers."""

from collections.abc import Iterable, Iterator
from decimal import Decimal
from functools import partial
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from appeal.base.excel import Column, Format, Hue, Look, Sheet, Subtotal
from appeal.models import Activity, Heading, as_known

from ..figures import Statement, total
from ..models import Contribution, CostCategory, Transaction, known_flows
from . import columns as common
from .asked import Asked
from .columns import CODE, TITLE, figure, untagged
from .r7_contributions import KIND, STEP, SUM_OF, USD

ZERO = Decimal(0)


class LineRow(NamedTuple):
    """A requirement line: what of the grant is distributed to it and what was spent from it."""

    code: object
    office: object
    heading: object
    given: Decimal
    spent: Decimal
    own_given: Decimal | None
    own_spent: Decimal | None

    @property
    def rest(self) -> Decimal:
        return self.given - self.spent


class CategoryRow(NamedTuple):
    """A cost category of the donor's: its budget and what was charged, there and in USD."""

    title: object
    budget: Decimal | None
    own: Decimal | None
    usd: Decimal

    @property
    def rest(self) -> Decimal | None:
        """Below zero where there is no budget: so they come to what is left of the whole."""
        return None if self.own is None else (self.budget or ZERO) - self.own


money = partial(figure, width=16, format=Format.CENTS)
LINE = Column(_("Requirement line"), "code", width=16)
GIVEN = money(_("Distributed (USD)"), "given", hue=Hue.FUNDS)
SPENT = money(_("Spent (USD)"), "spent", hue=Hue.SPENT)
CATEGORY = Column(_("Category"), "title", width=40)
CHARGED = money(_("Charged (USD)"), "usd", hue=Hue.SPENT)
MONTH = Column(_("Month"), "name", width=12)
SO_FAR = money(_("Spent so far (USD)"), "so_far", hue=Hue.SPENT).wide(20, total="")
OPEN = money(_("Committed by us (USD)"), "usd", width=18)
DAY = common.VALUE_DATE.wide(11, path="entry.value_on")
WHOLE = money(_("Whole entry (USD)"), "whole", width=14)
OTHERS = money(_("Of it not paid by this grant (USD)"), "others", width=15)
PAID = money(_("Paid by this grant (USD)"), "usd", width=14)


class StatementTables:
    """The sheets of the statement of a grant, and their columns in the currency of its reports.

    There are none of these where its reports are in USD, or where no rate is known.
    """

    def __init__(self, asked: Asked, grant: Contribution, statement: Statement) -> None:
        self.asked, self.grant, self.statement = asked, grant, statement
        self.currency = statement.figures.terms.reported_in
        self.is_converted = self.currency != "USD" and statement.units is not None
        self.offices = {office.pk: office for office in asked.offices}
        self.headings = Heading.objects.in_bulk()
        ids = statement.by_activity
        self.activities: list[Activity] = [each for each in asked.activities if each.pk in ids]
        self.codes = {each.pk: each.code for each in asked.activities}
        known = as_known(CostCategory.objects.all(), asked.viewpoint)
        rows = known.filter(contribution=grant).order_by("order", "id")
        self.categories = {row.id: row for row in rows}
        self.own_given = self._own(_("Distributed (%(currency)s)"), "own_given", hue=Hue.FUNDS)
        self.own_spent = self._own(_("Spent (%(currency)s)"), "own_spent", hue=Hue.SPENT)
        self.own_charged = self._own(_("Charged (%(currency)s)"), "own", hue=Hue.SPENT)
        self.own_open = self._own(_("Committed by us (%(currency)s)"), "own", width=18)
        self.budget = self._own(_("Budget (%(currency)s)"), "budget", hue=Hue.PLAN)

    def _own(self, heading: str | Promise, path: str, width: float = 16, **more: object) -> Column:
        named = str(heading) % {"currency": self.currency}
        return figure(named, path, width, format=Format.CENTS, **more)

    def _converted(self, *columns: Column) -> tuple[Column, ...]:
        return columns if self.is_converted else ()

    def lines(self) -> Sheet:
        """By requirement line, in printed order: what is in it and what was spent from it."""
        columns = [
            LINE,
            Column(_("Office"), "office", width=20),
            Column(_("Heading"), "heading", width=34),
            GIVEN,
            SPENT,
            money(_("Distributed minus spent (USD)"), "rest", look=Look.SIGNED),
            *self._converted(self.own_given, self.own_spent),
        ]
        figures, reported = self.statement.figures, self.statement.reported
        totals = {
            "given": figures.funded,
            "spent": figures.spent,
            "rest": figures.funded - figures.spent,
            "own_given": reported(figures.funded),
            "own_spent": reported(figures.spent),
        }
        rows, title = list(self._lines()), _("By requirement line")
        return Sheet("lines", title, columns, rows, totals=totals, repeated=(1, 1))

    def _lines(self) -> Iterator[LineRow]:
        statement, given = self.statement, self.statement.figures.given
        stands = {
            (office, heading): usd
            for (office, heading), usd in given.stands.items()
            if office and heading and usd
        }
        spent, apart = statement.by_line, given.unassigned
        own_spent = statement.reported_parts(spent)
        own_given = statement.reported_parts(stands | ({None: apart} if apart else {}))
        for line in sorted({*stands, *spent}, key=self._in_print):
            office, heading = self.offices[line[0]], self.headings[line[1]]
            yield LineRow(
                f"{office.code} {heading.code}", office.name, heading.title,
                stands.get(line, ZERO), spent.get(line, ZERO),
                own_given.get(line, ZERO), own_spent.get(line, ZERO),
            )  # fmt: skip
        if apart:
            title = _("Not distributed to a requirement line")
            none = _("Not distributed")
            yield LineRow(none, None, title, apart, ZERO, own_given.get(None), ZERO)

    def _in_print(self, line: tuple[int, int]) -> tuple[int, int]:
        return list(self.offices).index(line[0]), self.headings[line[1]].order

    def by_category(self) -> Sheet:
        """As the donor asks: budget against what was charged, the overhead in a row of its own."""
        left = self._own(_("Budget minus charged (%(currency)s)"), "rest", look=Look.SIGNED)
        # Of what is agreed without categories there is no budget to compare with.
        budget, rest = ([self.budget], [left]) if self.categories else ([], [])
        columns = [CATEGORY, *budget]
        if self.is_converted:
            columns += [self.own_charged, *rest, CHARGED]
        else:
            columns += [CHARGED, *(rest if self.currency == "USD" else [])]
        rows, figures = list(self._by_category()), self.statement.figures
        totals = sums(columns[:-1], rows) | {
            "usd": figures.charged,
            "own": self.statement.reported(figures.charged),
            "rest": total(row.rest for row in rows if row.rest is not None),
        }
        return Sheet("categories", _("Budget by category"), columns, rows, totals=totals)

    def _by_category(self) -> Iterator[CategoryRow]:
        statement, figures = self.statement, self.statement.figures
        usd = statement.by_category
        own = statement.reported_parts(usd)
        for pk, row in self.categories.items():
            yield CategoryRow(row.title, row.budget, own.get(pk, ZERO), usd.get(pk, ZERO))
        if None in usd:
            yield CategoryRow(_("without a category"), None, own.get(None), usd[None])
        if figures.terms.overhead_rate is not None:
            own_overhead = statement.reported_overhead
            yield CategoryRow(_("Overhead"), None, own_overhead, figures.overhead)

    def by_activity(self) -> Sheet:
        """The activities that it paid, in printed order."""
        spent = self.statement.by_activity
        own = self.statement.reported_parts(spent)
        paid = money(_("Spent (USD)"), "usd").wide(16, path=lambda row: spent[row.pk])
        converted = self._own(_("Spent (%(currency)s)"), "own")
        converted = converted.wide(16, path=lambda row: own.get(row.pk))
        columns = [
            common.OFFICE.wide(20), *untagged(CODE, TITLE.wide(60)), paid,
            *self._converted(converted),
        ]  # fmt: skip
        totals, title = self._totals(self.statement.figures.spent), _("By activity")
        return Sheet("activities", title, columns, self.activities, totals=totals, frozen=2)

    def months(self) -> Sheet:
        spent = money(_("Spent (USD)"), "spent", width=18)
        rows = self.statement.months
        columns = [MONTH, spent, SO_FAR]
        totals = {"spent": self.statement.figures.spent}
        return Sheet("months", _("By month"), columns, rows, totals=totals)

    def received(self) -> Sheet:
        """What the donor pledged, committed and paid, step by step."""
        flows = known_flows(self.asked.viewpoint).filter(contribution=self.grant)
        columns = [common.NUMBER, common.VALUE_DATE, *STEP]
        rows = flows.with_signed().order_by("value_on", "pk")
        given = self.statement.figures.given
        subtotals = [
            Subtotal(kind.label, {KIND: kind.label}, USD, getattr(given, name))
            for kind, name in SUM_OF.items()
        ]
        return Sheet("received", _("Given by the donor"), columns, rows, subtotals=subtotals)

    def commitments(self) -> Sheet:
        """Those that it pays and that are neither paid nor released in full."""
        own = self.statement.reported_parts({row: row.usd for row in self.statement.commitments})
        converted = self.own_open = self.own_open.wide(18, path=own.get)
        columns = [*self._entry(DAY.wide(11)), OPEN, *self._converted(converted)]
        rows, totals = self.statement.commitments, self._totals(self.statement.figures.committed)
        return Sheet("commitments", _("Open commitments"), columns, rows, totals=totals, frozen=2)

    def entries(self) -> Sheet:
        """Every entry of the ledger that it pays at least a part of."""
        titles = {pk: row.title for pk, row in self.categories.items()}
        kinds = dict(Transaction.Kind.choices)
        columns = [
            *self._entry(DAY),
            Column(_("Kind"), lambda row: kinds[row.entry.kind], width=13),
            Column(_("Category"), lambda row: titles.get(row.category), width=15),
            WHOLE,
            OTHERS,
            PAID,
        ]
        rows = self.statement.paid
        totals = sums([WHOLE, OTHERS], rows) | self._totals(self.statement.figures.spent)
        return Sheet(
            "entries", _("Entries"), columns, rows, totals=totals, frozen=2, repeated=(1, 2)
        )

    def _totals(self, usd: Decimal) -> dict[str, Decimal | None]:
        """Of a table of amounts in USD, and in the currency of its reports."""
        return {"usd": usd, "own": self.statement.reported(usd)}

    def _entry(self, day: Column) -> Iterator[Column]:
        """What both tables of entries begin with."""
        yield common.NUMBER.wide(9, path="entry.id")
        yield day
        yield common.OFFICE.wide(13, path=lambda row: self.offices[row.entry.office].name, hxl="")
        yield CODE.wide(12, path=lambda row: self.codes[row.entry.activity], hxl="")
        yield Column(_("Paid from"), lambda row: self.headings[row.entry.heading].code, width=8)
        yield common.REFERENCE.wide(16, path="entry.reference")
        yield common.CURRENCY.wide(9, path="entry.currency")
        yield Column(_("Amount"), "entry.amount", Format.CENTS, width=13)
        yield common.RATE.wide(12, path="entry.rate")


def sums(columns: Iterable[Column], rows: Iterable[object]) -> dict[str, Decimal]:
    """What columns come to, by the names of their totals."""
    rows = list(rows)
    return {
        each.total: total(value for row in rows if (value := each.value(row)) is not None)
        for each in columns
        if each.total
    }
