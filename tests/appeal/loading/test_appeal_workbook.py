"""T0: an appeal goes out as a workbook and comes in again as it was, as a draft; or not at all."""

import re
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache
from io import BytesIO
from os import environ
from typing import Any

import pytest
from django.apps import apps
from django.db import models, transaction
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from appeal.actions.appeal_facts import CLOSES_AFTER
from appeal.base.excel import Context, write
from appeal.loading import NotReadable, make_appeal
from appeal.loading.nesting import BELOW
from appeal.loading.reading import ACTIVITY, APPEAL, BUDGET, CORE, HEADING, MILESTONE, TARGET
from appeal.loading.sheets import INDICATOR, PARTS, TITLES
from appeal.models import (
    Activity,
    Allocation,
    Appeal,
    Basis,
    Classification,
    CoreIndicator,
    Heading,
    Indicator,
    IndicatorTarget,
    Milestone,
    Partner,
    Priority,
    Region,
    Requirement,
    Section,
    StatedTotal,
    User,
    in_languages,
)
from appeal.workbooks import appeal_template, empty_template
from tests.factories import (
    make_activity,
    make_allocation,
    make_cell,
    make_core,
    make_heading,
    make_indicator,
    make_milestone,
    make_office,
    make_priority,
    make_section,
    make_user,
)
from tests.factories import make_appeal as make_appeal_row
from tests.tracking.uploads.filling import cell_of, filled_in, place, saved
from tests.workbooks import make_asked

pytestmark = [pytest.mark.django_db, pytest.mark.once]
AT = datetime(2020, 3, 2, 15, 30, tzinfo=UTC)
CONTEXT = Context(by="Ana", generated_at=AT.replace(tzinfo=None), scope="All offices")


def out(appeal: Appeal) -> bytes:
    seen = Appeal.objects.all()
    book = appeal_template(appeal=appeal, as_at=date(2020, 3, 2), context=CONTEXT, seen=seen)
    return write(book)


@cache
def printed() -> bytes:
    """T0 of the appeal that every test finds, as it finds it: written once."""
    return out(Appeal.objects.get(code="MI2020-CNAC"))


@cache
def printed_book() -> Workbook:
    return load_workbook(BytesIO(printed()))


def address(sheet: str, number: int, column: str) -> str:
    """Of a cell of the same."""
    page, first, columns = place(printed_book(), sheet)
    return page.cell(first + number, columns[column]).coordinate


def columns(row: models.Model, *names: str) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names}


def told(appeal: Appeal) -> dict[str, Any]:
    """Every field that T0 is of, in printed order; its code and state aside."""
    own = Activity.objects.of(appeal)
    return {
        "appeal": columns(
            appeal, *(name for name in APPEAL if name != "code"), "region", "framework"
        ),
        "headings": [
            columns(row, *HEADING) for row in Heading.objects.of(appeal).in_printed_order()
        ],
        "sections": list(
            appeal.sections.order_by("order").values(
                "office", "printed_name", *in_languages("summary")
            )
        ),
        "cells": set(Requirement.objects.of(appeal).values_list("office", "heading", "amount")),
        "totals": set(
            StatedTotal.objects.filter(appeal=appeal).values_list("office", "heading", "amount")
        ),
        "priorities": [
            columns(row, "code", "printed_as", "continues_id", *in_languages("title", "summary"))
            | {"office": row.section.office_id}
            for row in Priority.objects.of(appeal).in_printed_order().select_related("section")
        ],
        "classifications": set(
            Classification.objects.filter(priority__section__appeal=appeal).values_list(
                "priority__code", "heading", "basis"
            )
        ),
        "activities": [
            columns(row, *ACTIVITY, "continues_id")
            | {"priority": row.priority.code}
            | {name: set(getattr(row, name).all()) for name in Activity.NAMED}
            for row in Activity.objects.of(appeal).in_printed_order().select_related("priority")
        ],
        "core": [columns(row, *CORE) for row in CoreIndicator.objects.of(appeal).in_order()],
        "indicators": [
            columns(row, *INDICATOR, "continues_id")
            | {
                "core": row.core and row.core.code,
                "activity": row.activity.code,
                "targets": set(row.period_targets.values_list(*TARGET)),
            }
            for row in Indicator.objects.filter(activity__priority__section__appeal=appeal)
            .order_by(
                "activity__priority__section__order",
                "activity__priority__order",
                "activity__order",
                "order",
            )
            .select_related("activity")
        ],
        "milestones": list(
            Milestone.objects.filter(activity__in=own)
            .order_by("activity__code", "order")
            .values_list("activity__code", "continues", *MILESTONE)
        ),
        "budgets": set(
            Allocation.objects.filter(activity__in=own).values_list(
                "activity__code", "cell__heading", *BUDGET
            )
        ),
    }


