"""The week of an office or region, as its reader may see it: what is late, due, and changed."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from appeal.base.viewpoint import EVERYTHING
from appeal.models import Appeal, Milestone, Office

from ..changes import Wanted, read_changes
from ..models import Notice, OfficeReport, ReportingPeriod
from ..models.periods import ReportingPeriodQuerySet
from ..models.results import achieved

A_WEEK = timedelta(days=7)
# So many lines in a list, and names in a line; who wants all of it opens the tracker.
MOST_LINES, MOST_NAMES, LONGEST_NAME = 10, 3, 60
READ_AT_ONCE = 200


@dataclass(frozen=True)
class NoticeList:
    """A few lines under a heading; how many more there are, and where those are listed."""

    title: str
    lines: list[str]
    more: str = ""
    path: str = ""


class WeekLine(NamedTuple):
    """What the mail says of one thing, and the page that lists all things of its kind."""

    words: str
    path: str


def last_sunday(today: date) -> date:
    """The day on which the last whole week ended."""
    return today - timedelta(days=today.weekday() + 1)


def sunday_of(notice: Notice) -> date:
    """The last day of the week that a notice is about, in whose last second it is dated."""
    return notice.appeal.day_of(notice.at)


def lists_of(notice: Notice) -> list[NoticeList]:
    """What its reader may know now of the week that a notice is about; nothing if it was quiet."""
    return [_cut(title, lines) for title, found in _titled(notice) if (lines := list(found))]


def says_something(notice: Notice) -> bool:
    """Whether there is anything to tell: no more of it is read than the first line."""
    return any(line for _title, found in _titled(notice) for line in found)


def _titled(notice: Notice) -> Iterator[tuple[str, Iterable[WeekLine]]]:
    week = _Week(notice.appeal, notice.office, sunday_of(notice))
    yield _("Late"), week.late()
    yield _("Due by %(day)s") % {"day": date_format(week.until)}, week.due()
    yield _("What others changed"), _changed(notice, week)


def _cut(title: str, lines: list[WeekLine]) -> NoticeList:
    """The first of them, and how many more there are."""
    first = [line.words for line in lines[:MOST_LINES]]
    rest = lines[MOST_LINES:]
    return (
        NoticeList(title, first, and_more(len(rest)), rest[0].path)
        if rest
        else NoticeList(title, first)
    )


def and_more(count: int) -> str:
    return ngettext("and %(count)s more", "and %(count)s more", count) % {"count": count}


@dataclass(frozen=True)
class _Week:
    """Seven days up to `last`, of an office or, for None, of all of the appeal's region."""

    appeal: Appeal
    office: Office | None
    last: date

    @property
    def until(self) -> date:
        """What is due by this day is due within the week that begins."""
        return self.last + A_WEEK

    def ended(self, day: date) -> datetime:
        return self.appeal.end_of(day)

    def page(self, name: str, **narrowed: object) -> str:
        """The address of a list, of the office where it can be narrowed to one."""
        address = reverse(f"tracking:{name}", args=[self.appeal.code])
        if self.office:
            narrowed["office"] = self.office.code
        return f"{address}?{urlencode(narrowed)}" if narrowed else address

    def late(self) -> Iterator[WeekLine]:
        """Reports, and then milestones, whose day has passed; the longest ago first."""
        today = self.last + timedelta(days=1)
        counted_to = self.appeal.last_value_day(today)
        for office, period in self._owed(self._periods().fallen_due(counted_to)):
            days = period.days_late(counted_to)
            words = ngettext(
                "%(office)s: report on %(period)s, %(days)s day late",
                "%(office)s: report on %(period)s, %(days)s days late",
                days,
            )
            told = {"office": office, "period": period.code, "days": days}
            yield WeekLine(words % told, self.page("report_list"))
        for milestone in self._milestones().filter(due_on__lt=today):
            yield WeekLine(_of_milestone(milestone), self.page("activity_list"))

    def due(self) -> Iterator[WeekLine]:
        span = (self.last + timedelta(days=1), self.until)
        for office, period in self._owed(self._periods().filter(due_on__range=span)):
            told = {"office": office, "period": period.code, "due": date_format(period.due_on)}
            words = _("%(office)s: report on %(period)s, due on %(due)s")
            yield WeekLine(words % told, self.page("report_list"))
        for milestone in self._milestones().filter(due_on__range=span):
            yield WeekLine(_of_milestone(milestone), self.page("activity_list"))

    def _periods(self) -> ReportingPeriodQuerySet:
        return ReportingPeriod.objects.of(self.appeal).unlocked().order_by("due_on")

    def _owed(self, periods: Iterable[ReportingPeriod]) -> Iterator[tuple[Office, ReportingPeriod]]:
        """Each office with each of these periods on which it has still to hand in its report."""
        asked = list(periods)
        handed_in = set(
            OfficeReport.objects.filter(period__in=asked, state__in=OfficeReport.HANDED_IN)
            .values_list("office", "period")
        )  # fmt: skip
        offices = Office.objects.of(self.appeal).in_printed_order()
        own = [self.office] if self.office else list(offices)
        for period in asked:
            yield from ((o, period) for o in own if (o.pk, period.pk) not in handed_in)

    def _milestones(self) -> QuerySet[Milestone]:
        """Those that no approved report says are reached, of activities that go on."""
        found = Milestone.objects.filter(
            activity__priority__section__appeal=self.appeal, activity__hold=""
        )
        if self.office:
            found = found.filter(activity__priority__section__office=self.office)
        reached = achieved(EVERYTHING).values("milestone")
        return found.exclude(pk__in=reached).select_related("activity").order_by("due_on", "pk")


def _of_milestone(milestone: Milestone) -> str:
    told = {
        "code": milestone.activity.code,
        "title": _short(milestone.title),
        "due": date_format(milestone.due_on),
    }
    return _("%(code)s: milestone “%(title)s”, due on %(due)s") % told


def _changed(notice: Notice, week: _Week) -> Iterator[WeekLine]:
    """A line for each person, kind of row and what was done: to which of them."""
    since, until = week.ended(week.last - A_WEEK), week.ended(week.last)
    wanted = Wanted(office=notice.office, since=since, until=until, news_for=notice.to)
    lines, _more = read_changes(
        user=notice.to, appeal=notice.appeal, wanted=wanted, most=READ_AT_ONCE
    )
    path = week.page("change_list", since=week.last - A_WEEK + timedelta(days=1), until=week.last)
    together: dict[tuple[str, str, str], dict[str, None]] = defaultdict(dict)
    for line in lines:
        together[line.who, line.kind, line.step or line.done][_short(line.name)] = None
    for (who, kind, done), named in together.items():
        names = list(named)
        rest = len(names) - MOST_NAMES
        if rest > 0:
            names = [*names[:MOST_NAMES], and_more(rest)]
        told = {"who": who, "kind": kind, "names": ", ".join(names), "done": done}
        yield WeekLine(_("%(who)s: %(kind)s %(names)s (%(done)s)") % told, path)


def _short(name: str) -> str:
    return Truncator(name).chars(LONGEST_NAME)
