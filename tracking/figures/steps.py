"""The steps between two viewpoints, and a figure that they lead from one value to another."""

from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Cause(TextChoices):
    """Why a figure is another one, in the order in which it is worked out.

    The plan comes before the reports on it, so that progress without a budget to weigh it by is
    never told of a budget.
    """

    DRAFTS = "drafts", _("Drafts")
    NEW = "new", _("New entries")
    LATE = "late", _("Entries posted late")
    REVERSALS = "reversals", _("Reversals")
    PLAN = "plan", _("Changed activities")
    REVISIONS = "revisions", _("Revised requirements")
    ALLOCATIONS = "allocations", _("Changed budgets")
    REPORTS = "reports", _("Newly counted reports")
    REOPENED = "reopened", _("Re-opened and corrected reports")
    FLOWS = "flows", _("New steps of contributions")
    LATE_FLOWS = "late-flows", _("Steps of contributions recorded late")
    FLOWS_BACK = "flows-back", _("Reversed steps of contributions")
    RATES = "rates", _("New rates of commitments")
    MOVES = "moves", _("Distributions of contributions")


OF_ENTRIES = (Cause.NEW, Cause.LATE, Cause.REVERSALS)
# The figures that are told, by their names among the definitions.
HEADLINES = (
    "requirement", "funded", "allocated", "committed", "spent", "progress", "delivery",
)  # fmt: skip


class Shift(NamedTuple):
    """What a step adds to a figure. Where there is none before or after it, that counts as 0."""

    step: Cause
    amount: Any


@dataclass(frozen=True)
class Waterfall:
    """A figure from one viewpoint and from the other, and the steps between that change it."""

    name: str
    before: Any
    after: Any
    changes: list[Shift]
    reached: Any

    @property
    def difference(self) -> Any:
        return (self.after or 0) - (self.before or 0)

    @property
    def rest(self) -> Any:
        """What the steps leave unexplained."""
        return (self.after or 0) - (self.reached or 0)
