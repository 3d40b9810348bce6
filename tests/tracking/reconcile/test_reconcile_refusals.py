"""What reconciling refuses: unclear files and lines, late clicks, what is not the person's."""

import re
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.cache import cache
from django.core.files.storage import default_storage
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from appeal.models import Activity, Appeal, Office
from tests.factories import (
    make_contribution,
    make_export,
    make_transaction,
)
from tests.fixture_types import SignIn
from tests.tracking.browsing import activity_of, at, filled, period_of, words
from tracking import actions
from tracking.models import BooksExport, BooksLayout, BooksLine, ExplainedDifference, Transaction

from .exporting import HEADINGS, act, choose, compared, csv_of, send, shown

pytestmark = [pytest.mark.django_db, pytest.mark.person("finance_gt")]

LINE = ("2020-03-10", "V-1", "100.00", "USD", "Hotel Tikal", "GT-1.1")


def test_a_file_with_the_same_headings_is_read_at_once(mi2020: Appeal, client: Client) -> None:
    first = compared(client, csv_of(LINE))

    answer = send(client, csv_of(LINE, ("2020-03-11", *LINE[1:])))

    second = BooksExport.objects.newest_first()[0]
    assert answer.url == at("reconcile_detail", second.pk)
    assert (second.is_read, second.layout_id) == (True, first.layout_id)
    assert BooksLayout.objects.count() == 1


def test_the_columns_are_asked_again_where_somebody_wants_it(
    mi2020: Appeal, client: Client
) -> None:
    compared(client, csv_of(LINE))

    send(client, csv_of(LINE), anew="on")

    export = BooksExport.objects.newest_first()[0]
    assert not export.is_read
    assert choose(client, export).status_code == 302
    assert BooksLayout.objects.count() == 2


def test_the_same_file_again_is_said_and_not_stored(mi2020: Appeal, client: Client) -> None:
    export = compared(client, csv_of(LINE))

    answer = send(client, csv_of(LINE))

    assert answer.url == at("reconcile_detail", export.pk)
    assert "This file was uploaded before" in words(client.get(answer.url))
    assert BooksExport.objects.count() == 1


