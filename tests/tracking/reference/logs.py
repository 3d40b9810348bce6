"""The change logs and append-only tables of an appeal: whose rows, how they are called."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

from appeal.models import (
    Activity,
    Allocation,
    Appeal,
    Classification,
    CoreIndicator,
    Indicator,
    IndicatorTarget,
    Milestone,
    Office,
    Partner,
    Priority,
    Requirement,
    RequirementRevision,
    Section,
)
from tracking.models import (
    ActualBreakdown,
    Attribution,
    Contribution,
    ContributionAssignment,
    Donor,
    Evidence,
    ExchangeRate,
    Flow,
    IndicatorActual,
    MilestoneAchievement,
    OfficeReport,
    OverlapStatement,
    PeriodEvent,
    ProgressUpdate,
    ReportingPeriod,
    ReviewEvent,
    Risk,
    StatusOverride,
    Transaction,
)

from .r9 import may_be_seen, proved
from .raw import Row
from .results import CATEGORIES
from .seen import Seen

# An appeal and an office; None: shared by all appeals, or of no office.
Belonging = tuple[int | None, int | None]


@dataclass(frozen=True)
class Journal:
    """`kind` is what its rows are; a table without a log says when and by whom it was written."""

    model: Any
    kind: str
    belongs: Callable[[Seen, Row], Belonging]
    called: Callable[[Seen, Row], str]
    is_seen: Callable[[Seen, Row, Belonging], bool] = lambda seen, row, place: True
    at: str = "history_date"
    by: str = "history_user_id"
    facts: tuple[str, ...] = ()


@cache
def find(seen: Seen, model: Any, pk: int) -> Row:
    """A row as it is; one that is gone as it was last."""
    rows = seen.raw.by_id(model)
    return rows[pk] if pk in rows else [r for r in seen.raw.log(model) if r["id"] == pk][-1]


def _section(seen: Seen, row: Row) -> Belonging:
    return row["appeal_id"], row["office_id"]


def _priority(seen: Seen, row: Row) -> Belonging:
    return _section(seen, find(seen, Section, row["section_id"]))


def _activity(seen: Seen, row: Row) -> Belonging:
    return _priority(seen, find(seen, Priority, row["priority_id"]))


def _of_activity(seen: Seen, row: Row) -> Belonging:
    return _activity(seen, find(seen, Activity, row["activity_id"]))


def _of_cell(seen: Seen, row: Row) -> Belonging:
    return _section(seen, find(seen, Requirement, row["cell_id"]))


def _report(seen: Seen, row: Row) -> Belonging:
    return find(seen, ReportingPeriod, row["period_id"])["appeal_id"], row["office_id"]


def _of_report(seen: Seen, row: Row) -> Belonging:
    return _report(seen, find(seen, OfficeReport, row["report_id"]))


def _of_line(seen: Seen, row: Row) -> Belonging:
    return _of_report(seen, find(seen, ProgressUpdate, row["update_id"]))


def _of_contribution(seen: Seen, row: Row) -> Belonging:
    return _section(seen, find(seen, Contribution, row["contribution_id"]))


def _is_own(seen: Seen, row: Row, place: Belonging) -> bool:
    return place[1] in seen.own


def _is_posted(seen: Seen, row: Row, place: Belonging) -> bool:
    return bool(row["posted_at"]) or place[1] in seen.own


def _is_official(seen: Seen, row: Row, place: Belonging) -> bool:
    evidence = find(seen, Evidence, row["id"])
    return proved(seen, evidence) is not None and may_be_seen(seen, evidence)


def _of(column: str, model: Any, name: str) -> Callable[[Seen, Row], str]:
    return lambda seen, row: str(find(seen, model, row[column])[name])


def _own(*names: str) -> Callable[[Seen, Row], str]:
    return lambda seen, row: " ".join(str(row[name]) for name in names).strip()


def _and(*parts: Callable[[Seen, Row], str]) -> Callable[[Seen, Row], str]:
    return lambda seen, row: " ".join(part(seen, row) for part in parts).strip()


ACTIVITY = _of("activity_id", Activity, "code")


def _cell(seen: Seen, row: Row) -> str:
    cell = find(seen, Requirement, row["cell_id"])
    office, heading = cell["office_id"], cell["heading_id"]
    return f"{seen.all_offices[office]['code']} {seen.all_headings[heading]['code']}"


def _of_its_line(seen: Seen, row: Row) -> str:
    return ACTIVITY(seen, find(seen, ProgressUpdate, row["update_id"]))


def _office_and_period(seen: Seen, row: Row) -> str:
    period = find(seen, ReportingPeriod, row["period_id"])["code"]
    return f"{seen.all_offices[row['office_id']]['code']} {period}"


def _of_its_report(seen: Seen, row: Row) -> str:
    return _office_and_period(seen, find(seen, OfficeReport, row["report_id"]))


def gift(seen: Seen, row: Row) -> str:
    return f"{find(seen, Donor, row['donor_id'])['name']} {row['reference']}"


def _of_gift(seen: Seen, row: Row) -> str:
    return gift(seen, find(seen, Contribution, row["contribution_id"]))


def _shared(seen: Seen, row: Row) -> Belonging:
    return None, None


def _entry_of(seen: Seen, row: Row) -> Row:
    return find(seen, Transaction, row["entry_id"])


RECORDED = {"at": "recorded_at", "by": "recorded_by_id"}
STEP: dict[str, Any] = {"at": "at", "by": "by_id"}
INDICATOR = _of("indicator_id", Indicator, "title_en")


def _breakdown(seen: Seen, row: Row) -> str:
    of = INDICATOR(seen, find(seen, IndicatorActual, row["actual_id"]))
    return f"{of} {CATEGORIES[row['category']]}"


def _line(seen: Seen, row: Row) -> str:
    period = _of_its_report(seen, row).split()[-1]
    return f"{ACTIVITY(seen, row)} {period}"


# In the order in which lines of one instant stand, the last first.
# fmt: off
LOGS = [
    Journal(Appeal, "appeal", lambda seen, row: (row["id"], None), _own("code")),
    Journal(Section, "section", _section, _of("office_id", Office, "code")),
    Journal(Priority, "priority", _priority, _own("code")),
    Journal(Classification, "heading of a priority",
        lambda seen, row: _priority(seen, find(seen, Priority, row["priority_id"])),
        lambda seen, row: f"{find(seen, Priority, row['priority_id'])['code']}"
                          f" {seen.all_headings[row['heading_id']]['code']}"),
    Journal(Activity, "activity", _activity, _own("code", "own_title")),
    Journal(CoreIndicator, "core indicator", lambda seen, row: (row["appeal_id"], None),
        _own("code")),
    Journal(Allocation, "budget", _of_cell,
        lambda seen, row: f"{ACTIVITY(seen, row)} {_cell(seen, row).split()[-1]}"),
    Journal(Milestone, "milestone", _of_activity, _and(ACTIVITY, _own("title"))),
    Journal(Indicator, "indicator", _of_activity, _and(ACTIVITY, _own("title_en"))),
    Journal(IndicatorTarget, "target of a period",
        lambda seen, row: _of_activity(seen, find(seen, Indicator, row["indicator_id"])),
        _and(INDICATOR, _own("ends_on"))),
    Journal(RequirementRevision, "requirement revision", _of_cell, _cell, at="recorded_at",
        by="revised_by_id", facts=("amount", "effective_on", "reason", "reverses_id")),
    Journal(Office, "office", lambda seen, row: (None, row["id"]), _own("code")),
    Journal(Partner, "partner", _shared, _own("name_en")),
    Journal(Donor, "donor", _shared, _own("name")),
    Journal(ReportingPeriod, "reporting period", lambda seen, row: (row["appeal_id"], None),
        _own("code")),
    Journal(PeriodEvent, "lock of a period",
        lambda seen, row: (find(seen, ReportingPeriod, row["period_id"])["appeal_id"], None),
        _of("period_id", ReportingPeriod, "code"), facts=("kind", "reason"), **STEP),
    Journal(OfficeReport, "office report", _report, _office_and_period, _is_own),
    Journal(ReviewEvent, "review of a report", _of_report, _of_its_report, _is_own,
        facts=("from_state", "to_state", "comment"), **STEP),
    Journal(ProgressUpdate, "progress update", _of_report, _line, _is_own),
    Journal(MilestoneAchievement, "milestone achieved", _of_line,
        _and(_of_its_line, _of("milestone_id", Milestone, "title")), _is_own),
    Journal(IndicatorActual, "reported value of an indicator", _of_line,
        _and(_of_its_line, INDICATOR), _is_own),
    Journal(ActualBreakdown, "breakdown of a reported value",
        lambda seen, row: _of_line(seen, find(seen, IndicatorActual, row["actual_id"])),
        _breakdown, _is_own),
    Journal(Transaction, "ledger entry", _of_cell, _and(ACTIVITY, _own("value_on", "reference")),
        _is_posted),
    Journal(Attribution, "attribution to a grant",
        lambda seen, row: _of_cell(seen, _entry_of(seen, row)),
        lambda seen, row: _and(ACTIVITY, _own("value_on", "reference"))(seen, _entry_of(seen, row)),
        facts=("giver_id", "giver_category_id", "receiver_id", "category_id", "usd", "reason"),
        **RECORDED),
    Journal(ExchangeRate, "exchange rate", _shared, _own("currency", "effective_on")),
    Journal(Contribution, "contribution", _section, gift),
    Journal(Flow, "step of a contribution", _of_contribution, _of_gift,
        facts=("kind", "value_on", "amount", "usd_amount", "note", "reverses_id"), **RECORDED),
    Journal(ContributionAssignment, "distribution of a contribution",
        lambda seen, row: (_of_contribution(seen, row)[0], row["office_id"]), _of_gift,
        facts=("from_office_id", "from_heading_id", "office_id", "heading_id", "amount",
               "effective_on", "reason"), **RECORDED),
    Journal(Risk, "risk", _of_activity, _and(ACTIVITY, _own("what"))),
    Journal(StatusOverride, "assessment of a status", _of_activity, ACTIVITY,
        facts=("colour", "effective_on", "reason"), **STEP),
    Journal(OverlapStatement, "statement on overlap",
        lambda seen, row: (find(seen, CoreIndicator, row["core_id"])["appeal_id"],
                           row["office_id"]),
        _of("core_id", CoreIndicator, "code"),
        facts=("office_id", "method", "value", "target", "effective_on", "reason"), **STEP),
    Journal(Evidence, "evidence", lambda seen, row: (None, row["office_id"]), _own("title"),
        _is_official),
]
# fmt: on
