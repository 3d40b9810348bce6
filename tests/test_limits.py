"""Every number by which the product limits something: its value, and where its edge is tested."""

import ast
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.datastructures import MultiValueDict

from appeal import reach
from appeal.base.excel import UnreadableFile
from appeal.base.number_fields import AmountField, QuantityField
from appeal.models import Appeal, MoneyField, User
from tests.factories import make_activity, make_transaction
from tests.fixture_types import SignIn
from tests.tracking.browsing import at
from tracking import evidence_files, search
from tracking.forms import UploadForm
from tracking.forms.rates import RateField
from tracking.models import MOST_UNITS, Visit
from tracking.uploads import t2_rate_files
from tracking.uploads.t2_rate_files import read_rate_file

MEGABYTE = 1024 * 1024
BOOK = "test_a_workbook_at_the_limit_is_read_and_beyond_it_refused"
RATES = "test_a_list_of_rates_at_the_limit_is_read_and_beyond_it_refused"
PAGES = "test_a_page_holds_so_many_rows_and_the_rest_is_turned_to"
SENT = "test_each_form_takes_what_it_declares_and_not_a_byte_more"
EXPORTS = "test_an_export_at_the_limit_is_read_and_beyond_it_refused"
# By module and name: what stands in the code, and the test of its edge.
LIMITS: dict[str, tuple[Any, str]] = {
    "appeal.web.admin_several.MOST": (500, "test_so_many_rows_are_changed_at_once_and_no_more"),
    "appeal.figures.remarks.SHOWN": (
        10, "test_of_many_summaries_that_nobody_changed_the_first_are_shown_and_the_rest_unfolds",
    ),
    "tracking.views.report_remind.MOST_NAMED": (
        10, "test_so_many_activities_are_named_and_all_of_them_counted",
    ),
    "tracking.notices.mentions.MOST_NAMED": (
        10, "test_ten_names_count_and_the_writer_is_told_of_the_rest",
    ),
    "tracking.notices.week.LONGEST_NAME": (60, "test_long_lists_are_cut_and_say_so"),
    "tracking.notices.week.MOST_LINES": (10, "test_long_lists_are_cut_and_say_so"),
    "tracking.notices.week.MOST_NAMES": (3, "test_long_lists_are_cut_and_say_so"),
    "tracking.notices.gathering.MOST_A_DAY": (
        8, "test_so_many_mails_a_day_and_the_last_holds_the_rest",
    ),
    "appeal.base.amounts.LONGEST": (500, "test_a_number_is_as_long_as_anybody_means_it"),
    "appeal.base.excel.cell_places.LAST_COLUMN": (
        104, "test_a_value_beyond_every_template_is_refused",
    ),
    "appeal.base.excel.cell_places.LAST_ROW": (20_000, "test_a_value_at_the_edge_is_read"),
    "appeal.base.excel.input_cells.MOST": (10**15, "test_a_cell_holds_what_it_may_and_no_more"),
    "appeal.base.excel.guard.DEEPEST": (40, BOOK),
    "appeal.base.excel.guard.HIGHEST_RATIO": (200, BOOK),
    "appeal.base.excel.guard.LARGEST_FILE": (10 * MEGABYTE, BOOK),
    "appeal.base.excel.guard.LARGEST_PART": (60 * MEGABYTE, BOOK),
    "appeal.base.excel.guard.LARGEST_WHOLE": (80 * MEGABYTE, BOOK),
    "appeal.base.excel.guard.LONGEST_TEXT": (260_000, BOOK),
    "appeal.base.excel.guard.MOST_ATTRIBUTES": (60, BOOK),
    "appeal.base.excel.guard.MOST_ELEMENTS": (600_000, BOOK),
    "appeal.base.excel.guard.MOST_PARTS": (500, BOOK),
    "appeal.base.excel.guard.RATIO_FROM": (MEGABYTE, BOOK),
    "appeal.base.excel.text.CELL_LIMIT": (
        32_767, "test_a_text_is_cut_beyond_what_a_cell_of_excel_holds",
    ),
    "appeal.base.excel.text.TITLE_LIMIT": (
        31, "test_the_title_of_a_sheet_is_cut_to_what_excel_takes",
    ),
    "appeal.base.excel.filled.MOST_TEXT": (
        20_000_000, "test_so_much_text_is_kept_of_a_file_and_not_a_letter_more",
    ),
    "appeal.base.excel.filled.SEARCHED_ROWS": (
        60, "test_the_names_of_columns_are_looked_for_in_the_first_rows",
    ),
    "appeal.loading.sheets.MOST_HEADINGS": (
        20, "test_a_framework_has_at_most_20_headings_and_says_so_at_the_next",
    ),
    "appeal.loading.sheets.MOST_OFFICES": (100, "test_300_offices_are_too_many"),
    "appeal.models.money.MAX_DIGITS": (15, "test_money_has_thirteen_digits_before_its_cents"),
    "tracking.backups.making.ABANDONED_AFTER": (
        24 * 60 * 60, "test_what_a_stopped_one_left_is_removed_by_one_of_a_later_day",
    ),
    "tracking.backups.last.LATE_AFTER": (timedelta(days=2), "test_after_two_days_it_is_late"),
    "tracking.records.last.LATE_AFTER": (
        timedelta(days=2),
        "test_a_good_check_is_told_with_its_seal_and_is_late_after_two_days",
    ),
    "config.settings.AXES_FAILURE_LIMIT": (
        8, "test_a_name_is_paused_after_eight_wrong_passwords_whether_it_exists_or_not",
    ),
    "config.settings.DATA_UPLOAD_MAX_MEMORY_SIZE": (2 * MEGABYTE, SENT),
    "config.settings.EVIDENCE_MAX_MEGABYTES": (
        10, "test_an_empty_file_and_one_too_large_are_refused_with_the_limit",
    ),
    "config.settings.FAILURES_PER_ADDRESS": (
        100, "test_an_address_that_tries_many_names_is_paused_altogether",
    ),
    "config.settings.LARGEST_REQUEST": (
        12 * MEGABYTE, "test_the_forms_that_take_files_are_these_and_no_other",
    ),
    "config.settings.SESSION_COOKIE_AGE": (
        12 * 3600, "test_cookies_tell_scripts_nothing_and_a_session_ends_after_twelve_hours",
    ),
    "appeal.web.entering.ENTERING_LIMIT": (
        timedelta(minutes=10), "test_a_password_that_was_typed_waits_ten_minutes_for_the_code",
    ),
    "appeal.sign_on.asking.LONGEST_ANSWER": (
        256 * 1024, "test_an_answer_is_as_long_as_it_may_be_and_no_longer",
    ),
    "appeal.factors.views.SHOWN": (
        timedelta(minutes=10),
        "test_an_app_is_set_up_by_its_code_and_the_password_and_the_codes_are_shown_once",
    ),
    "appeal.actions.letters.MOST_LETTERS": (
        3, "test_nobody_gets_more_than_so_many_letters_a_day",
    ),
    "appeal.actions.letters.MOST_RESETS": (
        20, "test_too_many_links_from_one_network_address_are_refused_whoever_is_meant",
    ),
    "appeal.web.invitations.INVITATION_LIMIT": (
        timedelta(days=7), "test_an_invitation_works_for_seven_days_and_once",
    ),
    "appeal.web.new_address.ADDRESS_LIMIT": (
        timedelta(days=3), "test_the_link_works_for_three_days_and_once",
    ),
    "tracking.calendars.ical.LONGEST_LINE": (75, "test_lines_are_folded_between_letters"),
    "tracking.evidence_files.LONGEST_NAME": (
        200, "test_a_name_is_cleaned_of_folders_and_of_signs_that_deceive",
    ),
    "tracking.evidence_files.LONGEST_TYPES": (
        512 * 1024, "test_a_list_of_parts_is_read_to_its_end_or_the_file_is_refused",
    ),
    "tracking.evidence_files.MOST_PARTS": (
        5000, "test_an_office_file_of_too_many_parts_is_refused",
    ),
    "tracking.forms.uploads.MOST_MEGABYTES": (10, "test_an_uploaded_file_has_at_most_10_megabytes"),
    "tracking.models.rates.DECIMALS": (6, "test_a_rate_is_above_zero_and_at_most_nine_million"),
    "tracking.models.rates.MOST_UNITS": (
        9_000_000, "test_a_rate_is_above_zero_and_at_most_nine_million",
    ),
    "tracking.models.visits.ONE_VISIT": (
        timedelta(hours=2), "test_a_visit_ends_two_hours_after_it_was_last_seen",
    ),
    "appeal.models.word_index.MOST_WORDS": (8, "test_the_first_eight_words_are_looked_for"),
    "appeal.models.ordering.MOST_COUNTED": (10_000, "test_too_many_are_not_counted_one_by_one"),
    "tracking.reconciling.listing.MOST_LINES": (10_000, EXPORTS),
    "tracking.reconciling.listing.MOST_COLUMNS": (60, EXPORTS),
    "tracking.actions.reconciling.MOST_AT_ONCE": (
        500, "test_of_very_many_the_first_are_put_right_at_once",
    ),
    "tracking.search.MOST_FOUND": (1_000, "test_too_many_are_not_counted_one_by_one"),
    "tracking.search.SHOWN": (8, "test_of_what_is_found_the_first_eight_are_shown"),
    "tracking.uploads.t2_rate_files.LARGEST_FILE": (1_000_000, RATES),
    "tracking.uploads.t2_rate_files.MOST_RATES": (1000, RATES),
    "tracking.uploads.t2_rate_files.MOST_TAGS": (40, RATES),
    "tracking.views.calendars.MOST_GUESSES": (
        30, "test_who_guesses_too_often_is_refused_and_whoever_has_an_address_never_is"
    ),
    "tracking.uploads.t6_access.MOST_CHANGED": (
        200, "test_rows_beyond_the_most_that_change_at_once_are_refused"
    ),
    "tracking.uploads.t2_rate_files.MOST_TITLE_LINES": (20, RATES),
    "tracking.views.lists.MOST_PRINTED": (
        500, "test_all_rows_are_shown_to_be_printed_up_to_so_many",
    ),
    "tracking.tables.PAGE_SIZES": ((25, 50, 100), "test_every_row_stands_once_from_either_end"),
    "tracking.tables.SHORT_PAGE_SIZES": ((25, 40), PAGES),
    "tracking.comparing.MOST_COMPARED": (6, "test_more_than_six_are_cut_with_a_sentence"),
    "tracking.views.search.LONGEST": (100, "test_what_is_searched_for_is_cut_after_100_characters"),
}  # fmt: skip
# What limits nobody: looks, batches, and what rules say of themselves and their own tests try.
VALUES: dict[str, Any] = {
    "appeal.base.statements.MOST": 100,
    "appeal.web.change_log.SHOWN_CHANGES": 200,
    "appeal.models.seals.SHOWN": 16,
    "appeal.base.excel.cells.MOST": 2000,
    "appeal.base.excel.printing.LARGEST": 10,
    "appeal.base.excel.writing.MOST_ROWS": 1_048_575,
    "appeal.management.commands.serve.MOST_WAITING": 2**30,
    "appeal.views.access_reviews.PER_PAGE": 50,
    "appeal.views.allocations.PER_PAGE": 12,
    "appeal.views.pages.LONGEST_ANSWER": 500,
    "config.settings.AXES_COOLOFF_TIME": 0.25,
    "config.settings.DATA_UPLOAD_MAX_NUMBER_FIELDS": 2000,
    "tracking.actions.contributions.TOO_LARGE": 10**13,
    "appeal.actions.appeal_facts.CLOSES_AFTER": timedelta(days=90),
    "tracking.actions.periods.DUE_AFTER": timedelta(days=15),
    "tracking.actions.rates.LARGEST_USD": 10**13,
    "tracking.forms.results.MOST_ROWS": 260,
    "tracking.forms.results.SPARE_ROWS": 5,
    "tracking.forms.several.MOST_CHOSEN": 100,
    "tracking.models.compared_entries.LAST": 50,
    "tracking.models.compared_entries.MOST_NAMES": 1000,
    "tracking.models.questions.LONGEST_REASON": 300,
    "tracking.models.ledger.NEEDS_EVIDENCE": 10_000,
    "tracking.workbooks.r10_region.SOON": timedelta(days=30),
    "tracking.reconciling.matching.MOST_PAIRS": 400,
    "tracking.reconciling.listing.MOST_TITLE_ROWS": 20,
    "tracking.reconciling.listing.LONGEST_HEADING": 100,
    "tracking.reconciling.lines.LONGEST_CODE": 100,
    "tracking.reconciling.lines.LONGEST_TEXT": 200,
    "tracking.reconciling.lines.MOST": 10**13,
    "tracking.reconciling.lines.MOST_PROBLEMS": 20,
    "tracking.views.reconcile.FIRST_ROWS": 5,
    "tracking.views.reconcile.PER_PAGE": 10,
    "tracking.views.reconcile_findings.PER_PAGE": 40,
    "tracking.uploads.t2_rates.MEANT_DECIMALS": 12,
    "tracking.uploads.t4_budgets.MOST_NEW": 2000,
    "tracking.views.activities.MOST_COUNTED_ENTRIES": 1_000,
    "tracking.views.activities.SHOWN_ENTRIES": 20,
    "tracking.views.activities.SHOWN_EVIDENCE": 10,
    "tracking.views.changes.LINES_OF_AN_ACTIVITY": 20,
    "tracking.views.appeals.PER_PAGE": 10,
    "tracking.views.bridge.ROWS_ON_A_PAGE": 50,
    "tracking.views.changes.LINES_ON_A_PAGE": 50,
    "tracking.views.home.APART_SHOWN": 8,
    "tracking.views.home.CHANGES_SHOWN": 8,
    "tracking.views.comments.SHOWN": 5,
    "tracking.views.desks.MOST_DESKS": 3,
    "tracking.views.desks.ROWS_SHOWN": 10,
    "tracking.views.report_lines.PER_PAGE": 60,
    "tracking.views.gaps.FIRST": 5,
    "tracking.views.gaps.PER_PAGE": 50,
    "tracking.views.mail.PER_PAGE": 50,
    "tracking.views.notices.PER_PAGE": 25,
    "tracking.views.reports.PER_PAGE": 25,
    "tracking.views.timeline.PER_PAGE": 40,
    "tracking.views.activity_timeline.SHOWN": 12,
    "tracking.views.uploads.PER_PAGE": 100,
    "tracking.views.workbooks.LONGEST_QUERY": 500,
    "tracking.views.workbooks.ROWS": (100, 500, 2000, 10_000),
}
# Names that limits bear; other numbers are looks and batches.
LIMITING = {
    "LONGEST", "LARGEST", "HIGHEST", "DEEPEST", "MOST", "LAST", "LIMIT", "SIZES", "SHOWN", "MAX",
    "AGE", "FAILURES", "SPARE", "SEARCHED", "RATIO", "PER", "LINES", "SOON", "AFTER", "LARGE",
    "NEEDS", "VISIT", "DECIMALS", "FIRST", "ROWS", "COOLOFF",
}  # fmt: skip
LOOKS = {
    "appeal.base.excel.charts.HIGHEST", "appeal.base.excel.charts.PER_LABEL",
    "appeal.base.excel.printing.LONGEST", "appeal.base.excel.printing.MOST_SPARED",
    "appeal.base.excel.pagination.PER_CHARACTER", "appeal.base.excel.pagination.PER_COLUMN",
    "appeal.base.excel.covers.PARAGRAPH_LIMIT", "appeal.base.excel.writing.ROWS_AT_ONCE",
    "appeal.base.excel.pages.HIGHEST", "appeal.base.excel.templates.FIRST_LIST",
    "appeal.base.excel.text.CHARACTERS_PER_WIDTH", "tracking.uploads.t2_rate_lists.LONGEST",
    "tracking.models.unusual_rates.LAST_STEPS", "tracking.models.unusual_entries.LAST",
}  # fmt: skip
REACHES = {
    "ACTIVITY": (0, "closes_on", 0), "MILESTONE": (0, "closes_on", 0),
    "TARGET": (0, "closes_on", 0), "PERIOD": (0, "ends_on", 0), "REPORTS_DUE": (0, "closes_on", 90),
    "REVISION": (0, "closes_on", 0), "JUDGEMENT": (0, "closes_on", 0),
    "CONTRIBUTION": (2, "closes_on", 0), "EVIDENCE": (20, "closes_on", 0),
}  # fmt: skip


