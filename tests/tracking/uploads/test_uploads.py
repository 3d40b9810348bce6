"""The round trip: a template goes out, comes back filled in, and all of it counts or nothing."""

import random
from collections import Counter
from datetime import date
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from appeal.base.actions import Door
from appeal.models import Appeal, Indicator, User
from tests.appeal.base.excel.test_guard import damaged
from tests.factories import make_indicator, make_membership, make_milestone, make_update
from tests.fixture_types import SignIn
from tests.tracking.browsing import activity_of, at, count_queries, words
from tests.tracking.uploads.filling import (
    Formula,
    decide,
    downloaded,
    filled_in,
    outcomes,
    place,
    saved,
    send,
    sentences,
    told,
    uploaded,
)
from tests.workbooks import check, opened, recalculated, table
from tracking.models import (
    IndicatorActual,
    ProgressUpdate,
    ReportingPeriod,
    Transaction,
    Upload,
    UploadRow,
)
from tracking.uploads import receive_upload

pytestmark = pytest.mark.person("reporter_gt")


MONEY = {
    ("spend", 0, "value_on"): date(2020, 2, 3),
    ("spend", 0, "activity"): "GT-1.1",
    ("spend", 0, "cell"): "O1",
    ("spend", 0, "kind"): "expenditure",
    ("spend", 0, "amount"): 120.5,
    ("spend", 0, "reference"): "=V-1",
}


@pytest.fixture
def template(client: Client, mi2020: Appeal) -> bytes:
    """Guatemala's for the first quarter of 2020."""
    return downloaded(client)


def line_of(code: str) -> ProgressUpdate | None:
    return ProgressUpdate.objects.standing().filter(activity__code=code).first()


def row(upload: Upload, sheet: str, number: int = 0) -> UploadRow:
    return upload.upload_rows.filter(sheet=sheet).in_order()[number]


def test_the_template_holds_what_is_stored(client: Client, mi2020: Appeal) -> None:
    period = ReportingPeriod.objects.of(mi2020).get(code="2020-Q1")
    make_update(activity=activity_of("GT-1.1"), period=period, percent=0, narrative="Begun.")

    content = downloaded(client)

    rows = table(content, "Progress")
    assert (rows[0]["Activity"], rows[0]["New percent"]) == ("GT-1.1", 0)
    assert (rows[0]["Status"], rows[0]["What was done"]) == ("ongoing", "Begun.")
    assert rows[1]["New percent"] is rows[1]["Status"] is None
    assert len({each["key"] for each in rows}) == len(rows) == 7
    book = opened(content)
    assert book.sheetnames[0] == "Instructions"
    assert book["Lists"].sheet_state == "hidden"
    assert book["Progress"].protection.sheet
    page, first, columns = place(book, "progress")
    assert page.column_dimensions["K"].hidden
    assert not page.cell(first, columns["percent"]).protection.locked
    assert page.cell(first, columns["activity"]).protection.locked
    assert page.data_validations.dataValidation


def test_a_filled_template_changes_nothing_until_it_is_applied_and_then_all(
    client: Client, template: bytes, reporter_gt: User
) -> None:
    upload = uploaded(
        client,
        filled_in(
            template,
            {
                ("progress", 0, "percent"): 0,
                ("progress", 0, "narrative"): "=Not a formula",
                ("progress", 1, "percent"): "40 %",
                ("progress", 1, "status"): "en curso",
                **MONEY,
            },
        ),
    )

    assert outcomes(upload) == {("progress", 0): "new", ("progress", 1): "new", ("spend", 0): "new"}
    assert line_of("GT-1.1") is None
    assert not Transaction.objects.exists()

    assert decide(client, upload).status_code == 302

    first, second = line_of("GT-1.1"), line_of("GT-2.1")
    assert (first.percent, first.narrative) == (0, "=Not a formula")
    assert (second.percent, second.status) == (40, "ongoing")
    entry = Transaction.objects.get()
    assert (entry.amount, entry.currency, entry.is_posted) == (Decimal("120.50"), "USD", False)
    assert (entry.reference, entry.entered_by) == ("=V-1", reporter_gt)
    assert row(upload, "spend").transaction == entry
    assert ProgressUpdate.history.latest("history_date").door == Door.UPLOAD


