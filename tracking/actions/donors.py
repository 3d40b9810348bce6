"""Donors: merging duplicates."""

from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext as _

from appeal import actions as plan
from appeal.base.actions import action
from appeal.models import delete_logged, hold_rows

from ..models import Contribution, ContributionAssignment, Donor


@action
def merge_donors(*, row: Donor, into: Donor, at: datetime) -> Donor:
    """Give all contributions of `row` to `into`, and take `row` away.

    Raises StillUsed where both have a contribution with the same reference in an appeal, or where
    one of `row` shares money with that of a third donor; StaleVersion where one of them is gone.
    """
    hold_rows(row, into)
    given = Contribution.objects.select_for_update(of=["self"], no_key=True).filter(donor=row)
    taken = set(Contribution.objects.filter(donor=into).values_list("appeal", "reference"))
    if alike := [each.reference for each in given if (each.appeal_id, each.reference) in taken]:
        raise plan.StillUsed(
            _(
                "Both donors have a contribution with the reference %(reference)s. Change one"
                " of them first."
            )
            % {"reference": alike[0]}
        )
    _refuse_third(row, into)
    # First, since both sides of a part change their donor only where the old one is gone.
    delete_logged(row)
    for contribution in given:
        contribution.donor = into
        contribution.save_over(contribution.version, ["donor"])
    return into


def _refuse_third(row: Donor, into: Donor) -> None:
    """Refuse a part of one of `row` that goes wrongly, to or from neither of the two."""
    both = [row, into]
    parts = ContributionAssignment.objects.filter(into__isnull=False, reverses=None, reversal=None)
    crossing = parts.filter(
        Q(contribution__donor=row) & ~Q(into__donor__in=both)
        | Q(into__donor=row) & ~Q(contribution__donor__in=both)
    )
    if wrong := crossing.select_related("contribution").first():
        raise plan.StillUsed(
            _(
                "A part of the contribution %(reference)s counts with another donor in another"
                " appeal. Reverse that part first."
            )
            % {"reference": wrong.contribution.reference}
        )
