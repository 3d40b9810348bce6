"""What a report leaves empty, and what was spent in its period, of the rows alone."""

from datetime import date
from functools import cache

from appeal.models import Indicator, Milestone
from tests.tracking.shown import counted, day, dollars
from tracking.models import IndicatorActual, MilestoneAchievement

from . import review
from .money import spent
from .raw import Row
from .seen import Seen


def is_awaited(activity: Row, period: Row) -> bool:
    return not activity["hold"] and activity["starts_on"] <= period["ends_on"]


def results(seen: Seen, report: Row, activity: Row) -> list[str]:
    """Its indicators that the report has no value of, then its milestones due and not told of."""
    period = report["period"]
    if not is_awaited(activity, period):
        return []
    own = [row["id"] for row in review.standing(seen) if row["report_id"] == report["id"]]
    told = {row["indicator_id"] for row in seen.rows(IndicatorActual) if row["update_id"] in own}
    names = seen.raw.by_id(Indicator)
    empty = sorted(
        (names[row["id"]]["order"], names[row["id"]]["title_en"])
        for row in seen.rows(Indicator)
        if row["activity_id"] == activity["id"] and row["id"] not in told
    )
    due = sorted(
        (row["due_on"], row["order"], row["title"])
        for row in seen.rows(Milestone)
        if row["activity_id"] == activity["id"]
        and row["due_on"] <= min(period["ends_on"], seen.as_at)
        and row["id"] not in _told_of(_with_drafts(seen))
    )
    return [f"No value for: {title}" for _order, title in empty] + [
        f"Due {day(due_on)} and not reported as achieved: {title}" for due_on, _order, title in due
    ]


@cache
def _told_of(seen: Seen) -> set[int]:
    lines = {row["id"] for row in seen.counted_lines}
    reached = seen.written(MilestoneAchievement)
    return {row["milestone_id"] for row in reached if row["update_id"] in lines}


@cache
def _with_drafts(seen: Seen) -> Seen:
    """The same with all that the reader may see, whatever its date."""
    return Seen(
        seen.raw, appeal=seen.appeal["id"], as_at=date.max, include="draft", own=seen.own,
        known_at=seen.known_at,
    )  # fmt: skip


def summary(seen: Seen, report: Row, rows: list[Row]) -> str:
    """How much is empty, in the words above the lines."""
    lines = sum(
        row["line"] is None and is_awaited(row["activity"], report["period"]) for row in rows
    )
    said = [text for row in rows for text in results(seen, report, row["activity"])]
    values = sum(text.startswith("No value") for text in said)
    missing = ("activity has no line yet.", "activities have no line yet.")
    if report["state"] in ("submitted", "approved"):
        missing = ("activity is not reported on.", "activities are not reported on.")
    kinds = (
        (lines, *missing),
        (
            values,
            "indicator has no value for this period.",
            "indicators have no value for this period.",
        ),
        (
            len(said) - values,
            "milestone is due and not reported as achieved.",
            "milestones are due and not reported as achieved.",
        ),
    )
    return " ".join(counted(number, one, many) for number, one, many in kinds if number)


def spend(seen: Seen, report: Row, activity: Row) -> str:
    """What was spent of it in the period; drafts beside it where they are asked for."""
    period = report["period"]
    rows = [
        row
        for row in seen.entries
        if row["activity_id"] == activity["id"]
        and period["starts_on"] <= row["value_on"] <= period["ends_on"]
        and row["kind"] in ("disbursement", "expenditure")
    ]
    posted = [row for row in rows if row["is_posted"]]
    drafts = [row for row in rows if not row["is_posted"]]
    said = f"Spent in {period['code']}: USD {dollars(spent(posted))}"
    if drafts:
        said += f", in drafts: USD {dollars(spent(drafts))}"
        rateless = sum(row["signed"] is None for row in drafts)
        if rateless:
            words = ("draft without an exchange rate", "drafts without an exchange rate")
            said += f" and {counted(rateless, *words)}"
    return said
