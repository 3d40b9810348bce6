"""An export beside the ledger of today: its findings, what was explained, and what they come to."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from hashlib import sha256
from typing import NamedTuple

from appeal.models import Appeal, Office

from ..models import BooksExport, BooksLine, ExplainedDifference, Transaction
from .bookings import NOTHING, Booking, Discrepancy, Outcome
from .matching import match

# What nobody has to look at any more.
SETTLED = (Outcome.MATCHED, Outcome.CANCELLED)
# What is put right by a draft, by reversing what is here, and by saying why it is right.
DRAFTED = (Outcome.MISSING_HERE,)
CORRECTED = (Outcome.AMOUNT, Outcome.DATE, Outcome.CURRENCY, Outcome.TWICE_HERE)


class BookedEntry(NamedTuple):
    """What is read of an entry of the ledger, however many there are."""

    pk: int
    reference: str
    value_on: date
    amount: Decimal
    currency: str
    counterpart: str
    note: str
    posted_at: datetime | None
    version: int
    office: int
    activity: str

    def booking(self) -> Booking:
        return Booking(
            self.pk, self.reference, self.value_on, self.amount, self.currency,
            self.counterpart or self.note, self.posted_at is None,
        )  # fmt: skip


COLUMNS = (*BookedEntry._fields[:-1], "activity__code")


# Compared by identity: it is a key where several are acted on.
@dataclass(frozen=True, eq=False)
class BooksFinding:
    """One finding with the rows it is about.

    `key` names it for good, for an explanation; `mark` also says how the entry was when it was
    read, for whoever acts on it. `beside` is what a repetition repeats.
    """

    discrepancy: Discrepancy
    lines: Sequence[BooksLine]
    entries: Sequence[BookedEntry]
    key: str
    explained: ExplainedDifference | None = None
    beside: BooksLine | BookedEntry | None = None

    @property
    def outcome(self) -> Outcome:
        return self.discrepancy.outcome

    @property
    def line(self) -> BooksLine | None:
        return self.lines[0] if self.lines else None

    @property
    def entry(self) -> BookedEntry | None:
        return self.entries[0] if self.entries else None

    @property
    def number(self) -> int:
        """That of its line, or else of its entry."""
        return self.lines[0].number if self.lines else self.entries[0].pk

    @property
    def mark(self) -> str:
        versions = [(entry.version, entry.posted_at is None) for entry in self.entries]
        return sha256(f"{self.key}{versions}".encode()).hexdigest()[:16]

    @property
    def is_open(self) -> bool:
        return self.outcome not in SETTLED and self.explained is None

    @property
    def group(self) -> str:
        """What it is listed under."""
        return EXPLAINED if self.explained else self.outcome.value

    @property
    def amount_differs(self) -> Decimal | None:
        """What a line says more than its entry, in the same currency; None where they agree."""
        if not (self.line and self.entry and self.line.currency == self.entry.currency):
            return None
        return self.line.amount - self.entry.amount or None

    @property
    def days_differ(self) -> int:
        if not (self.line and self.entry):
            return 0
        return abs((self.line.booked_on - self.entry.value_on).days)

    @property
    def is_draft(self) -> bool:
        return self.entry is not None and self.entry.posted_at is None


EXPLAINED = "explained"
GROUPS = (
    *(each.value for each in Outcome if each not in SETTLED), EXPLAINED, *map(str, SETTLED),
)  # fmt: skip


@dataclass
class Sums:
    """How many lines and entries there are in a group, and what they come to in one currency."""

    lines: int = 0
    entries: int = 0
    there: Decimal = NOTHING
    here: Decimal = NOTHING

    @property
    def difference(self) -> Decimal:
        return self.there - self.here

    def add(self, finding: Discrepancy, currency: str) -> None:
        there = [each.amount for each in finding.there if each.currency == currency]
        here = [each.amount for each in finding.here if each.currency == currency]
        self.lines += len(there)
        self.entries += len(here)
        self.there += sum(there, NOTHING)
        self.here += sum(here, NOTHING)


@dataclass
class BooksCompared:
    """All findings of an export, in the order of their kinds."""

    export: BooksExport
    findings: Sequence[BooksFinding] = field(default_factory=list)

    def of_group(self, group: str) -> list[BooksFinding]:
        return [each for each in self.findings if each.group == group]

    @property
    def counts(self) -> Mapping[str, int]:
        return Counter(each.group for each in self.findings)

    @property
    def open_count(self) -> int:
        return sum(each.is_open for each in self.findings)

    @property
    def sums(self) -> list[tuple[str, list[tuple[str, Sums]], Sums]]:
        """By currency: the sums of each group, and of all, which the groups add up to."""
        groups: dict[str, dict[str, Sums]] = defaultdict(lambda: defaultdict(Sums))
        totals: dict[str, Sums] = defaultdict(Sums)
        for each in self.findings:
            found = each.discrepancy
            for currency in {one.currency for one in (*found.there, *found.here)}:
                groups[currency][each.group].add(found, currency)
                totals[currency].add(found, currency)
        return [
            (currency, [(name, own[name]) for name in GROUPS if name in own], totals[currency])
            for currency, own in sorted(groups.items())
        ]


def compare(export: BooksExport) -> BooksCompared:
    """The export beside the ledger as it is now. Three queries."""
    ledger = Ledger(export.appeal, export.office)
    return ledger.compare(export)


class Ledger:
    """The entries in force of an office, or of all of an appeal, read once for several exports.

    Two queries, and one for the lines of an export.
    """

    def __init__(self, appeal: Appeal, office: Office | None) -> None:
        rows = Transaction.objects.of(appeal).spending().in_force()
        if office:
            rows = rows.filter(office=office)
        found = rows.order_by("pk").values_list(*COLUMNS)
        self.entries = {row[0]: BookedEntry(*row) for row in found}
        explained = ExplainedDifference.objects.of(appeal).select_related("by", "export")
        self.explained = {each.key: each for each in explained.order_by("-pk")}

    def compare(self, export: BooksExport) -> BooksCompared:
        lines = {line.number: line for line in export.lines.all()}
        contents = dict(_contents(sorted(lines.values(), key=lambda line: line.number)))
        entries = [
            entry.booking()
            for entry in self.entries.values()
            if export.office_id in (None, entry.office)
        ]
        bookings = [booking_of(line) for line in lines.values()]
        found = match(bookings, entries, export.first_on, export.last_on)
        return BooksCompared(export, [self._finding(each, lines, contents) for each in found])

    def _finding(
        self, found: Discrepancy, lines: Mapping[int, BooksLine], contents: Mapping[int, str]
    ) -> BooksFinding:
        entries = [self.entries[each.number] for each in found.here]
        said = [found.outcome.value, *(contents[each.number] for each in found.there)]
        said += [f"entry {entry.pk}" for entry in entries]
        key = sha256("\n".join(said).encode()).hexdigest()
        beside: BooksLine | BookedEntry | None = None
        if found.beside:
            number = found.beside.number
            beside = lines[number] if found.there else self.entries[number]
        own = [lines[each.number] for each in found.there]
        return BooksFinding(found, own, entries, key, self.explained.get(key), beside)


def booking_of(line: BooksLine) -> Booking:
    return Booking(
        line.number, line.reference, line.booked_on, line.amount, line.currency, line.text
    )


def _contents(lines: Iterable[BooksLine]) -> Iterator[tuple[int, str]]:
    """What each line says, by its number: told apart where several say the same."""
    seen: Counter[str] = Counter()
    for line in lines:
        said = "\t".join(
            map(str, (line.reference, line.booked_on, line.amount, line.currency, line.text))
        )
        seen[said] += 1
        yield line.number, f"{said}\t{seen[said]}"
