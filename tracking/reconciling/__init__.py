"""The ledger beside an export of the finance system: what each of both has; use it from here."""

from .bookings import Booking, Discrepancy, Outcome
from .columns import COLUMNS, likely_columns
from .findings import (
    CORRECTED,
    EXPLAINED,
    GROUPS,
    SETTLED,
    BooksCompared,
    BooksFinding,
    Ledger,
    Sums,
    compare,
)
from .lines import Lines, Problem, read_lines
from .listing import Listing, UnreadableExport, read_listing
from .matching import match
from .notations import likely_day_order, likely_point
from .places import BooksPlace, NoPlace, Places
from .wording import WORDING
