"""The way in: "my office, this period" for whoever enters, the region's for everybody else."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from appeal.base.actions import signed
from appeal.models import Activity, Appeal, Office, Role, User
from tests.factories import (
    make_membership,
    make_milestone,
    make_transaction,
    make_update,
)
from tests.fixture_types import SignIn
from tests.tracking.browsing import activity_of, at, count_queries, period_of, words
from tracking import actions
from tracking.models import ProgressUpdate, ReportingPeriod, Transaction
from tracking.views import desks

pytestmark = [pytest.mark.once, pytest.mark.person("reporter_gt")]


@pytest.fixture
def reader(viewer: User, signed_in: SignIn) -> Client:
    return signed_in(viewer)


@pytest.mark.publication
def test_the_region_sees_what_the_appeal_requires(reader: Client) -> None:
    page = reader.get(at("home"))

    assert "USD 82,138,527 required by 14 offices." in words(page)
    assert "0 of 56 reports approved." in words(page)
    assert page.context["whole"].requirement == 82_138_527
    assert "To do" not in words(page)


@pytest.mark.publication
def test_the_region_sees_who_is_late_the_latest_last(reader: Client, mi2020: Appeal) -> None:
    make_update(activity=activity_of("GT-1.1"), period=period_of(mi2020), state="submitted")

    page = reader.get(at("home"), {"as_at": "2020-07-20"})

    late = [(due.office.code, due.period.code, due.late) for due in page.context["late"]]
    assert len(late) == 13 + 14
    assert late[0] == ("RO", "2020-Q1", 96)
    assert ("GT", "2020-Q1", 96) not in late
    assert ("GT", "2020-Q2", 5) in late


def test_nobody_is_late_before_anything_is_due(reader: Client) -> None:
    page = reader.get(at("home"), {"as_at": "2020-04-15"})

    assert "Nobody: all reports that were due have been submitted." in words(page)


def test_the_region_sees_where_spend_and_progress_diverge(reader: Client, mi2020: Appeal) -> None:
    for code, percent in (("GT-1.1", 90), ("HN-1.1", 10), ("BZ-1.1", 50)):
        make_update(
            activity=activity_of(code), period=period_of(mi2020), percent=percent, state="approved"
        )

    page = reader.get(at("home"))

    apart = [(row.code, row.figures.gap) for row in page.context["apart"]]
    assert apart == [("GT-1.1", 90), ("BZ-1.1", 50), ("HN-1.1", 10)]
    assert "work is ahead" in words(page)


def test_a_reporter_is_at_the_desk_of_the_office_and_the_period_that_is_due(
    client: Client, mi2020: Appeal
) -> None:
    make_update(activity=activity_of("GT-1.1"), period=period_of(mi2020), percent=40)
    make_transaction(activity=activity_of("GT-1.1"))

    page = client.get(at("home"))

    assert "Guatemala, 2020-Q1" in words(page)
    assert "report due 15 Apr 2020. 1 of 7 activities logged." in words(page)
    assert "1 draft is waiting for finance" in words(page)
    assert [row.activity.code for row in page.context["desks"][0].rows] == [
        f"GT-{number}.1" for number in range(1, 8)
    ]


def sent(page: Any) -> dict[str, Any]:
    """What a browser sends of the desk's lines: every field of every row."""
    desk = page.context["desks"][0]
    typed = {field.html_name: field.value() for field in desk.sent}
    typed |= {"office": desk.office.code, "period": desk.due.period.code}
    for row in desk.rows:
        typed |= {field.html_name: field.value() for field in row.line}
    return {name: "" if value is None else value for name, value in typed.items()}


def submit(line: ProgressUpdate, by: User) -> None:
    """Hand in the report that the line is in, on 10 April."""
    moment = datetime(2020, 4, 10, 15, tzinfo=UTC)
    actions.submit_report(report=line.report, version=1, by=by, at=moment)


