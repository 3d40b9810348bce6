"""An office's activities and how its money is split over them (T4), kept by its managers."""

from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from appeal import access as plan_access
from appeal import actions as plan
from appeal.admin_forms import sentence
from appeal.excel import Column, Entry, Format, Kind, Sheet
from appeal.models import (
    Activity,
    Allocation,
    Appeal,
    Office,
    Priority,
    Requirement,
    StaleVersion,
    User,
)

from ..models import Upload
from .columns import CAN_BE_CLEARED, choice_entry, column, text_entry
from .forms import Form, NotUploadable, Place
from .records import Outcome, RecordSheet, RowRefused
from .rows import Reading

Pair = tuple[int, int]
WRITTEN = ("own_title", "description", "lead", "starts_on", "ends_on", "hold")


class ActivitySheet(RecordSheet):
    """An activity a row; a new one names the priority that it is carried out for."""

    name = "activities"
    title = gettext_lazy("Activities")

    def own_columns(self) -> Sequence[Column]:
        priorities = Priority.objects.filter(
            section__appeal=self.appeal, section__office=self.place.office
        )
        chosen = choice_entry(
            {each.code: str(each) for each in priorities.order_by("order")},
            gettext_lazy("That of a new activity; it stays."),
        )
        title = text_entry(Activity, "own_title", gettext_lazy("Empty: the priority's title."))
        first = Entry(Kind.DAY, prompt=gettext_lazy("Blank in a new row: the first of the year."))
        last = Entry(Kind.DAY, prompt=gettext_lazy("Blank in a new row: the last of the year."))
        hold = choice_entry(
            dict(Activity.Hold.choices), gettext_lazy("Empty while the activity goes ahead.")
        )
        description = text_entry(Activity, "description", CAN_BE_CLEARED)
        lead = text_entry(Activity, "lead", CAN_BE_CLEARED)
        return (
            column("code", gettext_lazy("Activity"), None, 12),
            column("priority", gettext_lazy("Priority"), chosen, 34),
            column("own_title", gettext_lazy("Title"), title, 36),
            column("lead", gettext_lazy("Lead"), lead, 20),
            column("starts_on", gettext_lazy("Starts on"), first, 13, Format.DAY),
            column("ends_on", gettext_lazy("Ends on"), last, 13, Format.DAY),
            column("hold", gettext_lazy("Suspended or cancelled"), hold, 14),
            column("description", gettext_lazy("Description"), description, 44),
        )

    def stored(self) -> Sequence[Activity]:
        rows = Activity.objects.of(self.appeal).filter(priority__section__office=self.place.office)
        return list(rows.with_plan().in_printed_order())

    def values(self, activity: Activity) -> dict[str, Any]:
        written = {name: getattr(activity, name) for name in WRITTEN}
        return {"priority": activity.priority.code} | written

    def facts(self, activity: Activity) -> dict[str, Any]:
        return {"code": activity.code, "priority": str(activity.priority)}

    def keep(self, record: Any, typed: dict[str, Any], upload: Upload, at: datetime) -> Any:
        if record and typed["priority"] != record.priority.code:
            raise RowRefused(
                {"priority": [_("An activity stays with its priority: add a new one instead.")]}
            )
        if missing := [name for name in DAYS if record and not typed[name]]:
            sentences = [_("An activity has a first and a last day.")]
            raise RowRefused({name: sentences for name in missing})  # noqa: C420
        activity = copy(record) or self._new(typed, upload.language)
        for name in WRITTEN:
            if record or typed[name]:
                setattr(activity, name, typed[name])
        activity._history_date = at
        try:
            activity.full_clean()
            if record:
                return activity.save_over(record.version, WRITTEN, at=at)
            activity.save(force_insert=True)
        except ValidationError as refusal:
            raise RowRefused({**refusal.message_dict}) from refusal
        except IntegrityError as refusal:
            raise RowRefused({"": [sentence(refusal)]}) from refusal
        return activity

    def _new(self, typed: dict[str, Any], language: str) -> Activity:
        """The next one of the priority; its title is in the language of the template."""
        priorities = Priority.objects.filter(
            section__appeal=self.appeal, section__office=self.place.office
        )
        priority = priorities.filter(code=typed["priority"]).first()
        if priority is None:
            raise RowRefused({"priority": [_("Choose the priority that it is carried out for.")]})
        last = priority.activities.order_by("order").last()
        order = last.order + 1 if last else 1
        codes = set(priority.activities.values_list("code", flat=True))
        number = next(n for n in range(1, 1000) if f"{priority.code}.{n}" not in codes)
        return Activity(
            priority=priority,
            code=f"{priority.code}.{number}",
            order=order,
            starts_on=self.appeal.starts_on,
            ends_on=self.appeal.ends_on,
            language=language,
        )