Cells = dict[tuple[str, int, str], Any]
CODE = ("appeal", 0, "value")
FACTS = [f"{part}.{name}" for part, (_model, names) in PARTS.items() for name in names]
LEFT_TO_US = ("appeal.closes_on", "region.name_en")


@pytest.fixture
def regions(mi2020: Appeal) -> list[Region]:
    return [mi2020.region]


def read(content: bytes, by: User, regions: list[Region]) -> Appeal:
    return make_appeal(file=BytesIO(content), regions=regions, by=by, at=AT)


def read_again(by: User, cells: Cells) -> Appeal:
    """The appeal that every test finds read in under another code, with what else is typed."""
    regions = list(Region.objects.filter(code="CNAC"))
    return read(filled_in(printed(), {CODE: "AGAIN"} | cells), by, regions)


def again(appeal: Appeal, by: User, cells: Cells | None = None) -> Appeal:
    """The appeal written out and read in under another code, with what else is typed."""
    content = filled_in(out(appeal), {CODE: "AGAIN"} | (cells or {}))
    return read(content, by, [appeal.region])


@pytest.mark.parametrize("language", ["en", "es", "fr"])
def test_what_goes_out_comes_in_again_as_it_was_as_a_draft(
    mi2020: Appeal, manager_ro: User, language: str
) -> None:
    with translation.override(language):
        made = again(mi2020, manager_ro)

    assert told(made) == told(mi2020)
    assert (made.code, made.state) == ("AGAIN", "draft")
    logged = made.history.get()
    assert (logged.history_user, logged.history_date) == (manager_ro, AT)


@pytest.mark.parametrize("kept", ["none", "grand"])
def test_a_draft_whose_totals_are_not_stated_yet_comes_in_again_as_it_was(
    mi2020: Appeal, manager_ro: User, kept: str
) -> None:
    draft = again(mi2020, manager_ro)
    totals = draft.stated_totals.all()
    (totals.exclude(office=None, heading=None) if kept == "grand" else totals).delete()

    made = read(filled_in(out(draft), {CODE: "THIRD"}), manager_ro, [mi2020.region])

    assert told(made) == told(draft)
    assert made.stated_totals.count() == (kept == "grand")


@pytest.mark.publication
def test_the_publication_comes_in_again_as_it_was(mi2020: Appeal, manager_ro: User) -> None:
    assert told(again(mi2020, manager_ro)) == told(mi2020)


# Appeals at random.

TEXTS = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zl", "Zp"]), max_size=40
).map(str.strip)
NAMES = TEXTS.filter(bool)
# Within the dates of the appeal.
DAYS = st.dates(date(2020, 1, 1), date(2021, 3, 31))


def texts(dice: st.DataObject, name: str) -> dict[str, str]:
    """A text in English, and in none, one or both of the other languages."""
    drawn = {column: dice.draw(TEXTS) for column in in_languages(name)}
    return drawn | {f"{name}_en": dice.draw(NAMES)}


def make_random(dice: st.DataObject) -> Appeal:
    """An appeal of one to four offices and headings, with a plan of whatever is drawn."""
    earlier = make_earlier()
    appeal = make_appeal_row(
        **texts(dice, "title"), **texts(dice, "table_title"),
        rhythm=dice.draw(st.sampled_from(Appeal.Rhythm.values)),
        needs_second_person=dice.draw(st.booleans()),
        finance_codes_are_unique=dice.draw(st.booleans()),
        currency=dice.draw(st.sampled_from(["USD", "XOF"])),
    )  # fmt: skip
    counts = st.integers(1, 4)
    headings = [
        make_heading(appeal=appeal, **texts(dice, "title"), **texts(dice, "table_title"))
        for _number in range(dice.draw(counts))
    ]
    for _number in range(dice.draw(st.integers(0, 2))):
        make_core(
            appeal=appeal, **texts(dice, "title"), **texts(dice, "unit"),
            definition_es=dice.draw(TEXTS), is_people=dice.draw(st.booleans()),
        )  # fmt: skip
    sums: dict[Any, Decimal] = {}
    for order in range(1, dice.draw(counts) + 1):
        section = make_section(
            appeal=appeal, office=make_office(region=appeal.region), order=order,
            **texts(dice, "summary"),
        )  # fmt: skip
        for heading in headings:
            amount = dice.draw(st.none() | st.decimals(1, 10**9, places=2))
            make_cell(appeal=appeal, office=section.office, heading=heading, amount=amount)
            for key in ((section.office, None), (None, heading), (None, None)):
                sums[key] = sums.get(key, Decimal(0)) + (amount or 0)
        for _number in range(dice.draw(st.integers(0, 3))):
            plan(dice, section, headings, earlier)
    for (office, heading), amount in sums.items():
        StatedTotal.objects.create(appeal=appeal, office=office, heading=heading, amount=amount)
    return appeal


