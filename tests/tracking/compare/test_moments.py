"""The same moment of each year: as far into each, in what counts and in what is known."""

from datetime import date

import pytest

from appeal.base.viewpoint import Include, Viewpoint
from appeal.models import Appeal
from tracking.moments import at_the_end, same_moment

pytestmark = [pytest.mark.unit, pytest.mark.once]


def appeal_of(year: int, month: int = 1) -> Appeal:
    first = date(year, month, 1)
    last = date(year + 1, month, 1)
    return Appeal(
        pk=year,
        starts_on=first,
        ends_on=last,
        closes_on=date(last.year, last.month + 2, 28),
        time_zone="UTC",
    )


def seen_on(day: date, today: date | None = None, known_on: date | None = None) -> Viewpoint:
    return Viewpoint(day, Include.OFFICIAL, (), known_on=known_on, today=today or day)


@pytest.mark.parametrize(
    ("day", "years", "same"),
    [
        (date(2021, 5, 14), (2021, 2020), date(2020, 5, 14)),
        (date(2020, 2, 29), (2020, 2021), date(2021, 2, 28)),
        (date(2021, 2, 28), (2021, 2020), date(2020, 2, 28)),
        (date(2022, 1, 31), (2021, 2019), date(2020, 1, 31)),
    ],
)
def test_years_that_begin_on_the_same_day_are_seen_on_the_same_day(
    day: date, years: tuple[int, int], same: date
) -> None:
    here, there = map(appeal_of, years)

    moved = same_moment(there, here, seen_on(day))

    assert (moved.as_at, moved.known_on) == (same, same if same < day else None)


def test_years_that_begin_on_another_day_are_seen_as_many_days_after() -> None:
    april, january = appeal_of(2020, 4), appeal_of(2021)

    assert same_moment(april, january, seen_on(date(2021, 3, 1))).as_at == date(2020, 5, 30)


def test_only_what_was_known_by_then_counts_there_too() -> None:
    here, there = appeal_of(2021), appeal_of(2020)
    viewpoint = seen_on(date(2021, 3, 31), date(2021, 9, 1), date(2021, 4, 20))

    moved = same_moment(there, here, viewpoint)

    assert (moved.as_at, moved.known_on) == (date(2020, 3, 31), date(2020, 4, 20))
    assert moved.query == "as_at=2020-03-31&known_on=2020-04-20"
    assert moved.known_at == there.end_of(date(2020, 4, 20))


def test_the_moment_never_passes_the_day_on_which_an_appeal_closes() -> None:
    here, there = appeal_of(2021), appeal_of(2019)
    there.closes_on = date(2020, 1, 15)

    assert same_moment(there, here, seen_on(date(2022, 2, 1))).as_at == date(2020, 1, 15)


def test_the_appeal_itself_is_seen_as_it_is_and_its_address_says_so() -> None:
    here = appeal_of(2021)

    moved = same_moment(here, here, seen_on(date(2021, 3, 1)))

    assert (moved.as_at, moved.known_on, moved.query) == (
        date(2021, 3, 1), None, "as_at=2021-03-01",
    )  # fmt: skip


def test_at_its_end_an_appeal_is_closed_or_as_far_as_it_has_come() -> None:
    assert at_the_end(appeal_of(2020), date(2021, 9, 1)).as_at == date(2021, 3, 28)
    assert at_the_end(appeal_of(2020), date(2020, 9, 1)).as_at == date(2020, 9, 1)
