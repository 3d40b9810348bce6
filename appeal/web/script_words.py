"""The words that scripts say, in the reader's language; a browser asks for them once."""

import json
from zlib import crc32

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

WORDS = {
    "kept": _("You have text here that was not saved ({when})."),
    "restore": _("Restore it"),
    "discard": _("Discard it"),
    "find": _("Search in this list"),
    "more": _("Show more"),
    "less": _("Show less"),
    "offline": _(
        "You are offline. What you wrote is saved in this browser: save again when you are back"
        " online."
    ),
}


def written() -> str:
    """The words in the language that is spoken, as a script."""
    said = {name: str(word) for name, word in WORDS.items()}
    return f"globalThis.words = {json.dumps(said)};\n"


def address() -> str:
    """Where they are: another address once one of them changes."""
    version = crc32(written().encode())
    return f"{reverse('appeal:script_words', args=[get_language()])}?{version:x}"
