"""What a page shows, read off its HTML: sections, tables by their headings, terms, fields."""

from collections.abc import Iterator
from datetime import date, datetime
from decimal import ROUND_HALF_EVEN, Decimal
from html.parser import HTMLParser
from typing import Any

# What ends without a tag of its own, by what begins or by the end of what it is in.
ENDED_BY = {
    "td": {"td", "th", "tr", "tbody", "tfoot"},
    "th": {"td", "th", "tr", "tbody", "tfoot"},
    "tr": {"tr", "tbody", "tfoot"},
    "thead": {"tbody", "tfoot"},
    "tbody": {"tbody", "tfoot"},
    "tfoot": {"tbody"},
    "li": {"li"},
    "dt": {"dt", "dd"},
    "dd": {"dt", "dd"},
    "option": {"option", "optgroup"},
}
VOID = {"br", "hr", "img", "input", "link", "meta", "source", "wbr"}
UNSEEN = {"option", "script", "textarea", "title"}
# What is never part of a line of text with what stands beside it.
APART = {"br", "small", "li", "dt", "dd", "p", "div", "h1", "h2", "h3", "h4", "ul", "ol", "summary"}
DASH = "–"


class Element:
    """A part of a page with what is in it."""

    def __init__(self, tag: str, attrs: dict[str, str]) -> None:
        self.tag, self.attrs = tag, attrs
        self.parts: list[Element | str] = []

    @property
    def classes(self) -> list[str]:
        return self.attrs.get("class", "").split()

    @property
    def text(self) -> str:
        """As it is read on a screen; what is there for screen readers alone is left out."""
        return " ".join("".join(self._texts()).replace("\u00a0", " ").split())

    def _texts(self) -> Iterator[str]:
        for part in self.parts:
            if isinstance(part, str):
                yield part
            elif part.tag not in UNSEEN and "visually-hidden" not in part.classes:
                apart = [" "] if part.tag in APART else []
                yield from (*apart, *part._texts(), *apart)

    def all(self, tag: str, of: str = "", **attrs: str) -> "list[Element]":
        """Every element in it of a tag, a class and attributes, in the page's order."""
        return [
            each
            for each in self._within()
            if each.tag == tag
            and (not of or of in each.classes)
            and all(each.attrs.get(name) == value for name, value in attrs.items())
        ]

    def _within(self) -> "Iterator[Element]":
        for part in self.parts:
            if isinstance(part, Element):
                yield part
                yield from part._within()

    def one(self, tag: str, of: str = "", **attrs: str) -> "Element":
        (found,) = self.all(tag, of, **attrs)
        return found

    def section(self, name: str) -> "Element":
        """The section whose heading has that id."""
        return self.one("section", **{"aria-labelledby": name})

    def has_section(self, name: str) -> bool:
        return bool(self.all("section", **{"aria-labelledby": name}))

    def rows(self, part: str = "tbody") -> "list[dict[str, Element]]":
        """The rows of the only table in it, by the headings of their columns.

        What is below a row over the full width is its "more".
        """
        table = self.one("table")
        headings = [cell.text for cell in table.one("thead").all("tr")[0].cells]
        found: list[dict[str, Element]] = []
        for row in (row for body in table.all(part) for row in body.all("tr")):
            if "more-row" in row.classes:
                (found[-1]["more"],) = row.cells
            elif not row.all("td", "empty"):
                found.append(dict(zip(headings, row.cells, strict=True)))
        return found

    @property
    def cells(self) -> "list[Element]":
        return [each for each in self._within() if each.tag in ("th", "td")]

    def told(self, part: str = "tbody") -> list[dict[str, str]]:
        """The same as text."""
        return [
            {name: cell.text for name, cell in row.items()} for row in self.rows(part)
        ]  # fmt: skip

    def terms(self, of: str) -> dict[str, str]:
        """What stands beside each name of its description lists of a class."""
        found: dict[str, str] = {}
        for listed in self.all("dl", of):
            name = ""
            for part in (p for group in (listed, *listed.all("div")) for p in group.parts):
                if isinstance(part, str):
                    continue
                if part.tag == "dt":
                    name = " ".join("".join(p for p in part.parts if isinstance(p, str)).split())
                    found[name] = ""
                elif part.tag == "dd":
                    found[name] = " ".join(filter(None, (found[name], part.text)))
        return found


class _Builder(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open = [Element("page", {})]

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        while tag in ENDED_BY.get(self.open[-1].tag, ()):
            self.open.pop()
        made = Element(tag, {name: value or "" for name, value in attrs})
        self.open[-1].parts.append(made)
        if tag not in VOID:
            self.open.append(made)

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID:
            return
        while self.open[-1].tag != tag and self.open[-1].tag in ENDED_BY:
            self.open.pop()
        assert self.open[-1].tag == tag, f"</{tag}> where {self.open[-1].tag} is open"
        self.open.pop()

    def handle_data(self, data: str) -> None:
        self.open[-1].parts.append(data)


def read(page: Any) -> Element:
    """The tree of an answer of the test client."""
    builder = _Builder()
    builder.feed(page.content.decode())
    (whole,) = builder.open
    return whole


# As figures are written in English: by rules of our own.


def cents(amount: Decimal | None) -> str:
    return DASH if amount is None else f"{_rounded(amount, 2):,}"


def dollars(amount: Decimal | None) -> str:
    return DASH if amount is None else f"{int(_rounded(amount, 0)):,}"


def money(amount: Decimal | None) -> str:
    """Cents only where there are some."""
    if amount is None:
        return DASH
    return f"{int(amount):,}" if amount == int(amount) else cents(amount)


def share(part: Decimal | None) -> str:
    return DASH if part is None else f"{_rounded(part * 100, 1):,} %"


def delivered(part: Decimal | None) -> str:
    over = " overspent" if part is not None and part > 1 else ""
    return share(part) + over


def points(percent: int | None) -> str:
    return "not reported" if percent is None else f"{percent} %"


def weighed(percent: Decimal | None) -> str:
    """Of a group: with one decimal."""
    return "not reported" if percent is None else f"{_rounded(percent, 1):,} %"


def quantity(value: Decimal | None) -> str:
    """With the decimals that it has, up to four."""
    if value is None:
        return DASH
    digits = f"{_rounded(value, 4):,}"
    return digits.rstrip("0").rstrip(".")


def day(on: date) -> str:
    return f"{on.day} {on:%b %Y}"


def moment(at: datetime) -> str:
    """Of an instant by the appeal's clocks."""
    return f"{day(at)}, {at:%H:%M}"


def counted(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"


def _rounded(value: Any, decimals: int) -> Decimal:
    return Decimal(value).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_EVEN)
