"""A year of mail: who got what when, as the demonstration's reports of six offices went.

Beside its steps of reports people comment, upload, enter drafts, give roles and remind each other,
and on one day somebody is told of more than fits. The list is stored beside this test and read by
people: the office is written "…", and named in brackets where its reader works for several. To
write it again on purpose:
`YEAR_OF_MAIL=write pytest tests/tracking/year/test_year_of_mail.py`.
"""

import os
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from appeal.actions import give_role
from appeal.base.actions import signed
from appeal.models import Activity, Appeal, Membership, Office, Role, User
from appeal.models.membership import OVER
from tests import databases
from tests.factories import make_membership, make_transaction, make_update, make_upload, make_user
from tests.tracking.browsing import activity_of, period_of
from tracking import actions
from tracking.models import Comment, Mail, Notice, NoticeKind, OfficeReport, ReviewEvent
from tracking.notices import Worker
from tracking.notices.gathering import MOST_A_DAY
from tracking.uploads import apply_upload

LIST = Path(__file__).with_name("year_of_mail.txt")
# Each kind of step is taken in one of them.
OFFICES = ("BZ", "DO", "GT", "HN", "JM", "PA")
WITH_FINANCE = ("BZ", "GT", "HN")
FIRST, LAST = date(2020, 1, 1), date(2020, 12, 31)
EVENING = time(23, tzinfo=UTC)
BUSY = date(2020, 5, 12)
Cast = dict[str, User]


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
    """Those of the demonstration's reports, in their order."""
    with django_db_blocker.unblock(), databases_of_this_process.aside("demonstrated"):
        events = ReviewEvent.objects.filter(
            report__period__code__startswith="2020", report__office__code__in=OFFICES
        )
        columns = ("report__office__code", "report__period__code", "to_state", "from_state")
        rows = events.order_by("at", "pk").values_list("at", *columns, "by__username")
        return [Step(*row) for row in rows]


@pytest.fixture
def cast(mi2020: Appeal) -> Cast:
    """A reporter of each office, finance of some, a reviewer and a manager of the region."""
    Membership.objects.all().delete()
    places: list[tuple[str, str, dict[str, Any]]] = []
    for office in Office.objects.of(mi2020).filter(code__in=OFFICES).in_printed_order():
        for role in (Role.REPORTER, Role.FINANCE):
            if role == Role.REPORTER or office.code in WITH_FINANCE:
                places.append((f"{role}.{office.code.lower()}", role, {"office": office}))
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


def ask(cast: Cast, at: datetime) -> None:
    actions.add_comment(body="Why?", by=cast["manager.ro"], at=at, activity=activity_of("GT-1.1"))


def answer(cast: Cast, at: datetime) -> None:
    asked = Comment.objects.earliest("pk")
    actions.add_comment(body="Ask @finance.gt.", by=cast["reporter.gt"], at=at, parent=asked)


def enter(cast: Cast, at: datetime) -> None:
    """Two drafts of one day are told together."""
    reporter, activity = cast["reporter.gt"], activity_of("GT-1.1")
    with signed(by=reporter, at=at):
        for _turn in range(2):
            make_transaction(activity=activity, entered_by=reporter, entered_at=at)


def upload(cast: Cast, at: datetime) -> None:
    """A file without a row, as far as mail is concerned like any other."""
    sent = make_upload(is_empty=True, uploaded_by=cast["finance.gt"], uploaded_at=at)
    apply_upload(upload=sent, at=at)


def take_back(cast: Cast, at: datetime) -> None:
    """And hand it in again an hour later."""
    report = OfficeReport.objects.get(office__code="JM", period__code="2020-Q1")
    own: dict[str, Any] = {"by": cast["reporter.jm"]}
    report = actions.take_back_report(report=report, version=report.version, at=at, **own)
    later = at + timedelta(hours=1)
    actions.submit_report(report=report, version=report.version, at=later, **own)


def ask_much(cast: Cast, at: datetime) -> None:
    """More than fits into a day."""
    of_office = Activity.objects.filter(priority__section__office__code="GT").order_by("pk")
    for activity in [*of_office, *of_office][: MOST_A_DAY + 3]:
        actions.add_comment(body="Why?", by=cast["manager.ro"], at=at, activity=activity)


