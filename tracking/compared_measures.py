"""The figures that are compared between appeals, how each is written, and a difference of two."""

from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from appeal.base.amounts import DASH, dollars, grouped, percent


@dataclass(frozen=True)
class ComparedMeasure:
    """A figure that is compared; a share is full at `whole`, money has none."""

    name: str
    label: Promise
    term: str
    whole: int | None = None

    @property
    def is_money(self) -> bool:
        return self.whole is None

    def shown(self, value: Any) -> str:
        if value is None:
            return DASH
        return dollars(value) if self.is_money else percent(float(value) / (self.whole or 1))

    def changed(self, before: object, after: Any) -> str:
        """The difference with its sign: an amount, or percentage points; empty without one."""
        if before is None or after is None:
            return ""
        difference = after - before
        sign = "+" if difference > 0 else ""
        if self.is_money:
            return f"{sign}{dollars(difference)}"
        points = grouped(round(difference * 100 / (self.whole or 1), 1), 1)
        return _("%(number)s points") % {"number": f"{sign}{points}"}


MEASURES = {
    measure.name: measure
    for measure in (
        ComparedMeasure("requirement", gettext_lazy("Requirement"), "requirement"),
        ComparedMeasure("allocated", gettext_lazy("Budgeted"), "allocated"),
        ComparedMeasure("funded", gettext_lazy("Funded"), "funded"),
        ComparedMeasure("spent", gettext_lazy("Spent"), "spent"),
        ComparedMeasure("delivery", gettext_lazy("Delivery"), "delivery-of-requirement", 1),
        ComparedMeasure("progress", gettext_lazy("Progress"), "group-progress", 100),
        ComparedMeasure("discipline", gettext_lazy("Reports on time"), "reports-on-time", 1),
    )
}