def make_earlier() -> list[Indicator]:
    """An appeal of the year before: two indicators of each of two activities of a priority."""
    appeal = make_appeal_row(year=2019)
    section = make_section(appeal=appeal, office=make_office(region=appeal.region))
    priority = make_priority(section=section)
    activities = [make_activity(priority=priority) for _number in range(2)]
    for activity in activities * 2:
        make_milestone(activity=activity)
    return [make_indicator(activity=each) for each in activities * 2]


def plan(
    dice: st.DataObject, section: Section, headings: list[Heading], earlier: list[Indicator]
) -> None:
    """A priority under some headings, with its activities and their indicators."""
    before = st.none() | st.sampled_from(earlier)
    going_on = dice.draw(before)
    chosen = dice.draw(st.lists(st.sampled_from(headings), min_size=1, unique_by=lambda h: h.pk))
    priority = make_priority(
        section=section, continues=going_on and going_on.activity.priority,
        printed_as=dice.draw(st.sampled_from(Priority.PrintedAs.values)),
        **texts(dice, "title"), **texts(dice, "summary"),
    )  # fmt: skip
    for heading in chosen:
        basis = dice.draw(st.sampled_from(Basis.values))
        Classification.objects.create(priority=priority, heading=heading, basis=basis)
    for _number in range(dice.draw(st.integers(1, 2))):
        activity = make_activity(
            priority=priority, continues=going_on and going_on.activity,
            own_title=dice.draw(TEXTS), description=dice.draw(TEXTS),
            lead=dice.draw(TEXTS), hold=dice.draw(st.sampled_from(["", *Activity.Hold.values])),
            language=dice.draw(st.sampled_from(["en", "es", "fr"])),
            finance_code=dice.draw(st.sampled_from(["", f"IB.{Activity.objects.count()}"])),
        )  # fmt: skip
        for name in Activity.NAMED:
            rows = getattr(activity, name)
            known = list(rows.model.objects.order_by("pk")[:4])
            rows.set(dice.draw(st.lists(st.sampled_from(known), unique_by=lambda r: r.pk)))
        for _indicator in range(dice.draw(st.integers(0, 2))):
            cores = list(CoreIndicator.objects.of(section.appeal).in_order())
            indicator = make_indicator(
                core=dice.draw(st.sampled_from([None, *cores])),
                activity=activity, continues=dice.draw(before), **texts(dice, "title"),
                by_sex=dice.draw(st.booleans()), by_disability=dice.draw(st.booleans()),
                baseline=dice.draw(st.decimals(-999, 10**6, places=4)), baseline_basis="assigned",
            )  # fmt: skip
            for day in dice.draw(st.sets(DAYS, max_size=3)):
                value = dice.draw(st.decimals(-999, 10**6, places=4))
                IndicatorTarget.objects.create(indicator=indicator, ends_on=day, value=value)
        for order in range(1, dice.draw(st.integers(0, 3)) + 1):
            title, day = dice.draw(NAMES), dice.draw(DAYS)
            before_it = going_on and going_on.activity.milestones.order_by("order").last()
            make_milestone(
                activity=activity, title=title, due_on=day, order=order, continues=before_it
            )
        split(dice, activity)


def split(dice: st.DataObject, activity: Activity) -> None:
    """Some of the lines of its office, each in part or whole."""
    cells = Requirement.objects.filter(appeal=activity.appeal, office=activity.office)
    for cell in cells.filter(amount__isnull=False).order_by("pk"):
        others = Allocation.objects.filter(cell=cell).aggregate(sum=models.Sum("amount"))["sum"]
        left = cell.amount - (others or 0)
        if left >= 1 and dice.draw(st.booleans()):
            amount = dice.draw(st.decimals(Decimal("0.01"), left, places=2))
            basis = dice.draw(st.sampled_from(Allocation.Basis.values))
            make_allocation(activity=activity, cell=cell, amount=amount, basis=basis)


