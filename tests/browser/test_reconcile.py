"""An export of 5 000 lines, from its upload until nothing is open, as finance does it."""

import re
from datetime import date
from typing import Any

import pytest

from appeal.models import Activity, User
from tests.browser.conftest import Visit, Visitor
from tests.factories import ENTERED, make_rate
from tests.tracking.reconcile.seeding import FIRST_ON, LAST_ON, SEEDED, Seeded
from tracking.models import Transaction
from tracking.reconciling import WORDING, Outcome

pytestmark = [pytest.mark.publication, pytest.mark.slow]

RECONCILE = "/appeals/MI2020-CNAC/reconcile/"
EACH = 6


@pytest.fixture
def seeded(transactional_db: None, finance_gt: User) -> Seeded:
    """5 000 lines, and in the ledger what they should be, but for six of each difference."""
    seeded = Seeded(5000, EACH)
    activity = Activity.objects.with_plan().get(code="GT-1.1")
    cell = activity.allocations.get().cell
    for month in range(1, 7):
        make_rate(currency="GTQ", effective_on=date(2020, month, 1), rate="7.7")
        make_rate(currency="HNL", effective_on=date(2020, month, 1), rate="24.8")
    Transaction.objects.bulk_create(
        Transaction(
            appeal=activity.appeal, activity=activity, cell=cell, office=activity.office,
            value_on=each.day, currency=each.currency, amount=each.amount, rate=1,
            usd_amount=each.amount, reference=each.reference, counterpart=each.text,
            entered_by=finance_gt, entered_at=ENTERED, posted_by=finance_gt, posted_at=ENTERED,
        )
        for each in seeded.entries
    )  # fmt: skip
    return seeded


def exported(seeded: Seeded) -> bytes:
    lines = ["Fecha contable;Comprobante;Importe;Moneda;Proveedor;Elemento PEP"]
    for each in seeded.lines:
        said = (each.day, each.reference, each.amount, each.currency, each.text, "GT-1.1")
        lines.append(";".join(map(str, said)))
    return "\n".join(lines).encode()


def send(finance: Visitor, content: bytes) -> None:
    finance.open(RECONCILE)
    file: Any = {"name": "books.csv", "mimeType": "text/csv", "buffer": content}
    finance.page.set_input_files("[name=file]", files=[file])
    finance.page.fill("[name=first_on]", FIRST_ON.isoformat())
    finance.page.fill("[name=last_on]", LAST_ON.isoformat())
    finance.press("Compare with the ledger")


def counts(finance: Visitor) -> dict[str, int]:
    """How many of each kind the tabs say."""
    tabs = finance.page.locator("nav.tabs a").all_inner_texts()
    told = (re.fullmatch(r"(.+) \(([\d,]+)\)", tab.strip()) for tab in tabs)
    return {found[1]: int(found[2].replace(",", "")) for found in told if found}


def title(outcome: Outcome) -> str:
    return str(WORDING[outcome].title)


def choose_all(finance: Visitor, outcome: Outcome) -> None:
    finance.page.locator("nav.tabs a").filter(has_text=title(outcome)).click()
    finance.page.wait_for_load_state()
    finance.page.check("[name=whole]")


def test_an_export_of_5000_lines_is_reconciled(seeded: Seeded, visit: Visit) -> None:
    finance = visit("finance.gt")

    send(finance, exported(seeded))
    assert "The first lines of the file" in finance.text
    finance.press("Compare with the ledger")
    found = counts(finance)
    assert {title(kind): found.get(title(kind)) for kind in SEEDED} == {
        title(kind): EACH for kind in SEEDED
    }

    choose_all(finance, Outcome.MISSING_HERE)
    finance.press("Make drafts")
    for kind in (Outcome.AMOUNT, Outcome.DATE, Outcome.CURRENCY):
        choose_all(finance, kind)
        finance.press("Correct as in the finance system")
    choose_all(finance, Outcome.TWICE_HERE)
    finance.press("Remove the second entry")
    for kind in (Outcome.MISSING_THERE, Outcome.TWICE_THERE):
        choose_all(finance, kind)
        finance.page.fill("[name=reason]", "The country office asked finance to put it right.")
        finance.page.get_by_role("button", name="Explain", exact=True).click()
        finance.page.wait_for_load_state()
    finance.page.locator("nav.tabs a").filter(has_text=title(Outcome.DRAFT)).click()
    finance.press("Select all on this page")
    finance.press("Post the selected drafts")
    finance.press(f"Post {4 * EACH} entries")
    finance.page.wait_for_selector("text=Nothing is open")

    assert counts(finance) == {"Explained": 2 * EACH, "Matched": 5000 - EACH}
    send(finance, exported(seeded) + b"\n")
    assert "Nothing is open" in finance.text
