"""How an office's money is split over its activities, as filled rows have it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cached_property

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from appeal import actions as plan
from appeal.base.excel import Column, Sheet
from appeal.base.given import given
from appeal.base.languages import in_own_language
from appeal.figures.used_amounts import below_use
from appeal.models import (
    Activity,
    Allocation,
    Appeal,
    Requirement,
    StaleVersion,
    by_heading,
    printed_order,
    to_office,
)

from ..models import Question, Upload, UploadRow
from .columns import amount, choice, text
from .outcomes import UNTOLD, Reading, Values
from .records import ABOUT_NOTHING, RecordSheet
from .template import UploadPlace

CONFIRMED = Allocation.Basis.CONFIRMED
YES = {"yes": _("yes")}


MOST_NEW = 2000


def new_name(number: int) -> str:
    """By what the sheet of the money refers to a new activity of the same file."""
    return f"NEW-{number}"


@dataclass(frozen=True)
class Added:
    """What became of the row of a new activity: the activity, None where the row is wrong."""

    row: UploadRow
    activity: Activity | None = None
    was_applied: bool = False


class AllocationSheet(RecordSheet):
    """What an activity draws on a cell a row; the split is saved as a whole."""

    name = "allocations"
    title = _("Budgets")

    # How many new activities of the same file there are to choose from.
    spare = MOST_NEW

    def __init__(self, appeal: Appeal, place: UploadPlace) -> None:
        super().__init__(appeal, place)
        self.added: Mapping[str, Added] = {}

    def sheet(self, spare: int) -> Sheet:
        self.spare = spare
        return super().sheet(spare)

    @cached_property
    def activities(self) -> dict[str, Activity]:
        rows = Activity.objects.of(self.appeal).in_office(given(self.place.office))
        return {each.code: each for each in rows.with_plan().in_printed_order()}

    @cached_property
    def cells(self) -> dict[str, Requirement]:
        rows = Requirement.objects.filter(appeal=self.appeal, office=self.place.office)
        found = rows.select_related("heading", "office").order_by(by_heading())
        return {each.heading.code: each for each in found}

    def _activities(self) -> Values:
        """Those that money may be split over: the office's, and new ones of the same file."""
        new = {new_name(number): new_name(number) for number in range(1, self.spare + 1)}
        return self.activities | new

    def _headings(self) -> Values:
        return {code: cell.heading for code, cell in self.cells.items()}

    def own_columns(self) -> Sequence[Column]:
        return (
            choice(
                "activity", _("Activity"), 38, self._activities,
                _("For a new activity, the name of its row on the first sheet: NEW-1."),
            ),
            choice("heading", _("Paid from"), 38, self._headings),
            amount(
                "amount", _("Budgeted"), 18,
                _("USD. CLEAR removes the amount from the activity."), "USD",
            ),
            choice(
                "confirmed", _("Confirmed"), 14, lambda: YES,
                _("Confirms the amount. CLEAR makes it indicative again."),
            ),
            text(
                "unusual_reason", _("Reason (if unusual)"), 30, Allocation,
                _("Why it is less than what is spent."), "lowered_reason",
            ),
        )  # fmt: skip

    def stored(self) -> Sequence[Allocation]:
        rows = Allocation.objects.filter(cell__in=self.cells.values())
        rows = rows.select_related(to_office("activity__"), "cell__heading")
        return list(rows.order_by(*printed_order("activity__"), by_heading("cell__")))

    def values(self, allocation: Allocation) -> Values:
        is_confirmed = allocation.basis == Allocation.Basis.CONFIRMED
        return {
            "activity": allocation.activity.code,
            "heading": allocation.cell.heading.code,
            "amount": allocation.amount,
            "confirmed": "yes" if is_confirmed else "",
        }

    def carry_out(self, readings: Iterable[Reading], upload: Upload, at: datetime) -> None:
        """Save the rows as one split: what one activity gives up, another may draw."""
        readings = list(readings)
        split = FilledSplit({row.pk: row for row in self.stored()}, self)
        for reading in readings:
            split.read(reading)
        if split.pairs:
            split.save(upload, at)


