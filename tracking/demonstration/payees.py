"""Who is paid, for what and in which currency: each office comes back to the same few payees."""

import math
from dataclasses import dataclass
from random import Random

from django.conf import settings

from appeal.loading.documents import LoadedEntry, read_list
from appeal.models import Activity, Office

from .phrases import sentence
from .rates import Rates
from .scene import Scene

FILE = settings.BASE_DIR / "fixtures" / "demonstration" / "payees.yaml"
# Not everyday expenses: these come by the quarter, the month or the agreement.
APART = ("staff", "services", "partner")
SPREAD = 0.3  # of the logarithm of an amount around what is usual
LARGER = (0.8, 1.3)  # what an office pays beside another


@dataclass(frozen=True)
class Payee:
    """Somebody whom an office pays again and again; `usual` in cents of a US dollar."""

    kind: str
    name: str
    currency: str
    usual: int
    notes: tuple[str, ...]

    def draw(self, chance: Random) -> int:
        """What one payment comes to, in cents of a US dollar."""
        return round(self.usual * math.exp(chance.gauss(0, SPREAD)))


class Payees:
    """The payees of every office."""

    def __init__(self, scene: Scene, rates: Rates) -> None:
        self.scene, self.rates = scene, rates
        self.entries = read_list(FILE)
        self._known: dict[tuple[str, str], Payee] = {}

    def of(self, office: Office, kind: str) -> Payee:
        return self._of(office, kind, office.code)

    def partner_of(self, activity: Activity, kind: str) -> Payee:
        """Each activity has a partner of its own; the same ones work in several."""
        return self._of(activity.office, kind, activity.code)

    def _of(self, office: Office, kind: str, whose: str) -> Payee:
        if (whose, kind) not in self._known:
            entry = next(entry for entry in self.entries if entry.text("kind") == kind)
            self._known[whose, kind] = self._payee(office, entry, whose)
        return self._known[whose, kind]

    def small(self, work: str) -> list[str]:
        """The kinds of everyday expenses that a sort of work has."""
        return [
            entry.text("kind")
            for entry in self.entries
            if work in entry.texts("work") and entry.text("kind") not in APART
        ]

    def _payee(self, office: Office, entry: LoadedEntry, whose: str) -> Payee:
        chance = self.scene.dice(whose, "payee", entry.text("kind"))
        currency = entry.text("in")
        if currency == "local":
            currency = self.rates.local.get(office.code, "USD")
        return Payee(
            kind=entry.text("kind"),
            name=chance.choice(entry.texts(f"names_{office.language}")),
            currency=currency,
            usual=round(entry.whole("usual") * 100 * chance.uniform(*LARGER)),
            notes=tuple(map(sentence, entry.texts(f"notes_{office.language}"))),
        )