def test_an_upload_that_cannot_be_kept_leaves_no_file(
    template: bytes, mi2020: Appeal, reporter_gt: User
) -> None:
    file = SimpleUploadedFile("filled.xlsx", filled_in(template, {("progress", 0, "percent"): 30}))
    before = kept_files()

    with pytest.raises(IntegrityError), transaction.atomic():
        receive_upload(file=file, appeal=mi2020, by=reporter_gt, at=None)
    assert kept_files() == before

    upload = receive_upload(file=file, appeal=mi2020, by=reporter_gt, at=timezone.now())
    assert kept_files() == before | {upload.file.name}


def kept_files() -> set[str]:
    folders = default_storage.listdir("uploads")[0] if default_storage.exists("uploads") else []
    return {
        f"uploads/{folder}/{name}"
        for folder in folders
        for name in default_storage.listdir(f"uploads/{folder}")[1]
    }


@pytest.mark.once
def test_a_note_written_above_a_table_is_no_name_of_a_column(
    client: Client, template: bytes
) -> None:
    book = opened(filled_in(template, {("progress", 0, "percent"): 30}))
    page, first, columns = place(book, "progress")
    page.cell(first - 3, columns["percent"]).value = "See p. 3 of the guide."

    upload = uploaded(client, saved(book))

    assert row(upload, "progress").outcome == "new"


@pytest.mark.parametrize("is_saved_again", [False, True])
def test_the_same_file_twice_changes_nothing(
    client: Client, template: bytes, is_saved_again: bool
) -> None:
    content = filled_in(template, {("progress", 0, "percent"): 30, **MONEY})
    decide(client, uploaded(client, content))

    again = uploaded(client, filled_in(content, {}) if is_saved_again else content)

    assert set(outcomes(again).values()) == {"unchanged"}
    decide(client, again)
    assert Transaction.objects.count() == 1
    assert line_of("GT-1.1").version == 1


def test_a_row_that_was_applied_is_not_changed_by_the_same_key(
    client: Client, template: bytes
) -> None:
    decide(client, uploaded(client, filled_in(template, MONEY)))

    upload = uploaded(client, filled_in(template, MONEY | {("spend", 0, "amount"): 999}))

    assert outcomes(upload) == {("spend", 0): "error"}
    assert "already applied this row" in sentences(row(upload, "spend"))[0]
    assert Transaction.objects.get().amount == Decimal("120.50")


def test_one_wrong_row_saves_nothing_and_every_error_is_named_with_its_cell(
    client: Client, template: bytes
) -> None:
    upload = uploaded(
        client,
        filled_in(
            template,
            {
                ("progress", 0, "percent"): 50,
                ("progress", 1, "percent"): 101,
                ("progress", 1, "status"): "sideways",
                ("progress", 2, "percent"): 12.5,
                ("spend", 0, "amount"): "1.234",
                ("spend", 0, "value_on"): "3/4/2020",
            },
        ),
    )

    assert outcomes(upload)["progress", 0] == "new"
    assert sentences(row(upload, "progress", 1)) == [
        "E7 The highest possible value is 100.",
        "F7 “sideways” is not one of the choices. Choose from: planned, ongoing, delayed,"
        " completed.",
    ]
    assert sentences(row(upload, "progress", 2)) == ["E8 Enter a whole number."]
    money = sentences(row(upload, "spend"))
    assert money[0].startswith("A6 This is not a date")
    assert money[1].startswith("F6 “1.234” could mean thousands or three decimals")
    assert "B6 “Activity” is missing. Fill it in." in money
    page = decide(client, upload)
    assert page.status_code == 409
    assert line_of("GT-1.1") is None
    assert "3 rows are wrong, so nothing can be applied." in words(page)


def test_a_row_changed_since_the_download_is_a_conflict(
    client: Client, template: bytes, mi2020: Appeal
) -> None:
    period = ReportingPeriod.objects.of(mi2020).get(code="2020-Q1")
    make_update(activity=activity_of("GT-1.1"), period=period, percent=20, narrative="Theirs.")

    upload = uploaded(
        client,
        filled_in(
            template,
            {
                ("progress", 0, "percent"): 30,
                ("progress", 1, "percent"): 5,
            },
        ),
    )

    assert outcomes(upload) == {("progress", 0): "conflict", ("progress", 1): "new"}
    assert told(row(upload, "progress")).changes[0].old == "20"
    assert decide(client, upload).status_code == 409
    assert line_of("GT-1.1").percent == 20
    assert line_of("GT-2.1") is None