def test_progress_is_logged_from_the_desk_in_one_step_and_texts_stay(
    client: Client, mi2020: Appeal
) -> None:
    first, second = activity_of("GT-1.1"), activity_of("GT-2.1")
    make_update(activity=first, period=period_of(mi2020), percent=40, narrative="Two centres.")
    typed = sent(client.get(at("home"))) | {
        f"line-{first.pk}-percent": "55",
        f"line-{second.pk}-percent": "10",
        f"line-{second.pk}-status": "ongoing",
        "next": at("home"),
    }

    response = client.post(at("home"), typed, follow=True)

    assert response.redirect_chain == [(at("home"), 302)]
    assert "2 lines saved." in words(response)
    lines = ProgressUpdate.objects.standing().order_by("activity__code")
    assert list(lines.values_list("activity__code", "percent", "narrative")) == [
        ("GT-1.1", 55, "Two centres."),
        ("GT-2.1", 10, ""),
    ]


def test_only_activities_that_the_report_is_to_speak_of_are_counted_as_in_the_report(
    client: Client, mi2020: Appeal
) -> None:
    period = period_of(mi2020)
    codes = ["GT-1.1", "GT-2.1", "GT-3.1", "GT-4.1"]
    suspended, later, told, cancelled = (activity_of(code) for code in codes)
    Activity.objects.filter(pk=suspended.pk).update(hold="suspended")
    Activity.objects.filter(pk=cancelled.pk).update(hold="cancelled")
    Activity.objects.filter(pk=later.pk).update(starts_on=date(2020, 4, 1))
    for activity in (suspended, told):
        make_update(activity=activity, period=period)

    home = client.get(at("home"))
    report = client.get(at("report_detail", "GT", "2020-Q1"))
    lines = client.get(at("report_lines", "GT", "2020-Q1"))

    assert "1 of 4 activities logged." in words(home)
    held = '<span class="status suspended">suspended</span>'
    assert home.content.decode().count(held) == 1
    assert len(report.context["missing"]) == len(lines.context["missing"]) == 3


