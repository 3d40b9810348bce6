"""A bridge between two viewpoints as pages and workbooks tell it: its figures in words and bars."""

from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any, NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from appeal.base.amounts import DASH, grouped, money
from appeal.models import Heading

from .figures import HEADLINES, Bridge, Cause, Waterfall
from .glossary import GLOSSARY

# What each step is, in a sentence.
MEANINGS: dict[str, Promise] = {
    Cause.DRAFTS: gettext_lazy("Your offices' drafts of the later dates instead of the earlier."),
    Cause.NEW: gettext_lazy("Posted entries with a value date between the two as-at dates."),
    Cause.LATE: gettext_lazy(
        "Entries with a value date before the earlier as-at date, posted between the two days."
    ),
    Cause.REVERSALS: gettext_lazy("Entries that reverse others, whatever their value date."),
    Cause.PLAN: gettext_lazy("Activities added, cancelled or taken up again."),
    Cause.REVISIONS: gettext_lazy("Revisions of requirements, and revisions taken back."),
    Cause.ALLOCATIONS: gettext_lazy("Budgets of activities that were set or changed."),
    Cause.REPORTS: gettext_lazy("Reports that did not count before and do now."),
    Cause.REOPENED: gettext_lazy(
        "Reports that counted before: they no longer do, or say something else."
    ),
    Cause.FLOWS: gettext_lazy(
        "Commitments and receipts of donors with a value date between the two as-at dates."
    ),
    Cause.LATE_FLOWS: gettext_lazy(
        "Commitments and receipts with a value date before that, recorded between the two days."
    ),
    Cause.FLOWS_BACK: gettext_lazy("Commitments and receipts of donors that were reversed."),
    Cause.RATES: gettext_lazy(
        "What is still to be received, at the rate of the latest commitment of its donor."
    ),
    Cause.MOVES: gettext_lazy("Money of donors moved to or from an office or a heading."),
}
TERMS = {
    "requirement": "requirement", "funded": "funded", "allocated": "allocated",
    "committed": "committed", "spent": "spent", "progress": "group-progress",
    "delivery": "delivery-of-requirement",
}  # fmt: skip
# Of the percentages, what they are a hundredth of.
POINTS = {"progress": 1, "delivery": 100}
# A change below it reads as nothing with two decimals too.
LEAST, TENTH = Decimal("0.005"), Decimal("0.1")


class Bar(NamedTuple):
    """Where a bar begins and how long it is, in percent of its chart; falling where it takes away.

    A bar without a length is the mark of a total.
    """

    x: str
    width: str
    is_fall: bool


class ToldChange(NamedTuple):
    """What a step adds to a figure as it is shown, and what the figure comes to with it."""

    step: Cause
    amount: object
    reached: object


class ToldStep(NamedTuple):
    """A step of a figure, or one of the two totals that it lies between (`step` is empty)."""

    step: str
    label: str
    change: object
    reached: object
    bar: Bar
    number: int | None = None


