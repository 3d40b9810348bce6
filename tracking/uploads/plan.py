"""An office's activities and how its money is split over them (T4), kept by its managers."""

from collections.abc import Mapping, Sequence
from copy import copy
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from appeal import access as plan_access
from appeal import actions as plan
from appeal.actions.activities import WRITTEN
from appeal.admin_forms import sentence
from appeal.excel import Column, Entry, Format, Kind, Sheet
from appeal.models import (
    Activity,
    Appeal,
    Office,
    Priority,
    User,
)

from ..models import Upload
from .columns import CAN_BE_CLEARED, choice_entry, column, text_entry
from .forms import Form, NotUploadable, Place
from .records import RecordSheet, RowRefused
from .rows import Reading
from .split import AllocationSheet


class ActivitySheet(RecordSheet):
    """An activity a row; a new one names the priority that it is carried out for."""

    name = "activities"
    title = gettext_lazy("Activities")

    def own_columns(self) -> Sequence[Column]:
        priorities = Priority.objects.filter(
            section__appeal=self.appeal, section__office=self.place.office
        )
        named = priorities.select_related("section__appeal").order_by("order")
        self.priorities = {each.code: each for each in named}
        chosen = choice_entry(
            {code: str(each) for code, each in self.priorities.items()},
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
        activity = copy(record) or self._new(typed["priority"], upload.language)
        for name in WRITTEN:
            if record or typed[name]:
                setattr(activity, name, typed[name])
        try:
            return plan.keep_activity(activity=activity, at=at)
        except ValidationError as refusal:
            raise RowRefused({**refusal.message_dict}) from refusal
        except IntegrityError as refusal:
            raise RowRefused({"": [sentence(refusal)]}) from refusal

    def _new(self, code: str, language: str) -> Activity:
        priority = self.priorities.get(code)
        if priority is None:
            raise RowRefused({"priority": [_("Choose the priority that it is carried out for.")]})
        return plan.next_activity(priority, language)


DAYS = ("starts_on", "ends_on")


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