def test_a_desk_of_many_activities_has_pages_and_each_saves_its_own_lines(
    client: Client, mi2020: Appeal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(desks, "ROWS_SHOWN", 3)
    first, last = activity_of("GT-1.1"), activity_of("GT-7.1")
    make_update(activity=first, period=period_of(mi2020), percent=40, narrative="Two centres.")

    page = client.get(at("home"), {"page_GT": "3"})
    typed = sent(page) | {f"line-{last.pk}-percent": "10", f"line-{last.pk}-status": "ongoing"}
    client.post(at("home"), typed)

    assert [row.activity.code for row in page.context["desks"][0].rows] == ["GT-7.1"]
    assert "Page 3 of 3" in words(page)
    assert "1 of 7 activities logged." in words(page)
    lines = ProgressUpdate.objects.standing().order_by("activity__code")
    assert list(lines.values_list("activity__code", "percent", "narrative")) == [
        ("GT-1.1", 40, "Two centres."),
        ("GT-7.1", 10, ""),
    ]


def test_a_line_that_cannot_be_saved_says_why_in_its_row_with_all_that_was_typed(
    client: Client, mi2020: Appeal
) -> None:
    first, second = activity_of("GT-1.1"), activity_of("GT-2.1")
    typed = sent(client.get(at("home"))) | {
        f"line-{first.pk}-percent": "101",
        f"line-{first.pk}-status": "ongoing",
        f"line-{second.pk}-percent": "20",
        f"line-{second.pk}-narrative": "Two rounds of talks.",
    }

    refused = client.post(at("home"), typed)

    assert refused.status_code == 422
    rows = {row.activity.code: row for row in refused.context["desks"][0].rows}
    assert rows["GT-1.1"].line.errors == {
        "percent": ["Enter a whole number from 0 to 100, or leave it empty."]
    }
    assert rows["GT-2.1"].line["narrative"].value() == "Two rounds of talks."
    assert not rows["GT-3.1"].line.is_bound
    told = words(refused)
    assert "Correct what is marked on these lines." in told
    assert f'href="#row-{first.pk}">GT-1.1</a>' in refused.content.decode()
    assert not ProgressUpdate.objects.exists()


def test_a_line_that_somebody_else_saved_is_shown_in_its_row_beside_what_was_typed(
    client: Client, mi2020: Appeal, guatemala: Office
) -> None:
    activity = activity_of("GT-1.1")
    line = make_update(activity=activity, period=period_of(mi2020), percent=40)
    typed = sent(client.get(at("home"))) | {f"line-{activity.pk}-percent": "55"}
    line.percent = 45
    line.keep(line.version, ["percent"])

    refused = client.post(at("home"), typed)

    assert refused.status_code == 409
    row = refused.context["desks"][0].rows[0]
    assert (row.line.theirs.percent, row.line["percent"].value()) == (45, "55")
    assert row.line.is_open
    assert "Somebody saved this line while you were writing." in words(refused)
    client.post(at("home"), sent(refused))
    assert ProgressUpdate.objects.standing().get().percent == 55


def test_a_report_submitted_by_a_colleague_takes_no_line_and_nothing_typed_is_lost(
    client: Client, mi2020: Appeal, reporter_gt: User
) -> None:
    line = make_update(activity=activity_of("GT-1.1"), period=period_of(mi2020), percent=40)
    typed = sent(client.get(at("home")))
    typed |= {f"line-{line.activity_id}-narrative": "Three centres."}
    submit(line, reporter_gt)

    refused = client.post(at("home"), typed)

    assert refused.status_code == 409
    assert "is submitted and can no longer be changed." in words(refused)
    assert "Three centres." in refused.content.decode()


def test_one_desk_that_is_refused_leaves_the_other_as_it_is(
    client: Client, mi2020: Appeal, honduras: Office, reporter_gt: User
) -> None:
    make_membership(user=reporter_gt, role=Role.REPORTER, office=honduras)
    make_update(activity=activity_of("HN-1.1"), period=period_of(mi2020), percent=60)
    typed = sent(client.get(at("home"))) | {f"line-{activity_of('GT-1.1').pk}-percent": "101"}

    page = client.post(at("home"), typed)

    guatemala, other = page.context["desks"]
    assert (guatemala.office.code, other.office.code) == ("GT", "HN")
    assert [row.activity.code for row in guatemala.faulty] == ["GT-1.1"]
    assert other.faulty == []
    assert [row.line["percent"].value() for row in other.rows][:1] == [60]


def test_lines_of_an_office_of_others_are_not_found(client: Client, mi2020: Appeal) -> None:
    typed = sent(client.get(at("home"))) | {"office": "HN"}

    assert client.post(at("home"), typed).status_code == 404
    assert client.post(at("home"), {"activity": "HN-1.1"}).status_code == 404
    assert client.post(at("home"), {"office": "GT"}).status_code == 404


def test_a_remark_of_a_reviewer_is_in_its_row_until_it_is_answered_or_resolved(
    client: Client, mi2020: Appeal, reviewer_ro: User, reporter_gt: User
) -> None:
    activity = activity_of("GT-1.1")
    line = make_update(activity=activity, period=period_of(mi2020), state="returned")
    said = {"activity": activity, "report": line.report, "at": datetime(2020, 4, 9, tzinfo=UTC)}
    asked = [
        actions.add_comment(body=body, by=reviewer_ro, **said)
        for body in ("Which centres?", "Since when?")
    ]
    places = [at("home"), at("report_lines", "GT", "2020-Q1")]

    for place in places:
        page = words(client.get(place))
        assert "remark reviewer.ro, " in page
        assert "Which centres? Reply or resolve" in page
        assert "Since when? Reply or resolve" in page
    actions.add_comment(body="Both.", parent=asked[0], by=reporter_gt, **said)
    actions.resolve_thread(thread=asked[1], by=reporter_gt, at=said["at"])
    for place in places:
        assert "Reply or resolve" not in words(client.get(place))


def test_who_wrote_a_line_before_somebody_else_is_not_named_among_those_who_decide(
    client: Client, mi2020: Appeal, reporter_gt: User, reviewer_ro: User
) -> None:
    line = ProgressUpdate(activity=activity_of("GT-1.1"), language="en", status="ongoing")
    for day, (by, percent) in enumerate(((reviewer_ro, 40), (reporter_gt, 50)), start=1):
        line.percent = percent
        line = actions.log_progress(
            update=line,
            version=line.version if line.pk else 0,
            period=period_of(mi2020),
            achievements={},
            results=[],
            by=by,
            at=datetime(2020, 4, day, 15, tzinfo=UTC),
        )
    submit(line, reporter_gt)

    (waiting,) = client.get(at("home")).context["desks"][0].handed_in

    assert actions.why_not_approve(line.report, reviewer_ro)
    assert waiting.deciders == []


def test_a_report_that_was_handed_in_is_on_the_desk_with_who_decides_and_is_taken_back(
    client: Client, mi2020: Appeal, reporter_gt: User, reviewer_ro: User
) -> None:
    line = make_update(activity=activity_of("GT-1.1"), period=period_of(mi2020), percent=40)
    submit(line, reporter_gt)

    page = client.get(at("home"))

    (waiting,) = page.context["desks"][0].handed_in
    told = words(page)
    assert "submitted 2020-Q1 1 activity, submitted by reporter.gt on 10 Apr 2020" in told
    assert "Waiting for a decision by reviewer.ro." in told
    sent_back = {field.html_name: field.value() for field in waiting.taking_back}
    done = client.post(
        at("report_take_back", "GT", "2020-Q1"),
        sent_back | {"comment": "", "next": at("home")},
        follow=True,
    )
    assert done.redirect_chain == [(at("home"), 302)]
    assert done.context["desks"][0].handed_in == []
    assert done.context["desks"][0].due.period.code == "2020-Q1"


def test_finance_reads_what_was_handed_in_and_cannot_take_it_back(
    mi2020: Appeal, finance_gt: User, reporter_gt: User, signed_in: SignIn
) -> None:
    line = make_update(activity=activity_of("GT-1.1"), period=period_of(mi2020), percent=40)
    submit(line, reporter_gt)

    page = signed_in(finance_gt).get(at("home"))

    (waiting,) = page.context["desks"][0].handed_in
    assert waiting.taking_back is None
    assert "Nobody can decide about it yet" in words(page)


def test_spend_is_recorded_from_the_desk_in_one_step(client: Client) -> None:
    row = client.get(at("home")).context["desks"][0].rows[0]
    typed = {
        "activity": row.activity.code,
        "idempotency_key": row.spend["idempotency_key"].value(),
        "version": "0",
        "kind": "expenditure",
        "amount": "1,250.50",
        "currency": "USD",
        "value_on": "2020-03-15",
        "cell": row.cells[0].pk,
        "next": f"{at('home')}#row-{row.activity.pk}",
    }

    refused = client.post(at("home"), typed | {"amount": "12.505"})
    response = client.post(at("home"), typed)

    assert refused.status_code == 422
    form = refused.context["desks"][0].rows[0].refused
    assert (form["amount"].value(), form["value_on"].value()) == ("12.505", "2020-03-15")
    assert "An amount can have at most two decimals" in words(refused)
    assert [other.refused for other in refused.context["desks"][0].rows[1:]] == [None] * 6
    assert response.url == f"{at('home')}#row-{row.activity.pk}"
    assert str(Transaction.objects.get().amount) == "1250.50"


def test_a_refused_entry_stays_in_its_row_and_says_once_what_is_wrong(client: Client) -> None:
    row = client.get(at("home")).context["desks"][0].rows[0]
    typed = {
        "activity": row.activity.code,
        "idempotency_key": row.spend["idempotency_key"].value(),
        "version": "0",
        "kind": "expenditure",
        "amount": "12.505",
        "currency": "GTQ",
        "value_on": "2020-03-15",
        "cell": row.cells[0].pk,
        "reference": "V-12",
    }

    refused = client.post(at("home"), typed)
    nothing = client.post(at("home"), typed | {"kind": "present", "amount": "5"})

    form = refused.context["desks"][0].rows[0].refused
    shown = [field.name for field in form.visible_fields()]
    assert shown == ["amount", "currency", "value_on", "counterpart", "reference"]
    assert {field.html_name: field.value() for field in form}.items() >= (
        {key: str(value) for key, value in typed.items() if key != "activity"}.items()
    )
    sentence = "An amount can have at most two decimals, for example 1250.50."
    assert words(refused).count(sentence) == 1
    assert "As on the voucher" not in words(refused)
    # What the row does not ask is shown where it is wrong.
    assert "kind" in {
        field.name for field in nothing.context["desks"][0].rows[0].refused.visible_fields()
    }


def test_an_unusual_entry_is_queried_in_its_row(client: Client) -> None:
    row = client.get(at("home")).context["desks"][0].rows[0]
    typed = {
        "activity": row.activity.code,
        "idempotency_key": row.spend["idempotency_key"].value(),
        "version": "0",
        "kind": "expenditure",
        "amount": "9,000,000",
        "currency": "USD",
        "value_on": "2020-03-15",
        "cell": row.cells[0].pk,
    }

    asked = client.post(at("home"), typed)

    assert asked.status_code == 422
    form = asked.context["desks"][0].rows[0].refused
    assert form.errors.keys() == {"amount", "unusual_reason"}
    answered = {field.html_name: field.value() or "" for field in form}
    answered |= {"activity": row.activity.code, "unusual_reason": "One contract for the year."}
    assert client.post(at("home"), answered).url == at("home")
    assert Transaction.objects.get().unusual_reason == "One contract for the year."


def test_what_was_returned_and_why_stands_on_the_desk(client: Client, mi2020: Appeal) -> None:
    make_update(activity=activity_of("GT-1.1"), period=period_of(mi2020), state="returned")

    page = words(client.get(at("home")))

    assert "This report was returned: Please look again." in page


def test_finance_of_an_office_has_a_desk_without_lines(finance_gt: User, signed_in: SignIn) -> None:
    desk = signed_in(finance_gt).get(at("home")).context["desks"][0]

    assert not desk.is_writable
    assert all(row.cells for row in desk.rows)


def test_a_reporter_is_told_when_every_open_period_is_submitted(
    client: Client, mi2020: Appeal
) -> None:
    for each in ReportingPeriod.objects.of(mi2020):
        make_update(activity=activity_of("GT-1.1"), period=each, state="submitted")

    assert "Guatemala: reports submitted for all open periods." in words(client.get(at("home")))


def test_a_closed_appeal_has_no_desk(client: Client, mi2020: Appeal) -> None:
    mi2020.state = Appeal.State.CLOSED
    mi2020.save_over(mi2020.version, ["state"])

    assert client.get(at("home")).context["desks"] == []


def test_what_others_did_since_the_last_visit_is_told_and_what_they_did_before_is_not(
    reader: Client, mi2020: Appeal, manager_ro: User, viewer: User
) -> None:
    monday = datetime(2020, 6, 1, 15, tzinfo=UTC)
    with time_machine.travel(monday, tick=False):
        assert reader.get(at("home")).context["before"] is None
    with time_machine.travel(monday + timedelta(minutes=30), tick=False), signed(by=manager_ro):
        make_milestone(activity=activity_of("GT-1.1"), title="Before")
    with time_machine.travel(monday + timedelta(hours=1), tick=False):
        assert reader.get(at("home")).context["before"] is None
    with time_machine.travel(monday + timedelta(days=1), tick=False):
        with signed(by=manager_ro):
            make_milestone(activity=activity_of("HN-1.1"), title="Since")
        with signed(by=viewer):
            make_milestone(activity=activity_of("HN-1.1"), title="Mine")
        make_milestone(activity=activity_of("HN-1.1"), title="By a command")
    with time_machine.travel(monday + timedelta(days=2), tick=False):
        page = reader.get(at("home"))
        again = reader.get(at("home"))

    assert page.context["before"] == monday + timedelta(hours=1)
    assert again.context["before"] == page.context["before"]
    told = " ".join(line.name for line in page.context["lines"])
    assert told == "HN-1.1 Since"
    assert "manager.ro: milestone HN-1.1 Since added" in words(page)


def test_a_review_is_told_once_by_what_was_done_and_not_line_by_line(
    client: Client, mi2020: Appeal, reporter_gt: User, reviewer_ro: User
) -> None:
    monday = datetime(2020, 4, 6, 15, tzinfo=UTC)
    with time_machine.travel(monday, tick=False):
        client.get(at("home"))
    line = make_update(activity=activity_of("GT-1.1"), period=period_of(mi2020), percent=40)
    submit(line, reporter_gt)
    line.report.refresh_from_db()
    with time_machine.travel(monday + timedelta(days=5), tick=False):
        actions.return_report(
            report=line.report,
            version=line.report.version,
            reason="Which centres?",
            by=reviewer_ro,
            at=monday + timedelta(days=5),
        )
        page = client.get(at("home"))

    assert [(told.who, told.step) for told in page.context["lines"]] == [
        ("reviewer.ro", "returned")
    ]
    assert "reviewer.ro: review of a report GT 2020-Q1 returned" in words(page)


def test_last_reported_is_of_the_period_before_whatever_was_reported_since(
    client: Client, mi2020: Appeal, reporter_gt: User
) -> None:
    activity = activity_of("GT-1.1")
    quarters = [("2020-Q1", 20, "submitted"), ("2020-Q2", 45, "draft"), ("2020-Q3", 60, "approved")]
    for code, percent, state in quarters:
        make_update(activity=activity, period=period_of(mi2020, code), percent=percent, state=state)

    page = client.get(at("home"))

    assert page.context["desks"][0].due.period.code == "2020-Q2"
    last = page.context["desks"][0].rows[0].last
    assert (last.percent, last.report.period.code) == (20, "2020-Q1")
    assert "<small>2020-Q1</small>" in page.content.decode()
    assert "<small>2020-Q3</small>" not in page.content.decode()


def test_a_reviewer_sees_what_is_submitted_and_finance_what_is_drafted(
    reviewer_ro: User, finance_gt: User, signed_in: SignIn, mi2020: Appeal
) -> None:
    make_update(activity=activity_of("GT-1.1"), period=period_of(mi2020), state="submitted")
    make_update(activity=activity_of("HN-1.1"), period=period_of(mi2020))
    for code in ("GT-1.1", "GT-2.1", "HN-1.1"):
        make_transaction(activity=activity_of(code))

    reviewer, finance = (signed_in(user).get(at("home")) for user in (reviewer_ro, finance_gt))

    assert [str(report) for report in reviewer.context["to_review"]] == ["GT 2020-Q1"]
    assert reviewer.context["to_post"] == 0
    assert finance.context["to_post"] == 2
    assert not finance.context["to_review"]


def test_a_person_with_several_roles_sees_all_that_waits(
    reporter_gt: User, client: Client, mi2020: Appeal
) -> None:
    make_membership(user=reporter_gt, role=Role.FINANCE, office=activity_of("HN-1.1").office)
    make_transaction(activity=activity_of("HN-1.1"))

    page = client.get(at("home"))

    assert page.context["to_post"] == 1
    assert [desk.office.code for desk in page.context["desks"]] == ["GT", "HN"]


@pytest.mark.once
@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("2020-13-01", "2020-13-01"),
        ("yesterday", "yesterday"),
        ("1899-12-31", "1899-12-31"),
        ("3000-01-01", "3000-01-01"),
        ("<b>", "<b>"),
        ("1" * 99, "1" * 30),
    ],
)
def test_a_wrong_date_is_named_and_the_default_shown(
    client: Client, written: str, shown: str
) -> None:
    page = client.get(at("home"), {"as_at": written})

    assert page.status_code == 200
    assert f"“{shown}” is not a date between 1900 and 2999. Write it like 2020-06-30." in " ".join(
        str(message) for message in page.context["messages"]
    )
    assert "<b>”" not in page.content.decode()
    assert page.context["viewpoint"].as_at.isoformat() == "2021-03-31"