@dataclass(frozen=True)
class ToldFigure:
    """How one figure came from one viewpoint to the other."""

    bridge: Bridge
    fall: Waterfall
    heading: Heading | None = None

    @property
    def name(self) -> str:
        return self.fall.name

    @property
    def label(self) -> str:
        return str(GLOSSARY[TERMS[self.name]].term)

    @property
    def is_money(self) -> bool:
        return self.name not in POINTS

    @cached_property
    def digits(self) -> int:
        """How many decimals: of percentages two where a step is less than a tenth, else one."""
        if self.is_money:
            return 2
        sizes = [abs(self._points(row.amount)) for row in self.fall.changes]
        return 2 if any(LEAST <= size < TENTH for size in sizes) else 1

    @cached_property
    def changes(self) -> list[ToldChange]:
        """The steps as they are shown, without those that round to nothing.

        Each is what it adds to the rounded figure before it, so that all come to the one after; it
        may differ by one in the last digit from its own rounded value.
        """
        found, level = [], self.fall.before or 0
        shown = self.rounded(level)
        for step, amount in self.fall.changes:
            level += amount
            reached = self.rounded(level)
            if reached != shown:
                found.append(ToldChange(step, reached - shown, reached))
            shown = reached
        return found

    def rounded(self, value: object) -> Any:
        """A percentage with as many decimals as are shown of it; an amount as it is."""
        if self.is_money or value is None:
            return value
        # Sums of binary fractions that are equal differ far behind.
        exact = self._points(value).quantize(Decimal("1e-9"))
        return exact.quantize(Decimal(1).scaleb(-self.digits)) / POINTS[self.name]

    def shown(self, value: Any) -> str:
        """An amount with its cents where it has some, or a percentage."""
        if value is None:
            return DASH
        if self.is_money:
            return money(value)
        return f"{grouped(self._points(value), self.digits)}\u00a0%"

    def changed(self, value: Any) -> str:
        """What a step adds, with its sign: USD, or percentage points."""
        sign = "+" if value > 0 else ""
        if self.is_money:
            return f"{sign}{money(value)}"
        return _("%(number)s points") % {"number": sign + grouped(self._points(value), self.digits)}

    def _points(self, value: object) -> Decimal:
        return Decimal(str(value)) * POINTS[self.name]

    @property
    def rest(self) -> str:
        """What is unexplained, to the cent."""
        return grouped(self.fall.rest, 2) if self.is_money else self.changed(self.fall.rest)

    @property
    def sentence(self) -> str:
        """The whole in one sentence."""
        fall, said = self.fall, {"figure": self.label}
        steps = [f"{_lowered(row.step.label)} {self.changed(row.amount)}" for row in self.changes]
        said["before"], said["after"] = self._amount(fall.before), self._amount(fall.after)
        if not steps:
            if fall.after is None:
                return _("%(figure)s: there is no figure on either date.") % said
            return _("%(figure)s did not change: %(after)s.") % said
        said["steps"] = ", ".join(steps)
        return self._pattern % said

    @property
    def _pattern(self) -> str:
        if self.fall.before is None:
            return _("%(figure)s: no figure before, %(after)s now (%(steps)s).")
        if self.fall.after is None:
            return _("%(figure)s: %(before)s before, no figure now (%(steps)s).")
        difference = self.rounded(self.fall.after) - self.rounded(self.fall.before)
        if not difference:
            return _("%(figure)s is %(after)s on both dates: %(steps)s.")
        if difference > 0:
            return _("%(figure)s rose from %(before)s to %(after)s: %(steps)s.")
        return _("%(figure)s fell from %(before)s to %(after)s: %(steps)s.")

    def _amount(self, value: object) -> str:
        currency = f"{self.bridge.old.appeal.currency}\u00a0" if self.is_money else ""
        return f"{currency}{self.shown(value)}"

    @cached_property
    def stages(self) -> list[ToldStep]:
        """The totals with the steps between them, each with its bar."""
        fall, first = self.fall, self.rounded(self.fall.before or 0)
        levels = [first, *(row.reached for row in self.changes)]
        place = _placing(levels)
        found = [ToldStep("", _("Before"), None, fall.before, place(first, first))]
        for row, start in zip(self.changes, levels, strict=False):
            number = self.bridge.count(row.step, self.name, self.heading)
            bar = place(start, row.reached)
            label = str(row.step.label)
            found.append(ToldStep(row.step, label, row.amount, row.reached, bar, number))
        last = self.rounded(fall.after or 0)
        return [*found, ToldStep("", _("After"), None, fall.after, place(last, last))]


def told_figures(bridge: Bridge, heading: Heading | None = None) -> list[ToldFigure]:
    """Every headline figure, of the whole that is bridged or of one of its headings."""
    return [ToldFigure(bridge, bridge.of(name, heading), heading) for name in HEADLINES]


THINNEST = 0.4


def _placing(levels: list[Any]) -> Any:
    lowest, highest = min(levels), max(levels)
    span = float(highest - lowest) or 1.0

    def place(start: object, end: Any) -> Bar:
        left, right = sorted((start, end))
        x = 2 + 96 * float(left - lowest) / span
        return Bar(
            f"{x:.2f}", f"{max(96 * float(right - left) / span, THINNEST):.2f}", bool(end < start)
        )

    return place


def _lowered(label: object) -> str:
    words = str(label)
    return words[:1].lower() + words[1:]
