"""What several lines come to together: added, joined, or by what was stated of their overlap."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from appeal.models import Indicator

from ..models import OverlapStatement
from .results import HUNDRED
from .sums import less, share, total

Method = OverlapStatement.Method
# Of percentages, which have no method of their own to choose.
JOINED = "joined"
IN_WORDS: dict[str, object] = {
    Method.SUM: gettext_lazy("added up"),
    JOINED: gettext_lazy("numerators and denominators added up"),
    Method.LARGEST: gettext_lazy("the largest"),
    Method.ESTIMATE: gettext_lazy("estimate"),
}


class Reached(NamedTuple):
    """What was reached by a day, and what was to be: by then, and by the end (`final`).

    Of a percentage `part` and `whole` are its two numbers. Where something that counts has no
    target to date, `is_compared` is False: a share or a gap would flatter.
    """

    actual: Decimal | None
    target: Decimal | None
    final: Decimal | None
    part: Decimal | None = None
    whole: Decimal | None = None
    is_compared: bool = True

    @property
    def gap(self) -> Decimal | None:
        """target − actual; below zero where more was reached."""
        return less(self.target, self.actual) if self.is_compared else None

    @property
    def of_target(self) -> float | None:
        """actual / target, as a fraction."""
        return share(self.actual, self.target) if self.is_compared else None


NOTHING = Reached(None, None, None)


@dataclass(frozen=True)
class RolledUp:
    """What lines come to by a `method`, which a `statement` may have chosen.

    Of people: not fewer than `least`, the largest of them, nor more than `most`, their sum.
    """

    reached: Reached
    method: str
    count: int
    least: Decimal | None = None
    most: Decimal | None = None
    statement: OverlapStatement | None = None

    @property
    def is_unstated(self) -> bool:
        """Whether people may be counted twice, and nobody said how far."""
        return self.statement is None and self.least != self.most

    @property
    def is_doubtful(self) -> bool:
        """Whether an estimate is beyond what is reported so far."""
        if self.method != Method.ESTIMATE or self.least is None or self.most is None:
            return False
        return not self.least <= (self.reached.actual or 0) <= self.most

    @property
    def in_words(self) -> str:
        """By which method, in words; empty where there is nothing to roll up."""
        if self.count < 2 and self.method != Method.ESTIMATE:
            return _("one line only") if self.count else ""
        return str(IN_WORDS[self.method])


def rolled_up(
    core: Any, parts: Sequence[Reached], statement: OverlapStatement | None = None
) -> RolledUp:
    """What the parts come to by what the core indicator measures.

    Numbers add up, and so do the two numbers of percentages. Of people the largest part counts
    unless a statement says otherwise.
    """
    count = len(parts)
    if core.measure == Indicator.Measure.PERCENTAGE:
        return RolledUp(_joined(parts), JOINED, count)
    if not core.is_people:
        return RolledUp(_each(parts, total), Method.SUM, count)
    largest, added = _each(parts, max), _each(parts, total)
    limits: dict[str, Any] = {
        "least": largest.actual, "most": added.actual, "statement": statement,
    }  # fmt: skip
    method = statement.method if statement else Method.LARGEST.value
    if statement and method == Method.ESTIMATE:
        own = Reached(statement.value, statement.target, None)
        return RolledUp(own, method, count, **limits)
    return RolledUp(added if method == Method.SUM else largest, method, count, **limits)


def _each(parts: Iterable[Reached], together: Callable[..., Decimal]) -> Reached:
    """Actuals, targets and last targets, each by itself; what is missing is skipped."""
    parts = list(parts)

    def of(name: str) -> Decimal | None:
        values = [value for part in parts if (value := getattr(part, name)) is not None]
        return together(values) if values else None

    return Reached(of("actual"), of("target"), of("final"), is_compared=_are_compared(parts))


def _joined(parts: Sequence[Reached]) -> Reached:
    """Percentages by their two numbers; targets have none, so that they are told if all agree."""
    told = [part for part in parts if part.part is not None and part.whole]
    above = total(part.part for part in told if part.part is not None)
    below = total(part.whole for part in told if part.whole is not None)
    actual = HUNDRED * above / below if below else None
    upper, lower = (above, below) if below else (None, None)
    target, final = _common(parts, "target"), _common(parts, "final")
    return Reached(actual, target, final, upper, lower, _are_compared(parts))


def _common(parts: Iterable[Reached], name: str) -> Decimal | None:
    """The value that all have who have one; None where they differ."""
    values = {value for part in parts if (value := getattr(part, name)) is not None}
    return values.pop() if len(values) == 1 else None


def _are_compared(parts: Iterable[Reached]) -> bool:
    """Whether each part of which something was reached has a target too."""
    return all(
        part.is_compared and part.target is not None for part in parts if part.actual is not None
    )
