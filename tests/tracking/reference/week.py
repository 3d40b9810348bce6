"""The week before the pages are looked at: what waits on desks, locks, words, files, a visit."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import time_machine

from appeal.models import Activity, Appeal, Role, User
from tests.factories import (
    make_allocation,
    make_contribution,
    make_membership,
    make_milestone,
    make_period,
    make_report,
    make_risk,
    make_transaction,
    make_upload,
    make_user,
)
from tracking import actions
from tracking.models import Upload, UploadRow, Visit

from .teller import Teller
from .year import tell

# Noon in the appeal's time zone.
NOW = datetime(2020, 9, 15, 18, tzinfo=UTC)
SEPTEMBER = datetime(2020, 9, 11, 3, 30, tzinfo=UTC)
Outcome = UploadRow.Outcome
STEPS = {"read": [], "checked": ["checked"], "applied": ["checked", "applied"],
         "discarded": ["checked", "discarded"]}  # fmt: skip


@dataclass
class Week:
    """The eventful year with its last week, and who looks at the pages."""

    year: Teller
    people: dict[str, User]
    # When each was on Home last, to the instant of a change: that one is news.
    visits: dict[str, datetime]


def live(appeal: Appeal) -> Week:
    year = tell(appeal)
    people = _people(year)
    _locks(year)
    year.at = datetime(2020, 9, 12, 18, tzinfo=UTC)
    with time_machine.travel(year.at, tick=False):
        _reports(year, people)
        _drafts(year)
        _plan(year)
        _words(year, people)
        _files(year)
    _close_and_open(year)
    year.change(year.appeal, needs_second_person=True)
    visits = {"reporter": SEPTEMBER, "finance.ro": SEPTEMBER, "both": year.at}
    for name, at in visits.items():
        Visit.objects.create(user=people[name], appeal=appeal, seen_at=at)
    return Week(year, people, visits)


def _people(year: Teller) -> dict[str, User]:
    """Those of the year; finance of the region, three desks at once, a superuser."""
    region, office = {"region": year.appeal.region}, year.offices
    both = make_user(username="both")
    make_membership(user=both, role=Role.REPORTER, office=office["DO"])
    for code in ("HN", "CR"):
        make_membership(user=both, role=Role.FINANCE, office=office[code])
    finance = make_user(username="finance.ro")
    make_membership(user=finance, role=Role.FINANCE, **region)
    own = vars(year.people)
    superuser = make_user(username="admin", is_superuser=True, is_staff=True)
    return own | {"both": both, "finance.ro": finance, "superuser": superuser}


def _locks(year: Teller) -> None:
    """Locked as July knows it, and open again since."""
    first = {"period": year.periods["Q1"], "by": year.people.manager}
    actions.lock_period(**first, reason="Audit.", at=datetime(2020, 7, 12, 15, tzinfo=UTC))
    actions.unlock_period(**first, reason="Audited.", at=datetime(2020, 8, 1, 4, tzinfo=UTC))


def _close_and_open(year: Teller) -> None:
    """A period locked by itself, the appeal closed by mistake; two periods are open again."""
    step = {"by": year.people.manager, "at": year.at}
    actions.lock_period(period=year.periods["Q2"], reason="Sent to the donor.", **step)
    for act in (actions.close_appeal, actions.reopen_appeal):
        year.appeal.refresh_from_db()
        year.at += timedelta(hours=1)
        step["at"] = year.at
        act(appeal=year.appeal, version=year.appeal.version, reason=f"For {act.__name__}", **step)
    for name in ("Q1", "Q3"):
        actions.unlock_period(period=year.periods[name], reason=f"Open {name}.", **step)


def _reports(year: Teller, people: dict[str, User]) -> None:
    """Handed in: two for the reviewer, two with the reviewer's own hand in it, one locked."""
    manager, reviewer = year.people.manager, year.people.reviewer
    year.line("GT-6.1", "Q3", 15)
    for code, percent, period, by, submitter in [
        ("CR-1.1", 30, "Q1", manager, manager),
        ("GY-1.1", 5, "Q1", manager, manager),
        ("MX-1.1", 60, "Q1", reviewer, manager),
        ("JM-1.1", 45, "Q1", manager, reviewer),
        ("BZ-1.1", 80, "Q2", manager, manager),
        ("DO-1.1", 20, "Q1", people["both"], people["both"]),
    ]:
        line = year.line(code, period, percent, by=by)
        if code == "CR-1.1":
            year.line("CR-2.1", period, None, by=by, status="delayed")
        year.submit(line.report, submitter)
    year.step(year.report("DO", "Q1"), "return", by=reviewer, reason="Which laws?", remarks={})


