"""The part of a contribution that another appeal counts from a day on, and no longer this one."""

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal

from django.utils.translation import gettext as _

from appeal.base.actions import action
from appeal.base.labels import labelled
from appeal.base.refusals import raise_first
from appeal.models import Appeal, User, hold_rows

from ..figures import Place
from ..models import Contribution, ContributionAssignment
from .assignments import balance_refusals
from .contributions import NotRecordable, day_refusals, locked_contribution, place_refusals

ALIKE = ("reference", "currency", "office", "heading", "note")


@action
def share_contribution(
    *,
    contribution: Contribution,
    source: Place,
    appeal: Appeal,
    amount: Decimal,
    effective_on: date,
    reason: str,
    by: User,
    at: datetime,
) -> ContributionAssignment:
    """Move the part of a contribution that belongs to another appeal into that one's own.

    There it is the contribution of the same donor and reference, made now where there is none yet.
    Raises NotRecordable for an appeal that takes no part, for a day that either does not accept,
    and where less money is at `source`.
    """
    raise_first(_appeal_refusals(contribution.appeal, appeal))
    into = own_in(contribution, appeal)
    hold_rows(contribution, *([into] if into.pk else []))
    contribution = locked_contribution(contribution)
    # Somebody may have begun it while this one waited.
    into = own_in(contribution, appeal)
    if not into.pk:
        _begin(into)
    part = ContributionAssignment(
        contribution=contribution, into=into, amount=amount, effective_on=effective_on,
        reason=reason, recorded_by=by, recorded_at=at,
    )  # fmt: skip
    part.from_office, part.from_heading = source
    raise_first(part_refusals(part, appeal, contribution.appeal.day_of(at)))
    part.save(force_insert=True)
    return part


def part_refusals(
    part: ContributionAssignment, appeal: Appeal | None, today: date
) -> Iterator[NotRecordable]:
    """All that is wrong with a part for an appeal; what is not known yet is not judged."""
    contribution, day = part.contribution, part.effective_on
    if appeal:
        yield from _appeal_refusals(contribution.appeal, appeal)
    if not day:
        return
    dated_wrong = list(day_refusals(contribution.appeal, day, today, "effective_on"))
    if appeal and not dated_wrong:
        for refusal in day_refusals(appeal, day, today, "effective_on"):
            dated_wrong.append(NotRecordable(labelled(appeal.code, refusal), "effective_on"))
    yield from dated_wrong
    if part.amount and contribution.pk and not dated_wrong:
        source = part.from_office, part.from_heading
        yield from balance_refusals(contribution, source, part, today)


def own_in(contribution: Contribution, appeal: Appeal) -> Contribution:
    """The contribution of the same donor and reference to another appeal; new where none is."""
    found = Contribution.objects.of(appeal).filter(
        donor=contribution.donor_id, reference=contribution.reference
    )
    if stored := found.first():
        return stored
    alike = {name: getattr(contribution, name) for name in ALIKE}
    is_later = appeal.year > contribution.appeal.year
    return Contribution(
        appeal=appeal,
        donor=contribution.donor,
        continues=contribution if is_later else None,
        **alike,
    )


def _appeal_refusals(own: Appeal, other: Appeal) -> Iterator[NotRecordable]:
    named = {"appeal": other.code}
    if own.pk == other.pk:
        yield NotRecordable(_("Choose another appeal than this one."), "appeal")
    if other.state != Appeal.State.PUBLISHED:
        yield NotRecordable(
            _("%(appeal)s is not published and open, so that no money can be recorded there.")
            % named,
            "appeal",
        )
    if own.currency != other.currency:
        yield NotRecordable(
            _(
                "%(appeal)s counts in %(other)s and this appeal in %(own)s. Record its part there"
                " as a contribution of its own, and reverse it here."
            )
            % (named | {"other": other.currency, "own": own.currency}),
            "appeal",
        )


def _begin(contribution: Contribution) -> None:
    for _refusal in place_refusals(contribution.appeal, contribution):
        raise NotRecordable(
            _(
                "%(appeal)s has no requirement line for what this contribution is earmarked for."
                " Add a contribution of the same donor and reference there, then choose it again."
            )
            % {"appeal": contribution.appeal.code},
            "appeal",
        )
    contribution.keep(None, ("appeal", "donor", "continues", *ALIKE))
