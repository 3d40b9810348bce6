"""Rules about the plan and its money."""

from collections.abc import Callable, Iterator
from decimal import Decimal
from functools import partial
from typing import Any

from django.utils.translation import gettext as _

from appeal.base.amounts import cents, money
from appeal.models import Activity, Indicator, as_known

from ..figures import ActivityFigures, ContributionFigures, Figures
from ..models import Contribution, known_assignments
from .overspending import passed_on
from .scope import Found, Rows, Scope, ToldFinding

ALLOCATIONS, ACTIVITY = "appeal:allocations", "tracking:activity_detail"


def on_activity(activity: Activity, message: str) -> ToldFinding:
    return ToldFinding(str(activity), message, ACTIVITY, (activity.code,))


def _on_allocations(activity: Activity, message: str) -> ToldFinding:
    return ToldFinding(str(activity), message, ALLOCATIONS, (activity.office.code,))


def _cells(
    scope: Scope, is_meant: Callable[[Decimal, Decimal], bool], sentence: Callable[[Figures], str]
) -> Iterator[Found]:
    """The cells with an amount for which `is_meant(requirement, allocated)` holds."""
    for row in scope.figures.cells:
        if row.requirement is None or not is_meant(row.requirement, row.allocated or Decimal(0)):
            continue
        yield Found(row.of.office, scope.changed_on(row.of), partial(_of_cell, row, sentence))


def _of_cell(row: Figures, sentence: Callable[[Figures], str]) -> ToldFinding:
    return ToldFinding(str(row.of), sentence(row), ALLOCATIONS, (row.of.office.code,))


def unassigned(scope: Scope) -> Rows:
    return _cells(scope, lambda whole, allocated: whole > 0 and not allocated, _unassigned)


def _unassigned(row: Figures) -> str:
    message = _(
        "USD %(amount)s is required under %(heading)s, but no activity has a budget from it."
    )
    return message % {"amount": money(row.requirement), "heading": row.of.heading}


def partly(scope: Scope) -> Rows:
    return _cells(scope, lambda whole, allocated: 0 < allocated < whole, _partly)


def _partly(row: Figures) -> str:
    return _("USD %(amount)s of the USD %(whole)s under %(heading)s is not budgeted.") % {
        "amount": money(row.unallocated),
        "whole": money(row.requirement),
        "heading": row.of.heading,
    }


def overdrawn(scope: Scope) -> Rows:
    return _cells(scope, lambda whole, allocated: allocated > whole, _overdrawn)


def _overdrawn(row: Figures) -> str:
    return _("USD %(allocated)s is budgeted under %(heading)s, but only %(whole)s is required.") % {
        "allocated": money(row.allocated),
        "whole": money(row.requirement),
        "heading": row.of.heading,
    }


def unfunded(scope: Scope) -> Rows:
    emptied: dict[int, Any] = {}
    for (activity, _cell), (_first, last) in scope.allocating.items():
        emptied[activity] = max(emptied.get(activity, last), last)
    for row in scope.activities:
        if not scope.figures.activity(row.pk).allocated:
            since = scope.day(emptied.get(row.pk, row.begun_at))
            message = partial(_on_allocations, row, _("It has no budget."))
            yield Found(row.office, since, message)


def indicative(scope: Scope) -> Rows:
    split: dict[int, Any] = {}
    for (activity, _cell), (first, _last) in scope.allocating.items():
        split[activity] = min(split.get(activity, first), first)
    for row in scope.activities:
        figures = scope.figures.activity(row.pk)
        if figures.is_indicative:
            since = scope.day(split.get(row.pk))
            yield Found(row.office, since, partial(_indicative, row, figures))


def _indicative(activity: Activity, figures: ActivityFigures) -> ToldFinding:
    message = _("USD %(amount)s is an even split that no manager has confirmed.")
    return _on_allocations(activity, message % {"amount": money(figures.allocated)})


def overspent(scope: Scope) -> Rows:
    """Open since the value date on which spending passed the allocation."""
    found = {row.pk: scope.figures.activity(row.pk) for row in scope.planned}
    over = {pk: figures for pk, figures in found.items() if figures.overspent}
    limits = {pk: figures.allocated for pk, figures in over.items()}
    days = passed_on(scope.figures.facts, limits)
    for activity in scope.planned:
        if activity.pk in over:
            message = partial(_overspent, activity, over[activity.pk])
            yield Found(activity.office, days[activity.pk], message)


def _overspent(activity: Activity, figures: ActivityFigures) -> ToldFinding:
    message = _("USD %(spent)s has been spent, USD %(over)s more than the budget.")
    values = {"spent": cents(figures.spent), "over": cents(figures.overspent)}
    return on_activity(activity, message % values)


def no_indicator(scope: Scope) -> Rows:
    rows = as_known(Indicator.objects.all(), scope.viewpoint).filter(
        activity__priority__section__appeal=scope.appeal
    )
    measured = set(rows.values_list("activity", flat=True))
    for activity in scope.activities:
        if activity.pk not in measured:
            message = _("It has no indicator to measure its result.")
            since = scope.day(activity.begun_at)
            yield Found(activity.office, since, partial(on_activity, activity, message))


def over_assigned(scope: Scope) -> Rows:
    """More of a contribution was moved down than is funded of it; since the last move."""
    given = scope.figures.facts.contributions
    over = [pk for pk, figures in given.items() if figures.moved > figures.given + figures.came]
    rows = scope.of_office(Contribution.objects.filter(pk__in=over))
    for row in rows.with_names().order_by("pk") if over else ():
        moves = known_assignments(scope.viewpoint).filter(
            contribution=row.pk, from_office=row.office_id, from_heading=row.heading_id
        )
        since = max(moves.values_list("effective_on", flat=True))
        yield Found(row.office, since, partial(_over_assigned, row, given[row.pk]))


def _over_assigned(contribution: Contribution, figures: ContributionFigures) -> ToldFinding:
    message = _("USD %(moved)s is distributed, but only USD %(funded)s is funded.")
    message %= {"moved": cents(figures.moved), "funded": cents(figures.given + figures.came)}
    return ToldFinding(
        str(contribution), message, "tracking:contribution_detail", (contribution.pk,)
    )
