"""What the lines of a published list of rates say: its columns, days and numbers."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from uuid import NAMESPACE_OID, uuid5

from django.utils import translation
from django.utils.translation import gettext as _

from appeal.base.amounts import Lone, NoNumber, read_number
from appeal.base.days import read_day
from appeal.base.excel import FilledCell, FilledRow, UnreadableFile, in_all_languages

from .columns import NEW
from .t2_rates import SHEET, rate_columns

# What publishers call our columns, beside their names and their titles in every language.
ALSO_CALLED: dict[str, set[str]] = {
    "currency": {"code", "currency code", "iso code", "abbrev", "abbreviation", "f curr code"},
    "effective_on": {"date", "effective date", "eff date"},
    "rate": {"operational rate", "exchange rate", "rate of exchange"},
}
LONGEST = 200
TITLES = {column.name: column.heading for column in rate_columns()}
# The days of a publication, as 2020-11-01 or 1 November 2020; a spreadsheet makes 1-Nov-20 of them.
DAY = re.compile(r"\b(?:\d{4}-\d\d-\d\d|\d{1,2}[ -][A-Za-z]{3,9}[ -](?:\d{4}|\d\d))\b")


@dataclass(frozen=True)
class Listed:
    """A list as a file has it: headings, lines by their number, and what is above them.

    `unit` is what is numbered: lines, or elements of XML.
    """

    unit: str
    headings: Sequence[str]
    lines: Sequence[tuple[int, Sequence[str]]]
    above: str = ""


def filled_rows(listed: Listed, sha256: str) -> Iterator[FilledRow]:
    """A row of the template for each line that says something under a heading of ours.

    Its key is that of the line in this very file, so that the same file counts once. Raises
    UnreadableFile where it is not clear what a column holds, or from when on the rates hold.
    """
    refuse_twice(listed.headings)
    columns = columns_of(listed.headings)
    day = None if "effective_on" in columns else _day_above(listed.above)
    read = _numbers([_cell(cells, columns["rate"]) for _number, cells in listed.lines])
    for number, cells in listed.lines:
        said = {name: _cell(cells, index) for name, index in columns.items()}
        filled = {name: _filled(name, text, read) for name, text in said.items() if text}
        if not filled:
            continue
        if day:
            filled["effective_on"] = FilledCell("", "day", day.isoformat())
        if _is_surplus(cells, listed.headings):
            filled["rate"] = FilledCell("", "surplus", " ".join(cells)[:LONGEST])
        filled["key"] = FilledCell("", "text", str(uuid5(NAMESPACE_OID, f"{sha256} {number}")))
        filled["stamp"] = FilledCell("", "text", NEW)
        yield FilledRow.of(SHEET, listed.unit, number, filled)


def columns_of(headings: Sequence[str]) -> dict[str, int]:
    """Where our columns are."""
    return {name: places[0] for name, places in _places(headings).items()}


def refuse_twice(headings: Sequence[str]) -> None:
    """Refuse headings of which two are alike, or two ask for the same column."""
    counted = Counter(filter(None, map(_plain, headings)))
    twice = [heading for heading, count in counted.items() if count > 1]
    for places in _places(headings).values():
        twice += [" / ".join(headings[place] for place in places)] if len(places) > 1 else []
    if twice:
        raise UnreadableFile(
            _("The heading “%(heading)s” is there twice. Keep only the right column.")
            % {"heading": twice[0]}
        )


def _places(headings: Sequence[str]) -> dict[str, list[int]]:
    """Where each of our columns is, by its name, its title in any language, or another name."""
    plain = [_plain(heading) for heading in headings]
    found = {}
    for name in TITLES:
        own = _own_names(name)
        also = [
            place for place, heading in enumerate(plain) if heading in ALSO_CALLED.get(name, ())
        ]
        # Beside a column of codes, that of the currencies holds their names.
        is_decided = name == "currency" and also
        places = [] if is_decided else [at for at, heading in enumerate(plain) if heading in own]
        found[name] = also + places
    return {name: places for name, places in found.items() if places}


@cache
def _own_names(name: str) -> frozenset[str]:
    return frozenset(map(_plain, (name, *in_all_languages(TITLES[name]))))


def _plain(heading: str) -> str:
    return " ".join(re.sub(r"[._]", " ", heading).split()).casefold()


def _cell(cells: Sequence[str], index: int) -> str:
    return cells[index] if index < len(cells) else ""


def _is_surplus(cells: Sequence[str], headings: Sequence[str]) -> bool:
    """Whether the line has more cells than headings: an extra comma moves every cell."""
    return any(text and not _cell(headings, index).strip() for index, text in enumerate(cells))


def _filled(name: str, text: str, numbers: Mapping[str, float]) -> FilledCell:
    if name == "rate" and text in numbers:
        return FilledCell("", "number", numbers[text])
    if name == "effective_on" and (day := _day(text)):
        return FilledCell("", "day", day.isoformat())
    return FilledCell("", "text", text)


def _day(text: str) -> date | None:
    """The day that a publication writes in English; None for anything else."""
    if not DAY.fullmatch(text):
        return None
    plain = text if text[:4].isdigit() else re.sub(r"\b(?=\d\d$)", "20", text.replace("-", " "))
    with translation.override("en"):
        try:
            return read_day(plain)
        except ValueError:
            return None


def _day_above(above: str) -> date:
    days = {day for text in DAY.findall(above) if (day := _day(text))}
    if len(days) != 1:
        raise UnreadableFile(
            _(
                "The file does not say from which day the rates apply. Add a column"
                " effective_on with dates such as 2020-11-01."
            )
        )
    return days.pop()


def _numbers(texts: Sequence[str]) -> dict[str, float]:
    """What the rates of a file say, those that can be read for sure.

    Those that can be read in one way only show what sets the decimals apart in all of them, a
    full stop where none does. What would be thousands by that is not taken for them.
    """
    points = {_point(text) for text in texts} - {""}
    lone = Lone.REFUSED if len(points) > 1 else Lone.DECIMALS
    numbers = {}
    with translation.override("fr" if points == {","} else "en"):
        for text in texts:
            try:
                number = read_number(text, lone)
            except NoNumber:
                continue
            # What has more digits than a number of Excel stays the text that it is.
            if Decimal(repr(float(number))) == number:
                numbers[text] = float(number)
    return numbers


def _point(text: str) -> str:
    """The sign before the decimals of a rate that can be read in one way only; else nothing."""
    try:
        number = read_number(text, Lone.REFUSED)
    except NoNumber:
        return ""
    has_decimals = int(number.as_tuple().exponent) < 0
    return text[max(text.rfind("."), text.rfind(","))] if has_decimals else ""