OURS = {"appeal", "tracking", "config"}


def is_number(value: Any) -> bool:
    if isinstance(value, tuple):
        return bool(value) and all(map(is_number, value))
    return isinstance(value, int | float | Decimal | timedelta) and not isinstance(value, bool)


def limits(root: Path) -> Iterator[tuple[str, Any]]:
    """Every number of a module that bears the name of a limit."""
    files = [
        file for app in ("appeal", "tracking", "config") for file in (root / app).rglob("*.py")
    ]
    for file in files:
        parts = file.relative_to(root).with_suffix("").parts
        if parts[0] not in OURS or {"migrations", "demonstration", "formats"} & set(parts):
            continue
        module = ".".join(part for part in parts if part != "__init__")
        for name in constants(ast.parse(file.read_text())):
            if LIMITING & set(name.split("_")) and f"{module}.{name}" not in LOOKS:
                value = getattr(import_module(module), name, None)
                if is_number(value):
                    yield f"{module}.{name}", value


def constants(tree: ast.Module) -> set[str]:
    targets = [
        target
        for node in tree.body
        if isinstance(node, ast.Assign | ast.AnnAssign)
        for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
    ]
    found = {name for target in targets for name in ast.walk(target)}
    return {name.id for name in found if isinstance(name, ast.Name) and name.id.isupper()}


