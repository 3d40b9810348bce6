"""Text without its accents and capitals: how it is found and sorted, alike on both engines."""

import unicodedata
from typing import overload

# Letters that are no other letter with a mark on it, and how people write them without.
OTHERS = {"æ": "ae", "đ": "d", "ı": "i", "ł": "l", "œ": "oe", "ø": "o", "ß": "ss"}
MARKS = ("\u0300", "\u036f")
_OTHERS = str.maketrans(OTHERS)


def spelled(text: str) -> str:
    """Small letters, those that are no letter with a mark spelled out: `Łódź` as `lódź`."""
    return text.lower().translate(_OTHERS)


@overload
def fold(text: str) -> str: ...
@overload
def fold(text: None) -> None: ...
def fold(text: str | None) -> str | None:
    """`Ñandú` as `nandu`; None for None. `Folded` makes the same of a column in PostgreSQL."""
    if text is None:
        return None
    if text.isascii():
        return text.lower()
    letters = unicodedata.normalize("NFKD", text.lower())
    first, last = MARKS
    return "".join(each for each in letters if not first <= each <= last).translate(_OTHERS)
