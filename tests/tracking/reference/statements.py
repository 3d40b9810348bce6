"""A grant as its donor is told of it: from who holds each entry's dollars."""

from collections import defaultdict
from collections.abc import Iterator
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any

from tracking.models import Contribution, CostCategory, ExchangeRate

from .funding import contributions, signed
from .funding import moves as distributed
from .grants import grants, held, moves, parts_left_open
from .raw import Row
from .seen import CENT, SPENDING, Seen, whole

ZERO = Decimal(0)


class Told:
    """A grant with its entries: each is a row, with the category and the dollars of each part."""

    def __init__(self, seen: Seen, pk: int) -> None:
        self.seen, self.pk = seen, pk
        # What is given under another name: of a grant “committed” is what it holds back.
        self.promised = contributions(seen)[pk]
        (self.money,) = (row for row in grants(seen) if row["id"] == pk)
        self.terms = seen.raw.known(Contribution, seen.known_at)[pk]
        self.last = self.terms["extended_to"] or self.terms["ends_on"]
        self.currency = self.terms["reporting_currency"] or self.terms["currency"]
        self.codes = {row["id"]: row["code"] for row in seen.every_activity}
        entries = sorted(seen.entries, key=lambda row: (row["value_on"], row["id"]))
        paying = [
            row | {"heading_id": row["cell"]["heading_id"]}
            for row in entries
            if held(seen, row).get(pk)
        ]
        self.parts = [part for row in paying if row["kind"] in SPENDING for part in self._of(row)]
        left = {row["id"]: usd for row, payer, usd in parts_left_open(seen) if payer == pk and usd}
        self.open = [row | {"usd": left[row["id"]]} for row in paying if row["id"] in left]
        ids = {part["activity_id"] for part in self.parts}
        self.activities = [row for row in seen.every_activity if row["id"] in ids]
        rows = seen.raw.known(CostCategory, seen.known_at).values()
        own = [row for row in rows if row["contribution_id"] == pk]
        self.categories = sorted(own, key=lambda row: (row["order"], row["id"]))

    def _of(self, entry: Row) -> Iterator[Row]:
        by: dict[int | None, Decimal] = defaultdict(Decimal)
        for move in moves(self.seen)[entry["id"]] if entry["is_posted"] else ():
            if move["giver_id"] == self.pk:
                by[move["giver_category_id"]] -= move["usd"]
            if move["receiver_id"] == self.pk:
                by[move["category_id"]] += move["usd"]
        by = by or {None: entry["usd_amount"]}
        others = entry["usd_amount"] - whole(by.values())
        is_first = True
        for category, usd in by.items():
            if usd:
                shown = (entry["usd_amount"], others) if is_first else (None, None)
                yield entry | {"category": category, "usd": usd, "shown": shown}
                is_first = False

    def sums(self, *names: str) -> dict[Any, Decimal]:
        found: dict[Any, Decimal] = defaultdict(Decimal)
        for part in self.parts:
            key = tuple(part[name] for name in names)
            found[key if len(key) > 1 else key[0]] += part["usd"]
        return found

    @property
    def units(self) -> tuple[Decimal, Decimal]:
        if self.currency == "USD":
            return Decimal(1), Decimal(1)
        if self.currency == self.terms["currency"] and self.money["given"]:
            own = self.money["own_received"] + self.money["own_outstanding"]
            return own, self.money["given"]
        rates = [
            row
            for row in self.seen.raw.known(ExchangeRate, self.seen.known_at).values()
            if row["currency"] == self.currency and row["effective_on"] <= self.seen.as_at
        ]
        return max(rates, key=lambda row: row["effective_on"])["rate"], Decimal(1)

    def own(self, usd: Decimal) -> Decimal:
        units, worth = self.units
        return (usd * units / worth).quantize(CENT, ROUND_HALF_EVEN)

    def own_parts(self, parts: dict[Any, Decimal]) -> dict[Any, Decimal]:
        """Each rounded; the largest has what is missing to the whole."""
        found = {key: self.own(usd) for key, usd in parts.items()}
        if found:
            missing = self.own(whole(parts.values())) - whole(found.values())
            found[max(found, key=lambda key: found[key])] += missing
        return found

    @property
    def stands(self) -> dict[Any, Decimal]:
        """Where its money is, by office and heading."""
        found: dict[Any, Decimal] = defaultdict(Decimal)
        found[self.money["office_id"], self.money["heading_id"]] += self.money["given"]
        for move in distributed(self.seen):
            usd = signed(move)
            if move["into_id"] == self.pk:
                found[self.money["office_id"], self.money["heading_id"]] += usd
            if move["contribution_id"] == self.pk:
                found[move["from_office_id"], move["from_heading_id"]] -= usd
                if not move["into_id"]:
                    found[move["office_id"], move["heading_id"]] += usd
        return found

    @property
    def charged(self) -> Decimal:
        return Decimal(self.money["spent"] + self.money["overhead"])

    @property
    def is_final(self) -> bool:
        return self.last is not None and self.last <= self.seen.as_at
