"""Acting on what differs between the finance system and the ledger."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from appeal.base.actions import action
from appeal.base.given import given
from appeal.base.refusals import Refusal, TooLate, raise_first
from appeal.models import User

from ..models import (
    BooksExport,
    BooksLine,
    ExplainedDifference,
    KnownRates,
    Neighbour,
    Neighbours,
    Transaction,
)
from ..reconciling import (
    CORRECTED,
    BooksFinding,
    BooksPlace,
    NoPlace,
    Outcome,
    Places,
    compare,
)
from .drafts import (
    discard_transaction,
    draft_refusals,
    draft_transaction,
    draft_transactions,
    grant_refusals,
)
from .posting import reverse_transaction
from .several import SeveralRefused, each_or_none

# What a draft has of the entry in whose place it comes; the rest is the finance system's.
TAKEN_OVER = (
    "activity", "cell", "kind", "counterpart", "reference", "note", "against", "grant",
    "late_reason",
)  # fmt: skip


class NotReconcilable(Refusal):
    """What was chosen cannot be done with these differences."""


class Overtaken(TooLate):
    """Somebody changed the ledger or explained a difference since the page was read."""

    def __init__(self) -> None:
        super().__init__(
            _("The ledger has changed since you opened this page. Check the list and select again.")
        )


# What is put right at once; the rest afterwards.
MOST_AT_ONCE = 500


@dataclass(frozen=True)
class BooksChoice:
    """Findings that somebody chose: by their marks, or all of a group that has so many."""

    marks: Collection[str] = ()
    group: str = ""
    count: int = 0

    def among(self, found: Sequence[BooksFinding]) -> Sequence[BooksFinding]:
        """Those of the open findings; raises Overtaken where they are others than were seen."""
        if self.group:
            own = [each for each in found if each.group == self.group]
            if len(own) != self.count:
                raise Overtaken
            return own[:MOST_AT_ONCE]
        own = [each for each in found if each.mark in self.marks]
        if len(own) < len(set(self.marks)):
            raise Overtaken
        return own


@action
def draft_missing(
    *, export: BooksExport, choice: BooksChoice, place: BooksPlace | None, by: User,
    at: datetime,
) -> int:  # fmt: skip
    """Draft an entry for each of the chosen lines that the ledger lacks; says how many.

    `place` is for lines whose code names none. Raises SeveralRefused, by line, and Overtaken.
    """
    found = _chosen(export, choice, [Outcome.MISSING_HERE])
    places, today = Places(export.appeal, export.office), export.appeal.day_of(at)
    entries: list[Transaction] = []
    refusals: dict[object, str] = {}
    for finding in found:
        line = given(finding.line)
        try:
            entries.append(_draft_of(line, places, place, today))
        except Refusal as refusal:
            refusals[finding.mark] = _("Line %(number)s: %(sentence)s") % {
                "number": line.number, "sentence": refusal,
            }  # fmt: skip
    if refusals:
        raise SeveralRefused(refusals)
    _judge_together(entries, today)
    draft_transactions(entries=entries, by=by, at=at)
    return len(entries)


def _draft_of(
    line: BooksLine, places: Places, place: BooksPlace | None, today: date
) -> Transaction:
    """The entry that a line asks for; raises the first of what speaks against it."""
    if line.amount <= 0:
        raise NotReconcilable(
            _("This is a credit. Reverse the entry that it takes back, or explain it.")
        )
    try:
        found = places.of(line)
    except NoPlace as missing:
        if place is None:
            how = _("Choose activity and heading below.")
            raise NoPlace(f"{missing} {how}") from None
        found = place
    entry = Transaction(
        activity=found.activity, cell=found.cell, grant=found.grant,
        kind=Transaction.Kind.EXPENDITURE, note=said_of(line),
    )  # fmt: skip
    _take_over(entry, line)
    raise_first(draft_refusals(entry, today, entry.cell.appeal))
    raise_first(grant_refusals(entry))
    return entry


def _take_over(entry: Transaction, line: BooksLine) -> None:
    """Give an entry what the finance system says, and the reason why that is right."""
    appeal = entry.cell.appeal
    entry.value_on, entry.amount, entry.currency = line.booked_on, line.amount, line.currency
    entry.reference = line.reference or entry.reference
    entry.counterpart = entry.counterpart or line.text
    if not appeal.starts_on <= line.booked_on <= appeal.ends_on and not entry.late_reason:
        entry.late_reason = said_of(line)


def said_of(line: BooksLine) -> str:
    """Where a value comes from, as the reason for it."""
    return _("As in the finance system: %(file)s, line %(number)s") % {
        "file": line.export.file_name[:200], "number": line.number,
    }  # fmt: skip


def _judge_together(entries: Sequence[Transaction], today: date) -> None:
    """Note what is asked of each, beside the ledger and those before it; the books answer it."""
    rates = KnownRates()
    offices = {entry.activity.office.pk for entry in entries}
    for office in sorted(offices):
        own = [entry for entry in entries if entry.activity.office.pk == office]
        neighbours = Neighbours.read(
            office,
            {entry.activity_id for entry in own},
            {entry.counterpart for entry in own},
            None,
            {entry.currency for entry in own},
        )
        for entry in own:
            raise_first(draft_refusals(entry, today, entry.cell.appeal, rates))
            questions = neighbours.questions(entry)
            entry.asked = [each.as_stored for each in questions]
            entry.unusual_reason = entry.note if questions else ""
            neighbours.add(Neighbour.of(entry, "row"))


@action
def correct_entries(*, export: BooksExport, choice: BooksChoice, by: User, at: datetime) -> int:
    """Put entries right by the finance system: each is reversed and drafted again, a draft changed.

    One that is here twice is only reversed, or discarded. Says how many; raises SeveralRefused.
    """
    found = _chosen(export, choice, CORRECTED)
    rows = Transaction.objects.filter(pk__in=[given(each.entry).pk for each in found])
    entries = {entry.pk: entry for entry in rows.with_names()}
    act = _correcting(entries, by, at)
    return each_or_none(found, act)


def _correcting(
    entries: dict[int, Transaction], by: User, at: datetime
) -> Callable[[BooksFinding], object]:
    def correct(finding: BooksFinding) -> None:
        entry = entries[given(finding.entry).pk]
        if finding.outcome == Outcome.TWICE_HERE:
            _remove(entry, by, at)
        else:
            _replace(entry, given(finding.line), finding.outcome, by, at)

    return correct


def _remove(entry: Transaction, by: User, at: datetime) -> None:
    if entry.is_posted:
        reason = _("Entered twice: the finance system has it once.")
        reverse_transaction(entry=entry, reason=reason, by=by, at=at)
    else:
        discard_transaction(entry=entry, version=entry.version, at=at)


def _replace(entry: Transaction, line: BooksLine, outcome: Outcome, by: User, at: datetime) -> None:
    if line.amount <= 0:
        raise NotReconcilable(
            _("This is a credit. Reverse the entry that it takes back, or explain it.")
        )
    version: int | None = entry.version
    if entry.is_posted:
        reverse_transaction(entry=entry, reason=_why(entry, line), by=by, at=at)
        entry = Transaction(**{name: getattr(entry, name) for name in TAKEN_OVER})
        version = None
    _take_over(entry, line)
    entry.unusual_reason = said_of(line)
    draft_transaction(entry=entry, version=version, by=by, at=at)


def _why(entry: Transaction, line: BooksLine) -> str:
    """The reason for a reversal: what differs."""
    return _("The finance system has %(there)s (%(file)s, line %(number)s), and not %(here)s.") % {
        "there": f"{line.currency} {line.amount} {line.booked_on.isoformat()}",
        "here": f"{entry.currency} {entry.amount} {entry.value_on.isoformat()}",
        "file": line.export.file_name[:200],
        "number": line.number,
    }


@action
def explain_differences(
    *, export: BooksExport, choice: BooksChoice, reason: str, by: User, at: datetime
) -> int:
    """Say why differences are right: they are open no more, in later exports either.

    Says how many; raises NotReconcilable for a draft, which is posted or discarded, and Overtaken.
    """
    found = _chosen(export, choice, list(Outcome))
    for finding in found:
        if finding.is_draft:
            raise NotReconcilable(
                _("A draft is posted, changed or discarded; only what is posted is explained.")
            )
    ExplainedDifference.objects.bulk_create(
        ExplainedDifference(
            export=export, key=each.key, reason=reason, by=by, at=at, line=each.line,
            entry_id=each.entry.pk if each.entry else None,
        )
        for each in found
    )  # fmt: skip
    return len(found)


def _chosen(
    export: BooksExport, choice: BooksChoice, outcomes: Sequence[Outcome]
) -> Sequence[BooksFinding]:
    """The open findings that are chosen, as they are now, while nobody else acts on any.

    Raises Overtaken where one is another now.
    """
    exports = BooksExport.objects.of(export.appeal).order_by("pk")
    list(exports.select_for_update(no_key=True).values_list("pk"))
    found = [each for each in compare(export).findings if each.is_open and each.outcome in outcomes]
    return choice.among(found)