def lend(cast: Cast, at: datetime) -> None:
    """Honduras lends somebody to Guatemala for a month."""
    role = Membership(
        user=cast["reporter.hn"],
        role=Role.REPORTER,
        office=Office.objects.get(code="GT"),
        ends_on=at.date() + timedelta(days=30),
    )
    with signed(by=cast["manager.ro"], at=at):
        give_role(role=role, at=at)


def remind(cast: Cast, at: datetime) -> None:
    guatemala = Office.objects.get(code="GT")
    third = period_of(Appeal.objects.get(code="MI2020-CNAC"), "2020-Q3")
    actions.remind_office(office=guatemala, period=third, by=cast["manager.ro"], at=at)


BESIDE: dict[date, Callable[[Cast, datetime], None]] = {
    date(2020, 2, 3): ask,
    date(2020, 2, 4): answer,
    date(2020, 2, 18): enter,
    date(2020, 3, 5): upload,
    date(2020, 4, 10): take_back,
    BUSY: ask_much,
    date(2020, 6, 1): lend,
    date(2020, 10, 20): remind,
}


def live(evening: datetime, left: list[Step], appeal: Appeal, cast: Cast) -> None:
    """What people did on the day."""
    # A role ends by the database's clock, which no test sets.
    OVER.children[:] = [("ends_on__lt", evening.date())]
    while left and left[0].at <= evening:
        step = left.pop(0)
        play(appeal, step, cast[step.by])
    if beside := BESIDE.get(evening.date()):
        beside(cast, evening - timedelta(hours=8))


def said_of(mail: Mail) -> tuple[str, str]:
    """Its subject without the office that it is about, and the code of that office.

    None is named to whoever works for one office: it is theirs.
    """
    notices = list(mail.notices.select_related("office").order_by("pk"))
    subject, office = mail.subject, notices[0].office
    if len(notices) > 1:
        kinds = Counter(each.kind for each in notices)
        return f"{subject} = {', '.join(f'{kind} ×{n}' for kind, n in kinds.items())}", ""
    if not office:
        return subject, ""
    is_own = mail.to.username in (
        f"reporter.{office.code.lower()}",
        f"finance.{office.code.lower()}",
    )
    return subject.replace(str(office), "…"), "" if is_own else office.code


def listed() -> str:
    """A line for each day and subject, with all who got it, and of which offices."""
    told: dict[tuple[date, str], dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for mail in Mail.objects.exclude(subject="").select_related("to").order_by("pk"):
        subject, code = said_of(mail)
        told[mail.made_at.date(), subject][mail.to.username].append(code)
    return "".join(
        f"{day} {subject} → {', '.join(named(*each) for each in people.items())}\n"
        for (day, subject), people in told.items()
    )


def named(person: str, codes: list[str]) -> str:
    """Two mails of the same words to one person are seen in the list."""
    return person if codes == [""] else f"{person} ({', '.join(codes)})"


@pytest.mark.slow
@pytest.mark.once
@pytest.mark.publication
@pytest.mark.django_db
def test_who_gets_what_when_in_a_year(
    steps: Sequence[Step], mi2020: Appeal, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every evening a worker comes by; texts are kept longer than it would keep them."""
    monkeypatch.setattr("tracking.notices.delivering.KEPT_FOR", timedelta(days=999))
    monkeypatch.setattr(OVER, "children", list(OVER.children))
    evening = datetime.combine(FIRST, EVENING)
    worker, left = Worker(lambda: evening), list(steps)
    while evening.date() <= LAST:
        live(evening, left, mi2020, cast)
        worker.go_round()
        evening += timedelta(days=1)

    a_day = Counter(Mail.objects.values_list("to__username", "made_at__date"))
    assert max(a_day.values()) == MOST_A_DAY == a_day["reporter.gt", BUSY]
    told = Notice.objects.filter(to=cast["reporter.gt"], kind="comment", mail__made_at__date=BUSY)
    assert told.count() == MOST_A_DAY + 3
    assert set(Notice.objects.values_list("kind", flat=True)) == set(NoticeKind.values)
    if os.environ.get("YEAR_OF_MAIL") == "write":
        LIST.write_text(listed())
    assert listed() == LIST.read_text()
