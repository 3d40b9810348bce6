"""What the demonstration data holds: something on every page, plausible, and marked."""

from collections import Counter
from datetime import UTC, date, datetime
from io import StringIO
from itertools import pairwise

import pytest
from django.core.management import call_command
from django.db.models import F, Q

from appeal import duties
from appeal.base.viewpoint import EVERYTHING, Include, Viewpoint
from appeal.models import (
    Activity,
    Allocation,
    Appeal,
    Indicator,
    IndicatorTarget,
    Milestone,
    Office,
    Priority,
    Requirement,
    User,
)
from tracking import access
from tracking.demonstration.phrases import sentence
from tracking.demonstration.themes import read_themes
from tracking.figures import ActivityFigures, figures_of, flags_of
from tracking.figures.rows import figures_by_key
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
    PeriodEvent,
    ProgressUpdate,
    ReportingPeriod,
    ReviewEvent,
    Risk,
    Transaction,
)

TODAY = date(2020, 10, 23)

# Each test is a savepoint within the transaction that the demonstration is loaded in.
pytestmark = [pytest.mark.publication, pytest.mark.slow, pytest.mark.django_db]


def everyone(include: str = Include.OFFICIAL) -> Viewpoint:
    """The figures at the end, as everybody sees them, or with the drafts of all offices."""
    sees = Office.objects.none() if include == Include.OFFICIAL else Office.objects.all()
    return Viewpoint(TODAY, include, sees)


def activity_rows(appeal: Appeal) -> dict[int, ActivityFigures]:
    return dict(figures_by_key(Activity.objects.of(appeal), figures_of(appeal, everyone())))


def test_the_year_looks_like_a_year_of_work(demonstration: Appeal) -> None:
    states = Counter(OfficeReport.objects.values_list("state", flat=True))
    assert states["approved"] >= 30
    assert (states["submitted"], states["returned"], states["draft"]) == (2, 1, 2)
    activities = activity_rows(demonstration)
    statuses = Counter(activity.status for activity in activities.values())
    assert (statuses["suspended"], statuses["cancelled"]) == (1, 1)
    assert {"ongoing", "delayed", "completed", "planned", "not_reported"} <= statuses.keys()
    assert sum(activity.progress is None for activity in activities.values()) >= 3
    assert ProgressUpdate.objects.filter(percent__isnull=True).exists()
    assert Transaction.objects.drafts().values("office").distinct().count() >= 8
    assert Transaction.objects.posted().count() > 500


def test_between_a_tenth_and_a_quarter_is_off_track_for_every_sort_of_reason(
    demonstration: Appeal,
) -> None:
    activities = activity_rows(demonstration)
    flags = flags_of(figures_of(demonstration, everyone()), list(activities)).values()
    overall = Counter(row.overall.colour for row in flags)
    assert 0.1 < overall["red"] / len(flags) < 0.25
    assert overall["green"] > overall["red"]
    reasons = Counter(flag.name for row in flags for flag in row.four if flag.colour == "red")
    assert set(reasons) == {"schedule", "results", "progress", "spend"}
    assert max(reasons.values()) < overall["red"] / 2


def test_overspending_differs_and_two_spend_without_a_report_on_purpose(
    demonstration: Appeal,
) -> None:
    activities = activity_rows(demonstration)
    over = [row.spent / row.allocated - 1 for row in activities.values() if row.overspent]
    assert len(over) >= 3
    assert max(over) > 3 * min(over)
    reported = set(ProgressUpdate.objects.values_list("activity", flat=True))
    silent = [row for pk, row in activities.items() if row.spent and pk not in reported]
    assert len(silent) == 2
    assert all(row.spent > 200_000 for row in silent)