DAYS = ("starts_on", "ends_on")
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
        amount = Entry(
            Kind.AMOUNT, least=Decimal("0.01"), most=Decimal("9999999999999.99"),
            prompt=gettext_lazy("USD. CLEAR takes the money away from the activity."),
        )  # fmt: skip
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
        split = Split({str(row.pk): row for row in self.stored()}, self)
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

    def __init__(self, stored: Mapping[str, Allocation], sheet: AllocationSheet) -> None:
        self.stored, self.sheet = stored, sheet
        self.seen = {(row.activity_id, row.cell_id): row.amount for row in stored.values()}
        self.wanted: dict[Pair, Decimal | None] = dict(self.seen)
        self.confirmed: set[Pair] = set()
        self.pairs: dict[Pair, Reading] = {}

    def read(self, reading: Reading) -> None:
        """Note what a row changes, or what is wrong with it."""
        number = str(reading.row.cells.get("id", {}).get("value", ""))
        record = self.stored.get(number)
        if number and record is None:
            reading.refuse("", _("This row is about nothing here: download the template anew."))
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
            reading.refuse("", _("Somebody changed this since the download: look at it anew."))
            reading.conclude(Outcome.CONFLICT)
        elif pair in self.pairs:
            reading.refuse("", _("This activity and heading stand here twice: keep one row."))
        else:
            self.pairs[pair], self.wanted[pair] = reading, amount

    def _pair(self, reading: Reading, record: Allocation | None) -> Pair | None:
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
                reading.refuse("", _("Somebody changed this since the download: look at it anew."))
                reading.conclude(Outcome.CONFLICT)


CONFIRMED = Allocation.Basis.CONFIRMED


class PlanForm(Form):
    """Activities first; then the split of the money over those that the template names."""

    code = "T4"
    spare = 20

    def place(self, appeal: Appeal, words: Mapping[str, str], user: User) -> Place:
        cells = plan_access.managed_cells(user).filter(appeal=appeal)
        cell = cells.filter(office__code=words.get("office", "")).select_related("office").first()
        if cell is None:
            raise NotUploadable(
                _("This template is not of an office that you manage: its managers upload it.")
            )
        return Place(cell.office)

    def offices(self, appeal: Appeal, user: User) -> QuerySet[Office]:
        return Office.objects.filter(
            requirements__in=plan_access.managed_cells(user).filter(appeal=appeal)
        ).distinct()

    def check_reader(self, appeal: Appeal, place: Place, user: User) -> None:
        self.place(appeal, {"office": place.office.code}, user)

    def sheets(self, appeal: Appeal, place: Place, spare: int = 0) -> list[Sheet]:
        return [sheet(appeal, place).sheet(spare) for sheet in SHEETS]

    def carry_out(self, readings: list[Reading], upload: Upload, at: datetime) -> None:
        place = Place(upload.office)
        for sheet in SHEETS:
            own = [each for each in readings if each.row.sheet == sheet.name and not each.outcome]
            sheet(upload.appeal, place).carry_out(own, upload, at)


SHEETS = (ActivitySheet, AllocationSheet)
