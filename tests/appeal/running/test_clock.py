"""The clock of an appeal: the machine's, and of demonstration data one that never ages."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.db import IntegrityError
from hypothesis import given
from hypothesis import strategies as st

from appeal.models import Appeal, Indicator, IndicatorTarget
from appeal.web.clock import now_for, now_in, real_now, today_in
from tests.factories import make_user

STARTED = datetime(2026, 11, 28, 4, tzinfo=UTC)
DAY = date(2020, 10, 23)
TEN_YEARS = timedelta(days=3650)


def stopped() -> Appeal:
    return Appeal(time_zone="America/Costa_Rica", clock_stands_on=DAY, clock_started_at=STARTED)


def test_an_appeal_goes_by_the_clock_of_the_machine(mi2020: Appeal) -> None:
    with time_machine.travel(datetime(2020, 5, 1, 4, tzinfo=UTC), tick=False):
        assert now_in(mi2020) == real_now() == datetime(2020, 5, 1, 4, tzinfo=UTC)
        # Four in the morning in Greenwich is still the day before in Costa Rica.
        assert today_in(mi2020) == date(2020, 4, 30)


@pytest.mark.unit
@given(
    st.timedeltas(timedelta(), TEN_YEARS),
    st.timedeltas(timedelta(minutes=1), TEN_YEARS),
)
def test_the_day_of_demonstration_data_never_ends_and_what_comes_later_is_dated_later(
    gone: timedelta, more: timedelta
) -> None:
    appeal = stopped()

    earlier, later = (appeal.clock_at(STARTED + each) for each in (gone, gone + more))

    assert earlier < later
    assert appeal.day_of(earlier) == appeal.day_of(later) == DAY


@pytest.mark.unit
def test_the_first_hours_of_demonstration_data_go_at_the_pace_of_others() -> None:
    appeal = stopped()

    after = [f"{appeal.local(appeal.clock_at(STARTED + timedelta(hours=h))):%H:%M}" for h in (0, 1)]

    assert after == ["08:00", "08:56"]


@pytest.mark.unit
def test_an_instant_before_the_data_were_loaded_is_on_that_day_too() -> None:
    assert stopped().day_of(stopped().clock_at(STARTED - TEN_YEARS)) == DAY


def test_only_demonstration_data_stops_the_clock(mi2020: Appeal) -> None:
    mi2020.clock_stands_on, mi2020.clock_started_at = DAY, STARTED

    with pytest.raises(IntegrityError, match="stops_its_clock_for_demonstration_data_only"):
        mi2020.save()


def test_a_row_goes_by_the_clock_of_its_appeal_and_a_person_by_no_appeal(mi2020: Appeal) -> None:
    mi2020.is_demonstration = True
    mi2020.clock_stands_on, mi2020.clock_started_at = DAY, STARTED
    mi2020.save()
    indicator = Indicator.objects.filter(activity__priority__section__appeal=mi2020).first()
    target = IndicatorTarget(indicator=indicator)

    assert mi2020.day_of(now_for(target)) == DAY
    assert now_for(make_user()) > STARTED - TEN_YEARS
    assert mi2020.day_of(now_for(make_user())) != DAY
