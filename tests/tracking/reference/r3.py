"""R3, the activity tracker."""

from decimal import Decimal
from typing import Any

from appeal.models import Activity, Country, Partner

from .expected import Book, Value, table
from .money import elapsed, money_of, planned_part
from .progress import flags, judgement, lines_of, pending, progress, status
from .r2 import sorting
from .raw import Row
from .seen import Seen, whole_or_none
from .words import BASES, COLOURS, STATUSES

FLAGS = {
    "Schedule status": "schedule",
    "Results status": "results",
    "Progress status": "progress",
    "Spend status": "spend",
    "Overall status": "overall",
}
SUMMED = {"Budgeted": "allocated", "Committed": "committed", "Spent": "spent",
          "Balance": "balance"}  # fmt: skip


def tracker(seen: Seen) -> Book:
    money = money_of(seen)
    totals = {
        title: whole_or_none(money[row["id"]][name] for row in seen.activities)
        for title, name in SUMMED.items()
    }
    columns = _named(seen) | _figures(seen) | _told(seen)
    return {
        "Activities": table(
            seen.activities,
            columns,
            totals=totals,
            controls=[("Activities", len(seen.activities))],
        )
    }


def _related(seen: Seen, name: str, model: Any, column: str) -> dict[int, list[str]]:
    """The names of what each activity is related to, sorted."""
    through = Activity._meta.get_field(name).remote_field.through
    rows = seen.raw.by_id(model)
    found: dict[int, list[str]] = {}
    for row in seen.raw.table(through):
        other = rows[row[f"{model._meta.model_name}_id"]][column]
        found.setdefault(row["activity_id"], []).append(other)
    return {pk: sorted(names, key=sorting) for pk, names in found.items()}


def _joined(words: list[str]) -> str | None:
    return ", ".join(dict.fromkeys(words)) or None


def _named(seen: Seen) -> dict[str, Value]:
    partners = _related(seen, "partners", Partner, "name_en")
    countries = _related(seen, "countries", Country, "code")
    held = {row["activity_id"] for row in seen.allocations if row["basis"] == "indicative"}
    money = money_of(seen)

    def basis(row: Row) -> str | None:
        if not money[row["id"]]["allocated"]:
            return None
        return "indicative" if row["id"] in held else "confirmed"

    return {
        "Office code": lambda row: row["office"]["code"],
        "Office": lambda row: row["office"]["name_en"],
        "Priority": lambda row: row["priority"]["code"],
        "Activity": lambda row: row["code"],
        "Title": lambda row: row["title"],
        "Headings": lambda row: _joined([h["code"] for h, _basis in row["priority"]["headings"]]),
        "Heading basis": lambda row: _joined([BASES[b] for _h, b in row["priority"]["headings"]]),
        "Lead": lambda row: row["lead"] or None,
        "Finance code": lambda row: row["finance_code"] or None,
        "Partners": lambda row: _joined(partners.get(row["id"], [])),
        "Countries": lambda row: _joined(countries.get(row["id"], [])),
        "Start": lambda row: row["starts_on"],
        "End": lambda row: row["ends_on"],
        "Status": lambda row: STATUSES[status(seen, row)],
        "Budgeted": lambda row: money[row["id"]]["allocated"],
        "Budget basis": basis,
    }


def _figures(seen: Seen) -> dict[str, Value]:
    money = money_of(seen)

    def apart(row: Row) -> Decimal | None:
        delivery, percent = money[row["id"]]["delivery"], progress(seen, row)[0]
        return None if delivery is None or percent is None else delivery * 100 - percent

    def percent(row: Row) -> Decimal | None:
        told = progress(seen, row)[0]
        return None if told is None else Decimal(told) / 100

    return {
        "Committed": lambda row: money[row["id"]]["committed"],
        "Spent": lambda row: money[row["id"]]["spent"],
        "Balance": lambda row: money[row["id"]]["balance"],
        "Delivery": lambda row: money[row["id"]]["delivery"],
        "Progress": percent,
        "Progress period": lambda row: progress(seen, row)[1],
        "Elapsed": lambda row: elapsed(row, seen.as_at),
        "Planned part": lambda row: planned_part(row, seen.as_at),
        "Delivery minus progress": apart,
    }


def _told(seen: Seen) -> dict[str, Value]:
    def last(row: Row) -> Row | None:
        lines = lines_of(seen, row)
        return lines[-1] if lines else None

    def updated_on(row: Row) -> Any:
        line = last(row)
        return seen.day(line["updated_at"]) if line else None

    def days_since(row: Row) -> int | None:
        day = updated_on(row)
        return max(0, (seen.as_at - day).days) if day else None

    def issues(row: Row) -> str | None:
        line = last(row)
        return line["issues"] or None if line else None

    def coming(row: Row, name: str) -> Any:
        rows = [each for each in pending(seen, row) if each["due_on"] >= seen.as_at]
        return min(rows, key=lambda each: (each["due_on"], each["order"]))[name] if rows else None

    def judged(row: Row) -> str | None:
        given = judgement(seen, row)
        if given is None:
            return None
        who = seen.people[given["by_id"]]["username"]
        return f"{COLOURS[given['colour']]}: {given['reason']} ({who})"

    columns: dict[str, Value] = {"Last update": updated_on, "Days since": days_since}
    for title, name in FLAGS.items():
        columns[title] = lambda row, name=name: COLOURS.get(flags(seen)[row["id"]][name])
    return columns | {
        "Assessment changed": judged,
        "Next milestone": lambda row: coming(row, "title"),
        "Milestone due": lambda row: coming(row, "due_on"),
        "Issues": issues,
    }
