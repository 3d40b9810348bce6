"""The next appeals, made in a browser alone: another year by copying, another region from T0."""

from io import BytesIO

import pytest
import yaml
from django.conf import settings
from django.db import transaction
from django.utils import translation
from openpyxl import load_workbook

from appeal.loading import load
from appeal.models import Appeal, Role, User
from tests.appeal.loading.test_appeal_workbook import out
from tests.browser.conftest import Visit, Visitor
from tests.factories import make_membership, make_region, make_user
from tests.tracking.uploads.filling import Cell, filled_in, place, saved

NEXT, CHAPTER = "/appeals/MI2021-CNAC", "/appeals/EX2021-AOC"
EXAMPLE = settings.BASE_DIR / "fixtures/example-aoc"
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pytest.fixture
def cast(
    transactional_db: None, manager_ro: User, reporter_gt: User, finance_gt: User, reviewer_ro: User
) -> None:
    """Everybody who works in it; the other offices have somebody who reports too."""
    for section in Appeal.objects.get().sections.exclude(office__code="GT"):
        make_membership(user=make_user(), role=Role.REPORTER, office=section.office)


@pytest.fixture
def written(cast: None) -> bytes:
    """What the manager of another region has to type: the French example, as T0 holds it.

    Of that region nothing is there but what begins every region: itself and the person.
    """
    with transaction.atomic(), translation.override("fr"):
        load(file=EXAMPLE / "appeal.yaml")
        content = out(Appeal.objects.get(code="EX2021-AOC"))
        transaction.set_rollback(True)
    region = make_region(code="AOC", name_en="West and Central Africa")
    person = make_user(username="manager.aoc", language="fr")
    make_membership(user=person, role=Role.MANAGER, region=region)
    return content


@pytest.mark.parametrize("javascript", ["on", "off"])
def test_the_next_year_is_copied_tracked_and_compared_and_another_region_made_from_a_workbook(
    cast: None, written: bytes, visit: Visit, javascript: str
) -> None:
    manager = visit("manager.ro", javascript=javascript)
    begin(manager)
    change(manager)
    publish(manager)

    reporter = visit("reporter.gt", javascript=javascript)
    report(reporter)
    spend(reporter)
    finance = visit("finance.gt", javascript=javascript)
    finance.open(f"{NEXT}/transactions/")
    finance.page.click("tbody a >> nth=0")
    finance.press("Post it")
    assert "Posted. It now counts in all figures." in finance.text
    reviewer = visit("reviewer.ro", javascript=javascript)
    reviewer.open(f"{NEXT}/reports/GT/2021-Q1/")
    reviewer.press("Approve the report")
    lock(manager)

    manager.open("/appeals/")
    row = manager.page.locator("tbody tr", has_text="MI2021-CNAC").inner_text()
    assert "1,500" in row
    assert "published" in row
    compare(manager)

    chief = visit("manager.aoc", javascript=javascript, language="fr")
    hand_in(chief, written)
    assert manager.open(f"{CHAPTER}/draft/")[0] == 404
    publish_in_french(chief)
    look_around(chief)
    compare_regions(manager)


def begin(manager: Visitor) -> None:
    manager.open("/appeals/")
    manager.press("New appeal")
    manager.press("MI2020-CNAC")
    assert manager.page.input_value("#id_code") == "MI2021-CNAC"
    manager.press("Begin the draft")
    assert "MI2021-CNAC is now a draft." in manager.text


def change(manager: Visitor) -> None:
    """A priority more, one amount, and its totals: first a wrong one."""
    page = manager.page
    manager.open(f"{NEXT}/draft/offices/GT/new/")
    page.fill("#id_title_en", "Something new")
    page.fill("#id_summary_en", "What the office promises.")
    page.locator("select[name^=heading-]").first.select_option("assigned")
    manager.press("Save")
    manager.open(f"{NEXT}/draft/table/")
    row = page.locator("tbody tr", has_text="Guatemala").locator("input")
    width = page.locator("table.typed").evaluate("table => table.scrollWidth")
    row.first.fill("about one and a half thousand")
    manager.press("Save")
    assert page.locator("table.typed .error").inner_text()
    assert page.locator("table.typed").evaluate("table => table.scrollWidth") == width
    row.first.fill("1,500")
    page.fill("#id_cell-0-0", "1600")
    manager.press("Save")
    manager.open(f"{NEXT}/publish/")
    assert "the lines add up to 1,500;" in manager.text
    page.click("text=Go there >> nth=0")
    page.fill("#id_cell-0-0", "1500")
    manager.press("Save")
    assert "The table is saved." in manager.text


def publish(manager: Visitor) -> None:
    manager.open(f"{NEXT}/publish/")
    for box in manager.page.locator("main input[type=checkbox]").all():
        box.check()
    manager.page.fill("#id_source_name", "The publication of 2021")
    manager.press("Publish it")
    assert "MI2021-CNAC is published" in manager.text