@settings(max_examples=int(environ.get("RANDOM_APPEALS", "5")), deadline=None)
@given(dice=st.data())
def test_any_appeal_comes_in_again_as_it_was(dice: st.DataObject) -> None:
    with transaction.atomic():
        appeal = make_random(dice)

        made = again(appeal, make_user(is_superuser=True))

        assert told(made) == told(appeal)
        transaction.set_rollback(True)


def test_a_text_in_one_language_is_enough_and_what_the_form_fills_in_may_be_left_out(
    mi2020: Appeal, manager_ro: User
) -> None:
    gone = [
        number
        for number, field in enumerate(FACTS)
        if field.endswith("title_en") or field in LEFT_TO_US
    ]
    cells: Cells = {("appeal", number, "value"): None for number in gone}
    cells |= {("offices", 0, name): None for name in in_languages("summary")}
    cells |= {("priorities", 0, f"{name}_en"): None for name in ("title", "summary")}

    made = again(mi2020, manager_ro, cells)

    assert (made.title_en, made.table_title_en) == (mi2020.title_es, mi2020.table_title_es)
    assert made.closes_on == mi2020.ends_on + CLOSES_AFTER
    assert made.sections.order_by("order")[0].summary_en == ""
    first = Priority.objects.of(made).in_printed_order()[0]
    assert first.title_en == first.title_es != ""


def test_partners_come_along_and_those_that_are_known_stay_as_they_are(mi2020: Appeal) -> None:
    first, other = Partner.objects.filter(activities__isnull=False).order_by("pk").distinct()[:2]
    content = filled_in(out(mi2020), {CODE: "AGAIN"})
    was = (first.name_en, first.name_es, first.name_fr, first.kind)
    first.activities.clear()
    first.delete()
    Partner.objects.filter(pk=other.pk).update(name_fr="Un autre nom")

    made = read(content, make_user(is_superuser=True), [mi2020.region])

    come = Partner.objects.get(name_en=was[0])
    assert (come.name_en, come.name_es, come.name_fr, come.kind) == was
    assert come.history.get().history_user is not None
    assert Activity.objects.of(made).filter(partners=come).exists()
    other.refresh_from_db()
    assert other.name_fr == "Un autre nom"
    assert Partner.objects.filter(name_en=other.name_en).count() == 1


# What is refused, by the cells that are typed: a sentence each, with sheet and cell.

