"""What the demonstration data says, and the dice that it is thrown with."""

import random
from dataclasses import dataclass

from django.conf import settings

from appeal.loading.documents import LoadedEntry, read_entry

FILE = settings.BASE_DIR / "fixtures" / "demonstration" / "phrases.yaml"


def dice(seed: int, *names: object) -> random.Random:
    """Chance that is the same for the same seed and names, whatever else was thrown."""
    return random.Random(f"{seed}/{'/'.join(map(str, names))}")  # noqa: S311 - nothing secret


@dataclass(frozen=True)
class Phrases:
    """The texts of one language."""

    entry: LoadedEntry

    def one(self, name: str, chance: random.Random) -> str:
        return sentence(chance.choice(self.entry.texts(name)))

    def of_work(self, work: str, name: str, turn: int) -> str:
        """What is said of a sort of work; something else at the next turn."""
        texts = self.entry.entry("work").entry(work).texts(name)
        return sentence(texts[turn % len(texts)])

    def only(self, name: str) -> str:
        return sentence(self.entry.text(name))

    def marked(self, text: str) -> str:
        """A text that says of itself that it is invented."""
        return f"{self.entry.text('mark')} {text}"


def sentence(text: str) -> str:
    """A text of the file as a sentence; a question begins with its mark in Spanish."""
    start = 1 if text.startswith(("¿", "¡")) else 0
    return text[:start] + text[start : start + 1].upper() + text[start + 1 :]


def read_phrases() -> dict[str, Phrases]:
    """The phrases by language code."""
    file = read_entry(FILE)
    return {language: Phrases(file.entry(language)) for language in file}
