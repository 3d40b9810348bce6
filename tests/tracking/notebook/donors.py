"""What donors give, worked out of the notebook: a purse for each place, money in one of them."""

from collections import defaultdict
from decimal import Decimal
from typing import Any

from tests.tracking.notebook.rows import Entry, Notebook, Place, added, in_usd
from tracking.models import Flow

Kind = Flow.Kind


class Given(Notebook):
    """Each contribution, and what of all of them stands at a place."""

    def contribution(self, key: int) -> dict[str, Any]:
        own = {
            number: flow
            for number, flow in self.flows.items()
            if flow.contribution == key and flow.value_on <= self.as_at
        }

        def of(kind: str) -> list[Entry]:
            return [flow for flow in own.values() if flow.kind == kind]

        due = added(flow.own for flow in of(Kind.COMMITMENT))
        due -= added(flow.own for flow in of(Kind.RECEIPT))
        received = added(flow.signed for flow in of(Kind.RECEIPT))
        outstanding = self.valued(max(due, Decimal(0)), own)
        return {
            "own_agreed": added(flow.own for flow in of(Kind.COMMITMENT)),
            "own_received": added(flow.own for flow in of(Kind.RECEIPT)),
            "own_outstanding": max(due, Decimal(0)),
            "pledged": added(flow.signed for flow in of(Kind.PLEDGE)),
            "agreed": added(flow.signed for flow in of(Kind.COMMITMENT)),
            "received": received,
            "outstanding": outstanding,
            "funded": received + outstanding,
        }

    def valued(self, amount: Decimal, flows: dict[int, Entry]) -> Decimal:
        """At the rate of the latest commitment that stands."""
        undone = {flow.reverses for flow in flows.values()}
        standing = [
            (flow.value_on, number, flow.rate)
            for number, flow in flows.items()
            if flow.kind == Kind.COMMITMENT and not flow.reverses and number not in undone
        ]
        return in_usd(amount, max(standing)[2]) if standing else Decimal(0)

    def purses(self, key: int) -> dict[Place, Decimal]:
        """How much lies at each place, and nowhere else at the same time."""
        purses: dict[Place, Decimal] = defaultdict(Decimal)
        purses[self.contributions[key]] += self.contribution(key)["funded"]
        for move in self.moves.values():
            if move.contribution == key and move.effective_on <= self.as_at:
                purses[move.source] -= move.amount
                purses[move.target] += move.amount
        return {place: amount for place, amount in purses.items() if amount}

    def given(self, office: int | None, heading: int | None) -> dict[str, Decimal]:
        """What stands at a place or within it; None is every office, or every heading."""

        def is_in(place: Place) -> bool:
            return office in (None, place[0]) and heading in (None, place[1])

        lying = [
            (place, amount)
            for key in self.contributions
            for place, amount in self.purses(key).items()
            if is_in(place)
        ]
        pledged = [
            self.contribution(key)["pledged"]
            for key, place in self.contributions.items()
            if is_in(place)
        ]
        return {
            "funded": added(amount for _, amount in lying),
            "unassigned": added(amount for place, amount in lying if None in place),
            "pledged": added(pledged),
        }

    def rows_of_contributions(self) -> list[dict[str, Any]]:
        rows = []
        for key in sorted(self.contributions):
            purses = self.purses(key)
            apart = added(amount for place, amount in purses.items() if None in place)
            rows.append(self.contribution(key) | {"unassigned": apart, "stands": purses})
        return rows
