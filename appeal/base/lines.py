"""A text in one line, as it is shown where there is room for no more."""

import re

# All white space but the two kinds that hold a word and a mark, or the parts of a number, together.
_BREAKING = re.compile(r"[^\S\u00a0\u202f]+")


def in_one_line(text: str) -> str:
    """Without line ends and repeated spaces; where no line may break none does afterwards."""
    return _BREAKING.sub(" ", text).strip()
