"""Contributions: recording them and their flows, and assigning their money to where it is used."""

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from appeal import reach
from appeal.base.actions import action
from appeal.base.refusals import Refusal, TooLate, raise_first
from appeal.models import Appeal, Requirement, User, hold_rows

from ..models import (
    Contribution,
    ContributionAssignment,
    Donor,
    Earmarking,
    ExchangeRate,
    Flow,
    in_usd,
)

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
    raise_first(unearmarked_refusals(contribution, "office"))
    contribution.donor = kept_donor(donor)
    try:
        with transaction.atomic():
            return contribution.keep(version, WRITTEN)
    except IntegrityError:
        raise reference_taken() from None


def unearmarked_refusals(contribution: Contribution, about: str) -> Iterator[NotRecordable]:
    """Refuse an office or a heading for money that its donor calls unearmarked."""
    is_placed = contribution.office_id or contribution.heading_id
    if is_placed and contribution.earmarking == Earmarking.UNEARMARKED:
        yield NotRecordable(
            _("Money for an office or a heading is earmarked: choose another earmarking."), about
        )


def contribution_refusals(
    contribution: Contribution, donor: Donor | None
) -> Iterator[NotRecordable]:
    """All that is wrong with a contribution; what is not known yet is not judged."""
    yield from place_refusals(contribution.appeal, contribution)
    if contribution.pk:
        yield from _fact_refusals(contribution, donor)
    if donor and donor.pk and contribution.reference:
        alike = Contribution.objects.filter(
            appeal=contribution.appeal, donor=donor, reference=contribution.reference
        )
        if alike.exclude(pk=contribution.pk).exists():
            yield reference_taken()


def reference_taken() -> NotRecordable:
    return NotRecordable(
        _("This donor already has a contribution with this reference. Open that one."), "reference"
    )


def _fact_refusals(contribution: Contribution, donor: Donor | None) -> Iterator[NotRecordable]:
    stored = locked_contribution(contribution)
    if donor and donor.pk != stored.donor_id and _parts_in_force(stored).exists():
        yield NotRecordable(
            _(
                "A part of this agreement counts in another appeal. Reverse that part before"
                " changing the donor."
            ),
            "donor",
        )
    moved = [name for name in EARMARK if getattr(stored, name) != getattr(contribution, name)]
    if moved and stored.flows.exists():
        sentence = _(
            "Pledges, commitments or receipts are already recorded, so the earmarking cannot"
            " change."
        )
        yield from (NotRecordable(sentence, name.removesuffix("_id")) for name in moved)
    elif moved and stored.attributions_received.exists():
        sentence = _("It pays entries of the ledger, so the earmarking cannot change.")
        yield from (NotRecordable(sentence, name.removesuffix("_id")) for name in moved)
    if stored.currency != contribution.currency and stored.flows.in_force().exists():
        yield NotRecordable(
            _(
                "Pledges, commitments or receipts are already recorded. Reverse all of"
                " them before changing the currency."
            ),
            "currency",
        )


def _parts_in_force(contribution: Contribution) -> QuerySet[ContributionAssignment]:
    """What of it counts in another appeal, or of another agreement here."""
    either = Q(contribution=contribution, into__isnull=False) | Q(into=contribution)
    return ContributionAssignment.objects.filter(either, reverses=None, reversal=None)


def place_refusals(
    appeal: Appeal, place: Contribution | ContributionAssignment
) -> Iterator[NotRecordable]:
    """Refuse an office, a heading or a cell that is not in this appeal."""
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


def kept_donor(donor: Donor) -> Donor:
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


def day_refusals(appeal: Appeal, day: date, today: date, about: str) -> Iterator[NotRecordable]:
    if day > today:
        yield NotRecordable(_("This date is in the future."), about)
    elif refusal := reach.CONTRIBUTION.refusal(appeal, day):
        yield NotRecordable(refusal, about)


def flow_refusals(flow: Flow, today: date) -> Iterator[NotRecordable]:
    """All that is wrong with a flow, given its rate and USD amount; blanks are not judged."""
    contribution = flow.contribution
    if not flow.value_on:
        return
    dated_wrong = list(day_refusals(contribution.appeal, flow.value_on, today, "value_on"))
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
    check_reversible(flow)
    mirrored = {name: getattr(flow, name) for name in FLOW_FACTS}
    return Flow.objects.create(
        **mirrored, reverses=flow, note=reason, recorded_by=by, recorded_at=at
    )


FLOW_FACTS = ("contribution", "kind", "value_on", "amount", "currency", "rate", "usd_amount")


def check_reversible(row: Flow | ContributionAssignment) -> None:
    if row.reverses_id:
        raise NotRecordable(_("A reversal cannot be reversed. Record it again."))
    if type(row)._default_manager.filter(reverses=row).exists():
        raise AlreadyReversed(_("This has already been reversed."))
