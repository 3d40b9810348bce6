"""French sets a space before a mark, and a line never breaks at it.

We follow what word processors of the UN do: the same no-break space (U+00A0) inside « » and before
each of : ; ! ? and %. Every font has it, Excel's too. The narrow one (U+202F) sets thousands apart.
"""

import gettext
import re
from collections.abc import Iterator

import pytest
from django.conf import settings

pytestmark = [pytest.mark.unit, pytest.mark.once]

BREAKS = re.compile(
    r"[ \n\u202f]+[:;!?»](?![\w:=\[])|«[ \n\u202f]|(?<=[\d%s])[ \u202f]%(?![(\w])", re.ASCII
)


def texts() -> Iterator[tuple[str, str]]:
    """Where it is written and what it says: messages, the guide, the plan, the demonstration."""
    with (settings.LOCALE_PATHS[0] / "fr" / "LC_MESSAGES" / "django.mo").open("rb") as stream:
        known = gettext.GNUTranslations(stream)._catalog  # type: ignore[attr-defined]
    yield from (("a message", text) for text in known.values())
    # The other languages of the fixtures set no space before a mark, so French is what has one.
    for file in (
        settings.BASE_DIR / "docs" / "guide" / "fr.md",
        *(settings.BASE_DIR / "fixtures").rglob("*.yaml"),
    ):
        yield file.name, file.read_text()


def breaks_in(text: str) -> list[str]:
    return [text[max(0, match.start() - 30) : match.end() + 20] for match in BREAKS.finditer(text)]


def test_no_line_of_french_begins_with_a_mark() -> None:
    broken = [f"{where}: {place}" for where, text in texts() for place in breaks_in(text)]

    assert not broken


@pytest.mark.parametrize(
    "text",
    ["Pourquoi ?", "avant :", "un ; deux", "« oui\u00a0»", "«\u00a0oui »", "12 % des", "a\u202f;"],
)
def test_a_space_that_breaks_is_seen(text: str) -> None:
    assert breaks_in(text)


@pytest.mark.parametrize(
    "text",
    ["avant\u00a0: après", "à 12:30", "https://", "«\u00a0oui\u00a0»", "%(a)s %(b)s", "12\u00a0%"],
)
def test_what_holds_together_is_left(text: str) -> None:
    assert not breaks_in(text)


def test_no_message_joins_the_name_of_a_place_to_a_preposition() -> None:
    """Which would be “de Haïti” for “d'Haïti” and “de États-Unis” for “des États-Unis”."""
    joined = re.compile(r"\b(?:de|du|des|d')\s?%\((?:office|place)\)s")

    assert not [text for _where, text in texts() if joined.search(text)]
