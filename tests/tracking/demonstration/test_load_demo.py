"""`manage.py load_demo`: plausible, marked, reproducible, and never mixed with real entries."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from appeal.base.viewpoint import EVERYTHING
from appeal.models import (
    Activity,
    Allocation,
    Appeal,
    IndicatorTarget,
    Membership,
    Milestone,
    Office,
    Requirement,
    RequirementRevision,
    Role,
    User,
)
from tests.factories import make_appeal, make_transaction, make_user, publish
from tracking.demonstration import bulk
from tracking.models import (
    ActualBreakdown,
    Comment,
    Contribution,
    ContributionAssignment,
    Donor,
    Evidence,
    ExchangeRate,
    Flow,
    IndicatorActual,
    MilestoneAchievement,
    OfficeReport,
    ProgressUpdate,
    ReportingPeriod,
    ReviewEvent,
    Risk,
    StatusOverride,
    Transaction,
)

pytestmark = pytest.mark.once


@pytest.fixture(autouse=True)
def no_password_given(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DEMO_PASSWORD", raising=False)


def load_demo(*args: Any) -> str:
    said = StringIO()
    call_command("load_demo", *map(str, args), stdout=said)
    return said.getvalue()


def figures() -> tuple:
    """Everything that a page could show of it, without ids."""
    updates = ProgressUpdate.objects.order_by("activity__code", "report__period__code", "pk")
    entries = Transaction.objects.order_by("reference", "posted_at", "pk")
    rows = [
        updates.values_list("activity__code", "percent", "status", "narrative", "updated_at"),
        entries.values_list(
            "activity__code", "value_on", "amount", "currency", "usd_amount", "note", "posted_at"
        ),
        Activity.objects.exclude(hold="").order_by("code").values_list("code", "hold"),
        Milestone.objects.values_list("activity__code", "title", "due_on", "order"),
        MilestoneAchievement.objects.values_list("milestone__activity__code", "achieved_on"),
        IndicatorTarget.objects.values_list("indicator__activity__code", "ends_on", "value"),
        IndicatorActual.objects.values_list("indicator__activity__code", "value", "numerator"),
        ActualBreakdown.objects.values_list("dimension", "category", "value"),
        ExchangeRate.objects.values_list("currency", "effective_on", "rate"),
        Flow.objects.values_list("contribution__reference", "kind", "value_on", "usd_amount"),
        ContributionAssignment.objects.values_list("office__code", "heading__code", "amount"),
        RequirementRevision.objects.values_list("cell__office__code", "amount"),
        Risk.objects.values_list("activity__code", "what", "likelihood", "consequence", "state"),
        Evidence.objects.values_list("title", "dated_on", "link"),
        Comment.objects.values_list("activity__code", "body", "at", "resolved_at"),
        StatusOverride.objects.values_list("activity__code", "colour", "reason"),
        ReviewEvent.objects.values_list("to_state", "at", "comment"),
    ]
    return tuple(sorted(map(repr, own)) for own in rows)


@pytest.mark.publication
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


def test_where_a_later_appeal_was_made_since_the_data_stay_where_they_are(mi2020: Appeal) -> None:
    load_demo("--ledger-lines", 20)
    publish(make_appeal(region=mi2020.region, year=2021))

    assert "already" in load_demo()
    assert [appeal.code for appeal in Appeal.objects.filter(is_demonstration=True)] == [mi2020.code]


def enter_transaction(appeal: Appeal) -> None:
    make_transaction(activity=Activity.objects.get(code="GT-1.1"))


def enter_report(appeal: Appeal) -> None:
    period = ReportingPeriod.objects.of(appeal).earliest("starts_on")
    OfficeReport.objects.create(office=Office.objects.get(code="GT"), period=period)


def enter_contribution(appeal: Appeal) -> None:
    donor = Donor.objects.create(name="A donor", kind=Donor.Kind.GOVERNMENT)
    Contribution.objects.create(appeal=appeal, donor=donor, reference="1")


def enter_risk(appeal: Appeal) -> None:
    activity = Activity.objects.get(code="GT-1.1")
    Risk.objects.create(activity=activity, what="Rain", owner="Me", likelihood=1, consequence=1)


@pytest.mark.parametrize("enter", [enter_transaction, enter_report, enter_contribution, enter_risk])
def test_it_refuses_where_real_entries_exist_and_leaves_nothing_behind(
    enter: Callable[[Appeal], None], mi2020: Appeal
) -> None:
    enter(mi2020)

    with pytest.raises(CommandError, match="real entries"):
        load_demo()

    mi2020.refresh_from_db()
    assert not mi2020.is_demonstration
    assert not User.objects.filter(username="viewer").exists()


def test_it_refuses_where_real_rates_are_known(mi2020: Appeal) -> None:
    ExchangeRate.objects.create(currency="GTQ", effective_on=date(2020, 5, 1), rate=Decimal("7.7"))

    with pytest.raises(CommandError, match="There are real exchange rates already"):
        load_demo()

    assert not Contribution.objects.exists()


def test_a_missing_appeal_is_answered_with_what_to_do(db: None) -> None:
    with pytest.raises(CommandError, match=r"run `manage\.py load_appeal` first"):
        load_demo("NONE-2020")


class Stopping(StringIO):
    """Somebody presses Ctrl-C once lines of the ledger stand."""

    def write(self, said: str) -> int:
        if "lines of the ledger" in said:
            raise KeyboardInterrupt
        return super().write(said)


def stopped(lines: int) -> None:
    with pytest.raises(KeyboardInterrupt):
        call_command("load_demo", "--ledger-lines", str(lines), stdout=Stopping())


def test_a_run_that_is_stopped_leaves_nothing_behind(mi2020: Appeal) -> None:
    stopped(60)

    mi2020.refresh_from_db()
    assert not mi2020.is_demonstration
    assert not Transaction.objects.exists()
    assert not User.objects.filter(username="viewer").exists()


def test_many_lines_are_saved_in_batches_and_a_run_that_is_stopped_is_named(
    mi2020: Appeal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bulk, "A_BATCH", 25)
    stopped(60)

    assert Transaction.objects.posted().count() == 25
    mi2020.refresh_from_db()
    assert mi2020.is_demonstration
    with pytest.raises(CommandError, match="stopped midway, and entries that are posted stay"):
        load_demo("--ledger-lines", 60)
    assert Transaction.objects.count() == 25


def test_batches_make_the_same_figures_as_one_piece(
    mi2020: Appeal, monkeypatch: pytest.MonkeyPatch
) -> None:
    def made(batch: int) -> tuple[tuple, list[str]]:
        monkeypatch.setattr(bulk, "A_BATCH", batch)
        with transaction.atomic():
            said = load_demo("--ledger-lines", 60)
            result = figures()
            transaction.set_rollback(True)
        return result, [line for line in said.splitlines() if line.endswith("of the ledger.")]

    whole, in_batches = made(60), made(25)

    assert whole[0] == in_batches[0]
    assert whole[1] == ["60 lines of the ledger."]
    assert in_batches[1] == [f"{lines} lines of the ledger." for lines in (25, 50, 60)]


def test_each_line_of_the_ledger_stands_in_the_change_log_once(mi2020: Appeal) -> None:
    load_demo("--ledger-lines", 60)

    made = Transaction.history.filter(history_type="+", reverses=None, posted_at__isnull=False)
    assert made.count() == made.values("id").distinct().count() == 60
    assert all(line.history_date == line.posted_at for line in made)


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
        Requirement.objects.seen_from(EVERYTHING.on(date(2020, 12, 31))).values_list(
            "pk", "allocated"
        )
    )

    load_demo("--activities", 60, "--ledger-lines", 30)

    assert Activity.objects.of(mi2020).count() == 60
    after = Requirement.objects.seen_from(EVERYTHING.on(date(2020, 12, 31)))
    assert dict(after.values_list("pk", "allocated")) == before
    assert Allocation.objects.filter(activity__code="GT-1.2").exists()
    assert Allocation.history.filter(amount__lt=10**9, history_type="~").exists()


def test_many_ledger_lines_are_posted_in_bulk_and_cost_the_same_money(mi2020: Appeal) -> None:
    def spent(lines: int) -> tuple[int, int]:
        with transaction.atomic():
            load_demo("--ledger-lines", lines)
            posted = Transaction.objects.posted().filter(reverses__isnull=True, against=None)
            amounts = posted.spending().values_list("usd_amount", flat=True)
            result = len(amounts), sum(amounts)
            transaction.set_rollback(True)
        return result

    few, many = spent(900), spent(1100)

    assert (few[0], many[0]) == (900, 1100)
    # Money that was paid in euros comes to a cent more or less in smaller parts.
    assert abs(few[1] - many[1]) < 1
