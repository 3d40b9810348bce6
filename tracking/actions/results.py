"""What a line says about milestones and indicators: checked, and written with the line."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from appeal.base.amounts import quantity
from appeal.base.labels import labelled
from appeal.base.refusals import TooLate
from appeal.models import Indicator, Milestone

from ..models import (
    ActualBreakdown,
    Dimension,
    IndicatorActual,
    MilestoneAchievement,
    ProgressUpdate,
    ReportingPeriod,
    percentage,
)

Parts = Mapping[tuple[str, str], Decimal]
NUMBERS = ("value", "numerator", "denominator", "missing_reason", "comment")


class NotWritable(TooLate):
    """The line cannot be saved as it is; `field` is one of the line, or of the `milestone`."""

    def __init__(self, sentence: str, field: str = "", milestone: Milestone | None = None) -> None:
        super().__init__(sentence, field)
        self.milestone = milestone


@dataclass(frozen=True)
class Reported:
    """What is reported of one indicator: a number, the two of a percentage, or why there is none.

    A percentage's value follows from its two numbers; a yes is 1, a no 0. `parts` are values by
    dimension and category, such as `("sex", "female")`.
    """

    indicator: Indicator
    value: Decimal | None = None
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    missing_reason: str = ""
    comment: str = ""
    parts: Parts = field(default_factory=dict)

    def checked(self) -> IndicatorActual:
        """The row that it makes, still without its line; raises ValidationError by field."""
        row = IndicatorActual(indicator=self.indicator)
        for name in NUMBERS:
            setattr(row, name, getattr(self, name))
        if self.indicator.measure == Indicator.Measure.PERCENTAGE:
            row.value = percentage(self.numerator, self.denominator)
        errors = self._row_errors(row)
        for dimension in Dimension:
            if sentences := self._part_errors(dimension, row.total):
                errors[dimension] = sentences
        if errors:
            raise ValidationError(errors)
        return row

    def _row_errors(self, row: IndicatorActual) -> dict[str, object]:
        """What is wrong with it but for its parts, by field."""
        errors: dict[str, Any] = {}
        # One kind of fault at a time, as not to say the same in two sentences.
        for check in (
            lambda: row.clean_fields(exclude=["update", "indicator"]),
            row.clean,
            row.validate_constraints,
        ):
            try:
                check()
            except ValidationError as refusal:
                errors = refusal.update_error_dict({})
                break
        numbers = (self.value, self.numerator, self.denominator)
        has_both = self.missing_reason and any(number is not None for number in numbers)
        if errors and has_both and NON_FIELD_ERRORS not in errors:
            sentence = _("Give either a value or the reason why there is no data, not both.")
            errors.setdefault("missing_reason", [sentence])
        return errors

    def _part_errors(self, dimension: Dimension, total: Decimal | None) -> list[object]:
        parts = {category: v for (by, category), v in self.parts.items() if by == dimension}
        errors: list[object] = []
        for category, value in parts.items():
            part = ActualBreakdown(dimension=dimension, category=category, value=value)
            try:
                part.full_clean(exclude=["actual"])
            except ValidationError as error:
                errors += error.messages
        if parts and total is None:
            errors.append(_("Enter the total that these parts belong to."))
        if total is not None and total.is_finite() and not errors and sum(parts.values()) > total:
            errors.append(
                _("The parts add up to %(sum)s, which is more than the total of %(total)s.")
                % {"sum": quantity(sum(parts.values(), Decimal(0))), "total": quantity(total)}
            )
        return errors


def check_achieved_on(achieved_on: date, period: ReportingPeriod, today: date) -> None:
    """Refuse, with NotWritable, a day on which a milestone cannot be reported as achieved."""
    begins, ends = period.appeal.starts_on, period.ends_on
    if achieved_on < begins:
        raise NotWritable(
            _("%(day)s is before the appeal, which begins on %(begins)s.")
            % {"day": date_format(achieved_on), "begins": date_format(begins)}
        )
    if achieved_on > ends:
        raise NotWritable(
            _("%(day)s is after the period, which ends on %(ends)s. Report it in a later period.")
            % {"day": date_format(achieved_on), "ends": date_format(ends)}
        )
    if achieved_on > today:
        raise NotWritable(
            _("%(day)s is in the future. Report the milestone once it is achieved.")
            % {"day": date_format(achieved_on)}
        )


def achievement_refusals(
    update: ProgressUpdate,
    period: ReportingPeriod,
    achievements: Mapping[Milestone, date],
    today: date,
) -> Iterator[NotWritable]:
    """What is achieved on a wrong day, or reported twice."""
    elsewhere = MilestoneAchievement.objects.elsewhere(update.activity, period)
    reported = {
        row.milestone_id: row.update.report.period
        for row in elsewhere.select_related("update__report__period")
    }
    for milestone, achieved_on in achievements.items():
        try:
            check_achieved_on(achieved_on, period, today)
        except NotWritable as refusal:
            yield NotWritable(str(refusal), "achieved_on", milestone)
        if milestone.pk in reported:
            yield NotWritable(
                _("“%(milestone)s” is already reported as achieved for %(period)s.")
                % {"milestone": milestone, "period": reported[milestone.pk]},
                "achieved_on",
                milestone,
            )


def save_achievements(line: ProgressUpdate, achievements: Mapping[Milestone, date]) -> None:
    """Make `achievements` what the line reports; the change log has what it reported before."""
    stored = {row.milestone_id: row for row in line.achievements.all()}
    for milestone, achieved_on in achievements.items():
        row = stored.pop(milestone.pk, MilestoneAchievement(update=line, milestone=milestone))
        if row.achieved_on != achieved_on:
            row.achieved_on = achieved_on
            row.save()
    for row in stored.values():
        row.delete()


def check_results(results: Iterable[Reported]) -> list[tuple[IndicatorActual, Parts]]:
    """The rows of what is reported; raises NotWritable, naming the indicator."""
    try:
        return [((entry := reported).checked(), reported.parts) for reported in results]
    except ValidationError as error:
        refusal = labelled(entry.indicator, error.messages[0])
        raise NotWritable(refusal) from error


def save_results(line: ProgressUpdate, rows: Iterable[tuple[IndicatorActual, Parts]]) -> None:
    """Make `rows` what the line reports; the change log has what it reported before."""
    stored = {row.indicator_id: row for row in line.actuals.all()}
    for fresh, parts in rows:
        fresh.update = line
        _save_actual(stored.pop(fresh.indicator_id, None), fresh, parts)
    for row in stored.values():
        _lower_parts(row, {})
        row.delete()


def _save_actual(stored: IndicatorActual | None, fresh: IndicatorActual, parts: Parts) -> None:
    # The database never lets parts exceed their total: what falls goes first, what rises last.
    if stored is None:
        stored = fresh
        fresh.save()
    else:
        _lower_parts(stored, parts)
        if any(getattr(stored, name) != getattr(fresh, name) for name in NUMBERS):
            for name in NUMBERS:
                setattr(stored, name, getattr(fresh, name))
            stored.save()
    kept = {(row.dimension, row.category): row for row in stored.breakdowns.all()}
    for (dimension, category), value in parts.items():
        row = kept.get((dimension, category)) or ActualBreakdown(
            actual=stored, dimension=dimension, category=category
        )
        if row.value != value:
            row.value = value
            row.save()


def _lower_parts(actual: IndicatorActual, parts: Parts) -> None:
    for row in actual.breakdowns.all():
        value = parts.get((row.dimension, row.category))
        if value is None:
            row.delete()
        elif value < row.value:
            row.value = value
            row.save()
