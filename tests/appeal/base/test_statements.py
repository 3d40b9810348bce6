"""Statements are written once for whoever asks the same, and answered each time."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.db.models import F, QuerySet

from appeal.base.statements import PLACE, answered, once, repeated
from appeal.base.viewpoint import Include, Viewpoint
from appeal.models import Office, Requirement
from tests import factories

OFFICIAL = Viewpoint(date(2020, 6, 30), Include.OFFICIAL, ["GT"])


@pytest.fixture
def asked() -> list[Viewpoint]:
    return []


@pytest.fixture
def write(asked: list[Viewpoint]) -> Callable[..., str]:
    """Says that it was asked, and from where."""

    def said(viewpoint: Viewpoint, **narrowed: object) -> str:
        asked.append(viewpoint)
        return f"{viewpoint.as_at} {narrowed}"

    return once(said)


@pytest.mark.unit
@pytest.mark.once
def test_the_same_question_is_written_once_whoever_asks(
    write: Callable[..., str], asked: list[Viewpoint]
) -> None:
    others = replace(OFFICIAL, draft_offices=["HN"], query="?as_at=2020-06-30")

    assert write(OFFICIAL, office=1) == write(others, office=1)
    assert write(OFFICIAL, office=2) != write(OFFICIAL.on(date(2020, 5, 31)), office=2)

    assert [each.as_at.month for each in asked] == [6, 6, 5]
    assert {tuple(each.draft_offices) for each in asked} == {()}


@pytest.mark.unit
@pytest.mark.once
@pytest.mark.parametrize("include", [Include.SUBMITTED, Include.DRAFT])
def test_what_counts_drafts_is_written_for_each_who_asks(
    include: str, write: Callable[..., str], asked: list[Viewpoint]
) -> None:
    for offices in (["GT"], ["HN"], ["HN"]):
        write(replace(OFFICIAL, include=include, draft_offices=offices))

    assert [each.draft_offices for each in asked] == [["GT"], ["HN"], ["HN"]]


@pytest.mark.unit
@pytest.mark.once
def test_what_is_asked_of_a_list_of_rows_is_written_each_time(
    write: Callable[..., str], asked: list[Viewpoint]
) -> None:
    assert write(OFFICIAL, activity__in=[1]) != write(OFFICIAL, activity__in=[2])

    assert len(asked) == 2


@answered("office", "amount")
def read_amounts(_viewpoint: Viewpoint, **own: Any) -> QuerySet:
    return Requirement.objects.filter(**own).order_by("pk").values_list("office__code", "amount")


@pytest.mark.django_db
def test_the_answer_is_that_of_the_moment() -> None:
    cell = factories.make_cell(amount=1000)
    first = read_amounts(OFFICIAL, appeal=cell.appeal)
    other = factories.make_cell(appeal=cell.appeal, amount=None)

    rows = read_amounts(OFFICIAL, appeal=cell.appeal)

    asked = Requirement.objects.filter(appeal=cell.appeal).order_by("pk")
    assert rows == list(asked.values_list("office__code", "amount"))
    assert (first, rows[1]) == (rows[:1], (other.office.code, None))
    assert str(rows[0].amount) == "1000.00"


@pytest.mark.django_db
def test_of_no_rows_nothing_is_asked(django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        assert read_amounts(OFFICIAL, office__in=Office.objects.none()) == []


def test_rows_are_read_again_by_a_statement_that_is_written_once(
    db: None, django_assert_num_queries: Any
) -> None:
    """Seeded faults: rows that are kept; a number that stays in its place."""
    first, second = factories.make_office(code="AA"), factories.make_office(code="BB")
    named = Office.objects.filter(pk=PLACE).select_related("region")
    read = repeated(named.annotate(region_code=F("region__code")))

    for office in (first, second, first):
        with django_assert_num_queries(1):
            (found,) = read(office.pk)
            assert (found, found.region_code) == (office, found.region.code)
    Office.objects.filter(pk=first.pk).update(name_en="Otherwise")
    assert [found.name_en for found in read(first.pk)] == ["Otherwise"]
    assert read(0) == []


def test_of_what_can_be_no_row_nothing_is_asked(db: None, django_assert_num_queries: Any) -> None:
    read = repeated(Office.objects.none())

    with django_assert_num_queries(0):
        assert read() == []
