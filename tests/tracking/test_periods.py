"""Reporting periods: how they are made, which are open, and what the database refuses."""

from datetime import date

import pytest
from django.db import DatabaseError

from appeal.models import Appeal, Office
from tests.factories import make_appeal, make_period, make_report
from tracking.actions import open_periods
from tracking.models import OfficeReport, ReportingPeriod

pytestmark = pytest.mark.django_db


def test_an_appeal_gets_four_quarters_due_15_days_after_their_end() -> None:
    appeal = make_appeal()

    assert open_periods(appeal=appeal) == 4

    rows = ReportingPeriod.objects.of(appeal).order_by("starts_on")
    assert list(rows.values_list("code", "starts_on", "ends_on", "due_on")) == [
        ("2020-Q1", date(2020, 1, 1), date(2020, 3, 31), date(2020, 4, 15)),
        ("2020-Q2", date(2020, 4, 1), date(2020, 6, 30), date(2020, 7, 15)),
        ("2020-Q3", date(2020, 7, 1), date(2020, 9, 30), date(2020, 10, 15)),
        ("2020-Q4", date(2020, 10, 1), date(2020, 12, 31), date(2021, 1, 15)),
    ]


def test_opening_the_periods_again_makes_none() -> None:
    appeal = make_appeal()
    open_periods(appeal=appeal)

    assert open_periods(appeal=appeal) == 0

    assert ReportingPeriod.objects.of(appeal).count() == 4


def test_the_2020_appeal_comes_with_its_quarters(mi2020: Appeal) -> None:
    codes = ReportingPeriod.objects.of(mi2020).order_by("starts_on").values_list("code", flat=True)

    assert list(codes) == ["2020-Q1", "2020-Q2", "2020-Q3", "2020-Q4"]


def test_a_period_is_open_from_its_first_day_on(mi2020: Appeal) -> None:
    def opened(day: date) -> list[str]:
        return [period.code for period in ReportingPeriod.objects.of(mi2020).open(day)]

    assert opened(date(2019, 12, 31)) == []
    assert opened(date(2020, 3, 31)) == ["2020-Q1"]
    assert opened(date(2020, 4, 1)) == ["2020-Q1", "2020-Q2"]


@pytest.mark.parametrize("state", OfficeReport.State.values)
def test_a_period_awaits_an_office_until_its_report_is_submitted(
    mi2020: Appeal, guatemala: Office, honduras: Office, state: str
) -> None:
    first = ReportingPeriod.objects.of(mi2020).get(code="2020-Q1")
    make_report(office=guatemala, period=first, state=state)

    awaiting = ReportingPeriod.objects.of(mi2020).awaiting(guatemala)

    assert (first in awaiting) == (state in OfficeReport.WRITABLE)
    assert first in ReportingPeriod.objects.of(mi2020).awaiting(honduras)


def test_another_office_that_has_submitted_does_not_close_a_period_for_a_draft(
    mi2020: Appeal, guatemala: Office, honduras: Office
) -> None:
    first = ReportingPeriod.objects.of(mi2020).get(code="2020-Q1")
    make_report(office=guatemala, period=first, state="draft")
    make_report(office=honduras, period=first, state="submitted")

    assert first in ReportingPeriod.objects.of(mi2020).awaiting(guatemala)
    assert first not in ReportingPeriod.objects.of(mi2020).awaiting(honduras)


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("period_ends_after_it_starts", {"ends_on": date(2019, 12, 31)}),
        ("reports_are_due_after_the_period", {"due_on": date(2020, 3, 30)}),
    ],
)
def test_the_days_of_a_period_stand_in_order(name: str, fields: dict[str, date]) -> None:
    with pytest.raises(DatabaseError, match=name):
        make_period(**fields)


def test_a_code_stands_once_in_an_appeal_and_again_in_another() -> None:
    period = make_period()
    make_period()

    with pytest.raises(DatabaseError, match=r"(?i)unique"):
        make_period(appeal=period.appeal)


def test_an_office_has_one_report_per_period() -> None:
    report = make_report()

    with pytest.raises(DatabaseError, match=r"(?i)unique"):
        make_report(office=report.office, period=report.period)


def test_a_period_with_a_report_is_not_deleted(mi2020: Appeal) -> None:
    report = make_report(period=ReportingPeriod.objects.of(mi2020).get(code="2020-Q1"))

    with pytest.raises(DatabaseError):
        report.period.delete()
    assert ReportingPeriod.objects.filter(pk=report.period_id).exists()
