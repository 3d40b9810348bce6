"""The gaps: where plan, money, reporting and evidence do not meet; every rule, owner and day."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from appeal.actions import revise_requirement
from appeal.base.viewpoint import Include, Viewpoint
from appeal.models import Activity, Allocation, Appeal, Indicator, Office, Role, User
from tests.factories import (
    ENTERED,
    make_achievement,
    make_actual,
    make_assignment,
    make_contribution,
    make_evidence,
    make_indicator,
    make_membership,
    make_milestone,
    make_rate,
    make_transaction,
    make_update,
    make_user,
)
from tests.fixture_types import SignIn
from tests.tracking.browsing import activity_of, at, count_queries, words
from tracking import actions
from tracking.models import Question, ReportingPeriod, Transaction
from tracking.quality import RULES, Finding, find

pytestmark = pytest.mark.person("viewer")


MAY = datetime(2020, 5, 30, 18, tzinfo=UTC)


def seen(as_at: date = date(2020, 12, 31), **fields: Any) -> Viewpoint:
    """From `as_at`, by somebody who sees the drafts of `own`."""
    own = Office.objects.filter(code__in=fields.pop("own", []))
    return Viewpoint(as_at, fields.pop("include", Include.OFFICIAL), own, **fields)


def found(appeal: Appeal, rule: str, viewpoint: Viewpoint | None = None, **of: Any) -> Any:
    return find(appeal, viewpoint or seen(), rule=rule, **of)


def about(findings: list[Finding]) -> list[str]:
    """What the findings are about, by code."""
    return [finding.about.split()[0].rstrip(",") for finding in findings]


def first_quarter(appeal: Appeal) -> ReportingPeriod:
    return ReportingPeriod.objects.of(appeal).get(code="2020-Q1")


# The page


@pytest.mark.publication
def test_everything_is_silent_and_indicative_at_the_start(client: Client, mi2020: Appeal) -> None:
    page = client.get(at("gaps"))

    count, findings = Activity.objects.of(mi2020).count(), page.context["findings"]
    assert len(findings["silent"]) == len(findings["indicative"]) == count
    assert not findings["overdrawn"]
    assert "That is unknown, not zero" in words(page)
    assert "Requirement lines without an activity 5 high" in words(page)


def test_what_is_to_be_added_or_read_comes_last_and_folded(client: Client, mi2020: Appeal) -> None:
    make_transaction(activity=activity_of("GT-1.1"), amount=900_000, posted=True)
    reminders = ["no_evidence", "indicative", "own_draft"]

    def opened(**asked: str) -> dict[str, bool]:
        return {row.rule.key: row.is_open for row in client.get(at("gaps"), asked).context["shown"]}

    shown = opened()
    assert list(shown)[-3:] == reminders
    assert [key for key, is_open in shown.items() if not is_open] == reminders
    assert opened(rule="no_evidence") == {"no_evidence": True}
    assert opened(severity="low") == {"indicative": False, "own_draft": False}


def test_every_rule_is_named_whether_it_finds_something_or_not(client: Client) -> None:
    shown = words(client.get(at("gaps")))

    for rule in RULES:
        assert str(rule.title) in shown


def test_it_is_narrowed_to_one_office_and_shows_all_where_there_is_none(client: Client) -> None:
    def silent(office: str) -> int:
        return len(client.get(at("gaps"), {"office": office}).context["findings"]["silent"])

    assert silent("HN") == 4
    assert silent("XX") == silent("")


@pytest.mark.publication
def test_it_is_narrowed_to_one_rule_and_to_a_severity(client: Client) -> None:
    one = words(client.get(at("gaps"), {"rule": "silent"}))
    low = client.get(at("gaps"), {"severity": "low"}).context["shown"]
    wrong = client.get(at("gaps"), {"severity": "terrible", "rule": "none such"})

    assert "Activities that have not reported a percentage 104" in one
    assert "Even splits that nobody has confirmed 104" not in one
    assert [section.rule.key for section in low] == ["indicative"]
    assert len([*wrong.context["shown"], *wrong.context["clear"]]) == len(RULES)


@pytest.mark.publication
def test_a_long_list_shows_its_first_5_and_leads_to_the_rest_page_by_page(client: Client) -> None:
    whole = client.get(at("gaps"))
    last = client.get(at("gaps"), {"rule": "silent", "page": "3"})

    assert "See all 104" in words(whole)
    assert "Page 3 of 3" in words(last)
    section = next(s for s in last.context["shown"] if s.rule.key == "silent")
    assert len(section.page) == 4


def test_its_links_and_its_filter_keep_the_dates(client: Client) -> None:
    asked = {"as_at": "2020-06-30", "known_on": "2020-07-31", "office": "GT"}
    page = client.get(at("gaps"), asked)

    body = " ".join(page.content.decode().split())
    assert 'name="known_on" value="2020-07-31"' in body
    assert f"{at('activity_detail', 'GT-1.1')}?as_at=2020-06-30&amp;known_on=2020-07-31" in body


def test_every_finding_leads_to_a_page_that_a_viewer_may_see(
    client: Client, mi2020: Appeal
) -> None:
    activity, first = activity_of("GT-1.1"), first_quarter(mi2020)
    make_update(activity=activity_of("GT-2.1"), period=first)
    make_transaction(activity=activity, amount=900_000_000, posted=True)
    given = make_contribution(appeal=mi2020, committed=100)
    make_assignment(contribution=given, office=activity.office, amount=200)

    sections = client.get(at("gaps")).context["shown"]

    assert len(sections) >= 8
    for section in sections:
        assert client.get(section.page[0].address).status_code == 200, section.rule.key


def test_its_queries_do_not_grow_with_its_rows(client: Client) -> None:
    few = count_queries(client, at("gaps") + "?office=HN")

    assert count_queries(client, at("gaps")) <= few


# Whose it is, and since when


def test_the_owner_is_who_holds_the_role_at_the_office_or_else_for_the_region(
    mi2020: Appeal, guatemala: Office, manager_ro: User, reporter_gt: User
) -> None:
    guatemalan = make_user(username="manager.gt", first_name="Ana", last_name="Paz")
    make_membership(user=guatemalan, role=Role.MANAGER, office=guatemala)
    gone = make_user(username="manager.gone", is_active=False)
    make_membership(user=gone, role=Role.MANAGER, office=guatemala)

    owners = {row.office.code: row.owners for row in found(mi2020, "indicative")}
    reporters = {row.office.code: row.owners for row in found(mi2020, "silent")}

    assert (owners["GT"], owners["HN"]) == (("Ana Paz",), ("manager.ro",))
    assert (reporters["GT"], reporters["HN"]) == (("reporter.gt",), ())


def test_a_page_says_where_nobody_holds_the_role(client: Client) -> None:
    assert "Reporting officer: nobody has this role" in words(
        client.get(at("gaps"), {"office": "HN"})
    )


def test_days_open_are_counted_up_to_the_date_of_the_page(mi2020: Appeal) -> None:
    viewpoint = seen(date(2020, 4, 20))

    overdue = found(mi2020, "no_update", viewpoint)[0]

    assert (overdue.since, overdue.days_open) == (date(2020, 4, 15), 5)


# The plan and its money


def test_a_confirmed_split_is_no_gap_and_a_missing_one_is(
    mi2020: Appeal, guatemala: Office
) -> None:
    Allocation.objects.filter(activity=activity_of("GT-1.1")).update(basis="confirmed")
    Allocation.objects.filter(activity=activity_of("GT-2.1")).delete()

    split = about(found(mi2020, "indicative", office=guatemala))
    assert split == [f"GT-{number}.1" for number in range(3, 8)]
    assert about(found(mi2020, "unfunded", office=guatemala)) == ["GT-2.1"]


def test_a_funded_cell_without_activity_and_a_cell_revised_too_low_are_gaps(
    mi2020: Appeal, superuser: User
) -> None:
    cell = activity_of("GT-1.1").allocations.get().cell
    revise_requirement(
        cell=cell,
        version=None,
        amount=1000,
        effective_on=date(2020, 6, 1),
        reason="Less is needed",
        by=superuser,
        at=MAY,
    )
    Allocation.objects.filter(cell__office__code="HN").delete()

    overdrawn = found(mi2020, "overdrawn")
    assert [(row.about, row.since) for row in overdrawn] == [("GT O1", date(2020, 6, 1))]
    assert not found(mi2020, "overdrawn", seen(date(2020, 5, 31)))
    assert "HN O1" in [row.about for row in found(mi2020, "unassigned")]


def test_a_gap_is_read_as_it_was_known(mi2020: Appeal, superuser: User) -> None:
    activity = activity_of("GT-1.1")
    row = activity.allocations.get()
    row._history_date = MAY
    row.delete()
    before = seen(known_on=date(2020, 5, 29), known_at=mi2020.end_of(date(2020, 5, 29)))

    assert about(found(mi2020, "unfunded")) == ["GT-1.1"]
    assert found(mi2020, "unfunded")[0].since == date(2020, 5, 30)
    assert not found(mi2020, "unfunded", before)
    assert "GT-1.1" in about(found(mi2020, "indicative", before))


def test_a_cancelled_activity_is_no_gap(mi2020: Appeal, guatemala: Office) -> None:
    Activity.objects.filter(pk=activity_of("GT-1.1").pk).update(hold="cancelled")

    for rule in ("silent", "indicative", "no_indicator", "no_update", "unfunded"):
        assert "GT-1.1" not in about(found(mi2020, rule, office=guatemala))


def test_what_is_partly_allocated_or_overspent_is_listed(mi2020: Appeal) -> None:
    activity = activity_of("GT-1.1")
    Allocation.objects.filter(activity=activity).update(amount=1000)
    make_transaction(activity=activity, amount=800, value_on=date(2020, 2, 1), posted=True)
    make_transaction(activity=activity, amount=700, value_on=date(2020, 3, 1), posted=True)

    assert [row.about for row in found(mi2020, "partly")] == ["GT O1"]
    overspent = found(mi2020, "overspent")
    assert about(overspent) == ["GT-1.1"]
    assert overspent[0].since == date(2020, 3, 1)
    assert overspent[0].message == "USD 1,500.00 has been spent, USD 500.00 more than the budget."
    assert not found(mi2020, "overspent", seen(date(2020, 2, 29)))


def test_overspending_is_open_since_the_day_that_passed_what_is_allocated(mi2020: Appeal) -> None:
    entries: dict[tuple[str, int, int], Transaction] = {}
    for share in Allocation.objects.filter(activity__code__in=["GT-1.1", "GT-2.1", "GT-3.1"]):
        share.amount = Decimal(1000)
        share.save_over(share.version, ["amount"], datetime(2020, 1, 30, tzinfo=UTC))
    for code, month, day, amount in (
        ("GT-1.1", 1, 31, 900), ("GT-1.1", 5, 4, 60), ("GT-1.1", 5, 8, 40), ("GT-1.1", 5, 9, 1),
        ("GT-1.1", 5, 20, 700), ("GT-1.1", 6, 1, 800), ("GT-2.1", 3, 5, 1100), ("GT-2.1", 5, 9, 1),
        ("GT-3.1", 1, 31, 1000),
    ):  # fmt: skip
        activity = activity_of(code)
        kind = "disbursement" if amount == 60 else "expenditure"
        entries[code, month, amount] = make_transaction(
            activity=activity,
            amount=amount,
            value_on=date(2020, month, day),
            kind=kind,
            posted=True,
        )
    make_transaction(activity=activity_of("GT-3.1"), value_on=date(2020, 4, 1))
    undone = entries["GT-1.1", 5, 40]
    actions.reverse_transaction(entry=undone, reason="Paid twice", by=make_user(), at=MAY)
    earlier = mi2020.end_of(date(2020, 5, 29))

    def days(viewpoint: Viewpoint) -> dict[str, str]:
        rows = found(mi2020, "overspent", viewpoint)
        return dict(zip(about(rows), (f"{row.since:%m-%d}" for row in rows), strict=True))

    assert days(seen()) == {"GT-1.1": "05-20", "GT-2.1": "03-05"}
    assert days(seen(date(2020, 5, 20))) == {"GT-1.1": "05-20", "GT-2.1": "03-05"}
    assert days(seen(date(2020, 5, 19))) == {"GT-2.1": "03-05"}
    # Nor was the reversal known by then.
    before = {"known_on": date(2020, 5, 29), "known_at": earlier}
    assert days(seen(**before)) == {"GT-1.1": "05-09", "GT-2.1": "03-05"}
    drafts = days(seen(include=Include.DRAFT, own=["GT"]))
    assert drafts == {"GT-1.1": "05-20", "GT-2.1": "03-05", "GT-3.1": "04-01"}


def test_an_activity_with_an_indicator_is_no_gap(mi2020: Appeal, guatemala: Office) -> None:
    Indicator.objects.filter(activity__priority__section__office=guatemala).delete()
    make_indicator(activity=activity_of("GT-1.1"))

    without = about(found(mi2020, "no_indicator", office=guatemala))

    assert without == [f"GT-{number}.1" for number in range(2, 8)]


def test_what_is_assigned_beyond_what_is_funded_is_a_gap(
    mi2020: Appeal, guatemala: Office, honduras: Office
) -> None:
    enough = make_contribution(appeal=mi2020, committed=100)
    make_assignment(contribution=enough, office=guatemala, amount=100)
    short = make_contribution(appeal=mi2020, committed=100)
    make_assignment(contribution=short, office=guatemala, amount=60)
    make_assignment(contribution=short, office=honduras, amount=60, effective_on=date(2020, 4, 1))

    row = found(mi2020, "over_assigned")

    assert [finding.about for finding in row] == [str(short)]
    assert (row[0].office, row[0].since) == (None, date(2020, 4, 1))


# Reports


def test_an_activity_leaves_the_silent_ones_once_a_percentage_is_approved(mi2020: Appeal) -> None:
    first = first_quarter(mi2020)
    make_update(activity=activity_of("GT-1.1"), period=first, percent=0, state="approved")
    make_update(activity=activity_of("HN-1.1"), period=first, percent=50)

    silent = about(found(mi2020, "silent"))

    assert "GT-1.1" not in silent
    assert "HN-1.1" in silent
    assert "GT-1.1" in about(found(mi2020, "silent", seen(date(2020, 3, 30))))


@pytest.mark.parametrize(
    ("state", "is_missing"),
    [("draft", True), ("submitted", False), ("returned", True), ("approved", False)],
)
def test_a_line_is_missing_until_it_is_handed_in(
    mi2020: Appeal, guatemala: Office, state: str, is_missing: bool
) -> None:
    activity, first = activity_of("GT-1.1"), first_quarter(mi2020)
    make_update(activity=activity, period=first, state=state)
    after, on_the_day = seen(date(2020, 4, 16)), seen(date(2020, 4, 15))

    overdue = found(mi2020, "no_update", after, office=guatemala)

    assert ("GT-1.1" in about(overdue)) == is_missing
    assert "GT-2.1" in about(overdue)
    assert not found(mi2020, "no_update", on_the_day)


def test_every_missing_period_is_named_once_per_activity(mi2020: Appeal, guatemala: Office) -> None:
    Activity.objects.filter(pk=activity_of("GT-1.1").pk).update(starts_on=date(2020, 4, 1))
    Activity.objects.filter(pk=activity_of("GT-2.1").pk).update(hold="suspended")

    rows = found(mi2020, "no_update", seen(date(2020, 8, 1)), office=guatemala)

    messages = {row.about.split()[0]: row.message for row in rows}
    assert messages["GT-1.1"] == "No line was submitted for 2020-Q2."
    assert messages["GT-3.1"] == "No line was submitted for 2020-Q1, 2020-Q2."
    assert "GT-2.1" not in messages


def test_a_breakdown_below_its_total_is_found_and_a_complete_one_is_not(mi2020: Appeal) -> None:
    first = first_quarter(mi2020)
    line = make_update(activity=activity_of("GT-1.1"), period=first)
    asked = {"activity": line.activity, "by_sex": True}
    complete, short, empty = (make_indicator(**asked) for _ in range(3))
    make_indicator(activity=line.activity)
    sexes = {("sex", "female"): 6, ("sex", "male"): 4}
    make_actual(indicator=complete, update=line, value=10, parts=sexes)
    make_actual(indicator=short, update=line, value=12, parts=sexes)
    make_actual(indicator=empty, update=line, value=5)
    make_actual(indicator=make_indicator(activity=line.activity), update=line, value=5)
    drafts = seen(own=["GT"], include=Include.DRAFT)

    messages = [row.message for row in found(mi2020, "short", drafts)]

    assert messages == [
        f"{short}, 2020-Q1: by sex 10 of 12.",
        f"{empty}, 2020-Q1: by sex 0 of 5.",
    ]
    assert not found(mi2020, "short")


def test_a_milestone_approved_as_achieved_needs_evidence(mi2020: Appeal) -> None:
    first = first_quarter(mi2020)
    line = make_update(activity=activity_of("GT-1.1"), period=first)
    proven, bare = (make_milestone(activity=line.activity) for _ in range(2))
    make_achievement(milestone=proven, update=line)
    make_achievement(milestone=bare, update=line)
    make_evidence(milestone=proven)
    assert not found(mi2020, "unproven")

    report, manager = line.report, make_user()
    actions.submit_report(report=report, version=report.version, by=manager, at=ENTERED)
    report.refresh_from_db()
    actions.approve_report(report=report, version=report.version, by=make_user(), at=ENTERED)

    rows = found(mi2020, "unproven")
    assert [row.message.split("”")[0] for row in rows] == [f"“{bare.title}"]
    assert rows[0].since == date(2020, 4, 2)


# The ledger


def test_only_those_who_see_the_draft_read_that_its_rate_is_missing(
    mi2020: Appeal, reporter_gt: User, viewer: User, signed_in: SignIn
) -> None:
    activity = activity_of("GT-1.1")
    make_transaction(activity=activity, currency="GTQ", usd_amount=None)
    make_transaction(activity=activity, currency="HNL", usd_amount=None)
    make_transaction(activity=activity)
    make_rate(currency="HNL", effective_on=date(2020, 3, 1))
    make_rate(currency="GTQ", effective_on=date(2020, 2, 1))

    def page(user: User) -> str:
        return words(signed_in(user).get(at("gaps"), {"rule": "no_rate"}))

    assert "There is no GTQ rate for March 2020, so it cannot be posted." in page(reporter_gt)
    assert "HNL" not in page(reporter_gt)
    assert "GTQ" not in page(viewer)


def test_a_large_posting_needs_evidence_that_is_not_withdrawn(mi2020: Appeal) -> None:
    activity = activity_of("GT-1.1")

    def entry(amount: int, **fields: Any) -> Transaction:
        return make_transaction(activity=activity, amount=amount, **{"posted": True} | fields)

    bare = entry(10_000)
    entry(9_999)
    entry(20_000, posted=False)
    make_evidence(transaction=entry(30_000))
    withdrawn = entry(40_000)
    make_evidence(
        transaction=withdrawn,
        withdrawn_at=MAY,
        withdrawn_by=make_user(),
        withdrawn_reason="The wrong file",
    )
    undone = entry(50_000)
    actions.reverse_transaction(entry=undone, reason="Paid twice", by=make_user(), at=MAY)
    earlier = mi2020.end_of(date(2020, 5, 29))

    def entries(viewpoint: Viewpoint | None = None) -> list[int]:
        return [int(row.address.split("/")[-2]) for row in found(mi2020, "no_evidence", viewpoint)]

    assert entries() == [bare.pk, withdrawn.pk]
    before = seen(known_on=date(2020, 5, 29), known_at=earlier)
    assert entries(before) == [bare.pk, undone.pk]
    assert not entries(seen(date(2020, 3, 14)))


def test_an_index_holds_the_entries_to_look_at(mi2020: Appeal) -> None:
    make_transaction(activity=activity_of("GT-1.1"), posted=True)
    rows = Transaction.objects.of(mi2020).questionable()
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # A table as small as this one is read whole, or by any index and sorted, otherwise.
            cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_sort = off")
            cursor.execute("DROP INDEX ledger_by_day")

    assert "ledger_to_look_at" in rows.order_by("value_on", "id").explain()


@pytest.mark.skipif(connection.vendor != "sqlite", reason="It reads a small table whole.")
@pytest.mark.person("manager_ro")
def test_drafts_to_look_at_are_found_by_an_index_of_drafts(client: Client, mi2020: Appeal) -> None:
    make_transaction(activity=activity_of("GT-1.1"), unusual_reason="Agreed")
    with CaptureQueriesContext(connection) as queries:
        client.get(at("gaps"))
    asked = [each["sql"] for each in queries if "is_rateless" in each["sql"]]

    with connection.cursor() as cursor:
        plans = [cursor.execute(f"EXPLAIN QUERY PLAN {sql}").fetchall() for sql in asked]

    steps = [step for plan in plans for *_ids, step in plan]
    by_posting = "COVERING INDEX ledger_by_posting (appeal_id=? AND posted_at=?)"
    assert f"SEARCH U0 USING {by_posting}" in steps
    by_key = "SEARCH tracking_transaction USING INTEGER PRIMARY KEY (rowid=?)"
    assert [step for step in steps if "tracking_transaction" in step] == [by_key]


def test_who_posts_the_own_draft_is_named(mi2020: Appeal, finance_gt: User) -> None:
    activity = activity_of("GT-1.1")
    make_transaction(activity=activity, entered_by=finance_gt, posted=True)
    make_transaction(activity=activity, posted=True, posted_by=finance_gt)

    rows = found(mi2020, "own_draft")

    assert [row.message for row in rows] == ["finance.gt entered and posted it."]


def test_what_was_kept_after_a_question_is_found_with_its_reason(
    mi2020: Appeal, client: Client
) -> None:
    asked = {
        "asked": [Question.ask("twice", "amount", other="entry 7").as_stored],
        "unusual_reason": "Two printings.",
    }
    activity = activity_of("GT-1.1")
    posted = make_transaction(activity=activity, posted=True, **asked)
    draft = make_transaction(activity=activity, **asked)
    rate = make_rate(**asked)

    for_everybody, for_its_office = (
        found(mi2020, "unusual", seen(own=own)) for own in ([], ["GT"])
    )

    assert about(for_everybody) == ["GT-1.1", "GTQ"]
    assert about(for_its_office) == ["GT-1.1", "GT-1.1", "GTQ"]
    assert {each.message for each in for_its_office} == {
        (
            "Entry 7 has the same activity, date, payee, amount and reference. Was this"
            " already entered? Reason given: “Two printings.”"
        )
    }
    assert [each.address for each in for_its_office] == [
        at("transaction_detail", posted.pk), at("transaction_detail", draft.pk), at("rate_list"),
    ]  # fmt: skip
    before = seen(known_at=ENTERED)
    make_transaction(activity=activity, posted=True, reverses=posted, cell=posted.cell)
    assert about(found(mi2020, "unusual")) == ["GTQ"]
    assert rate.history.get().unusual_reason == "Two printings."
    assert found(mi2020, "unusual", before) == []
    assert "Reason given: “Two printings.”" in words(client.get(at("gaps")))


@pytest.mark.parametrize("username", ["manager_ro", "viewer"])
def test_whoever_may_remind_does_it_beside_the_lines_that_are_missing(
    mi2020: Appeal, signed_in: SignIn, request: pytest.FixtureRequest, username: str
) -> None:
    reader = signed_in(request.getfixturevalue(username))

    page = reader.get(at("gaps") + "?office=GT")

    assert "Activities without a line in an overdue report" in page.text
    assert (at("report_remind", "GT", "2020-Q1") in page.text) == (username == "manager_ro")
    assert at("report_remind", "HN", "2020-Q1") not in page.text


def test_an_activity_is_not_silent_before_it_begins(mi2020: Appeal) -> None:
    activity, june = activity_of("GT-1.1"), seen(date(2020, 6, 30))
    assert activity.code in about(found(mi2020, "silent", june))

    Activity.objects.filter(pk=activity.pk).update(starts_on=date(2020, 7, 1))

    assert activity.code not in about(found(mi2020, "silent", june))
