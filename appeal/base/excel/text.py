"""The rules for text in workbooks: what Excel refuses, cuts short or would run as a formula."""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Collection
from itertools import accumulate

from django.utils.translation import gettext as _

CELL_LIMIT = 32_767
TITLE_LIMIT = 31
# How wide the letters of Arial are, in tenths of a digit, which is what the width of a column
# counts; whatever is not named is as wide as a digit. A digit of Arial takes a little more than the
# width counts for it, and two digits are lost to the indent and the edges.
_BY_WIDTH = {
    4: "ijl'", 5: " ft.,:;/!I[]\\|", 6: 'r()-"`', 9: "cksvxyzJ", 11: "FTZ+=<>~", 12: "ABEKPSVXY&",
    13: "CDHNRUw", 14: "GOQ", 15: "mM", 17: "%W", 18: "@",
}  # fmt: skip
_TENTHS = bytes(
    next((size for size, letters in _BY_WIDTH.items() if chr(each) in letters), 10)
    for each in range(256)
)
OF_ROOM, LOST, BOLD, CAPITAL = 9.45, 20, 1.1, 13


class _Alike(dict[int, str]):
    """By its code, a letter of Latin-1 as wide: the letter without its accent, else the widest."""

    def __missing__(self, code: int) -> str:
        plain = unicodedata.normalize("NFD", chr(code))[0]
        self[code] = plain if plain < "\u0100" else "@"
        return self[code]


_ALIKE = _Alike(zip(map(ord, "–“”‘’€"), "0\"\"''0", strict=True))

# What XML cannot carry or no screen shows. Tab and line feed are text; a carriage return is the
# other half of a line end and becomes one.
_LINE_END = re.compile(r"\r\n?")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
_LIKE_AN_ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_ILLEGAL_IN_TITLE = re.compile(r"[\[\]:*?/\\]")


def without_control_characters(text: str) -> tuple[str, int]:
    """The text as a cell can hold it, and how many characters had to go."""
    if text.isprintable():
        return text, 0
    return _CONTROL.subn("", _LINE_END.sub("\n", text))


def escaped(text: str) -> str:
    """The text as a workbook spells it: `_x0041_` would be an A."""
    return _LIKE_AN_ESCAPE.sub("_x005F_", text) if "_x" in text else text


def as_spelled(text: str) -> str:
    """The text as a cell spells what it can hold of it."""
    return escaped(cut_to_cell(without_control_characters(text)[0]))


def unescaped(text: str) -> str:
    """The text that a workbook spells so, as it can be stored."""
    meant = _ESCAPE.sub(lambda found: chr(int(found[1], 16)), text)
    return without_control_characters(meant)[0]


def one_line(text: str) -> str:
    """The text for places that hold no line ends: footers, properties, names of sheets."""
    return " ".join(without_control_characters(text)[0].split())


def cut_to_cell(text: str) -> str:
    """The text, cut with a visible mark where it exceeds what a cell of Excel holds.

    Excel counts UTF-16 units: an emoji is two.
    """
    if len(text) <= CELL_LIMIT // 2 or _units(text) <= CELL_LIMIT:
        return text
    mark = _("…[cut]")
    kept = text.encode("utf-16-le")[: 2 * (CELL_LIMIT - _units(mark))]
    return kept.decode("utf-16-le", "ignore") + mark


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def looks_like_formula(text: str) -> bool:
    return text.startswith(("=", "+", "-", "@", "\t"))


def quoted(text: str) -> str:
    """A text as a formula holds it."""
    return '"' + text.replace('"', '""') + '"'


def sheet_title(wanted: str, taken: Collection[str]) -> str:
    """A name that Excel accepts for a sheet and that no other sheet has, case ignored."""
    legal = one_line(_ILLEGAL_IN_TITLE.sub(" ", wanted)).strip(" '")
    if len(legal) > TITLE_LIMIT:
        # Whole words, unless there is but one.
        words = legal[:TITLE_LIMIT].rpartition(" ")[0].rstrip(" '")
        legal = f"{words or legal[: TITLE_LIMIT - 1]}…"
    # Excel keeps the name History for itself.
    is_usable = legal and legal.casefold() != "history"
    return distinct(legal if is_usable else f"{legal}_", taken, TITLE_LIMIT)


def lines_needed(text: str, width: float) -> int:
    """How many lines the text takes in a column of that width, in Arial of 10 points."""
    room = width * OF_ROOM - LOST
    # So many letters fit whatever they are, which most texts of a ledger need not be measured for.
    is_short = len(text) * CAPITAL <= room or sum(_tenths(text)) <= room
    if is_short and "\n" not in text:
        return 1
    return sum(_filled(line, room) for line in text.split("\n"))


def width_of(text: str, *, bold: bool = False) -> float:
    """How wide a column must be to hold the text on one line."""
    return (sum(_tenths(text)) * (BOLD if bold else 1) + LOST) / OF_ROOM


def _filled(line: str, room: float) -> int:
    """How many lines it fills: broken behind a space or a hyphen, a longer word anywhere."""
    reached, lines, begin = [0, *accumulate(_tenths(line))], 1, 0
    while reached[-1] - reached[begin] > room:
        fits = bisect_right(reached, reached[begin] + room) - 1
        end = 1 + max(line.rfind(" ", begin, fits + 1), line.rfind("-", begin, fits))
        begin = end if end > begin else max(fits, begin + 1)
        lines += 1
    return lines


def _tenths(text: str) -> bytes:
    if not text.isascii():
        text = text.translate(_ALIKE)
    return text.encode("latin-1").translate(_TENTHS)


def distinct(wanted: str, taken: Collection[str], limit: int = CELL_LIMIT) -> str:
    """`wanted`, numbered where it equals one of `taken` (case ignored), at most `limit` long."""
    used = {name.casefold() for name in taken}
    name, number = wanted[:limit], 1
    while name.casefold() in used:
        number += 1
        suffix = f" {number}"
        name = wanted[: limit - len(suffix)] + suffix
    return name
