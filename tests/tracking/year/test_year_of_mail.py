"""A year of mail: who got what when, as the reports of the demonstration went through 2020.

The list is stored beside this test and read by people. To write it again on purpose:
`YEAR_OF_MAIL=write pytest tests/tracking/year/test_year_of_mail.py`.
"""

import os
from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from appeal.models import Activity, Appeal, Membership, Office, Role, User
from tests import databases
from tests.factories import make_membership, make_update, make_user
from tests.tracking.browsing import period_of
from tracking import actions
from tracking.models import Mail, OfficeReport, ReviewEvent
from tracking.notices import Worker
from tracking.notices.gathering import MOST_A_DAY

LIST = Path(__file__).with_name("year_of_mail.txt")
OFFICES = ("BZ", "GT", "HN")
FIRST, LAST = date(2020, 1, 1), date(2020, 12, 31)
EVENING = time(23, tzinfo=UTC)


class Step(NamedTuple):
    """What somebody did with a report."""

    at: datetime
    office: str
    period: str
    to_state: str
    from_state: str
    by: str


@pytest.fixture(scope="module")
def steps(
    databases_of_this_process: databases.Turn, django_db_setup: None, django_db_blocker: Any
) -> Sequence[Step]:
    """Those of the demonstration's reports of three offices, in their order."""
    with django_db_blocker.unblock(), databases_of_this_process.aside("demonstrated"):
        events = ReviewEvent.objects.filter(report__office__code__in=OFFICES).order_by("at", "pk")
        columns = ("report__office__code", "report__period__code", "to_state", "from_state")
        return [Step(*row) for row in events.values_list("at", *columns, "by__username")]


@pytest.fixture
def cast(mi2020: Appeal) -> dict[str, User]:
    """A reporter and somebody in finance of each office, a reviewer and a manager of the region."""
    Membership.objects.all().delete()
    places: list[tuple[str, str, dict[str, Any]]] = [
        (f"{role}.{code.lower()}", role, {"office": Office.objects.get(code=code)})
        for code in OFFICES
        for role in (Role.REPORTER, Role.FINANCE)
    ]
    region = {"region": mi2020.region}
    places += [("reviewer.ro", Role.REVIEWER, region), ("manager.ro", Role.MANAGER, region)]
    return {
        name: make_membership(
            user=make_user(username=name, email=f"{name}@example.org", language="en"),
            role=role,
            **place,
        ).user
        for name, role, place in places
    }


def play(appeal: Appeal, step: Step, by: User) -> None:
    """What the person did with the report, by the action that does it."""
    period, office = period_of(appeal, step.period), Office.objects.get(code=step.office)
    if not OfficeReport.objects.filter(office=office, period=period).exists():
        of_office = Activity.objects.of(appeal).filter(priority__section__office=office)
        make_update(activity=of_office.earliest("pk"), period=period)
    report = OfficeReport.objects.get(office=office, period=period)
    said: dict[str, Any] = {"report": report, "version": report.version, "by": by, "at": step.at}
    if step.to_state == OfficeReport.State.SUBMITTED:
        actions.submit_report(**said)
    elif step.to_state == OfficeReport.State.APPROVED:
        actions.approve_report(**said)
    elif step.to_state == OfficeReport.State.RETURNED:
        actions.return_report(**said, reason="So.", remarks={})
    else:
        actions.reopen_report(**said, reason="So.")


def listed() -> str:
    """A line for each day and subject, with all who got it."""
    told = defaultdict[tuple[date, str], list[str]](list)
    for mail in Mail.objects.exclude(subject="").select_related("to").order_by("pk"):
        told[mail.made_at.date(), mail.subject].append(mail.to.username)
    lines = [f"{day} {subject} → {', '.join(names)}" for (day, subject), names in told.items()]
    return "\n".join(lines) + "\n"


@pytest.mark.slow
@pytest.mark.once
@pytest.mark.django_db
def test_who_gets_what_when_in_a_year(
    steps: Sequence[Step], mi2020: Appeal, cast: dict[str, User], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every evening a worker comes by; texts are kept longer than it would keep them."""
    monkeypatch.setattr("tracking.notices.delivering.KEPT_FOR", timedelta(days=999))
    evening = datetime.combine(FIRST, EVENING)
    worker, left = Worker(lambda: evening), list(steps)
    while evening.date() <= LAST:
        while left and left[0].at <= evening:
            step = left.pop(0)
            play(mi2020, step, cast[step.by])
        worker.go_round()
        evening += timedelta(days=1)

    a_day = Counter(Mail.objects.values_list("to__username", "made_at__date"))
    assert max(a_day.values()) <= MOST_A_DAY
    if os.environ.get("YEAR_OF_MAIL") == "write":
        LIST.write_text(listed())
    assert listed() == LIST.read_text()
