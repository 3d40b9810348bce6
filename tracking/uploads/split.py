"""How an office's money is split over its activities, as filled rows have it."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from appeal import actions as plan
from appeal.excel import Column, Format
from appeal.models import Activity, Allocation, Requirement, StaleVersion

from ..models import Upload
from .columns import amount_entry, choice_entry, column
from .records import ABOUT_NOTHING, CHANGED_SINCE, Outcome, RecordSheet
from .rows import Reading, whole

CONFIRMED = Allocation.Basis.CONFIRMED
YES = {"yes": gettext_lazy("yes")}


class AllocationSheet(RecordSheet):
    """What an activity draws on a cell a row; the split is saved as a whole."""

    name = "allocations"
    title = gettext_lazy("Allocations")

    def own_columns(self) -> Sequence[Column]:
        self.activities = {
            each.code: each
            for each in Activity.objects.of(self.appeal)
            .filter(priority__section__office=self.place.office)
            .with_plan()
            .in_printed_order()
        }
        cells = Requirement.objects.filter(appeal=self.appeal, office=self.place.office)
        self.cells = {
            each.heading.code: each
            for each in cells.select_related("heading", "office").order_by("heading__order")
        }
        activity = choice_entry({code: str(each) for code, each in self.activities.items()})
        heading = choice_entry({code: str(each.heading) for code, each in self.cells.items()})
        amount = amount_entry(gettext_lazy("USD. CLEAR takes the money away from the activity."))
        confirmed = choice_entry(YES, gettext_lazy("Confirms the amount as it stands."))
        return (
            column("activity", gettext_lazy("Activity"), activity, 38),
            column("heading", gettext_lazy("Paid from"), heading, 38),
            column("amount", gettext_lazy("Allocated"), amount, 18, Format.CENTS),
            column("confirmed", gettext_lazy("Confirmed"), confirmed, 14),
        )

    def stored(self) -> Sequence[Allocation]:
        rows = Allocation.objects.filter(cell__in=self.cells.values())
        rows = rows.select_related("activity__priority__section__office", "cell__heading")
        return list(rows.order_by(*PRINTED, "cell__heading__order"))

    def values(self, allocation: Allocation) -> dict[str, Any]:
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
        split = Split({row.pk: row for row in self.stored()}, self)
        for reading in readings:
            split.read(reading)
        if split.pairs and not any(reading.problems for reading in readings):
            split.save(upload, at)
        for reading in readings:
            if not reading.outcome:
                is_stored = reading.row.cells.get("id") is not None
                reading.conclude(Outcome.CHANGED if is_stored else Outcome.NEW)


PRINTED = ("activity__priority__section__order", "activity__priority__order", "activity__order")


class Split:
    """What the rows of a file make of an office's split."""

    def __init__(self, stored: Mapping[int, Allocation], sheet: AllocationSheet) -> None:
        self.stored, self.sheet = stored, sheet
        self.seen = {(row.activity_id, row.cell_id): row.amount for row in stored.values()}
        self.wanted: dict[plan.Pair, Decimal | None] = dict(self.seen)
        self.confirmed: set[plan.Pair] = set()
        self.pairs: dict[plan.Pair, Reading] = {}

    def read(self, reading: Reading) -> None:
        """Note what a row changes, or what is wrong with it."""
        record = self.stored.get(whole(reading.row.cells.get("id", {}).get("value")))
        if "id" in reading.row.cells and record is None:
            reading.refuse("", str(ABOUT_NOTHING))
            return
        pair = self._pair(reading, record)
        if pair is None:
            return
        amount, before = reading.value("amount", self.seen.get(pair)), self.seen.get(pair)
        heading = self.sheet.entries["amount"].heading
        if amount != before:
            reading.change(heading, before, amount)
        elif reading.values.get("confirmed") == "yes" and record and record.basis != CONFIRMED:
            reading.change(self.sheet.entries["confirmed"].heading, None, YES["yes"])
            self.confirmed.add(pair)
        if not reading.changes:
            return
        if record and reading.row.stamp != self.sheet.stamp(record):
            reading.refuse("", str(CHANGED_SINCE))
            reading.conclude(Outcome.CONFLICT)
        elif pair in self.pairs:
            reading.refuse("", _("This activity and heading stand here twice: keep one row."))
        else:
            self.pairs[pair], self.wanted[pair] = reading, amount

    def _pair(self, reading: Reading, record: Allocation | None) -> plan.Pair | None:
        """The activity and cell that a row is about; those of a stored row stay."""
        if record:
            reading.row.name = f"{record.activity.code} {record.cell.heading.code}"
            held = self.sheet.values(record)
            for name in ("activity", "heading"):
                if reading.value(name, held[name]) != held[name]:
                    reading.refuse(
                        name, _("This row stays with its activity and heading: use an empty row.")
                    )
            return None if reading.problems else (record.activity_id, record.cell_id)
        activity = self.sheet.activities.get(reading.value("activity", ""))
        cell = self.sheet.cells.get(reading.value("heading", ""))
        for name, found in (("activity", activity), ("heading", cell)):
            if found is None:
                reading.refuse_once(name, _("Choose the activity and what it is paid from."))
        if activity is None or cell is None:
            return None
        reading.row.name = f"{activity.code} {cell.heading.code}"
        if (activity.pk, cell.pk) in self.seen:
            reading.refuse("", _("This activity draws on it already: change that row."))
            return None
        if reading.value("amount") is None:
            reading.refuse_once("amount", _("Give the amount that it draws."))
            return None
        return activity.pk, cell.pk

    def save(self, upload: Upload, at: datetime) -> None:
        """Save it all, or say in which rows the reason lies that it cannot be."""
        try:
            with transaction.atomic():
                plan.set_allocations(
                    wanted=self.wanted,
                    seen=self.seen,
                    confirmed=self.confirmed,
                    on=upload.appeal.last_value_day(upload.appeal.day_of(at)),
                    by=upload.uploaded_by,
                    at=at,
                )
        except plan.SplitRefused as refusal:
            for pair, reading in self.pairs.items():
                if why := refusal.pairs.get(pair) or refusal.cells.get(pair[1]):
                    reading.refuse("amount", why)
        except StaleVersion:
            for reading in self.pairs.values():
                reading.refuse("", str(CHANGED_SINCE))
                reading.conclude(Outcome.CONFLICT)
