"""A filled file is asked about as a form is: by row, answered once, applied without retyping."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from appeal.models import Activity
from tests.factories import make_rate, make_transaction
from tests.tracking.browsing import activity_of, at, words
from tests.tracking.uploads.filling import decide, downloaded, filled_in, outcomes, uploaded
from tracking import uploads
from tracking.models import ExchangeRate, Transaction, Upload, UploadRow

pytestmark = pytest.mark.once

REASON = "Agreed with the printer."
Cells = dict[tuple[str, int, str], Any]


@pytest.fixture
def usual(finance: Client) -> Activity:
    """An activity that spends about 100 dollars at a time."""
    activity = activity_of("GT-1.1")
    for number, amount in enumerate((90, 100, 130)):
        make_transaction(activity=activity, amount=amount, reference=f"E-{number}")
    return activity


def voucher(number: int, sheet: str = "entries", **values: Any) -> Cells:
    given = {
        "value_on": date(2020, 2, 3), "activity": "GT-1.1", "kind": "expenditure", "amount": 100,
        "cell": activity_of("GT-1.1").allocations.first().cell.heading.code,
        "reference": f"V-{number}", "counterpart": f"Printer {number}",
    } | values  # fmt: skip
    return {(sheet, number, name): value for name, value in given.items()}


def sent(client: Client, cells: Cells, code: str = "T1", **query: Any) -> Upload:
    content = filled_in(downloaded(client, code, lang="en", **query), cells)
    return uploaded(client, content)


def asked(upload: Upload) -> dict[int, list[str]]:
    """The sentences about each row that is asked about, by its place among the rows."""
    told = uploads.tell(upload, upload.upload_rows.in_order())
    return {
        number: [f"{each.at} {each.sentence}" for each in row.asked]
        for number, row in enumerate(told)
        if row.asked
    }


def entries() -> dict[str, Transaction]:
    return {entry.reference: entry for entry in Transaction.objects.filter(reference__contains="V")}


@pytest.mark.parametrize(
    ("code", "sheet", "query"),
    [("T1", "entries", {"office": "GT"}), ("R12", "spend", {"office": "GT", "period": "2020-Q1"})],
)
def test_three_unusual_rows_are_applied_with_one_reason(
    finance: Client, usual: Activity, code: str, sheet: str, query: dict[str, str]
) -> None:
    cells = voucher(0, sheet) | voucher(1, sheet, amount=5000) | voucher(2, sheet, amount=6000)
    upload = sent(finance, cells | voucher(3, sheet, amount=7000), code, **query)

    page = words(finance.get(at("upload_detail", upload.pk)))
    unanswered = decide(finance, upload)
    nothing_yet = len(entries())
    answered = decide(finance, upload, reason=REASON)

    assert set(outcomes(upload).values()) == {"new"}
    assert "3 rows look unusual" in page
    assert "USD 5,000.00 is 38 times the largest amount of GT-1.1" in page
    assert (unanswered.status_code, nothing_yet) == (409, 0)
    assert "Explain why the unusual rows are right" in words(unanswered)
    assert answered.status_code == 302
    kept = entries()
    assert [kept[f"V-{number}"].unusual_reason for number in range(4)] == ["", *[REASON] * 3]
    assert kept["V-1"].questions[0].rule == "above_all_activity"
    upload.refresh_from_db()
    assert upload.unusual_reason == REASON


def test_a_row_that_gives_its_own_reason_asks_for_none(finance: Client, usual: Activity) -> None:
    cells = voucher(0, amount=5000, unusual_reason="The whole year.") | voucher(1, amount=6000)
    upload = sent(finance, cells, office="GT")

    decide(finance, upload, reason=REASON)

    kept = entries()
    assert (kept["V-0"].unusual_reason, kept["V-1"].unusual_reason) == ("The whole year.", REASON)
    answered = sent(finance, voucher(0, amount=9000, unusual_reason="Both years."), office="GT")
    assert "far from" not in words(finance.get(at("upload_detail", answered.pk)))
    assert decide(finance, answered).status_code == 302


def test_rows_are_compared_with_the_rows_above_them_in_whatever_step_they_are_judged(
    finance: Client, usual: Activity, monkeypatch: pytest.MonkeyPatch
) -> None:
    twice = {"reference": "V-9", "counterpart": "A printer"}
    cells = voucher(0, **twice) | voucher(1) | voucher(2, **twice) | voucher(3)
    whole = sent(finance, cells, office="GT")
    monkeypatch.setattr(uploads.actions, "A_BIT", 2)
    in_bits = sent(finance, cells, office="GT")
    monkeypatch.setattr(uploads.TEMPLATES["T1"], "batch", 2)

    upload = sent(finance, cells, office="GT")
    finance.post(at("upload_check", upload.pk))

    row = upload.upload_rows.in_order().first()
    sentence = (
        f"Row {row.number} of the file has the same activity, date, payee, amount and reference."
        " Was this already entered?"
    )
    assert [said[0].partition(" ")[2] for said in asked(upload).values()] == [sentence]
    assert [list(asked(each)) for each in (whole, in_bits, upload)] == [[2], [2], [2]]


def test_what_is_asked_about_only_by_now_is_shown_before_it_is_applied(
    finance: Client, usual: Activity
) -> None:
    upload = sent(finance, voucher(0, amount=5000) | voucher(1, amount=120), office="GT")
    make_transaction(
        activity=usual, amount=120, counterpart="printer 1", reference="V-1",
        value_on=date(2020, 2, 3),
    )  # fmt: skip

    too_early = decide(finance, upload, reason=REASON)

    assert too_early.status_code == 409
    assert list(asked(upload)) == [0, 1]
    assert f'value="{REASON}"' in too_early.content.decode()
    assert decide(finance, upload, reason=REASON).status_code == 302


@pytest.mark.once
def test_the_result_says_what_was_asked_in_the_language_of_whoever_reads_it(
    finance: Client, usual: Activity
) -> None:
    upload = sent(finance, voucher(0, amount=5000), office="GT")

    with translation.override("fr"):
        ((sentence,),) = asked(upload).values()

    assert "5000,00" in "".join(sentence.split())


@pytest.mark.once
def test_many_rows_are_asked_about_with_as_many_queries_as_few(
    finance: Client, usual: Activity
) -> None:
    def queries(rows: int) -> int:
        cells = {k: v for n in range(rows) for k, v in voucher(n, amount=5000 + n).items()}
        content = filled_in(downloaded(finance, "T1", office="GT"), cells)
        with CaptureQueriesContext(connection) as seen:
            uploaded(finance, content)
        return len(seen)

    assert queries(40) == queries(4)


def rate(number: int, day: date, units: str, **values: Any) -> Cells:
    given = {"currency": "EUR", "effective_on": day, "rate": units} | values
    return {("rates", number, name): value for name, value in given.items()}


def test_a_rate_is_compared_with_the_other_rows_of_its_file(manager: Client) -> None:
    column = ["0.90", "0.91", "7.70", "0.92", "0.91"]
    cells: Cells = {}
    for number, units in enumerate(column):
        cells |= rate(number, date(2020, number + 1, 1), units)

    upload = sent(manager, cells, "T2")

    ((number, (sentence,)),) = asked(upload).items()
    assert number == 2
    assert sentence.endswith("This is 8.5 times the last rate of EUR (0.91 of 1 Feb 2020).")
    assert decide(manager, upload).status_code == 409
    assert not ExchangeRate.objects.exists()
    assert decide(manager, upload, reason="So it was published.").status_code == 302
    reasons = ExchangeRate.objects.order_by("effective_on").values_list("unusual_reason", flat=True)
    assert list(reasons) == ["", "", "So it was published.", "", ""]


def test_wrong_rates_one_after_another_do_not_vouch_for_each_other(manager: Client) -> None:
    make_rate(currency="EUR", effective_on=date(2020, 1, 1), rate=Decimal("0.90"))
    cells: Cells = {}
    for number, units in enumerate(["0.91", "1.09", "1.10", "0.90"]):
        cells |= rate(number, date(2020, number + 2, 1), units)
    turned = {
        ("rates", number, "rate"): units
        for number, units in enumerate(["0.91", "11.10", "11.20", "0.90"])
    }

    near, far = sent(manager, cells, "T2"), sent(manager, cells | turned, "T2")

    assert not asked(near)
    assert set(asked(far)) == {1, 2}
    assert all("last rate of EUR (0.91" in said[0] for said in asked(far).values())


def test_a_stored_rate_that_was_explained_is_not_asked_about_again(manager: Client) -> None:
    make_rate(currency="EUR", effective_on=date(2020, 1, 1), rate=Decimal("0.9"))
    upload = sent(manager, rate(1, date(2020, 2, 1), "9", unusual_reason="A reform."), "T2")
    decide(manager, upload)

    again = sent(manager, {("rates", 0, "source"): "The bulletin"}, "T2")

    assert not UploadRow.objects.filter(upload=again, needs_reason=True).exists()
    assert decide(manager, again).status_code == 302
    kept = ExchangeRate.objects.get(rate=9)
    assert (kept.source, kept.unusual_reason) == ("The bulletin", "A reform.")
