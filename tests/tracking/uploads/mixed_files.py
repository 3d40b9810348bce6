"""Filled files with rows of every kind, and what is to be said of each row."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from tests.tracking.reference.money import money_of
from tests.tracking.reference.seen import Seen
from tests.tracking.uploads.mixed import CHANGES, Mixed

NO_CURRENCY = "“QQQ” is not an ISO 4217 currency. Enter its three letters, such as GTQ."
COPY = "This row is in the file more than once. Delete the copies."
TWO_WAYS = "“1,234” could mean thousands or three decimals. Enter it as a number."
# Of the whole appeal on its last day, drafts counted.
Books = Seen


def balance(books: Books, code: str) -> Decimal:
    return _money(books, code)["balance"]


def _money(books: Books, code: str) -> Any:
    (activity,) = (row for row in books.every_activity if row["code"] == code)
    return money_of(books)[activity["id"]]


def missing(name: str, heading: str) -> tuple[str, str]:
    return name, f"“{heading}” is missing. Fill it in."


VOUCHER = {"value_on": date(2020, 8, 3), "activity": "GT-1.1", "cell": "O1",
           "kind": "expenditure", "amount": 120}  # fmt: skip


def money(books: Books, sheet: str) -> tuple[dict, dict, dict]:
    """Rows that are right, that cannot be read, that are asked about, and copies."""
    filled = {
        (sheet, 0): VOUCHER | {"reference": "V-1", "currency": "USD"},
        (sheet, 1): VOUCHER | {"amount": "1,234"},
        (sheet, 2): VOUCHER | {"amount": 9_000_000, "counterpart": "New payee"},
        (sheet, 3): VOUCHER | {"amount": 7, "currency": "QQQ"},
        (sheet, 4): VOUCHER | {"amount": 8, "currency": "QQQ"},
        (sheet, 6): VOUCHER | {"activity": "GT-2.1", "amount": "GTQ 50"},
        (sheet, 7): {"note": "Nothing else"},
        (sheet, 8): VOUCHER | {"reference": "V-1", "currency": "USD"},
    }
    left = balance(books, "GT-1.1") - 120
    passes = (
        "USD {:,.2f} is more than the balance of GT-1.1 from O1: USD {:,.2f} of a budget of"
        " USD 1,500,000.00, including drafts."
    )  # fmt: skip
    said: dict = {
        (sheet, 0): ["new", CHANGES],
        (sheet, 1): ["error", ("amount", TWO_WAYS)],
        (sheet, 2): [
            "new",
            ("amount", "USD 9,000,000.00 is 750 times the largest amount of GT-1.1 from O1 so far"
                       " (USD 12,000.00)."),
            ("amount", passes.format(9_000_000, left)),
            CHANGES,
        ],
        # What else is wrong is said of the first one only: a copy repeats it.
        (sheet, 3): ["error", ("value_on", COPY), ("currency", NO_CURRENCY)],
        (sheet, 4): ["error", ("value_on", COPY)],
        (sheet, 6): ["error", ("amount", (
            "“GTQ 50” is in GTQ, but the currency here is USD. Enter the amount in USD or"
            " correct the currency."
        ))],
        (sheet, 7): [
            "error",
            *(missing(name, heading) for name, heading in (
                ("value_on", "Value date"), ("activity", "Activity"), ("cell", "Paid from"),
                ("kind", "Kind"), ("amount", "Amount"),
            )),
        ],
        (sheet, 8): [
            "new",
            ("amount", (
                "Row 6 of the file has the same activity, date, payee, amount and reference."
                " Was this already entered?"
            )),
            ("amount", passes.format(120, left - 9_000_000)),
            CHANGES,
        ],
    }  # fmt: skip
    return filled, said, {(sheet, 4): 3}


def entries(books: Books) -> Mixed:
    filled, said, same_key = money(books, "entries")
    return Mixed("T1", "finance.gt", filled, said, office="GT", same_key=same_key)


def entries_applied(books: Books) -> Mixed:
    filled, said, _same = money(books, "entries")
    right = {("entries", row): filled["entries", row] for row in (0, 2)}
    return Mixed("T1", "finance.gt", right, {place: said[place] for place in right}, office="GT",
                 is_applied=True, reason="Agreed.")  # fmt: skip


def report(books: Books) -> Mixed:
    spend, said, same_key = money(books, "spend")
    filled: dict = spend | {
        ("progress", 0): {"percent": 65},
        ("progress", 3): {"percent": 140},
        ("progress", 4): {"percent": 20, "status": "ongoing", "narrative": "Began."},
        ("progress", 5): {"percent": 10},
        ("progress", 6): {"percent": 11},
        ("indicators", 0): {"value": 9, "age_group_0-4": 1, "nationality": "HN 3"},
        ("indicators", 1): {"numerator": "1,234"},
        ("indicators", 2): {"answer": "no"},
        ("milestones", 2): {"achieved_on": date(2020, 8, 1)},
        ("milestones", 3): {"achieved_on": date(2031, 1, 1)},
    }
    said |= {
        ("progress", 0): ["changed", CHANGES],
        ("progress", 3): ["error", ("percent", "The highest possible value is 100.")],
        ("progress", 4): ["new", CHANGES],
        ("progress", 5): ["error", ("percent", COPY)],
        ("progress", 6): ["error", ("percent", COPY)],
        ("indicators", 0): ["changed", CHANGES],
        ("indicators", 1): ["error", ("numerator", TWO_WAYS)],
        ("indicators", 2): ["changed", CHANGES],
        ("milestones", 2): ["changed", CHANGES],
        ("milestones", 3): ["error", ("achieved_on", (
            "1 Jan 2031 is after the period, which ends on 30 Sep 2020. Report it in a later"
            " period."
        ))],
    }  # fmt: skip
    return Mixed("R12", "reporter.gt", filled, said, office="GT", period="Q3",
                 same_key=same_key | {("progress", 6): 5})  # fmt: skip


def report_copied(_books: Books) -> Mixed:
    """A row of an activity copied below the last one, without a key and with one of its own."""
    own = "11111111-2222-4333-8444-555555555555"
    filled: dict = {
        ("progress", 0): {"percent": 65},
        ("progress", 8): {"activity": "GT-1.1", "percent": 5},
        ("progress", 9): {"activity": "GT-1.1", "percent": 6, "key": own},
    }
    twice = ("activity", "This activity is here twice. Remove one of the rows.")
    said: dict = {
        ("progress", 0): ["changed", CHANGES],
        ("progress", 8): [
            "error",
            ("percent", "This row is not from the template. Use one of the template's rows."),
            twice,
        ],
        ("progress", 9): ["error", twice],
    }
    return Mixed("R12", "reporter.gt", filled, said, office="GT", period="Q3")


def report_applied(_books: Books) -> Mixed:
    filled: dict = {
        ("progress", 0): {"percent": 65, "issues": "CLEAR"},
        ("progress", 4): {"percent": 20, "status": "ongoing", "narrative": "Began."},
        ("indicators", 0): {"value": 9, "sex_female": 2},
        ("indicators", 2): {"answer": "no"},
        ("milestones", 2): {"achieved_on": date(2020, 8, 1)},
        ("spend", 3): VOUCHER,
    }
    said = {place: ["changed", CHANGES] for place in filled}
    said |= {("progress", 4): ["new", CHANGES], ("spend", 3): ["new", CHANGES]}
    return Mixed("R12", "reporter.gt", filled, said, office="GT", period="Q3", is_applied=True)


GTQ = {"currency": "GTQ", "effective_on": date(2020, 6, 1), "rate": 7.8}
FAR = ("rate", "This is 10 times the last rate of GTQ (7.80 of 1 Jun 2020).")


def rates(_books: Books) -> Mixed:
    """Six rates are kept; then the empty rows."""
    filled: dict = {
        ("rates", 0): {"rate": 0.94},
        ("rates", 2): {"rate": "many"},
        ("rates", 6): GTQ,
        ("rates", 7): GTQ | {"effective_on": date(2020, 7, 1), "rate": 78},
        ("rates", 9): {"currency": "EUR", "effective_on": date(2020, 5, 1), "rate": 0.95},
        ("rates", 10): {"currency": "QQQ"},
        ("rates", 11): GTQ | {"effective_on": date(2020, 8, 1)},
        ("rates", 12): GTQ | {"effective_on": date(2020, 9, 1)},
        ("rates", 13): {"currency": "EUR", "effective_on": date(2020, 3, 1), "rate": 0.91},
    }
    said: dict = {
        ("rates", 0): ["changed", CHANGES],
        ("rates", 2): ["error", ("rate", "“many” is not a number.")],
        ("rates", 6): ["new", CHANGES],
        ("rates", 7): ["new", FAR, CHANGES],
        ("rates", 9): ["conflict", ("rate", (
            "EUR 1 May 2020 is already saved as 0.94 (UN operational rate). Edit that rate if"
            " necessary."
        ))],
        ("rates", 10): [
            "error",
            ("currency", NO_CURRENCY),
            missing("effective_on", "Effective on"),
            missing("rate", "Units per USD"),
        ],
        ("rates", 11): ["error", ("currency", COPY)],
        ("rates", 12): ["error", ("currency", COPY)],
    }  # fmt: skip
    return Mixed("T2", "manager.ro", filled, said, same_key={("rates", 12): 11})


def rates_applied(_books: Books) -> Mixed:
    filled: dict = {
        ("rates", 0): {"rate": 0.94},
        ("rates", 6): GTQ,
        ("rates", 8): GTQ | {"effective_on": date(2020, 7, 1), "rate": 78},
    }
    said: dict = {
        ("rates", 0): ["changed", CHANGES],
        ("rates", 6): ["new", CHANGES],
        ("rates", 8): ["new", FAR, CHANGES],
    }
    return Mixed("T2", "manager.ro", filled, said, is_applied=True, reason="As published.")


GRANT = {"reference": "N-1", "donor": "New Fund", "new_donor_kind": "government"}
PLEDGE = {"contribution": "N-1", "kind": "pledge", "value_on": date(2020, 8, 1), "amount": 1500}


def contributions(_books: Books) -> Mixed:
    """Six contributions are recorded; then the empty rows."""
    filled: dict = {
        ("contributions", 0): {"note": "Late"},
        ("contributions", 1): {"heading": "O2"},
        ("contributions", 6): GRANT,
        ("contributions", 7): {"reference": "N-2", "donor": "Newer Fund"},
        ("contributions", 8): GRANT | {"reference": "N-3"},
        ("contributions", 9): GRANT | {"reference": "N-4"},
        ("flows", 0): PLEDGE,
        ("flows", 1): PLEDGE | {"contribution": "N-2"},
        ("flows", 2): PLEDGE | {"contribution": "Nobody's"},
        ("flows", 4): {"contribution": "B-1", "amount": -3},
        ("flows", 5): PLEDGE | {"contribution": "B-1", "amount": 10},
        ("flows", 6): PLEDGE | {"contribution": "B-1", "amount": 11},
    }
    said: dict = {
        ("contributions", 0): ["changed", CHANGES],
        ("contributions", 1): ["error", ("heading", (
            "Pledges, commitments or receipts are already recorded, so the earmarking cannot"
            " change."
        ))],
        ("contributions", 6): ["new", CHANGES],
        ("contributions", 7): ["error", ("new_donor_kind", "Choose what kind of donor this is.")],
        ("contributions", 8): ["error", ("reference", COPY)],
        ("contributions", 9): ["error", ("reference", COPY)],
        ("flows", 0): ["new", CHANGES],
        ("flows", 1): ["error", ("contribution", (
            "The contribution with this reference is wrong, in row 13 of its sheet. Correct"
            " it, and this row can be applied too."
        ))],
        ("flows", 2): ["error", ("contribution",
                                 "Enter the reference of a contribution that you can record.")],
        ("flows", 4): ["error", ("amount", "The lowest possible value is 0.01."),
                       missing("kind", "Kind"), missing("value_on", "Value date")],
        ("flows", 5): ["error", ("contribution", COPY)],
        ("flows", 6): ["error", ("contribution", COPY)],
    }  # fmt: skip
    return Mixed("T3", "manager.ro", filled, said,
                 same_key={("contributions", 9): 8, ("flows", 6): 5})  # fmt: skip


def contributions_applied(_books: Books) -> Mixed:
    filled: dict = {
        ("contributions", 0): {"note": "Late", "project_code": "LM.0912"},
        ("contributions", 7): GRANT | {"starts_on": date(2020, 7, 1), "earmarking": "softly"},
        ("flows", 2): PLEDGE,
    }
    said: dict = {place: ["new", CHANGES] for place in filled}
    said["contributions", 0] = ["changed", CHANGES]
    return Mixed("T3", "manager.ro", filled, said, is_applied=True)


def plan(books: Books) -> Mixed:
    """Eight activities, the money of seven; then the empty rows, those of activities named."""
    filled: dict = {
        ("activities", 0): {"lead": "A. Lopez"},
        ("activities", 1): {"starts_on": date(2020, 9, 1), "ends_on": date(2020, 3, 1)},
        ("activities", 8): {"priority": "GT-2", "own_title": "A second centre"},
        ("activities", 9): {"own_title": "Of no priority"},
        ("activities", 11): {"priority": "GT-2", "own_title": "Copied"},
        ("activities", 12): {"priority": "GT-2", "own_title": "A copy"},
        ("allocations", 0): {"amount": 1_499_000},
        ("allocations", 1): {"amount": "CLEAR"},
        ("allocations", 2): {"confirmed": "yes"},
        ("allocations", 3): {"amount": 700_000},
        ("allocations", 9): {"activity": "NEW-1", "heading": "O1", "amount": 1000},
        ("allocations", 10): {"activity": "NEW-2", "heading": "O1", "amount": 1000},
        ("allocations", 11): {"activity": "GT-1.1", "amount": 5},
    }
    spent = _money(books, "GT-4.1")["spent"]
    said: dict = {
        ("activities", 0): ["changed", CHANGES],
        ("activities", 1): ["error", ("ends_on", "The activity must end on or after the day it"
                                                 " starts.")],
        ("activities", 8): ["new", CHANGES],
        ("activities", 9): ["error", missing("priority", "Priority")],
        ("activities", 11): ["error", ("priority", COPY)],
        ("activities", 12): ["error", ("priority", COPY)],
        ("allocations", 0): ["changed", CHANGES],
        ("allocations", 1): ["error", ("amount", (
            "This activity already has entries paid from here. You can lower the amount,"
            " but not empty it."
        ))],
        ("allocations", 2): ["changed", CHANGES],
        ("allocations", 3): [
            "changed",
            ("amount", f"USD {spent:,.2f} of this is already spent: the new amount is"
                       f" USD {spent - 700_000:,.2f} too low."),
            CHANGES,
        ],
        ("allocations", 9): ["new", ("", "Budgeted: 1,000.00")],
        ("allocations", 10): ["error", ("activity", (
            "NEW-2 is wrong, in row 15 of its sheet. Correct it, and this row can be applied too."
        ))],
        ("allocations", 11): ["error", missing("heading", "Paid from")],
    }  # fmt: skip
    return Mixed("T4", "manager.ro", filled, said, office="GT",
                 same_key={("activities", 12): 11})  # fmt: skip


def plan_applied(_books: Books) -> Mixed:
    filled: dict = {
        ("activities", 0): {"lead": "A. Lopez"},
        ("activities", 9): {"priority": "GT-2", "own_title": "A second centre"},
        ("allocations", 0): {"amount": 1_499_000},
        ("allocations", 2): {"confirmed": "yes"},
        ("allocations", 9): {"activity": "NEW-2", "heading": "O1", "amount": 1000},
    }
    said: dict = {place: ["changed", CHANGES] for place in filled}
    said |= {
        ("activities", 9): ["new", CHANGES],
        ("allocations", 9): ["new", ("", "Budgeted: 1,000.00")],
    }
    return Mixed("T4", "manager.ro", filled, said, office="GT", is_applied=True)


TRAINED = {"activity": "GT-2.1", "title_en": "Trained", "unit_en": "people", "measure": "number",
           "direction": "up", "accumulation": "sum", "target_by_2020_03_31": 5}  # fmt: skip
VISITED = {"activity": "GT-2.1", "title": "Visited", "due_on": date(2020, 11, 3)}


def results(_books: Books) -> Mixed:
    """Those that there are, and rows far below them."""
    filled: dict = {
        ("indicators", 0): {"means_of_verification": "A register"},
        ("indicators", 40): TRAINED,
        ("indicators", 41): {"activity": "GT-2.1"},
        ("milestones", 0): {"title": "Opened wide"},
        ("milestones", 40): VISITED,
        ("milestones", 41): {"title": "Of no activity"},
    }
    said: dict = {
        ("indicators", 0): ["changed", CHANGES],
        ("indicators", 40): ["new", CHANGES],
        ("indicators", 41): [
            "error", missing("measure", "Measure"), missing("direction", "Direction"),
            missing("accumulation", "Accumulation over periods"),
            ("title_en", "Write the title in at least one language."),
            ("unit_en", "Write what is counted in at least one language: people, kiosks."),
        ],
        ("milestones", 0): ["changed", CHANGES],
        ("milestones", 40): ["new", CHANGES],
        ("milestones", 41): ["error", missing("activity", "Activity"),
                             missing("due_on", "Due on")],
    }  # fmt: skip
    return Mixed("T5", "manager.ro", filled, said, office="GT")


def results_applied(_books: Books) -> Mixed:
    filled: dict = {
        ("indicators", 1): {"means_of_verification": "A survey"},
        ("indicators", 40): TRAINED,
        ("milestones", 40): VISITED,
    }
    said: dict = {place: ["new", CHANGES] for place in filled}
    said["indicators", 1] = ["changed", CHANGES]
    return Mixed("T5", "manager.ro", filled, said, office="GT", is_applied=True)


FILES: dict[str, Callable[[Books], Mixed]] = {
    each.__name__: each
    for each in (
        entries, entries_applied, report, report_copied, report_applied, rates, rates_applied,
        contributions, contributions_applied, plan, plan_applied, results, results_applied,
    )
}  # fmt: skip
