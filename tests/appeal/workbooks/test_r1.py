"""R1: the requirements exactly as the publication prints them."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from appeal.actions import revise_requirement
from appeal.base.excel import write
from appeal.models import Appeal, Office, Requirement, StatedTotal, User
from appeal.workbooks import requirements_as_published
from tests.factories import make_appeal, make_cell, make_heading
from tests.workbooks import about, check, make_context, opened, recalculated, rows, table

pytestmark = [pytest.mark.publication, pytest.mark.once]

HEADINGS = ["P1", "P2", "P3", "O1", "O2", "O3"]


def workbook(appeal: Appeal, **fields: Any) -> bytes:
    book = requirements_as_published(
        appeal=appeal, as_at=date(2020, 6, 30), context=make_context(**fields)
    )
    return write(book)


def test_the_matrix_has_the_offices_as_printed_in_printed_order(mi2020: Appeal) -> None:
    matrix = table(workbook(mi2020), "Matrix")

    assert [row["Office"] for row in matrix] == [
        "Regional Office San Jose", "Belize", "Costa Rica", "Dominican Republic", "El Salvador",
        "Guatemala", "Guyana", "Haiti", "Honduras", "Jamaica", "Mexico", "Nicaragua", "Panama",
        "United States of America",
    ]  # fmt: skip
    assert list(matrix[0]) == ["Office", *HEADINGS, "TOTAL"]


def test_a_printed_dash_is_a_dash_and_an_amount_a_number(mi2020: Appeal) -> None:
    matrix = {row["Office"]: list(row.values())[1:] for row in table(workbook(mi2020), "Matrix")}

    assert matrix["Guatemala"] == ["–", "–", "–", 13_505_000, "–", "–", 13_505_000]
    assert matrix["Nicaragua"] == [53_985, 351_472, 417_080, 73_190, 479_013, "–", 1_374_740]
    cells = [value for row in matrix.values() for value in row[:-1]]
    assert len([cell for cell in cells if cell == "–"]) == 22
    assert len([cell for cell in cells if isinstance(cell, int)]) == 62


def test_both_title_rows_and_the_printed_totals_stand_round_the_matrix(mi2020: Appeal) -> None:
    lines = rows(opened(workbook(mi2020))["Matrix"])

    assert ["Central and North America and the Caribbean"] in [line[:1] for line in lines]
    codes = next(number for number, line in enumerate(lines) if line[1] == "P1")
    assert lines[codes - 1][3] == "Good migration governance relies on strong partnerships"
    assert lines[-1] == [
        "Total", 8_532_985, 8_551_472, 4_626_245, 27_587_358, 18_471_013, 14_369_454, 82_138_527,
    ]  # fmt: skip


def test_all_21_stated_totals_agree_with_the_computed_ones(mi2020: Appeal) -> None:
    totals = table(workbook(mi2020), "Totals")

    assert len(totals) == 21
    assert {row["Difference"] for row in totals} == {0}
    assert all(row["Stated"] == row["Computed"] for row in totals)
    assert totals[-1]["Stated"] == 82_138_527


def test_check_comes_to_zero_when_recalculated(mi2020: Appeal, tmp_path: Path) -> None:
    lines = check(recalculated(workbook(mi2020), tmp_path))

    figures = {line["Figure"]: line["From the rows"] for line in lines}
    assert {line["Difference"] for line in lines} == {0}
    assert figures["TOTAL"] == 82_138_527
    assert figures["O1"] == 27_587_358
    assert (
        figures["Requirement lines with an amount"],
        figures["Requirement lines with a dash"],
    ) == (62, 22)
    assert figures["Totals that differ"] == 0


def test_a_stated_total_that_does_not_add_up_shows_its_difference(db: None, tmp_path: Path) -> None:
    cell = make_cell(amount=1000)
    StatedTotal.objects.create(appeal=cell.appeal, office=cell.office, amount=Decimal(1001))

    content = workbook(cell.appeal)

    (row,) = table(content, "Totals")
    assert (row["Stated"], row["Computed"], row["Difference"]) == (1001, 1000, 1)
    figures = {line["Figure"]: line for line in check(recalculated(content, tmp_path))}
    assert figures["Totals that differ"]["From the rows"] == 1
    assert figures["Totals that differ"]["Difference"] == 0


def test_a_revision_changes_nothing_that_was_published(
    mi2020: Appeal, guatemala: Office, manager_ro: User
) -> None:
    before = table(workbook(mi2020), "Matrix")
    cell = Requirement.objects.of(mi2020).get(office=guatemala, heading__code="P1")

    revise_requirement(
        cell=cell,
        version=None,
        amount=Decimal(500),
        effective_on=date(2020, 2, 1),
        reason="New funds",
        by=manager_ro,
        at=timezone.now(),
    )

    assert table(workbook(mi2020), "Matrix") == before


def test_about_names_the_source_and_who_assigned_its_date(mi2020: Appeal) -> None:
    facts = about(workbook(mi2020))

    assert facts["Source document"].startswith("IOM, Migration Initiatives 2020")
    assert facts["SHA-256 of the source"] == mi2020.source_sha256
    assert facts["Published on"] == date(2020, 1, 1)
    assert facts["Basis of the date of publication"] == "set by the regional office"
    assert facts["Included"] == "as published, without later revisions"


@pytest.mark.parametrize(
    ("language", "title"),
    [
        ("es", "Respuesta a la dimensión de movilidad de las crisis"),
        ("fr", "Prise en compte de la dimension mobilité des crises"),
    ],
)
def test_the_titles_are_in_the_language_of_the_reader_and_the_codes_are_not(
    mi2020: Appeal, language: str, title: str
) -> None:
    with translation.override(language):
        lines = rows(opened(workbook(mi2020)).worksheets[1])

    codes = next(number for number, line in enumerate(lines) if line[1] == "P1")
    assert lines[codes - 1][5] == title
    assert lines[codes][1:7] == HEADINGS


@pytest.mark.parametrize("is_demonstration", [True, False])
def test_demonstration_data_is_said_where_it_is(mi2020: Appeal, is_demonstration: bool) -> None:
    mi2020.is_demonstration = is_demonstration

    content = workbook(mi2020)

    assert ("Demonstration data" in about(content)) == is_demonstration


def test_an_appeal_without_a_table_is_a_valid_workbook(db: None, tmp_path: Path) -> None:
    lines = check(recalculated(workbook(make_appeal()), tmp_path))

    assert {line["Difference"] for line in lines} == {0}


def test_the_number_of_queries_does_not_grow_with_the_table(mi2020: Appeal) -> None:
    small = make_cell(heading=make_heading()).appeal

    with CaptureQueriesContext(connection) as few:
        workbook(small)
    with CaptureQueriesContext(connection) as many:
        workbook(mi2020)

    assert len(many) == len(few) <= 10


def test_the_file_is_named_after_the_appeal(mi2020: Appeal) -> None:
    book = requirements_as_published(appeal=mi2020, as_at=date(2020, 6, 30), context=make_context())

    assert book.file_name == (
        "MI2020-CNAC_R1_funding-requirements-as-published_all_2020-06-30_en.xlsx"
    )
