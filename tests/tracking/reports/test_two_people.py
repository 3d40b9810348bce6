"""Two people: whoever wrote or submitted does not approve; where it is asked for, nor post."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from appeal import duties
from appeal.models import Activity, Appeal, Office, Role, User
from tests.factories import (
    make_activity,
    make_appeal,
    make_membership,
    make_period,
    make_transaction,
    make_user,
    publish,
)
from tests.fixture_types import SignIn
from tests.tracking.browsing import activity_of, at, filled, words
from tracking import access, actions
from tracking.models import OfficeReport, ProgressUpdate, ReportingPeriod, ReviewEvent, Transaction

pytestmark = pytest.mark.django_db

PLACE = ("GT", "2020-Q1")
NOON = datetime(2020, 4, 10, 15, tzinfo=UTC)
State = OfficeReport.State


# Reports


@pytest.fixture
def both(reporter_gt: User, guatemala: Office) -> User:
    """A reporter of Guatemala who reviews its reports too."""
    make_membership(user=reporter_gt, role=Role.REVIEWER, office=guatemala)
    return reporter_gt


def written(
    activity: Activity,
    period: ReportingPeriod,
    by: User,
    percent: int = 40,
    at: datetime = NOON,
) -> OfficeReport:
    """By the action, over the line that stands, where one does."""
    line = ProgressUpdate.objects.standing().filter(
        activity=activity, report__period=period
    ).first() or ProgressUpdate(activity=activity, version=0, status="ongoing")
    line.percent, line.reason = percent, "Counted again"
    actions.log_progress(update=line, version=None, period=period, by=by, at=at)
    return OfficeReport.objects.get(period=period, office=activity.office)


def step(act: Callable[..., Any], report: OfficeReport, by: User, **fields: Any) -> OfficeReport:
    report.refresh_from_db()
    act(report=report, version=report.version, by=by, at=NOON + timedelta(hours=1), **fields)
    return report


def refused_in_sql(report: OfficeReport, by: User, sentence: str) -> None:
    refusal = pytest.raises(DatabaseError, match=sentence)
    with refusal, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO tracking_reviewevent (report_id, from_state, to_state, by_id, at,"
            " comment) VALUES (%s, 'submitted', 'approved', %s, %s, '')",
            [report.pk, by.pk, NOON + timedelta(hours=2)],
        )


WROTE = "You wrote part of this report, so somebody else must approve it."


def test_whoever_wrote_a_line_does_not_approve_what_a_colleague_submitted(
    both: User, period: ReportingPeriod
) -> None:
    report = written(activity_of("GT-1.1"), period, both)
    step(actions.submit_report, report, make_user())

    assert report not in access.to_do(both, duties.APPROVE)
    with pytest.raises(actions.NotApprovable, match=WROTE):
        step(actions.approve_report, report, both)
    refused_in_sql(report, both, "Whoever wrote a line of a report cannot approve it")

    step(actions.approve_report, report, make_user())
    assert report.state == State.APPROVED


def test_a_colleague_who_corrects_the_line_does_not_make_it_somebody_elses(
    both: User, period: ReportingPeriod
) -> None:
    written(activity_of("GT-1.1"), period, both)
    report = written(activity_of("GT-1.1"), period, make_user(), 41, NOON + timedelta(minutes=5))
    step(actions.submit_report, report, make_user())

    assert report not in access.to_do(both, duties.APPROVE)
    with pytest.raises(actions.NotApprovable, match=WROTE):
        step(actions.approve_report, report, both)
    refused_in_sql(report, both, "Whoever wrote a line of a report")


def test_who_decides_is_said_alike_on_home_and_on_the_report_without_its_earlier_writers(
    both: User, period: ReportingPeriod, guatemala: Office, signed_in: SignIn
) -> None:
    written(activity_of("GT-1.1"), period, both)
    report = written(activity_of("GT-1.1"), period, make_user(), 41, NOON + timedelta(minutes=5))
    step(actions.submit_report, report, make_user())
    other = make_membership(role=Role.REVIEWER, office=guatemala).user
    past = make_membership(role=Role.REVIEWER, office=guatemala, ends_on=date(2019, 12, 31)).user

    named = [person.username for person in access.deciders(report)]
    home = signed_in(both).get(at("home"))
    page = signed_in(both).get(at("report_detail", *PLACE))

    assert both.username not in named
    assert past.username not in named
    assert other.username in named
    sentence = f"Waiting for a decision by {', '.join(named)}."
    assert sentence in words(home)
    assert sentence in words(page)


@pytest.mark.parametrize("is_rewritten", [False, True])
def test_a_line_stands_after_its_return_until_somebody_else_writes_it_anew(
    both: User, period: ReportingPeriod, is_rewritten: bool
) -> None:
    activity = activity_of("GT-1.1")
    report = written(activity, period, both)
    step(actions.submit_report, report, make_user())
    step(actions.return_report, report, make_user(), reason="Count again")
    if is_rewritten:
        written(activity, period, make_user(), 55, NOON + timedelta(days=1))
    step(actions.submit_report, report, make_user())

    assert (report in access.to_do(both, duties.APPROVE)) is is_rewritten
    if is_rewritten:
        step(actions.approve_report, report, both)
    else:
        with pytest.raises(actions.NotApprovable, match=WROTE):
            step(actions.approve_report, report, both)
        refused_in_sql(report, both, "Whoever wrote a line of a report")


def test_whoever_wrote_in_another_office_or_period_approves_this_one(
    both: User, mi2020: Appeal, period: ReportingPeriod
) -> None:
    second = ReportingPeriod.objects.of(mi2020).get(code="2020-Q2")
    written(activity_of("GT-1.1"), second, both)
    written(activity_of("HN-1.1"), period, both)
    report = written(activity_of("GT-1.1"), period, make_user())
    step(actions.submit_report, report, make_user())

    assert report in access.to_do(both, duties.APPROVE)
    step(actions.approve_report, report, both)


def test_whoever_wrote_a_line_may_return_the_report(both: User, period: ReportingPeriod) -> None:
    report = written(activity_of("GT-1.1"), period, both)
    step(actions.submit_report, report, make_user())

    assert report in access.to_do(both, duties.RETURN)
    step(actions.return_report, report, both, reason="I wrote nonsense")


def test_the_page_says_why_there_is_no_button_to_approve(
    both: User, period: ReportingPeriod, signed_in: SignIn
) -> None:
    client, report = signed_in(both), written(activity_of("GT-1.1"), period, both)
    step(actions.submit_report, report, make_user())

    page = client.get(at("report_detail", *PLACE))

    assert WROTE in words(page)
    assert "Approve the report" not in words(page)
    assert "Return the report" in words(page)
    answer = client.post(at("report_approve", *PLACE), filled(page, "confirm"))
    assert (answer.status_code, WROTE in words(answer)) == (409, True)
    report.refresh_from_db()
    assert report.state == State.SUBMITTED


def test_a_line_sent_from_the_page_counts_as_written(
    both: User, period: ReportingPeriod, signed_in: SignIn
) -> None:
    client, address = signed_in(both), at("log_progress", "GT-1.1") + "?period=2020-Q1"
    sent = filled(client.get(address), percent="40", status="ongoing")
    assert client.post(address, sent).status_code == 302
    report = OfficeReport.objects.get()
    written(activity_of("GT-1.1"), period, make_user(), 45, timezone.now())
    step(actions.submit_report, report, make_user())

    assert "You wrote part of this report" in words(client.get(at("report_detail", *PLACE)))


def test_several_at_once_are_refused_with_the_reason(
    both: User, mi2020: Appeal, period: ReportingPeriod, signed_in: SignIn
) -> None:
    client = signed_in(both)
    second = ReportingPeriod.objects.of(mi2020).get(code="2020-Q2")
    own = written(activity_of("GT-1.1"), period, both)
    other = written(activity_of("GT-2.1"), second, make_user())
    for report in (own, other):
        step(actions.submit_report, report, make_user())
    home = client.get(at("home"))
    assert list(home.context["to_review"]) == [other]
    key = home.context["several"]["idempotency_key"].value()
    chosen = [f"{row.pk}-{row.version}" for row in (own, other)]

    answer = client.post(at("reports_approve"), {"idempotency_key": key, "chosen": chosen})

    assert (answer.status_code, WROTE in words(answer)) == (409, True)
    assert not ReviewEvent.objects.filter(to_state=State.APPROVED).exists()


# The ledger


@pytest.fixture
def strict(mi2020: Appeal) -> Appeal:
    """The 2020 appeal, where posting needs a second person."""
    mi2020.needs_second_person = True
    return mi2020.save_over(mi2020.version, ["needs_second_person"])


def drafted(by: User, code: str = "GT-1.1", amount: int = 100) -> Transaction:
    activity = activity_of(code)
    entry = Transaction(
        activity=activity,
        cell=activity.allocations.get().cell,
        kind=Transaction.Kind.EXPENDITURE,
        amount=Decimal(amount),
        currency="USD",
        value_on=date(2020, 3, 1),
        unusual_reason="Several of one kind on one day.",
    )
    return actions.draft_transaction(entry=entry, version=None, by=by, at=NOON)


def post(entry: Transaction, by: User) -> Transaction:
    entry.refresh_from_db()
    return actions.post_transaction(entry=entry, version=entry.version, by=by, at=NOON)


def not_posted_in_sql(entry: Transaction, by: User, sentence: str) -> None:
    refusal = pytest.raises(DatabaseError, match=sentence)
    with refusal, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE tracking_transaction SET rate = 1, usd_amount = amount, posted_by_id = %s,"
            " posted_at = %s WHERE id = %s",
            [by.pk, NOON, entry.pk],
        )


SECOND = (
    "You entered or changed this draft, so somebody else must post it: MI2020-CNAC requires a"
    " second person."
)
SECOND_IN_SQL = "In this appeal a second person posts"


def test_without_the_setting_ones_own_draft_is_posted(finance_gt: User) -> None:
    entry = drafted(finance_gt)

    assert entry in access.to_do(finance_gt, duties.POST)
    assert post(entry, finance_gt).posted_by == finance_gt


def test_with_it_ones_own_draft_is_posted_by_somebody_else_only(
    finance_gt: User, strict: Appeal
) -> None:
    entry = drafted(finance_gt)

    assert entry not in access.to_do(finance_gt, duties.POST)
    with pytest.raises(actions.NotPostable, match=SECOND):
        post(entry, finance_gt)
    not_posted_in_sql(entry, finance_gt, SECOND_IN_SQL)

    other = make_user()
    assert post(entry, other).posted_by == other


def test_with_it_whoever_changed_the_draft_does_not_post_it_either(
    finance_gt: User, strict: Appeal
) -> None:
    entry = drafted(make_user())
    entry.amount = Decimal(900)
    actions.draft_transaction(entry=entry, version=None, by=finance_gt, at=NOON)

    assert entry not in access.to_do(finance_gt, duties.POST)
    with pytest.raises(actions.NotPostable, match=SECOND):
        post(entry, finance_gt)
    not_posted_in_sql(entry, finance_gt, SECOND_IN_SQL)


def test_a_row_that_is_born_posted_by_its_author_is_refused(
    finance_gt: User, strict: Appeal
) -> None:
    with pytest.raises(DatabaseError, match=SECOND_IN_SQL), transaction.atomic():
        make_transaction(activity=activity_of("GT-1.1"), entered_by=finance_gt, posted=True)


def test_who_entered_an_entry_stays(finance_gt: User, strict: Appeal) -> None:
    entry = drafted(finance_gt)

    with pytest.raises(DatabaseError, match="Who made an entry"), transaction.atomic():
        Transaction.objects.filter(pk=entry.pk).update(entered_by=make_user())


def test_a_reversal_is_posted_by_whoever_makes_it(finance_gt: User, strict: Appeal) -> None:
    entry = post(drafted(make_user()), finance_gt)

    back = actions.reverse_transaction(entry=entry, reason="Twice", by=finance_gt, at=NOON)

    assert back.posted_by == finance_gt


def test_another_appeal_of_the_same_office_is_not_concerned(
    finance_gt: User, guatemala: Office, strict: Appeal
) -> None:
    appeal = make_appeal(region=guatemala.region, code="MI2020-OTHER")
    make_period(appeal=appeal)
    activity = make_activity(appeal=appeal, office=guatemala, allocated=900)
    publish(appeal)
    entry = make_transaction(activity=activity, entered_by=finance_gt)

    assert entry in access.to_do(finance_gt, duties.POST)
    assert post(entry, finance_gt).is_posted


def test_the_page_of_an_own_draft_says_why_there_is_no_button(
    finance_gt: User, strict: Appeal, signed_in: SignIn
) -> None:
    client, entry = signed_in(finance_gt), drafted(finance_gt)
    other = drafted(make_user())
    address = at("transaction_detail", entry.pk)

    page = client.get(address)

    assert SECOND in words(page)
    assert "Post it" not in words(page)
    assert "Post it" in words(client.get(at("transaction_detail", other.pk)))
    answer = client.post(at("transaction_post", entry.pk), filled(page, "confirm"))
    assert (answer.status_code, SECOND in words(answer)) == (409, True)
    assert not Transaction.objects.posted().exists()
    assert client.get(at("home")).context["to_post"] == 1


def test_several_drafts_with_an_own_one_are_refused_with_the_reason(
    finance_gt: User, strict: Appeal, signed_in: SignIn
) -> None:
    client, entries = signed_in(finance_gt), [drafted(finance_gt), drafted(make_user())]
    page = client.get(at("transaction_list"))
    assert page.context["postable"] == {entries[1].pk}
    key = page.context["several"]["idempotency_key"].value()
    chosen = [f"{row.pk}-{row.version}" for row in entries]

    answer = client.post(at("transactions_post"), {"idempotency_key": key, "chosen": chosen})

    assert (answer.status_code, SECOND in words(answer)) == (409, True)
    assert not Transaction.objects.posted().exists()


def test_a_manager_sets_it_where_the_appeal_is_edited_and_the_change_is_kept(
    manager_ro: User, mi2020: Appeal, signed_in: SignIn
) -> None:
    manager_ro.is_staff = True
    manager_ro.save()
    client, address = signed_in(manager_ro), f"/admin/appeal/appeal/{mi2020.pk}/change/"
    form = client.get(address).context["adminform"].form
    sent = {name: form.get_initial_for_field(form.fields[name], name) for name in form.fields}

    sent = {name: value for name, value in sent.items() if value is not None}
    client.post(address, sent | {"needs_second_person": "on"})

    mi2020.refresh_from_db()
    assert mi2020.needs_second_person is True
    line = mi2020.history.latest()
    assert (line.needs_second_person, line.history_user) == (True, manager_ro)
