"""R14, the change log: a row for each field that was changed."""

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from appeal.models import (
    Activity,
    Allocation,
    CompactObjective,
    Country,
    Indicator,
    IndicatorTarget,
    Milestone,
    Partner,
    SdgTarget,
)
from tracking.models import Contribution, CostCategory, Flow, StatusOverride

from .expected import Book, Value, table
from .logs import LOGS, Journal, find, gift
from .money import heading_name
from .raw import Row
from .seen import Seen
from .words import CHANGED, CHOICES, FLOWS

DONE = {"+": "added", "~": "changed", "-": "deleted"}
# They repeat who wrote the line and when, or name a file as only the machine knows it.
LEFT_OUT = {"version", "updated_by_id", "updated_at", "file"}
RELATED: dict[str, tuple[Any, str]] = {
    "countries": (Country, "{name_en}"),
    "partners": (Partner, "{name_en}"),
    "sdg_targets": (SdgTarget, "{code} {title_en}"),
    "compact_objectives": (CompactObjective, "{number} {title_en}"),
}
MONEY = {"amount", "usd", "usd_amount"}
GRANTS = {"giver_id", "grant_id", "receiver_id"}
Change = tuple[str, Any, Any]


def change_log(seen: Seen) -> Book:
    """Everything, whatever the dates: the newest first."""
    rows = [(line, change) for line in changes(seen) for change in line["changes"] or [(None,) * 3]]
    columns: dict[str, Value] = {
        "When": lambda row: seen.local(row[0]["key"][0]),
        "Who": lambda row: row[0]["who"],
        "Through": lambda row: row[0]["door"],
        "What": lambda row: row[0]["kind"],
        "Done": lambda row: row[0]["done"],
        "Name": lambda row: row[0]["name"],
        "Field": lambda row: row[1][0],
        "From": lambda row: row[1][1],
        "To": lambda row: row[1][2],
    }
    return {"Changes": table(rows, columns, controls=[("Changes", len(rows))])}


def changes(seen: Seen) -> list[Row]:
    """The lines of all logs as one, the newest first, with what each changed."""
    seen = Seen(
        seen.raw, appeal=seen.appeal["id"], as_at=date(2999, 1, 1), include="official",
        own=seen.own, office=seen.office,
    )  # fmt: skip
    lines = [line for rank, log in enumerate(LOGS) for line in _lines(seen, rank, log)]
    return sorted(lines, key=lambda line: line["key"], reverse=True)


def _lines(seen: Seen, rank: int, log: Journal) -> Iterator[Row]:
    last: dict[int, Row] = {}
    for row in seen.raw.table(log.model) if log.facts else seen.raw.log(log.model):
        before = last.get(row["id"])
        last[row["id"]] = row
        appeal, office = place = log.belongs(seen, row)
        is_here = appeal in (None, seen.appeal["id"]) and seen.office in (None, office)
        if is_here and log.is_seen(seen, row, place):
            who = row[log.by]
            yield {
                "key": (row[log.at], rank, row["id" if log.facts else "history_id"]),
                "who": seen.people[who]["username"] if who else None,
                "door": None if log.facts else row["door"],
                "kind": log.kind,
                "done": "added" if log.facts else DONE[row["history_type"]],
                "name": log.called(seen, row),
                "activity": _activity(seen, log, row),
                "changes": list(_changes(seen, log, before, row)),
            }


def _activity(seen: Seen, log: Journal, row: Row) -> int | None:
    """The activity whose plan or status it is of."""
    if log.model is IndicatorTarget:
        row = find(seen, Indicator, row["indicator_id"])
    own = log.model in (Allocation, Milestone, Indicator, IndicatorTarget, StatusOverride)
    return row["id"] if log.model is Activity else row["activity_id"] if own else None


def _changes(seen: Seen, log: Journal, before: Row | None, row: Row) -> Iterator[Change]:
    if log.facts:
        for name in log.facts:
            if row[name] not in (None, ""):
                yield CHANGED[log.kind, name], None, _text(seen, log, name, row[name])
    elif before and row["history_type"] != "-":
        for name in (field.attname for field in log.model._meta.concrete_fields):
            if name not in LEFT_OUT and before[name] != row[name]:
                old, new = (_text(seen, log, name, each[name]) for each in (before, row))
                yield CHANGED[log.kind, name], old, new
        yield from _relations(seen, log, before, row)
        if row["history_change_reason"]:
            yield "reason", None, row["history_change_reason"]


def _relations(seen: Seen, log: Journal, before: Row, row: Row) -> Iterator[Change]:
    for field in getattr(log.model.history.model, "_history_m2m_fields", []):
        kept = log.model.history.model.__dict__[field.name].model
        model, shape = RELATED[field.name]
        column, others = f"{model._meta.model_name}_id", seen.raw.by_id(model)
        named: dict[int, list[str]] = {before["history_id"]: [], row["history_id"]: []}
        for pk in named:
            for each in seen.raw.grouped(kept, "history_id").get(pk, []):
                named[pk].append(shape.format(**others[each[column]]))
        old, new = (", ".join(sorted(named[each["history_id"]])) for each in (before, row))
        if old != new:
            yield CHANGED[log.kind, field.name], old or None, new or None


def _text(seen: Seen, log: Journal, name: str, value: Any) -> str | None:
    if value in (None, ""):
        return CHOICES.get((log.kind, name), {}).get("")
    if (log.kind, name) in CHOICES:
        return CHOICES[log.kind, name][value]
    if name.endswith("_by_id"):
        return seen.people[value]["username"]
    if name in GRANTS:
        return gift(seen, find(seen, Contribution, value))
    if name == "category_id":
        return str(seen.raw.by_id(CostCategory)[value]["title"])
    if name.endswith("office_id"):
        return seen.all_offices[value]["name_en"]
    if name.endswith("heading_id"):
        return heading_name(seen.all_headings[value])
    if name == "reverses_id":
        return _reversed(seen, log, value)
    if name == "phasing":
        return "; ".join(f"{month}: {_whole(usd)}" for month, usd in sorted(value.items())) or None
    if name in MONEY:
        return f"{value:,.2f}"
    if isinstance(value, datetime):
        return str(seen.local(value))
    if isinstance(value, Decimal):
        return f"{value:,.6f}".rstrip("0").rstrip(".")
    return str(value)


def _whole(usd: Decimal) -> str:
    return f"{usd:,.2f}".removesuffix(".00")


def _reversed(seen: Seen, log: Journal, pk: int) -> str:
    original = find(seen, log.model, pk)
    about = log.called(seen, original)
    if log.model is Flow:
        return f"{about}: {FLOWS[original['kind']]} {original['amount']:,.2f}"
    return f"{about}: {original['amount']:,.2f}"
