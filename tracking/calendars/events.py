"""Which days are in a person's calendar: when reports of their offices are due, and milestones.

The change log says how often a day was changed, and what is gone: it is cancelled, not left out.
"""

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from hashlib import sha256
from typing import Protocol
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import Count, Max, QuerySet
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from appeal import access as plan
from appeal import duties
from appeal.models import Activity, Appeal, Milestone, Office, User, log_of

from ..models import ReportingPeriod
from .ical import CalendarDay


class DatedLine(Protocol):
    """A line of the change log of a period, an activity or a milestone, and what it may say."""

    id: int
    history_type: str
    history_date: datetime
    activity_id: int
    code: str
    title: str
    hold: str
    due_on: date


STATES = (Appeal.State.PUBLISHED, Appeal.State.CLOSED)
GONE = "-"


def events_of(person: User) -> Iterator[CalendarDay]:
    """The days of every appeal that they see, of the offices for which they report.

    Who reviews reports has one day for all of a period's.
    """
    reports = plan.offices(person, duties.REPORT)
    reviews = plan.regions(person, duties.APPROVE)
    for appeal in plan.appeals(person).filter(state__in=STATES).order_by("pk"):
        offices = list(reports.of(appeal).in_printed_order())
        is_reviewed = reviews.filter(pk=appeal.region_id).exists()
        yield from _reports(appeal, offices, is_reviewed=is_reviewed)
        yield from _milestones(appeal, offices)


def state_of(person: User) -> str:
    """What a calendar depends on, in a few letters: nothing else changes what it says."""
    newest = [
        log_of(model)._default_manager.aggregate(line=Max("history_id"), at=Max("history_date"))
        for model in (Appeal, Office, ReportingPeriod, Activity, Milestone)
    ]
    said = (person.pk, get_language(), person.is_superuser, person.held, newest)
    return sha256(repr((said, settings.SITE_URL)).encode()).hexdigest()


def _reports(appeal: Appeal, offices: list[Office], *, is_reviewed: bool) -> Iterator[CalendarDay]:
    for turn, line in _changes(ReportingPeriod.history.filter(appeal=appeal)):
        told = {"period": line.code}
        days = [
            (
                _uid("report", office.pk, line.id),
                _("Report of %(office)s on %(period)s is due") % {**told, "office": office},
                _page("report_detail", appeal.code, office.code, line.code),
            )
            for office in offices
        ]
        if is_reviewed:
            summary = _("Reports on %(period)s are due") % told
            days.append((_uid("reports", line.id), summary, _page("report_list", appeal.code)))
        for uid, summary, address in days:
            is_gone = line.history_type == GONE
            yield CalendarDay(uid, turn, line.history_date, line.due_on, summary, address, is_gone)


def _milestones(appeal: Appeal, offices: list[Office]) -> Iterator[CalendarDay]:
    own = Activity.history.filter(
        priority__section__appeal=appeal, priority__section__office__in=offices
    )
    activities = {line.id: (turn, line) for turn, line in _changes(own)}
    for turn, line in _changes(Milestone.history.filter(activity__in=own.values("id"))):
        turns, activity = activities[line.activity_id]
        yield CalendarDay(
            uid=_uid("milestone", line.id),
            # An activity that is cancelled takes its milestones along.
            turn=turn + turns,
            at=max(line.history_date, activity.history_date),
            on=line.due_on,
            summary=f"{activity.code}: {line.title}",
            address=_page("activity_detail", appeal.code, activity.code),
            is_cancelled=line.history_type == GONE or activity.hold == Activity.Hold.CANCELLED,
        )


def _changes(lines: QuerySet) -> Iterable[tuple[int, DatedLine]]:
    """How often each row was changed, with its newest line in the change log."""
    counted = lines.order_by().values("id").annotate(count=Count("pk"), newest=Max("history_id"))
    turns = {row["newest"]: row["count"] - 1 for row in counted}
    found = lines.model.objects.in_bulk(turns)
    return [(turns[pk], found[pk]) for pk in sorted(turns)]


def _uid(kind: str, *keys: int) -> str:
    number = "-".join(str(key) for key in keys)
    return f"{kind}-{number}@{urlsplit(settings.SITE_URL).hostname}"


def _page(name: str, *place: str) -> str:
    return settings.SITE_URL + reverse(f"tracking:{name}", args=place)
