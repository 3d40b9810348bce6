"""By what a line and an entry are found to be the same payment, the surest first."""

from collections.abc import Callable
from dataclasses import dataclass

from .bookings import Booking
from .likeness import are_alike, contradict

# Without a reference: as far apart as a payment and its entry; with the same payee; and with the
# same reference, where it is of other entries too, such as that of a contract paid every month.
NEAR_DAYS, PAYEE_DAYS, REFERENCE_DAYS = 5, 31, 45

Pair = tuple[Booking, Booking]
Key = Callable[[Booking], object]
Check = Callable[[Booking, Booking], bool]


def is_any(_line: Booking, _entry: Booking) -> bool:
    return True


@dataclass(frozen=True)
class Bond:
    """A way to find what belongs together: what is the same of both, and what else has to be."""

    key: Key
    check: Check = is_any


def days_apart(line: Booking, entry: Booking) -> int:
    return abs((line.day - entry.day).days)


def _agree(line: Booking, entry: Booking) -> bool:
    """Whether nothing speaks against it but a reference, where the texts speak for it."""
    return not contradict(line.reference, entry.reference) or are_alike(line.text, entry.text)


def are_near(line: Booking, entry: Booking) -> bool:
    is_same = not contradict(line.reference, entry.reference)
    return is_same and days_apart(line, entry) <= NEAR_DAYS


def _are_near_and_alike(line: Booking, entry: Booking) -> bool:
    is_silent = not (line.text and entry.text)
    return are_near(line, entry) and (is_silent or are_alike(line.text, entry.text))


def _are_of_one_payee(line: Booking, entry: Booking) -> bool:
    is_same = not contradict(line.reference, entry.reference)
    return is_same and are_alike(line.text, entry.text)


def _are_of_one_payee_and_month(line: Booking, entry: Booking) -> bool:
    return days_apart(line, entry) <= PAYEE_DAYS and _are_of_one_payee(line, entry)


def _are_within_reach(line: Booking, entry: Booking) -> bool:
    return days_apart(line, entry) <= REFERENCE_DAYS


# What has no reference has no key: None.
def of_reference(*names: str) -> Key:
    def key(each: Booking) -> object:
        folded = each.folded
        return (folded, *(getattr(each, name) for name in names)) if folded else None

    return key


def of(*names: str) -> Key:
    return lambda each: tuple(getattr(each, name) for name in names)


BY_REFERENCE = (
    Bond(of_reference("currency", "amount", "day")),
    Bond(of_reference("currency", "amount"), _are_within_reach),
)
BY_REFERENCE_ALONE = (
    Bond(of_reference("amount", "day")),
    Bond(of_reference("currency", "day")),
    Bond(of_reference("amount"), _are_within_reach),
    Bond(of_reference("day")),
)
BY_AMOUNT_AND_DAY = (Bond(of("currency", "amount", "day"), _agree),)
BY_AMOUNT = (Bond(of("currency", "amount"), _are_near_and_alike),)
BY_TEXT = (
    Bond(of("currency", "amount"), _are_of_one_payee_and_month),
    Bond(of("currency", "day"), _are_of_one_payee),
    Bond(of("amount", "day"), _are_of_one_payee),
)
