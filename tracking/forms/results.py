"""What people type about milestones and indicators, beside the line that they belong to."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from appeal.base.days import DayField
from appeal.base.number_fields import QuantityField
from appeal.base.refusals import Refusal
from appeal.models import Indicator, Milestone
from appeal.web.forms import CleanTextMixin

from .. import actions
from ..models import CATEGORIES, ActualBreakdown, Dimension, IndicatorActual, ReportingPeriod
from .nationalities import NationalityField
from .reports import ProgressForm

SPARE_ROWS, MOST_ROWS = 5, 260
ADVICE = {
    Indicator.Accumulation.SUM: gettext_lazy(
        "Only what was added in this period: the periods are added up."
    ),
    Indicator.Accumulation.LATEST: gettext_lazy("The situation at the end of the period."),
    Indicator.Accumulation.MAX: gettext_lazy("The highest value reached in this period."),
}


class MilestonesForm(forms.Form):
    """The day on which each milestone was achieved, where it was."""

    def __init__(
        self,
        typed: Any = None,
        *,
        milestones: Iterable[Milestone],
        stored: Mapping[int, date],
        period: ReportingPeriod,
        today: date,
        **kwargs: Any,
    ) -> None:
        super().__init__(typed, prefix="milestone", **kwargs)
        self.milestones = {str(milestone.pk): milestone for milestone in milestones}
        self.period, self.today = period, today
        for name, milestone in self.milestones.items():
            self.fields[name] = DayField(
                label=milestone.title,
                required=False,
                initial=stored.get(milestone.pk),
                help_text=_("Due %(day)s. If it was achieved, enter the date.")
                % {"day": date_format(milestone.due_on)},
            )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for name, achieved_on in list(cleaned.items()):
            try:
                if achieved_on:
                    actions.check_achieved_on(achieved_on, self.period, self.today)
            except actions.NotWritable as refusal:
                self.add_error(name, str(refusal))
        return cleaned

    @property
    def achievements(self) -> dict[Milestone, date]:
        """What a valid form says."""
        return {
            self.milestones[name]: achieved_on
            for name, achieved_on in self.cleaned_data.items()
            if achieved_on
        }


class IndicatorForm(CleanTextMixin, forms.Form):
    """What is reported of one indicator; left empty it says nothing, neither 0 nor "no data".

    `reported` is what a valid form comes to; None where it is left empty.
    """

    missing_reason = forms.CharField(
        label=gettext_lazy("No data, because"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("If there is no number to report."),
    )
    comment = forms.CharField(
        label=gettext_lazy("Comment"),
        max_length=1000,
        required=False,
        help_text=gettext_lazy("What readers should know about the number."),
    )

    def __init__(
        self,
        typed: Any = None,
        *,
        indicator: Indicator,
        actual: IndicatorActual | None,
        parts: Iterable[ActualBreakdown] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(typed, prefix=f"indicator-{indicator.pk}", **kwargs)
        self.indicator = indicator
        self.reported: actions.Reported | None = None
        self.numbers = number_fields(indicator)
        self.parts: dict[str, tuple[str, str]] = {}
        self.nationalities: list[tuple[str, str]] = []
        self.fields.update(self.numbers)
        if indicator.measure != Indicator.Measure.YES_NO:
            self._add_parts({(part.dimension, part.category): part.value for part in parts})
        texts = ["missing_reason", "comment"]
        self.order_fields([name for name in self.fields if name not in texts] + texts)
        for name in (*self.numbers, *texts):
            self.fields[name].initial = getattr(actual, name, None)

    def _add_parts(self, stored: Mapping[tuple[str, str], Decimal]) -> None:
        asked: set[str] = {by for by in Dimension if getattr(self.indicator, f"by_{by}")}
        asked |= {by for by, _category in stored}
        for by, categories in CATEGORIES.items():
            for category, label in categories.choices if by in asked else ():
                self.parts[f"{by}_{category}"] = (by, category)
                self.fields[f"{by}_{category}"] = QuantityField(
                    label=label, required=False, initial=stored.get((by, category))
                )
        if Dimension.NATIONALITY in asked:
            nations = {c: v for (by, c), v in stored.items() if by == Dimension.NATIONALITY}
            self._add_nationalities(sorted(nations.items()))

    def _add_nationalities(self, stored: list[tuple[str, Decimal]]) -> None:
        typed = sum(name.startswith(f"{self.prefix}-country_") for name in self.data)
        count = min(max(len(stored) + SPARE_ROWS, typed), MOST_ROWS)
        rows = [*stored, *[(None, None)] * (count - len(stored))]
        for number, (country, value) in enumerate(rows):
            names = (f"country_{number}", f"persons_{number}")
            self.nationalities.append(names)
            self.fields[names[0]] = NationalityField(
                label=_("Nationality"), required=False, max_length=100, initial=country
            )
            self.fields[names[1]] = QuantityField(label=_("Number"), required=False, initial=value)

    @property
    def advice(self) -> str:
        """Whether the number is of this period alone."""
        return str(ADVICE[Indicator.Accumulation(self.indicator.accumulation)])

    def number_rows(self) -> list[forms.BoundField]:
        return [self[name] for name in self.numbers]

    def part_rows(self) -> list[tuple[str, list[forms.BoundField]]]:
        """The parts that are listed, by sex for example, each with its name."""
        groups: dict[str, list[forms.BoundField]] = {}
        for name, (by, _category) in self.parts.items():
            groups.setdefault(by, []).append(self[name])
        return [(str(Dimension(by).label), fields) for by, fields in groups.items()]

    def nationality_rows(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        return [(self[country], self[value]) for country, value in self.nationalities]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        parts = {
            key: cleaned[name] for name, key in self.parts.items() if cleaned.get(name) is not None
        } | self._nations(cleaned)
        told: dict[str, Any] = {
            name: cleaned.get(name) for name in (*self.numbers, "missing_reason", "comment")
        }
        is_empty = not parts and all(value in (None, "") for value in told.values())
        if self.errors or is_empty:
            return cleaned
        reported = actions.Reported(self.indicator, parts=parts, **told)
        try:
            reported.checked()
        except ValidationError as refusal:
            self._place(refusal)
        else:
            self.reported = reported
        return cleaned

    def _nations(self, cleaned: dict[str, Any]) -> dict[tuple[str, str], Decimal]:
        found: dict[tuple[str, str], Decimal] = {}
        for country, value in self.nationalities:
            code, number = cleaned.get(country), cleaned.get(value)
            key = (Dimension.NATIONALITY, code or "")
            if key in found:
                self.add_error(country, _("This nationality is entered twice."))
            elif code and number is not None:
                found[key] = number
            elif code and value not in self.errors:
                self.add_error(value, _("How many of this nationality?"))
            elif number is not None and country not in self.errors:
                self.add_error(country, _("Of which nationality?"))
        return found

    def _place(self, refusal: ValidationError) -> None:
        """Show each refusal beside the field that it is about."""
        firsts = {by: name for name, (by, _category) in reversed(self.parts.items())}
        firsts |= {Dimension.NATIONALITY: "country_0"}
        number = next(iter(self.numbers))
        for name, errors in refusal.update_error_dict({}).items():
            place = firsts.get(name, name)
            self.add_error(place if place in self.fields else number, errors)


def number_fields(indicator: Indicator) -> dict[str, forms.Field]:
    """What is asked of an indicator: a number, two numbers of a percentage, or yes or no."""
    if indicator.measure == Indicator.Measure.PERCENTAGE:
        return {
            "numerator": QuantityField(label=_("How many"), required=False),
            "denominator": WholeGroupField(label=_("Out of how many"), required=False),
        }
    if indicator.measure == Indicator.Measure.YES_NO:
        answers = [("", _("not reported")), ("1", _("yes")), ("0", _("no"))]
        return {
            "value": AnswerField(
                label=_("Reply"), choices=answers, coerce=Decimal, empty_value=None, required=False
            )
        }
    return {"value": QuantityField(label=_("Value"), required=False)}


class WholeGroupField(QuantityField):
    """A field for a number that another one is a part of."""

    default_error_messages = {"min_value": gettext_lazy("This number must be above zero.")}
    limits = QuantityField.limits | {"min_value": Decimal("0.0001")}


class AnswerField(forms.TypedChoiceField):
    """Yes is 1 and no is 0."""

    def prepare_value(self, value: object) -> Any:
        return f"{value:f}".split(".")[0] if isinstance(value, Decimal) else value


class EntryForms:
    """The form of a line with those of its milestones and indicators; to a page they are one."""

    def __init__(
        self, line: ProgressForm, milestones: MilestonesForm, indicators: list[IndicatorForm]
    ) -> None:
        self.line, self.milestones, self.indicators = line, milestones, indicators
        self.forms = [line, milestones, *indicators]

    def __iter__(self) -> Iterator[forms.BoundField]:
        return (field for form in self.forms for field in form)

    @property
    def errors(self) -> dict[str, Any]:
        """The sentences by the name that the field has in the page."""
        return {
            form.add_prefix(name): sentences
            for form in self.forms
            for name, sentences in form.errors.items()
        }

    def is_valid(self) -> bool:
        """Every form is asked, so that all sentences are there at once."""
        return self.line.is_bound and not self.errors

    @property
    def cleaned_data(self) -> dict[str, Any]:
        return self.line.cleaned_data

    def refuse(self, refusal: Refusal) -> None:
        """The line says it."""
        self.line.refuse(refusal)

    @property
    def asks_nationality(self) -> bool:
        return any(form.nationalities for form in self.indicators)

    @property
    def results(self) -> list[actions.Reported]:
        """What valid forms report of indicators."""
        return [form.reported for form in self.indicators if form.reported]