HOW = (
    "Write the appeal's code, a space and the row's code, such as MI2020-CNAC GT-1; for an"
    " indicator or a milestone its number too."
)
FAULTS: dict[str, tuple[Cells, str, str]] = {
    "a wrong total of an office": (
        {("matrix", 0, "total"): 5},
        "Matrix",
        "the amounts of BZ add up to 1,100,000, but the stated total is 5.",
    ),
    "a wrong total of a heading": (
        {("matrix", 3, "h2"): 5},
        "Matrix",
        "the amounts of P2 add up to 100,000, but the stated total is 5.",
    ),
    "an amount that no total has": (
        {("matrix", 0, "h1"): 130_000},
        "Matrix",
        "the amounts of BZ add up to 1,110,000, but the stated total is 1,100,000.",
    ),
    "a dash where the total needs an amount": (
        {("matrix", 1, "total"): "–"},
        "Matrix",
        "A stated total needs an amount.",
    ),
    "headings of the matrix in another order": (
        {("matrix", -1, "h1"): "P2", ("matrix", -1, "h2"): "P1"},
        "Matrix",
        "P2 is not heading 1 of the sheet “Headings”: P1.",
    ),
    "an unknown heading of the matrix": (
        {("matrix", -1, "h3"): "P9"},
        "Matrix",
        "P9 is not heading 3 of the sheet “Headings”: P3.",
    ),
    "amounts under no heading": (
        {("headings", 5, name): None for name in HEADING},
        "Matrix",
        "There is no heading 6 on the sheet “Headings”.",
    ),
    "an office twice": ({("offices", 1, "code"): "BZ"}, "Offices", "BZ is here twice."),
    "an office twice in the matrix": (
        {("matrix", 1, "office"): "BZ"},
        "Matrix",
        "BZ is here twice.",
    ),
    "an unknown heading": (
        {("priorities", 0, "assigned"): "P1; X9"},
        "Priorities",
        "the heading “X9” is unknown.",
    ),
    "a priority without office": (
        {("priorities", 0, "office"): None},
        "Priorities",
        "“Office” is missing.",
    ),
    "a priority of an office that is not there": (
        {("priorities", 0, "office"): "XX"},
        "Priorities",
        "“XX” has no row on the sheet “Offices”.",
    ),
    "a priority without heading": (
        {("priorities", 0, "assigned"): None},
        "Priorities",
        "a priority needs at least one heading.",
    ),
    "an activity of no priority": (
        {("activities", 0, "priority"): "XX-1"},
        "Activities",
        "“XX-1” has no row on the sheet “Priorities”.",
    ),
    "an unknown country": (
        {("offices", 0, "countries"): "BZ; QQ"},
        "Offices",
        "“QQ” is not one of the known countries. Correct its code: two letters of ISO 3166-1.",
    ),
    "an unknown partner": (
        {("activities", 0, "partners"): "Nobody"},
        "Activities",
        "“Nobody” is not one of the known partners. Correct its name, or list it with the"
        " partners.",
    ),
    "a partner of no kind": (
        {("partners", 0, "kind"): None},
        "Partners",
        "“kind” is missing.",
    ),
    "a partner twice": (
        {("partners", number, "name_en"): "The same" for number in (0, 1)},
        "Partners",
        "The same is here twice.",
    ),
    "a text in place of an amount": (
        {("matrix", 0, "h1"): "much"},
        "Matrix",
        "“much” is not a number.",
    ),
    "a choice that is none": (
        {("offices", 0, "language"): "Latin"},
        "Offices",
        "“Latin” is not one of the choices. Choose from: English, Spanish, French.",
    ),
    "a day that is none": (
        {("appeal", 8, "value"): "soon"},
        "Appeal",
        "This is not a date. Enter an Excel date, or write it like 2020-06-30.",
    ),
    "an appeal that ends before it starts": (
        {("appeal", 9, "value"): "2019-12-31"},
        "Appeal",
        "The appeal must end on or after the day it starts.",
    ),
    "a published appeal's code": (
        {CODE: "MI2020-CNAC"},
        "Appeal",
        "MI2020-CNAC is already published. Give this appeal another code.",
    ),
    "a draft's code": (
        {CODE: "DRAFT"},
        "Appeal",
        "There is already a draft with the code DRAFT. Give this appeal another code.",
    ),
    "another region": (
        {("appeal", FACTS.index("region.code"), "value"): "XX"},
        "Appeal",
        "You cannot make an appeal for the region “XX”. Choose from: CNAC.",
    ),
    "a framework with other headings": (
        {
            ("headings", 0, "code"): "P2",
            ("headings", 1, "code"): "P1",
            ("matrix", -1, "h1"): "P2",
            ("matrix", -1, "h2"): "P1",
        },
        "Appeal",
        "Migration Governance Framework has these headings, in this order: P1, P2, P3, O1, O2, O3.",
    ),
    "a target of which nobody says whose it is": (
        {("indicators", 0, "target_basis"): None},
        "Indicators",
        "Choose whether the target was published or set by the regional office.",
    ),
    "an activity twice": (
        {("activities", 1, "code"): "BZ-1.1"},
        "Activities",
        "BZ-1.1 is here twice.",
    ),
    "a milestone of no activity": (
        {
            ("milestones", 0, "activity"): "XX-1.1",
            ("milestones", 0, "title"): "Opened",
            ("milestones", 0, "due_on"): "2020-05-01",
        },
        "Milestones",
        "“XX-1.1” has no row on the sheet “Activities”.",
    ),
    "a milestone after the appeal": (
        {
            ("milestones", 0, "activity"): "BZ-1.1",
            ("milestones", 0, "title"): "Opened",
            ("milestones", 0, "due_on"): "2025-05-01",
        },
        "Milestones",
        "A milestone must be due between 1 Jan 2020 and 31 Mar 2021, the dates of the appeal.",
    ),
    "a target of an indicator that is not there": (
        {
            ("targets", 0, "activity"): "BZ-2.1",
            ("targets", 0, "indicator"): 7,
            ("targets", 0, "ends_on"): "2020-06-30",
            ("targets", 0, "value"): 3,
        },
        "Targets of periods",
        "BZ-2.1 has 0 indicators on the sheet “Indicators”.",
    ),
    "a budget above what is printed": (
        {("budgets", 0, "amount"): 999_999_999},
        "Budgets",
        "The budgets under P2 exceed the printed amount by 999,899,999.",
    ),
    "a budget in a dash": (
        {("budgets", 6, "heading"): "P1"},
        "Budgets",
        "Nothing is printed for the office under P1, so no budget can draw on it.",
    ),
    "a budget under no heading": (
        {("budgets", 0, "heading"): "X9"},
        "Budgets",
        "the heading “X9” is unknown.",
    ),
    "a row that nothing earlier is called": (
        {("priorities", 0, "continues"): "MI2019-CNAC GT-1"},
        "Priorities",
        "“MI2019-CNAC GT-1” is no row of an appeal that you may see. " + HOW,
    ),
    "a row of a draft of another region": (
        {("priorities", 0, "continues"): "DRAFT GT-1"},
        "Priorities",
        "“DRAFT GT-1” is no row of an appeal that you may see. " + HOW,
    ),
    "an indicator without its number": (
        {("indicators", 0, "continues"): "MI2020-CNAC BZ-1.1"},
        "Indicators",
        "“MI2020-CNAC BZ-1.1” is no row of an appeal that you may see. " + HOW,
    ),
    "a row of the same year": (
        {("activities", 0, "continues"): "MI2020-CNAC BZ-1.1"},
        "Activities",
        "A row continues one of an appeal of an earlier year. Choose one of those.",
    ),
    "a priority's title that is missing": (
        {("priorities", 2, name): None for name in in_languages("title")},
        "Priorities",
        "“title in English” is missing.",
    ),
}


