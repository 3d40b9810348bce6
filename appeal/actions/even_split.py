"""The even split of an appeal's money is saved, until managers decide."""

from datetime import datetime

from ..base.actions import action
from ..figures.even_split import even_shares
from ..models import Allocation, Appeal, create_logged


@action
def allocate_evenly(*, appeal: Appeal, at: datetime) -> list[Allocation]:
    """Save the even split of every line, as `even_shares` has it: indicative allocations."""
    shares = [
        Allocation(activity=activity, cell=cell, amount=amount, basis=Allocation.Basis.INDICATIVE)
        for cell, activity, amount in even_shares(appeal)
    ]
    create_logged(shares)
    return shares