def test_no_person_is_assisted_by_work_on_a_law_or_on_data(demonstration: Appeal) -> None:
    themes = read_themes()
    codes = Priority.objects.filter(section__appeal=demonstration).values_list("code", flat=True)
    assert set(codes) == set(themes)
    assisting = ("assist", "received", "food", "shelter", "health service")
    for entry in [*themes.values(), themes["of no theme"]]:
        titles = [indicator.text("title_en") for indicator in entry.entries("indicators")]
        about = [title for title in titles if any(word in title for word in assisting)]
        assert not about or entry.text("work") == "assistance", about
    invented = Indicator.objects.filter(target_basis="assigned").select_related(
        "activity__priority"
    )
    for indicator in invented:
        entries = themes[indicator.activity.priority.code].entries("indicators")
        assert indicator.title_en in [sentence(entry.text("title_en")) for entry in entries]
        assert all((indicator.title_es, indicator.title_fr, indicator.unit_es, indicator.unit_fr))


def test_every_flag_shows_every_colour_somewhere(demonstration: Appeal) -> None:
    activities = activity_rows(demonstration)
    flags = flags_of(figures_of(demonstration, everyone()), list(activities)).values()
    everything = {"green", "amber", "red", "grey", None}
    # Who reports nothing has by now something that is overdue or unspent.
    assert {row.overall.colour for row in flags} == everything
    assert {row.schedule.colour for row in flags} >= everything - {"grey"}
    assert {row.results.colour for row in flags} == everything
    assert {row.progress.colour for row in flags} == everything
    assert {row.spend.colour for row in flags} >= everything - {"grey"}
    assert sorted(row.override for row in flags if row.override) == ["amber", "green"]
    assert all(row.override != row.overall.colour for row in flags if row.override)


def test_milestones_are_reached_late_or_still_open(demonstration: Appeal) -> None:
    with_some = Milestone.objects.values("activity").distinct().count()
    assert 55 <= with_some <= 85
    reached = MilestoneAchievement.objects.filter(update__superseded_at__isnull=True)
    days = [row.achieved_on - row.milestone.due_on for row in reached.select_related("milestone")]
    assert sum(day.days > 0 for day in days) >= 15
    assert sum(-30 <= day.days <= 10 for day in days) > len(days) / 2
    still_open = Milestone.objects.exclude(pk__in=reached.values("milestone"))
    assert 10 <= still_open.filter(due_on__lt=TODAY).count() < Milestone.objects.count() / 3
    complete = ProgressUpdate.objects.filter(percent=100, activity__milestones__in=still_open)
    assert all(line.reason for line in complete.filter(report__period__code="2020-Q1"))
    for line in complete.filter(superseded_at__isnull=True):
        assert line.reason


def test_indicators_of_every_sort_have_targets_and_actuals(demonstration: Appeal) -> None:
    published = Indicator.objects.filter(
        Q(baseline_basis="published") | Q(target_basis="published")
    )
    assigned = Indicator.objects.exclude(pk__in=published)
    assert published.count() == 7
    assert all(indicator.history.count() == 1 for indicator in published)
    assert 40 <= assigned.values("activity").distinct().count() <= 65
    assert set(assigned.values_list("measure", flat=True)) == set(Indicator.Measure)
    assert set(assigned.values_list("direction", flat=True)) == set(Indicator.Direction)
    assert set(assigned.values_list("accumulation", flat=True)) == set(Indicator.Accumulation)
    assert assigned.filter(by_sex=True, by_age_group=True, by_nationality=True).exists()
    ends = set(ReportingPeriod.objects.of(demonstration).values_list("ends_on", flat=True))
    assert set(IndicatorTarget.objects.values_list("ends_on", flat=True)) == ends
    actuals = IndicatorActual.objects.prefetch_related("breakdowns")
    assert actuals.filter(indicator__in=published).count() >= 15
    assert actuals.filter(value__isnull=True).exclude(missing_reason="").count() >= 5
    sums = [
        (
            actual.total,
            sum(part.value for part in actual.breakdowns.all() if part.dimension == "sex"),
        )
        for actual in actuals.filter(indicator__by_sex=True, value__gt=50)
    ]
    assert all(0 < parts <= total for total, parts in sums)
    assert sum(parts < total for total, parts in sums) >= 5
    assert sum(parts == total for total, parts in sums) >= 20