@pytest.mark.unit
@pytest.mark.once
def test_each_limit_has_its_value_and_a_test_of_its_edge(root: Path) -> None:
    declared = {name: value for name, (value, _test) in LIMITS.items()} | VALUES

    assert dict(limits(root)) == declared
    tests = "".join(file.read_text() for file in (root / "tests").rglob("test_*.py"))
    assert [test for _value, test in LIMITS.values() if f"def {test}(" not in tests] == []


@pytest.mark.unit
@pytest.mark.once
def test_days_reach_as_far_as_they_are_declared_to() -> None:
    reaches = {
        name: (each.years_before, each.until, each.days_after)
        for name, each in vars(reach).items()
        if isinstance(each, reach.Reach)
    }

    assert reaches == REACHES


# Edges that no other test tries.


def list_of_rates(lines: int = 1, titles: int = 0) -> bytes:
    rows = [f"GTQ,2020-03-{day % 28 + 1:02},7.7" for day in range(lines)]
    return "\n".join(["Title"] * titles + ["currency,effective_on,rate", *rows]).encode()


def tagged(count: int) -> bytes:
    tags = "".join(f"<t{number}>x</t{number}>" for number in range(count - 3))
    own = "<f_curr_code>GTQ</f_curr_code><rate>7.7</rate><eff_date>2020-03-01</eff_date>"
    rate = f"<UN_OPERATIONAL_RATES>{own}{tags}</UN_OPERATIONAL_RATES>"
    return f"<UN_OPERATIONAL_RATES_DATASET>{rate}</UN_OPERATIONAL_RATES_DATASET>".encode()


