"""What the demonstration data says, and the dice that it is thrown with."""

import random
from dataclasses import dataclass

from django.conf import settings

from appeal.loading.documents import Entry, read_entry

FILE = settings.BASE_DIR / "fixtures" / "demonstration" / "phrases.yaml"


def dice(seed: int, *names: object) -> random.Random:
    """Chance that is the same for the same seed and names, whatever else was thrown."""
    return random.Random(f"{seed}/{'/'.join(map(str, names))}")  # noqa: S311 - nothing secret


@dataclass(frozen=True)
class Phrases:
    """The texts of one language, each behind the mark that says what it is."""

    entry: Entry

    def one(self, name: str, chance: random.Random) -> str:
        return self.marked(chance.choice(self.entry.texts(name)))

    def only(self, name: str) -> str:
        return self.marked(self.entry.text(name))

    def marked(self, text: str) -> str:
        return f"{self.entry.text('mark')} {text}"


def read_phrases() -> dict[str, Phrases]:
    """The phrases by language code."""
    file = read_entry(FILE)
    return {language: Phrases(file.entry(language)) for language in file}
