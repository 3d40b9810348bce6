"""An office's activities and how its money is split over them (T4), changed by its managers."""

from collections.abc import Iterable, Sequence
from copy import copy
from datetime import datetime
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.utils.translation import gettext_lazy as _

from appeal import actions as plan
from appeal.actions.activities import WRITTEN
from appeal.base.excel import Column
from appeal.base.given import given
from appeal.models import (
    Activity,
    Appeal,
    Priority,
    log_of,
    months_between,
)
from appeal.web.admin_forms import sentence

from ..models import Upload
from .columns import CAN_BE_CLEARED, TemplateLine, amount, choice, column, day, text
from .outcomes import Reading, Values, unsettled
from .plans import PlanTemplate
from .records import RecordSheet
from .t4_budgets import Added, AllocationSheet, new_name
from .template import UploadPlace

DAYS = ("ends_on", "starts_on")
# What is written under columns of their names.
NAMED = tuple(name for name in WRITTEN if name != "phasing")

PLANNED_FOR = _("USD. What this month is to take of the budget. CLEAR: nothing.")


class ActivitySheet(RecordSheet):
    """An activity a row; a new one names the priority that it is carried out for."""

    name = "activities"
    title = _("Activities")
    ruled = DAYS

    def __init__(self, appeal: Appeal, place: UploadPlace) -> None:
        super().__init__(appeal, place)
        # What the new rows of a file became, by the name that the template gave them.
        self.added: dict[str, Added] = {}

    @property
    def months(self) -> list[str]:
        return list(months_between(self.appeal.starts_on, self.appeal.ends_on))

    @cached_property
    def priorities(self) -> dict[str, Priority]:
        rows = Priority.objects.filter(
            section__appeal=self.appeal, section__office=self.place.office
        )
        return {
            each.code: each for each in rows.select_related("section__appeal").order_by("order")
        }

    def own_columns(self) -> Sequence[Column]:
        stays = _("For a new activity only; it cannot change later.")
        goes_ahead = _("Leave empty while the activity is going ahead.")
        why = _("Why it is suspended or cancelled, or goes ahead again: needed where that changes.")
        return (
            column("code", _("Activity"), None, 12),
            choice("priority", _("Priority"), 34, lambda: self.priorities, stays),
            text("own_title", _("Title"), 36, Activity, _("If empty: the priority's title.")),
            text("lead", _("Lead"), 20, Activity, CAN_BE_CLEARED),
            text("finance_code", _("Finance code"), 18, Activity, CAN_BE_CLEARED),
            day("starts_on", _("Starts on"), 13, _("Blank in a new row: first day of the year.")),
            day("ends_on", _("Ends on"), 13, _("Blank in a new row: last day of the year.")),
            choice(
                "hold", _("Suspended or cancelled"), 14, lambda: dict(Activity.Hold.choices),
                goes_ahead,
            ),
            text("reason", _("Reason"), 30, log_of(Activity), why, "history_change_reason"),
            text("description", _("Description"), 44, Activity, CAN_BE_CLEARED),
            *(amount(month, month, 13, PLANNED_FOR, "USD") for month in self.months),
        )  # fmt: skip

    def stored(self) -> Sequence[Activity]:
        rows = Activity.objects.of(self.appeal).in_office(given(self.place.office))
        return list(rows.with_plan().in_printed_order())

    def values(self, activity: Activity) -> Values:
        written = {name: getattr(activity, name) for name in NAMED}
        months = {month: activity.phasing.get(month, "") for month in self.months}
        return {"priority": activity.priority.code, "reason": "", **written, **months}

    def facts(self, activity: Activity) -> Values:
        return {"code": activity.code, "priority": str(activity.priority)}

    def spare_lines(self, count: int) -> list[TemplateLine]:
        """Each with a name by which the sheet of the money refers to it."""
        return [TemplateLine(shown={"code": new_name(number)}) for number in range(1, count + 1)]

    def carry_out(self, readings: Iterable[Reading], upload: Upload, at: datetime) -> None:
        readings = list(readings)
        super().carry_out(readings, upload, at)
        for reading in readings:
            if "id" not in reading.row.cells:
                name = str(reading.row.typed("code") or "")
                self.added.setdefault(name, Added(reading.row))

    def keep(
        self, reading: Reading, record: Any, typed: Values, upload: Upload, at: datetime
    ) -> Any:
        if record and typed["priority"] != record.priority.code:
            sentence = _("An activity cannot move to another priority. Add a new one instead.")
            reading.refuse("priority", sentence)
        elif not record and not typed["priority"]:
            self.refuse_missing(reading, "priority")
        activity = copy(record) or self._new(typed["priority"], upload.language)
        for name in NAMED:
            if record or typed[name]:
                setattr(activity, name, typed[name] or (None if name in DAYS else ""))
        months = {month: typed[month] for month in self.months}
        planned = {**activity.phasing, **months}.items()
        activity.phasing = {month: Decimal(usd) for month, usd in planned if usd}
        not_asked = {"priority", "code", "order"} | reading.unread
        checks = [lambda: activity.full_clean(exclude=not_asked)]
        if not {"hold", "reason"} & reading.unread:
            checks.append(lambda: plan.explain_hold(activity, activity.hold, typed["reason"]))
        for check in checks:
            try:
                check()
            except ValidationError as refusal:
                self.tell(reading, refusal)
        return None if reading.problems else self._kept(reading, activity, typed["reason"], at)

    def _new(self, code: str, language: str) -> Activity:
        priority = self.priorities.get(code)
        if priority is None:  # Judged without one.
            year = {"starts_on": self.appeal.starts_on, "ends_on": self.appeal.ends_on}
            return Activity(language=language, **year)
        return plan.next_activity(priority, language)

    def _kept(
        self, reading: Reading, activity: Activity, reason: str, at: datetime
    ) -> Activity | None:
        try:
            kept = plan.keep_activity(activity=activity, version=None, reason=reason, at=at)
        except ValidationError as refusal:
            self.tell(reading, refusal)
        except IntegrityError as refusal:
            reading.refuse("", sentence(refusal))
        else:
            name = str(reading.row.typed("code") or "")
            self.added[name] = Added(reading.row, kept)
            return kept
        return None


class ActivitiesTemplate(PlanTemplate):
    """Activities first; then the split of the money over those that the template names."""

    code = "T4"
    spare = 20
    parts = (ActivitySheet, AllocationSheet)

    def carry_out(self, readings: list[Reading], upload: Upload, at: datetime) -> None:
        place = UploadPlace(upload.office)
        activities = ActivitySheet(upload.appeal, place)
        before = _added_before(readings)
        activities.carry_out(unsettled(readings, activities.name), upload, at)
        allocations = AllocationSheet(upload.appeal, place)
        allocations.added = before | activities.added
        allocations.carry_out(unsettled(readings, allocations.name), upload, at)


def _added_before(readings: Iterable[Reading]) -> dict[str, Added]:
    """The new rows of activities that are settled already: an earlier upload used them."""
    return {
        str(each.row.cells["code"]["value"]): Added(each.row, was_applied=True)
        for each in readings
        if each.row.sheet == ActivitySheet.name
        and each.is_settled
        and "id" not in each.row.cells
        and "code" in each.row.cells
    }