def everything() -> dict[str, int]:
    return {
        model.__name__: model._default_manager.count()
        for model in apps.get_app_config("appeal").get_models()
    }


@pytest.mark.parametrize("case", FAULTS)
def test_what_is_wrong_is_said_with_its_cell_and_nothing_is_made(
    mi2020: Appeal, manager_ro: User, case: str
) -> None:
    draft = make_appeal_row(code="DRAFT", year=2019)
    make_priority(section=make_section(appeal=draft), code="GT-1")
    cells, sheet, reason = FAULTS[case]
    before = everything()

    with pytest.raises(NotReadable) as refused:
        read_again(manager_ro, cells)

    sentences = refused.value.sentences
    places = {address(*cell) for cell in cells}
    assert any(
        re.fullmatch(rf"Sheet “{sheet}”, \w+\d+: .*{re.escape(reason)}", each) for each in sentences
    ), sentences
    if (
        len(cells) == 1
        and "total" not in reason
        and "appeal must end" not in reason
        and "Choose whether" not in reason
    ):
        assert any(f"”, {place}:" in each for place in places for each in sentences), sentences
    assert everything() == before


def test_everything_that_is_wrong_is_said_at_once(mi2020: Appeal, manager_ro: User) -> None:
    with pytest.raises(NotReadable) as refused:
        read_again(
            manager_ro,
            {
                ("matrix", 0, "total"): 5,
                ("priorities", 0, "assigned"): "X8",
                ("priorities", 1, "assigned"): "X9",
            },
        )

    said = " ".join(refused.value.sentences)
    assert all(part in said for part in ("stated total is 5", "X8", "X9"))


def wrong(by: User, cells: Cells) -> str:
    """All that is said of a workbook in which these cells are wrong."""
    with pytest.raises(NotReadable) as refused:
        read_again(by, cells)
    return " ".join(refused.value.sentences)


def test_a_cell_that_cannot_be_read_hides_no_other_on_another_sheet_and_no_wrong_total(
    mi2020: Appeal, manager_ro: User
) -> None:
    said = wrong(
        manager_ro,
        {
            ("offices", 0, "language"): "Latin",
            ("priorities", 0, "printed_as"): "song",
            ("indicators", 0, "target"): "many",
        },
    )
    assert all(part in said for part in ("“Latin”", "“song”", "“many”"))

    said = wrong(
        manager_ro,
        {("priorities", 0, "printed_as"): "song", ("matrix", 0, "total"): 5},
    )
    assert "“song”" in said
    assert "stated total is 5" in said


def test_totals_are_not_called_wrong_because_an_amount_cannot_be_read(
    mi2020: Appeal, manager_ro: User
) -> None:
    said = wrong(manager_ro, {("matrix", 0, "h1"): "much", ("priorities", 0, "printed_as"): "song"})

    assert "“much” is not a number." in said
    assert "“song”" in said
    assert "stated total" not in said


def test_what_is_unknown_is_said_together_with_wrong_totals_and_a_code_that_is_taken(
    mi2020: Appeal, manager_ro: User
) -> None:
    said = wrong(
        manager_ro,
        {
            CODE: "MI2020-CNAC",
            ("matrix", 0, "total"): 5,
            ("priorities", 0, "office"): "XX",
            ("activities", 1, "partners"): "Nobody",
            ("priorities", 1, "continues"): "MI2019-CNAC GT-1",
        },
    )

    for part in ("already published", "stated total is 5", "“XX”", "“Nobody”", "“MI2019-CNAC"):
        assert part in said


