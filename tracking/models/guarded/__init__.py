"""What never changes once it is posted, submitted or said, as database triggers."""

from appeal.base.guards import Trigger, change_log_guards
from appeal.base.sealed import sealers

from ..word_index import CODE_OF_ENTRIES, INDEXES
from .attributions import ATTRIBUTIONS
from .books import BOOKS
from .contributions import CONTRIBUTIONS
from .conversation import CONVERSATION
from .ledger import LEDGER
from .overlaps import OVERLAPS
from .reports import PERIODS, REVIEWS
from .results import RESULTS
from .uploads import UPLOADS

REFUSED: list[Trigger] = [
    *LEDGER,
    *PERIODS,
    *REVIEWS,
    *RESULTS,
    *CONTRIBUTIONS,
    *ATTRIBUTIONS,
    *CONVERSATION,
    *OVERLAPS,
    *UPLOADS,
    *BOOKS,
    *change_log_guards("tracking"),
]
GUARDS: list[Trigger] = [
    *REFUSED,
    *sealers("tracking", REFUSED),
    *(keeper for index in INDEXES for keeper in index.keepers()),
    CODE_OF_ENTRIES,
]
