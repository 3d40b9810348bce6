"""The words and figures that workbooks have in common, each column declared once.

A workbook takes them as `wide` as they are there, and `under` what its rows have them by.
"""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from appeal.base.excel import Column, Format, Hue, Look, Tone

from ..figures import total
from ..models import Colour

TONES = {
    Colour.GREEN: Tone.GOOD,
    Colour.AMBER: Tone.WARNING,
    Colour.RED: Tone.BAD,
    Colour.GREY: Tone.QUIET,
}
TONES_OF_WORDS = {colour.label: tone for colour, tone in TONES.items()}

# Of the plan.
OFFICE = Column(_("Office"), "office.name", width=20, hxl="#org+name+impl")
PERIOD = Column(_("Period"), "period.code", width=11)
CODE = Column(_("Activity"), "code", width=12, hxl="#activity+code")
TITLE = Column(_("Title"), "title", hxl="#activity+name")
ACTIVITY, OFFICE_OF_ACTIVITY = CODE.under("activity"), OFFICE.under("activity")
MILESTONE = Column(_("Milestone"), "title", width=70)
DUE = Column(_("Due"), "due_on", Format.DAY)

# Of progress and risk.
STATUS = Column(_("Status"), "status", width=16, tones=TONES_OF_WORDS)
RISK = Column(_("What may happen"), "what", width=44)
LIKELIHOOD = Column(_("Likelihood"), "likelihood", Format.INTEGER, width=11)
CONSEQUENCE = Column(_("Impact"), "consequence", Format.INTEGER, width=10)
SCORE = Column(_("Score"), "score", Format.INTEGER, width=8)
TREATMENT = Column(_("Treatment"), "treatment", width=40)
OWNER = Column(_("Owner"), "owner", width=18)
STATE = Column(_("State"), "get_state_display()", width=14)

# Of entries of the ledger, contributions and flows.
NUMBER = Column(_("Number"), "pk", Format.INTEGER, width=9)
VALUE_DATE = Column(_("Value date"), "value_on", Format.DAY, width=12)
DONOR = Column(_("Donor"), "donor.name", width=30, hxl="#org+name+funder")
REFERENCE = Column(_("Reference"), "reference", width=20)
CURRENCY = Column(_("Currency"), "currency", width=11)
RATE = Column(_("Rate"), "rate", Format.RATE, width=14)
REVERSES = Column(_("Reverses"), "reverses_id", Format.INTEGER, width=9)
UNUSUAL = Column(_("Reason (if unusual)"), "unusual_reason")
NOTE = Column(_("Note"), "note")
EARMARKED = (
    Column(_("Earmarked to the office"), "office.name", width=24),
    Column(_("Earmarked to the heading"), "heading.code", width=14),
)
RECORDED_BY = Column(_("Recorded by"), "recorded_by.username", width=14)


def figure(heading: Any, name: str, width: float = 14, **given: Any) -> Column:
    """What rows have under that name, in USD without cents; their total is named so too."""
    return Column(heading, name, width=width, total=name, **{"format": Format.MONEY} | given)


# Of an appeal, an office, a heading, a cell or an activity, by the names of their figures.
REQUIREMENT = figure(_("Requirement"), "requirement", hue=Hue.PLAN)
ALLOCATED = figure(_("Budgeted"), "allocated", hue=Hue.PLAN)
COMMITTED = figure(_("Committed"), "committed")
SPENT = figure(_("Spent"), "spent", hue=Hue.SPENT)
BALANCE = figure(_("Balance"), "balance", look=Look.SIGNED)
OVERSPENT = Column(_("Overspent"), "overspent", Format.MONEY, width=14)
DELIVERY = Column(_("Delivery"), "delivery", Format.PERCENT, width=10)
PLEDGED = figure(_("Pledged"), "pledged", hxl="#value+pledge+usd")
FUNDED = figure(_("Funded"), "funded", hue=Hue.FUNDS)
UNDISTRIBUTED = figure(_("Not distributed to a requirement line"), "unassigned")


def share(column: Column, part: Column, whole: Column, look: Look) -> Column:
    """A ratio as a column with a total of its own, which is that of the totals of two others."""
    return column.wide(10, total=column.path, look=look, of=(part, whole))


def untagged(*columns: Column) -> list[Column]:
    """The columns without their tags, for tables beside the one that machines read."""
    return [each.wide(each.width, hxl="") for each in columns]


def totals_of(columns: Iterable[Column], whole: object) -> dict[str, Any]:
    """What columns come to, which are the figures of the `whole`."""
    return {each.total: getattr(whole, each.total) for each in columns if each.total}


def sums_of(rows: Iterable[Any], *names: str) -> dict[str, Any]:
    """What the figures of these names come to, over all rows."""
    found = [row.figures for row in rows]
    return {name: total(getattr(each, name) for each in found) for name in names}


def of_hundred(percent: float | None) -> Decimal | None:
    """A percentage as the share that it is."""
    return None if percent is None else Decimal(str(percent)) / 100
