"""What filled rows say of money: each a draft of the ledger, judged by the rules of the page."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from typing import Any, ClassVar, Self

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from appeal.base.amounts import DASH, OtherCurrency, WrittenAmount
from appeal.base.excel import CLEAR, InputCell, UnreadableCell
from appeal.base.given import given
from appeal.base.languages import in_each_language
from appeal.models import Activity, Allocation, Appeal, Requirement, by_heading

from .. import actions
from ..forms import CurrencyField, known_currency
from ..models import (
    Contribution,
    KnownRates,
    Neighbour,
    Neighbours,
    ReportingPeriod,
    Transaction,
    Upload,
    UploadRow,
)
from .money import grants_of_office, money_columns
from .outcomes import Reading, Typed, read_row

REQUIRED = ("value_on", "activity", "cell", "kind", "amount")
CURRENCY = CurrencyField(required=False)
Outcome = UploadRow.Outcome


@dataclass(slots=True)
class Draft:
    """An entry of the ledger that a row asks for: judged like one, and far quicker made."""

    activity: Activity | None
    cell: Requirement | None
    kind: str
    value_on: date | None
    currency: str
    amount: Decimal | None
    against_id: int | None
    counterpart: str
    reference: str
    note: str
    late_reason: str
    grant: Contribution | None = None
    usd_amount: Decimal | None = None
    unusual_reason: str = ""
    asked: list[Any] = field(default_factory=list)
    pk: ClassVar[None] = None

    @property
    def activity_id(self) -> int | None:
        return self.activity.pk if self.activity else None

    @property
    def cell_id(self) -> int | None:
        return self.cell.pk if self.cell else None

    def entry(self) -> Transaction:
        """The entry itself, to be saved."""
        return Transaction(**{each.name: getattr(self, each.name) for each in fields(self)})


# Of the rows that were judged before; all else of them is settled.
READ_AGAIN = ("upload", "sheet", "sheet_title", "number", "cells", "asked")


@dataclass(frozen=True)
class Books:
    """What entries of an office are judged by, read once however many there are."""

    headings: Mapping[str, Any]
    inputs: Mapping[str, InputCell]
    activities: Mapping[str, Activity]
    names: Mapping[str, Mapping[str, str]]
    cells: Mapping[int, Mapping[str, Requirement]]
    rates: KnownRates
    locked: Sequence[ReportingPeriod]
    today: date
    appeal: Appeal
    grants: Mapping[str, Contribution]
    hindrances: dict[date, list[dict[str, str]]] = field(default_factory=dict)

    @classmethod
    def read(cls, upload: Upload, at: datetime) -> Self:
        appeal, office = upload.appeal, given(upload.office)
        rows = Activity.objects.of(appeal).in_office(office)
        activities = {activity.code: activity for activity in rows.with_plan()}
        cells: dict[int, dict[str, Requirement]] = {}
        drawn = Allocation.objects.filter(activity__in=rows)
        for allocation in drawn.select_related("cell__heading").order_by(by_heading("cell__")):
            cell = allocation.cell
            cell.appeal = appeal
            cells.setdefault(allocation.activity_id, {})[cell.heading.code] = cell
        columns = money_columns(appeal, office)
        return cls(
            {each.name: each.heading for each in columns},
            {each.name: each.input_cell for each in columns if each.input_cell},
            activities,
            {code: in_each_language(each.__str__) for code, each in activities.items()},
            cells,
            KnownRates(),
            list(ReportingPeriod.objects.locked(appeal)),
            appeal.day_of(at),
            appeal,
            grants_of_office(appeal, office),
        )

    def hindrances_of(self, entry: Draft) -> list[dict[str, str]]:
        """What hinders its posting, in every language; the same for all of a day."""
        day = given(entry.value_on)
        if day not in self.hindrances:
            refusals = partial(actions.period_refusals, entry, self.locked)
            said = in_each_language(lambda: list(map(str, refusals())))
            told = zip(*said.values(), strict=True)
            self.hindrances[day] = [dict(zip(said, each, strict=True)) for each in told]
        return self.hindrances[day]


class Drafting:
    """Judges the drafts that rows ask for, bit by bit; `rows` are all that it will be given."""

    def __init__(self, upload: Upload, at: datetime, rows: Sequence[Typed]) -> None:
        self.upload, self.rows = upload, rows
        self.books = Books.read(upload, at)
        self.neighbours: Neighbours | None = None

    def judge(self, readings: Iterable[Reading]) -> list[tuple[Reading, Draft]]:
        """Tell each reading its outcome; the drafts of those with nothing wrong."""
        judged = []
        for reading in readings:
            entry = self._draft(reading)
            if not reading.problems:
                self._ask(reading, entry)
                judged.append((reading, entry))
        return judged

    def _draft(self, reading: Reading) -> Draft:
        books = self.books
        reading.compare(None)
        for name, value in reading.values.items():
            reading.change(name, None, value)
        entry = _entry(reading, books)
        refusals = actions.draft_refusals(entry, books.today, books.appeal, books.rates)
        for refusal in (*refusals, *actions.grant_refusals(entry)):
            reading.refuse(refusal.field, refusal)
        if entry.value_on:
            for hindrance in books.hindrances_of(entry):
                reading.remark("value_on", hindrance)
        return entry

    def _ask(self, reading: Reading, entry: Draft) -> None:
        """Ask about a draft beside those of the ledger and of the rows above it."""
        if self.neighbours is None:
            self.neighbours = self._read_neighbours(reading.row)
        questions, reason = self.neighbours.questions(entry), reading.reason()
        reading.ask(questions, reason)
        reading.row.asked = [each.as_stored for each in questions]
        if questions and reason:
            entry.unusual_reason, entry.asked = reason, reading.row.asked
        _count(self.neighbours, reading.row, entry)

    def _read_neighbours(self, first: UploadRow) -> Neighbours:
        """What is near to any of the rows: in the ledger, and in the rows above the `first`."""
        books = self.books
        activities = {books.activities.get(code) for code in self._said("activity")}
        neighbours = Neighbours.read(
            given(self.upload.office_id),
            {activity.pk for activity in activities if activity},
            self._said("counterpart"),
            None,
            {known_currency(written) or "USD" for written in self._said("currency")},
        )
        for row in self._above(first):
            entry = _entry(read_row(row, books.inputs, self.upload.language), books)
            entry.usd_amount = actions.known_usd(entry, books.rates)
            _count(neighbours, row, entry)
        return neighbours

    def _said(self, column: str) -> set[str]:
        """What the rows say under a column, with an empty text where one says nothing to read."""
        cell, said = self.books.inputs[column], set()
        for typed in {row.typed(column) for row in self.rows}:
            try:
                said.add("" if typed in (None, CLEAR) else cell.read(typed, self.upload.language))
            except UnreadableCell:
                said.add("")
        return said

    def _above(self, first: UploadRow) -> Iterable[UploadRow]:
        """The rows of drafts above it, which were judged in an earlier step and stored."""
        if first.pk is None:
            return []
        before = self.upload.upload_rows.filter(sheet=first.sheet, pk__lt=first.pk)
        return before.filter(outcome=Outcome.NEW).in_order().only(*READ_AGAIN)


def _count(neighbours: Neighbours, row: UploadRow, entry: Draft) -> None:
    """Count a draft among those that later rows are compared to."""
    counted = Neighbour.of(entry, f"row {row.number}")
    if row.asked:
        neighbours.count(counted)
    else:
        neighbours.add(counted)


def enter(judged: Iterable[tuple[Reading, Draft]], upload: Upload, at: datetime) -> None:
    """Save the drafts, and note with each reading which entry is its own."""
    entries = []
    for reading, draft in judged:
        reading.transaction = draft.entry()
        entries.append(reading.transaction)
    actions.draft_transactions(entries=entries, by=upload.uploaded_by, at=at)


def _entry(reading: Reading, books: Books) -> Draft:
    """The draft that a row asks for, as far as it can be read."""
    for name in REQUIRED:
        if reading.value(name) is None:
            reading.miss(name, books.headings[name])
    activity, amount = books.activities.get(reading.value("activity", "")), reading.value("amount")
    if activity:
        reading.row.about = books.names[activity.code]
    against, currency = reading.value("against", ""), _currency(reading)
    _check_currency(reading, currency)
    return Draft(
        activity=activity,
        cell=_cell(reading, activity, books) if activity else None,
        kind=reading.value("kind", ""),
        value_on=reading.value("value_on"),
        currency=currency,
        amount=None if amount is None else Decimal(amount),
        against_id=int(against) if against else None,
        counterpart=reading.text("counterpart"),
        reference=reading.text("reference"),
        note=reading.text("note"),
        late_reason=reading.text("late_reason"),
        grant=books.grants.get(reading.value("grant", "")),
    )


def _currency(reading: Reading) -> str:
    """The currency of a row, dollars where it names none; empty where it names no currency."""
    if "currency" in reading.unread:
        return ""
    try:
        return CURRENCY.clean(reading.value("currency", "")) or "USD"
    except ValidationError as refusal:
        reading.refuse("currency", refusal.messages[0])
        return ""


def _check_currency(reading: Reading, currency: str) -> None:
    """Refuse an amount that bears the sign of another currency than its row."""
    amount = reading.value("amount")
    try:
        if isinstance(amount, WrittenAmount):
            amount.checked(currency)
    except OtherCurrency as refusal:
        reading.refuse("amount", refusal)


def _cell(reading: Reading, activity: Activity, books: Books) -> Requirement | None:
    """The cell that pays, found by its heading."""
    heading, cells = reading.value("cell"), books.cells.get(activity.pk, {})
    if heading and heading not in cells:
        reading.refuse(
            "cell",
            _("%(activity)s has no budget from %(heading)s. Choose one of %(headings)s.")
            % {
                "activity": activity.code,
                "heading": heading,
                "headings": ", ".join(cells) or DASH,
            },
        )
    return cells.get(heading)
