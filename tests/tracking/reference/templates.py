"""T1 to T5: entries, rates, contributions, activities and their money, how results are measured."""

from collections.abc import Callable
from datetime import date
from typing import Any

from appeal.models import Allocation, CoreIndicator, Indicator, IndicatorTarget, Milestone
from tracking.models import Contribution, Donor, ExchangeRate

from .entries import entries, named, short
from .forms import Box, Form, form, numbered
from .money import heading_name
from .r2 import sorting
from .r5 import MEASURES
from .raw import Row
from .seen import Seen
from .words import FLOWS, HOLDS

DONORS = {
    "government": "government",
    "multilateral": "multilateral body or fund",
    "private": "private sector or foundation",
    "other": "other",
}

EARMARKINGS = {
    "unearmarked": "unearmarked",
    "softly": "softly earmarked",
    "earmarked": "earmarked",
    "tightly": "tightly earmarked",
}

DIRECTIONS = {"up": "should rise", "down": "should fall"}
ACCUMULATIONS = {
    "sum": "periods add up", "latest": "the latest counts", "max": "the highest counts"
}  # fmt: skip
QUARTERS = {
    "2020-Q1": date(2020, 3, 31), "2020-Q2": date(2020, 6, 30), "2020-Q3": date(2020, 9, 30),
    "2020-Q4": date(2020, 12, 31),
}  # fmt: skip


def many_entries(seen: Seen) -> dict[str, Form]:
    return {"Entries": entries(seen, "entries", 100)}


def rates(seen: Seen) -> dict[str, Form]:
    """Those of the months in which the appeal spends, the newest first."""
    first, last = seen.appeal["starts_on"], seen.appeal["closes_on"]
    rows = [r for r in seen.raw.table(ExchangeRate) if first <= r["effective_on"] <= last]
    rows.sort(key=lambda row: (-row["effective_on"].toordinal(), row["currency"]))
    boxes = {
        "Currency": Box("currency", lambda row: row["currency"], "text"),
        "Effective on": Box("effective_on", lambda row: row["effective_on"], "day"),
        "Units per USD": Box("rate", lambda row: row["rate"], "rate"),
        "Source": Box("source", lambda row: row["source"], "text"),
        "Reason (if unusual)": Box("unusual_reason", lambda row: row["unusual_reason"] or None,
                                 "text"),
        **numbered(lambda row: row["id"], lambda row: str(row["version"])),
    }  # fmt: skip
    return {"Exchange rates": form("rates", boxes, rows, spare=100)}


def contributions(seen: Seen) -> dict[str, Form]:
    """The contributions of the appeal; what flowed is recorded for good, and not shown again."""
    donors = seen.raw.by_id(Donor)
    rows = [
        row | {"donor": donors[row["donor_id"]]["name"]}
        for row in seen.raw.table(Contribution)
        if row["appeal_id"] == seen.appeal["id"]
    ]
    rows.sort(key=lambda row: (sorting(row["donor"]), row["id"]))
    offices = {
        row["code"]: short(f"{row['code']} {row['name_en']}")
        for row in (seen.all_offices[section["office_id"]] for section in seen.sections)
    }
    headings = {row["code"]: short(heading_name(row)) for row in seen.headings}

    def earmarked(row: Row, of: str, labels: dict[str, str]) -> str | None:
        held = {"office": seen.all_offices, "heading": seen.all_headings}[of]
        return labels[held[row[f"{of}_id"]]["code"]] if row[f"{of}_id"] else None

    given = {
        "Reference": Box("reference", lambda row: row["reference"] or None, "text"),
        "Donor": Box("donor", lambda row: row["donor"], "text"),
        "Kind of the new donor": Box("new_donor_kind", asks="choice", choices=DONORS),
        "Currency": Box("currency", lambda row: row["currency"], "text"),
        "Earmarked to the office": Box(
            "office", lambda row: earmarked(row, "office", offices), "choice", offices
        ),
        "Earmarked to the heading": Box(
            "heading", lambda row: earmarked(row, "heading", headings), "choice", headings
        ),
        "Project code": Box("project_code", lambda row: row["project_code"] or None, "text"),
        "Starts on": Box("starts_on", lambda row: row["starts_on"], "day"),
        "Ends on": Box("ends_on", lambda row: row["ends_on"], "day"),
        "Extended to": Box("extended_to", lambda row: row["extended_to"], "day"),
        "Reporting currency": Box(
            "reporting_currency", lambda row: row["reporting_currency"] or None, "text"
        ),
        "Overhead rate": Box("overhead_rate", lambda row: row["overhead_rate"], "percentage"),
        "Earmarking": Box(
            "earmarking", lambda row: EARMARKINGS.get(row["earmarking"]), "choice", EARMARKINGS
        ),
        "Note": Box("note", lambda row: row["note"] or None, "text"),
        **numbered(lambda row: row["id"], lambda row: str(row["version"])),
    }
    flowed = {
        "Contribution": Box("contribution", asks="text"),
        "Kind": Box("kind", asks="choice", choices=FLOWS),
        "Value date": Box("value_on", asks="day"),
        "Amount": Box("amount", asks="amount"),
        "Note": Box("note", asks="text"),
        **numbered(lambda row: row["id"], lambda row: str(row["version"])),
    }
    shared = {
        "Contribution": Box("contribution", asks="text"),
        "From the office": Box("office", asks="choice", choices=offices),
        "From the heading": Box("heading", asks="choice", choices=headings),
        "To the appeal": Box("appeal", asks="text"),
        "Amount": Box("amount", asks="amount"),
        "Effective on": Box("effective_on", asks="day"),
        "Reason": Box("reason", asks="text"),
        **numbered(lambda row: row["id"], lambda row: str(row["id"])),
    }
    return {
        "Contributions": form("contributions", given, rows, spare=60),
        "Flows": form("flows", flowed, [], spare=60),
        # No part of the year that is told belongs to another appeal.
        "Parts of other appeals": form("parts", shared, [], spare=60),
    }


