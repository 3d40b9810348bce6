"""What is seen of an appeal from a viewpoint: the rows that count, and the plan as it was known."""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import ROUND_HALF_EVEN, Decimal
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from appeal.models import (
    Activity,
    Allocation,
    Appeal,
    Classification,
    Heading,
    Office,
    Priority,
    Requirement,
    RequirementRevision,
    Section,
    User,
)
from tracking.models import (
    OfficeReport,
    ProgressUpdate,
    ReportingPeriod,
    ReviewEvent,
    Transaction,
)

from .raw import Raw, Row, before

SPENDING = ("disbursement", "expenditure")
CENT = Decimal("0.01")
# What the plan said of an activity when it was known.
FROM_THEN = ("hold", "starts_on", "ends_on", "phasing")


class Seen:
    """An appeal, or one office or period of it, from a viewpoint, for somebody of `own` offices."""

    def __init__(
        self,
        raw: Raw,
        *,
        appeal: int,
        as_at: date,
        include: str,
        own: Iterable[int],
        known_at: datetime | None = None,
        office: int | None = None,
        period: int | None = None,
        is_day_asked: bool = False,
    ) -> None:
        self.raw, self.as_at, self.include, self.own = raw, as_at, include, set(own)
        self.known_at, self.office, self.period = known_at, office, period
        self.is_day_asked = is_day_asked
        self.appeal = raw.by_id(Appeal)[appeal]
        self.people = raw.by_id(User)
        self.all_offices, self.all_headings = raw.by_id(Office), raw.by_id(Heading)

    def at(self, day: date) -> "Seen":
        """The same as at another day."""
        return Seen(
            self.raw, appeal=self.appeal["id"], as_at=day, include=self.include, own=self.own,
            known_at=self.known_at, office=self.office, period=self.period,
        )  # fmt: skip

    def at_the_end(self) -> "Seen":
        """As at the last day of the period, unless another day is asked for."""
        if self.period is None or self.is_day_asked:
            return self
        return self.at(min(self.raw.by_id(ReportingPeriod)[self.period]["ends_on"], self.as_at))

    # Days and instants

    def local(self, instant: datetime) -> datetime:
        """By the clocks of the appeal."""
        there = instant.astimezone(ZoneInfo(self.appeal["time_zone"]))
        return there.replace(tzinfo=None, microsecond=0)

    def day(self, instant: datetime | None) -> date | None:
        return self.local(instant).date() if instant else None

    def is_known(self, instant: datetime | None) -> bool:
        """Whether it had happened by the day that is known of."""
        return instant is not None and (self.known_at is None or instant < self.known_at)

    @property
    def drafts_count(self) -> bool:
        return self.include == "draft"

    def rows(self, model: Any) -> list[Row]:
        """What the plan and the change log held, by id."""
        return sorted(self.raw.known(model, self.known_at).values(), key=lambda row: row["id"])

    def written(self, model: Any) -> list[Row]:
        """What people write as drafts: as it stood then where drafts count, else as it is."""
        return self.rows(model) if self.drafts_count else self.raw.table(model)

    # The plan

    @cached_property
    def sections(self) -> list[Row]:
        rows = [r for r in self.raw.table(Section) if r["appeal_id"] == self.appeal["id"]]
        return sorted(rows, key=lambda row: row["order"])

    @cached_property
    def offices(self) -> list[Row]:
        """The chosen office, or all, in printed order."""
        ids = [row["office_id"] for row in self.sections]
        return [self.all_offices[pk] for pk in ids if self.office in (None, pk)]

    @cached_property
    def all_cells(self) -> list[Row]:
        """Those of the appeal in printed order, whatever office is chosen."""
        order = {row["office_id"]: row["order"] for row in self.sections}
        rows = [r for r in self.raw.table(Requirement) if r["appeal_id"] == self.appeal["id"]]

        def place(row: Row) -> tuple[int, int]:
            return order[row["office_id"]], self.all_headings[row["heading_id"]]["order"]

        return sorted(rows, key=place)

    @cached_property
    def cells(self) -> list[Row]:
        return [row for row in self.all_cells if self.office in (None, row["office_id"])]

    @cached_property
    def headings(self) -> list[Row]:
        used = {row["heading_id"] for row in self.all_cells}
        rows = [row for pk, row in self.all_headings.items() if pk in used]
        return sorted(rows, key=lambda row: row["order"])

    @cached_property
    def priorities(self) -> dict[int, Row]:
        """By id, each with its office and its headings with their basis."""
        sections = {row["id"]: row for row in self.sections}
        found = {
            row["id"]: row | {"section": sections[row["section_id"]], "headings": []}
            for row in self.raw.table(Priority)
            if row["section_id"] in sections
        }
        for row in self.raw.table(Classification):
            if row["priority_id"] in found:
                heading = self.all_headings[row["heading_id"]]
                found[row["priority_id"]]["headings"].append((heading, row["basis"]))
        for row in found.values():
            row["headings"].sort(key=lambda pair: pair[0]["order"])
        return found

    @cached_property
    def every_activity(self) -> list[Row]:
        """Those in the plan by then, in printed order, with what the plan said of them then."""
        then = self.raw.known(Activity, self.known_at)
        found = []
        for row in self.raw.table(Activity):
            priority = self.priorities.get(row["priority_id"])
            if priority is None or row["id"] not in then:
                continue
            known = {name: then[row["id"]][name] for name in FROM_THEN}
            office = self.all_offices[priority["section"]["office_id"]]
            title = row["own_title"] or priority["title_en"]
            found.append(row | known | {"priority": priority, "office": office, "title": title})
        return sorted(
            found,
            key=lambda r: (r["priority"]["section"]["order"], r["priority"]["order"], r["order"]),
        )

    @cached_property
    def activities(self) -> list[Row]:
        """Of the office that is asked for."""
        return [row for row in self.every_activity if self.office in (None, row["office"]["id"])]

    @cached_property
    def allocations(self) -> list[Row]:
        own = {row["id"] for row in self.all_cells}
        return [row for row in self.rows(Allocation) if row["cell_id"] in own]

    @cached_property
    def requirements(self) -> dict[int, Decimal | None]:
        """Of each cell: the last revision in force by the date, else what was published."""
        amounts = {row["id"]: row["amount"] for row in self.all_cells}
        revisions = before(self.raw.table(RequirementRevision), "recorded_at", self.known_at)
        undone = {row["reverses_id"] for row in revisions}
        for row in sorted(revisions, key=lambda row: (row["effective_on"], row["id"])):
            stands = row["reverses_id"] is None and row["id"] not in undone
            if stands and row["effective_on"] <= self.as_at and row["cell_id"] in amounts:
                amounts[row["cell_id"]] = row["amount"]
        return amounts

    # The ledger

    @cached_property
    def entries(self) -> list[Row]:
        """Those that count, each with `is_posted`, `signed` (USD) and `signed_amount`."""
        cells = {row["id"]: row for row in self.all_cells}
        found = []
        for row in self.written(Transaction):
            is_posted = self.is_known(row["posted_at"])
            is_own_draft = self.drafts_count and row["office_id"] in self.own
            if row["cell_id"] not in cells or row["value_on"] > self.as_at:
                continue
            if is_posted or is_own_draft:
                sign = -1 if row["reverses_id"] else 1
                usd = row["usd_amount"]
                found.append(
                    row
                    | {
                        "is_posted": is_posted,
                        "signed": None if usd is None else sign * usd,
                        "signed_amount": sign * row["amount"],
                        "cell": cells[row["cell_id"]],
                    }
                )
        return found

    # The reports

    @cached_property
    def periods(self) -> list[Row]:
        rows = [r for r in self.raw.table(ReportingPeriod) if r["appeal_id"] == self.appeal["id"]]
        return sorted(rows, key=lambda row: row["starts_on"])

    @cached_property
    def steps(self) -> dict[int, list[Row]]:
        """The steps of each report's review that were taken by then."""
        found: dict[int, list[Row]] = {}
        for row in before(self.raw.table(ReviewEvent), "at", self.known_at):
            found.setdefault(row["report_id"], []).append(row)
        return found

    @cached_property
    def reports(self) -> dict[int, Row]:
        """Those begun by then, with the state and the texts that they had."""
        periods = {row["id"]: row for row in self.periods}
        found = {}
        for row in self.rows(OfficeReport):
            if row["period_id"] in periods:
                steps = self.steps.get(row["id"], [])
                state = steps[-1]["to_state"] if steps else "draft"
                period = periods[row["period_id"]]
                found[row["id"]] = row | {"state": state, "steps": steps, "period": period}
        return found

    def counts(self, report: Row) -> bool:
        """Whether what it says counts."""
        if report["state"] == "approved":
            return True
        if report["office_id"] not in self.own:
            return False
        return self.drafts_count or self.include == report["state"] == "submitted"

    @cached_property
    def counted_lines(self) -> list[Row]:
        """The lines that count and stood then, the latest last."""
        found = []
        for row in self.written(ProgressUpdate):
            report = self.reports.get(row["report_id"])
            is_over = row["superseded_at"] and self.is_known(row["superseded_at"])
            if report is None or is_over or not self.counts(report):
                continue
            is_own_draft = self.drafts_count and report["office_id"] in self.own
            if is_own_draft or self.is_known(row["submitted_at"]):
                found.append(row | {"report": report})
        return sorted(found, key=lambda row: (row["report"]["period"]["ends_on"], row["id"]))

    @cached_property
    def included_lines(self) -> list[Row]:
        """Those of them on periods that ended by the date."""
        return [r for r in self.counted_lines if r["report"]["period"]["ends_on"] <= self.as_at]


def in_usd(amount: Decimal, rate: Decimal) -> Decimal:
    return (amount / rate).quantize(CENT, ROUND_HALF_EVEN)


def whole(values: Iterable[Decimal | None]) -> Decimal:
    """The sum of what is there."""
    return sum((value for value in values if value is not None), Decimal(0))


def whole_or_none(values: Iterable[Decimal | None]) -> Decimal | None:
    """The same; None where nothing is there."""
    known = [value for value in values if value is not None]
    return sum(known, Decimal(0)) if known else None


def less(*values: Decimal | None) -> Decimal | None:
    """The first less the others; None where one is missing."""
    first, *others = values
    if first is None or None in others:
        return None
    return first - whole(others)


def share(part: Decimal | None, of: Decimal | None) -> Decimal | None:
    return None if part is None or not of else Decimal(part) / Decimal(of)
