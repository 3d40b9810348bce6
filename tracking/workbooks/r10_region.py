"""R10, the regional report: the state of the whole appeal on one cover and a few sheets."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, NamedTuple

from django.db.models import F
from django.utils.translation import gettext_lazy as _

from appeal.base.excel import Book, Chart, Column, Cover, Drawing, Format, Look, Part, Parts, Sheet
from appeal.models import as_known, to_office

from .. import core_definitions, glossary
from ..figures.rows import put_figures, put_flags
from ..models import Colour, Due, Risk, known_narratives, put_texts
from . import columns as common
from .asked import Asked
from .columns import untagged
from .core_sheet import core_sheets
from .counts import Counts
from .covers import Money, headline, money_facts
from .r4_budget import by_month
from .r8_compliance import dues_asked
from .what_changed import what_changed

SOON = timedelta(days=30)
R10_DEFINITIONS = (
    glossary.REQUIREMENT, glossary.FUNDED, glossary.COVERAGE, glossary.ALLOCATED,
    glossary.COMMITTED, glossary.SPENT, glossary.DELIVERY_OF_REQUIREMENT,
    glossary.BALANCE_OF_REQUIREMENT, glossary.GROUP_PROGRESS, glossary.REPORTED_ON,
    glossary.NOT_REPORTED, glossary.PLANNED_PART, core_definitions.CORE,
    core_definitions.REACHED, core_definitions.GAP, core_definitions.OVERLAP,
)  # fmt: skip


def consolidated_region(asked: Asked) -> Book:
    """R10: totals, offices, headings, narratives, what is late and what comes."""
    # Reports on a period are submitted after its end: they are looked at as of the day asked.
    dues = [due for due in dues_asked(asked) if due.period.due_on < asked.viewpoint.as_at]
    asked = asked.at_the_end()
    activities = tracked_activities(asked)
    whole = asked.figures.whole
    milestones = milestones_of(asked)
    money, counts = Money(), Counts(asked, activities, dues, milestones)
    offices, bars = _by_office(asked, whole, money)
    months, curves = by_month(asked, activities)
    flags, reporting, plan = counts.parts
    parts: Parts = [
        headline(whole, money),
        Part(_("In short"), text=_in_short(flags, reporting, plan)),
        Part(_("Spending"), charts=[curves, bars], is_tall=True),
        (money_facts(whole, money), flags),
        (reporting, plan),
    ]
    sheets: list[Sheet | Cover] = [
        Cover(_("Summary"), parts),
        offices,
        counts.sheet,
        _by_heading(asked, whole),
        months,
        *core_sheets(asked),
        _narratives(asked),
        _late(asked, dues, milestones),
        _spending(activities),
        _coming(asked, milestones),
        risks_sheet(asked),
        *what_changed(asked),
    ]
    return asked.book(sheets, definitions=R10_DEFINITIONS, currency=asked.appeal.currency)


def tracked_activities(asked: Asked) -> list[Any]:
    """The activities in scope with all figures and their flags, in printed order."""
    asked.figures.facts.take_plans(asked.activities)
    return put_flags(put_figures(asked.activities, asked.figures), asked.figures)


def _in_short(flags: Part, reporting: Part, plan: Part) -> str:
    """What the counts of the cover say, in a paragraph."""
    due, submitted, _approved, overdue = (fact.value for fact in reporting.facts)
    offices, activities, milestones = (fact.value for fact in plan.facts)
    of_each = ", ".join(f"{fact.label}{_(':')} {fact.value}" for fact in flags.facts if fact.value)
    sentences = [
        _("The appeal has %(activities)s activities of %(offices)s offices (%(of_each)s).")
        % {"activities": activities, "offices": offices, "of_each": of_each},
        _("Of %(due)s reports due, %(submitted)s were submitted and %(overdue)s are overdue.")
        % {"due": due, "submitted": submitted, "overdue": overdue},
        _("Milestones overdue: %(milestones)s.") % {"milestones": milestones},
    ]
    return " ".join(map(str, sentences))


def _by_office(asked: Asked, whole: object, money: Money) -> tuple[Sheet, Chart]:
    name = common.OFFICE.wide(28, path=str)
    rows = [*asked.figures.offices, asked.figures.office_rest]
    series = [money.requirement, money.spent]
    chart = Chart(Drawing.BARS, _("Required and spent by office"), name, series)
    return money.sheet("offices", _("By office"), name, rows, whole), chart


def _by_heading(asked: Asked, whole: object) -> Sheet:
    rows = [*asked.figures.headings, asked.figures.heading_rest]
    heading = Column(_("Heading"), str, width=40)
    return Money().sheet("headings", _("By heading"), heading, rows, whole)


def _narratives(asked: Asked) -> Sheet:
    """What the offices' latest reports that count say, or those on the chosen period."""
    rows = known_narratives(asked.viewpoint, asked.appeal, asked.period)
    columns = [
        *untagged(common.OFFICE),
        common.PERIOD,
        *(Column(title, name, width=50) for name, title in NARRATIVES.items()),
    ]
    return Sheet("narratives", _("Narratives"), columns, put_texts(rows, asked.viewpoint))