def test_what_changed_between_preview_and_apply_is_noticed(
    client: Client, template: bytes, mi2020: Appeal
) -> None:
    upload = uploaded(client, filled_in(template, {("progress", 0, "percent"): 30}))
    period = ReportingPeriod.objects.of(mi2020).get(code="2020-Q1")
    make_update(activity=activity_of("GT-1.1"), period=period, percent=20)

    page = decide(client, upload)

    assert page.status_code == 409
    assert "some rows are now wrong" in words(page)
    assert outcomes(upload) == {("progress", 0): "conflict"}
    assert line_of("GT-1.1").percent == 20


def test_blank_is_no_change_and_clear_empties(client: Client, mi2020: Appeal) -> None:
    period = ReportingPeriod.objects.of(mi2020).get(code="2020-Q1")
    make_update(
        activity=activity_of("GT-1.1"), period=period, percent=20, narrative="A", issues="B"
    )
    content = downloaded(client)

    upload = uploaded(
        client,
        filled_in(
            content,
            {
                ("progress", 0, "percent"): "CLEAR",
                ("progress", 0, "narrative"): None,
                ("progress", 0, "issues"): "CLEAR",
            },
        ),
    )
    decide(client, upload)

    line = line_of("GT-1.1")
    assert (line.percent, line.narrative, line.issues) == (None, "A", "")


def test_results_and_milestones_come_with_the_line(client: Client, mi2020: Appeal) -> None:
    activity = activity_of("GT-1.1")
    people = make_indicator(activity=activity, order=1, by_sex=True)
    share = make_indicator(activity=activity, order=2, measure=Indicator.Measure.PERCENTAGE)
    asked = make_indicator(activity=activity, order=3, measure=Indicator.Measure.YES_NO)
    make_milestone(activity=activity, order=1)
    content = downloaded(client)

    upload = uploaded(
        client,
        filled_in(
            content,
            {
                ("indicators", 0, "value"): 12,
                ("indicators", 0, "sex_female"): 7,
                ("indicators", 0, "nationality"): "HN 5; GT 7",
                ("indicators", 1, "numerator"): 1,
                ("indicators", 1, "denominator"): 4,
                ("indicators", 2, "answer"): "sí",
                ("milestones", 0, "achieved_on"): "2020-03-02",
            },
        ),
    )
    decide(client, upload)

    stored = {row.indicator: row for row in IndicatorActual.objects.all()}
    assert stored[people].value == 12
    parts = {(p.dimension, p.category): p.value for p in stored[people].breakdowns.all()}
    assert parts == {
        ("sex", "female"): 7,
        ("nationality", "HN"): 5,
        ("nationality", "GT"): 7,
    }
    assert (stored[share].value, stored[asked].value) == (25, 1)
    assert line_of("GT-1.1").achievements.get().achieved_on == date(2020, 3, 2)


def test_what_is_wrong_with_results_is_named_at_its_cell(client: Client, mi2020: Appeal) -> None:
    activity = activity_of("GT-1.1")
    make_indicator(activity=activity, order=1, by_sex=True)
    make_milestone(activity=activity, order=1)
    content = downloaded(client)

    upload = uploaded(
        client,
        filled_in(
            content,
            {
                ("indicators", 0, "value"): 5,
                ("indicators", 0, "sex_female"): 9,
                ("indicators", 0, "nationality"): "Honduras many",
                ("milestones", 0, "achieved_on"): "2021-03-02",
            },
        ),
    )

    assert sentences(row(upload, "milestones"))[0].startswith("D6 2 Mar 2021 is after the period")
    assert "Honduras many" in sentences(row(upload, "indicators"))[0]


@pytest.mark.once
def test_sheets_and_columns_may_move_and_be_renamed(client: Client, template: bytes) -> None:
    book = opened(template)
    page, first, columns = place(book, "progress")
    page.cell(first, columns["percent"]).value = 15
    page.title = "Avance"
    page.move_range(f"A1:{page.cell(page.max_row, page.max_column).coordinate}", cols=2, rows=3)
    book.move_sheet(page, offset=2)

    upload = uploaded(client, saved(book))

    assert outcomes(upload) == {("progress", 0): "new"}


