"""R19, the donor statement."""

from datetime import date
from decimal import Decimal
from typing import Any

from . import r19_tables as tables
from .covers import Facts
from .expected import Letter
from .seen import Seen, whole
from .statements import ZERO, Told
from .words import EN_DASH


def cents(amount: Decimal) -> str:
    return f"{amount:,.2f}"


def day(on: date | None) -> str:
    return f"{on.day} {on:%b %Y}" if on else EN_DASH


def donor_statement(seen: Seen, pk: int) -> list[tuple[str, Any]]:
    told = Told(seen, pk)
    first = told.terms["starts_on"]
    span = f"{day(first)} – {day(told.last)}" if first or told.last else "any day"
    days = [f"Pays for: {span}"]
    return [
        ("cover", Letter("Summary", _summary(told), days)),
        ("cover", Letter("Checklist", [_reconciled(told), _checklist(told)], days)),
        ("Budget by category", tables.by_category(told)),
        ("By requirement line", tables.lines(told)),
        ("By activity", tables.by_activity(told)),
        ("Narrative", tables.narrative(told)),
        ("Results", tables.outcomes(told)),
        ("By month", tables.months(told)),
        ("Given by the donor", tables.given(told)),
        ("Open commitments", tables.commitments(told)),
        ("Entries", tables.entries(told)),
    ]


def _summary(told: Told) -> list[tuple[str, Any]]:
    money = told.money
    names = ("Funded", "Spent", "Overhead", "Balance")
    return [
        ("", [(f"{name} (USD)", money[name.lower()], "") for name in names]),
        ("In short", _in_short(told)),
        ("Spending", []),
        ("Terms", _terms(told)),
        ("Money", _money(told)),
    ]


def _in_short(told: Told) -> str:
    money, offices = told.money, {part["office_id"] for part in told.parts}
    entries = {part["id"] for part in told.parts}
    said = (
        f"Of USD {cents(money['funded'])} that {money['donor']['name']} gives, USD"
        f" {cents(money['spent'])} is spent and USD {cents(money['overhead'])} is due as overhead."
        f" Offices: {len(offices)}; activities: {len(told.activities)}; entries of the ledger:"
        f" {len(entries)}."
    )
    if told.is_final:
        said += f" Its last day was {day(told.last)}: this is the final statement."
    elif told.last:
        said += f" It goes on until {day(told.last)} (days left: {money['days_left']})."
    if money["committed"]:
        return f"{said} USD {cents(money['committed'])} of its commitments is still open."
    return f"{said} None of its commitments is open."


def _rate(told: Told) -> str:
    rate = told.terms["overhead_rate"]
    return "none agreed" if rate is None else f"{rate:.2f}\u00a0%"


def _terms(told: Told) -> Facts:
    return [
        ("Donor", told.money["donor"]["name"], ""),
        ("Reference", told.money["reference"], ""),
        ("Project code", told.terms["project_code"] or EN_DASH, ""),
        ("Starts on", told.terms["starts_on"] or EN_DASH, ""),
        ("Ends on", told.last or EN_DASH, ""),
        ("Overhead rate", _rate(told), ""),
        ("Reporting currency", told.currency, ""),
        ("As at", told.seen.as_at, ""),
    ]


def _money(told: Told) -> Facts:
    money, own = told.money, {}
    for name in ("funded", "spent", "committed"):
        own[name] = told.own(money[name])
    own["charged"] = told.own(told.charged)
    facts: Facts = [("Committed by us (USD)", money["committed"], "")]
    if told.currency != "USD":
        facts += [
            (f"Funded ({told.currency})", own["funded"], ""),
            (f"Spent ({told.currency})", own["spent"], ""),
            (f"Overhead ({told.currency})", own["charged"] - own["spent"], ""),
            (f"Committed by us ({told.currency})", own["committed"], ""),
            (
                f"Balance ({told.currency})",
                own["funded"] - own["charged"] - own["committed"],
                "",
            ),
        ]
    return [*facts, ("Burn: spent / funded", money["burn"], "")]


def _reconciled(told: Told) -> tuple[str, Facts]:
    first = [part["shown"] for part in told.parts if part["shown"][0] is not None]
    full, others = whole(usd for usd, _rest in first), whole(rest for _usd, rest in first)
    return "Reconciliation to the ledger (USD)", [
        ("Entries of the ledger (number)", len(first), ""),
        ("Whole entries", full, ""),
        ("Of it not paid by this grant", others, ""),
        ("Paid by this grant", full - others, ""),
        ("Spent, as stated", told.money["spent"], ""),
    ]


def _checklist(told: Told) -> tuple[str, Facts]:
    """Nothing here can fail but what people may do with a reason: spend more, leave open."""
    beyond = max(ZERO, told.charged - told.money["funded"])
    overhead = f"{cents(told.money['overhead'])} at {_rate(told)} of what is spent."
    if told.terms["overhead_rate"] is None:
        overhead = "none is agreed, and none is due."
    facts: Facts = [
        (
            "Only this donor's money",
            ZERO,
            "Passed: no more of an entry is counted than it comes to.",
        ),
        (
            "Cumulative from the start",
            ZERO,
            "Passed: all from its first day on is counted, and nothing before.",
        ),
        ("Balances agree", ZERO, "Passed: its entries come to what is stated as spent."),
        ("No entry after the end", ZERO, "Passed: nothing was spent after its last day."),
        ("Overhead as agreed", ZERO, f"Passed: {overhead}"),
        (
            "No more than was given",
            beyond,
            "Failed: this is spent or due as overhead beyond what is funded."
            if beyond
            else "Passed: spent and overhead are within what is funded.",
        ),
    ]
    if told.is_final:
        left = told.money["committed"]
        said = (
            "Failed: this is neither paid nor released."
            if left
            else "Passed: every commitment is paid or released."
        )
        facts.append(("No commitment is open", left, said))
    return "Checklist: by how many USD each is off", facts
