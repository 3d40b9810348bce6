"""T3's terms: what the agreement of a grant says, out and in again by the rules of its page."""

from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from django.test import Client

from appeal.models import Appeal, Office
from tests.factories import (
    make_attribution,
    make_contribution,
    make_cost_category,
    make_donor,
    make_donor_report,
    make_transaction,
)
from tests.tracking.browsing import activity_of, at, filled
from tests.tracking.uploads.filling import (
    Cell,
    cell_of,
    decide,
    downloaded,
    filled_in,
    outcomes,
    place,
    saved,
    sentences,
    told,
    uploaded,
)
from tracking.actions.terms import TERMS
from tracking.models import Contribution, Upload, UploadRow

pytestmark = [pytest.mark.once, pytest.mark.django_db, pytest.mark.person("manager_ro")]
AGREED = {
    "project_code": "LM.0387", "starts_on": date(2020, 1, 1), "ends_on": date(2020, 9, 30),
    "extended_to": date(2020, 11, 30), "reporting_currency": "eur", "overhead_rate": 7.5,
    "earmarking": "tightly earmarked",
}  # fmt: skip
KEPT = {
    **AGREED, "reporting_currency": "EUR", "overhead_rate": Decimal("7.50"),
    "earmarking": "tightly",
}  # fmt: skip


@pytest.fixture
def grant(mi2020: Appeal) -> Contribution:
    return make_contribution(appeal=mi2020, donor=make_donor(name="A fund"), reference="A-1")


def cells(number: int = 0, **values: Any) -> dict[Cell, Any]:
    return {("contributions", number, name): value for name, value in values.items()}


def sent(client: Client, filled: dict[Cell, Any]) -> Upload:
    return uploaded(client, filled_in(downloaded(client, "T3", lang="en"), filled))


def row_of(upload: Upload) -> UploadRow:
    return upload.upload_rows.in_order()[0]


def terms_of(grant: Contribution) -> dict[str, Any]:
    grant.refresh_from_db()
    return {name: getattr(grant, name) for name in TERMS}


def test_terms_of_a_new_and_of_a_stored_grant_are_shown_first_then_saved(
    client: Client, grant: Contribution
) -> None:
    new = {"reference": "B-1", "donor": "A new fund", "new_donor_kind": "other"}

    upload = sent(client, cells(**AGREED) | cells(1, **new, **AGREED | {"project_code": "LM.2"}))

    assert set(outcomes(upload).values()) == {"changed", "new"}
    shown = {each.label: (each.old, each.new) for each in told(row_of(upload)).changes}
    assert shown == {
        "Project code": ("", "LM.0387"),
        "Starts on": ("", "1 Jan 2020"),
        "Ends on": ("", "30 Sep 2020"),
        "Extended to": ("", "30 Nov 2020"),
        "Reporting currency": ("", "eur"),
        "Overhead rate": ("", "7.5"),
        "Earmarking": ("", "tightly earmarked"),
    }
    assert terms_of(grant)["project_code"] == ""
    decide(client, upload)
    assert terms_of(grant) == KEPT
    assert terms_of(Contribution.objects.get(reference="B-1")) == KEPT | {"project_code": "LM.2"}


def test_what_goes_out_comes_in_again_unchanged(client: Client, grant: Contribution) -> None:
    decide(client, sent(client, cells(**AGREED)))
    grant.refresh_from_db()
    before = grant.version

    upload = uploaded(client, downloaded(client, "T3", lang="fr"))

    assert set(outcomes(upload).values()) == {"unchanged"}
    assert terms_of(grant) == KEPT
    assert grant.version == before == 2


def test_one_row_is_one_line_of_the_change_log_and_what_the_donor_asks_stays(
    client: Client, grant: Contribution
) -> None:
    make_cost_category(contribution=grant)
    make_donor_report(contribution=grant)
    before = grant.history.count()

    decide(client, sent(client, cells(**AGREED, note="Signed", reference="A-2")))

    assert terms_of(grant) == KEPT
    assert (grant.note, grant.reference) == ("Signed", "A-2")
    assert grant.history.count() == before + 1
    assert (grant.categories.count(), grant.donor_reports.count()) == (1, 1)


def test_clear_empties_and_a_blank_cell_changes_nothing(
    client: Client, grant: Contribution
) -> None:
    decide(client, sent(client, cells(**AGREED)))

    decide(client, sent(client, cells(**dict.fromkeys(TERMS[1:], "CLEAR"))))

    assert terms_of(grant) == {
        "project_code": "LM.0387", "starts_on": None, "ends_on": None, "extended_to": None,
        "reporting_currency": "", "overhead_rate": None, "earmarking": "",
    }  # fmt: skip


