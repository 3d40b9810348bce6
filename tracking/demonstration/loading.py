"""Puts the demonstration data on an appeal: whole or not at all, or very much in batches."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.db import connection, models, transaction
from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext as _

from appeal.base.actions import signed
from appeal.base.refusals import Refusal
from appeal.models import (
    Activity,
    Allocation,
    Appeal,
    Indicator,
    Milestone,
    Office,
    by_heading,
    to_office,
)

from .. import actions
from ..models import (
    ActualBreakdown,
    Contribution,
    IndicatorActual,
    MilestoneAchievement,
    OfficeReport,
    PeriodEvent,
    ProgressUpdate,
    ReportingPeriod,
    Risk,
    Transaction,
)
from .activities import add_activities, begin_later, hold_two
from .bulk import Say, in_one_piece
from .comments import write_comments
from .contributions import Recording
from .core import state_overlaps
from .courses import Course, make_courses
from .evidence import attach_links
from .grants import pay_by_grants
from .indicators import plan_indicators
from .ledger import write_ledger
from .milestones import plan_milestones
from .people import Cast, make_cast
from .phrases import read_phrases
from .rates import Rates
from .reports import Reporter
from .requirements import confirm_some, revise_two
from .risks import write_risks
from .scene import Scene, demonstration_day
from .statuses import override_two
from .stories import last_approved, stories_of
from .themes import read_themes

REPORTED = (OfficeReport, ProgressUpdate, MilestoneAchievement, IndicatorActual, ActualBreakdown)


class NotLoadable(Refusal):
    """Demonstration data would mix with real entries, or has no published appeal to use."""


@dataclass(frozen=True)
class DemoOutcome:
    """How much was made."""

    activities: int
    reports: int
    lines: int
    transactions: int
    contributions: int
    cast: Cast


@dataclass(frozen=True)
class Begun:
    """A demonstration with its plan and reports, and so many lines in them."""

    scene: Scene
    rates: Rates
    courses: Sequence[Course]
    lines: int


def is_unfinished(appeal: Appeal) -> bool:
    """Whether loading was stopped midway: the last step, a locked period, was never taken.

    An appeal that was begun in a demonstration, and goes by its clock, was never loaded itself.
    """
    on_clock = Appeal.objects.on_one_clock(appeal)
    locked = PeriodEvent.objects.filter(period__appeal__in=on_clock)
    return appeal.is_demonstration and not locked.exists()


def load(
    *,
    appeal: Appeal,
    password: str,
    seed: int,
    at: datetime,
    activities: int | None = None,
    ledger_lines: int | None = None,
    say: Say,
) -> DemoOutcome:
    """Nine months of every office, up to the day at which the appeal's clock is fixed.

    A seed always gives the same. `at` is the real time; `activities` and `ledger_lines` scale it,
    and `say` gets how many are saved. Raises NotLoadable where the appeal holds entries already or
    is not open for them.
    """
    with in_one_piece(ledger_lines):
        with transaction.atomic():
            begun = begin(appeal, make_cast(appeal=appeal, password=password), seed, at, activities)
        write_ledger(begun.scene, begun.rates, begun.courses, ledger_lines, say)
        count_again(Transaction)
        with transaction.atomic():
            return finish(begun)


def begin(appeal: Appeal, cast: Cast, seed: int, at: datetime, activities: int | None) -> Begun:
    """The plan and the reports."""
    check(appeal)
    calendar = list(ReportingPeriod.objects.of(appeal).order_by("starts_on"))
    scene = Scene(
        appeal, calendar, demonstration_day(calendar), read_phrases(), read_themes(), cast, seed
    )
    mark(scene, at)
    rates = Rates(scene)
    if rates.real().exists():
        raise NotLoadable(
            _("There are real exchange rates already; invented ones would mix with them.")
        )
    rates.record()
    with signed(at=scene.published_at):
        courses = plan(scene, activities)
    count_again(Activity, Allocation, Indicator, Milestone)
    return Begun(scene, rates, courses, write_reports(scene, courses))


def finish(begun: Begun) -> DemoOutcome:
    """What is built on the ledger; its last step marks the data as complete."""
    scene, courses = begun.scene, begun.courses
    tracked, appeal = [course.activity for course in courses], scene.appeal
    Recording(scene).all()
    pay_by_grants(scene)
    revise_two(scene)
    write_risks(scene, tracked)
    write_comments(scene, tracked)
    attach_links(scene)
    override_two(scene, courses)
    state_overlaps(scene)
    lock_first(scene)
    return DemoOutcome(
        activities=len(tracked),
        reports=OfficeReport.objects.of(appeal).count(),
        lines=begun.lines,
        transactions=Transaction.objects.of(appeal).count(),
        contributions=Contribution.objects.of(appeal).count(),
        cast=scene.cast,
    )


def mark(scene: Scene, at: datetime) -> None:
    """Say that these are demonstration data, and stop the appeal's clock."""
    appeal = scene.appeal
    appeal.is_demonstration = True
    appeal.clock_stands_on, appeal.clock_started_at = scene.today, at
    columns = ["is_demonstration", "clock_stands_on", "clock_started_at"]
    appeal.save_over(appeal.version, columns, at=scene.published_at)


