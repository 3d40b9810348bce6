"""Requirement revisions: what a cell is to hold from a day on."""

from datetime import date, datetime
from decimal import Decimal

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from .. import reach
from ..base.actions import action
from ..base.amounts import money
from ..base.refusals import Refusal
from ..base.viewpoint import EVERYTHING
from ..models import Requirement, RequirementRevision, StaleVersion, User, allocated_per


class NotRevisable(Refusal):
    """The revision cannot be recorded."""


@action
def revise_requirement(
    *,
    cell: Requirement,
    version: int | None,
    amount: Decimal,
    effective_on: date,
    reason: str,
    by: User,
    at: datetime,
) -> RequirementRevision:
    """Record a new requirement of a cell from a day on; what is published stays as it is.

    Raises NotRevisable for a day outside the appeal and for what the cell holds on that day
    already; StaleVersion where the cell has a revision later than that with the id `version`.
    """
    Requirement.objects.select_for_update(no_key=True).get(pk=cell.pk)
    if version is not None and cell.revisions.filter(pk__gt=version).exists():
        raise StaleVersion(cell)
    _refuse_what_revises_nothing(cell, amount, effective_on)
    return _recorded(
        RequirementRevision(
            cell=cell,
            amount=amount,
            effective_on=effective_on,
            reason=reason,
            revised_by=by,
            recorded_at=at,
        )
    )


@action
def reverse_revision(
    *, revision: RequirementRevision, reason: str, by: User, at: datetime
) -> RequirementRevision:
    """Take a revision back by its mirror image; both stay, and neither counts from now on.

    Raises NotRevisable for a reversal, for what is reversed already, and where the cell would be a
    dash again while money of it is allocated.
    """
    cell = revision.cell
    Requirement.objects.select_for_update(no_key=True).get(pk=cell.pk)
    if revision.reverses_id:
        raise NotRevisable(_("A reversal cannot be reversed. Record the revision again."), "reason")
    if RequirementRevision.objects.filter(reverses=revision).exists():
        raise NotRevisable(_("This revision has already been reversed."), "reason")
    _refuse_a_dash_in_use(revision)
    return _recorded(
        RequirementRevision(
            cell=cell,
            amount=revision.amount,
            effective_on=revision.effective_on,
            reason=reason,
            revised_by=by,
            recorded_at=at,
            reverses=revision,
        )
    )


def _recorded(revision: RequirementRevision) -> RequirementRevision:
    revision.full_clean()
    revision.save(force_insert=True)
    return revision


def _refuse_a_dash_in_use(revision: RequirementRevision) -> None:
    """Nothing is allocated from a dash: the cell holds an amount while anything is."""
    cell = revision.cell
    others = cell.revisions.in_force().exclude(pk=revision.pk)
    allocated = Requirement.objects.values_list(allocated_per("cell")).get(pk=cell.pk)[0]
    if cell.amount is None and allocated and not others.exists():
        raise NotRevisable(
            _(
                "This would turn %(cell)s into a dash again, but %(amount)s of it is budgeted."
                " Remove those budgets first, or record a revision with the required amount."
            )
            % {"amount": money(allocated), "cell": cell},
            "reason",
        )


def _refuse_what_revises_nothing(cell: Requirement, amount: Decimal, effective_on: date) -> None:
    if refusal := reach.REVISION.refusal(cell.appeal, effective_on):
        raise NotRevisable(refusal, "effective_on")
    on_that_day = Requirement.objects.with_requirement(EVERYTHING.on(effective_on)).get(pk=cell.pk)
    if on_that_day.requirement == amount:
        raise NotRevisable(
            _("%(cell)s is already %(amount)s on %(day)s. Enter the new amount.")
            % {
                "cell": cell,
                "amount": money(amount),
                "day": date_format(effective_on),
            },
            "amount",
        )
