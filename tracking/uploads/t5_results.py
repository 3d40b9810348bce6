"""How an office's results are measured, and its milestones (T5), changed by its managers."""

from collections.abc import Mapping, Sequence
from copy import copy
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from typing import Generic, TypeVar

from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from appeal import actions as plan
from appeal.base.excel import Column, Format, InputCell, Kind
from appeal.base.excel.columns import Text
from appeal.base.given import given
from appeal.forms import IndicatorPlanForm, MilestoneForm, target_name
from appeal.models import (
    Activity,
    Basis,
    CoreIndicator,
    Indicator,
    IndicatorTarget,
    Milestone,
    in_languages,
    printed_order,
    to_office,
)
from appeal.models.columns import field_of
from appeal.web.admin_forms import sentence

from ..models import ReportingPeriod, Upload
from .columns import CAN_BE_CLEARED, choice, column, day, text
from .outcomes import UNREAD_TEXT, Reading, Values, unsettled
from .plans import PlanTemplate
from .records import RecordSheet
from .template import UploadPlace

WORDS = in_languages("title", "unit")
HOW = ("measure", "direction", "accumulation")
FACTS = ("baseline", "target")
BROKEN_DOWN = ("by_sex", "by_age_group", "by_disability", "by_nationality")
YES = {"yes": _("yes")}
Part = TypeVar("Part", Indicator, Milestone)


class ActivityPartSheet(RecordSheet, Generic[Part]):
    """Parts of activities, a row each; each stays with its activity."""

    model: type[Part]
    # What a form is sent as text: what could not be read of it is not missing.
    texts: Sequence[str] = ()

    @cached_property
    def activities(self) -> dict[str, Activity]:
        rows = Activity.objects.of(self.appeal).in_office(given(self.place.office))
        return {each.code: each for each in rows.with_plan().in_printed_order()}

    def activity_column(self) -> Column:
        return choice(
            "activity", _("Activity"), 38, lambda: self.activities,
            _("For a new row only; it cannot change later."),
        )  # fmt: skip

    def keep(
        self, reading: Reading, record: object, typed: Values, upload: Upload, at: datetime
    ) -> Part | None:
        own = copy(record) if isinstance(record, self.model) else None
        if own and typed["activity"] != own.activity.code:
            reading.refuse(
                "activity", _("This row cannot move to another activity. Use an empty row.")
            )
        elif not typed["activity"]:
            self.refuse_missing(reading, "activity")
        # A row that names none is judged as if it were of another one, and refused all the same.
        other = next(iter(self.activities.values()), None)
        activity = self.activities.get(typed["activity"], other)
        if activity is None:
            return None
        sent = typed | dict.fromkeys(reading.unread & {*self.texts}, UNREAD_TEXT)
        sent |= {"idempotency_key": upload.sha256[:32], "version": own.version if own else 0}
        return self.written(reading, own, activity, sent, at)

    def written(
        self, reading: Reading, own: Part | None, activity: Activity, sent: Values, at: datetime
    ) -> Part | None:
        """Refuse what is wrong with what is `sent` to the form of the page, or save it."""
        raise NotImplementedError