@pytest.mark.unit
@pytest.mark.once
@pytest.mark.parametrize(
    ("limit", "kept", "refused", "content", "sentence"),
    [
        ("LARGEST_FILE", 45, 44, list_of_rates(), "This file is too large for a list of rates"),
        ("MOST_RATES", 3, 2, list_of_rates(3), "more than 2 lines"),
        ("MOST_TITLE_LINES", 5, 4, list_of_rates(titles=4), "nor a list of rates"),
        (
            "MOST_TAGS",
            7,
            6,
            tagged(7),
            "This XML file is not the UN list of operational rates of exchange",
        ),
    ],
)
def test_a_list_of_rates_at_the_limit_is_read_and_beyond_it_refused(
    monkeypatch: pytest.MonkeyPatch, limit: str, kept: int, refused: int, content: bytes,
    sentence: str,
) -> None:  # fmt: skip
    def read() -> Any:
        return read_rate_file(SimpleUploadedFile("rates", content), Appeal(code="X"))

    monkeypatch.setattr(t2_rate_files, limit, kept)
    assert read().rows

    monkeypatch.setattr(t2_rate_files, limit, refused)
    with pytest.raises(UnreadableFile, match=sentence):
        read()


@pytest.mark.unit
@pytest.mark.once
def test_money_has_thirteen_digits_before_its_cents() -> None:
    most = Decimal("9999999999999.99")

    assert MoneyField().to_python(most) == AmountField().clean(str(most)) == most
    with pytest.raises(ValidationError):
        MoneyField().to_python(most + Decimal("0.01"))
    for wrong, sentence in (("10000000000000", "too large"), ("0", "above zero"),
                            ("1.234,567", "two decimals")):  # fmt: skip
        with pytest.raises(ValidationError, match=sentence):
            AmountField().clean(wrong)
    assert AmountField().clean("0.01") == Decimal("0.01")


