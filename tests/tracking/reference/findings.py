"""What the rules of data quality find: of the plan and of the ledger."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from appeal.models import Activity, Allocation, Indicator, RequirementRevision
from tracking.models import Evidence, ExchangeRate, Transaction

from .funding import contributions, moves, signed
from .money import allocated_from, heading_name, money_of
from .raw import Row, before
from .seen import SPENDING, Seen, whole

LARGE = Decimal(10_000)


@dataclass(frozen=True)
class Gap:
    """Of which office (None: the appeal), about what, the sentence, and since when."""

    office: Row | None
    about: str
    message: str
    since: date


Finder = Callable[[Seen], Iterator[Gap]]


def cents(amount: Decimal) -> str:
    return f"{amount:,.2f}"


def dollars(amount: Decimal) -> str:
    """Cents only where there are some."""
    return f"{amount:,.0f}" if amount == int(amount) else cents(amount)


def short_day(day: date) -> str:
    return f"{day:%d %b %Y}".lstrip("0")


def called(activity: Row) -> str:
    return f"{activity['code']} {activity['title']}"


def going(seen: Seen) -> list[Row]:
    return [row for row in seen.activities if row["hold"] != "cancelled"]


def log_days(seen: Seen, model: Any, column: str, pk: int) -> list[date]:
    """The days of the lines of a change log on a row, or on what hangs on it."""
    rows = before(seen.raw.log(model), "history_date", seen.known_at)
    return [on(seen, row["history_date"]) for row in rows if row[column] == pk]


def on(seen: Seen, instant: datetime) -> date:
    return seen.local(instant).date()


def begun_on(seen: Seen, activity: Row) -> date:
    return log_days(seen, Activity, "id", activity["id"])[0]


# Of the plan


def _of_cells(holds: Callable[[Decimal, Decimal], bool], sentence: str) -> Finder:
    """Cells by their requirement and what is allocated of it."""

    def find(seen: Seen) -> Iterator[Gap]:
        for cell in seen.cells:
            whole_of, part = seen.requirements[cell["id"]], allocated_from(seen, cell["id"])
            if whole_of is not None and part is not None and holds(whole_of, part):
                heading = seen.all_headings[cell["heading_id"]]
                office = seen.all_offices[cell["office_id"]]
                message = sentence.format(
                    whole=dollars(whole_of), part=dollars(part), rest=dollars(whole_of - part),
                    heading=heading_name(heading),
                )  # fmt: skip
                about = f"{office['code']} {heading['code']}"
                yield Gap(office, about, message, _changed_on(seen, cell))

    return find


def _changed_on(seen: Seen, cell: Row) -> date:
    revisions = before(seen.raw.table(RequirementRevision), "recorded_at", seen.known_at)
    revised = [r["effective_on"] for r in revisions if r["cell_id"] == cell["id"]]
    days = log_days(seen, Allocation, "cell_id", cell["id"])
    first = seen.appeal["published_on"] or seen.appeal["starts_on"]
    return max([first, *days[-1:], *(day for day in revised if day <= seen.as_at)])


unassigned = _of_cells(
    lambda whole_of, part: part == 0 < whole_of,
    "USD {whole} is required under {heading}, but no activity has a budget from it.",
)
overdrawn = _of_cells(
    lambda whole_of, part: part > whole_of,
    "USD {part} is budgeted under {heading}, but only {whole} is required.",
)
partly = _of_cells(
    lambda whole_of, part: 0 < part < whole_of,
    "USD {rest} of the USD {whole} under {heading} is not budgeted.",
)


def unfunded(seen: Seen) -> Iterator[Gap]:
    funded = {row["activity_id"] for row in seen.rows(Allocation)}
    for row in going(seen):
        if row["id"] not in funded:
            emptied = log_days(seen, Allocation, "activity_id", row["id"])
            since = emptied[-1] if emptied else begun_on(seen, row)
            yield Gap(row["office"], called(row), "It has no budget.", since)


def overspent(seen: Seen) -> Iterator[Gap]:
    """Open since spending passed the allocation and stayed above it."""
    for row in seen.activities:
        money, since, paid = money_of(seen)[row["id"]], None, Decimal(0)
        own = [each for each in seen.entries if each["activity_id"] == row["id"]]
        for each in sorted(own, key=lambda each: (each["value_on"], each["id"])):
            if each["kind"] in SPENDING:
                paid += each["signed"] or 0
                since = (since or each["value_on"]) if paid > money["allocated"] else None
        if money["overspent"]:
            spent, over = cents(money["spent"]), cents(money["overspent"])
            message = f"USD {spent} has been spent, USD {over} more than the budget."
            yield Gap(row["office"], called(row), message, since or seen.as_at)


def over_assigned(seen: Seen) -> Iterator[Gap]:
    for pk, given in contributions(seen).items():
        own = [
            row
            for row in moves(seen)
            if row["contribution_id"] == pk
            and row["from_office_id"] == given["office_id"]
            and row["from_heading_id"] == given["heading_id"]
        ]
        moved, is_here = whole(map(signed, own)), seen.office in (None, given["office_id"])
        there = given["given"] + given["came"]
        if moved > there and is_here:
            office = seen.all_offices.get(given["office_id"])
            message = f"USD {cents(moved)} is distributed, but only USD {cents(there)} is funded."
            about = f"{given['donor']['name']} {given['reference']}"
            yield Gap(office, about, message, max(row["effective_on"] for row in own))


def no_indicator(seen: Seen) -> Iterator[Gap]:
    measured = {row["activity_id"] for row in seen.rows(Indicator)}
    for row in going(seen):
        if row["id"] not in measured:
            message = "It has no indicator to measure its result."
            yield Gap(row["office"], called(row), message, begun_on(seen, row))


def indicative(seen: Seen) -> Iterator[Gap]:
    own = {row["activity_id"] for row in seen.allocations if row["basis"] == "indicative"}
    for row in going(seen):
        if row["id"] in own:
            amount = dollars(money_of(seen)[row["id"]]["allocated"])
            message = f"USD {amount} is an even split that no manager has confirmed."
            since = log_days(seen, Allocation, "activity_id", row["id"])[0]
            yield Gap(row["office"], called(row), message, since)


# Of the ledger


def _entry(seen: Seen, entry: Row, message: str, since: datetime) -> Gap:
    code = next(r["code"] for r in seen.every_activity if r["id"] == entry["activity_id"])
    about = f"{code}, {short_day(entry['value_on'])}, {entry['currency']} {cents(entry['amount'])}"
    return Gap(seen.all_offices[entry["office_id"]], about, message, on(seen, since))


def _in_order(seen: Seen, rows: list[Row]) -> list[Row]:
    own = {row["id"] for row in seen.cells}
    rows = [row for row in rows if row["cell_id"] in own and row["value_on"] <= seen.as_at]
    return sorted(rows, key=lambda row: (row["value_on"], row["id"]))


def standing_entries(seen: Seen) -> list[Row]:
    """Posted by then, and neither a reversal nor reversed by then."""
    rows = [row for row in seen.raw.table(Transaction) if seen.is_known(row["posted_at"])]
    undone = {row["reverses_id"] for row in rows}
    rows = [row for row in rows if not row["reverses_id"] and row["id"] not in undone]
    return _in_order(seen, rows)


def own_drafts(seen: Seen) -> list[Row]:
    """Whatever is counted: they show to those only who may see them."""
    rows = [r for r in seen.rows(Transaction) if not r["posted_at"] and r["office_id"] in seen.own]
    return _in_order(seen, rows)


def no_rate(seen: Seen) -> Iterator[Gap]:
    rates = {
        (row["currency"], row["effective_on"].replace(day=1)): row["effective_on"]
        for row in seen.rows(ExchangeRate)
    }
    for row in own_drafts(seen):
        first = rates.get((row["currency"], row["value_on"].replace(day=1)))
        if row["currency"] != "USD" and not (first and first <= row["value_on"]):
            month = f"{row['value_on']:%B %Y}"
            message = f"There is no {row['currency']} rate for {month}, so it cannot be posted."
            yield _entry(seen, row, message, row["entered_at"])


def proven(seen: Seen, column: str) -> set[int]:
    """What has evidence that was there and not withdrawn by then."""
    return {
        row[column]
        for row in before(seen.raw.table(Evidence), "added_at", seen.known_at)
        if row[column] and not (row["withdrawn_at"] and seen.is_known(row["withdrawn_at"]))
    }


def no_evidence(seen: Seen) -> Iterator[Gap]:
    for row in standing_entries(seen):
        if row["usd_amount"] >= LARGE and row["id"] not in proven(seen, "transaction_id"):
            usd = cents(row["usd_amount"])
            message = f"USD {usd} is posted without any evidence attached."
            yield _entry(seen, row, message, row["posted_at"])


def own_draft(seen: Seen) -> Iterator[Gap]:
    for row in standing_entries(seen):
        if row["posted_by_id"] == row["entered_by_id"]:
            who = seen.people[row["posted_by_id"]]["username"]
            yield _entry(seen, row, f"{who} entered and posted it.", row["posted_at"])


def unusual(seen: Seen) -> Iterator[Gap]:
    """Entries, then allocations lowered below what is spent, then rates of the year."""
    for row in [*standing_entries(seen), *own_drafts(seen)]:
        if row["unusual_reason"]:
            yield _entry(seen, row, _kept(row), row["entered_at"])
    yield from _lowered(seen)
    first, last = seen.appeal["starts_on"], min(seen.as_at, seen.appeal["closes_on"])
    rates = [r for r in seen.rows(ExchangeRate) if first <= r["effective_on"] <= last]
    for row in sorted(rates, key=lambda row: (row["effective_on"], row["currency"])):
        if row["unusual_reason"] and not seen.office:
            about = f"{row['currency']}, {short_day(row['effective_on'])}"
            yield Gap(None, about, _kept(row), row["effective_on"])


def _lowered(seen: Seen) -> Iterator[Gap]:
    own = {row["id"]: row for row in seen.cells}
    codes = {row["id"]: row["code"] for row in seen.every_activity}
    rows = [row for row in seen.allocations if row["lowered_reason"] and row["cell_id"] in own]
    for row in sorted(rows, key=lambda row: codes[row["activity_id"]]):
        cell = own[row["cell_id"]]
        about = f"{codes[row['activity_id']]} {seen.all_headings[cell['heading_id']]['code']}"
        message = (
            f"USD {cents(row['amount'])} is less than what was spent."
            f" Reason given: “{row['lowered_reason']}”"
        )
        since = log_days(seen, Allocation, "id", row["id"])[-1]
        yield Gap(seen.all_offices[cell["office_id"]], about, message, since)


QUESTIONS = {
    "below_spent": "USD {spent} of this is already spent: the new amount is USD {less} too low.",
    "far_from_last_rate": "This is {times} times the last rate of {currency} ({rate} of {day}).",
    "twice": (
        "{other} has the same activity, date, payee, amount and reference. Was this already"
        " entered?"
    ),
}


def _kept(row: Row) -> str:
    """The year asks in the words that the figures hold already."""
    asked = " ".join(QUESTIONS[each["rule"]].format(**each["figures"]) for each in row["asked"])
    return f"{asked} Reason given: “{row['unusual_reason']}”"