def report(reporter: Visitor) -> None:
    page = reporter.page
    reporter.open(f"{NEXT}/activities/GT-1.1/progress/?period=2021-Q1")
    page.fill("#id_percent", "20")
    page.select_option("#id_status", "ongoing")
    page.fill("#id_narrative", "Begun.")
    reporter.press("Save")
    reporter.open(f"{NEXT}/reports/GT/2021-Q1/")
    reporter.press("Submit the report")


def spend(reporter: Visitor) -> None:
    page = reporter.page
    reporter.open(f"{NEXT}/activities/GT-1.1/transactions/new/")
    page.fill("#id_value_on", "2021-02-15")
    page.fill("#id_amount", "100")
    page.fill("#id_counterpart", "A supplier")
    reporter.press("Save the draft")


def lock(manager: Visitor) -> None:
    """The quarter is over: nothing more is reported or posted in it."""
    manager.open(f"{NEXT}/periods/")
    field = "[id='2021-Q1_reason']"
    manager.page.click(f"details:has({field}) > summary")
    manager.page.fill(field, "The quarter is reported.")
    manager.page.click(f"form:has({field}) button")
    assert "2021-Q1 is locked." in manager.text


def compare(manager: Visitor) -> None:
    """Beside the year before, by figure and by office, each figure leading to its page."""
    manager.open("/compare/")
    page = manager.page
    assert "MI2020-CNAC" in manager.text
    assert "MI2021-CNAC" in manager.text
    spent = page.locator("table.compared").first.locator("tbody tr", has_text="Spent")
    assert spent.locator("td").nth(1).inner_text().split()[0] == "100"
    page.select_option("#id_office", "GT")
    manager.press("Show")
    line = page.locator("table.compared").last.locator("tbody tr").first
    line.locator("td").nth(1).locator("a").first.click()
    assert "Before, in 2020" in manager.text


def typed_over(empty: bytes, written: bytes) -> bytes:
    """The empty template with everything typed into it that another one holds."""
    book, other = (load_workbook(BytesIO(content)) for content in (empty, written))
    for sheet in ("appeal", "headings", "offices", "matrix", "partners", "priorities", "activities",
                  "indicators", "targets", "milestones", "budgets"):  # fmt: skip
        page, first, columns = place(book, sheet)
        source, start, letters = place(other, sheet)
        named = ["value"] if sheet == "appeal" else [name for name in letters if name in columns]
        for number in range(source.max_row - start + 1):
            for name in named:
                value = source.cell(start + number, letters[name]).value
                if value is not None:
                    page.cell(first + number, columns[name]).value = value
    return saved(book)


def send(chief: Visitor, content: bytes) -> None:
    chief.open("/appeals/new/workbook/")
    file = {"name": "T0.xlsx", "mimeType": EXCEL, "buffer": content}
    chief.page.set_input_files("#id_file", [file])
    chief.page.click("main form.entry button >> nth=0")
    chief.page.wait_for_load_state()


def hand_in(chief: Visitor, written: bytes) -> None:
    """The empty T0, filled in: with a wrong total and a partner on no sheet; then right."""
    wrong: dict[Cell, object] = {
        ("matrix", 0, "total"): 5, ("partners", 0, "name_en"): "Somebody else",
    }  # fmt: skip
    partners = yaml.safe_load((EXAMPLE / "partners.yaml").read_text())
    content = typed_over(chief.download("/appeals/new/T0.xlsx"), written)
    send(chief, filled_in(content, wrong))
    said = " ".join(chief.text.split())
    assert "Feuille « Matrice »" in said
    assert sum(f"« {row['name_en']} »" in said for row in partners) == 1
    send(chief, content)
    assert chief.page.url.endswith(f"{CHAPTER}/draft/")


def publish_in_french(chief: Visitor) -> None:
    chief.open(f"{CHAPTER}/reconciliation/")
    assert "Tout concorde." in chief.text
    chief.open(f"{CHAPTER}/publish/")
    assert "5 bureaux, 4 axes, 13 priorités" in chief.text
    for box in chief.page.locator("main input[type=checkbox]").all():
        box.check()
    chief.press("Le publier")
    assert "EX2021-AOC est publié" in chief.text


def look_around(chief: Visitor) -> None:
    """It is where the person arrives, with a period for each month and headings of its own."""
    chief.open("/")
    assert chief.page.url.endswith(f"{CHAPTER}/")
    chief.open(f"{CHAPTER}/periods/")
    assert chief.page.locator("tbody tr", has_text="2021-").count() == 12
    chief.open(f"{CHAPTER}/matrix/")
    heads = chief.page.locator("table").first.locator("thead th").all_inner_texts()
    assert [text.split()[0] for text in heads] == ["Bureau", "A1", "A2", "A3", "A4", "Total"]


def compare_regions(manager: Visitor) -> None:
    manager.open("/compare/?appeals=MI2021-CNAC&appeals=EX2021-AOC")
    required = manager.page.locator("table.compared").first.locator("tbody tr").first
    shown = [cell.split()[0] for cell in required.locator("td").all_inner_texts()[:2]]
    assert shown == ["9,560,500", "1,500"]
