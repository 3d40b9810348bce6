"""Donors: one that stands twice is merged into the other."""

from datetime import datetime

from django.utils.translation import gettext as _

from appeal import actions as plan
from appeal.base.actions import action
from appeal.models import hold_rows

from ..models import Contribution, Donor


@action
def merge_donors(*, donor: Donor, into: Donor, at: datetime) -> Donor:
    """Give all contributions of `donor` to `into`, and take `donor` away.

    Raises StillUsed where both have a contribution with the same reference in an appeal;
    StaleVersion where one of them is gone.
    """
    hold_rows(donor, into)
    given = Contribution.objects.select_for_update(of=["self"]).filter(donor=donor)
    taken = set(Contribution.objects.filter(donor=into).values_list("appeal", "reference"))
    if alike := [row.reference for row in given if (row.appeal_id, row.reference) in taken]:
        raise plan.StillUsed(
            _("Both donors have a contribution with the reference %(reference)s: change one first.")
            % {"reference": alike[0]}
        )
    for contribution in given:
        contribution.donor = into
        contribution.save_over(contribution.version, ["donor"])
    plan.remove(row=donor, at=at)
    return into