def _plan(year: Teller) -> None:
    """Enough of one office that its Home tells the newest changes alone."""
    row = year.activities["GT-2.1"]
    for lead in ("Rosa Lima", "Luis Lima"):
        year.change(row, lead=lead)
    make_milestone(activity=row, title="Handed over" + ", on the day that is agreed" * 4,
                   due_on=date(2020, 10, 9))  # fmt: skip
    year.change(row, starts_on=date(2020, 2, 1))
    year.lower("GT-5.1", 1_850_000)
    make_allocation(activity=row, cell=year.made.from_dash.cell, amount=100_000)
    make_risk(activity=row, what="Prices", likelihood=2, consequence=3)
    year.revise("SV", "O1", 0, year.at.date())
    elsewhere = Activity.objects.get(priority__section__appeal=year.made.other)
    elsewhere.partners.add(year.activities["GT-1.1"].partners.all()[0])


def _drafts(year: Teller) -> None:
    """One more of the appeal; of another appeal of the same office one, a report and a gift."""
    year.entry("CR-1.1", 60, "2020-08-20", by=year.people.manager)
    year.posted("GT-2.1", 25_000, "2020-06-30", reference="On the last day")
    other = year.made.other
    make_transaction(activity=Activity.objects.get(priority__section__appeal=other),
                     amount=50, value_on=date(2020, 8, 20), reference="Elsewhere")  # fmt: skip
    make_report(office=year.offices["GT"], period=make_period(appeal=other, quarter=2),
                highlights="Elsewhere.")  # fmt: skip
    make_contribution(appeal=other, donor=year.made.open.donor, reference="Elsewhere")


def _words(year: Teller, people: dict[str, User]) -> None:
    """On a report and on one of its lines: settled, answered, open."""
    report, reviewer = year.report("GT", "Q1"), year.people.reviewer
    of_july = actions.add_comment(body="By whom?", report=report, by=year.people.manager,
                                  at=datetime(2020, 7, 14, tzinfo=UTC))  # fmt: skip
    actions.resolve_thread(thread=of_july, by=reviewer, at=year.at)
    settled = actions.add_comment(body="Who counted?", report=report, by=reviewer, at=year.at)
    actions.add_comment(body="We did.", parent=settled, by=year.people.reporter, at=year.at)
    actions.resolve_thread(thread=settled, by=reviewer, at=year.at)
    line = {"report": report, "activity": year.activities["GT-1.1"]}
    actions.add_comment(body="And since?", **line, by=reviewer, at=year.at)


def _files(year: Teller) -> None:
    """Uploads with rows of every outcome, of two offices and of another appeal."""
    for number, state in enumerate(Upload.State.values):
        code = "HN" if state == "applied" else "GT"
        upload = make_upload(
            office=year.offices[code], state="read", file_name=f"{state}.xlsx",
            uploaded_by=year.people.neighbour, uploaded_at=year.at,
        )  # fmt: skip
        _rows(upload, number)
        for place in range(3 if state == "read" else 0):
            UploadRow.objects.create(upload=upload, sheet="progress", sheet_title="Progress",
                                     number=60 + place, key=uuid4())  # fmt: skip
        for step in STEPS[state]:
            decided_at = year.at if step in ("applied", "discarded") else None
            Upload.objects.filter(pk=upload.pk).update(state=step, decided_at=decided_at)
    _asked_about(year)
    make_upload(appeal=year.made.other, period=year.made.other.periods.earliest("starts_on"),
                uploaded_by=year.people.finance)  # fmt: skip


def _asked_about(year: Teller) -> None:
    """A file that says something new, of which one row is far from its neighbours."""
    upload = make_upload(state="read", file_name="clean.xlsx", uploaded_by=year.people.reporter,
                         uploaded_at=year.at)  # fmt: skip
    upload.upload_rows.update(outcome="new", problems=[], needs_reason=True)
    for place, outcome in enumerate(["new", "changed", "unchanged", "skipped"]):
        UploadRow.objects.create(
            upload=upload, sheet="progress", sheet_title="Progress", number=20 + place,
            key=uuid4(), outcome=outcome,
        )  # fmt: skip
    Upload.objects.filter(pk=upload.pk).update(state="checked")


def _rows(upload: Upload, number: int) -> None:
    """The last outcome most often, and each upload another number of each."""
    outcomes = [outcome for count, outcome in enumerate(Outcome.values) for _ in range(count)]
    for place, outcome in enumerate(outcomes[number:]):
        UploadRow.objects.create(
            upload=upload, sheet="progress", sheet_title="Progress", number=20 + place,
            key=uuid4(), outcome=outcome, about={"en": f"Row {place}"},
        )  # fmt: skip