@pytest.mark.once
@pytest.mark.parametrize(
    ("content", "typed", "sentence"),
    [
        (b"", {}, "The submitted file is empty"),
        (b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n", {}, "neither an Excel file"),
        (csv_of(LINE), {"first_on": "2020-04-01"}, "The last day is before the first one"),
        (csv_of(LINE), {"office": ""}, "This field is required"),
    ],
)
def test_a_file_that_is_none_is_refused_and_nothing_is_stored(
    mi2020: Appeal, client: Client, content: bytes, typed: dict[str, str], sentence: str
) -> None:
    answer = send(client, content, **typed)

    assert answer.status_code == 422
    assert sentence in words(answer)
    assert not BooksExport.objects.exists()


@pytest.mark.once
def test_lines_that_are_not_clear_are_shown_until_it_is_said_how_to_read_them(
    mi2020: Appeal, client: Client
) -> None:
    content = csv_of(("03/04/2020", "V-1", "1,250", "USD", "A", "GT-1.1"))
    send(client, content, last_on="2020-04-30")
    export = BooksExport.objects.get()
    page = client.get(at("reconcile_columns", export.pk))
    assert "The first lines of the file" in words(page)

    refused = choose(client, export)

    assert refused.status_code == 422
    assert "Line 2, Posting date: “03/04/2020” can be two days" in words(refused)
    assert "“1,250” can be thousands or three decimals" in words(refused)
    assert choose(client, export, day_order="dmy", point=".").status_code == 302
    line = BooksLine.objects.get()
    assert (line.booked_on, line.amount) == (date(2020, 4, 3), Decimal(1250))


@pytest.mark.once
def test_a_column_is_chosen_once_and_the_currency_is_said(mi2020: Appeal, client: Client) -> None:
    send(client, csv_of(LINE[:3], headings=HEADINGS[:3]))
    export = BooksExport.objects.get()

    refused = choose(client, export, reference="0")

    assert "This column is chosen already, for “Date”" in words(refused)
    assert "Choose the column of the currency, or say it below" in words(refused)
    assert choose(client, export, fixed="gtq").status_code == 302
    assert BooksLine.objects.get().currency == "GTQ"


def test_a_second_person_who_reads_the_same_export_is_told(mi2020: Appeal, client: Client) -> None:
    send(client, csv_of(LINE))
    export = BooksExport.objects.get()
    page = client.get(at("reconcile_columns", export.pk))
    sent = filled(page)
    actions.read_export(
        export=export,
        layout=BooksLayout(appeal=mi2020, headings=["x"], columns={
            "booked_on": 0, "reference": 1, "amount": 2, "currency": 3,
        }),
        by=export.uploaded_by,
        at=export.uploaded_at,
    )  # fmt: skip

    late = client.post(at("reconcile_columns", export.pk), sent)

    assert late.status_code == 409
    assert "This export has already been read" in words(late)


def test_what_was_changed_since_is_not_acted_on(mi2020: Appeal, client: Client) -> None:
    entry = make_transaction(
        activity=activity_of("GT-1.1"), reference="V-1", amount=120, value_on=date(2020, 3, 10),
        posted=True,
    )  # fmt: skip
    export = compared(client, csv_of(LINE))
    page = shown(client, export, "amount")
    [(finding, _place)] = page.context["rows"]
    key = page.context["form"]["idempotency_key"].value()
    actions.reverse_transaction(
        entry=entry, reason="x", by=export.uploaded_by, at=export.uploaded_at
    )

    for step, typed in (
        ("correct", {"chosen": finding.mark}), ("correct", {"whole": "amount:1"}),
        ("draft", {"chosen": finding.mark}), ("explain", {"chosen": finding.mark, "reason": "x"}),
    ):  # fmt: skip
        sent = {"idempotency_key": key, "kind": "amount"} | typed
        late = client.post(at(f"reconcile_{step}", export.pk), sent)
        assert late.status_code == 409
        assert "The ledger has changed since you opened this page" in words(late)
    assert Transaction.objects.filter(reverses=None).count() == 1


@pytest.mark.once
def test_nothing_chosen_or_no_reason_is_refused(mi2020: Appeal, client: Client) -> None:
    export = compared(client, csv_of(LINE))

    for step, typed, sentence in (
        ("draft", {"chosen": []}, "Select at least one"),
        ("draft", {"chosen": ["x"]}, "x is not one of the available choices"),
        ("explain", {}, "This field is required"),
    ):
        refused = act(client, export, step, "missing_here", **typed)
        assert refused.status_code == 422
        assert sentence in words(refused)
    assert not ExplainedDifference.objects.exists()


def test_a_line_whose_code_names_no_place_is_entered_where_the_person_says(
    mi2020: Appeal, client: Client
) -> None:
    activity = activity_of("GT-1.1")
    cell = activity.allocations.all()[0].cell
    export = compared(client, csv_of((*LINE[:5], ""), ("2020-03-11", *LINE[1:5], "NO-1")))

    refused = act(client, export, "draft", "missing_here")
    assert refused.status_code == 409
    assert "Line 2: The line has no code of an activity" in words(refused)
    how = "Choose activity and heading below."
    assert f"Line 3: No activity has the code “NO-1”. {how}" in words(refused)
    whole = act(client, export, "draft", "missing_here", chosen=[], whole="missing_here:2")
    assert re.search(r'id="whole"[^>]* checked', whole.content.decode())
    assert not re.search(r'id="whole"[^>]* checked', refused.content.decode())
    assert not Transaction.objects.exists()

    act(client, export, "draft", "missing_here", place=f"{activity.pk}-{cell.pk}")
    assert {entry.cell_id for entry in Transaction.objects.drafts()} == {cell.pk}


def test_the_finance_systems_code_leads_to_its_activity(mi2020: Appeal, client: Client) -> None:
    Activity.objects.filter(code="GT-1.1").update(finance_code="CE.0456.GT")
    export = compared(client, csv_of((*LINE[:5], "ce.0456.gt")))

    act(client, export, "draft", "missing_here")

    assert Transaction.objects.drafts().get().activity.code == "GT-1.1"


def test_a_code_of_several_activities_decides_nothing(mi2020: Appeal, client: Client) -> None:
    for code in ("GT-1.1", "GT-2.1"):
        Activity.objects.filter(code=code).update(finance_code="CE.0456")
    export = compared(client, csv_of((*LINE[:5], "CE.0456")))

    refused = act(client, export, "draft", "missing_here")

    assert "is that of several activities: GT-1.1, GT-2.1" in words(refused)


def test_the_code_of_a_grant_leads_to_the_activity_that_it_pays(
    mi2020: Appeal, client: Client
) -> None:
    grant = make_contribution(appeal=mi2020, project_code="TC.0123", committed=9000)
    activity = activity_of("GT-1.1")
    make_transaction(activity=activity, grant=grant, value_on=date(2020, 1, 5), posted=True)
    export = compared(client, csv_of((*LINE[:5], "tc.0123")))

    act(client, export, "draft", "missing_here")

    draft = Transaction.objects.drafts().get()
    assert (draft.activity_id, draft.grant) == (activity.pk, grant)


def test_a_credit_is_not_drafted_and_can_be_explained(mi2020: Appeal, client: Client) -> None:
    export = compared(client, csv_of(("2020-03-10", "V-1", "-100.00", "USD", "Hotel", "GT-1.1")))

    refused = act(client, export, "draft", "missing_here")

    assert refused.status_code == 409
    assert "This is a credit" in words(refused)
    act(client, export, "explain", "missing_here", reason="A refund of 2019.")
    assert "Nothing is open" in words(shown(client, export))


def test_of_two_lines_that_say_the_same_one_is_explained_alone(
    mi2020: Appeal, client: Client
) -> None:
    export = compared(client, csv_of(LINE, LINE))
    first, _second = (each for each, _place in shown(client, export).context["rows"])

    act(client, export, "explain", "missing_here", chosen=[first.mark], reason="A refund.")

    assert shown(client, export).context["compared"].open_count == 1
    again = compared(client, csv_of(LINE, LINE, LINE))
    assert shown(client, again).context["compared"].open_count == 2


def test_a_draft_is_not_explained_and_is_corrected_in_its_place(
    mi2020: Appeal, client: Client
) -> None:
    draft = make_transaction(
        activity=activity_of("GT-1.1"), reference="V-1", amount=120, value_on=date(2020, 3, 10)
    )
    export = compared(client, csv_of(LINE))

    refused = act(client, export, "explain", "amount", reason="So.")
    assert "A draft is posted, changed or discarded" in words(refused)

    act(client, export, "correct", "amount")
    draft.refresh_from_db()
    assert (draft.amount, Transaction.objects.count()) == (100, 1)


def test_a_reversal_in_a_locked_period_is_refused_with_all_others(
    mi2020: Appeal, client: Client, manager_ro: Any
) -> None:
    for reference, amount in (("V-1", 120), ("V-2", 70)):
        make_transaction(
            activity=activity_of("GT-1.1"), reference=reference, amount=amount, posted=True,
            value_on=date(2020, 3, 10),
        )  # fmt: skip
    export = compared(client, csv_of(LINE, ("2020-03-10", "V-2", 75, "USD", "", "GT-1.1")))
    period = period_of(mi2020)
    actions.lock_period(period=period, reason="Closed.", by=manager_ro, at=export.uploaded_at)

    refused = act(client, export, "correct", "amount")

    assert refused.status_code == 409
    assert "2020-Q1, which is locked" in words(refused)
    assert not Transaction.objects.filter(reverses__isnull=False).exists()


def test_of_very_many_the_first_are_put_right_at_once(
    mi2020: Appeal, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(actions.reconciling, "MOST_AT_ONCE", 2)
    lines = [(f"2020-03-{day}", f"V-{day}", day, "USD", "A", "GT-1.1") for day in (11, 12, 13)]
    export = compared(client, csv_of(*lines))

    act(client, export, "draft", "missing_here", chosen=[], whole="missing_here:3")

    assert Transaction.objects.drafts().count() == 2
    assert act(
        client, export, "draft", "missing_here", chosen=[], whole="missing_here:3"
    ).status_code == 409  # fmt: skip


def test_a_page_asks_the_same_however_many_lines_there_are(mi2020: Appeal, client: Client) -> None:
    def asked(export: BooksExport, kind: str) -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert shown(client, export, kind).status_code == 200
        return len(queries)

    few = compared(client, csv_of(LINE))
    many = compared(client, csv_of(*[(*LINE[:1], f"V-{at}", *LINE[2:]) for at in range(200)]))

    assert asked(few, "missing_here") == asked(many, "missing_here")
    page = shown(client, many, "missing_here")
    assert len(page.context["rows"]) == 40
    assert len(page.content) < 60_000


def test_the_list_counts_what_is_open_now(mi2020: Appeal, client: Client) -> None:
    cache.clear()
    export = compared(client, csv_of(LINE))
    compared(client, csv_of(LINE, ("2020-03-11", *LINE[1:])))
    assert sorted(open_of(client).values()) == [1, 2]

    act(client, export, "explain", "missing_here", reason="So.")

    assert open_of(client)[export.pk] == 0


def open_of(client: Client) -> dict[int, int]:
    """How many differences of each export are open, by the list."""
    rows = client.get(at("reconcile_list")).context["rows"]
    return {each.pk: count for each, count in rows}


@pytest.mark.once
def test_an_export_that_was_never_read_goes_from_the_list_with_the_next_one(
    mi2020: Appeal, client: Client
) -> None:
    def listed() -> list[int]:
        return [each.pk for each in client.get(at("reconcile_list")).context["turn"]]

    send(client, csv_of(LINE))
    unread = BooksExport.objects.get()
    elsewhere = make_export(is_read=False)
    assert sorted(listed()) == [unread.pk, elsewhere.pk]

    export = compared(client, csv_of(LINE, LINE))

    assert sorted(listed()) == [elsewhere.pk, export.pk]


@pytest.mark.once
def test_the_file_comes_back_as_it_was_sent(mi2020: Appeal, client: Client) -> None:
    export = compared(client, csv_of(LINE))

    answer: Any = client.get(at("reconcile_file", export.pk))

    assert b"".join(answer.streaming_content) == csv_of(LINE)
    default_storage.delete(export.file.name)
    assert client.get(at("reconcile_file", export.pk)).status_code == 404


def test_an_export_of_all_offices_is_for_whoever_reconciles_the_region(
    mi2020: Appeal, client: Client, superuser: Any, signed_in: SignIn
) -> None:
    whole = make_export(office=None)
    elsewhere = make_export(office=Office.objects.get(code="HN"))

    for export in (whole, elsewhere):
        assert shown(client, export).status_code == 404
    assert [each.pk for each in client.get(at("reconcile_list")).context["turn"]] == []
    page = signed_in(superuser).get(at("reconcile_list"))
    assert page.context["form"]["office"].field.required is False
    assert len(page.context["turn"].object_list) == 2


def test_the_ledger_leads_there_whoever_reconciles(
    mi2020: Appeal, client: Client, reporter_gt: Any, signed_in: SignIn
) -> None:
    assert at("reconcile_list") in client.get(at("transaction_list")).content.decode()
    page = signed_in(reporter_gt).get(at("transaction_list"))
    assert at("reconcile_list") not in page.content.decode()
