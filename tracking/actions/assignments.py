"""Moving money of a contribution down to where it is used, and back."""

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from appeal.base.actions import action
from appeal.base.amounts import cents
from appeal.base.refusals import raise_first
from appeal.base.viewpoint import EVERYTHING
from appeal.models import User, hold_rows

from ..figures import Place, standing
from ..models import Contribution, ContributionAssignment
from .contributions import (
    NotRecordable,
    check_reversible,
    day_refusals,
    locked_contribution,
    place_refusals,
)

ASSIGNMENT_FACTS = (
    "contribution", "from_office", "from_heading", "office", "heading", "into", "amount",
    "effective_on",
)  # fmt: skip


@action
def assign_contribution(
    *, assignment: ContributionAssignment, by: User, at: datetime
) -> ContributionAssignment:
    """Move money of a contribution down from where it is to a place within that.

    An office or heading that is left open stays that of where the money comes from. Raises
    NotRecordable where the place is not within that, or less money is there.
    """
    contribution = locked_contribution(assignment.contribution)
    appeal = contribution.appeal
    assignment.office = assignment.office or assignment.from_office
    assignment.heading = assignment.heading or assignment.from_heading
    _check_way_down(assignment)
    raise_first(place_refusals(appeal, assignment))
    today = appeal.day_of(at)
    raise_first(day_refusals(appeal, assignment.effective_on, today, "effective_on"))
    source = assignment.from_office, assignment.from_heading
    raise_first(balance_refusals(contribution, source, assignment, today))
    assignment.recorded_by, assignment.recorded_at = by, at
    assignment.save(force_insert=True)
    return assignment


def _check_way_down(move: ContributionAssignment) -> None:
    stays_within = move.from_office in (None, move.office) and move.from_heading in (
        None, move.heading,
    )  # fmt: skip
    if not stays_within:
        raise NotRecordable(
            _("Money can only move down: choose a place within the one where it is now."), "office"
        )
    if (move.office, move.heading) == (move.from_office, move.from_heading):
        raise NotRecordable(
            _("Choose where the money goes: an office, a heading, or both."), "office"
        )


def balance_refusals(
    contribution: Contribution, source: Place, move: ContributionAssignment, today: date
) -> Iterator[NotRecordable]:
    """Why less is at the place that money is to move from, on any day from then on."""
    amount, day = lowest_balance(contribution, source, move.effective_on, today)
    if move.amount <= amount:
        return
    if day == today:
        yield NotRecordable(
            _("Only USD %(amount)s of this contribution is there. Distribute that much or less.")
            % {"amount": cents(max(amount, Decimal(0)))},
            "amount",
        )
    else:
        yield NotRecordable(
            _("On %(day)s only USD %(amount)s of this contribution was there. Choose a later date.")
            % {"day": date_format(day), "amount": cents(max(amount, Decimal(0)))},
            "effective_on",
        )


def lowest_balance(
    contribution: Contribution, place: Place, since: date, today: date
) -> tuple[Decimal, date]:
    """The lowest balance of a place on any day from `since` to `today`, and the last such day.

    Read on every day on which something of the contribution is dated, so that no figure as at a
    day in between finds the same money at two places.
    """
    flows = contribution.flows.filter(value_on__gt=since)
    days = {since, today, *flows.values_list("value_on", flat=True)}
    for moves in (contribution.assignments, contribution.parts):
        later = moves.filter(effective_on__gt=since)
        days |= set(later.values_list("effective_on", flat=True))
    balances = [(standing_on(contribution, day).get(place, Decimal(0)), day) for day in days]
    least = min(amount for amount, _day in balances)
    return least, max(day for amount, day in balances if amount == least)


def standing_on(contribution: Contribution, day: date) -> dict[Place, Decimal]:
    """Where the money of a contribution is on a day, by all that is recorded."""
    return standing(contribution, EVERYTHING.on(day))


@action
def reverse_assignment(
    *, assignment: ContributionAssignment, reason: str, by: User, at: datetime
) -> ContributionAssignment:
    """Move assigned money back to where it came from; both rows stay.

    Raises NotRecordable where it was moved further down, for a reversal, or for what is reversed.
    """
    into = assignment.into
    hold_rows(assignment.contribution, *([into] if into else []))
    contribution = locked_contribution(assignment.contribution)
    check_reversible(assignment)
    today = contribution.appeal.day_of(at)
    place = (into.office, into.heading) if into else (assignment.office, assignment.heading)
    held = into or contribution
    amount, _day = lowest_balance(held, place, assignment.effective_on, today)
    if amount < assignment.amount:
        raise NotRecordable(
            _("This money has since been distributed further. Reverse that distribution first.")
        )
    mirrored = {name: getattr(assignment, name) for name in ASSIGNMENT_FACTS}
    return ContributionAssignment.objects.create(
        **mirrored, reverses=assignment, reason=reason, recorded_by=by, recorded_at=at
    )
