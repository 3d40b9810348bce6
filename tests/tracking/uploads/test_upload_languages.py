"""Of an upload everybody reads the same, each in their own language, whoever uploaded it."""

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.utils import translation

from appeal.models import Appeal, User
from tests.factories import (
    make_contribution,
    make_indicator,
    make_milestone,
    make_rate,
    make_transaction,
    make_update,
)
from tests.fixture_types import SignIn
from tests.tracking.browsing import activity_of, at, words
from tests.tracking.uploads.filling import downloaded, filled_in, told, uploaded
from tests.workbooks import opened, rows
from tracking.models import Question, ReportingPeriod, Upload, UploadRow

pytestmark = pytest.mark.once

LANGUAGES = ("en", "es", "fr")
GT = {"office": "GT"}
VOUCHER = {"value_on": date(2020, 2, 3), "activity": "GT-1.1", "cell": "O1", "kind": "expenditure"}
ENTRIES = [
    VOUCHER | {"amount": 120},
    # Far above the largest of the office.
    VOUCHER | {"amount": 90_000, "counterpart": "A new payee"},
    VOUCHER | {"amount": "1.234", "activity": "GT-2.1"},
    VOUCHER | {"activity": "GT-3.1", "currency": "QQQ"},
    {"value_on": date(2021, 2, 3), "activity": "GT-4.1"},
]
# Of each template what is filled in, by sheet; a row is new where it has `...` rows before it.
FILLED: dict[str, tuple[dict[str, str], dict[str, list[dict[str, Any]]]]] = {
    "R12": (
        GT | {"period": "2020-Q1"},
        {
            "progress": [
                {"percent": 50, "status": "ongoing"},
                {"percent": 140},
                {"percent": 100, "narrative": "Done."},
            ],
            "indicators": [{"value": 12.5, "sex_female": 6}, {"numerator": 4}],
            "milestones": [{"achieved_on": date(2020, 2, 20)}, {"achieved_on": date(2031, 1, 1)}],
            "spend": ENTRIES,
        },
    ),
    "T1": (GT, {"entries": ENTRIES}),
    "T2": (
        {},
        {"rates": [
            {"rate": 7.5},
            {"currency": "HNL", "effective_on": date(2020, 2, 1), "rate": 24.1234567},
            {"currency": "HNL", "effective_on": date(2020, 2, 1), "rate": 25},
            {"currency": "QQQ"},
            {"currency": "GTQ", "effective_on": date(2020, 3, 1), "rate": 77},
        ]},
    ),
    "T3": (
        {},
        {
            "contributions": [
                {"currency": "EUR"},
                {"reference": "N-1", "donor": "New Fund", "new_donor_kind": "government"},
                {"reference": "N-2", "donor": "Newer Fund"},
                {"reference": "N-3", "donor": "Newest Fund", "new_donor_kind": "other",
                 "project_code": "LM.1", "extended_to": date(2020, 9, 30), "overhead_rate": 101,
                 "reporting_currency": "QQQ", "earmarking": "loosely", "starts_on": "soon"},
            ],
            "flows": [
                {"contribution": "N-1", "kind": "pledge", "value_on": date(2020, 2, 1),
                 "amount": 1500.5},
                {"contribution": "N-2", "kind": "receipt", "value_on": date(2020, 2, 1),
                 "amount": 10},
                {"contribution": "Nobody's", "kind": "commitment"},
            ],
            "parts": [
                {"contribution": "N-1", "appeal": "NONE", "amount": 10,
                 "effective_on": date(2020, 2, 1)},
                {"contribution": "Nobody's", "amount": -1, "reason": "Art. 3"},
            ],
        },
    ),
    "T4": (
        GT,
        {
            "activities": [
                {"lead": "A. Lopez"},
                {"starts_on": date(2020, 9, 1), "ends_on": date(2020, 3, 1)},
                *[{}] * 5,
                {"priority": "GT-1"},
                {"own_title": "Of no priority"},
            ],
            "allocations": [
                {"amount": 5},
                {"confirmed": "yes"},
                *[{}] * 5,
                {"activity": "NEW-1", "heading": "O1", "amount": 1000},
                {"activity": "NEW-2", "heading": "O1", "amount": 1000},
                {"activity": "NEW-3", "heading": "O1", "amount": 1000},
            ],
        },
    ),
    "T5": (
        GT,
        {
            "indicators": [
                {"baseline": 5, "target_by_2020_03_31": 20},
                {"activity": "GT-2.1"},
                {"activity": "GT-2.1", "title_en": "Trained", "unit_en": "people",
                 "measure": "number", "direction": "up", "accumulation": "sum"},
            ],
            "milestones": [
                {"due_on": date(2021, 2, 1)},
                {"title": "Closed for good"},
                {"activity": "GT-2.1", "title": "Opened", "due_on": date(2020, 2, 1)},
                {"title": "Of no activity"},
            ],
        },
    ),
}  # fmt: skip


