"""The templates T1 to T4: the ledger in bulk, rates, contributions, activities and allocations."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from appeal.models import Activity, Allocation, Appeal, Heading, Office, Priority, Role, User
from tests.factories import make_contribution, make_membership, make_rate, make_transaction
from tests.fixture_types import SignIn
from tests.tracking.browsing import activity_of, at, words
from tests.tracking.uploads.filling import (
    decide,
    downloaded,
    filled_in,
    outcomes,
    send,
    sentences,
    told,
    uploaded,
)
from tests.workbooks import table
from tracking import uploads
from tracking.actions import lock_period
from tracking.models import (
    Contribution,
    Donor,
    ExchangeRate,
    Flow,
    ReportingPeriod,
    Transaction,
    Upload,
)

pytestmark = pytest.mark.once


def rows_of(upload: Upload, sheet: str) -> list[Any]:
    return list(upload.upload_rows.filter(sheet=sheet).in_order())


def heading_of(activity: Activity) -> str:
    return activity.allocations.first().cell.heading.code


def voucher(number: int, **values: Any) -> dict[tuple[str, int, str], Any]:
    given = {
        "value_on": date(2020, 2, 3), "activity": "GT-1.1", "kind": "expenditure", "amount": 100,
        "cell": heading_of(activity_of("GT-1.1")),
    } | values  # fmt: skip
    return {("entries", number, name): value for name, value in given.items()}


# T1: the ledger


def test_each_row_becomes_a_draft_and_the_same_file_twice_none(
    finance: Client, mi2020: Appeal
) -> None:
    make_rate(currency="GTQ", effective_on=date(2020, 2, 1), rate=8)
    cells = voucher(0, reference="V-1") | voucher(1, currency="gtq", amount="1 600,00")
    content = filled_in(downloaded(finance, "T1", office="GT", lang="es"), cells)

    upload = uploaded(finance, content)

    assert set(outcomes(upload).values()) == {"new"}
    assert not Transaction.objects.exists()
    decide(finance, upload)
    drafts = Transaction.objects.order_by("amount").values_list(
        "amount", "currency", "usd_amount", "posted_at", "office__code", "entered_by__username"
    )
    assert list(drafts) == [
        (Decimal(100), "USD", Decimal(100), None, "GT", "finance.gt"),
        (Decimal(1600), "GTQ", Decimal(200), None, "GT", "finance.gt"),
    ]
    first = Transaction.objects.earliest("amount")
    assert first.upload_row.upload == upload
    assert first.history.get().door == "upload"
    again = uploaded(finance, content)
    assert set(outcomes(again).values()) == {"unchanged"}


@pytest.mark.once
@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"amount": None}, "“Amount” is missing"),
        ({"amount": 0}, "0.01"),
        ({"amount": "1.234"}, "could mean thousands or three decimals"),
        ({"value_on": date(2031, 1, 1)}, "future"),
        ({"value_on": "03/02/2020"}, "2020-06-30"),
        ({"currency": "XXQ"}, "not an ISO 4217 currency"),
        ({"activity": "HN-1.1"}, "not one of the choices"),
        ({"kind": "gift"}, "not one of the choices"),
        ({"kind": "release"}, "Choose the commitment"),
        ({"value_on": date(2019, 12, 31)}, "Give the reason"),
    ],
)
def test_every_rule_of_the_page_holds_for_a_row(
    finance: Client, mi2020: Appeal, values: dict[str, Any], expected: str
) -> None:
    cells = voucher(0) | voucher(1, **values)
    upload = uploaded(finance, filled_in(downloaded(finance, "T1", office="GT"), cells))

    good, wrong = rows_of(upload, "entries")
    assert (good.outcome, wrong.outcome) == ("new", "error")
    assert expected in " ".join(sentences(wrong))
    decide(finance, upload)
    assert not Transaction.objects.exists()


def test_a_row_names_the_grant_that_is_to_pay_it_if_that_may(
    finance: Client, mi2020: Appeal, guatemala: Office
) -> None:
    own = make_contribution(appeal=mi2020, office=guatemala)
    other = make_contribution(
        appeal=mi2020, heading=Heading.objects.get(code="P1"), starts_on=date(2020, 3, 1)
    )
    late = make_contribution(appeal=mi2020, starts_on=date(2020, 2, 4))
    cells = (
        voucher(0, grant=str(own.pk)) | voucher(1) | voucher(2, grant=str(other.pk))
        | voucher(3, grant=str(late.pk)) | voucher(4, grant="0")
    )  # fmt: skip

    upload = uploaded(finance, filled_in(downloaded(finance, "T1", office="GT"), cells))

    rows = rows_of(upload, "entries")
    assert [row.outcome for row in rows] == ["new", "new", "error", "error", "error"]
    said = [" ".join(sentences(row)) for row in rows[2:]]
    assert "is earmarked and does not pay for" in said[0]
    assert "does not pay for 3 Feb 2020" in said[1]
    assert "not one of the choices" in said[2]

    cells = voucher(0, grant=str(own.pk)) | voucher(1, amount=7)
    decide(finance, uploaded(finance, filled_in(downloaded(finance, "T1", office="GT"), cells)))

    entries = Transaction.objects.order_by("-amount")
    assert [entry.grant for entry in entries] == [own, None]


def test_a_date_in_a_locked_period_is_said_in_the_preview_and_the_draft_is_kept(
    finance: Client, mi2020: Appeal, manager_ro: User
) -> None:
    period = ReportingPeriod.objects.of(mi2020).get(code="2020-Q1")
    lock_period(period=period, reason="Closed", by=manager_ro, at=datetime(2020, 5, 1, tzinfo=UTC))
    cells = voucher(0) | voucher(1, value_on=date(2020, 4, 1)) | voucher(2, amount="many")

    upload = uploaded(finance, filled_in(downloaded(finance, "T1", office="GT"), cells))

    locked, later, wrong = rows_of(upload, "entries")
    sentence = "The value date is in 2020-Q1, which is locked. Ask a manager to unlock it."
    assert (locked.outcome, later.outcome, wrong.outcome) == ("new", "new", "error")
    assert [(each.at, each.sentence) for each in told(locked).said] == [("A6", sentence)]
    assert told(locked).problems == told(later).said == []
    assert [each.at for each in told(wrong).said] == ["F8", "A8"]
    assert "La fecha valor" in told(locked, "es").said[0].sentence
    assert sentence in words(finance.get(at("upload_detail", upload.pk)))


@pytest.mark.once
def test_what_hinders_posting_is_said_in_every_language_without_judging_anew(
    finance: Client, manager_ro: User, mi2020: Appeal
) -> None:
    period = ReportingPeriod.objects.of(mi2020).get(code="2020-Q1")
    lock_period(period=period, reason="Audited", by=manager_ro, at=datetime(2020, 5, 1, tzinfo=UTC))
    template = downloaded(finance, "T1", office="GT")

    with CaptureQueriesContext(connection) as plain:
        uploaded(finance, filled_in(template, voucher(0, value_on=date(2020, 6, 1))))
    with CaptureQueriesContext(connection) as hindered:
        upload = uploaded(finance, filled_in(template, voucher(0)))

    assert len(hindered) == len(plain)
    (row,) = rows_of(upload, "entries")
    assert {*row.problems[0]["sentence"]} == {"en", "es", "fr"}


def test_rows_are_stored_once_and_judged_by_then(finance: Client, mi2020: Appeal) -> None:
    content = filled_in(downloaded(finance, "T1", office="GT"), voucher(0) | voucher(1, amount=-1))

    with CaptureQueriesContext(connection) as asked:
        upload = uploaded(finance, content)

    assert [row.outcome for row in rows_of(upload, "entries")] == ["new", "error"]
    of_rows = [each["sql"] for each in asked if "tracking_uploadrow" in each["sql"]]
    assert sum("INSERT INTO" in sql for sql in of_rows) == 1
    assert not any("UPDATE" in sql for sql in of_rows)


def test_copies_of_a_row_are_found_however_far_apart_they_stand(
    finance: Client, mi2020: Appeal, monkeypatch: pytest.MonkeyPatch
) -> None:
    template = downloaded(finance, "T1", office="GT")
    (key, *_others) = (row["key"] for row in table(template, "Entries"))
    cells = voucher(0) | voucher(1) | voucher(2, key=key, amount=None)
    content = filled_in(template, cells)

    def said() -> list[list[str]]:
        return [sentences(row) for row in rows_of(uploaded(finance, content), "entries")]

    whole = said()
    monkeypatch.setattr(uploads.actions, "A_BIT", 1)

    assert said() == whole
    assert [len(each) for each in whole] == [1, 0, 1]
    monkeypatch.setattr(uploads.TEMPLATES["T1"], "batch", 1)
    assert said() == [whole[0], [], []]


def test_many_rows_are_judged_some_at_a_time(
    finance: Client, mi2020: Appeal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads.TEMPLATES["T1"], "batch", 2)
    cells = {key: value for number in range(5) for key, value in voucher(number).items()}

    upload = uploaded(finance, filled_in(downloaded(finance, "T1", office="GT"), cells))

    assert (upload.state, upload.upload_rows.unjudged().count()) == ("read", 3)
    for _step in range(2):
        finance.post(at("upload_check", upload.pk))
    upload.refresh_from_db()
    assert (upload.state, upload.upload_rows.filter(outcome="new").count()) == ("checked", 5)


@pytest.mark.once
def test_judging_asks_as_much_for_many_rows_as_for_few(
    finance: Client, mi2020: Appeal, django_assert_max_num_queries: Any
) -> None:
    template = downloaded(finance, "T1", office="GT")
    cells = {key: value for number in range(60) for key, value in voucher(number).items()}
    with django_assert_max_num_queries(60):
        upload = uploaded(finance, filled_in(template, cells))
    with django_assert_max_num_queries(60):
        decide(finance, upload, reason="A month of vouchers")

    assert Transaction.history.filter(door="upload", history_type="+").count() == 60


@pytest.mark.once
def test_a_template_has_as_many_rows_as_are_asked_for(finance: Client, mi2020: Appeal) -> None:
    assert len(table(downloaded(finance, "T1", office="GT", rows="2000"), "Entries")) == 2000
    address = at("workbook", "T1")
    assert finance.get(address, {"office": "GT", "rows": "1000000"}).status_code == 400


def test_the_ledger_of_another_office_is_out_of_reach(
    finance: Client, manager: Client, mi2020: Appeal
) -> None:
    assert finance.get(at("workbook", "T1"), {"office": "HN"}).status_code == 400
    cells = voucher(0, activity="HN-1.1", cell=heading_of(activity_of("HN-1.1")))
    content = filled_in(downloaded(manager, "T1", office="HN"), cells)

    response = send(finance, content)

    assert response.status_code == 422
    assert "do not record spending for the office" in response.content.decode()


# T2: rates


def test_rates_are_added_and_corrected(manager: Client, mi2020: Appeal) -> None:
    kept = make_rate(currency="GTQ", effective_on=date(2020, 2, 1), rate=Decimal("7.7"))
    draft = make_transaction(
        activity=activity_of("GT-1.1"), currency="GTQ", amount=800, value_on=date(2020, 2, 9)
    )
    cells = {
        ("rates", 0, "rate"): 8,
        ("rates", 1, "currency"): "hnl",
        ("rates", 1, "effective_on"): date(2020, 2, 1),
        ("rates", 1, "rate"): "24,5",
    }
    upload = uploaded(manager, filled_in(downloaded(manager, "T2", lang="es"), cells))

    assert outcomes(upload) == {("rates", 0): "changed", ("rates", 1): "new"}
    assert told(rows_of(upload, "rates")[0]).changes[0].old == "7.70"
    decide(manager, upload)
    kept.refresh_from_db()
    draft.refresh_from_db()
    assert (kept.rate, kept.version, draft.usd_amount) == (8, 2, 100)
    assert ExchangeRate.objects.get(currency="HNL").source == "UN operational rate"


def test_a_rate_that_was_changed_since_is_a_conflict(manager: Client, mi2020: Appeal) -> None:
    kept = make_rate(currency="GTQ", effective_on=date(2020, 2, 1), rate=7)
    content = filled_in(downloaded(manager, "T2", lang="en"), {("rates", 0, "rate"): 8})
    kept.rate = Decimal(9)
    kept.save_over(kept.version, ["rate"])

    assert outcomes(uploaded(manager, content)) == {("rates", 0): "conflict"}


@pytest.mark.once
@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (("USD", date(2020, 3, 1), 1), "needs no rate"),
        (("GTQ", date(1999, 2, 1), 8), "never be used"),
        (("GTQ", date(2035, 2, 1), 8), "never be used"),
        (("GTQ", date(2020, 3, 1), 0), "0.000001"),
        (("GTQ", None, 8), "“Effective on” is missing"),
        (("GTQ", date(2020, 3, 1), "3.765"), "could mean thousands or three decimals"),
    ],
)
def test_a_wrong_rate_is_refused_at_its_cell(
    manager: Client, mi2020: Appeal, values: tuple, expected: str
) -> None:
    make_rate(currency="GTQ", effective_on=date(2020, 2, 1), rate=7)
    cells = {
        ("rates", 1, name): value
        for name, value in zip(("currency", "effective_on", "rate"), values, strict=True)
    }
    upload = uploaded(manager, filled_in(downloaded(manager, "T2", lang="en"), cells))

    wrong = rows_of(upload, "rates")[-1]
    assert wrong.outcome == "error"
    assert expected in " ".join(sentences(wrong))


@pytest.mark.parametrize(("rate", "outcome"), [(7, "unchanged"), (8, "conflict")])
def test_a_new_row_of_a_rate_that_is_kept_leaves_it_as_it_is(
    manager: Client, mi2020: Appeal, rate: int, outcome: str
) -> None:
    make_rate(currency="GTQ", effective_on=date(2020, 2, 1), rate=7)
    typed = {"currency": "gtq", "effective_on": date(2020, 2, 1), "rate": rate}
    cells = {("rates", 1, name): value for name, value in typed.items()}

    upload = uploaded(manager, filled_in(downloaded(manager, "T2", lang="en"), cells))

    row = rows_of(upload, "rates")[-1]
    assert row.outcome == outcome
    assert [said.partition(" ")[0] for said in sentences(row)] == (["C7"] if rate == 8 else [])
    assert ExchangeRate.objects.get().rate == 7


# T3: contributions


def test_a_contribution_and_its_flows_come_in_one_file(manager: Client, mi2020: Appeal) -> None:
    cells = {
        ("contributions", 0, "reference"): "AG-7",
        ("contributions", 0, "donor"): "Ministry of Foreign Affairs",
        ("contributions", 0, "new_donor_kind"): "government",
        ("contributions", 0, "office"): "GT",
        ("flows", 0, "contribution"): "AG-7",
        ("flows", 0, "kind"): "commitment",
        ("flows", 0, "value_on"): date(2020, 2, 3),
        ("flows", 0, "amount"): 5000,
    }
    upload = uploaded(manager, filled_in(downloaded(manager, "T3", lang="en"), cells))

    assert outcomes(upload) == {("contributions", 0): "new", ("flows", 0): "new"}
    assert not Contribution.objects.exists()
    assert not Donor.objects.exists()
    decide(manager, upload)
    given = Contribution.objects.get()
    assert (given.donor.name, given.office.code, given.currency) == (
        "Ministry of Foreign Affairs", "GT", "USD",
    )  # fmt: skip
    assert [(flow.kind, flow.usd_amount) for flow in given.flows.all()] == [("commitment", 5000)]


def test_a_stored_contribution_is_corrected_and_the_others_stay(
    manager: Client, mi2020: Appeal
) -> None:
    donor = Donor.objects.create(name="A donor", kind="government")
    given = make_contribution(appeal=mi2020, donor=donor, reference="AG-1", note="Old")
    make_contribution(appeal=mi2020, donor=donor, reference="AG-2")
    cells = {("contributions", 0, "note"): "New", ("contributions", 0, "reference"): "AG-9"}

    upload = uploaded(manager, filled_in(downloaded(manager, "T3", lang="en"), cells))

    assert outcomes(upload) == {("contributions", 0): "changed", ("contributions", 1): "unchanged"}
    decide(manager, upload)
    given.refresh_from_db()
    assert (given.note, given.reference, given.version) == ("New", "AG-9", 2)


def test_a_flow_of_no_contribution_of_ones_own_is_refused(manager: Client, mi2020: Appeal) -> None:
    cells = {
        ("flows", 0, "contribution"): "NONE",
        ("flows", 0, "kind"): "receipt",
        ("flows", 0, "value_on"): date(2020, 2, 3),
        ("flows", 0, "amount"): 5000,
    }
    upload = uploaded(manager, filled_in(downloaded(manager, "T3", lang="en"), cells))

    assert "Enter the reference" in " ".join(sentences(rows_of(upload, "flows")[0]))
    assert not Flow.objects.exists()


# T4: activities and allocations


def plan(client: Client, cells: dict[tuple[str, int, str], Any]) -> Upload:
    return uploaded(client, filled_in(downloaded(client, "T4", office="GT", lang="en"), cells))


def test_an_activity_is_changed_and_one_added(manager: Client, mi2020: Appeal) -> None:
    count = Activity.objects.of(mi2020).filter(priority__section__office__code="GT").count()
    cells = {
        ("activities", 0, "lead"): "A. Lopez",
        ("activities", count, "priority"): "GT-1",
        ("activities", count, "own_title"): "A second reception centre",
        ("activities", count, "starts_on"): date(2020, 7, 1),
    }
    upload = plan(manager, cells)

    told = {row.about["en"].split(" ")[0]: row.outcome for row in rows_of(upload, "activities")}
    assert (told["GT-1.1"], told["GT-1.2"], told["GT-2.1"]) == ("changed", "new", "unchanged")
    decide(manager, upload)
    added = Activity.objects.get(code="GT-1.2")
    assert (added.title, added.starts_on, added.ends_on) == (
        "A second reception centre", date(2020, 7, 1), date(2020, 12, 31),
    )  # fmt: skip
    assert activity_of("GT-1.1").lead == "A. Lopez"
    assert added.history.get().door == "upload"


def test_the_split_is_saved_as_a_whole(manager: Client, mi2020: Appeal, guatemala: Office) -> None:
    rows = list(
        Allocation.objects.filter(cell__office=guatemala).order_by(
            "activity__priority__order", "activity__order", "cell__heading__order"
        )
    )
    less, more = next((a, b) for a in rows for b in rows if a.cell_id == b.cell_id and a.pk > b.pk)
    cells = {
        ("allocations", rows.index(less), "amount"): less.amount - 1000,
        ("allocations", rows.index(more), "amount"): more.amount + 1000,
        ("allocations", 0, "confirmed"): "yes",
    }
    upload = plan(manager, cells)

    assert sorted(set(outcomes(upload).values())) == ["changed", "unchanged"]
    decide(manager, upload)
    moved = [Allocation.objects.get(pk=row.pk) for row in (less, more)]
    assert [row.amount for row in moved] == [less.amount - 1000, more.amount + 1000]
    assert {row.basis for row in moved} == {"confirmed"}


def test_more_than_a_cell_holds_is_refused_at_the_amounts(manager: Client, mi2020: Appeal) -> None:
    upload = plan(manager, {("allocations", 0, "amount"): 999_999_999})

    (wrong,) = upload.upload_rows.filter(outcome="error")
    assert "too high" in " ".join(sentences(wrong))


@pytest.mark.once
@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({("activities", 0, "priority"): "GT-2"}, "cannot move to another priority"),
        (
            {
                ("activities", 0, "starts_on"): date(2020, 3, 1),
                ("activities", 0, "ends_on"): date(2020, 2, 1),
            },
            "on or after the day it starts",
        ),
        ({("activities", 0, "starts_on"): date(2019, 1, 1)}, "must run between"),
        ({("activities", 0, "ends_on"): date(2025, 1, 1)}, "must run between"),
        ({("activities", 0, "starts_on"): "CLEAR"}, "“starts on” is missing"),
        ({("activities", 60, "own_title"): "No priority"}, None),
        ({("allocations", 0, "heading"): "O3"}, "cannot move to another activity"),
    ],
)
def test_what_does_not_go_is_refused_and_nothing_saved(
    manager: Client, mi2020: Appeal, cells: dict, expected: str | None
) -> None:
    if expected is None:
        assert "not from the template" in " ".join(
            sentences(rows_of(plan(manager, cells), "activities")[-1])
        )
        return
    upload = plan(manager, cells)

    (wrong,) = upload.upload_rows.filter(outcome="error")
    assert expected in " ".join(sentences(wrong)).lower()


@pytest.mark.parametrize(
    ("code", "query", "sentence"),
    [
        ("R12", {"office": "GT", "period": "2020-Q1"}, "can use this template"),
        ("T1", {"office": "GT"}, "can use this template"),
        ("T2", {}, "Only managers add exchange rates."),
        ("T3", {}, "Only managers record contributions."),
        ("T4", {"office": "GT"}, "You do not manage the office of this template"),
        ("T5", {"office": "GT"}, "You do not manage the office of this template"),
        ("T6", {}, "Only managers invite people and give roles."),
    ],
)
def test_each_template_is_for_those_who_record_what_it_holds(
    manager: Client,
    honduras: Office,
    signed_in: SignIn,
    code: str,
    query: dict[str, str],
    sentence: str,
) -> None:
    content = downloaded(manager, code, **query, lang="en")
    other = signed_in(make_membership(role=Role.FINANCE, office=honduras).user)

    refused = other.get(at("workbook", code), query)
    unsent = send(other, content)

    assert (refused.status_code, unsent.status_code) == (400, 422)
    assert sentence in words(refused)
    assert not Upload.objects.exists()


@pytest.mark.once
@pytest.mark.parametrize(
    ("code", "query"),
    [
        ("T1", {"office": "GT"}),
        ("T2", {}),
        ("T3", {}),
        ("T4", {"office": "GT"}),
        ("T5", {"office": "GT"}),
        ("T6", {}),
    ],
)
def test_the_result_can_be_uploaded_as_it_is(
    manager: Client, finance: Client, mi2020: Appeal, code: str, query: dict[str, str]
) -> None:
    client = finance if code == "T1" else manager
    make_rate(currency="GTQ", effective_on=date(2020, 2, 1), rate=7)
    make_contribution(appeal=mi2020, reference="AG-1")
    first: dict[str, dict] = {
        "T1": voucher(0, amount=0),
        "T2": {("rates", 0, "rate"): 0},
        "T3": {("contributions", 0, "currency"): "XXQ"},
        "T4": {("allocations", 0, "amount"): 999_999_999},
        "T5": {("milestones", 0, "title"): "Of no activity"},
        "T6": {("people", 1, "email"): "no address"},
    }
    content = filled_in(downloaded(client, code, lang="en", **query), first[code])
    upload = uploaded(client, content)
    result = downloaded(client, "R13", upload=str(upload.pk), lang="en")

    again = uploaded(client, result)

    assert outcomes(again) == outcomes(upload)
    assert "error" in outcomes(again).values()


def test_priorities_of_another_office_are_no_choice(manager: Client, mi2020: Appeal) -> None:
    count = Activity.objects.of(mi2020).filter(priority__section__office__code="GT").count()
    foreign = Priority.objects.filter(section__office__code="HN").first()
    assert foreign

    upload = plan(manager, {("activities", count, "priority"): foreign.code})

    assert "not one of the choices" in " ".join(sentences(rows_of(upload, "activities")[-1]))


def test_whoever_lost_the_role_meanwhile_applies_nothing(
    finance: Client, finance_gt: User, mi2020: Appeal
) -> None:
    upload = uploaded(finance, filled_in(downloaded(finance, "T1", office="GT"), voucher(0)))
    finance_gt.memberships.all().delete()
    make_membership(user=finance_gt, office=Office.objects.get(code="HN"), role=Role.FINANCE)

    response = decide(finance, upload)

    assert response.status_code == 409
    assert "do not record spending for the office" in response.content.decode()
    assert not Transaction.objects.exists()


@pytest.mark.once
def test_the_result_of_a_wrong_file_has_empty_rows_to_go_on_in(
    finance: Client, mi2020: Appeal
) -> None:
    cells = voucher(0, amount=0)
    upload = uploaded(finance, filled_in(downloaded(finance, "T1", office="GT"), cells))

    result = table(downloaded(finance, "R13", upload=str(upload.pk), lang="en"), "Entries")

    assert [row["Result"] for row in result[:2]] == ["error", None]
    assert len(result) == uploads.TEMPLATES["T1"].spare
    assert len({row["key"] for row in result}) == len(result)


@pytest.mark.once
def test_many_contributions_ask_as_much_as_few(manager: Client, mi2020: Appeal) -> None:
    donor = Donor.objects.create(name="A donor", kind="government")

    def asked_with(contributions: int) -> int:
        for number in range(contributions):
            make_contribution(
                appeal=mi2020, donor=donor, reference=f"AG-{contributions}-{number:02}"
            )
        content = downloaded(manager, "T3", lang="en")
        correction = filled_in(content, {("contributions", 0, "note"): f"New {contributions}"})
        with CaptureQueriesContext(connection) as queries:
            uploaded(manager, correction)
        return len(queries)

    assert asked_with(1) == asked_with(20)
