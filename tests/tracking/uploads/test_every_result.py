"""R13, the result of an upload: every cell of it against the reference, for every template."""

import csv
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from appeal.base.excel import write
from appeal.base.viewpoint import Viewpoint
from appeal.models import Appeal, Office, User
from tests.tracking.reference.books import TEMPLATES
from tests.tracking.reference.forms import A_KEY, Form
from tests.tracking.reference.r13 import Filed, Verdict, result
from tests.tracking.reference.raw import Raw
from tests.tracking.reference.seen import Seen
from tests.tracking.reference.summer import write_the_third_quarter
from tests.tracking.reference.teller import Teller
from tests.tracking.reference.year import TODAY, tell
from tests.tracking.uploads.filling import filled_in, place
from tests.tracking.uploads.mixed import Mixed
from tests.tracking.uploads.mixed_files import FILES
from tests.tracking.uploads.overtaken_files import OVERTAKEN
from tests.tracking.workbooks.comparing import compare, compare_form
from tests.workbooks import looked_into, make_asked
from tracking import uploads
from tracking.models import Upload

pytestmark = [pytest.mark.publication, pytest.mark.once, pytest.mark.django_db]
NOW = datetime(2020, 9, 15, 18, tzinfo=UTC)


@pytest.fixture(scope="module")
def year(django_db_setup: None, django_db_blocker: Any) -> Iterator[Teller]:
    """The eventful year with a quarter that is being written."""
    with django_db_blocker.unblock(), transaction.atomic():
        told = tell(Appeal.objects.get(code="MI2020-CNAC"))
        write_the_third_quarter(told)
        yield told
        transaction.set_rollback(True)


def asked_by(mixed: Mixed, year: Teller, code: str, upload: Upload | None = None) -> Any:
    office = year.offices[mixed.office] if mixed.office else None
    return make_asked(
        code, year.appeal, User.objects.get(username=mixed.who), office=office,
        period=year.periods[mixed.period] if mixed.period else None, upload=upload,
        viewpoint=Viewpoint(TODAY, "official", Office.objects.none(), today=TODAY),
    )  # fmt: skip


def seen_now(year: Teller, as_at: date, **place: int | None) -> Seen:
    own = [office.pk for office in year.offices.values()]
    return Seen(Raw(), appeal=year.appeal.pk, as_at=as_at, include="draft", own=own, **place)


def books(year: Teller) -> Seen:
    """The whole ledger, drafts counted."""
    return seen_now(year, year.appeal.closes_on)


def forms_of(mixed: Mixed, year: Teller) -> dict[str, Form]:
    """The template as it is by now."""
    seen = seen_now(
        year, TODAY, office=year.offices[mixed.office].pk if mixed.office else None,
        period=year.periods[mixed.period].pk if mixed.period else None,
    )  # fmt: skip
    return TEMPLATES[mixed.code](seen)


def rows_of(content: bytes, sheet: str) -> list[Filed]:
    """The rows of a sheet of a file, by the names of their columns; those below its table too."""
    page, first, columns = place(looked_into(content), sheet)
    return [
        {name: held(page.cell(row, at).value) for name, at in columns.items()}
        for row in range(first, page.max_row + 1)
    ]


def held(value: Any) -> Any:
    return value.date() if isinstance(value, datetime) else value


def checked(file: Any, who: str, year: Teller) -> Upload:
    by = User.objects.get(username=who)
    upload = uploads.receive_upload(file=file, appeal=year.appeal, by=by, at=NOW)
    return uploads.check_upload(upload=upload, at=NOW)


@pytest.mark.parametrize("name", FILES | OVERTAKEN)
def test_every_cell_of_a_result_is_as_the_reference_has_it(name: str, year: Teller) -> None:
    mixed = (FILES | OVERTAKEN)[name](books(year))
    template = write(asked_by(mixed, year, mixed.code).build())
    content = filled_in(template, mixed.cells(template))
    mixed.meanwhile(year)
    upload = checked(SimpleUploadedFile("filled.xlsx", content), mixed.who, year)
    if mixed.is_applied:
        upload = uploads.apply_upload(upload=upload, at=NOW, reason=mixed.reason)

    book = asked_by(mixed, year, "R13", upload).build()

    forms = forms_of(mixed, year)
    assert [str(sheet.title) for sheet in book.sheets] == list(forms)
    for sheet, form in zip(book.sheets, forms.values(), strict=True):
        filed, before = rows_of(content, form.name), rows_of(template, form.name)
        verdicts = {
            at: Verdict(
                said[0], mixed.lines(content, form, at, dict(enumerate(before)).get(at, {}))
            )
            for (title, at), said in mixed.said.items()
            if title == form.name
        }
        wanted = result(form, filed, verdicts, is_applied=mixed.is_applied)
        compare(sheet, wanted, kept={row["key"] for row in filed})
        compare_form(sheet, wanted)
    states = {True: "applied", False: "waiting for your decision"}
    assert [(str(label), str(value)) for label, value in book.facts] == [
        ("File", "filled.xlsx"),
        ("SHA-256 of the file", upload.sha256),
        ("State of the upload", states[mixed.is_applied]),
    ]
    assert book.template["form"] == mixed.code


def test_every_template_has_a_file_that_is_applied_and_one_that_is_not(year: Teller) -> None:
    known = [file(books(year)) for file in FILES.values()]

    for is_applied in (True, False):
        assert {each.code for each in known if each.is_applied is is_applied} == set(TEMPLATES)


PUBLISHED = """currency,effective_on,rate
GTQ,2020-06-01,7.8
USD,2020-06-01,1
XXQ,2020-06-01,3
EUR,2020-05-01,0.93
EUR,2020-03-01,0.95
HNL,2020-06-01,
"""


def test_the_result_of_a_list_of_rates_is_as_the_reference_has_it(year: Teller) -> None:
    """Places are the numbers of its lines."""
    file = SimpleUploadedFile("rates.csv", PUBLISHED.encode())
    upload = checked(file, "manager.ro", year)

    mixed = Mixed("T2", "manager.ro", {}, {})
    (sheet,) = asked_by(mixed, year, "R13", upload).build().sheets

    (form,) = forms_of(mixed, year).values()
    nothing = dict.fromkeys(box.name for box in form.boxes.values())
    filed = [
        nothing
        | {"currency": row["currency"], "effective_on": date.fromisoformat(row["effective_on"])}
        | {"rate": Decimal(row["rate"]) if row["rate"] else None, "key": A_KEY, "stamp": "new"}
        for row in csv.DictReader(PUBLISHED.splitlines())
    ]
    left_out = "Currency {}: {} this line is left out."
    wanted = result(
        form,
        filed,
        {
            0: Verdict("new", ["Currency: GTQ", "Effective on: 1 Jun 2020",
                               "Units per USD: 7.80"]),
            1: Verdict("skipped", [left_out.format(3, "The US dollar needs no rate:")]),
            2: Verdict("skipped", [left_out.format(4, "“XXQ” is no longer a currency:")]),
            4: Verdict("conflict", [
                "Units per USD 6: EUR 1 Mar 2020 is already saved as 0.91 (UN operational rate)."
                " Edit that rate if necessary."
            ]),
            5: Verdict("error", ["Units per USD: “Units per USD” is missing. Fill it in."]),
        },
        is_applied=False,
    )  # fmt: skip
    compare(sheet, wanted)
    compare_form(sheet, wanted)
