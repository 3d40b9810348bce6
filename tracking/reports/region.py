"""R10, the regional report: where the whole appeal stands, on one cover and a few sheets."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from appeal.excel import (
    Chart,
    Column,
    Cover,
    Drawing,
    Fact,
    Format,
    Look,
    Part,
    Report,
    Sheet,
    Tone,
)
from appeal.models import Milestone, as_known

from .. import access, glossary
from ..figures import achieved, pending_milestones, put_figures, put_flags
from ..models import Colour, Due, OfficeReport, Risk, known_narratives, put_texts
from .asked import Asked
from .compliance import dues_asked
from .tracker import TONES

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
    glossary.NOT_REPORTED,
)


def regional_report(asked: Asked) -> Report:
    """R10: totals, offices, headings, narratives, what is late and what comes."""
    whole = asked.figures.whole
    activities = tracked_activities(asked)
    dues = [due for due in dues_asked(asked) if due.period.due_on < asked.viewpoint.as_at]
    milestones = list(milestones_of(asked))
    return asked.report(
        [
            _cover(asked, whole, activities, dues, milestones),
            _by_office(asked, whole),
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
    rows = access.activities(asked.user, asked.appeal).existing(asked.viewpoint)
    if asked.office:
        rows = rows.filter(priority__section__office=asked.office)
    found = put_figures(rows.with_plan().in_printed_order(), asked.figures)
    return put_flags(found, asked.figures)


def headline(row: Any) -> list[Fact]:
    """The figures of an appeal or office that a cover begins with."""
    progress = None if row.progress is None else Decimal(str(row.progress)) / 100
    return [
        Fact(_("Requirement"), row.requirement, Format.MONEY),
        Fact(_("Funded"), row.funded, Format.MONEY, _("Pledges are not counted.")),
        Fact(_("Coverage"), row.coverage, Format.PERCENT, _("Funded as a share of requirement.")),
        Fact(_("Allocated"), row.allocated, Format.MONEY),
        Fact(_("Committed"), row.committed, Format.CENTS),
        Fact(_("Spent"), row.spent, Format.CENTS),
        Fact(_("Balance"), row.balance, Format.CENTS, _("Requirement less spent less committed.")),
        Fact(_("Delivery"), row.delivery, Format.PERCENT, _("Spent as a share of requirement.")),
        Fact(_("Progress"), progress, Format.PERCENT, _unreported(row)),
    ]


def _unreported(row: Any) -> str:
    if row.unreported is None:
        return ""
    share = f"{row.unreported:.0%}"
    return str(_("Of what reported; %(share)s of the allocations did not.") % {"share": share})


COLOURS = (
    (Colour.GREEN, Tone.GOOD),
    (Colour.AMBER, Tone.WARNING),
    (Colour.RED, Tone.BAD),
    (Colour.GREY, Tone.QUIET),
)


def flag_facts(activities: Iterable[Any]) -> list[Fact]:
    """How many activities there are of each overall colour."""
    counted = Counter(row.flags.judged for row in activities)
    return [
        Fact(colour.label, counted[colour], Format.INTEGER, tone=tone) for colour, tone in COLOURS
    ] + [Fact(_("no flag applies"), counted[None], Format.INTEGER)]


def _cover(
    asked: Asked, whole: Any, activities: list[Any], dues: list[Due], milestones: list[Any]
) -> Cover:
    handed_in = [due for due in dues if due.is_handed_in]
    approved = [d for d in dues if d.report and d.report.state_then == _APPROVED]
    late = [row for row in milestones if row.is_pending and row.due_on < asked.viewpoint.as_at]
    reporting = [
        Fact(_("Reports due"), len(dues), Format.INTEGER),
        Fact(_("Handed in"), len(handed_in), Format.INTEGER),
        Fact(_("Approved"), len(approved), Format.INTEGER),
        Fact(
            _("Overdue"),
            len(dues) - len(handed_in),
            Format.INTEGER,
            tone=Tone.BAD if len(dues) > len(handed_in) else Tone.GOOD,
        ),
    ]
    plan = [
        Fact(_("Offices"), asked.offices.count(), Format.INTEGER),
        Fact(_("Activities"), len(activities), Format.INTEGER),
        Fact(_("Milestones overdue"), len(late), Format.INTEGER),
    ]
    return Cover(
        _("Summary"),
        [
            Part(_("Figures in USD"), headline(whole)),
            Part(_("Overall flags of the activities"), flag_facts(activities)),
            Part(_("Reporting"), reporting),
            Part(_("The plan"), plan),
        ],
    )


_APPROVED = OfficeReport.State.APPROVED


def _figures(whole: Any) -> tuple[list[Column], dict[str, Any]]:
    """The columns of offices and headings, and what they come to in all."""

    def money(title: Any, name: str) -> Column:
        look = Look.SIGNED if name == "balance" else None
        return Column(
            title, lambda row: getattr(row, name), Format.CENTS, width=16, total=name, look=look
        )

    def share(title: Any, name: str, look: Look, of: tuple[Column, Column]) -> Column:
        return Column(
            title, lambda row: getattr(row, name), Format.PERCENT, width=10, look=look,
            total=name, of=of,
        )  # fmt: skip

    requirement, funded = money(_("Requirement"), "requirement"), money(_("Funded"), "funded")
    spent = money(_("Spent"), "spent")
    columns = [
        requirement,
        funded,
        share(_("Coverage"), "coverage", Look.COVERAGE, (funded, requirement)),
        money(_("Allocated"), "allocated"),
        money(_("Committed"), "committed"),
        spent,
        share(_("Delivery"), "delivery", Look.SHARE, (spent, requirement)),
        money(_("Balance"), "balance"),
    ]
    return columns, {column.total: getattr(whole, column.total) for column in columns}


def _by_office(asked: Asked, whole: Any) -> Sheet:
    columns, totals = _figures(whole)
    name = Column(_("Office"), str, width=28, hxl="#org+name+impl")
    return Sheet(
        name="offices",
        title=_("By office"),
        columns=[name, *columns],
        rows=[*asked.figures.offices, asked.figures.office_rest],
        null="–",
        totals=totals,
        charts=[
            Chart(
                Drawing.BARS, _("Requirement and spent by office"), name, [columns[0], columns[5]]
            )
        ],
    )


def _by_heading(asked: Asked, whole: Any) -> Sheet:
    columns, totals = _figures(whole)
    return Sheet(
        name="headings",
        title=_("By heading"),
        columns=[Column(_("Heading"), lambda row: str(row), width=46), *columns],
        rows=[*asked.figures.headings, asked.figures.heading_rest],
        null="–",
        totals=totals,
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
        rows=put_texts(rows, asked.viewpoint.known_at),
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


def milestones_of(asked: Asked) -> Iterator[Any]:
    """The milestones in scope, as known then; each `is_reached`, `is_pending` or of no matter."""
    viewpoint = asked.viewpoint
    reached = set(achieved(viewpoint).values_list("milestone", flat=True))
    pending = set(pending_milestones(viewpoint).values_list("id", flat=True))
    rows = as_known(Milestone, viewpoint.known_at).filter(
        activity__priority__section__appeal=asked.appeal
    )
    if asked.office:
        rows = rows.filter(activity__priority__section__office=asked.office)
    names = ("activity__priority__section__office", "activity__priority__section__appeal")
    for row in rows.select_related(*names).order_by("due_on", "id"):
        row.is_reached, row.is_pending = row.id in reached, row.id in pending
        yield row


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
    known = as_known(Risk, asked.viewpoint.known_at)
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