def plan(seen: Seen) -> dict[str, Form]:
    return {"Activities": _activities(seen), "Budgets": _allocations(seen)}


SPARE = 20
MONTHS = [f"2020-{number:02d}" for number in range(1, 13)]


def new_name(number: int) -> str:
    return f"NEW-{number}"


def _activities(seen: Seen) -> Form:
    own = [row for row in seen.priorities.values() if row["section"]["office_id"] == seen.office]
    own.sort(key=lambda row: row["order"])
    priorities = {row["code"]: named(row["code"], row["title_en"]) for row in own}

    def priority(row: Row) -> str:
        return f"{row['priority']['code']} {row['priority']['title_en']}"

    boxes = {
        "Activity": Box("code", lambda row: row["code"]),
        "Priority": Box("priority", priority, "choice", priorities),
        "Title": Box("own_title", lambda row: row["own_title"] or None, "text"),
        "Lead": Box("lead", lambda row: row["lead"] or None, "text"),
        "Finance code": Box("finance_code", lambda row: row["finance_code"] or None, "text"),
        "Starts on": Box("starts_on", lambda row: row["starts_on"], "day"),
        "Ends on": Box("ends_on", lambda row: row["ends_on"], "day"),
        "Suspended or cancelled": Box("hold", lambda row: HOLDS.get(row["hold"]), "choice", HOLDS),
        "Reason": Box("reason", lambda row: None, "text"),
        "Description": Box("description", lambda row: row["description"] or None, "text"),
        **{month: _planned_for(month) for month in MONTHS},
        **numbered(lambda row: row["id"], lambda row: str(row["version"])),
    }
    return form("activities", boxes, seen.activities, spare=SPARE, empty={"Activity": new_name})


def _planned_for(month: str) -> Box:
    return Box(month, lambda row: row["phasing"].get(month), "amount")


def _allocations(seen: Seen) -> Form:
    codes = {row["id"]: row["code"] for row in seen.activities}
    place = {pk: number for number, pk in enumerate(codes)}
    cells = {row["id"]: seen.all_headings[row["heading_id"]] for row in seen.cells}
    rows = [row for row in seen.raw.table(Allocation) if row["cell_id"] in cells]
    rows.sort(key=lambda r: (place[r["activity_id"]], cells[r["cell_id"]]["order"]))
    activities = {row["code"]: named(row["code"], row["title"]) for row in seen.activities}
    headings = {row["code"]: short(heading_name(row)) for row in cells.values()}
    new = {new_name(number): new_name(number) for number in range(1, SPARE + 1)}
    boxes = {
        "Activity": Box("activity", lambda row: activities[codes[row["activity_id"]]], "choice",
                        activities | new),
        "Paid from": Box("heading", lambda row: headings[cells[row["cell_id"]]["code"]], "choice",
                         headings),
        "Budgeted": Box("amount", lambda row: row["amount"], "amount"),
        "Confirmed": Box("confirmed",
                         lambda row: "yes" if row["basis"] == "confirmed" else None, "choice",
                         {"yes": "yes"}),
        "Reason (if unusual)": Box("unusual_reason", asks="text"),
        **numbered(lambda row: row["id"], lambda row: str(row["version"])),
    }  # fmt: skip
    return form("allocations", boxes, rows, spare=SPARE)


