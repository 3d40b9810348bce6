"""What a number format of Excel makes of a number, as far as it changes what its reader sees."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from operator import eq, ge, gt, le, lt, ne

from ..currencies import meant_by

# What is in quotes or brackets, or behind a sign that escapes, repeats or leaves room for it.
LITERAL = r'"[^"]*"?|[\\_*].|\[[^\]]*\]?'
PARTS = re.compile(rf"{LITERAL}|.", re.DOTALL)
PRINTED = re.compile(
    r'"(?P<quoted>[^"]*)"|\\(?P<escaped>.)|\[\$(?P<currency>[^\]-]*)(?:-[^\]]*)?\]|(?P<plain>[$€£¥])'
)
CONDITION = re.compile(r"\[(<=|>=|<>|=|<|>)(-?\d+(?:\.\d+)?)\]", re.ASCII)
COMPARED: dict[str, Callable[[float, float], bool]] = {
    "<": lt, "<=": le, "=": eq, "<>": ne, ">=": ge, ">": gt,
}  # fmt: skip


@dataclass
class FormatSection:
    """One of the formats between semicolons; it holds for some numbers only.

    `words` are what it prints beside the number.
    """

    is_percent: bool = False
    words: str = ""
    condition: re.Match[str] | None = None

    def holds(self, number: float) -> bool:
        return not self.condition or COMPARED[self.condition[1]](number, float(self.condition[2]))


def shows_percent(number_format: str, number: float) -> bool:
    """Whether a cell of that format shows the number as a hundred times as much, with a %."""
    return _section_for(_sections(number_format)[:3], number).is_percent


def shown_marks(number_format: str, number: float) -> list[str]:
    """The signs and codes of currencies that a cell of that format shows beside the number."""
    words = _section_for(_sections(number_format)[:3], number).words.split()
    return [word for word in words if meant_by(word)]


@lru_cache(maxsize=256)
def _sections(number_format: str) -> list[FormatSection]:
    sections = [FormatSection()]
    for part in PARTS.findall(number_format):
        if part == ";":
            sections.append(FormatSection())
        elif part == "%":
            sections[-1].is_percent = True
        elif condition := CONDITION.fullmatch(part):
            sections[-1].condition = condition
        elif found := PRINTED.fullmatch(part):
            sections[-1].words += " ".join(filter(None, ("", *found.groups())))
    return sections


def _section_for(sections: list[FormatSection], number: float) -> FormatSection:
    """By their conditions; without any for positive numbers, negative ones and zero."""
    if any(section.condition for section in sections):
        return next((each for each in sections if each.holds(number)), sections[-1])
    if number < 0 and len(sections) > 1:
        return sections[1]
    return sections[2] if number == 0 and len(sections) > 2 else sections[0]