NARRATIVES = {
    "highlights": _("Highlights"),
    "challenges": _("Challenges"),
    "next_steps": _("Next steps"),
}


@dataclass(frozen=True)
class Late:
    """A report or a milestone that is overdue."""

    kind: Any
    office: str
    about: str
    due_on: date
    days: int


def _late(asked: Asked, dues: Iterable[Due], milestones: Iterable[object]) -> Sheet:
    columns = [
        Column(_("What"), "kind", width=14),
        common.OFFICE.wide(24, path="office", hxl=""),
        Column(_("About"), "about", width=70),
        common.DUE.wide(12),
        Column(_("Days late"), "days", Format.INTEGER, width=10),
    ]
    rows = list(_overdue(asked.viewpoint.as_at, dues, milestones))
    return Sheet("overdue", _("Overdue"), columns, rows)


def _overdue(as_at: date, dues: Iterable[Due], milestones: Iterable[Any]) -> Iterator[Late]:
    for due in dues:
        if not due.is_handed_in:
            name = due.office.name
            yield Late(_("report"), name, due.period.code, due.period.due_on, due.late)
    for row in milestones:
        if row.is_pending and row.due_on < as_at:
            about = f"{row.activity.code} {row.title}"
            office = row.activity.office.name
            yield Late(_("milestone"), office, about, row.due_on, (as_at - row.due_on).days)


def _spending(activities: Iterable[Any]) -> Sheet:
    """Activities whose spend runs ahead of or behind the plan, the worst first."""
    apart = [row for row in activities if row.flags.spend.colour in (Colour.AMBER, Colour.RED)]
    apart.sort(key=_points)
    sums = (each.wide(16, total="") for each in (common.ALLOCATED, common.SPENT))
    columns = [
        *untagged(common.OFFICE, common.CODE, common.TITLE.wide(44)),
        *(column.under("figures") for column in (*sums, common.OVERSPENT, common.DELIVERY)),
        Column(
            _("Delivery minus planned part"), _points, Format.POINTS, width=11, look=Look.SIGNED
        ),
        Column(_("Spend status"), "flags.spend.label", width=16, tones=common.TONES_OF_WORDS),
    ]
    return Sheet("spending", _("Under- and overspent"), columns, apart, frozen=2)


def _points(row: Any) -> Any:
    return row.flags.spend.numbers["points"]


class Aim(NamedTuple):
    """A milestone: reached, or pending, or of an activity that is held up."""

    due_on: date
    id: int
    title: str
    activity: Any
    is_reached: bool
    is_pending: bool


def milestones_of(asked: Asked) -> list[Aim]:
    """Those in scope, as known then, the first due first."""
    facts, aims = asked.figures.facts, []
    for activity in asked.activities:
        is_held = bool(asked.figures.activity(activity.pk).hold)
        for due in facts.milestones.get(activity.pk, ()):
            is_reached = due.id in facts.achieved_on
            is_pending = not (is_reached or is_held)
            aims.append(Aim(due.due_on, due.id, due.title, activity, is_reached, is_pending))
    return sorted(aims, key=lambda aim: (aim.due_on, aim.id))


def _coming(asked: Asked, milestones: Iterable[Any]) -> Sheet:
    as_at = asked.viewpoint.as_at
    coming = [m for m in milestones if m.is_pending and as_at <= m.due_on <= as_at + SOON]
    about = untagged(common.OFFICE_OF_ACTIVITY.wide(24), common.ACTIVITY)
    columns = [common.DUE.wide(12), *about, common.MILESTONE]
    return Sheet("coming", _("Milestones in the next 30 days"), columns, coming)


def risks_sheet(asked: Asked) -> Sheet:
    """The risks that were not closed, the gravest first, as known then."""
    known = as_known(Risk.objects.all(), asked.viewpoint).of(asked.appeal).open().with_score()
    rows = asked.of_office(known, to_office("activity__"))
    in_order = asked.put_activities(rows.order_by(F("score").desc(), "id"))
    columns = [
        *untagged(common.OFFICE_OF_ACTIVITY, common.ACTIVITY),
        common.RISK.wide(46),
        common.LIKELIHOOD.wide(10),
        common.CONSEQUENCE.wide(12),
        common.SCORE.wide(8, look=Look.HEAT),
        common.TREATMENT,
        common.OWNER.wide(22),
        common.STATE,
    ]
    return Sheet("risks", _("Risks"), columns, in_order)