def test_anything_but_the_default_is_said_and_carried_along(client: Client) -> None:
    plain = client.get(at("home"))
    other = client.get(at("home"), {"as_at": "2020-06-30", "include": "draft"})

    assert "not the current official figures" not in words(plain)
    assert "as at 30 Jun 2020, also your offices' drafts" in words(other)
    assert other.context["viewpoint"].query == "as_at=2020-06-30&include=draft"


@pytest.mark.once
@pytest.mark.parametrize("page", ["overview", "matrix"])
def test_links_carry_date_and_switch_as_the_next_page_reads_them(client: Client, page: str) -> None:
    shown = client.get(at(page), {"as_at": "2020-06-30", "include": "draft"}).content.decode()

    assert "paid_from=O1&amp;as_at=2020-06-30&amp;include=draft" in shown
    assert "&amp;amp;" not in shown


@pytest.mark.once
@pytest.mark.publication
def test_its_queries_do_not_grow_with_its_rows(
    client: Client, reader: Client, mi2020: Appeal
) -> None:
    make_transaction(activity=activity_of("GT-1.1"), posted=True)
    make_update(activity=activity_of("GT-1.1"), period=period_of(mi2020), state="approved")
    few = count_queries(client, at("home")), count_queries(reader, at("home"))
    rows: list[Any] = ["BZ-1.1", "HN-1.1", "PA-1.1", "RO-P1-1.1", "MX-1.1"]
    for code in rows:
        make_transaction(activity=activity_of(code), posted=True)
        make_update(activity=activity_of(code), period=period_of(mi2020), state="approved")

    assert (count_queries(client, at("home")), count_queries(reader, at("home"))) == few


def test_an_appeal_that_does_not_exist_is_not_found(client: Client) -> None:
    assert client.get("/appeals/MI2099/").status_code == 404
