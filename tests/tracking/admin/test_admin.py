"""The admin of what happened: own offices only, drafts by the pages' rules, the rest read-only."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from appeal.models import Activity, Allocation, Appeal, Office, Role, User
from tests.appeal.admin.test_admin import at, typed
from tests.factories import make_contribution, make_membership, make_transaction, make_update
from tests.fixture_types import SignIn
from tracking import actions
from tracking.models import (
    OfficeReport,
    ProgressUpdate,
    ReportingPeriod,
    ReviewEvent,
    Transaction,
)

pytestmark = pytest.mark.once


@pytest.fixture
def activity(guatemala: Office) -> Activity:
    return Activity.objects.in_printed_order().filter(code="GT-1.1").get()


@pytest.fixture
def foreign_activity(honduras: Office) -> Activity:
    return Activity.objects.in_printed_order().filter(code="HN-1.1").get()


@pytest.fixture
def draft(activity: Activity) -> Transaction:
    return make_transaction(activity=activity)


@pytest.fixture
def line(activity: Activity) -> ProgressUpdate:
    return make_update(activity=activity)


def submitted(line: ProgressUpdate, by: User) -> OfficeReport:
    moment = datetime(2020, 4, 10, 15, tzinfo=UTC)
    return actions.submit_report(report=line.report, version=line.report.version, by=by, at=moment)


def test_a_reporter_finds_nothing_of_another_office_even_where_it_is_posted_or_approved(
    reporter_gt: User, activity: Activity, foreign_activity: Activity, signed_in: SignIn
) -> None:
    own = [make_transaction(activity=activity, posted=True), make_update(activity=activity)]
    foreign = [
        make_transaction(activity=foreign_activity, posted=True),
        make_transaction(activity=foreign_activity),
        make_update(activity=foreign_activity, state=OfficeReport.State.APPROVED),
    ]
    client = signed_in(reporter_gt)

    for row in [*own, own[1].report]:
        assert client.get(at(type(row), "change", row.pk)).status_code == 200
    for row in [*foreign, foreign[2].report]:
        listed = client.get(at(type(row), "changelist"))
        assert row not in listed.context["cl"].queryset
        assert "Honduras" not in listed.content.decode()
        for page in ("change", "history", "delete"):
            assert client.get(at(type(row), page, row.pk)).status_code == 404
        assert client.post(at(type(row), "change", row.pk), {}).status_code == 404


def test_a_reporter_corrects_a_draft_of_the_own_office(
    reporter_gt: User, draft: Transaction, signed_in: SignIn
) -> None:
    client = signed_in(reporter_gt)
    address = at(Transaction, "change", draft.pk)

    response = client.post(address, typed(client.get(address), amount="1,250.50", note="Fuel"))

    assert response.status_code == 302
    draft.refresh_from_db()
    assert (str(draft.amount), str(draft.usd_amount), draft.note) == ("1250.50", "1250.50", "Fuel")
    assert (draft.version, draft.is_posted) == (2, False)
    assert draft.history.latest("history_id").door == "admin"


def test_what_the_ledger_refuses_comes_back_on_the_form_as_typed(
    reporter_gt: User, draft: Transaction, signed_in: SignIn
) -> None:
    client = signed_in(reporter_gt)
    address = at(Transaction, "change", draft.pk)

    response = client.post(address, typed(client.get(address), value_on="2021-04-01", note="Late"))

    assert response.status_code == 200
    assert "The appeal closed on 2021-03-31" in response.content.decode()
    assert 'value="Late"' in response.content.decode()
    draft.refresh_from_db()
    assert draft.value_on == date(2020, 3, 15)


def test_a_draft_is_paid_from_a_cell_that_its_activity_draws_on(
    reporter_gt: User, draft: Transaction, foreign_activity: Activity, signed_in: SignIn
) -> None:
    client = signed_in(reporter_gt)
    address = at(Transaction, "change", draft.pk)
    foreign_cell = foreign_activity.allocations.get().cell

    page = client.get(address)
    response = client.post(address, typed(page, cell=foreign_cell.pk))

    offered = page.context["adminform"].form.fields["cell"].queryset
    assert set(offered) == {row.cell for row in draft.activity.allocations.all()}
    assert "cell" in response.context["adminform"].form.errors


def test_a_draft_names_a_grant_that_pays_for_its_day(
    reporter_gt: User, draft: Transaction, signed_in: SignIn
) -> None:
    client = signed_in(reporter_gt)
    address = at(Transaction, "change", draft.pk)
    late = make_contribution(appeal=draft.appeal, starts_on=date(2020, 4, 1))
    right = make_contribution(appeal=draft.appeal)

    refused = client.post(address, typed(client.get(address), grant=late.pk))
    saved = client.post(address, typed(client.get(address), grant=right.pk))

    assert "does not pay for 15 Mar 2020" in str(refused.context["adminform"].form.errors["grant"])
    assert saved.status_code == 302
    draft.refresh_from_db()
    assert draft.grant == right


def test_the_second_to_change_a_draft_is_told_and_loses_nothing(
    reporter_gt: User, draft: Transaction, signed_in: SignIn
) -> None:
    client = signed_in(reporter_gt)
    address = at(Transaction, "change", draft.pk)
    page = client.get(address)
    client.post(address, typed(page, note="Theirs"))

    late = client.post(address, typed(page, note="Mine"))

    assert "Theirs" in str(late.context["adminform"].form.non_field_errors())
    assert 'value="Mine"' in late.content.decode()
    draft.refresh_from_db()
    assert draft.note == "Theirs"


@pytest.mark.parametrize("who", ["reporter_gt", "finance_gt", "manager_ro", "superuser"])
def test_a_posted_transaction_is_read_only_for_everybody(
    who: str, request: pytest.FixtureRequest, activity: Activity, signed_in: SignIn
) -> None:
    posted = make_transaction(activity=activity, posted=True)
    client = signed_in(request.getfixturevalue(who))

    assert client.get(at(Transaction, "change", posted.pk)).status_code == 200
    for page in ("change", "delete"):
        response = client.post(at(Transaction, page, posted.pk), {"amount": 1, "post": "yes"})
        assert response.status_code == 403
    assert client.get(at(Transaction, "add")).status_code == 403


def test_a_manager_who_does_not_enter_money_only_looks_at_drafts(
    manager_ro: User, draft: Transaction, signed_in: SignIn
) -> None:
    client = signed_in(manager_ro)

    assert client.get(at(Transaction, "change", draft.pk)).status_code == 200
    assert client.post(at(Transaction, "change", draft.pk), {}).status_code == 403


def test_a_reporter_corrects_a_line_that_is_not_submitted(
    reporter_gt: User, line: ProgressUpdate, signed_in: SignIn
) -> None:
    client = signed_in(reporter_gt)
    address = at(ProgressUpdate, "change", line.pk)

    response = client.post(address, typed(client.get(address), percent="", narrative="Delayed."))

    assert response.status_code == 302
    line.refresh_from_db()
    assert (line.percent, line.narrative, line.version) == (None, "Delayed.", 2)
    assert line.updated_by == reporter_gt


def test_progress_that_falls_needs_a_reason_here_too(
    reporter_gt: User, activity: Activity, mi2020: Appeal, signed_in: SignIn
) -> None:
    first, second, *_ = ReportingPeriod.objects.of(mi2020).order_by("starts_on")
    make_update(activity=activity, period=first, percent=60)
    line = make_update(activity=activity, period=second, percent=70)
    client = signed_in(reporter_gt)
    address = at(ProgressUpdate, "change", line.pk)
    page = client.get(address)

    refused = client.post(address, typed(page, percent=50))
    accepted = client.post(address, typed(page, percent=50, reason="Counted twice before."))

    assert "reason" in refused.context["adminform"].form.errors
    assert accepted.status_code == 302


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time")
def test_a_correction_locks_the_period_before_the_line_as_submitting_does(
    reporter_gt: User, line: ProgressUpdate, signed_in: SignIn
) -> None:
    client = signed_in(reporter_gt)
    address = at(ProgressUpdate, "change", line.pk)
    entry = typed(client.get(address), narrative="Delayed.")

    with CaptureQueriesContext(connection) as queries:
        client.post(address, entry)

    locking = [query["sql"] for query in queries if "FOR NO KEY UPDATE" in query["sql"]]
    assert "tracking_reportingperiod" in locking[0]
    assert "tracking_progressupdate" in locking[1]


def test_what_is_submitted_is_read_only(
    reporter_gt: User, line: ProgressUpdate, signed_in: SignIn
) -> None:
    report = submitted(line, reporter_gt)
    client = signed_in(reporter_gt)

    for row in (line, report):
        assert client.get(at(type(row), "change", row.pk)).status_code == 200
        assert client.post(at(type(row), "change", row.pk), {}).status_code == 403
        assert client.post(at(type(row), "delete", row.pk), {"post": "yes"}).status_code == 403


def test_a_reporter_writes_the_narrative_but_never_the_state(
    reporter_gt: User, line: ProgressUpdate, signed_in: SignIn
) -> None:
    client = signed_in(reporter_gt)
    address = at(OfficeReport, "change", line.report_id)
    entry = {"highlights": "A centre\x07 opened.", "state": "approved"}

    response = client.post(address, typed(client.get(address), **entry))

    assert response.status_code == 302
    report = OfficeReport.objects.get(pk=line.report_id)
    assert (report.highlights, report.state) == ("A centre opened.", "draft")
    assert report.version == 2


def test_the_review_log_is_read_only_and_no_period_deleted_even_for_a_superuser(
    superuser: User, reporter_gt: User, line: ProgressUpdate, signed_in: SignIn
) -> None:
    submitted(line, reporter_gt)
    client = signed_in(superuser)

    event, period = ReviewEvent.objects.get(), ReportingPeriod.objects.earliest("starts_on")
    assert client.post(at(ReviewEvent, "change", event.pk), {}).status_code == 403
    for row in (event, period):
        assert client.get(at(type(row), "change", row.pk)).status_code == 200
        assert client.post(at(type(row), "delete", row.pk), {"post": "yes"}).status_code == 403
        assert client.get(at(type(row), "add")).status_code == 403


def test_a_manager_moves_the_due_date_of_a_period_but_not_its_days_once_there_are_reports(
    manager_ro: User, reporter_gt: User, line: ProgressUpdate, signed_in: SignIn
) -> None:
    period = line.report.period
    days = {"starts_on": period.starts_on, "ends_on": period.ends_on}
    address = at(ReportingPeriod, "change", period.pk)

    moved: dict[str, Any] = {f"initial-{name}": day for name, day in days.items()} | days
    moved |= {"initial-due_on": period.due_on, "due_on": "2020-04-30"}
    assert signed_in(manager_ro).post(address, moved).status_code == 302
    period.refresh_from_db()
    assert period.due_on == date(2020, 4, 30)

    answer = signed_in(manager_ro).post(address, moved | {"starts_on": "2020-02-01"})
    assert answer.status_code == 200
    assert b"This period has reports or posted entries" in answer.content
    period.refresh_from_db()
    assert period.starts_on == days["starts_on"]
    assert signed_in(reporter_gt).post(address, moved).status_code == 403


def test_the_second_to_move_a_due_date_is_told(
    manager_ro: User, superuser: User, line: ProgressUpdate, signed_in: SignIn
) -> None:
    address = at(ReportingPeriod, "change", line.report.period_id)
    client = signed_in(manager_ro)
    late = typed(client.get(address), due_on="2020-05-04")
    signed_in(superuser).post(address, typed(client.get(address), due_on="2020-04-30"))

    answer = client.post(address, late)

    assert "Somebody changed this to “30 Apr 2020”" in answer.content.decode()
    assert client.post(address, typed(answer, due_on="2020-05-04")).status_code == 302
    assert ReportingPeriod.objects.get(pk=line.report.period_id).due_on == date(2020, 5, 4)


def test_a_closed_appeal_takes_no_more_corrections(
    reporter_gt: User,
    draft: Transaction,
    line: ProgressUpdate,
    mi2020: Appeal,
    signed_in: SignIn,
) -> None:
    Appeal.objects.filter(pk=mi2020.pk).update(state="closed")
    client = signed_in(reporter_gt)

    for row in (draft, line, line.report):
        assert client.post(at(type(row), "change", row.pk), {}).status_code == 403


def test_lists_cost_the_same_for_one_row_and_for_many(
    guatemala: Office, activity: Activity, signed_in: SignIn
) -> None:
    user = make_membership(role=Role.REPORTER, office=guatemala).user
    client = signed_in(user)
    others = Activity.objects.filter(priority=activity.priority_id).exclude(pk=activity.pk)
    others |= Activity.objects.filter(code__in=["GT-2.1", "GT-3.1", "GT-4.1"])

    def count(model: Any) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(at(model, "changelist")).status_code == 200
        return len(queries)

    make_transaction(activity=activity, posted=True)
    make_update(activity=activity)
    models = (Transaction, ProgressUpdate, OfficeReport)
    [count(model) for model in models]
    few = [count(model) for model in models]
    for other in others:
        make_transaction(activity=other, posted=True)
        make_update(activity=other)
    assert [count(model) for model in models] == few


@pytest.mark.parametrize("posted", [False, True], ids=["draft", "posted"])
def test_an_allocation_that_transactions_are_paid_from_stands(
    posted: bool, manager_ro: User, activity: Activity, signed_in: SignIn
) -> None:
    client = signed_in(manager_ro)
    allocation = activity.allocations.first()
    unused = Allocation.objects.exclude(activity=activity).filter(cell=allocation.cell).first()
    make_transaction(activity=activity, cell=allocation.cell, posted=posted)

    refused = client.post(at(Allocation, "delete", allocation.pk), {"post": "yes"}, follow=True)
    deleted = client.post(at(Allocation, "delete", unused.pk), {"post": "yes"})

    assert "Entries of the activity are paid from this budget" in refused.content.decode()
    assert Allocation.objects.filter(pk=allocation.pk).exists()
    assert deleted.status_code == 302
    assert not Allocation.objects.filter(pk=unused.pk).exists()


def test_the_ledger_is_narrowed_to_drafts(
    finance_gt: User, draft: Transaction, activity: Activity, signed_in: SignIn
) -> None:
    posted = make_transaction(activity=activity, posted=True)
    client = signed_in(finance_gt)

    def listed(**query: str) -> set[Transaction]:
        return set(client.get(at(Transaction, "changelist"), query).context["cl"].queryset)

    assert listed() == {draft, posted}
    assert listed(standing="draft") == {draft}
    assert listed(standing="posted") == {posted}
    assert listed(standing="reversal") == set()
