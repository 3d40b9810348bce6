"""The questions asked before saving, and what was compared: shown in any language."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Self

from django.db import models
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from appeal.base.amounts import DASH, cents, grouped, units
from appeal.base.languages import in_own_language
from appeal.models.columns import rule

LONGEST_REASON = 300

SENTENCES = {
    "twice": gettext_lazy(
        "%(other)s has the same activity, date, payee, amount and reference. Was this"
        " already entered?"
    ),
    "twice_other_reference": gettext_lazy(
        "%(other)s has the same activity, date, payee and amount, with the reference"
        " %(reference)s. Was this already entered?"
    ),
    "twice_other_day": gettext_lazy(
        "%(other)s of %(day)s has the same activity, payee, amount and reference. Was"
        " this already entered?"
    ),
    "above_all_activity": gettext_lazy(
        "%(currency)s %(amount)s is %(times)s times the largest amount of %(activity)s from"
        " %(heading)s so far (%(currency)s %(most)s)."
    ),
    "above_all_office": gettext_lazy(
        "%(currency)s %(amount)s is %(times)s times the largest of the last amounts of %(office)s"
        " (%(currency)s %(most)s)."
    ),
    "other_currency": gettext_lazy(
        "%(payee)s has been paid in %(last)s so far, usually %(last)s %(usual)s. Is"
        " %(currency)s %(amount)s in the right currency?"
    ),
    "far_above_payee": gettext_lazy(
        "%(currency)s %(amount)s is %(times)s times the usual amount for the payee"
        " %(payee)s (%(currency)s %(usual)s, the median of its last entries: %(count)s)."
    ),
    "far_below_payee": gettext_lazy(
        "The usual amount for the payee %(payee)s (%(currency)s %(usual)s, the median of"
        " its last entries: %(count)s) is %(times)s times this %(currency)s %(amount)s."
    ),
    "beyond_budget": gettext_lazy(
        "USD %(amount)s is more than the balance of %(activity)s from %(heading)s: USD"
        " %(balance)s of a budget of USD %(budget)s, including drafts."
    ),
    "below_spent": gettext_lazy(
        "USD %(spent)s of this is already spent: the new amount is USD %(less)s too low."
    ),
    "far_from_last_rate": gettext_lazy(
        "This is %(times)s times the last rate of %(currency)s (%(rate)s of %(day)s)."
    ),
    "far_from_next_rate": gettext_lazy(
        "This is %(times)s times the next rate of %(currency)s (%(rate)s of %(day)s)."
    ),
}


def times(ratio: str) -> str:
    """How many times one amount is another: 12, 8.4, 1.35 or 0.012."""
    number = Decimal(ratio)
    if number >= 10:
        return grouped(number, 0)
    return grouped(number, 1 if number >= 2 else max(2, 1 - number.adjusted()))


def other_entry(name: str) -> str:
    """An entry of the ledger by its number, or a row of the file that is judged."""
    kind, _colon, number = name.partition(" ")
    sentence = _("Row %(number)s of the file") if kind == "row" else _("Entry %(number)s")
    return sentence % {"number": number}


SHOWN: Mapping[str, Callable[[str], str]] = {
    "amount": lambda text: cents(Decimal(text)),
    "usual": lambda text: cents(Decimal(text)),
    "most": lambda text: cents(Decimal(text)),
    "balance": lambda text: cents(Decimal(text)),
    "spent": lambda text: cents(Decimal(text)),
    "less": lambda text: cents(Decimal(text)),
    "budget": lambda text: cents(Decimal(text)),
    "rate": lambda text: units(Decimal(text)),
    "times": times,
    "day": lambda text: date_format(date.fromisoformat(text)),
    "other": other_entry,
    "reference": lambda text: f"“{text}”" if text else DASH,
}


@dataclass(frozen=True)
class Question:
    """One thing that is far from its neighbours.

    `about` is the field it is shown beside; `figures` are what it was compared to, as texts that no
    language has touched; what has a name in each has all of them.
    """

    rule: str
    about: str
    figures: Mapping[str, Any]

    @classmethod
    def ask(cls, rule: str, about: str, **figures: object) -> Self:
        kept = {
            name: value if isinstance(value, dict) else str(value)
            for name, value in figures.items()
        }
        return cls(rule, about, kept)

    @classmethod
    def stored(cls, kept: Mapping[str, Any]) -> Self:
        return cls(kept["rule"], kept["about"], kept["figures"])

    @property
    def as_stored(self) -> dict[str, Any]:
        return {"rule": self.rule, "about": self.about, "figures": dict(self.figures)}

    def __str__(self) -> str:
        shown = {
            name: SHOWN[name](text) if name in SHOWN else in_own_language(text)
            for name, text in self.figures.items()
        }
        return str(SENTENCES[self.rule]) % shown


class QuestionsField(models.JSONField):
    """The questions about a row before it was saved; the change log shows them in words."""

    def in_words(self, kept: Iterable[Mapping[str, object]]) -> str:
        return in_words(kept)

    def deconstruct(self) -> Any:
        name, _path, arguments, options = super().deconstruct()
        return name, "django.db.models.JSONField", arguments, options


class Questioned(models.Model):
    """A row that may look unusual: the questions about it before it was saved, and the answer."""

    unusual_reason = models.CharField(
        gettext_lazy("reason (if unusual)"),
        max_length=LONGEST_REASON,
        blank=True,
        help_text=gettext_lazy("Why it is right, if it looks unusual."),
    )
    asked = QuestionsField(gettext_lazy("unusual"), default=list, blank=True, editable=False)

    class Meta:
        abstract = True

    @property
    def questions(self) -> list[Question]:
        """Its questions before it was saved."""
        return [Question.stored(each) for each in self.asked]


def reason_if_unusual(name: str) -> models.CheckConstraint:
    """No question of a row stays without an answer."""
    return rule(
        name,
        models.Q(asked=[]) | ~models.Q(unusual_reason=""),
        gettext_lazy("This looks unusual. Explain why it is right."),
    )


def in_words(kept: Iterable[Mapping[str, object]]) -> str:
    """The sentences of stored questions, in the reader's language."""
    return " ".join(str(Question.stored(each)) for each in kept)
