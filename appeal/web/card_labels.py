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
    """The class of the table's head, and the link to its style sheet, for the head's first cell."""
    asked: dict[str, Any] = {
        "label": [title for title, _is_folded in columns],
        "fold": [number for number, (_title, is_folded) in enumerate(columns) if is_folded],
    }
    if asked["fold"]:
        asked["opener"] = _("Show more")
    place = f"labels-{crc32(urlencode(asked, doseq=True).encode()):x}"
    address = f"{reverse('appeal:card_labels')}?{urlencode({'of': place} | asked, doseq=True)}"
    link = format_html('<noscript><link rel="stylesheet" href="{}"></noscript>', address)
    return place, link


def read_labels(query: Any) -> Labels:
    """What `labels_of` wrote into an address."""
    folded = {*query.getlist("fold")}
    titles = query.getlist("label")
    return [(title, str(number) in folded) for number, title in enumerate(titles)]
