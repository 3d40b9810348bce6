"""How a table asks for the style sheet that names its columns where no script runs."""

from typing import Any
from urllib.parse import urlencode
from zlib import crc32

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

PLACE = r"labels-[0-9a-f]{1,8}"
Labels = list[tuple[str, bool]]


def labels_of(columns: Labels) -> tuple[str, SafeString]:
    """The class of the table's head, and the link to its style sheet, for the head's first cell.

    In its address each title has a line, with a space before one that is folded away.
    """
    titles = "\n".join(f"{' ' if is_folded else ''}{title}" for title, is_folded in columns)
    asked = {"titles": titles}
    if any(is_folded for _title, is_folded in columns):
        asked["opener"] = _("Show more")
    place = f"labels-{crc32(urlencode(asked).encode()):x}"
    address = f"{reverse('appeal:card_labels')}?{urlencode({'of': place} | asked)}"
    link = format_html('<noscript><link rel="stylesheet" href="{}"></noscript>', address)
    return place, link


def read_labels(query: Any) -> Labels:
    """What `labels_of` wrote into an address."""
    lines = query.get("titles", "").split("\n")
    return [(line.strip(), line.startswith(" ")) for line in lines]
