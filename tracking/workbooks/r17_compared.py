"""R17, years or regions side by side: whole, by office, by heading, and line by line."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple, TypeVar

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from appeal.access import appeals
from appeal.base.excel import (
    Book,
    Chart,
    Column,
    Context,
    Control,
    Drawing,
    Format,
    Look,
    Sheet,
)
from appeal.base.refusals import NotAnswerable
from appeal.models import Appeal, Heading, Office, Priority

from .. import glossary
from ..compared_measures import MEASURES
from ..comparing import (
    MOST_COMPARED,
    Beside,
    ComparedAppeal,
    ComparedRow,
    Comparison,
    Table,
    in_years,
    sides_of,
    usual,
)
from ..moments import YearMoment
from .asked import Asked
from .columns import of_hundred

R17_DEFINITIONS = (
    glossary.REQUIREMENT, glossary.ALLOCATED, glossary.FUNDED, glossary.SPENT,
    glossary.DELIVERY_OF_REQUIREMENT, glossary.GROUP_PROGRESS, glossary.REPORTS_ON_TIME,
)  # fmt: skip
APART = _("These appeals are in different currencies: their amounts cannot be compared.")
OF_LINES = _(
    "Priorities that continue each other are one line. Nothing is required of a priority: its"
    " delivery is what was spent of its budget."
)
MONEY = ("requirement", "allocated", "funded", "spent")
REPORTS = {"on_time": _("Reports on time (number)"), "due": _("Reports due")}
SHARES = ("delivery", "progress", "discipline")
# What is shown of each kind of rows, in this order.
WHOLE = (*MONEY, "delivery", "progress", *REPORTS, "discipline")
OFFICES, HEADINGS = WHOLE, (*MONEY, "delivery", "progress")
LINES = ("allocated", "spent", "delivery", "progress")
CODE = Column(_("Appeal"), "side.appeal.choice", width=15)
LABEL = Column(_("Name"), "label", width=38)
Read = Callable[..., Beside | None]
Part = TypeVar("Part", Office, Heading)


class SummaryRow(NamedTuple):
    """A row of the summary: an appeal with what is compared of it."""

    side: ComparedAppeal
    beside: Beside | None


def side_by_side(asked: Asked) -> Book:
    """R17: the figures of each appeal at the same moment of each year, or at the end of each."""
    chosen = _appeals(asked)
    office = _one(asked, "office", Office.objects.filter(sections__appeal__in=chosen).distinct())
    heading = _one(asked, "heading", Heading.objects.of(asked.appeal))
    sides = sides_of(chosen, asked.appeal, asked.viewpoint, _moment(asked), office)
    made = Comparison(sides, heading)
    named = replace(asked, office=office, context=_context(asked, chosen, office, heading))
    currency = asked.appeal.currency if made.is_one_currency else ""
    return named.book([*_sheets(named, made)], definitions=R17_DEFINITIONS, currency=currency)


def _appeals(asked: Asked) -> list[Appeal]:
    """Those that the address names, with the one that the workbook is of; else the usual ones."""
    seen = appeals(asked.user).select_related("region")
    known = {asked.appeal.code: asked.appeal} | {each.code: each for each in seen}
    codes = [code for code in str(asked.query.get("appeals", "")).split(",") if code]
    if not codes:
        return in_years(usual(asked.appeal, known.values()))
    if unknown := [code for code in codes if code not in known]:
        raise _not_there(unknown[0])
    chosen = {asked.appeal.code, *codes}
    if len(chosen) > MOST_COMPARED:
        raise NotAnswerable(
            _("Up to %(most)s appeals are compared at once. Choose fewer.")
            % {"most": MOST_COMPARED}
        )
    return in_years(known[code] for code in chosen)


def _one(asked: Asked, name: str, rows: QuerySet[Part]) -> Part | None:
    """The row whose code the address gives under that name; None where it gives none."""
    code = str(asked.query.get(name, ""))
    found = rows.filter(code=code).first() if code else None
    if code and found is None:
        raise _not_there(code)
    return found


def _moment(asked: Asked) -> str:
    written = str(asked.query.get("moment", ""))
    if written and written not in YearMoment.values:
        raise _not_there(written)
    return written


def _not_there(written: str) -> NotAnswerable:
    return NotAnswerable(
        _("“%(code)s” cannot be compared. Choose again on the page “Side by side”.")
        % {"code": written[:30]}
    )


def _context(
    asked: Asked, chosen: Iterable[Appeal], office: Office | None, heading: Heading | None
) -> Context:
    """What the file is about, in words and in its name."""
    others = [each.code for each in chosen if each.pk != asked.appeal.pk]
    words = [office.name if office else str(_("All offices"))]
    words += [f"{heading.code} {heading.title}"] if heading else []
    codes = [office.code if office else "all"] + ([heading.code] if heading else [])
    return replace(
        asked.context, scope=" · ".join(words + others), scope_code="-".join(codes + others)
    )


def _sheets(asked: Asked, made: Comparison) -> Iterator[Sheet]:
    yield _summary(made)
    if asked.office is None:
        names = HEADINGS if made.heading else OFFICES
        yield _table("offices", made.offices(), made, names, [LABEL.wide(28)])
    if made.heading is None:
        code = Column(_("Heading"), "code", width=9)
        yield _table("headings", made.headings(), made, HEADINGS, [code, LABEL])
        yield _table("lines", made.lines(), made, LINES, _names_of_lines(made))


def _summary(made: Comparison) -> Sheet:
    rows = [SummaryRow(*each) for each in zip(made.sides, made.whole.sides, strict=True)]
    # So narrow that they print on one page.
    figures = {
        name: column.wide(11 if column.look or name in REPORTS else 13)
        for name, column in _figures(lambda row: row.beside, WHOLE).items()
    }
    currency = Column(_("Currency"), "side.appeal.currency", width=10)
    known_on = Column(_("As known on"), "side.viewpoint.known_on", Format.DAY)
    return Sheet(
        "summary",
        _("Side by side"),
        [
            CODE,
            Column(_("Title"), "side.appeal.full_title", width=24),
            Column(_("Region"), lambda row: str(row.side.appeal.region), width=18),
            *([] if made.is_one_currency else [currency]),
            Column(_("As at"), "side.viewpoint.as_at", Format.DAY),
            *([known_on] if any(side.viewpoint.known_on for side in made.sides) else []),
            *figures.values(),
        ],
        rows,
        lines=() if made.is_one_currency else [APART],
        controls=[Control(_("Appeals"), "COUNTA({})", [CODE], len(rows))],
        charts=[
            Chart(
                Drawing.BARS,
                _("Delivery, progress and reports on time"),
                CODE,
                [figures[name] for name in SHARES],
            )
        ],
    )


def _table(
    name: str, table: Table, made: Comparison, names: Sequence[str], first: Sequence[Column]
) -> Sheet:
    """A table with the figures of each appeal beside each other, and what they come to."""
    columns, spent = [*first], []
    totals: dict[str, object] = {}
    for at, side in enumerate(made.sides):
        figures = _figures(_at(at), names, side.appeal.code)
        columns += figures.values()
        spent.append(figures["spent"])
        of = table.total.sides[at]
        totals |= {each.total: _value(of, key) for key, each in figures.items() if each.total}
    lines = [] if made.is_one_currency else [APART]
    is_drawn = made.is_one_currency and name != "lines"
    return Sheet(
        name,
        table.title,
        columns,
        table.rows,
        lines=[*lines, OF_LINES] if name == "lines" else lines,
        totals=totals,
        charts=[Chart(Drawing.BARS, _("Spent"), first[-1], spent)] if is_drawn else (),
        frozen=len(first),
        repeated=(1, len(first)),
    )


def _at(place: int) -> Read:
    def read(row: ComparedRow) -> Beside | None:
        return row.sides[place]

    return read


def _figures(read: Read, names: Sequence[str], code: str = "") -> dict[str, Column]:
    """The figures of these names; those of an appeal, which `code` names, have a total each."""
    made: dict[str, Column] = {}
    for name in names:
        label = REPORTS.get(name) or MEASURES[name].label
        # A table of Excel has no two columns of one name.
        heading = _("%(figure)s, %(appeal)s") % {"figure": label, "appeal": code} if code else label
        is_share, of = name in SHARES, None
        if name == "delivery":
            of = made["spent"], made.get("requirement", made["allocated"])
        elif name == "discipline":
            of = made["on_time"], made["due"]
        made[name] = Column(
            heading,
            _reading(read, name),
            Format.INTEGER if name in REPORTS else Format.PERCENT if is_share else Format.MONEY,
            width=13 if is_share or name in REPORTS else 16,
            total=f"{name} {code}" if code and name != "progress" else "",
            look=Look.SHARE if is_share else None,
            of=of if code else None,
        )
    return made


def _reading(read: Read, name: str) -> Callable[[object], object]:
    return lambda row: _value(read(row), name)


def _value(beside: Beside | None, name: str) -> object:
    """What an appeal has of a row; a progress as the share that it is."""
    if beside is None:
        return None
    if name in REPORTS:
        reports = beside.discipline
        return getattr(reports, name) if reports and reports.due else None
    value = beside.value(name)
    return of_hundred(value) if name == "progress" else value


def _names_of_lines(made: Comparison) -> list[Column]:
    """Where a line is, how it is called, and its code in each appeal."""
    codes = [
        Column(_("Priority, %(appeal)s") % {"appeal": side.appeal.code}, _codes(_at(at)), width=14)
        for at, side in enumerate(made.sides)
    ]
    return [Column(_("Office"), _office, width=24), LABEL.wide(44), *codes]


def _codes(read: Read) -> Callable[[object], str]:
    def codes(row: object) -> str:
        beside = read(row)
        return ", ".join(each.code for each in beside.rows) if beside else ""

    return codes


def _office(row: ComparedRow) -> str:
    rows = [each for side in row.sides if side for each in side.rows]
    return next((each.section.office.name for each in rows if isinstance(each, Priority)), "")
