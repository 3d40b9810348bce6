"""What a page costs does not grow with the rows that it reads: every page of the URLconf."""

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import connection
from django.db.models import F, Q
from django.db.models.expressions import BaseExpression
from django.db.models.sql import Query
from django.test import Client
from django.test.utils import CaptureQueriesContext

from appeal.models import Activity, Appeal, Office, User
from tests.factories import (
    make_achievement,
    make_actual,
    make_assignment,
    make_contribution,
    make_evidence,
    make_flow,
    make_indicator,
    make_milestone,
    make_rate,
    make_risk,
    make_transaction,
    make_update,
    make_upload,
)
from tests.fixture_types import SignIn
from tests.test_pages import IN_AN_APPEAL, RULES, Place, make_place
from tracking import actions
from tracking.models import OfficeReport, ReportingPeriod

pytestmark = [pytest.mark.publication, pytest.mark.django_db]

MOMENT = datetime(2020, 7, 11, 15, tzinfo=UTC)
# A file costs what is in it; these lead to one, or elsewhere.
FILES = {
    "tracking:workbook",
    "tracking:evidence_file",
    "tracking:upload_file",
    "tracking:reconcile_file",
}
PAGES = sorted(name for name in IN_AN_APPEAL if RULES[name].get == 200 and name not in FILES)
MOST_QUERIES = {"tracking:overview": 12, "tracking:activity_detail": 25}
MOST_BYTES = 60_000


def fill(appeal: Appeal, activities: list[Activity], by: User, *, times: int) -> None:
    """So many rows of every kind on each of the activities."""
    first, _second, third = ReportingPeriod.objects.of(appeal).order_by("starts_on")[:3]
    for activity, _number in ((row, number) for row in activities for number in range(times)):
        line = activity.updates.standing().filter(report__period=first).first() or make_update(
            activity=activity, period=first
        )
        make_update_once(activity, third, "approved")
        indicator = make_indicator(activity=activity, targets={first.ends_on: 20})
        make_actual(indicator=indicator, update=line, parts={("sex", "female"): 4})
        milestone = make_milestone(activity=activity, due_on=date(2020, 2, 1))
        make_achievement(milestone=milestone, update=line, achieved_on=date(2020, 3, 1))
        entry = make_transaction(activity=activity, posted=True, entered_by=by)
        make_transaction(activity=activity, kind="commitment", posted=True)
        make_transaction(activity=activity)
        make_evidence(transaction=entry)
        make_risk(activity=activity)
        thread = actions.add_comment(body="Why?", by=by, at=MOMENT, activity=activity)
        actions.add_comment(body="Because.", by=by, at=MOMENT, parent=thread)
        given = make_contribution(appeal=appeal)
        make_flow(contribution=given)
        make_assignment(contribution=given, office=activity.office, amount=1)
        make_upload(office=activity.office, uploaded_by=by)
        activity.lead = f"{activity.lead}A"
        activity.save_over(activity.version, ["lead"], MOMENT)


def make_update_once(activity: Activity, period: ReportingPeriod, state: str) -> None:
    if not activity.updates.filter(report__period=period).exists():
        make_update(activity=activity, period=period, state=state)


def kinds(*roots: type) -> Iterator[type]:
    for root in roots:
        yield root
        yield from kinds(*root.__subclasses__())


@pytest.fixture
def resolved(monkeypatch: pytest.MonkeyPatch) -> Counter:
    """Counts every expression that Django resolves to build a query."""
    counted: Counter = Counter()

    def counting(resolve: Callable) -> Callable:
        def count(*given: Any, **named: Any) -> Any:
            counted["resolved"] += 1
            return resolve(*given, **named)

        return count

    for kind in set(kinds(BaseExpression, F, Q, Query)):
        if resolve := vars(kind).get("resolve_expression"):
            monkeypatch.setattr(kind, "resolve_expression", counting(resolve))
    return counted


def cost(client: Client, address: str, resolved: Counter) -> tuple[int, int, int]:
    """Queries, expressions resolved to build them, and bytes of a page seen before."""
    client.get(address)
    before = resolved.total()
    with CaptureQueriesContext(connection) as queries:
        page = client.get(address)
    assert page.status_code == 200, address
    return len(queries), resolved.total() - before, len(page.content)


@pytest.fixture
def place(mi2020: Appeal, guatemala: Office, superuser: User) -> Place:
    submitter = User.objects.create_user("submitter")
    return make_place(mi2020, guatemala, submitter, superuser)


@pytest.mark.slow
@pytest.mark.once
def test_no_page_asks_more_or_builds_more_for_more_rows(
    place: Place, mi2020: Appeal, superuser: User, signed_in: SignIn, resolved: Counter
) -> None:
    activities = list(Activity.objects.of(mi2020).in_printed_order().with_plan())
    own = [row for row in activities if row.office == place.office]
    client = signed_in(superuser)
    for code in ("EUR", "MXN"):
        make_rate(currency=code)
    fill(mi2020, [own[0], own[1]], superuser, times=3)
    few = {name: cost(client, place.address(name), resolved) for name in PAGES}
    fill(mi2020, own[:4], superuser, times=6)
    for code in ("BZD", "HTG", "JMD"):
        make_rate(currency=code)

    many = {name: cost(client, place.address(name), resolved) for name in PAGES}

    grown = {
        name: (few[name], many[name])
        for name in PAGES
        # Fewer where lines of other kinds, which cost queries of their own, left the first page.
        if any(now > before for now, before in zip(many[name][:2], few[name][:2], strict=True))
    }
    assert not grown
    for name, most in MOST_QUERIES.items():
        assert many[name][0] <= most, name
    shown = {name: row[2] for name, row in many.items() if RULES[name].post == 200}
    assert not {name: size for name, size in shown.items() if size > MOST_BYTES}
    assert OfficeReport.objects.of(mi2020).approved().exists()
