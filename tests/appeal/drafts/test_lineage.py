"""What goes on from an appeal to a later one names what it continues, and keeps it in place."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from appeal.actions import copy_activity, next_activity
from appeal.actions.copying import Carried, copy_appeal
from appeal.models import Activity, Appeal, Indicator, Priority, User
from tests.factories import (
    make_activity,
    make_appeal,
    make_indicator,
    make_priority,
    make_section,
)
from tests.tracking.browsing import complaints, filled

pytestmark = [pytest.mark.once, pytest.mark.django_db, pytest.mark.person("manager_ro")]
NOW = datetime(2020, 12, 1, 18, tzinfo=UTC)


@pytest.fixture
def indicator(mi2020: Appeal) -> Indicator:
    return make_indicator(activity=Activity.objects.of(mi2020).get(code="GT-1.1"))


def next_of(appeal: Appeal) -> Appeal:
    """An appeal of 2021 that is not saved yet."""
    same = ("region", "framework", "title_en", "table_title_en", "currency", "time_zone")
    return Appeal(
        code="MI2021",
        year=2021,
        starts_on=date(2021, 1, 1),
        ends_on=date(2021, 12, 31),
        closes_on=date(2022, 3, 31),
        **{name: getattr(appeal, name) for name in same},
    )


@pytest.fixture
def next_one(mi2020: Appeal, indicator: Indicator, manager_ro: User) -> Appeal:
    """The draft of 2021, with everything of 2020 that goes on."""
    begun = next_of(mi2020)
    carried = Carried(
        offices=[*mi2020.sections.values_list("office", flat=True)],
        priorities=[*Priority.objects.of(mi2020).values_list("pk", flat=True)],
        baselines={indicator.pk: None},
    )
    return copy_appeal(appeal=begun, of=mi2020, carried=carried, by=manager_ro, at=NOW)


def test_what_is_copied_continues_what_it_was_copied_from(
    next_one: Appeal, indicator: Indicator
) -> None:
    priorities = Priority.objects.of(next_one).select_related("continues__section__appeal")
    activities = Activity.objects.of(next_one).select_related("continues")

    assert priorities.count() > 3
    assert {row.continues.section.appeal.code for row in priorities} == {"MI2020-CNAC"}
    assert all(row.code == row.continues.code for row in [*priorities, *activities])
    assert Indicator.objects.get(activity__in=activities).continues == indicator


def test_codes_and_order_stay_whatever_they_are(mi2020: Appeal, manager_ro: User) -> None:
    section = mi2020.sections.get(office__code="GT")
    earlier = make_appeal(region=mi2020.region, framework=mi2020.framework, year=2019)
    own = make_section(appeal=earlier, office=section.office)
    for code, order in (("GT-P1-1", 4), ("GT-P1-3", 2)):
        priority = make_priority(section=own, code=code, order=order)
        make_activity(priority=priority, code=f"{code}.5", order=5)
    carried = Carried(
        offices=[section.office_id], priorities=[*own.priorities.values_list("pk", flat=True)]
    )

    new = copy_appeal(appeal=next_of(mi2020), of=earlier, carried=carried, by=manager_ro, at=NOW)

    priorities = Priority.objects.of(new).order_by("order").values_list("code", "order")
    activities = Activity.objects.of(new).in_printed_order().values_list("code", "order")
    assert [*priorities] == [("GT-P1-3", 2), ("GT-P1-1", 4)]
    assert [*activities] == [("GT-P1-3.5", 5), ("GT-P1-1.5", 5)]


def test_the_change_log_tells_what_a_row_continued(next_one: Appeal) -> None:
    row = Priority.objects.of(next_one).get(code="GT-1")

    lines = row.history.values_list("continues", flat=True)

    assert list(lines) == [row.continues_id]


def test_a_copy_within_an_appeal_continues_nothing(next_one: Appeal) -> None:
    old: Any = Activity.objects.of(next_one).get(code="GT-1.1")
    new = next_activity(old.priority, "en")

    copy_activity(of=old, activity=new, at=NOW, named={})

    assert new.continues is None
    assert new.indicators.get().continues is None
    assert old.indicators.get().continues is not None


def test_a_priority_that_a_later_draft_continues_stays(client: Client, next_one: Appeal) -> None:
    first = make_priority(section=next_one.sections.get(office__code="GT"), code="GT-90", order=90)
    later = Appeal.objects.create(
        region=next_one.region, framework=next_one.framework, code="MI2022", year=2022,
        starts_on=date(2022, 1, 1), ends_on=date(2022, 12, 31), closes_on=date(2023, 3, 31),
        currency="USD", time_zone="UTC", title_en="T", table_title_en="T",
    )  # fmt: skip
    make_priority(appeal=later, office=first.section.office, continues=first)
    address = reverse("appeal:draft_priority_remove", args=["MI2021", first.code])

    page = client.post(address, filled(client.get(address)))

    assert page.status_code == 422
    (said,) = complaints(page)["__all__"]
    assert said.endswith("cannot be removed. It is used by: priorities (1).")
    assert Priority.objects.filter(pk=first.pk).exists()
