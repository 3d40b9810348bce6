"""Contributions: recording them and their flows, and assigning their money to where it is used."""

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from appeal import reach
from appeal.base.actions import action
from appeal.base.amounts import cents
from appeal.base.refusals import Refusal, TooLate, raise_first
from appeal.base.viewpoint import EVERYTHING
from appeal.models import Appeal, Requirement, User, hold_rows

from ..figures import Place, standing
from ..models import Contribution, ContributionAssignment, Donor, ExchangeRate, Flow, in_usd

TOO_LARGE = Decimal(10**13)
WRITTEN = ("donor", "reference", "currency", "office", "heading", "note")
EARMARK = ("office_id", "heading_id")


class NotRecordable(Refusal):
    """It cannot be recorded as it is."""


class AlreadyReversed(NotRecordable, TooLate):
    """Somebody reversed it a moment ago."""


@action
def save_contribution(
    *, contribution: Contribution, version: int | None, donor: Donor, by: User, at: datetime
) -> Contribution:
    """Save a new contribution or a changed one; `donor` is saved too where it is new.

    Raises NotRecordable where the donor has this reference already, or where flows fix what was
    changed; StaleVersion if somebody else saved it.
    """
    raise_first(contribution_refusals(contribution, donor))
    contribution.donor = _kept(donor)
    try:
        with transaction.atomic():
            return contribution.keep(version, WRITTEN)
    except IntegrityError:
        raise _reference_taken() from None


def contribution_refusals(
    contribution: Contribution, donor: Donor | None
) -> Iterator[NotRecordable]:
    """All that is wrong with a contribution; what is not known yet is not judged."""
    yield from _place_refusals(contribution.appeal, contribution)
    if contribution.pk:
        yield from _fact_refusals(contribution)
    if donor and donor.pk and contribution.reference:
        alike = Contribution.objects.filter(
            appeal=contribution.appeal, donor=donor, reference=contribution.reference
        )
        if alike.exclude(pk=contribution.pk).exists():
            yield _reference_taken()


def _reference_taken() -> NotRecordable:
    return NotRecordable(
        _("This donor already has a contribution with this reference. Open that one."), "reference"
    )


def _fact_refusals(contribution: Contribution) -> Iterator[NotRecordable]:
    stored = locked_contribution(contribution)
    moved = [name for name in EARMARK if getattr(stored, name) != getattr(contribution, name)]
    if moved and stored.flows.exists():
        sentence = _(
            "Pledges, commitments or receipts are already recorded, so the earmarking cannot"
            " change."
        )
        yield from (NotRecordable(sentence, name.removesuffix("_id")) for name in moved)
    if stored.currency != contribution.currency and stored.flows.in_force().exists():
        yield NotRecordable(
            _(
                "Pledges, commitments or receipts are already recorded. Reverse all of"
                " them before changing the currency."
            ),
            "currency",
        )


def _place_refusals(
    appeal: Appeal, place: Contribution | ContributionAssignment
) -> Iterator[NotRecordable]:
    """Refuse an office, a heading or a cell that the appeal has not."""
    named = {"office": place.office, "heading": place.heading}
    given = {name: row for name, row in named.items() if row is not None}
    if given and not Requirement.objects.filter(appeal=appeal, **given).exists():
        yield NotRecordable(
            _(
                "This appeal has no requirement line for this office and heading. Choose"
                " another office or heading."
            ),
            "office",
        )


def _kept(donor: Donor) -> Donor:
    """The donor as it is stored; somebody may have entered the same new one a moment ago."""
    if donor.pk:
        return donor
    try:
        with transaction.atomic():
            donor.save(force_insert=True)
    except IntegrityError:
        return Donor.objects.get(name=donor.name)
    return donor


def locked_contribution(contribution: Contribution, version: int | None = None) -> Contribution:
    """The contribution as it is stored now; nobody else records on it until this is done.

    Raises StaleVersion where somebody removed it, or changed it since `version`.
    """
    rows = Contribution.objects.select_related("appeal", "donor", "office", "heading")
    hold_rows(contribution, version=version)
    return rows.get(pk=contribution.pk)


def _day_refusals(appeal: Appeal, day: date, today: date, about: str) -> Iterator[NotRecordable]:
    if day > today:
        yield NotRecordable(_("This date is in the future."), about)
    elif refusal := reach.CONTRIBUTION.refusal(appeal, day):
        yield NotRecordable(refusal, about)


