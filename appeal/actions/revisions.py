"""Requirement revisions: what a cell is to hold from a day on."""

from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from ..amounts import money
from ..models import Requirement, RequirementRevision, StaleVersion, User


class NotRevisable(Exception):
    """The revision cannot be recorded; `field` is what to correct, the text says why."""

    def __init__(self, field: str, sentence: str) -> None:
        self.field = field
        super().__init__(sentence)


@transaction.atomic
def revise_requirement(
    *,
    cell: Requirement,
    amount: Decimal,
    effective_on: date,
    reason: str,
    by: User,
    at: datetime,
    after: int | None = None,
) -> RequirementRevision:
    """Record a new requirement of a cell from a day on; what is published stays as it is.

    Raises NotRevisable for a day outside the appeal and for what the cell holds on that day
    already; StaleVersion where the cell has a revision later than the one with the id `after`.
    """
    Requirement.objects.select_for_update().get(pk=cell.pk)
    if after is not None and cell.revisions.filter(pk__gt=after).exists():
        raise StaleVersion(cell)
    _refuse_what_revises_nothing(cell, amount, effective_on)
    revision = RequirementRevision(
        cell=cell,
        amount=amount,
        effective_on=effective_on,
        reason=reason,
        revised_by=by,
        recorded_at=at,
    )
    revision.full_clean()
    revision.save(force_insert=True)
    return revision


def _refuse_what_revises_nothing(cell: Requirement, amount: Decimal, effective_on: date) -> None:
    appeal = cell.appeal
    if not appeal.starts_on <= effective_on <= appeal.closes_on:
        raise NotRevisable(
            "effective_on",
            _("A revision takes effect from %(first)s to %(last)s, the days of the appeal.")
            % {"first": date_format(appeal.starts_on), "last": date_format(appeal.closes_on)},
        )
    on_that_day = Requirement.objects.with_requirement(effective_on).get(pk=cell.pk)
    if on_that_day.requirement == amount:
        raise NotRevisable(
            "amount",
            _("%(cell)s holds %(amount)s on %(day)s already: write the amount that it changes to.")
            % {
                "cell": cell,
                "amount": money(amount),
                "day": date_format(effective_on),
            },
        )