def test_one_report_came_back_one_waits_for_its_reporter_and_one_was_reopened(
    demonstration: Appeal,
) -> None:
    steps: dict[int, list[str]] = {}
    for event in ReviewEvent.objects.order_by("pk"):
        steps.setdefault(event.report_id, []).append(event.to_state)
    assert Counter(map(tuple, steps.values())) - Counter({("submitted", "approved"): 60}) == {
        ("submitted",): 2,
        ("submitted", "returned"): 1,
        ("submitted", "returned", "submitted", "approved"): 1,
        ("submitted", "approved", "draft", "submitted", "approved"): 1,
    }
    [returned] = OfficeReport.objects.filter(state="returned")
    assert returned.office.code != "GT"
    assert returned.comments.unresolved().filter(activity__isnull=False).count() == 2
    assert ProgressUpdate.objects.filter(superseded_at__isnull=False).exists()
    threads = Comment.objects.threads()
    assert threads.filter(resolved_at__isnull=False).count() >= 4
    assert threads.filter(report__isnull=True, resolved_at__isnull=True).exists()
    assert Comment.objects.filter(parent__isnull=False).count() >= 8


def test_the_first_quarter_is_locked_after_all_that_was_entered_in_it(
    demonstration: Appeal,
) -> None:
    [event] = PeriodEvent.objects.all()
    assert (event.period.code, event.kind, event.by.username) == ("2020-Q1", "locked", "manager.ro")
    entries = Transaction.objects.filter(value_on__lte=event.period.ends_on)
    assert entries.exists()
    assert not entries.filter(posted_at__isnull=True).exists()
    assert not entries.filter(posted_at__gte=event.at).exists()
    reports = OfficeReport.objects.filter(period=event.period)
    assert set(reports.values_list("state", flat=True)) == {"approved"}
    assert not ReviewEvent.objects.filter(report__in=reports, at__gte=event.at).exists()


def test_a_third_of_the_spending_is_in_what_the_country_pays_in(demonstration: Appeal) -> None:
    posted = Transaction.objects.posted()
    local = posted.exclude(currency__in=["USD", "EUR"])
    assert posted.filter(currency="EUR").exists()
    assert 0.15 < local.count() / posted.count() < 0.45
    assert set(local.filter(office__code="GT").values_list("currency", flat=True)) == {"GTQ"}
    assert not local.filter(office__code__in=["SV", "PA", "US"]).exists()
    for currency in set(local.values_list("currency", flat=True)):
        assert ExchangeRate.objects.filter(currency=currency).count() == 10
    for entry in local:
        assert entry.rate == ExchangeRate.objects.units_per_usd(entry.currency, entry.value_on)
        assert entry.usd_amount == round(entry.amount / entry.rate, 2)
    without = Transaction.objects.filter(usd_amount__isnull=True)
    assert sorted(without.values_list("currency", flat=True)) == ["COP", "PEN"]
    assert not without.posted().exists()
    releases = posted.filter(kind=Transaction.Kind.RELEASE)
    assert releases.exists()
    assert not releases.filter(against__isnull=True).exists()
    assert posted.filter(against__isnull=False).exclude(kind=Transaction.Kind.RELEASE).exists()
    assert posted.filter(reverses__isnull=False).count() == 2
    assert 1 <= posted.filter(entered_by=F("posted_by"), reverses=None).count() <= 20


