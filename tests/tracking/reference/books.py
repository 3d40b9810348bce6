"""The expectation of every workbook, by its code."""

from collections.abc import Callable

from . import r6, r8
from .expected import Book
from .seen import Seen

BOOKS: dict[str, Callable[[Seen], Book]] = {
    "R6": r6.ledger,
    "R8": r8.compliance,
}
