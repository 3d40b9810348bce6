"""What grants pay: each entry's dollars by whoever holds them, and what follows of a grant."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from decimal import ROUND_DOWN, ROUND_HALF_EVEN, Decimal
from functools import cache

from tracking.models import Attribution, Contribution

from .funding import contributions
from .money import left_open
from .raw import Row, before
from .seen import CENT, SPENDING, Seen, share, whole

# By grant; what is under None is unfunded.
Held = dict[int | None, Decimal]


@cache
def moves(seen: Seen) -> dict[int, list[Row]]:
    """What was recorded by then of who pays each entry, by its id."""
    found: dict[int, list[Row]] = defaultdict(list)
    for row in before(seen.raw.table(Attribution), "recorded_at", seen.known_at):
        found[row["entry_id"]].append(row)
    return found


def held(seen: Seen, entry: Row) -> Held:
    """Who pays how much of an entry that counts; nobody of a reversal, nor of what it reverses."""
    undone = {row["reverses_id"] for row in seen.entries}
    if entry["reverses_id"] or entry["id"] in undone:
        return {}
    usd = entry["usd_amount"] or Decimal(0)
    if not entry["is_posted"]:
        return {entry["grant_id"]: usd}
    found: Held = defaultdict(Decimal, {None: usd})
    for row in moves(seen)[entry["id"]]:
        found[row["giver_id"]] -= row["usd"]
        found[row["receiver_id"]] += row["usd"]
    return {grant: part for grant, part in found.items() if part}


@cache
def paid(seen: Seen) -> list[tuple[Row, int | None, Decimal]]:
    """All spending, each part with who pays it."""
    return [
        (row, grant, part)
        for row in seen.entries
        if row["kind"] in SPENDING
        for grant, part in held(seen, row).items()
    ]


def spent_of(seen: Seen, grant: int | None) -> Decimal:
    return whole(part for _row, payer, part in paid(seen) if payer == grant)


def by_activity(seen: Seen, grant: int) -> dict[int, Decimal]:
    found: dict[int, Decimal] = defaultdict(Decimal)
    for row, payer, part in paid(seen):
        if payer == grant:
            found[row["activity_id"]] += part
    return found


def by_month(seen: Seen, grant: int) -> dict[str, Decimal]:
    found: dict[str, Decimal] = defaultdict(Decimal)
    for row, payer, part in paid(seen):
        if payer == grant:
            found[f"{row['value_on']:%Y-%m}"] += part
    return found


def committed_of(seen: Seen, grant: int) -> Decimal:
    return whole(usd for _row, payer, usd in parts_left_open(seen) if payer == grant)


def parts_left_open(seen: Seen) -> Iterator[tuple[Row, int | None, Decimal]]:
    """Of each open commitment the part that each payer has of it."""
    for row, left in left_open(seen):
        for payer, usd in _parts(left, held(seen, row)).items():
            yield row, payer, usd


def _parts(usd: Decimal, of: Held) -> Held:
    """Each to the cent below; what is over goes to the largest, of equals to the first known."""
    if not whole(of.values()):
        return {}
    found = {
        grant: (usd * part / whole(of.values())).quantize(CENT, ROUND_DOWN)
        for grant, part in of.items()
    }
    order = sorted(of, key=lambda grant: (-of[grant], grant or 0))
    found[order[0]] += usd - whole(found.values())
    return found


def grants(seen: Seen) -> Iterator[Row]:
    """The grants that were known then, by the terms that they had, with their figures."""
    terms = seen.raw.known(Contribution, seen.known_at)
    for pk, given in contributions(seen).items():
        spent, held_back = spent_of(seen, pk), committed_of(seen, pk)
        last = terms[pk]["extended_to"] or terms[pk]["ends_on"]
        rate = terms[pk]["overhead_rate"] or Decimal(0)
        overhead = (spent * rate / 100).quantize(CENT, ROUND_HALF_EVEN)
        yield given | {
            "spent": spent,
            "committed": held_back,
            "overhead": overhead,
            "balance": given["funded"] - spent - held_back - overhead,
            "burn": share(spent, given["funded"]),
            "days_left": max((last - seen.as_at).days, 0) if last else None,
            "time_gone": _time_gone(terms[pk]["starts_on"], last, seen.as_at),
        }


def _time_gone(first: date | None, last: date | None, day: date) -> Decimal | None:
    if first is None or last is None:
        return None
    days, passed = (last - first).days + 1, (day - first).days + 1
    return Decimal(min(max(passed, 0), days)) / days
