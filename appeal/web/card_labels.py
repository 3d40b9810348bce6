"""How a table asks for the style sheet that names its columns where no script runs."""

from typing import Any
from urllib.parse import quote_plus, urlencode
from zlib import crc32

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

Labels = list[tuple[str, bool]]


def labels_of(columns: Labels) -> tuple[str, SafeString]:
    """The class of the table's head, and the link to its style sheet, for the head's first cell.

    In its address a title ends where a tilde is, with a space before one that is folded away. The
    first is that of the card, which no sheet names.
    """
    (first, is_first_folded), *others = columns
    named = [(first if is_first_folded else "", is_first_folded), *others]
    titles = "~".join(f"{' ' if is_folded else ''}{title}" for title, is_folded in named)
    asked = {"titles": titles}
    if any(is_folded for _title, is_folded in columns):
        asked["opener"] = _("Show more")
    written = "&".join(f"{name}={legible(text)}" for name, text in asked.items())
    address = f"{reverse('appeal:card_labels')}?{written}"
    link = format_html('<noscript><link rel="stylesheet" href="{}"></noscript>', address)
    return place_of(asked), link


def legible(text: str) -> str:
    """Text as an address has it; browsers themselves write letters with accents in full."""
    return "".join(each if each.isalpha() else quote_plus(each) for each in text)


def place_of(asked: dict[str, str]) -> str:
    """The class that a sheet is for: of no other table unless it has the same columns."""
    return f"labels-{crc32(urlencode(asked).encode()):x}"


def read_labels(query: Any) -> Labels:
    """What `labels_of` wrote into an address."""
    lines = query.get("titles", "").split("~")
    return [(line.strip(), line.startswith(" ")) for line in lines]