def test_donors_who_do_not_exist_cover_most_and_more_than_is_spent(demonstration: Appeal) -> None:
    whole = figures_of(demonstration, everyone()).whole
    assert 0.75 <= whole.coverage <= 0.90
    assert whole.spent < whole.funded
    assert whole.pledged > 0
    offices = figures_of(demonstration, everyone()).offices
    assert sum(office.coverage > 1 for office in offices) == 1
    assert all(office.coverage > 0 for office in offices)
    assert all(
        name.startswith("Demonstration donor ")
        for name in Donor.objects.values_list("name", flat=True)
    )
    contributions = Contribution.objects.of(demonstration)
    assert 10 <= contributions.count() <= 14
    assert {"USD", "EUR", "CAD", "SEK"} == set(contributions.values_list("currency", flat=True))
    earmarks = {
        (row.office_id is not None, row.heading_id is not None) for row in contributions.all()
    }
    assert earmarks == {(False, False), (True, False), (False, True), (True, True)}
    given = map(figures_of(demonstration, everyone()).contribution_of, contributions)
    assert all(row.pledged > 0 for row in given if not row.funded)
    assert set(Flow.objects.values_list("kind", flat=True)) == set(Flow.Kind)
    assert Flow.objects.filter(reverses__isnull=False).count() == 1
    assert ContributionAssignment.objects.filter(office__isnull=False, heading=None).exists()
    assert ContributionAssignment.objects.exclude(office=None).exclude(heading=None).exists()


def test_one_requirement_was_raised_and_one_cut_below_what_is_allocated(
    demonstration: Appeal,
) -> None:
    cells = Requirement.objects.filter(revisions__isnull=False)
    raised, cut = cells.seen_from(EVERYTHING.on(date(2020, 12, 31))).order_by("-requirement")
    if raised.requirement < raised.amount:
        raised, cut = cut, raised
    assert raised.requirement > raised.amount
    assert cut.requirement < cut.allocated <= cut.amount
    confirmed = Allocation.objects.filter(basis=Allocation.Basis.CONFIRMED)
    offices = set(confirmed.values_list("cell__office__code", flat=True))
    assert len(offices) == 2
    assert "GT" in offices
    indicative = Allocation.objects.filter(basis=Allocation.Basis.INDICATIVE)
    assert indicative.count() > 3 * confirmed.count()
    assert indicative.filter(cell__office__code="GT").exists()


def test_risks_are_spread_over_the_matrix_and_some_are_closed(demonstration: Appeal) -> None:
    assert 40 <= Risk.objects.values("activity").distinct().count() <= 65
    squares = set(Risk.objects.values_list("likelihood", "consequence"))
    assert len(squares) >= 12
    assert {likelihood for likelihood, _c in squares} == {1, 2, 3, 4, 5}
    assert {consequence for _l, consequence in squares} == {1, 2, 3, 4, 5}
    assert set(Risk.objects.values_list("state", flat=True)) == set(Risk.State)
    closed = Risk.objects.filter(state="closed").first()
    assert closed is not None
    before = closed.history.earliest("history_date")
    assert (before.state, before.history_date.year) == ("open", 2020)


def test_evidence_is_links_to_a_place_that_belongs_to_nobody(demonstration: Appeal) -> None:
    evidence = Evidence.objects.all()
    assert evidence.filter(milestone__isnull=False).count() >= 30
    assert evidence.filter(update__isnull=False).count() >= 15
    large = Transaction.objects.posted().filter(usd_amount__gte=10_000, reverses__isnull=True)
    proven = large.filter(evidence__isnull=False)
    assert 0.8 < proven.count() / large.count() < 1
    assert not evidence.exclude(file="").exists()
    assert not evidence.exclude(link__startswith="https://evidence.example.org/").exists()


def test_no_draft_counts_and_the_ledger_agrees_with_itself(demonstration: Appeal) -> None:
    official = figures_of(demonstration, everyone()).whole
    posted = Transaction.objects.posted().spending().with_signed()
    assert official.spent == sum(posted.values_list("signed", flat=True))
    waiting = Transaction.objects.drafts().spending().exclude(usd_amount=None)
    with_drafts = figures_of(demonstration, everyone(Include.DRAFT)).whole
    more = sum(waiting.values_list("usd_amount", flat=True))
    assert with_drafts.spent == official.spent + more
    assert more > 0
    said = StringIO()
    call_command("check_ledger", stdout=said)
    assert "agree" in said.getvalue()