class IndicatorSheet(ActivityPartSheet[Indicator]):
    """An indicator a row, with what each period should reach."""

    model = Indicator
    name = "indicators"
    title = _("Indicators")
    texts = (*WORDS, "means_of_verification")

    @cached_property
    def periods(self) -> dict[date, str]:
        """By their last days; a target of any other day is named by it."""
        activities = Activity.objects.of(self.appeal).in_office(given(self.place.office))
        own = IndicatorTarget.objects.filter(indicator__activity__in=activities)
        named = {ends_on: ends_on.isoformat() for ends_on in own.values_list("ends_on", flat=True)}
        periods = ReportingPeriod.objects.of(self.appeal).values_list("ends_on", "code")
        return dict(sorted((named | dict(periods)).items()))

    @cached_property
    def cores(self) -> dict[str, CoreIndicator]:
        rows = CoreIndicator.objects.of(self.appeal).in_order()
        return {each.code: each for each in rows}

    def own_columns(self) -> Sequence[Column]:
        how = IndicatorPlanForm.base_fields
        return (
            self.activity_column(),
            *(_words(name) for name in WORDS),
            *(_choice(name, 18, _kinds(name), how[name].help_text) for name in HOW),
            *(
                [choice("core", _labelled("core"), 24, lambda: self.cores, how["core"].help_text)]
                if self.cores
                else []
            ),
            *(_quantity(fact, _labelled(fact), how[fact].help_text) for fact in FACTS),
            *(
                _quantity(target_name(ends_on), _("Target of %(period)s") % {"period": period})
                for ends_on, period in self.periods.items()
            ),
            *(_choice(name, 14, YES, _("CLEAR: no longer.")) for name in BROKEN_DOWN),
            _words("means_of_verification", CAN_BE_CLEARED),
        )  # fmt: skip

    def stored(self) -> Sequence[Indicator]:
        rows = Indicator.objects.filter(activity__in=self.activities.values())
        rows = rows.select_related("core", to_office("activity__"))
        rows = rows.prefetch_related("period_targets")
        return list(rows.order_by(*printed_order("activity__"), "order"))

    def stamp(self, indicator: Indicator) -> str:
        """Changes with each of its targets too."""
        rows = sorted(indicator.period_targets.all(), key=lambda row: row.ends_on)
        return "-".join(str(each.version) for each in (indicator, *rows))

    def values(self, indicator: Indicator) -> Values:
        targets = {row.ends_on: row.value for row in indicator.period_targets.all()}
        facts = {fact: getattr(indicator, fact) for fact in FACTS}
        facts |= {target_name(ends_on): targets.get(ends_on) for ends_on in self.periods}
        return {
            "activity": indicator.activity.code,
            "core": indicator.core.code if indicator.core else "",
            **{name: getattr(indicator, name) for name in (*self.texts, *HOW)},
            **{name: "" if value is None else value for name, value in facts.items()},
            **{name: "yes" if getattr(indicator, name) else "" for name in BROKEN_DOWN},
        }

    def written(
        self,
        reading: Reading,
        own: Indicator | None,
        activity: Activity,
        sent: Values,
        at: datetime,
    ) -> Indicator | None:
        stored = self.values(own) if own else {}
        for fact in FACTS if own else ():
            is_published = getattr(own, f"{fact}_basis") == Basis.PUBLISHED
            if is_published and sent[fact] != stored[fact]:
                reading.refuse(fact, plan.IS_PUBLISHED)
        core = self.cores.get(sent.get("core", ""))
        form = IndicatorPlanForm(
            {**sent, "core": core.pk if core else ""},
            instance=own or Indicator(activity=activity, version=0),
        )
        form.offer(self.periods, ())
        self.tell_form(reading, form)
        if reading.problems:
            return None
        try:
            return plan.keep_indicator(
                indicator=form.instance, version=None, targets=form.targets, at=at
            )
        except ValidationError as refusal:
            self.tell(reading, refusal)
        except IntegrityError as refusal:
            reading.refuse("", sentence(refusal))
        return None


class MilestoneSheet(ActivityPartSheet[Milestone]):
    """A milestone a row."""

    model = Milestone
    name = "milestones"
    title = _("Milestones")
    texts = ("title",)

    def own_columns(self) -> Sequence[Column]:
        helps = MilestoneForm.Meta.help_texts
        return (
            self.activity_column(),
            text("title", _("Milestone"), 52, Milestone, helps["title"]),
            day("due_on", _("Due on"), 14, helps["due_on"]),
        )

    def stored(self) -> Sequence[Milestone]:
        rows = Milestone.objects.filter(activity__in=self.activities.values())
        rows = rows.select_related(to_office("activity__"))
        return list(rows.order_by(*printed_order("activity__"), "order"))

    def values(self, milestone: Milestone) -> Values:
        return {
            "activity": milestone.activity.code,
            "title": milestone.title,
            "due_on": milestone.due_on,
        }

    def written(
        self,
        reading: Reading,
        own: Milestone | None,
        activity: Activity,
        sent: Values,
        at: datetime,
    ) -> Milestone | None:
        due_on = sent["due_on"]
        form = MilestoneForm(
            {**sent, "due_on": due_on.isoformat() if due_on else ""},
            instance=own or Milestone(activity=activity, version=0),
        )
        self.tell_form(reading, form)
        if reading.problems:
            return None
        return plan.keep_milestone(milestone=form.instance, version=None, at=at)


class ResultsTemplate(PlanTemplate):
    """Indicators with their targets, then milestones, of the activities of an office."""

    code = "T5"
    spare = 200
    parts = (IndicatorSheet, MilestoneSheet)

    def carry_out(self, readings: list[Reading], upload: Upload, at: datetime) -> None:
        place = UploadPlace(upload.office)
        for part in self.parts:
            sheet = part(upload.appeal, place)
            sheet.carry_out(unsettled(readings, sheet.name), upload, at)


def _labelled(name: str) -> Text:
    return capfirst(field_of(Indicator, name).verbose_name)


def _kinds(name: str) -> Mapping[str, object]:
    return dict(field_of(Indicator, name).flatchoices)


def _words(name: str, prompt: Text = "") -> Column:
    return text(name, _labelled(name), 16 if "unit" in name else 34, Indicator, prompt)


def _choice(name: str, width: float, choices: Mapping[str, object], prompt: Text) -> Column:
    return choice(name, _labelled(name), width, lambda: choices, prompt)


def _quantity(name: str, title: Text, prompt: Text = "") -> Column:
    cell = InputCell(Kind.QUANTITY, least=Decimal(0), prompt=prompt)
    return column(name, title, cell, 12, Format.NUMBER)
