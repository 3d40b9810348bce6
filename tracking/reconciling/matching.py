"""What an export of the finance system and the ledger have in common, and where they differ.

A pure function of lines and entries: no database, no day of today, and the same answer always.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import product

from .bonds import (
    BY_AMOUNT,
    BY_AMOUNT_AND_DAY,
    BY_REFERENCE,
    BY_REFERENCE_ALONE,
    BY_TEXT,
    Bond,
    Check,
    Key,
    Pair,
    are_near,
    days_apart,
    is_any,
    of,
    of_reference,
)
from .bookings import Booking, Discrepancy, Outcome
from .likeness import folded_text, likeness

# An entry outside the days of the export is of one of its lines only where it is this near.
OUTSIDE_DAYS = 10
# Of more that are alike, those that follow each other in time belong together.
MOST_PAIRS = 400


def match(
    lines: Sequence[Booking], entries: Sequence[Booking], first_on: date, last_on: date
) -> list[Discrepancy]:
    """What was found of each line, and of each entry of those days or of a line.

    `entries` are those in force; of those dated outside the days only what belongs to a line is
    told. By currency the lines less the entries told are the sum of all differences.
    """
    return Matching(lines, entries, first_on, last_on).found()


class Matching:
    """One comparison while it is made: what is not told yet, and what was found."""

    def __init__(
        self, lines: Sequence[Booking], entries: Sequence[Booking], first_on: date, last_on: date
    ) -> None:
        self.days = first_on, last_on
        self.told: list[Discrepancy] = []
        self.pairs: list[Pair] = []
        self.lines = self._without_cancelled(sorted(lines, key=lambda each: each.number))
        self.entries = sorted(entries, key=lambda each: (each.is_draft, each.number))

    def found(self) -> list[Discrepancy]:
        self._take(BY_REFERENCE)
        self._set_repeated_aside()
        self._take(BY_REFERENCE_ALONE)
        # Under a reference that one line has and one entry, it names a document, whatever else
        # differs, and no contract or kind of payment. So does an amount that is there once.
        self._take_lone(of_reference(), is_any)
        self._take(BY_AMOUNT_AND_DAY)
        self._set_repeated_aside()
        self._take(BY_AMOUNT)
        self._take_lone(of("currency", "amount"), are_near)
        self._take(BY_TEXT)
        self._set_repeated_aside()
        self.told += [Discrepancy(_outcome(*pair), pair[:1], pair[1:]) for pair in self.pairs]
        self.told += [Discrepancy(Outcome.MISSING_HERE, (line,)) for line in self.lines]
        self.told += [
            Discrepancy(Outcome.MISSING_THERE, here=(entry,))
            for entry in self.entries
            if self._is_within(entry)
        ]
        return sorted(self.told, key=_order)

    def _is_within(self, entry: Booking) -> bool:
        first_on, last_on = self.days
        return first_on <= entry.day <= last_on

    def _without_cancelled(self, lines: Sequence[Booking]) -> list[Booking]:
        """The lines without those that take each other back: the same reference, less the same."""
        waiting: dict[object, list[Booking]] = defaultdict(list)
        gone: set[int] = set()
        key = of_reference("currency")
        for line in sorted(lines, key=lambda each: (each.day, each.number)):
            under = key(line)
            if under is None or not line.amount:
                continue
            if opposite := waiting[under, -line.amount]:
                other = opposite.pop()
                gone |= {line.number, other.number}
                self.told.append(Discrepancy(Outcome.CANCELLED, (other, line)))
            else:
                waiting[under, line.amount].append(line)
        return [line for line in lines if line.number not in gone]

    def _take(self, bonds: Iterable[Bond]) -> None:
        for bond in bonds:
            self._keep(_paired(self.lines, self.entries, bond, self._may_be))

    def _may_be(self, line: Booking, entry: Booking) -> bool:
        return self._is_within(entry) or days_apart(line, entry) <= OUTSIDE_DAYS

    def _take_lone(self, key: Key, check: Check) -> None:
        """What is left under a key that one line has, and one entry."""
        lines, entries = _grouped(self._all_lines(), key), _grouped(self._all_entries(), key)
        left = {entry.number for entry in self.entries}
        pairs = []
        for line in self.lines:
            found = entries.get(key(line), [])
            if len(found) == len(lines.get(key(line), [])) == 1:
                [entry] = found
                if entry.number in left and check(line, entry):
                    pairs.append((line, entry))
        self._keep(pairs)

    def _all_lines(self) -> Iterator[Booking]:
        yield from self.lines
        yield from (line for line, _entry in self.pairs)

    def _all_entries(self) -> Iterator[Booking]:
        yield from self.entries
        yield from (entry for _line, entry in self.pairs)

    def _keep(self, pairs: Sequence[Pair]) -> None:
        self.pairs += pairs
        self.lines = _without(self.lines, [line for line, _entry in pairs])
        self.entries = _without(self.entries, [entry for _line, entry in pairs])

    def _set_repeated_aside(self) -> None:
        """Tell of lines, and of entries, that repeat another one to which nothing is left."""
        matched = [line for line, _entry in self.pairs]
        repeated = list(_repeated(self.lines, matched))
        self.told += [
            Discrepancy(Outcome.TWICE_THERE, (line,), (), other) for line, other in repeated
        ]
        self.lines = _without(self.lines, [line for line, _other in repeated])
        matched = [entry for _line, entry in self.pairs]
        repeated = list(_repeated(self.entries, matched))
        self.told += [
            Discrepancy(Outcome.TWICE_HERE, (), (entry,), other) for entry, other in repeated
        ]
        self.entries = _without(self.entries, [entry for entry, _other in repeated])


def _without(all_of_them: Sequence[Booking], some: Iterable[Booking]) -> list[Booking]:
    gone = {each.number for each in some}
    return [each for each in all_of_them if each.number not in gone] if gone else [*all_of_them]


def _grouped(bookings: Iterable[Booking], key: Key) -> dict[object, list[Booking]]:
    """They by their keys; without those that have none."""
    groups: dict[object, list[Booking]] = defaultdict(list)
    for each in bookings:
        if (under := key(each)) is not None:
            groups[under].append(each)
    return groups


def _paired(
    lines: Sequence[Booking], entries: Sequence[Booking], bond: Bond, may_be: Check
) -> list[Pair]:
    """One line with one entry, those that agree best first."""
    theirs, ours = _grouped(lines, bond.key), _grouped(entries, bond.key)
    return [
        pair
        for key, some in theirs.items()
        if key in ours
        for pair in _best(some, ours[key], lambda *pair: may_be(*pair) and bond.check(*pair))
    ]


def _best(lines: Sequence[Booking], entries: Sequence[Booking], check: Check) -> Iterator[Pair]:
    taken: set[int] = set()
    given: set[int] = set()
    for line, entry in _likely(lines, entries):
        if line.number not in taken and entry.number not in given and check(line, entry):
            taken.add(line.number)
            given.add(entry.number)
            yield line, entry


def _likely(lines: Sequence[Booking], entries: Sequence[Booking]) -> Iterable[Pair]:
    """The pairs to be tried, those that differ least first."""
    if len(lines) * len(entries) == 1:
        return [(lines[0], entries[0])]
    if len(lines) * len(entries) <= MOST_PAIRS:
        return sorted(product(lines, entries), key=_distance)
    in_time = [sorted(side, key=lambda each: (each.day, each.text)) for side in (lines, entries)]
    return zip(*in_time, strict=False)


def _distance(pair: Pair) -> tuple[object, ...]:
    line, entry = pair
    return (
        days_apart(line, entry),
        line.currency != entry.currency,
        abs(line.amount - entry.amount),
        line.reference.strip() != entry.reference.strip(),
        -likeness(line.text, entry.text),
        entry.is_draft,
        line.number,
        entry.number,
    )


def _repeated(left: Iterable[Booking], matched: Iterable[Booking]) -> Iterator[Pair]:
    """Each of those left that says the same as one that is matched, with that one.

    A text that says nothing contradicts none, but without a reference it proves nothing.
    """
    known: dict[object, dict[str, Booking]] = defaultdict(dict)
    for each in matched:
        known[_said(each)].setdefault(folded_text(each.text), each)
    for each in left:
        if alike := known.get(_said(each)):
            text = folded_text(each.text)
            other = alike.get(text) if text or each.folded else None
            if each.folded and not other:
                other = alike.get("") if text else next(iter(alike.values()))
            if other:
                yield each, other


def _said(each: Booking) -> object:
    return each.folded, each.currency, each.amount, each.day


def _outcome(line: Booking, entry: Booking) -> Outcome:
    if line.currency != entry.currency:
        return Outcome.CURRENCY
    if line.amount != entry.amount:
        return Outcome.AMOUNT
    if line.day != entry.day:
        return Outcome.DATE
    return Outcome.DRAFT if entry.is_draft else Outcome.MATCHED


PLACES = {outcome: place for place, outcome in enumerate(Outcome)}


def _order(found: Discrepancy) -> tuple[int, ...]:
    first = (*found.there, *found.here)[0]
    return PLACES[found.outcome], not found.there, first.number
