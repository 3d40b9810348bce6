"""Finding words whether or not they are written with their accents."""

import re
import unicodedata

VARIANTS = {
    "a": "aàáâãäå", "c": "cç", "e": "eèéêë", "i": "iìíîï", "n": "nñ", "o": "oòóôõö",
    "u": "uùúûü", "y": "yýÿ",
}  # fmt: skip
CLASSES = {letter: f"[{both}{both.upper()}]" for letter, both in VARIANTS.items()}


def accent_blind(word: str) -> str:
    """A regular expression, for either engine and for Python, that finds `word` with any accents.

    Letter case is the caller's: `iregex`, `re.IGNORECASE`.
    """
    letters = (unicodedata.normalize("NFD", letter)[0] for letter in word)
    return "".join(CLASSES.get(letter.lower(), re.escape(letter)) for letter in letters)
