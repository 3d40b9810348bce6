"""The ledger beside an export of the finance system: what each of both has; use it from here."""

from .bookings import Booking, Discrepancy, Outcome
from .matching import match
