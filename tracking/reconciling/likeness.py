"""When two references, or two texts, are the same but for how people write them."""

import re
from functools import lru_cache

from appeal.base.folding import fold

# Zeros before a number, and whatever only sets its parts apart.
LEADING_ZEROS = re.compile(r"(?<!\d)0+(?=\d)")
APART = re.compile(r"[\W_]+")
# A part of a reference that is found in another is no chance if it is as long as this.
SHORTEST_PART = 4
# How much of the shorter text is found in the other one where both say the same.
ALIKE = 0.7


@lru_cache(maxsize=50_000)
def folded_reference(reference: str) -> str:
    """`PV-000123` and `pv 123` as `pv123`."""
    return APART.sub("", LEADING_ZEROS.sub("", fold(reference)))


@lru_cache(maxsize=50_000)
def folded_text(text: str) -> str:
    return " ".join(APART.split(fold(text))).strip()


@lru_cache(maxsize=50_000)
def _pieces(text: str) -> frozenset[str]:
    """The threes of letters of a text, with where its words begin and end."""
    return frozenset(
        f" {word} "[at : at + 3] for word in folded_text(text).split() for at in range(len(word))
    )


def likeness(one: str, other: str) -> float:
    """How much of the shorter text is found in the other, from 0 to 1; 0 where one says nothing."""
    ours, theirs = _pieces(one), _pieces(other)
    fewest = min(len(ours), len(theirs))
    return len(ours & theirs) / fewest if fewest else 0.0


def are_alike(one: str, other: str) -> bool:
    return likeness(one, other) >= ALIKE


def contradict(one: str, other: str) -> bool:
    """Whether two references say that they are of two documents: one part of the other does not."""
    first, second = folded_reference(one), folded_reference(other)
    if not first or not second or first == second:
        return False
    shorter, longer = sorted((first, second), key=len)
    return len(shorter) < SHORTEST_PART or shorter not in longer