EVERYTHING: dict[str, tuple[Cells, str]] = {
    "an office twice": ({("offices", 1, "code"): "BZ"}, "BZ is here twice."),
    "an unreadable choice": ({("priorities", 5, "printed_as"): "song"}, "“song” is not one of"),
    "a wrong total": ({("matrix", 0, "total"): 5}, "the stated total is 5."),
    "unknown headings": ({("priorities", 0, "assigned"): "X8; X9"}, "the heading “X8” is unknown."),
    "the second of them": ({}, "the heading “X9” is unknown."),
    "no office": ({("priorities", 1, "office"): None}, "“Office” is missing."),
    "a heading of no office": ({("priorities", 1, "assigned"): "X7"}, "the heading “X7” is unkno"),
    "an unknown country": ({("activities", 2, "countries"): "QQ; BZ; ZQ"}, "“QQ” is not one of"),
    "another one": ({}, "“ZQ” is not one of the known countries."),
    "an unknown partner": ({("activities", 1, "partners"): "Nobody"}, "“Nobody” is not one of"),
    "no title": (
        {("priorities", 2, name): None for name in in_languages("title")},
        "“title in English” is missing.",
    ),
    "a code of another activity": (
        {("activities", 13, "code"): "XX-1.1"},
        "The code must begin with the priority's code",
    ),
    "the budget that names it by its own": ({}, "“HN-4.1” has no row on the sheet “Activities”."),
    "a milestone after the appeal": (
        {
            ("milestones", 0, "activity"): "BZ-1.1",
            ("milestones", 0, "title"): "Opened",
            ("milestones", 0, "due_on"): "2025-05-01",
        },
        "A milestone must be due between 1 Jan 2020 and 31 Mar 2021",
    ),
    "a budget under no heading": ({("budgets", 0, "heading"): "X6"}, "the heading “X6” is unknown"),
    "no SHA-256": ({("appeal", FACTS.index("appeal.source_sha256"), "value"): "5f"}, "no SHA-256"),
    "another region": ({("appeal", FACTS.index("region.code"), "value"): "XX"}, "region “XX”"),
    "a code that is taken": ({CODE: "MI2020-CNAC"}, "is already published."),
}


def test_mistakes_of_every_kind_are_told_together_each_once_from_the_top_of_each_sheet(
    mi2020: Appeal, manager_ro: User
) -> None:
    cells: Cells = {}
    for own, _said in EVERYTHING.values():
        cells |= own
    content = filled_in(printed(), cells)

    with pytest.raises(NotReadable) as refused:
        read(content, manager_ro, [mi2020.region])

    sentences = refused.value.sentences
    hidden = [
        case for case, (_cells, said) in EVERYTHING.items() if not any(said in s for s in sentences)
    ]
    assert hidden == [], sentences
    rows = re.findall(r"^Sheet “([^”]+)”, [A-Z]+(\d+):", "\n".join(sentences), re.MULTILINE)
    places = [([*map(str, TITLES.values())].index(sheet), int(row)) for sheet, row in rows]
    assert places == sorted(places)
    assert len(rows) == len(sentences) == len(EVERYTHING), "\n".join(sentences)


@pytest.mark.parametrize(
    ("cell", "value", "count"),
    [
        (("headings", 0, "code"), None, 1),
        (("offices", 0, "code"), None, 1),
        (("matrix", 0, "office"), None, 1),
        (("matrix", 0, "h2"), "much", 1),
        (("activities", 0, "code"), None, 1),
        (("priorities", 0, "assigned"), "=1/0", 1),
        (("appeal", FACTS.index("appeal.year"), "value"), "soon", 1),
        (("appeal", FACTS.index("appeal.ends_on"), "value"), "soon", 1),
    ],
)
def test_what_follows_from_a_cell_that_cannot_be_read_is_not_told(
    mi2020: Appeal, manager_ro: User, cell: Any, value: Any, count: int
) -> None:
    with pytest.raises(NotReadable) as refused:
        read_again(manager_ro, {cell: value})

    sentences = refused.value.sentences
    assert len(sentences) == count, sentences
    assert f"”, {address(*cell)}:" in sentences[0]