@pytest.mark.unit
@pytest.mark.once
def test_a_quantity_is_zero_or_more_with_four_decimals() -> None:
    field = QuantityField()

    assert [field.clean(text) for text in ("0", "0.0001")] == [0, Decimal("0.0001")]
    for wrong, sentence in (("-1", "zero or more"), ("0.00001", "four decimals"),
                            ("100000000000", "too large")):  # fmt: skip
        with pytest.raises(ValidationError, match=sentence):
            field.clean(wrong)
    assert field.clean("99999999999.9999")


@pytest.mark.unit
@pytest.mark.once
def test_a_rate_is_above_zero_and_at_most_nine_million() -> None:
    field = RateField()

    assert field.clean(str(MOST_UNITS)) == MOST_UNITS
    assert field.clean("0.000001") == Decimal("0.000001")
    for wrong in ("9000000.000001", "0", "0.0000001"):
        with pytest.raises(ValidationError):
            field.clean(wrong)


@pytest.mark.unit
@pytest.mark.once
def test_an_uploaded_file_has_at_most_10_megabytes() -> None:
    def refusal(size: int) -> Any:
        file = SimpleUploadedFile("filled.xlsx", b"PK")
        file.size = size
        return UploadForm(files=MultiValueDict({"file": [file]}), data={}).errors.get("file")

    assert refusal(10 * MEGABYTE) is None
    assert refusal(10 * MEGABYTE + 1) == [
        "This file is larger than 10 MB. Split it into smaller files."
    ]