@pytest.fixture
def plan(mi2020: Appeal) -> Appeal:
    """The appeal with what the templates ask about; the office spends some hundred dollars."""
    activity = activity_of("GT-1.1")
    for title, measure in (("Achieved", "number"), ("Trained", "percentage")):
        make_indicator(
            activity=activity, title_en=title, title_es=f"{title} (es)", title_fr=f"{title} (fr)",
            measure=measure, by_sex=measure == "number",
        )  # fmt: skip
    for title in ("Opened", "Closed"):
        make_milestone(activity=activity, title=title, due_on=date(2020, 2, 1))
    for code, amount in (("GT-2.1", 100), ("GT-3.1", 200), ("GT-4.1", 300)):
        make_transaction(activity=activity_of(code), amount=amount, posted=True)
    make_rate(currency="GTQ", effective_on=date(2020, 2, 1), rate="7.7")
    make_contribution(appeal=mi2020, reference="B-1")
    period = ReportingPeriod.objects.of(mi2020).get(code="2020-Q1")
    make_update(activity=activity_of("GT-3.1"), period=period, percent=90)
    return mi2020


@pytest.fixture
def anybody(superuser: User, signed_in: SignIn) -> Any:
    """`anybody("fr")`: a browser of somebody who reads French and may do everything."""

    def in_language(language: str) -> Client:
        User.objects.filter(pk=superuser.pk).update(language=language)
        superuser.refresh_from_db()
        return signed_in(superuser)

    return in_language


def content_of(client: Client, code: str) -> bytes:
    asked, sheets = FILLED[code]
    cells = {
        (sheet, number, name): value
        for sheet, filled in sheets.items()
        for number, row in enumerate(filled)
        for name, value in row.items()
    }
    return filled_in(downloaded(client, code, lang="en", **asked), cells)


def uploads_of(code: str, anybody: Any) -> dict[str, Upload]:
    """The same file by each language of those who uploaded it; nothing of it is kept between."""
    content = content_of(anybody("en"), code)
    return {language: uploaded(anybody(language), content) for language in LANGUAGES}


def all_told(upload: Upload, language: str) -> list[Any]:
    found = []
    for row in upload.upload_rows.in_order():
        each = told(row, language)
        found.append((each.about, row.outcome, each.said, each.asked, each.changes))
    return found


@pytest.mark.parametrize("code", FILLED)
def test_nothing_that_is_said_keeps_the_language_of_whoever_uploaded_it(
    code: str, plan: Appeal, anybody: Any
) -> None:
    uploads = uploads_of(code, anybody)

    for reader in LANGUAGES:
        said = {uploader: all_told(upload, reader) for uploader, upload in uploads.items()}
        assert said["en"] == said["es"] == said["fr"]
        client = anybody(reader)
        pages = [words(client.get(at("upload_detail", each.pk))) for each in uploads.values()]
        results = [result(client, each) for each in uploads.values()]
        for upload, page in zip(uploads.values(), pages, strict=True):
            for about, outcome, told_of, _asked, _changes in all_told(upload, reader):
                spoken = [about, *(each.sentence for each in told_of)]
                assert outcome == "unchanged" or all(one_line(each) in page for each in spoken)
        assert results[0] == results[1] == results[2]
        assert {outcome for _about, outcome, *_rest in said["en"]} >= {"error"}
    assert all_told(uploads["en"], "en") != all_told(uploads["en"], "fr")


def one_line(text: str) -> str:
    return " ".join(text.split())


def result(client: Client, upload: Upload) -> list[list[Any]]:
    """The cells of R13's sheets but for the keys of rows that nobody filled in."""
    book = opened(downloaded(client, "R13", upload=upload.pk))
    return [
        [page.title, *(None if is_key(value) else value for value in row)]
        for page in book.worksheets[1:-2]
        for row in rows(page)[3:]
    ]


def is_key(value: Any) -> bool:
    return isinstance(value, str) and len(value) == 36 and value.count("-") == 4


def test_an_activity_and_an_indicator_have_the_reader_s_names(plan: Appeal, anybody: Any) -> None:
    upload = uploaded(anybody("es"), content_of(anybody("en"), "R12"))

    activity = activity_of("GT-1.1")
    for reader in LANGUAGES:
        with translation.override(reader):
            title = activity.title
        page = words(anybody(reader).get(at("upload_detail", upload.pk)))
        assert f"GT-1.1 {title}" in page
        assert ("GT-1.1 Achieved (es)" in page) == (reader == "es")
    titles = {getattr(activity.priority, f"title_{language}") for language in LANGUAGES}
    assert len(titles) == 3


def test_an_unusual_amount_names_the_office_in_the_reader_s_language(
    plan: Appeal, anybody: Any
) -> None:
    office = activity_of("GT-1.1").office
    type(office).objects.filter(pk=office.pk).update(name_es="Guatemala (es)", name_fr="Le bureau")
    upload = uploaded(anybody("es"), content_of(anybody("en"), "T1"))

    (row,) = (each for each in upload.upload_rows.all() if each.asked)
    for reader, name in (("en", "Guatemala ("), ("es", "Guatemala (es) ("), ("fr", "(Le bureau, ")):
        (question,) = told(row, reader).asked
        assert name in question.sentence
    with translation.override("fr"):
        assert str(Question("above_all_office", "amount", row.asked[0]["figures"]
                            | {"office": "Antes"})).count("Antes") == 1  # fmt: skip


def test_what_was_kept_in_one_language_is_still_shown(plan: Appeal, anybody: Any) -> None:
    upload = uploaded(anybody("es"), content_of(anybody("en"), "T1"))
    UploadRow.objects.filter(upload=upload, number=6).update(about="GT-1.1 Título de antes")

    page = words(anybody("fr").get(at("upload_detail", upload.pk)))

    assert "GT-1.1 Título de antes" in page