@pytest.mark.once
def test_added_merged_and_doubled_rows_are_refused_with_their_place(
    client: Client, template: bytes
) -> None:
    book = opened(template)
    page, first, columns = place(book, "spend")
    page.cell(page.max_row + 1, columns["amount"]).value = 5
    page, first, columns = place(book, "progress")
    page.cell(first, columns["percent"]).value = 5
    page.cell(first + 1, columns["key"]).value = page.cell(first, columns["key"]).value
    page.cell(first + 1, columns["percent"]).value = 6
    page.merge_cells(start_row=first + 2, end_row=first + 3, start_column=5, end_column=5)

    upload = uploaded(client, saved(book))

    assert set(outcomes(upload).values()) == {"error"}
    said = " ".join(s for each in upload.upload_rows.all() for s in sentences(each))
    assert "This row is not from the template." in said
    assert "more than once" in said
    assert "E8 This cell is merged" in said


@pytest.mark.once
def test_a_formula_is_read_by_its_stored_value_or_refused_with_its_cell(
    client: Client, template: bytes, tmp_path: Any
) -> None:
    content = filled_in(template, {("progress", 0, "percent"): Formula("=20+5")})

    refused = uploaded(client, content)
    calculated = recalculated_file(content, tmp_path)
    accepted = uploaded(client, calculated)

    assert sentences(row(refused, "progress"))[0].startswith("E6 This formula has no saved result")
    assert outcomes(accepted) == {("progress", 0): "new"}
    assert told(row(accepted, "progress")).changes[0].new == "25"


def recalculated_file(content: bytes, folder: Any) -> bytes:
    """The file as LibreOffice saves it."""
    recalculated(content, folder)
    return (folder / "made" / "given.xlsx").read_bytes()


@pytest.mark.parametrize("who", ["reporter_hn", "viewer"])
def test_a_template_of_another_office_is_refused_as_if_it_did_not_exist(
    who: str,
    template: bytes,
    honduras: Any,
    viewer: User,
    signed_in: SignIn,
) -> None:
    reporter_hn = make_membership(role="reporter", office=honduras).user
    other = signed_in(viewer if who == "viewer" else reporter_hn)

    response = send(other, filled_in(template, {("progress", 0, "percent"): 5}))

    assert response.status_code == (404 if who == "viewer" else 422)
    assert not Upload.objects.exists()
    assert (
        other.get(at("workbook", "R12"), {"office": "GT", "period": "2020-Q1"}).status_code == 400
    )


def make_member(office: Any) -> User:
    from_factory = pytest.importorskip("tests.factories")
    return from_factory.make_membership(role="reporter", office=office).user


def test_a_foreign_activity_in_a_row_is_refused(client: Client, template: bytes) -> None:
    upload = uploaded(
        client,
        filled_in(template, {("progress", 0, "activity"): "HN-1.1", ("progress", 0, "percent"): 5}),
    )

    assert sentences(row(upload, "progress")) == ["A6 “HN-1.1” is not an activity of this office."]


def test_finance_enters_money_and_no_progress(
    template: bytes, finance_gt: User, signed_in: SignIn
) -> None:
    client = signed_in(finance_gt)

    upload = uploaded(client, filled_in(template, {("progress", 0, "percent"): 5, **MONEY}))

    assert outcomes(upload) == {("progress", 0): "error", ("spend", 0): "new"}


def test_nobody_else_decides_about_an_upload(
    client: Client, template: bytes, finance_gt: User, signed_in: SignIn
) -> None:
    upload = uploaded(client, filled_in(template, {("progress", 0, "percent"): 5}))

    assert signed_in(finance_gt).get(at("upload_detail", upload.pk)).status_code == 200
    assert decide(signed_in(finance_gt), upload).status_code == 404
    assert decide(client, upload, "discard").status_code == 302
    assert decide(client, upload).status_code == 409
    assert line_of("GT-1.1") is None