def check(appeal: Appeal) -> None:
    if appeal.state != Appeal.State.PUBLISHED:
        raise NotLoadable(
            _("%(appeal)s is %(state)s. Demonstration data needs a published appeal.")
            % {"appeal": appeal, "state": appeal.get_state_display()}
        )
    if not ReportingPeriod.objects.of(appeal).exists():
        raise NotLoadable(_("%(appeal)s has no reporting periods yet.") % {"appeal": appeal})
    entries: list[QuerySet] = [
        Transaction.objects.of(appeal),
        OfficeReport.objects.of(appeal),
        Contribution.objects.of(appeal),
        Risk.objects.of(appeal),
    ]
    if any(rows.exists() for rows in entries):
        raise NotLoadable(
            _("%(appeal)s has real entries; demonstration data would mix with them.")
            % {"appeal": appeal}
        )


def plan(scene: Scene, wanted: int | None) -> list[Course]:
    """The courses of the appeal's activities, with all that is planned of them.

    There are more of them where asked for.
    """
    if wanted is not None:
        add_activities(scene, wanted)
    confirm_some(scene)
    activities = read_activities(scene.appeal)
    offices = {activity.office.code for activity in activities}
    known = {office: last_approved(stories_of(scene, office)) for office in offices}
    courses = make_courses(scene, activities, hold_two(scene, activities), known)
    begin_later(scene, [course.activity for course in courses if not course.begins])
    plan_milestones(scene, courses)
    plan_indicators(scene, courses)
    planned = {activity.pk: activity for activity in read_activities(scene.appeal)}
    return [replace(course, activity=planned[course.activity.pk]) for course in courses]


def read_activities(appeal: Appeal) -> list[Activity]:
    """In printed order, each with its allocations and their cells, milestones and indicators."""
    own = Allocation.objects.select_related(
        "cell__appeal", "cell__heading", to_office("activity__")
    ).order_by(by_heading("cell__"))
    activities = Activity.objects.of(appeal).with_plan().in_printed_order()
    return list(
        activities.prefetch_related(
            Prefetch("allocations", own),
            Prefetch("milestones", Milestone.objects.order_by("order")),
            Prefetch("indicators", Indicator.objects.order_by("order")),
        )
    )


def write_reports(scene: Scene, courses: Sequence[Course]) -> int:
    """Every office's reports by its story; says how many lines were written."""
    written = 0
    for office in Office.objects.of(scene.appeal).in_printed_order():
        reporter = Reporter(scene, office)
        own = [course for course in courses if course.activity.office == office]
        for index, story in enumerate(stories_of(scene, office.code)):
            written += reporter.write(index, story, own)
            count_again(*REPORTED)
    return written


def count_again(*written: type[models.Model]) -> None:
    """Refresh the planner's statistics of tables; autovacuum cannot while the transaction is open.

    Where a table was last counted while empty, a join reads it whole for every row of the other.
    """
    if connection.vendor == "postgresql":
        tables = ", ".join(connection.ops.quote_name(model._meta.db_table) for model in written)
        with connection.cursor() as cursor:
            cursor.execute(f"ANALYZE {tables}")


def lock_first(scene: Scene) -> None:
    """The manager locks the first period once its reports are approved; the last thing done."""
    first = scene.periods[0]
    actions.lock_period(
        period=first,
        reason=scene.said_by_manager.only("locking"),
        by=scene.cast.manager,
        at=scene.at(first.due_on + timedelta(days=45), 9),
    )
