"""What is said of the rows of an upload: where, to whom, and of which rows."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from appeal.models import Activity, Allocation, Appeal, Milestone, Office, Role, User
from tests.factories import (
    make_contribution,
    make_flow,
    make_indicator,
    make_membership,
    make_milestone,
    make_rate,
    make_update,
)
from tests.fixture_types import SignIn
from tests.tracking.browsing import activity_of, at, words
from tests.tracking.uploads.filling import (
    cell_of,
    decide,
    downloaded,
    filled_in,
    outcomes,
    place,
    saved,
    told,
    uploaded,
)
from tests.workbooks import opened, table
from tracking import actions, uploads
from tracking.models import (
    MilestoneAchievement,
    OfficeReport,
    ReportingPeriod,
    Transaction,
    Upload,
)

pytestmark = pytest.mark.once

SPENT = {
    ("spend", 0, "value_on"): date(2020, 2, 3),
    ("spend", 0, "activity"): "GT-1.1",
    ("spend", 0, "cell"): "O1",
    ("spend", 0, "kind"): "expenditure",
    ("spend", 0, "amount"): 120.5,
}


@pytest.fixture
def first(mi2020: Appeal) -> ReportingPeriod:
    return ReportingPeriod.objects.of(mi2020).get(code="2020-Q1")


@pytest.fixture
def second(mi2020: Appeal) -> ReportingPeriod:
    return ReportingPeriod.objects.of(mi2020).get(code="2020-Q2")


def said(upload: Upload, language: str = "en") -> dict[tuple[str, str], list[str]]:
    """What is wrong with an upload, by sheet and cell."""
    found: dict[tuple[str, str], list[str]] = {}
    for row in upload.upload_rows.in_order():
        for each in told(row, language).problems:
            found.setdefault((row.sheet, each.at), []).append(each.sentence)
    return found


def achieved(milestone: Milestone, period: ReportingPeriod, day: date) -> MilestoneAchievement:
    line = make_update(activity=milestone.activity, period=period, percent=10)
    return MilestoneAchievement.objects.create(update=line, milestone=milestone, achieved_on=day)


# R12: only what changes something is judged


def test_who_records_money_only_is_not_asked_about_progress_that_the_template_brought(
    mi2020: Appeal, first: ReportingPeriod, finance_gt: User, signed_in: SignIn
) -> None:
    activity = activity_of("GT-1.1")
    make_indicator(activity=activity, order=1)
    make_update(activity=activity, period=first, percent=20, narrative="Theirs.")
    achieved(make_milestone(activity=activity_of("GT-2.1"), order=1), first, date(2020, 2, 3))
    client = signed_in(finance_gt)

    upload = uploaded(client, filled_in(downloaded(client), SPENT))

    assert set(outcomes(upload).values()) == {"unchanged", "new"}
    assert outcomes(upload)["spend", 0] == "new"
    assert decide(client, upload).status_code == 302
    assert Transaction.objects.count() == 1


def test_who_records_money_only_is_told_at_the_cell_of_progress_that_they_changed(
    mi2020: Appeal, first: ReportingPeriod, finance_gt: User, signed_in: SignIn
) -> None:
    make_update(activity=activity_of("GT-1.1"), period=first, percent=20)
    client = signed_in(finance_gt)

    cells = {("progress", 0, "percent"): 30, ("progress", 1, "narrative"): "Begun."}
    upload = uploaded(client, filled_in(downloaded(client), SPENT | cells))

    assert said(upload) == {
        ("progress", "E6"): ["You can record spending for this office, but not progress."],
        ("progress", "G7"): ["You can record spending for this office, but not progress."],
    }


def test_who_reports_only_fills_in_progress_and_money(reporter: Client, mi2020: Appeal) -> None:
    cells = SPENT | {("progress", 0, "percent"): 30}

    upload = uploaded(reporter, filled_in(downloaded(reporter), cells))

    assert set(outcomes(upload).values()) == {"new"}


@pytest.mark.parametrize("is_locked", [False, True])
def test_an_untouched_template_of_a_report_handed_in_or_locked_says_nothing(
    reporter: Client, mi2020: Appeal, first: ReportingPeriod, manager_ro: User, is_locked: bool
) -> None:
    activity = activity_of("GT-1.1")
    achieved(make_milestone(activity=activity, order=1), first, date(2020, 2, 3))
    content = downloaded(reporter)
    if is_locked:
        when = datetime(2020, 5, 1, tzinfo=UTC)
        actions.lock_period(period=first, reason="Closed", by=manager_ro, at=when)
        why = "2020-Q1 is locked"
    else:
        report = OfficeReport.objects.get(office__code="GT")
        when = datetime(2020, 4, 2, tzinfo=UTC)
        actions.submit_report(report=report, version=report.version, by=manager_ro, at=when)
        why = "and can no longer be changed"

    assert set(outcomes(uploaded(reporter, content)).values()) == {"unchanged"}
    changed = {("progress", 0, "percent"): 30, ("progress", 1, "status"): "ongoing"}
    wrong = said(uploaded(reporter, filled_in(content, changed)))
    assert list(wrong) == [("progress", "E6"), ("progress", "F7")]
    assert all(why in sentences[0] for sentences in wrong.values())


# R12: milestones


def test_a_milestone_of_another_period_is_printed_and_locked(
    reporter: Client, mi2020: Appeal, first: ReportingPeriod
) -> None:
    activity = activity_of("GT-1.1")
    achieved(make_milestone(activity=activity, order=1), first, date(2020, 2, 3))
    make_milestone(activity=activity, order=2)

    content = downloaded(reporter, office="GT", period="2020-Q2")

    shown = table(content, "Milestones")
    assert [(row["Achieved on"], row["Reported for"]) for row in shown[:2]] == [
        (date(2020, 2, 3), "2020-Q1"),
        (None, None),
    ]
    page, row, columns = place(opened(content), "milestones")
    cells = [page.cell(row + number, columns["achieved_on"]) for number in range(2)]
    assert [cell.protection.locked for cell in cells] == [True, False]
    upload = uploaded(
        reporter, filled_in(content, {("milestones", 1, "achieved_on"): date(2020, 5, 4)})
    )
    assert outcomes(upload) == {("milestones", 0): "unchanged", ("milestones", 1): "new"}


@pytest.mark.parametrize("value", [date(2020, 5, 4), "CLEAR"])
def test_a_milestone_achieved_twice_is_told_at_its_own_cell(
    reporter: Client, mi2020: Appeal, first: ReportingPeriod, value: Any
) -> None:
    activity = activity_of("GT-1.1")
    milestone = make_milestone(activity=activity, order=1, title="Opened")
    achieved(milestone, first, date(2020, 2, 3))
    content = downloaded(reporter, office="GT", period="2020-Q2")
    cells = {("milestones", 0, "achieved_on"): value, ("progress", 0, "percent"): 30}

    upload = uploaded(reporter, filled_in(content, cells))

    assert said(upload) == {
        ("milestones", "D6"): ["“Opened” is already reported as achieved for 2020-Q1."]
    }
    assert decide(reporter, upload).status_code == 409
    assert MilestoneAchievement.objects.count() == 1


# R12: rules, all at once, each at the cell that causes it


@pytest.mark.once
def test_rules_of_progress_are_told_at_their_cells_all_at_once(
    reporter: Client, mi2020: Appeal, first: ReportingPeriod, second: ReportingPeriod
) -> None:
    falling, complete = activity_of("GT-1.1"), activity_of("GT-2.1")
    make_update(activity=falling, period=first, percent=60)
    people = make_indicator(activity=falling, order=1, by_sex=True)
    make_milestone(activity=complete, order=1, title="Opened")
    content = downloaded(reporter, office="GT", period="2020-Q2")
    cells = {
        ("progress", 0, "percent"): 50,
        ("progress", 0, "status"): "sideways",
        ("progress", 1, "percent"): 100,
        ("progress", 2, "status"): "CLEAR",
        ("indicators", 0, "value"): 5,
        ("indicators", 0, "missing_reason"): "Nobody counted.",
        ("indicators", 0, "sex_female"): 9,
        ("indicators", 0, "nationality"): "Honduras many; HN 4",
        ("milestones", 0, "achieved_on"): date(2021, 3, 2),
    }

    upload = uploaded(reporter, filled_in(content, cells))

    wrong = said(upload)
    assert people
    assert wrong["progress", "E6"] == ["Progress is lower than in the period before. Explain why."]
    assert "not one of the choices" in wrong["progress", "F6"][0]
    assert wrong["progress", "F8"] == ["Every activity has a status. Choose one."]
    assert [at for sheet, at in wrong if sheet == "indicators"] == ["W6", "F6", "L6"]
    assert "is after the period" in wrong["milestones", "D6"][0]
    assert ("progress", "E7") not in wrong  # The day is wrong, but there is one.


def test_what_is_complete_with_open_milestones_is_told_at_its_percentage(
    reporter: Client, mi2020: Appeal
) -> None:
    make_milestone(activity=activity_of("GT-1.1"), order=1, title="Opened")

    upload = uploaded(reporter, filled_in(downloaded(reporter), {("progress", 0, "percent"): 100}))

    assert said(upload) == {
        ("progress", "E6"): [
            "100 % is reported while milestones are open (Opened). Report them as achieved,"
            " or explain why."
        ]
    }


# T1: each rule at its cell


@pytest.mark.once
def test_rules_of_money_are_told_at_their_cells_all_at_once(
    mi2020: Appeal, finance_gt: User, signed_in: SignIn
) -> None:
    client = signed_in(finance_gt)
    row = {
        "value_on": date(2019, 12, 30), "activity": "GT-1.1", "cell": "O1", "kind": "release",
        "currency": "XXQ", "amount": 10**13 - 1, "note": "x" * 501, "counterpart": "Someone",
    }  # fmt: skip
    cells = {("entries", 0, name): value for name, value in row.items()}

    upload = uploaded(client, filled_in(downloaded(client, "T1", office="GT"), cells))

    wrong = {at: sentences for (_sheet, at), sentences in said(upload).items()}
    assert "Give the reason" in wrong["A6"][0]
    assert "not an ISO 4217 currency" in wrong["E6"][0]
    assert wrong["G6"] == ["Choose the commitment to release."]
    assert "at most 500" in wrong["J6"][0] or "Shorten it" in wrong["J6"][0]
    assert set(wrong) == {"A6", "E6", "G6", "J6"}


@pytest.mark.once
def test_every_reason_names_sheet_cell_and_column_on_the_page_and_in_the_result(
    mi2020: Appeal, finance_gt: User, signed_in: SignIn
) -> None:
    client = signed_in(finance_gt)
    content = filled_in(downloaded(client, "T1", office="GT"), {("entries", 0, "note"): "Alone"})
    upload = uploaded(client, content)

    page = words(client.get(at("upload_detail", upload.pk)))
    message = table(downloaded(client, "R13", upload=upload.pk), "Entries")[0]["Message"]

    for column, cell in (("Value date", "A6"), ("Activity", "B6"), ("Amount", "F6")):
        assert f"Entries {cell}, {column}: “{column}” is missing. Fill it in." in page
        assert f"{column} {cell}: “{column}” is missing. Fill it in." in message


# T3: what depends on a wrong row


def contribution(number: int, **values: Any) -> dict[tuple[str, int, str], Any]:
    given = {"reference": "AG-7", "donor": "A ministry", "new_donor_kind": "government"} | values
    return {("contributions", number, name): value for name, value in given.items()}


def flow(number: int, **values: Any) -> dict[tuple[str, int, str], Any]:
    given = {
        "contribution": "AG-7", "kind": "receipt", "value_on": date(2020, 2, 3), "amount": 5,
    } | values  # fmt: skip
    return {("flows", number, name): value for name, value in given.items()}


def test_a_flow_of_a_wrong_contribution_says_so_and_is_judged_all_the_same(
    manager: Client, mi2020: Appeal
) -> None:
    cells = contribution(0, new_donor_kind=None, currency="EUR") | flow(0) | flow(1, amount="many")

    upload = uploaded(manager, filled_in(downloaded(manager, "T3", lang="en"), cells))

    goes_with = (
        "The contribution with this reference is wrong, in row 6 of its sheet. Correct"
        " it, and this row can be applied too."
    )
    no_rate = (
        "There is no EUR exchange rate for February 2020 up to this day. A manager of the"
        " region must add it first."
    )
    assert said(upload) == {
        ("contributions", "C6"): ["Choose what kind of donor this is."],
        ("flows", "A6"): [goes_with],
        ("flows", "C6"): [no_rate],
        ("flows", "A7"): [goes_with],
        ("flows", "C7"): [no_rate],
        ("flows", "D7"): said(upload)["flows", "D7"],
    }


@pytest.mark.once
def test_two_wrong_rows_that_say_the_same_are_told(manager: Client, mi2020: Appeal) -> None:
    cells = contribution(0, note="x" * 1001) | contribution(1, office="nowhere")

    upload = uploaded(manager, filled_in(downloaded(manager, "T3", lang="en"), cells))

    assert said(upload)["contributions", "A7"] == ["Row 6 says the same. Keep only one of them."]


def test_what_flows_fix_is_told_at_each_cell_that_changes_it(
    manager: Client, mi2020: Appeal, guatemala: Office
) -> None:
    given = make_contribution(appeal=mi2020, reference="AG-1", office=guatemala)
    make_flow(contribution=given)
    cells = {("contributions", 0, "currency"): "EUR", ("contributions", 0, "office"): "HN"}

    upload = uploaded(manager, filled_in(downloaded(manager, "T3", lang="en"), cells))

    assert set(said(upload)) == {("contributions", "D6"), ("contributions", "E6")}


# T4: new activities and their money in one file


def plan(client: Client, cells: dict[tuple[str, int, str], Any]) -> Upload:
    content = downloaded(client, "T4", office="GT", lang="en")
    return uploaded(client, filled_in(content, cells))


def new_activity(**values: Any) -> dict[tuple[str, int, str], Any]:
    given = {"priority": "GT-1", "own_title": "A second centre"} | values
    return {("activities", 7, name): value for name, value in given.items()}


def money_for(name: str, amount: int = 1000) -> dict[tuple[str, int, str], Any]:
    """What the first activity gives up, a new one draws."""
    stored = Allocation.objects.get(activity__code="GT-1.1")
    count = Allocation.objects.filter(cell__office__code="GT").count()
    return {
        ("allocations", 0, "amount"): stored.amount - 1000,
        ("allocations", count, "activity"): name,
        ("allocations", count, "heading"): "O1",
        ("allocations", count, "amount"): amount,
    }


def cell_of_its_activity(content: bytes) -> tuple[str, str]:
    """Where that money says which activity draws it."""
    number = Allocation.objects.filter(cell__office__code="GT").count()
    return "allocations", cell_of(content, "allocations", number, "activity")


def test_a_new_activity_and_its_money_come_in_one_file(manager: Client, mi2020: Appeal) -> None:
    upload = plan(manager, new_activity() | money_for("NEW-1"))

    assert said(upload) == {}
    assert decide(manager, upload).status_code == 302
    added = Activity.objects.get(code="GT-1.2")
    assert [(row.cell.heading.code, row.amount) for row in added.allocations.all()] == [
        ("O1", 1000)
    ]


@pytest.mark.once
def test_the_template_names_its_empty_rows_and_offers_the_names(
    manager: Client, mi2020: Appeal
) -> None:
    content = downloaded(manager, "T4", office="GT", lang="en")

    assert [row["Activity"] for row in table(content, "Activities")[7:9]] == ["NEW-1", "NEW-2"]
    lists = opened(content)["Lists"]
    offered = {cell.value for row in lists.iter_rows() for cell in row}
    assert {"NEW-1", "NEW-20"} <= offered
    assert "NEW-21" not in offered


def test_the_same_file_again_changes_nothing_and_the_result_neither(
    manager: Client, mi2020: Appeal
) -> None:
    content = filled_in(
        downloaded(manager, "T4", office="GT", lang="en"), new_activity() | money_for("NEW-1")
    )
    upload = uploaded(manager, content)
    decide(manager, upload)

    again = uploaded(manager, content)
    result = uploaded(manager, downloaded(manager, "R13", upload=upload.pk, lang="en"))

    new = [row for row in again.upload_rows.all() if told(row).about.startswith("GT-1.2")]
    assert {row.outcome for row in new} == {"unchanged"}
    assert set(outcomes(result).values()) == {"unchanged"}


def test_money_for_an_activity_added_before_says_as_what(manager: Client, mi2020: Appeal) -> None:
    content = filled_in(downloaded(manager, "T4", office="GT", lang="en"), new_activity())
    where, cells = cell_of_its_activity(content), money_for("NEW-1")
    decide(manager, uploaded(manager, content))

    upload = uploaded(manager, filled_in(content, cells))

    ((at, (sentence,)),) = said(upload).items()
    assert at == where
    assert sentence.startswith("NEW-1 was already added as GT-1.2 A second centre")


@pytest.mark.parametrize(
    ("activity", "expected"),
    [
        ({"ends_on": date(2019, 1, 1)}, "NEW-1 is wrong, in row 13 of its sheet"),
        (None, "Row NEW-1 of the activities is empty"),
    ],
)
def test_money_for_a_new_activity_that_is_wrong_or_missing_says_so(
    manager: Client, mi2020: Appeal, activity: dict[str, Any] | None, expected: str
) -> None:
    cells = money_for("NEW-1") | ({} if activity is None else new_activity(**activity))

    wrong = said(plan(manager, cells))

    ((sentence,),) = [texts for (sheet, _at), texts in wrong.items() if sheet == "allocations"]
    assert sentence.startswith(expected)
    assert cell_of_its_activity(downloaded(manager, "T4", office="GT", lang="en")) in wrong
    assert not Activity.objects.filter(code="GT-1.2").exists()


def test_clear_takes_a_confirmation_back(manager: Client, mi2020: Appeal) -> None:
    stored = Allocation.objects.get(activity__code="GT-1.1")
    decide(manager, plan(manager, {("allocations", 0, "confirmed"): "yes"}))
    stored.refresh_from_db()
    assert stored.basis == Allocation.Basis.CONFIRMED

    upload = plan(manager, {("allocations", 0, "confirmed"): "CLEAR"})

    row = upload.upload_rows.filter(sheet="allocations").in_order()[0]
    (change,) = told(row).changes
    assert (change.label, change.old, change.new) == ("Confirmed", "yes", "")
    decide(manager, upload)
    stored.refresh_from_db()
    assert stored.basis == Allocation.Basis.INDICATIVE


def test_a_new_amount_with_clear_is_indicative(manager: Client, mi2020: Appeal) -> None:
    stored = Allocation.objects.get(activity__code="GT-1.1")

    less = {
        ("allocations", 0, "amount"): stored.amount - 1,
        ("allocations", 0, "confirmed"): "CLEAR",
    }
    decide(manager, plan(manager, less))

    before = stored.amount
    stored.refresh_from_db()
    assert (stored.amount, stored.basis) == (before - 1, Allocation.Basis.INDICATIVE)


def test_a_cell_is_not_called_too_small_while_a_row_of_it_cannot_be_read(
    manager: Client, mi2020: Appeal
) -> None:
    rows = Allocation.objects.filter(cell__office__code="GT", cell__heading__code="O1")
    assert rows.count() > 1
    cells = {("allocations", 0, "amount"): "many", ("allocations", 1, "amount"): 99_000_000}

    wrong = said(plan(manager, cells))

    assert [at for _sheet, at in wrong] == ["C6"]


def test_what_is_wrong_with_activities_and_money_is_told_at_once(
    manager: Client, mi2020: Appeal
) -> None:
    cells = {
        ("activities", 0, "ends_on"): date(2019, 1, 1),
        ("activities", 1, "starts_on"): "CLEAR",
        ("activities", 2, "priority"): "GT-1",
        ("allocations", 0, "amount"): 99_000_000,
        ("allocations", 1, "heading"): "O2",
    } | new_activity(priority=None)

    wrong = said(plan(manager, cells))

    assert {at for sheet, at in wrong if sheet == "activities"} == {"G6", "F7", "B8", "B13"}
    assert {at for sheet, at in wrong if sheet == "allocations"} == {"C6", "B7"}


# Copies and rows of one's own


def test_a_row_without_a_key_is_told_what_else_is_wrong_with_it(
    manager: Client, mi2020: Appeal
) -> None:
    beyond = {("rates", 250, "currency"): "XXQ", ("rates", 250, "rate"): 8}

    wrong = said(uploaded(manager, filled_in(downloaded(manager, "T2", lang="en"), beyond)))

    assert [text[:20] for texts in wrong.values() for text in texts] == [
        "This row is not from", "“XXQ” is not an ISO ", "“Effective on” is mi",
    ]  # fmt: skip


def test_what_is_about_a_row_stands_at_the_same_cell_however_the_database_keeps_it(
    reporter: Client, mi2020: Appeal
) -> None:
    """PostgreSQL orders what JSON holds by the length of its names."""
    typed = {(sheet, 1, name): value for (sheet, _row, name), value in SPENT.items()}
    content = filled_in(downloaded(reporter), SPENT | typed)
    key = cell_of(content, "spend", 0, "key")
    book = opened(content)
    page, _first, _columns = place(book, "spend")
    page[cell_of(content, "spend", 1, "key")] = page[key].value
    upload = uploaded(reporter, saved(book))
    as_sqlite = said(upload)
    for row in upload.upload_rows.all():
        row.cells = dict(sorted(row.cells.items(), key=lambda each: (len(each[0]), each[0])))
        row.save(update_fields=["cells"])

    uploads.recheck_upload(upload=upload, at=datetime(2020, 7, 15, 18, tzinfo=UTC))

    assert said(upload) == as_sqlite
    assert {at[0] for _sheet, at in as_sqlite} == {"A"}


# In the reader's language, on the appeal's day


@pytest.mark.once
def test_what_is_said_is_in_the_language_of_whoever_reads_it(
    manager: Client, mi2020: Appeal, viewer: User, signed_in: SignIn, region: Any
) -> None:
    make_rate(currency="GTQ", effective_on=date(2020, 2, 1), rate=Decimal("7.123456"))
    cells = {
        ("rates", 0, "rate"): 7.5,
        ("rates", 1, "currency"): "GTQ",
        ("rates", 1, "effective_on"): date(2020, 2, 1),
        ("rates", 2, "rate"): "many",
    }
    upload = uploaded(manager, filled_in(downloaded(manager, "T2", lang="en"), cells))

    changed, doubled, _unread = upload.upload_rows.in_order()
    assert [(each.old, each.new) for each in told(changed).changes] == [("7.123456", "7.50")]
    assert [(each.old, each.new) for each in told(changed, "fr").changes] == [("7,123456", "7,50")]
    assert told(changed, "fr").changes[0].label == "Unités par USD"
    assert "There is already a rate for this currency and day" in told(doubled).problems[1].sentence
    for language, missing in (
        ("es", "Falta «Unidades por USD»"),
        ("fr", "« Unités par USD » manque"),
    ):
        sentences = [each.sentence for each in told(doubled, language).problems]
        assert not {each.sentence for each in told(doubled).problems} & {*sentences}
        assert any(missing in sentence for sentence in sentences)


@pytest.mark.once
def test_an_upload_of_an_earlier_edition_is_shown_as_it_was_said(
    manager: Client, mi2020: Appeal
) -> None:
    upload = uploaded(
        manager, filled_in(downloaded(manager, "T2", lang="en"), {("rates", 0, "rate"): 7.5})
    )
    upload.upload_rows.update(
        problems=[{"at": "C6", "sentence": "Falta la moneda."}],
        changes=[{"label": "Unidades por USD", "old": "", "new": "7,5"}],
    )

    page = words(manager.get(at("upload_detail", upload.pk)))

    assert "C6: Falta la moneda." in page
    assert "Unidades por USD: 7,5" in page


def test_the_day_on_which_a_row_was_applied_is_the_appeals(
    reporter: Client, mi2020: Appeal
) -> None:
    content = filled_in(downloaded(reporter), SPENT)
    upload = uploaded(reporter, content)
    evening = datetime(2026, 11, 28, 3, tzinfo=UTC)  # The 27th in Costa Rica.
    uploads.apply_upload(upload=upload, at=evening)

    again = uploaded(reporter, filled_in(content, {("spend", 0, "amount"): 9}))

    ((sentence,),) = said(again).values()
    page = words(reporter.get(at("upload_detail", upload.pk)))
    assert "this row on 27 Nov 2026" in sentence or "this row on 11/27/2026" in sentence
    assert "28" not in sentence.split(" by ")[0]
    assert "27" in page


# Text stays text


@pytest.mark.once
@pytest.mark.parametrize(
    ("code", "sheet", "columns"),
    [
        ("T1", "entries", ("counterpart", "reference", "note", "late_reason", "currency")),
        ("T2", "rates", ("currency", "source")),
        ("T3", "contributions", ("reference", "donor", "project_code", "note")),
        ("T3", "flows", ("contribution", "note")),
        ("T3", "parts", ("contribution", "appeal", "reason")),
        ("T4", "activities", ("own_title", "lead", "description")),
        ("R12", "progress", ("narrative", "issues", "next_steps", "reason")),
        ("R12", "spend", ("counterpart", "reference", "note", "late_reason")),
    ],
)
def test_text_columns_keep_what_is_typed_as_it_is(
    manager: Client, mi2020: Appeal, manager_ro: User, guatemala: Office,
    code: str, sheet: str, columns: tuple[str, ...],
) -> None:  # fmt: skip
    for role in (Role.REPORTER, Role.FINANCE):
        make_membership(user=manager_ro, role=role, office=guatemala)
    query = {"R12": {"office": "GT", "period": "2020-Q1"}, "T2": {}, "T3": {}}
    content = downloaded(manager, code, lang="en", **query.get(code, {"office": "GT"}))

    page, first, places = place(opened(content), sheet)

    last = page.tables[next(iter(page.tables))].ref.split(":")[1]
    rows = int("".join(filter(str.isdigit, last))) + 1 - first
    assert rows >= 7
    formats = {
        page.cell(first + number, places[name]).number_format
        for number in range(rows)
        for name in columns
    }
    assert formats == {"@"}
    dated = [name for name in places if name in ("value_on", "effective_on", "starts_on")]
    for name in dated:
        assert page.cell(first, places[name]).number_format == "yyyy-mm-dd"


@pytest.mark.once
@pytest.mark.parametrize(
    ("typed", "kept"),
    [("00123", "00123"), ("1/2", "1/2"), ("- item", "- item"), (123, "123"), (1.5, "1.5"),
     (date(2020, 2, 3), "2020-02-03")],
)  # fmt: skip
def test_a_reference_is_read_as_it_was_typed(
    reporter: Client, mi2020: Appeal, typed: Any, kept: str
) -> None:
    cells = SPENT | {("spend", 0, "reference"): typed}

    decide(reporter, uploaded(reporter, filled_in(downloaded(reporter), cells)))

    assert Transaction.objects.get().reference == kept
