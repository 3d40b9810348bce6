"""How an export writes its dates and its decimals, where its columns leave no doubt."""

import re
from collections.abc import Iterator

from ..models import BooksLayout
from .listing import Listing

DAY = re.compile(r"(\d{1,2})[./-](\d{1,2})[./-](?:\d\d|\d{4})(?:[ T].*)?", re.ASCII)
AMOUNT = re.compile(r"[-+(]?\d[\d.,' \u00a0\u202f]*\)?-?", re.ASCII)
DECEMBER = 12
# Of an amount: a mark before one or two last digits, two different marks, the same mark twice.
DECIMALS = re.compile(r"\d([.,])\d{1,2}\)?-?$", re.ASCII)
BOTH = re.compile(r"\d,\d{3}(\.)\d|\d\.\d{3}(,)\d", re.ASCII)
THOUSANDS = re.compile(r"\d([.,])\d{3}\1\d{3}", re.ASCII)


def likely_day_order(listing: Listing) -> str:
    """The order in which every date can be read, where only one can; empty otherwise."""
    found: set[str] = set()
    for day in _written(listing, DAY):
        if int(day[1]) > DECEMBER:
            found.add(BooksLayout.DayOrder.DAY_FIRST)
        if int(day[2]) > DECEMBER:
            found.add(BooksLayout.DayOrder.MONTH_FIRST)
    return found.pop() if len(found) == 1 else ""


def likely_point(listing: Listing) -> str:
    """What decimals are written after, where some amount says it and none another; else empty."""
    found: set[str] = set()
    for amount in _written(listing, AMOUNT):
        if DAY.fullmatch(amount[0]):
            continue
        if mark := DECIMALS.search(amount[0]) or BOTH.search(amount[0]):
            found.add(mark[mark.lastindex or 1])
        elif thousands := THOUSANDS.search(amount[0]):
            found.add({".": ",", ",": "."}[thousands[1]])
    return found.pop() if len(found) == 1 else ""


def _written(listing: Listing, form: re.Pattern[str]) -> Iterator[re.Match[str]]:
    """The texts of those columns in which all that is text has this form."""
    for place in range(len(listing.headings)):
        cells = [cells[place] for _number, cells in listing.rows if place in cells]
        texts = [form.fullmatch(str(cell.value).strip()) for cell in cells if cell.kind == "text"]
        found = [text for text in texts if text]
        if len(found) == len(texts):
            yield from found