class FilledSplit:
    """What the rows of a file make of an office's split."""

    def __init__(self, stored: Mapping[int, Allocation], sheet: AllocationSheet) -> None:
        self.stored, self.sheet = stored, sheet
        self.seen = {(row.activity_id, row.cell_id): row.amount for row in stored.values()}
        self.wanted: dict[plan.Pair, Decimal | None] = dict(self.seen)
        self.confirmed: set[plan.Pair] = set()
        self.unconfirmed: set[plan.Pair] = set()
        self.pairs: dict[plan.Pair, Reading] = {}
        # Cells of which a row could not be read: what they come to is not known.
        self.uncertain: set[int] = set()

    def read(self, reading: Reading) -> None:
        """Note what a row changes, or what is wrong with it."""
        record = self.stored.get(reading.record)
        if record is None and "id" in reading.row.cells:
            reading.refuse("", ABOUT_NOTHING)
            return
        pair = self._stored_pair(reading, record) if record else self._new_pair(reading)
        if reading.unread and pair:
            self.uncertain.add(pair[1])
        if pair is None:
            self.uncertain |= self._cells_meant(reading)
            return
        amount = self._changes(reading, record, pair)
        if not reading.changes:
            return
        if not reading.compare(record, self.sheet.stamp(record) if record else None):
            return
        if pair in self.pairs:
            above = self.pairs[pair].row.number
            sentence = _("This activity and heading are also in row %(row)s. Keep only one row.")
            reading.refuse("heading", sentence % {"row": above})
        else:
            self.pairs[pair], self.wanted[pair] = reading, amount

    def _changes(
        self, reading: Reading, record: Allocation | None, pair: plan.Pair
    ) -> Decimal | None:
        """Note what a row changes; gives the amount that it comes to."""
        before = self.seen.get(pair)
        amount = reading.value("amount", before)
        reading.change("amount", before, amount)
        was = "yes" if record and record.basis == CONFIRMED else ""
        said = reading.value("confirmed", was)
        if reading.change("confirmed", was, said):
            (self.confirmed if said else self.unconfirmed).add(pair)
        elif "confirmed" in reading.values and not said:
            self.unconfirmed.add(pair)
        return amount

    def _cells_meant(self, reading: Reading) -> set[int]:
        cell = self.sheet.cells.get(reading.value("heading", ""))
        return {cell.pk} if cell else {each.pk for each in self.sheet.cells.values()}

    def _stored_pair(self, reading: Reading, record: Allocation) -> plan.Pair:
        """The activity and cell of a stored row, which stay."""
        reading.name(record)
        held = self.sheet.values(record)
        for name in ("activity", "heading"):
            if reading.value(name, held[name]) != held[name]:
                reading.refuse(
                    name,
                    _("This row cannot move to another activity or heading. Use an empty row."),
                )
        return record.activity_id, record.cell_id

    def _new_pair(self, reading: Reading) -> plan.Pair | None:
        """The activity and cell that an empty row was filled in for."""
        activity = self._activity(reading, reading.value("activity", ""))
        cell = self.sheet.cells.get(reading.value("heading", ""))
        for name in ("activity", "heading", "amount"):
            if not reading.value(name):
                self.sheet.refuse_missing(reading, name)
        if activity is None or cell is None:
            return None
        reading.name(activity.code, cell.heading.code)
        if (activity.pk, cell.pk) in self.seen:
            reading.refuse(
                "heading",
                _("This activity already has a budget from this heading. Change that row."),
            )
            return None
        if not reading.value("amount"):
            self.uncertain.add(cell.pk)
        return activity.pk, cell.pk

    def _activity(self, reading: Reading, name: str) -> Activity | None:
        """The activity of this code; a new one of the same file by the name of its row."""
        if name in self.sheet.activities or not name:
            return self.sheet.activities.get(name)
        added = self.sheet.added.get(name)
        if added and added.activity:
            return added.activity
        if added is None:
            sentence = _(
                "Row %(name)s of the activities is empty. Fill it in, or choose another activity."
            )
        elif added.was_applied:
            sentence = _(
                "%(name)s was already added as %(about)s. Download a new template and"
                " choose it there."
            )
        else:
            sentence = _(
                "%(name)s is wrong, in row %(row)s of its sheet. Correct it, and this row"
                " can be applied too."
            )
        row = added.row if added else reading.row
        said = {"name": name, "row": row.number, "about": in_own_language(row.about)}
        reading.refuse("activity", sentence % said)
        return None

    def _ask(self) -> None:
        """Ask about the rows that lower an amount below what is spent of it."""
        for pair, short in below_use(self.wanted, self.seen).items():
            reading = self.pairs[pair]
            asked = Question.ask("below_spent", "amount", spent=short.used, less=short.less)
            reading.ask([asked], reading.reason())

    def save(self, upload: Upload, at: datetime) -> None:
        """Save it all, or say in which rows the reason lies that it cannot be."""
        try:
            with transaction.atomic():
                self._ask()
                plan.set_allocations(
                    wanted=self.wanted,
                    seen=self.seen,
                    confirmed=self.confirmed,
                    unconfirmed=self.unconfirmed,
                    # What is not answered yet keeps the file from being applied.
                    reasons={pair: row.reason() or UNTOLD for pair, row in self.pairs.items()},
                    on=upload.appeal.last_value_day(upload.appeal.day_of(at)),
                    by=upload.uploaded_by,
                    at=at,
                )
        except plan.SplitRefused as refusal:
            known = {pk: why for pk, why in refusal.cells.items() if pk not in self.uncertain}
            for pair, reading in self.pairs.items():
                for why in filter(None, (refusal.pairs.get(pair), known.get(pair[1]))):
                    reading.refuse("amount", why)
        except StaleVersion:
            for reading in self.pairs.values():
                reading.conflict()
