"""Donors: merging duplicates."""

from datetime import datetime

from django.utils.translation import gettext as _

from appeal import actions as plan
from appeal.base.actions import action
from appeal.models import hold_rows

from ..models import Contribution, Donor


@action
def merge_donors(*, row: Donor, into: Donor, at: datetime) -> Donor:
    """Give all contributions of `row` to `into`, and take `row` away.

    Raises StillUsed where both have a contribution with the same reference in an appeal;
    StaleVersion where one of them is gone.
    """
    hold_rows(row, into)
    given = Contribution.objects.select_for_update(of=["self"]).filter(donor=row)
    taken = set(Contribution.objects.filter(donor=into).values_list("appeal", "reference"))
    if alike := [each.reference for each in given if (each.appeal_id, each.reference) in taken]:
        raise plan.StillUsed(
            _(
                "Both donors have a contribution with the reference %(reference)s. Change one"
                " of them first."
            )
            % {"reference": alike[0]}
        )
    for contribution in given:
        contribution.donor = into
        contribution.save_over(contribution.version, ["donor"])
    plan.remove(row=row, version=None, at=at)
    return into
