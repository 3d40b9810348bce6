"""R3, the activity tracker."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext_lazy as _

from appeal.base.excel import Book, Column, Control, Definition, Format, Look, Sheet
from appeal.base.labels import labelled
from appeal.base.viewpoint import Include
from appeal.models import Activity, Country, Partner
from appeal.models.activities import ActivityQuerySet
from appeal.models.ordering import in_order
from appeal.models.priorities import headings_of
from appeal.models.translated import Basis

from .. import access, flag_definitions, glossary
from ..figures import STATUSES
from ..figures.rows import put_flags
from ..filters import ActivityFilter
from ..models import included_updates
from ..shown_order import in_shown_order
from ..tables import ActivityTable
from . import columns as common
from .asked import Asked
from .columns import of_hundred, sums_of


def activity_tracker(asked: Asked, activities: ActivityQuerySet | None = None) -> Book:
    """R3: one row per activity, with its plan, money and progress.

    Those that the list of activities shows for the same filters, unless `activities` are given.
    """
    if activities is None:
        asked, activities = _listed(asked)
    sheet = _activities(asked, activities)
    return asked.book([sheet], definitions=R3_DEFINITIONS, currency=asked.appeal.currency)


def _listed(asked: Asked) -> tuple[Asked, ActivityQuerySet]:
    viewpoint = asked.viewpoint
    rows = access.activities(asked.user, asked.appeal).existing(viewpoint)
    chosen = ActivityFilter(asked.query, rows, appeal=asked.appeal, figures=asked.figures)
    is_official = viewpoint.include == Include.OFFICIAL
    codes = [asked.query.get(name, "") for name in ("heading", "paid_from")]
    asked = asked.narrowed(chosen, *codes, "" if is_official else viewpoint.include)
    return asked, chosen.qs


FLAGS = {
    "schedule": _("Schedule status"),
    "results": _("Results status"),
    "progress": _("Progress status"),
    "spend": _("Spend status"),
    "overall": _("Overall status"),
}

R3_DEFINITIONS = (
    *(glossary.ALLOCATED, glossary.COMMITTED, glossary.SPENT, glossary.BALANCE_OF_ALLOCATED),
    *(glossary.DELIVERY_OF_ALLOCATED, glossary.PROGRESS, glossary.ELAPSED),
    glossary.PLANNED_PART,
    Definition(
        _("Delivery minus progress"),
        _("Delivery minus progress, in percentage points. Empty if either is missing."),
    ),
    glossary.STATUS,
    Definition(
        _("Heading basis"),
        _(
            "Published: printed above the priority. Set by the regional office: its reading"
            " of what the priority is about."
        ),
    ),
    *(Definition(FLAGS[name], flag.meaning) for name, flag in flag_definitions.FLAGS.items()),
    Definition(
        _("Last update"),
        _(
            "The day on which the latest report that counts was last edited. Issues are from"
            " that report."
        ),
    ),
)


class LastLine(NamedTuple):
    """What the latest line of an activity says of itself."""

    updated_at: datetime
    issues: str


class TrackerRow:
    """One activity with its figures, as the columns ask for it."""

    def __init__(self, activity: Any, last: LastLine | None, asked: Asked) -> None:
        self.activity, self.last, self.asked = activity, last, asked
        self.priority, self.office = activity.priority, activity.office
        self.figures, self.flags = activity.figures, activity.flags

    @property
    def spent_minus_progress(self) -> float | None:
        """In percentage points."""
        gap = self.figures.gap
        return None if gap is None else -gap

    @property
    def updated_on(self) -> date | None:
        return self.asked.appeal.day_of(self.last.updated_at) if self.last else None

    @property
    def days_since(self) -> int | None:
        """Days from the last update to the as-at date; an update written later is 0 days old."""
        day = self.updated_on
        return None if day is None else max(0, (self.asked.viewpoint.as_at - day).days)

    @property
    def allocation_basis(self) -> Any:
        if not self.figures.allocated:
            return None
        return _("indicative") if self.figures.is_indicative else _("confirmed")

    @property
    def judgement(self) -> str | None:
        """What a person judged instead of the overall flag, and why."""
        given = self.flags.given
        return (
            labelled(given.get_colour_display(), f"{given.reason} ({given.by})") if given else None
        )


def _activities(asked: Asked, activities: ActivityQuerySet) -> Sheet:
    named = _with_names(activities)
    shown = in_shown_order(ActivityTable, named, asked.query, asked.figures)
    rows, last = put_flags(shown, asked.figures), _latest_lines(asked)
    return Sheet(
        "activities",
        _("Activities"),
        COLUMNS,
        [TrackerRow(row, last.get(row.pk), asked) for row in rows],
        totals=sums_of(rows, "allocated", "committed", "spent", "balance"),
        controls=[Control(_("Activities"), "COUNTA({})", [ACTIVITY], len(rows))],
        frozen=5,
        repeated=(4, 5),
    )


def _with_names(activities: ActivityQuerySet) -> QuerySet[Activity]:
    """With all that the columns name, in a number of queries that does not grow with the rows.

    In lists: relations that are read ahead would have a query made for each row nonetheless.
    """
    return activities.with_office().prefetch_related(
        headings_of("priority__", "named_headings"),
        Prefetch("partners", in_order(Partner.objects.all(), "name"), "named_partners"),
        Prefetch("countries", Country.objects.order_by("code"), "named_countries"),
    )


def _latest_lines(asked: Asked) -> dict[int, LastLine]:
    """The latest line that counts of each activity in scope, by its id."""
    lines = included_updates(asked.viewpoint).filter(report__period__appeal=asked.appeal)
    lines = asked.of_office(lines, "report__office").latest_first().reverse()
    rows = lines.values_list("activity", "updated_at", "issues")
    return {activity: LastLine(updated_at, issues) for activity, updated_at, issues in rows}


def _joined(words: Iterable[object]) -> str | None:
    """The words in their order, each once; None where there are none."""
    return ", ".join(dict.fromkeys(str(word) for word in words)) or None


STATUS_NAMES, BASIS_NAMES = dict(STATUSES), dict(Basis.choices)
ACTIVITY = common.ACTIVITY


def _money(figure: Column, hxl: str) -> Column:
    return figure.under("figures").wide(12, hxl=hxl)


def _flag(name: str, title: Any) -> Column:
    """The word of a flag, in its colour; empty where it does not apply."""
    return Column(title, f"flags.{name}.label", width=13, tones=common.TONES_OF_WORDS)


COLUMNS = (
    Column(_("Office code"), "office.code", width=7, hxl="#org+code+impl"),
    common.OFFICE.wide(18),
    Column(_("Priority"), "priority.code", width=12),
    ACTIVITY,
    common.TITLE.under("activity").wide(33),
    Column(
        _("Headings"),
        lambda row: _joined(each.heading.code for each in row.priority.named_headings),
        width=10,
        hxl="#sector+code",
    ),
    Column(
        _("Heading basis"),
        lambda row: _joined(BASIS_NAMES[each.basis] for each in row.priority.named_headings),
        width=19,
    ),
    Column(_("Lead"), "activity.lead", width=12, hxl="#contact+name"),
    Column(_("Finance code"), "activity.finance_code", width=14),
    Column(_("Partners"), lambda row: _joined(row.activity.named_partners), width=26),
    Column(
        _("Countries"), lambda row: _joined(each.code for each in row.activity.named_countries),
        width=9, hxl="#country+code+v_iso2",
    ),
    Column(_("Start"), "figures.starts_on", Format.DAY, width=10.5, hxl="#date+start"),
    Column(_("End"), "figures.ends_on", Format.DAY, width=10.5, hxl="#date+end"),
    Column(_("Status"), lambda row: STATUS_NAMES[row.figures.status], width=13, hxl="#status+text"),
    _money(common.ALLOCATED, "#value+allocated+usd"),
    Column(_("Budget basis"), "allocation_basis", width=13),
    _money(common.COMMITTED, "#value+committed+usd"),
    _money(common.SPENT, "#value+expenditure+usd"),
    _money(common.BALANCE, "#value+balance+usd"),
    common.DELIVERY.under("figures").wide(9),
    Column(
        _("Progress"), lambda row: of_hundred(row.figures.progress), Format.PERCENT, width=9,
        look=Look.SHARE,
    ),
    Column(_("Progress period"), "figures.progress_period", width=9),
    Column(_("Elapsed"), "figures.elapsed", Format.PERCENT, width=9),
    Column(_("Planned part"), "figures.planned_part", Format.PERCENT, width=9),
    Column(_("Delivery minus progress"), "spent_minus_progress", Format.POINTS, width=10),
    Column(_("Last update"), "updated_on", Format.DAY, width=11, hxl="#date+reported"),
    Column(_("Days since"), "days_since", Format.INTEGER, width=7),
    *(_flag(name, title) for name, title in FLAGS.items()),
    Column(_("Assessment changed"), "judgement", width=24),
    Column(_("Next milestone"), "flags.coming.title", width=30),
    Column(_("Milestone due"), "flags.coming.due_on", Format.DAY, width=11),
    Column(_("Issues"), "last.issues", width=92),
)  # fmt: skip
