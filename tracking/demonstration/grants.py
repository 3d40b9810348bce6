"""Grants pay what was spent first, as the rule proposes; the rest waits to be attributed."""

from appeal.base.viewpoint import EVERYTHING

from .. import actions
from ..figures import grouped
from ..models import payable_entries, unfunded
from .scene import Scene

# How many entries the offices have attributed so far.
ATTRIBUTED = 60


def pay_by_grants(scene: Scene) -> None:
    """Each office's finance attributes its own, on the last day."""
    rows = payable_entries(scene.appeal).filter(unfunded(EVERYTHING)).with_names()
    entries = rows.select_related("against").order_by("value_on", "pk")[:ATTRIBUTED]
    proposals = actions.propose_grants(scene.appeal, list(entries))
    grants = {each.entry.pk: each.grant for each in proposals if each.grant}
    able = [each.entry for each in proposals if each.grant]
    for office, own in grouped((entry.office, entry) for entry in able).items():
        actions.attribute_entries(
            entries=own,
            grants=grants,
            reason=scene.said_by(office).only("grant"),
            by=scene.cast.finance[office.code],
            at=scene.at(scene.today, 10),
        )
