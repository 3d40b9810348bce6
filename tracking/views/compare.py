"""Years or regions side by side; each figure leads to its page, from where it was read."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from appeal.base.viewpoint import Include, Viewpoint
from appeal.models import Appeal, Heading, Office, Priority
from appeal.web.clock import today_in
from appeal.web.request import Request
from appeal.web.which import appeals_seen

from ..compared_measures import MEASURES, ComparedMeasure
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
from ..forms.compare import CompareForm
from ..moments import YearMoment
from .pages import open_appeal, read_viewpoint

THINNEST = 0.5


class ComparedCell(NamedTuple):
    """A figure as it is shown, the page that it leads to, and how long its bar is in percent."""

    shown: str
    address: str = ""
    width: str = ""
    note: str = ""
    rows: Sequence[tuple[str, str]] = ()


class ShownRow(NamedTuple):
    label: str
    code: str
    cells: list[ComparedCell]
    change: str


@dataclass(frozen=True)
class ComparedPage:
    """A comparison as a page shows it: the figures of a table, or all of one row."""

    made: Comparison

    @property
    def are_two(self) -> bool:
        return len(self.made.sides) == 2

    def headlines(self) -> list[ShownRow]:
        """Every figure of what is compared, a row each."""
        return [
            self._shown(self.made.whole, measure, self._most(self.made.whole, measure))
            for measure in MEASURES.values()
        ]

    def rows(self, table: Table, measure: ComparedMeasure) -> list[ShownRow]:
        most = table.most(measure.name) if measure.is_money else measure.whole
        return [self._shown(row, measure, most)._replace(label=row.label) for row in table.rows]

    def total(self, table: Table, measure: ComparedMeasure) -> ShownRow:
        return self._shown(table.total, measure, 0)

    def _most(self, row: ComparedRow, measure: ComparedMeasure) -> Any:
        values = [side.value(measure.name) for side in row.sides if side]
        return measure.whole or max((value for value in values if value is not None), default=0)

    def _shown(self, row: ComparedRow, measure: ComparedMeasure, most: Any) -> ShownRow:
        is_comparable = self.made.is_one_currency or not measure.is_money
        cells = [
            self._cell(side, beside, measure, most if is_comparable else 0)
            for side, beside in zip(self.made.sides, row.sides, strict=True)
        ]
        values = [beside.value(measure.name) if beside else None for beside in row.sides]
        change = measure.changed(*values) if self.are_two and is_comparable else ""
        return ShownRow(str(measure.label), row.code, cells, change)

    def _cell(
        self, side: ComparedAppeal, beside: Beside | None, measure: ComparedMeasure, most: Any
    ) -> ComparedCell:
        value = beside.value(measure.name) if beside else None
        if beside is None or value is None:
            return ComparedCell(measure.shown(None), rows=_lines(side, beside))
        width = f"{min(max(float(value) / float(most), 0), 1) * 100:.1f}" if most else ""
        address = address_of_figure(side, beside.rows, measure)
        note = ""
        if measure.name == "discipline" and beside.discipline:
            said = {"on_time": beside.discipline.on_time, "due": beside.discipline.due}
            note = _("%(on_time)s of %(due)s") % said
        return ComparedCell(measure.shown(value), address, width, note, _lines(side, beside))


def _lines(side: ComparedAppeal, beside: Beside | None) -> list[tuple[str, str]]:
    """The priorities of a line, by their codes, with their pages."""
    rows = beside.rows if beside else ()
    return [(row.code, _page(side, row)) for row in rows if isinstance(row, Priority)]


def address_of_figure(side: ComparedAppeal, rows: Sequence[Any], measure: ComparedMeasure) -> str:
    """The page of what a figure is of, as it was from there; empty for what is nowhere."""
    asked = side.viewpoint.query
    if not rows:
        return ""
    if measure.name == "discipline":
        office = rows[0] if isinstance(rows[0], Office) else None
        return _at("report_list", side, office=office.code if office else "")
    if len(rows) == 2 and isinstance(rows[1], Heading):
        return _at("activity_list", side, office=rows[0].code, paid_from=rows[1].code)
    if isinstance(rows[0], Heading):
        return _at("activity_list", side, paid_from=rows[0].code)
    if isinstance(rows[0], Appeal):
        return f"{reverse('tracking:overview', args=[side.appeal.code])}?{asked}"
    return _page(side, rows[0])


def _page(side: ComparedAppeal, row: Any) -> str:
    name = "tracking:office_detail" if isinstance(row, Office) else "appeal:priority_detail"
    return f"{reverse(name, args=[side.appeal.code, row.code])}?{side.viewpoint.query}"


def _at(page: str, side: ComparedAppeal, **asked: str) -> str:
    given = urlencode({name: value for name, value in asked.items() if value})
    parts = "&".join(filter(None, (given, side.viewpoint.query)))
    return f"{reverse(f'tracking:{page}', args=[side.appeal.code])}?{parts}"


def compare(request: Request) -> HttpResponse:
    """Appeals beside each other: every figure of what is chosen, then one of them row by row."""
    seen = appeals_seen(request)
    chosen = _chosen(request, seen)
    if not chosen:
        return render(request, "tracking/compare/compare.html", {"made": None})
    base = _base(chosen)
    open_appeal(request, base.code)
    viewpoint = read_viewpoint(request, base)
    form = _form(request, seen, chosen, base)
    typed = form.cleaned_data
    sides = sides_of(chosen, base, viewpoint, typed["moment"], typed["office"])
    made = Comparison(sides, typed["heading"])
    shown = ComparedPage(made)
    measure = MEASURES[typed["measure"]]
    page = {
        "form": form,
        "made": made,
        "shown": shown,
        "as_at": viewpoint.as_at,
        "includes": viewpoint,
        "measure": measure,
        "titles": [side.appeal.choice for side in sides],
        "tables": [
            (table, shown.rows(table, measure), shown.total(table, measure))
            for table in _tables(made, typed["office"])
        ],
        "is_end": typed["moment"] == YearMoment.END,
        "pinned": _pinned(request, made, viewpoint, typed),
        "base": base,
    }
    return render(request, "tracking/compare/compare.html", page)


def _chosen(request: Request, seen: Sequence[Appeal]) -> list[Appeal]:
    """The appeals that the address names, 404 for one that is not seen; else the usual ones."""
    written = ",".join(request.GET.getlist("appeals"))
    codes = list(dict.fromkeys(code for code in written.split(",") if code))
    known = {appeal.code: appeal for appeal in seen}
    if any(code not in known for code in codes):
        raise Http404
    if len(codes) > MOST_COMPARED:
        messages.warning(
            request,
            _("Up to %(most)s appeals are compared at once. Here are the first ones.")
            % {"most": MOST_COMPARED},
        )
    if codes:
        return in_years(known[code] for code in codes[:MOST_COMPARED])
    running = request.running()
    return in_years(usual(running, seen)) if running else []


def _base(chosen: Sequence[Appeal]) -> Appeal:
    """The one whose date is asked for: the last that has begun, else the last."""
    begun = [each for each in chosen if each.starts_on <= today_in(each)]
    return (begun or chosen)[-1]


def _form(
    request: Request, seen: Sequence[Appeal], chosen: Sequence[Appeal], base: Appeal
) -> CompareForm:
    given = request.GET.copy()
    given.setlist("appeals", [each.code for each in chosen])
    given["measure"] = given.get("measure") or "spent"
    form = CompareForm(given, seen=in_years(seen), chosen=chosen, base=base)
    if not form.is_valid():
        raise Http404
    return form


def _tables(made: Comparison, office: Office | None) -> list[Table]:
    """Row by row: of an office its headings and priorities, of a heading its offices."""
    if office and made.heading:
        return []
    if office:
        return [made.headings(), made.lines()]
    return [made.offices()] if made.heading else [made.offices(), made.headings()]


def _pinned(request: Request, made: Comparison, viewpoint: Viewpoint, typed: Any) -> str:
    """What an address has to say so that it shows these figures for ever."""
    asked = {
        "appeals": ",".join(side.appeal.code for side in made.sides),
        "moment": typed["moment"],
        "office": typed["office"].code if typed["office"] else "",
        "heading": typed["heading"].code if typed["heading"] else "",
        "measure": typed["measure"],
        "as_at": viewpoint.as_at.isoformat(),
        "known_on": viewpoint.pinned_on.isoformat(),
        "include": viewpoint.include if viewpoint.include != Include.OFFICIAL else "",
    }
    return urlencode({name: value for name, value in asked.items() if value})