WRONG: list[tuple[dict[str, Any], dict[str, str]]] = [
    ({"starts_on": date(2020, 5, 1), "ends_on": date(2020, 4, 30)},
     {"ends_on": "The grant cannot end before it starts."}),
    ({"extended_to": date(2020, 5, 1)}, {"ends_on": "An extension needs an end"}),
    ({"ends_on": date(2020, 5, 1), "extended_to": date(2020, 5, 1)},
     {"extended_to": "An extension needs an end, and is later than that."}),
    ({"overhead_rate": 100.5}, {"overhead_rate": "The highest possible value is 100."}),
    ({"overhead_rate": -1}, {"overhead_rate": "The lowest possible value is 0."}),
    ({"overhead_rate": 7.555}, {"overhead_rate": "at most 2 decimals"}),
    ({"reporting_currency": "XYZ"}, {"reporting_currency": "“XYZ” is not an ISO 4217 currency."}),
    ({"project_code": "TAKEN"},
     {"project_code": "Another contribution to this appeal has this project code."}),
    ({"office": "GT", "earmarking": "unearmarked"},
     {"earmarking": "Money for an office or a heading is earmarked"}),
    ({"earmarking": "loosely"}, {"earmarking": "is not one of the choices"}),
    ({"reference": "CLEAR", "ends_on": "soon", "overhead_rate": "much", "project_code": "TAKEN"},
     {"reference": "missing", "ends_on": "not a date", "overhead_rate": "not a number",
      "project_code": "Another contribution"}),
]  # fmt: skip


@pytest.mark.parametrize(("typed", "said"), WRONG, ids=str)
def test_each_fault_is_said_at_its_cell_and_nothing_is_saved(
    client: Client, grant: Contribution, typed: dict[str, Any], said: dict[str, str]
) -> None:
    make_contribution(appeal=grant.appeal, donor=make_donor(name="B"), project_code="TAKEN")
    content = downloaded(client, "T3", lang="en")

    upload = uploaded(client, filled_in(content, cells(**typed)))

    found = dict(sentence.split(" ", 1) for sentence in sentences(row_of(upload)))
    assert found.keys() == {cell_of(content, "contributions", 0, name) for name in said}
    for name, words in said.items():
        assert words in found[cell_of(content, "contributions", 0, name)]
    assert decide(client, upload).status_code == 409
    assert set(terms_of(grant).values()) == {"", None}


@pytest.mark.parametrize(
    ("typed", "place"),
    [
        ({"starts_on": date(2020, 3, 16)}, "starts_on"),
        ({"ends_on": date(2020, 3, 14)}, "ends_on"),
        ({"ends_on": date(2020, 3, 12), "extended_to": date(2020, 3, 14)}, "extended_to"),
        ({"starts_on": date(2020, 3, 15), "ends_on": date(2020, 3, 15)}, ""),
    ],
)
def test_days_that_leave_out_an_entry_that_it_pays_are_refused(
    client: Client, grant: Contribution, typed: dict[str, Any], place: str
) -> None:
    entry = make_transaction(activity=activity_of("GT-1.1"), posted=True)
    make_attribution(entry=entry, receiver=grant, reason="So.")
    content = downloaded(client, "T3", lang="en")

    upload = uploaded(client, filled_in(content, cells(**typed)))

    found = [each.partition(" Let another")[0] for each in sentences(row_of(upload))]
    assert found == [
        f"{cell_of(content, 'contributions', 0, name)} It pays an entry of 15 Mar 2020."
        for name in filter(None, [place])
    ]


def test_place_and_earmarking_change_together_in_either_direction(
    client: Client, grant: Contribution, guatemala: Office
) -> None:
    decide(client, sent(client, cells(earmarking="unearmarked")))

    decide(client, sent(client, cells(office="GT", earmarking="softly earmarked")))
    grant.refresh_from_db()
    assert (grant.office, grant.earmarking) == (guatemala, "softly")

    decide(client, sent(client, cells(office="CLEAR", earmarking="unearmarked")))
    grant.refresh_from_db()
    assert (grant.office, grant.earmarking) == (None, "unearmarked")


def test_two_new_grants_of_one_file_share_no_project_code(client: Client, mi2020: Appeal) -> None:
    new = {"donor": "A new fund", "new_donor_kind": "other", "project_code": "LM.1"}

    upload = sent(client, cells(0, reference="B-1", **new) | cells(1, reference="B-2", **new))

    assert [*outcomes(upload).values()] == ["new", "error"]
    assert decide(client, upload).status_code == 409


def test_terms_that_were_changed_on_the_page_since_are_a_conflict(
    client: Client, grant: Contribution
) -> None:
    content = downloaded(client, "T3", lang="en")
    address = at("terms_edit", grant.pk)
    client.post(address, filled(client.get(address), project_code="THEIRS"))

    upload = uploaded(client, filled_in(content, cells(project_code="MINE")))

    assert [*outcomes(upload).values()] == ["conflict"]
    assert terms_of(grant)["project_code"] == "THEIRS"


@pytest.mark.parametrize("typed", [7.5, "7.5", "7.5%", "7.50 %"])
def test_an_overhead_rate_is_read_as_a_percentage(
    client: Client, grant: Contribution, typed: float | str
) -> None:
    decide(client, sent(client, cells(overhead_rate=typed)))

    assert terms_of(grant)["overhead_rate"] == Decimal("7.50")


def test_a_cell_that_shows_percent_is_read_as_it_is_seen(
    client: Client, grant: Contribution
) -> None:
    book = openpyxl.load_workbook(BytesIO(downloaded(client, "T3", lang="en")))
    page, first, columns = place(book, "contributions")
    cell = page.cell(first, columns["overhead_rate"])
    cell.value, cell.number_format = 0.075, "0.0%"

    decide(client, uploaded(client, saved(book)))

    assert terms_of(grant)["overhead_rate"] == Decimal("7.50")