def results(seen: Seen) -> dict[str, Form]:
    return {"Indicators": _indicators(seen), "Milestones": _milestones(seen)}


def _indicators(seen: Seen) -> Form:
    activities, rows = _parts(seen, Indicator)
    cores = {
        row["code"]: short(named(row["code"], row["title_en"]))
        for row in sorted(seen.raw.table(CoreIndicator), key=lambda row: row["order"])
        if row["appeal_id"] == seen.appeal["id"]
    }
    codes = {row["id"]: row["code"] for row in seen.raw.table(CoreIndicator)}
    targets = seen.raw.grouped(IndicatorTarget, "indicator_id")

    def target(ends_on: date) -> Callable[[Row], Any]:
        return lambda row: next(
            (each["value"] for each in targets.get(row["id"], []) if each["ends_on"] == ends_on),
            None,
        )

    def stamp(row: Row) -> str:
        own = sorted(targets.get(row["id"], []), key=lambda each: each["ends_on"])
        return "-".join(str(each["version"]) for each in (row, *own))

    core = Box("core", lambda row: cores.get(codes.get(row["core_id"])), "choice", cores)
    boxes = {
        "Activity": Box("activity", lambda row: activities[row["activity"]], "choice", activities),
        **{
            f"{label} in {language}": _worded(f"{name}_{code}")
            for label, name in (("Title", "title"), ("Unit", "unit"))
            for language, code in (("English", "en"), ("Spanish", "es"), ("French", "fr"))
        },
        "Measure": _one_of("measure", MEASURES),
        "Direction": _one_of("direction", DIRECTIONS),
        "Accumulation over periods": _one_of("accumulation", ACCUMULATIONS),
        **({"Core indicator": core} if cores else {}),
        "Baseline": Box("baseline", lambda row: row["baseline"], "quantity"),
        "Target": Box("target", lambda row: row["target"], "quantity"),
        **{
            f"Target of {period}": Box(f"target_by_{ends_on:%Y_%m_%d}", target(ends_on), "quantity")
            for period, ends_on in QUARTERS.items()
        },
        **{
            f"Broken down by {words}": Box(
                name, lambda row, name=name: "yes" if row[name] else None, "choice", {"yes": "yes"}
            )
            for words, name in (
                ("sex", "by_sex"), ("age group", "by_age_group"), ("disability", "by_disability"),
                ("nationality", "by_nationality"),
            )
        },
        "Means of verification": _worded("means_of_verification"),
        **numbered(lambda row: row["id"], stamp),
    }  # fmt: skip
    return form("indicators", boxes, rows, spare=200)


def _milestones(seen: Seen) -> Form:
    activities, rows = _parts(seen, Milestone)
    boxes = {
        "Activity": Box("activity", lambda row: activities[row["activity"]], "choice", activities),
        "Milestone": Box("title", lambda row: row["title"], "text"),
        "Due on": Box("due_on", lambda row: row["due_on"], "day"),
        **numbered(lambda row: row["id"], lambda row: str(row["version"])),
    }
    return form("milestones", boxes, rows, spare=200)


def _parts(seen: Seen, model: Any) -> tuple[dict[str, str], list[Row]]:
    """The activities of the office by code, and what belongs to them, in order."""
    activities = {row["code"]: named(row["code"], row["title"]) for row in seen.activities}
    by_activity = seen.raw.grouped(model, "activity_id")
    return activities, [
        row | {"activity": activity["code"]}
        for activity in seen.activities
        for row in sorted(by_activity.get(activity["id"], []), key=lambda row: row["order"])
    ]


def _worded(name: str) -> Box:
    return Box(name, lambda row: row[name] or None, "text")


def _one_of(name: str, labels: dict[str, str]) -> Box:
    return Box(name, lambda row: labels[row[name]], "choice", labels)
