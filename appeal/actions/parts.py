"""The parts of an activity's plan: milestones, indicators and their targets."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import TypeVar

from django.utils.translation import gettext_lazy as _

from ..base.actions import action
from ..base.refusals import Refusal
from ..models import Basis, Indicator, IndicatorTarget, Milestone, hold_rows, in_languages

MILESTONE = ("title", "due_on")
INDICATOR = (
    *in_languages("title", "unit"), "measure", "direction", "accumulation", "baseline",
    "baseline_basis", "target", "target_basis",
    "means_of_verification", "by_sex", "by_age_group", "by_disability", "by_nationality", "core",
)  # fmt: skip
IS_PUBLISHED = _("This figure is published and cannot change.")
Part = TypeVar("Part", Milestone, Indicator)


class PublishedFact(Refusal):
    """A baseline or target that was printed stays as it is."""


@action
def keep_milestone(*, milestone: Milestone, version: int | None, at: datetime) -> Milestone:
    """Save a new milestone, or a changed one; raises StaleVersion if somebody else saved it."""
    return _kept(milestone, version, MILESTONE)


@action
def keep_indicator(
    *,
    indicator: Indicator,
    version: int | None,
    targets: Mapping[date, Decimal | None],
    at: datetime,
) -> Indicator:
    """Save a new indicator, or a changed one, and its targets by the last day of their period.

    A target that is None is taken away. Raises StaleVersion if somebody else saved the indicator,
    PublishedFact for a change of what was printed.
    """
    if indicator.pk:
        _refuse_published(indicator)
    _kept(indicator, version, INDICATOR)
    stored = {row.ends_on: row for row in indicator.period_targets.all()}
    for day, value in targets.items():
        row = stored.get(day) or IndicatorTarget(indicator=indicator, ends_on=day)
        if value is None and row.pk:
            row.delete()
        elif value is not None and row.value != value:
            row.value = value
            row.full_clean()
            row.keep(None, ["value"])
    return indicator


def _kept(part: Part, version: int | None, fields: tuple[str, ...]) -> Part:
    """Saved; a new one comes after the others of its activity."""
    if not part.pk:
        hold_rows(part.activity)
        others = type(part)._base_manager.filter(activity=part.activity_id)
        part.order = 1 + max(others.values_list("order", flat=True), default=0)
    part.full_clean()
    return part.keep(version, fields)


def _refuse_published(indicator: Indicator) -> None:
    stored = Indicator.objects.get(pk=indicator.pk)
    for fact in ("baseline", "target"):
        columns = (fact, f"{fact}_basis")
        is_published = getattr(stored, columns[1]) == Basis.PUBLISHED
        if is_published and any(getattr(stored, x) != getattr(indicator, x) for x in columns):
            raise PublishedFact(IS_PUBLISHED, fact)