def flow_refusals(flow: Flow, today: date) -> Iterator[NotRecordable]:
    """All that is wrong with a flow, given its rate and USD amount; blanks are not judged."""
    contribution = flow.contribution
    if not flow.value_on:
        return
    dated_wrong = list(_day_refusals(contribution.appeal, flow.value_on, today, "value_on"))
    yield from dated_wrong
    if dated_wrong or not contribution.currency:
        return
    rate = ExchangeRate.objects.units_per_usd(contribution.currency, flow.value_on)
    if rate is None:
        yield _no_rate(contribution.currency, flow.value_on)
    elif flow.amount:
        flow.rate, flow.usd_amount = rate, in_usd(flow.amount, rate)
        if flow.usd_amount >= TOO_LARGE:
            yield NotRecordable(_("This amount is too large."), "amount")


@action
def record_flow(*, flow: Flow, version: int | None, by: User, at: datetime) -> Flow:
    """Record a pledge, a commitment or a receipt, in USD by the rate of its month; for good.

    Raises NotRecordable for a date that is not accepted or has no rate; StaleVersion where the
    contribution is no longer the one of `version`.
    """
    contribution = locked_contribution(flow.contribution, version)
    flow.contribution, flow.currency = contribution, contribution.currency
    raise_first(flow_refusals(flow, contribution.appeal.day_of(at)))
    flow.recorded_by, flow.recorded_at = by, at
    flow.save(force_insert=True)
    return flow


def _no_rate(currency: str, day: date) -> NotRecordable:
    return NotRecordable(
        _(
            "There is no %(currency)s exchange rate for %(month)s up to this day. A"
            " manager of the region must add it first."
        )
        % {"currency": currency, "month": date_format(day, "YEAR_MONTH_FORMAT")},
        "value_on",
    )


@action
def reverse_flow(*, flow: Flow, reason: str, by: User, at: datetime) -> Flow:
    """Take a flow back by its mirror image; both stay.

    What was assigned stays assigned: the contribution's page says where more is assigned than
    there is. Raises NotRecordable for a reversal, or a flow that is reversed already.
    """
    locked_contribution(flow.contribution)
    _check_reversible(flow)
    mirrored = {name: getattr(flow, name) for name in FLOW_FACTS}
    return Flow.objects.create(
        **mirrored, reverses=flow, note=reason, recorded_by=by, recorded_at=at
    )


FLOW_FACTS = ("contribution", "kind", "value_on", "amount", "currency", "rate", "usd_amount")
ASSIGNMENT_FACTS = (
    "contribution", "from_office", "from_heading", "office", "heading", "amount", "effective_on",
)  # fmt: skip


def _check_reversible(row: Flow | ContributionAssignment) -> None:
    if row.reverses_id:
        raise NotRecordable(_("A reversal cannot be reversed. Record it again."))
    if type(row)._default_manager.filter(reverses=row).exists():
        raise AlreadyReversed(_("This has already been reversed."))


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
    raise_first(_place_refusals(appeal, assignment))
    today = appeal.day_of(at)
    raise_first(_day_refusals(appeal, assignment.effective_on, today, "effective_on"))
    source = assignment.from_office, assignment.from_heading
    _check_balance(contribution, source, assignment, today)
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


def _check_balance(
    contribution: Contribution, source: Place, move: ContributionAssignment, today: date
) -> None:
    amount, day = lowest_balance(contribution, source, move.effective_on, today)
    if move.amount <= amount:
        return
    if day == today:
        raise NotRecordable(
            _("Only USD %(amount)s of this contribution is there. Distribute that much or less.")
            % {"amount": cents(max(amount, Decimal(0)))},
            "amount",
        )
    raise NotRecordable(
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
    moves = contribution.assignments.filter(effective_on__gt=since)
    days = {since, today, *flows.values_list("value_on", flat=True)}
    days |= set(moves.values_list("effective_on", flat=True))
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
    contribution = locked_contribution(assignment.contribution)
    _check_reversible(assignment)
    today = contribution.appeal.day_of(at)
    place = assignment.office, assignment.heading
    amount, _day = lowest_balance(contribution, place, assignment.effective_on, today)
    if amount < assignment.amount:
        raise NotRecordable(
            _("This money has since been distributed further. Reverse that distribution first.")
        )
    mirrored = {name: getattr(assignment, name) for name in ASSIGNMENT_FACTS}
    return ContributionAssignment.objects.create(
        **mirrored, reverses=assignment, reason=reason, recorded_by=by, recorded_at=at
    )
