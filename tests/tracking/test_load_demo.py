"""`manage.py load_demo`: plausible, marked, reproducible, and never mixed with real entries."""

from collections import Counter
from datetime import date
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from appeal.models import Activity, Allocation, Appeal, Membership, Office, Requirement, Role, User
from tests.factories import make_transaction, make_user
from tracking import access
from tracking.models import (
    OfficeReport,
    ProgressUpdate,
    ReportingPeriod,
    ReviewEvent,
    TrackedActivity,
    Transaction,
)
from tracking.viewpoint import Include, Viewpoint

MARKS = ("Demonstration:", "Demostración:", "Démonstration :")


@pytest.fixture(autouse=True)
def no_password_given(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DEMO_PASSWORD", raising=False)


def load_demo(*args: Any) -> str:
    said = StringIO()
    call_command("load_demo", *map(str, args), stdout=said)
    return said.getvalue()


def figures() -> tuple:
    """Everything that a page could show of it, without ids."""
    updates = ProgressUpdate.objects.order_by("activity__code", "report__period__code")
    entries = Transaction.objects.order_by("reference", "posted_at", "pk")
    return (
        list(updates.values_list("activity__code", "percent", "status", "narrative", "updated_at")),
        list(entries.values_list("activity__code", "value_on", "amount", "note", "posted_at")),
        list(Activity.objects.exclude(hold="").order_by("code").values_list("code", "hold")),
    )


def test_the_year_looks_like_a_year_of_work(mi2020: Appeal) -> None:
    load_demo()

    states = Counter(OfficeReport.objects.values_list("state", flat=True))
    assert states["approved"] >= 30
    assert states["submitted"] == 2
    assert states["draft"] >= 5
    everyone = Viewpoint(date(2021, 3, 31), Include.OFFICIAL, Office.objects.none())
    activities = list(TrackedActivity.objects.of(mi2020).with_figures(everyone))
    statuses = Counter(activity.status for activity in activities)
    assert (statuses["suspended"], statuses["cancelled"]) == (1, 1)
    assert {"ongoing", "delayed", "completed"} <= statuses.keys()
    assert sum(activity.progress is None for activity in activities) >= 3
    assert sum(activity.overspent > 0 for activity in activities) == 2
    assert ProgressUpdate.objects.filter(percent__isnull=True).exists()
    assert Transaction.objects.filter(reverses__isnull=False).count() == 2
    assert Transaction.objects.drafts().values("office").distinct().count() >= 8
    assert Transaction.objects.filter(against__isnull=False).exists()
    assert Transaction.objects.posted().count() > 500


def test_one_office_is_late_with_a_quarter_missing(mi2020: Appeal) -> None:
    load_demo("--ledger-lines", 50)

    periods = ReportingPeriod.objects.of(mi2020).count()
    begun = Counter(OfficeReport.objects.values_list("office__code", flat=True))
    assert sorted(begun.values())[:3] == [periods - 2, periods - 1, periods - 1]


def test_progress_grows_with_time_and_no_action_of_it_was_refused_later(mi2020: Appeal) -> None:
    load_demo("--ledger-lines", 50)

    reached: dict[int, int] = {}
    said = ProgressUpdate.objects.filter(percent__isnull=False)
    for line in said.order_by("report__period__starts_on"):
        assert line.percent >= reached.get(line.activity_id, 0)
        reached[line.activity_id] = line.percent
    for event in ReviewEvent.objects.filter(to_state="approved").select_related("report__period"):
        submitted = event.report.reviews.get(to_state="submitted")
        assert submitted.by != event.by
        assert submitted.at < event.at
        assert submitted.at.date() > event.report.period.ends_on


def test_everything_written_is_marked_and_dated_in_2020_or_shortly_after(mi2020: Appeal) -> None:
    load_demo("--ledger-lines", 50)

    mi2020.refresh_from_db()
    assert mi2020.is_demonstration
    texts = [
        *ProgressUpdate.objects.values_list("narrative", "issues", "next_steps"),
        *OfficeReport.objects.values_list("highlights", "challenges", "next_steps"),
        *Transaction.objects.values_list("counterpart", "note"),
    ]
    assert all(text.startswith(MARKS) for row in texts for text in row if text)
    for line in ProgressUpdate.objects.select_related("report__office"):
        assert line.language == line.report.office.language
    assert {day.year for day in Transaction.objects.values_list("value_on", flat=True)} == {2020}
    latest = ProgressUpdate.history.latest("history_date").history_date
    assert latest.date() < date(2021, 3, 31)
    latest = Transaction.history.latest("history_date").history_date
    assert latest.date() < date(2021, 3, 31)


def test_a_visitor_finds_work_left_in_guatemala(mi2020: Appeal) -> None:
    load_demo("--ledger-lines", 50)

    reporter = User.objects.get(username="reporter.gt")
    report = access.writable_reports(reporter).get()
    assert (report.period.code, report.state) == ("2020-Q4", "draft")
    open_activities = access.reportable_activities(reporter, mi2020)
    assert 0 < report.updates.count() < open_activities.count()
    finance = User.objects.get(username="finance.gt")
    assert access.postable_transactions(finance).exists()


def test_the_cast_can_sign_in_with_the_password_that_is_printed_once(mi2020: Appeal) -> None:
    said = load_demo("--ledger-lines", 0)

    password = said.partition("(shown this once): ")[2].split()[0]
    codes = Office.objects.filter(sections__appeal=mi2020).values_list("code", flat=True)
    names = {f"{role}.{code.lower()}" for role in ("reporter", "finance") for code in codes}
    cast = User.objects.filter(memberships__isnull=False) | User.objects.filter(is_superuser=True)
    assert {user.username for user in cast} == names | {
        "reviewer.ro", "manager.ro", "viewer", "admin",
    }  # fmt: skip
    assert all(user.check_password(password) for user in cast)
    assert User.objects.get(username="reporter.ht").language == "fr"
    assert Membership.objects.get(user__username="finance.hn").office.code == "HN"
    assert Membership.objects.get(user__username="viewer").role == Role.VIEWER


def test_the_password_of_the_environment_is_used_and_not_printed(
    mi2020: Appeal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DEMO_PASSWORD", "open sesame")

    said = load_demo("--ledger-lines", 0)

    assert "open sesame" not in said
    assert User.objects.get(username="viewer").check_password("open sesame")


def test_an_account_that_exists_keeps_its_password_and_gets_no_role(mi2020: Appeal) -> None:
    person = make_user(username="manager.ro", password="of one's own")

    said = load_demo("--ledger-lines", 0)

    person.refresh_from_db()
    assert person.check_password("of one's own")
    assert not person.memberships.exists()
    assert "keep their password: manager.ro" in said


def test_where_it_is_loaded_already_it_changes_nothing_and_says_so(mi2020: Appeal) -> None:
    load_demo("--ledger-lines", 20)
    before = figures()

    said = load_demo("--seed", 7)

    assert "already" in said
    assert figures() == before


@pytest.mark.parametrize("entry", ["transaction", "report"])
def test_it_refuses_where_real_entries_exist_and_leaves_nothing_behind(
    entry: str, mi2020: Appeal, guatemala: Office
) -> None:
    if entry == "transaction":
        make_transaction(activity=Activity.objects.get(code="GT-1.1"))
    else:
        period = ReportingPeriod.objects.of(mi2020).earliest("starts_on")
        OfficeReport.objects.create(office=guatemala, period=period)

    with pytest.raises(CommandError, match="real entries"):
        load_demo()

    mi2020.refresh_from_db()
    assert not mi2020.is_demonstration
    assert not User.objects.filter(username="viewer").exists()


def test_a_missing_appeal_is_answered_with_what_to_do(db: None) -> None:
    with pytest.raises(CommandError, match=r"run `manage\.py load_appeal` first"):
        load_demo("NONE-2020")


def test_the_same_seed_gives_the_same_figures_and_another_gives_others(mi2020: Appeal) -> None:
    def made_with(seed: int) -> tuple:
        with transaction.atomic():
            load_demo("--seed", seed, "--ledger-lines", 40)
            made = figures()
            transaction.set_rollback(True)
        return made

    first = made_with(1)

    assert made_with(1) == first
    assert made_with(2) != first


def test_more_activities_share_the_money_of_their_priority(mi2020: Appeal) -> None:
    before = dict(
        Requirement.objects.with_requirement(date(2020, 12, 31))
        .with_allocated()
        .values_list("pk", "allocated")
    )

    load_demo("--activities", 230, "--ledger-lines", 30)

    assert Activity.objects.of(mi2020).count() == 230
    after = Requirement.objects.with_requirement(date(2020, 12, 31)).with_allocated()
    assert dict(after.values_list("pk", "allocated")) == before
    assert Allocation.objects.filter(activity__code="GT-1.2").exists()
    assert Allocation.history.filter(amount__lt=10**9, history_type="~").exists()


def test_many_ledger_lines_are_posted_in_bulk_and_cost_the_same_money(mi2020: Appeal) -> None:
    def spent(lines: int) -> tuple[int, int]:
        with transaction.atomic():
            load_demo("--ledger-lines", lines)
            posted = Transaction.objects.posted().filter(reverses__isnull=True, against=None)
            amounts = posted.spending().values_list("amount", flat=True)
            result = len(amounts), sum(amounts)
            transaction.set_rollback(True)
        return result

    few, many = spent(1000), spent(2100)

    assert (few[0], many[0]) == (1000, 2100)
    assert few[1] == many[1]