def test_the_result_is_the_template_with_what_is_said_and_can_be_uploaded_as_it_is(
    client: Client, template: bytes, tmp_path: Any
) -> None:
    upload = uploaded(
        client,
        filled_in(
            template, {("progress", 0, "percent"): 101, ("progress", 1, "percent"): 5, **MONEY}
        ),
    )

    result = downloaded(client, "R13", upload=upload.pk)

    rows = table(result, "Progress")
    assert (rows[0]["Result"], rows[0]["New percent"]) == ("error", 101)
    assert "The highest possible value is 100." in rows[0]["Message"]
    assert (rows[1]["Result"], rows[2]["Result"]) == ("new", None)
    corrected = uploaded(client, filled_in(result, {("progress", 0, "percent"): 100}))
    assert set(outcomes(corrected).values()) == {"new"}
    assert decide(client, corrected).status_code == 302
    assert line_of("GT-1.1").percent == 100
    again = uploaded(client, downloaded(client, "R13", upload=corrected.pk))
    assert set(outcomes(again).values()) == {"unchanged"}
    assert {line["Difference"] for line in check(recalculated(result, tmp_path))} == {0}


@pytest.mark.once
@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"PK\x03\x04 and nothing", "damaged"),
        (b"GIF89a", "neither an Excel file"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "an old Excel file"),
    ],
)
def test_what_is_no_workbook_is_refused_in_a_sentence(
    client: Client, mi2020: Appeal, content: bytes, sentence: str
) -> None:
    response = send(client, content)

    assert response.status_code == 422
    assert sentence in words(response)


@pytest.mark.once
def test_a_workbook_that_is_no_template_is_refused(client: Client, mi2020: Appeal) -> None:
    response = send(client, saved(openpyxl.Workbook()))

    assert response.status_code == 422
    assert "This is not one of our templates" in words(response)


def test_an_untouched_template_says_nothing(client: Client, template: bytes) -> None:
    response = send(client, template)

    assert response.status_code == 422
    assert "Nothing is filled in" in words(response)


@pytest.mark.once
def test_the_file_is_kept_as_it_came(client: Client, template: bytes) -> None:
    content = filled_in(template, {("progress", 0, "percent"): 5})
    upload = uploaded(client, content)

    response = client.get(at("upload_file", upload.pk))

    assert b"".join(response.streaming_content) == content
    assert "attachment" in response["Content-Disposition"]


def test_what_was_decided_stays_as_it_was(client: Client, template: bytes) -> None:
    upload = uploaded(client, filled_in(template, {("progress", 0, "percent"): 5}))
    decide(client, upload)

    for change in (
        lambda: UploadRow.objects.update(outcome="error"),
        lambda: Upload.objects.update(state="discarded"),
        lambda: Upload.objects.update(sha256="0" * 64),
        lambda: UploadRow.objects.all()._raw_delete("default"),
    ):
        with pytest.raises(DatabaseError, match=r"cannot (be )?change"), transaction.atomic():
            change()


@pytest.mark.once
def test_the_pages_ask_as_much_for_many_rows_as_for_one(client: Client, template: bytes) -> None:
    one = uploaded(client, filled_in(template, {("progress", 0, "percent"): 5}))
    many = uploaded(client, filled_in(template, {("progress", n, "percent"): 5 for n in range(6)}))

    few = count_queries(client, at("upload_detail", one.pk))

    assert count_queries(client, at("upload_detail", many.pk)) == few
    assert count_queries(client, at("upload_list")) < 20


@pytest.mark.once
def test_a_template_speaks_the_readers_language_and_comes_back_in_it(
    client: Client, reporter_gt: User, mi2020: Appeal
) -> None:
    content = downloaded(client, office="GT", period="2020-Q1", lang="fr")

    upload = uploaded(client, filled_in(content, MONEY | {("spend", 0, "amount"): "1 250,50"}))

    assert upload.language == "fr"
    assert outcomes(upload) == {("spend", 0): "new"}
    decide(client, upload)
    assert Transaction.objects.get().amount == Decimal("1250.50")


@pytest.mark.once
def test_no_damaged_template_is_a_server_error_or_imports_a_part(
    client: Client, template: bytes
) -> None:
    content = filled_in(template, {("progress", 0, "percent"): 40, ("progress", 1, "percent"): 50})
    chance = random.Random(20200630)  # noqa: S311

    answers = Counter(send(client, damaged(content, chance)).status_code for _time in range(120))

    assert set(answers) <= {302, 422}
    assert answers[422] > 20
    assert not ProgressUpdate.objects.exists()
    for upload in Upload.objects.filter(state="checked"):
        assert decide(client, upload).status_code in (302, 409)
        written = ProgressUpdate.objects.filter(report__office__code="GT").count()
        assert written in (0, upload.upload_rows.exclude(outcome="unchanged").count())
        break