def test_what_was_known_half_way_is_less_than_what_is_known_now(demonstration: Appeal) -> None:
    then = Viewpoint(
        date(2020, 6, 30),
        Include.OFFICIAL,
        Office.objects.none(),
        known_on=date(2020, 6, 30),
        known_at=datetime(2020, 7, 1, 6, tzinfo=UTC),
    )
    half_way = figures_of(demonstration, then).whole
    now = figures_of(demonstration, everyone()).whole
    assert 0 < half_way.spent < now.spent
    assert 0 < half_way.progress < now.progress
    assert 0 < half_way.funded <= now.funded


def test_one_report_was_submitted_late_and_waits(demonstration: Appeal) -> None:
    waiting = OfficeReport.objects.filter(state="submitted").select_related("period")
    days = {
        report.period.days_late(demonstration.day_of(report.reviews.latest("pk").at))
        for report in waiting
    }
    assert min(days) == 0
    assert 2 <= max(days) <= 8


def test_one_office_is_late_with_a_quarter_missing(demonstration: Appeal) -> None:
    periods = ReportingPeriod.objects.of(demonstration).count()
    begun = Counter(OfficeReport.objects.values_list("office__code", flat=True))
    assert sorted(begun.values()) == [periods - 2, *[periods - 1] * 13]


def test_progress_grows_with_time_and_no_action_of_it_was_refused_later(
    demonstration: Appeal,
) -> None:
    reached: dict[int, int] = {}
    said = ProgressUpdate.objects.standing().filter(percent__isnull=False)
    for line in said.order_by("report__period__starts_on"):
        assert line.percent >= reached.get(line.activity_id, 0)
        reached[line.activity_id] = line.percent
    events: dict[int, list[ReviewEvent]] = {}
    for event in ReviewEvent.objects.select_related("report__period").order_by("pk"):
        events.setdefault(event.report_id, []).append(event)
    for log in events.values():
        assert log[0].at.date() > log[0].report.period.ends_on
        for before, after in pairwise(log):
            assert before.at < after.at
            assert before.by != after.by


def test_everything_is_written_in_the_language_of_its_office_and_dated_by_its_today(
    demonstration: Appeal,
) -> None:
    assert demonstration.is_demonstration
    assert demonstration.clock_stands_on == TODAY
    sources = set(ExchangeRate.objects.values_list("source", flat=True))
    assert sources == {"Demonstration: UN operational rate, invented"}
    for line in ProgressUpdate.objects.select_related("report__office"):
        assert line.language == line.report.office.language
    assert {day.year for day in Transaction.objects.values_list("value_on", flat=True)} == {2020}
    for model in (
        ProgressUpdate, OfficeReport, Transaction, MilestoneAchievement, IndicatorActual,
        ActualBreakdown, Milestone, Indicator, IndicatorTarget, ExchangeRate, Contribution, Donor,
        Risk, Evidence, Allocation,
    ):  # fmt: skip
        dates = model.history.values_list("history_date", flat=True)
        assert min(dates).date() >= date(2020, 1, 1), model
        assert max(dates).date() <= TODAY, model


def test_a_visitor_finds_work_left_in_guatemala(demonstration: Appeal) -> None:
    reporter = User.objects.get(username="reporter.gt")
    report = access.to_do(reporter, duties.REPORT).get()
    assert (report.period.code, report.state) == ("2020-Q3", "draft")
    open_activities = access.rows(reporter, duties.REPORT, Activity.objects.of(demonstration))
    assert 0 < report.updates.count() < open_activities.count()
    finance = User.objects.get(username="finance.gt")
    assert access.to_do(finance, duties.POST).exists()