def test_each_office_that_cannot_be_made_is_named(mi2020: Appeal, manager_ro: User) -> None:
    cells: Cells = {
        (sheet, number, column): f"Q{number}"
        for number in (0, 1)
        for sheet, column in (("offices", "code"), ("matrix", "office"))
    }
    content = filled_in(printed(), {CODE: "AGAIN"} | cells)
    book = load_workbook(BytesIO(content))
    for name in ("Priorities", "Activities", *(str(TITLES[name]) for name in BELOW)):
        book[name].delete_rows(6, 500)

    with pytest.raises(NotReadable) as refused:
        read(saved(book), manager_ro, [mi2020.region])

    assert refused.value.sentences == [
        f"Sheet “Offices”, {cell_of(content, 'offices', number, 'code')}:"
        " code: Two to four capital letters, such as GT."
        for number in (0, 1)
    ]


def test_a_framework_has_at_most_20_headings_and_says_so_at_the_next(
    mi2020: Appeal, manager_ro: User
) -> None:
    book = load_workbook(BytesIO(printed()))
    page, first, columns = place(book, "headings")
    for number in range(21):
        page.cell(first + number, columns["code"]).value = f"Q{number}"

    with pytest.raises(NotReadable) as refused:
        read(saved(book), manager_ro, [mi2020.region])

    at = page.cell(first + 20, columns["code"]).coordinate
    assert (
        f"Sheet “Headings”, {at}: A framework has at most 20 headings." in refused.value.sentences
    )


def test_300_offices_are_too_many(mi2020: Appeal, manager_ro: User) -> None:
    book = load_workbook(BytesIO(printed()))
    page, first, columns = place(book, "offices")
    for number in range(300):
        page.cell(first + number, columns["code"]).value = f"Q{number}"

    with pytest.raises(NotReadable) as refused:
        read(saved(book), manager_ro, [mi2020.region])

    at = page.cell(first + 100, columns["code"]).coordinate
    assert f"Sheet “Offices”, {at}: An appeal has at most 100 offices." in refused.value.sentences


@pytest.mark.parametrize("code", ["T0", "R1"])
def test_a_workbook_of_a_draft_says_that_it_is_one(
    mi2020: Appeal, superuser: User, code: str
) -> None:
    draft = make_appeal_row(code="DRAFT", region=mi2020.region)

    said = {
        appeal: make_asked(code, appeal, superuser).build().include for appeal in (draft, mi2020)
    }

    assert said == {
        draft: "the draft as it is now, not published yet",
        mi2020: "as published, without later revisions",
    }


@pytest.mark.parametrize("content", [b"", b"no workbook", b"PK\x03\x04"])
def test_what_is_no_workbook_of_ours_is_refused(
    manager_ro: User, regions: list[Region], content: bytes
) -> None:
    with pytest.raises(NotReadable):
        read(content, manager_ro, regions)


def test_an_empty_template_says_what_it_lacks(manager_ro: User, regions: list[Region]) -> None:
    empty = write(empty_template(as_at=date(2020, 3, 2), context=CONTEXT))

    with pytest.raises(NotReadable) as refused:
        read(empty, manager_ro, regions)

    assert refused.value.sentences


# What goes on from an earlier appeal.


def continued(appeal: Appeal) -> Priority:
    """An earlier priority with which the first one of the appeal goes on."""
    earlier = make_appeal_row(year=2019, code="DRAFT19")
    section = make_section(appeal=earlier, office=make_office(region=earlier.region))
    before = make_priority(section=section)
    own = Priority.objects.of(appeal).in_printed_order()[0]
    own.continues = before
    own.save_over(own.version, ["continues"])
    return before


def test_what_is_continued_is_named_to_whoever_may_see_it(
    mi2020: Appeal, manager_ro: User, superuser: User
) -> None:
    before = continued(mi2020)

    named = {
        user: template_of(mi2020, user).count(f"DRAFT19 {before.code}")
        for user in (superuser, manager_ro)
    }

    assert named == {superuser: 1, manager_ro: 0}


def template_of(appeal: Appeal, user: User) -> list[object]:
    """What stands in the sheet of priorities of the T0 that a person downloads."""
    book = load_workbook(BytesIO(write(make_asked("T0", appeal, user).build())))
    page, _first, columns = place(book, "priorities")
    return [row[columns["continues"] - 1] for row in page.iter_rows(values_only=True)]


def test_what_is_continued_in_a_draft_that_one_may_not_see_is_refused_at_its_cell(
    mi2020: Appeal, manager_ro: User, superuser: User
) -> None:
    before = continued(mi2020)

    with pytest.raises(NotReadable) as refused:
        again(mi2020, manager_ro)

    assert f"“DRAFT19 {before.code}” is no row of an appeal" in refused.value.sentences[0]
    assert told(again(mi2020, superuser)) == told(mi2020)
