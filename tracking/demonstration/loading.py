"""Puts the demonstration data on an appeal, whole or not at all."""

from dataclasses import dataclass

from django.db import transaction
from django.db.models import Prefetch
from django.utils.translation import gettext as _

from appeal.actions import published_at
from appeal.models import Activity, Allocation, Appeal, Office

from ..models import OfficeReport, ReportingPeriod, Transaction
from .activities import add_activities, hold_two
from .courses import Course, make_courses
from .ledger import (
    REVERSALS,
    Bookkeeper,
    divided,
    drawn_contracts,
    plan_lines,
    waiting_lines,
)
from .people import Cast
from .phrases import Phrases, dice, read_phrases
from .reports import Reporter, make_stories


class NotLoadable(Exception):
    """Demonstration data would mix with real entries, or has nothing to stand on."""


@dataclass(frozen=True)
class Outcome:
    """How much was made."""

    activities: int
    reports: int
    lines: int
    transactions: int


@transaction.atomic
def load(
    *,
    appeal: Appeal,
    cast: Cast,
    seed: int,
    activities: int | None = None,
    ledger_lines: int | None = None,
) -> Outcome:
    """Progress and spend for every office, dated in the appeal's year; the same for a seed.

    `activities` and `ledger_lines` scale it. Raises NotLoadable where the appeal holds entries
    already or is not open for them.
    """
    check(appeal)
    phrases = read_phrases()
    appeal.is_demonstration = True
    appeal.save_over(appeal.version, ["is_demonstration"], at=published_at(appeal))
    if activities is not None:
        add_activities(appeal=appeal, wanted=activities, phrases=phrases, at=published_at(appeal))
    periods = list(ReportingPeriod.objects.of(appeal).order_by("starts_on"))
    tracked = read_activities(appeal)
    held = hold_two(activities=tracked, periods=periods, manager=cast.manager, seed=seed)
    courses = make_courses(tracked, held, len(periods), seed)
    lines = write_reports(appeal, courses, periods, phrases, cast, seed)
    bookkeeper = Bookkeeper(appeal, phrases, cast, dice(seed, "ledger"))
    write_ledger(bookkeeper, courses, periods, seed, ledger_lines)
    return Outcome(
        activities=len(tracked),
        reports=OfficeReport.objects.of(appeal).count(),
        lines=lines,
        transactions=Transaction.objects.of(appeal).count(),
    )


def check(appeal: Appeal) -> None:
    if appeal.state != Appeal.State.PUBLISHED:
        raise NotLoadable(
            _("%(appeal)s is %(state)s: demonstration data needs a published appeal.")
            % {"appeal": appeal, "state": appeal.get_state_display()}
        )
    if not ReportingPeriod.objects.of(appeal).exists():
        raise NotLoadable(_("%(appeal)s has no reporting periods yet.") % {"appeal": appeal})
    entries = (Transaction.objects.of(appeal), OfficeReport.objects.of(appeal))
    if any(rows.exists() for rows in entries):
        raise NotLoadable(
            _("%(appeal)s holds real entries: demonstration data would mix with them.")
            % {"appeal": appeal}
        )


def read_activities(appeal: Appeal) -> list[Activity]:
    """The appeal's activities in printed order, each with its allocations and their cells."""
    own = Allocation.objects.select_related(
        "cell__appeal", "cell__heading", "activity__priority__section__office"
    ).order_by("cell__heading__order")
    activities = Activity.objects.of(appeal).with_plan().in_printed_order()
    return list(activities.prefetch_related(Prefetch("allocations", own)))


def write_reports(
    appeal: Appeal,
    courses: list[Course],
    periods: list[ReportingPeriod],
    phrases: dict[str, Phrases],
    cast: Cast,
    seed: int,
) -> int:
    """Every office's reports by its story; says how many lines were written."""
    offices = list(Office.objects.filter(sections__appeal=appeal).order_by("sections__order"))
    stories = make_stories(offices, len(periods), seed)
    written = 0
    for office in offices:
        reporter = Reporter(appeal, office, phrases[office.language], cast, seed)
        own = [course for course in courses if course.activity.office == office]
        for index, (period, state) in enumerate(zip(periods, stories[office.code], strict=True)):
            if state is not None:
                written += reporter.write(period, index, state, own)
    return written


def write_ledger(
    bookkeeper: Bookkeeper,
    courses: list[Course],
    periods: list[ReportingPeriod],
    seed: int,
    wanted: int | None,
) -> None:
    """Posted spending, contracts with a payment, reversals, and drafts that wait for posting."""
    planned = plan_lines(courses, periods, seed)
    contracts = drawn_contracts(planned, periods, seed)
    lines = [line for line in planned if line not in contracts]
    posted = bookkeeper.post_all(lines if wanted is None else divided(lines, wanted))
    for line in contracts:
        bookkeeper.commit(line)
    for entry in dice(seed, "reversals").sample(posted, min(REVERSALS, len(posted))):
        bookkeeper.reverse(entry)
    for line in waiting_lines(courses, periods, seed):
        bookkeeper.draft(bookkeeper.entry(line))
