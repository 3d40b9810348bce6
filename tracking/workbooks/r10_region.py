"""R10, the regional report: where the whole appeal stands, on one cover and a few sheets."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, NamedTuple

from django.utils.translation import gettext_lazy as _

from appeal.base.excel import Chart, Column, Cover, Drawing, Format, Look, Part, Report, Sheet
from appeal.models import as_known

from .. import glossary
from ..figured_rows import put_figures, put_flags
from ..models import Colour, Due, Risk, known_narratives, put_texts
from .asked import Asked
from .counts import Counts
from .covers import Money, headline
from .r3_activities import TONES
from .r8_compliance import dues_asked

SOON = timedelta(days=30)
R10_DEFINITIONS = (
    glossary.REQUIREMENT,
    glossary.FUNDED,
    glossary.COVERAGE,
    glossary.ALLOCATED,
    glossary.COMMITTED,
    glossary.SPENT,
    glossary.DELIVERY_OF_REQUIREMENT,
    glossary.BALANCE_OF_REQUIREMENT,
    glossary.GROUP_PROGRESS,
    glossary.REPORTED_ON,
    glossary.NOT_REPORTED,
)


def regional_report(asked: Asked) -> Report:
    """R10: totals, offices, headings, narratives, what is late and what comes."""
    whole = asked.figures.whole
    activities = tracked_activities(asked)
    dues = [due for due in dues_asked(asked) if due.period.due_on < asked.viewpoint.as_at]
    milestones = milestones_of(asked)
    money, counts = Money(), Counts(asked, activities, dues, milestones)
    return asked.report(
        [
            Cover(
                _("Summary"),
                [Part(_("Figures in USD"), headline(whole, money)), *counts.parts],
            ),
            _by_office(asked, whole, money),
            counts.sheet,
            _by_heading(asked, whole),
            _narratives(asked),
            _late(asked, dues, milestones),
            _spending(activities),
            _coming(asked, milestones),
            risks_sheet(asked),
        ],
        definitions=R10_DEFINITIONS,
        facts=[(_("Currency"), asked.appeal.currency)],
    )


def tracked_activities(asked: Asked) -> list[Any]:
    """The activities in scope with all figures and their flags, in printed order."""
    return put_flags(put_figures(asked.activities, asked.figures), asked.figures)


def _by_office(asked: Asked, whole: Any, money: Money) -> Sheet:
    name = Column(_("Office"), str, width=28, hxl="#org+name+impl")
    return Sheet(
        name="offices",
        title=_("By office"),
        columns=[name, *money.columns],
        rows=[*asked.figures.offices, asked.figures.office_rest],
        null="–",
        totals=money.totals(whole),
        charts=[
            Chart(
                Drawing.BARS,
                _("Requirement and spent by office"),
                name,
                [money.requirement, money.spent],
            )
        ],
    )


def _by_heading(asked: Asked, whole: Any) -> Sheet:
    money = Money()
    return Sheet(
        name="headings",
        title=_("By heading"),
        columns=[Column(_("Heading"), str, width=40), *money.columns],
        rows=[*asked.figures.headings, asked.figures.heading_rest],
        null="–",
        totals=money.totals(whole),
    )


def _narratives(asked: Asked) -> Sheet:
    """What the offices' latest reports that count say, or those on the chosen period."""
    rows = known_narratives(asked.viewpoint, asked.appeal, asked.period)
    texts = (
        ("highlights", _("Highlights")),
        ("challenges", _("Challenges")),
        ("next_steps", _("Next steps")),
    )
    return Sheet(
        name="narratives",
        title=_("Narratives"),
        columns=[
            Column(_("Office"), lambda row: row.office.name, width=20),
            Column(_("Period"), lambda row: row.period.code, width=11),
            *(
                Column(title, lambda row, name=name: getattr(row, name) or None, width=50)
                for name, title in texts
            ),
        ],
        rows=put_texts(rows, asked.viewpoint),
    )


@dataclass(frozen=True)
class Late:
    """A report or a milestone that is overdue."""

    kind: Any
    office: str
    about: str
    due_on: date
    days: int


def _late(asked: Asked, dues: Iterable[Due], milestones: Iterable[Any]) -> Sheet:
    return Sheet(
        name="overdue",
        title=_("Overdue"),
        columns=[
            Column(_("What"), lambda row: row.kind, width=14),
            Column(_("Office"), lambda row: row.office, width=24),
            Column(_("About"), lambda row: row.about, width=70),
            Column(_("Due"), lambda row: row.due_on, Format.DAY, width=12),
            Column(_("Days late"), lambda row: row.days, Format.INTEGER, width=10),
        ],
        rows=list(_overdue(asked.viewpoint.as_at, dues, milestones)),
    )


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
    """Activities whose spend runs ahead of or behind the time, the worst first."""
    apart = [row for row in activities if row.flags.spend.colour in (Colour.AMBER, Colour.RED)]
    apart.sort(key=lambda row: row.flags.spend.numbers["points"])
    return Sheet(
        name="spending",
        title=_("Under- and overspent"),
        columns=[
            Column(_("Office"), lambda row: row.office.name, width=20),
            Column(_("Activity"), lambda row: row.code, width=11),
            Column(_("Title"), lambda row: row.title, width=44),
            Column(_("Allocated"), lambda row: row.figures.allocated, Format.CENTS, width=16),
            Column(_("Spent"), lambda row: row.figures.spent, Format.CENTS, width=16),
            Column(_("Overspent"), lambda row: row.figures.overspent, Format.CENTS, width=14),
            Column(_("Delivery"), lambda row: row.figures.delivery, Format.PERCENT, width=10),
            Column(
                _("Delivery less elapsed"),
                lambda row: row.flags.spend.numbers["points"],
                Format.POINTS,
                width=11,
                look=Look.SIGNED,
            ),
            Column(_("Spend flag"), lambda row: row.flags.spend.label, width=16, tones=TONES),
        ],
        rows=apart,
        frozen=2,
    )


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
    return Sheet(
        name="coming",
        title=_("Milestones of 30 days"),
        columns=[
            Column(_("Due"), lambda row: row.due_on, Format.DAY, width=12),
            Column(_("Office"), lambda row: row.activity.office.name, width=24),
            Column(_("Activity"), lambda row: row.activity.code, width=11),
            Column(_("Milestone"), lambda row: row.title, width=70),
        ],
        rows=coming,
    )


def risks_sheet(asked: Asked) -> Sheet:
    """The risks that were not closed, the gravest first, as known then."""
    known = as_known(Risk, asked.viewpoint)
    rows = known.of(asked.appeal).open().with_score().with_names()
    if asked.office:
        rows = rows.filter(activity__priority__section__office=asked.office)
    return Sheet(
        name="risks",
        title=_("Risks"),
        columns=[
            Column(_("Office"), lambda row: row.activity.office.name, width=20),
            Column(_("Activity"), lambda row: row.activity.code, width=11),
            Column(_("What may happen"), lambda row: row.what, width=46),
            Column(_("Likelihood"), lambda row: row.likelihood, Format.INTEGER, width=10),
            Column(_("Consequence"), lambda row: row.consequence, Format.INTEGER, width=12),
            Column(_("Score"), lambda row: row.score, Format.INTEGER, width=8, look=Look.HEAT),
            Column(_("Treatment"), lambda row: row.treatment or None, width=40),
            Column(_("Owner"), lambda row: row.owner, width=22),
            Column(_("State"), lambda row: row.get_state_display(), width=14),
        ],
        rows=rows.order_by("-score", "id"),
    )
