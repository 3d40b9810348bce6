"""Words of what happened; see `appeal/models/word_index.py`."""

from appeal.base.guards import Keeper
from appeal.models.word_index import WordIndex, Words, words_of

from .contributions import Contribution
from .donors import Donor
from .ledger import Transaction
from .progress import ProgressUpdate
from .reports import OfficeReport


class DonorWords(Words):
    row = words_of(Donor)


class ContributionWords(Words):
    row = words_of(Contribution)


class ProgressUpdateWords(Words):
    row = words_of(ProgressUpdate)


class OfficeReportWords(Words):
    row = words_of(OfficeReport)


class TransactionWords(Words):
    row = words_of(Transaction)


ENTRIES = WordIndex(
    "tracking_transaction",
    names=("counterpart", "reference"),
    texts=("note",),
    context="(SELECT y.code FROM appeal_activity y WHERE y.id = {row}.activity_id)",
    context_columns=("activity_id",),
)
INDEXES = [
    ENTRIES,
    WordIndex("tracking_donor", names=("name",)),
    WordIndex("tracking_contribution", names=("reference",), texts=("note",)),
    WordIndex("tracking_progressupdate", texts=("narrative", "issues", "next_steps")),
    WordIndex("tracking_officereport", texts=("highlights", "challenges", "next_steps")),
]

CODE_OF_ENTRIES = Keeper(
    "appeal_activity",
    "UPDATE",
    "words_of_entries",
    when="OLD.code <> NEW.code",
    statement=f"UPDATE {ENTRIES.name} SET context = NEW.code WHERE rowid IN"
    " (SELECT t.id FROM tracking_transaction t WHERE t.activity_id = NEW.id)",
    reads=ENTRIES.name,
)