@pytest.mark.unit
@pytest.mark.once
def test_the_largest_name_of_a_file_is_kept_whole() -> None:
    longest = "x" * (evidence_files.LONGEST_NAME - 11) + ".pdf"

    assert evidence_files.clean_name(longest) == longest


@pytest.mark.once
@pytest.mark.django_db
@pytest.mark.parametrize(("minutes", "is_another"), [(120, False), (121, True)])
def test_a_visit_ends_two_hours_after_it_was_last_seen(
    mi2020: Appeal, viewer: User, minutes: int, is_another: bool
) -> None:
    first = make_transaction().entered_at
    Visit.objects.note(user=viewer, appeal=mi2020, at=first)

    before = Visit.objects.note(user=viewer, appeal=mi2020, at=first + timedelta(minutes=minutes))

    assert before == (first if is_another else None)


@pytest.mark.once
@pytest.mark.django_db
def test_what_is_searched_for_is_cut_after_100_characters(viewer: User, signed_in: SignIn) -> None:
    client = signed_in(viewer)

    for length, shown in ((100, 100), (101, 100)):
        assert len(client.get(at("search"), {"q": "x" * length}).context["q"]) == shown


@pytest.mark.once
@pytest.mark.django_db
def test_of_what_is_found_the_first_eight_are_shown(
    mi2020: Appeal, guatemala: Any, viewer: User
) -> None:
    priority = guatemala.sections.get(appeal=mi2020).priorities.first()
    for _time in range(search.SHOWN + 1):
        make_activity(priority=priority, own_title="Zebra crossing")

    group = next(iter(search.find(viewer, mi2020, "zebra")))

    assert (len(group.hits), group.count) == (search.SHOWN, search.SHOWN + 1)


@pytest.mark.publication
@pytest.mark.once
@pytest.mark.django_db
@pytest.mark.parametrize(("asked", "shown"), [("", 25), ("25", 25), ("40", 40), ("41", 25),
                                             ("100", 25), ("1000", 25), ("-1", 25)])  # fmt: skip
def test_a_page_holds_so_many_rows_and_the_rest_is_turned_to(
    viewer: User, signed_in: SignIn, asked: str, shown: int
) -> None:
    page = signed_in(viewer).get(at("activity_list"), {"per_page": asked})

    assert len(page.context["table"].page.object_list) == shown
