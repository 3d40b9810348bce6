"""T0, an appeal as a workbook: read in again it makes the same appeal, as a draft."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from django.db.models import F, Model, Prefetch, Q, Sum
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from ..base.amounts import DASH
from ..base.excel import Book, Column, Context, Control, Sheet
from ..loading.lineage import names_of_rows
from ..loading.reading import ACTIVITY, BUDGET, CORE, HEADING, MILESTONE, TARGET, TOTAL
from ..loading.sheets import (
    INDICATOR,
    MOST_OFFICES,
    PARTNER,
    PARTS,
    STEPS,
    TITLES,
    YES_NO,
    Line,
    hint_of,
    label_of,
    matrix,
    sheets,
)
from ..models import (
    Activity,
    Allocation,
    Appeal,
    Basis,
    Continuing,
    CoreIndicator,
    Heading,
    Indicator,
    IndicatorTarget,
    Milestone,
    Partner,
    Priority,
    Requirement,
    in_languages,
)
from ..models.columns import field_of
from ..models.requirements import RequirementQuerySet
from .included import included

CODE = "T0"
# How many rows are left to fill in.
SPARE = {
    "headings": 10, "offices": 20, "matrix": 20, "partners": 30, "priorities": 60, "core": 20,
    "activities": 60,
    "indicators": 60, "targets": 120, "milestones": 120, "budgets": 60,
}  # fmt: skip
EMPTY = SPARE | {"headings": 20, "offices": MOST_OFFICES, "matrix": MOST_OFFICES, "priorities": 300}


def appeal_template(
    *, appeal: Appeal, as_at: date, context: Context, seen: Iterable[Appeal]
) -> Book:
    """The appeal with its printed table and its plan, without revisions and reports.

    What its rows continue is named where it is of an appeal that is `seen`.
    """
    rows = {
        "appeal": list(_facts(appeal)),
        "headings": [_line(row, HEADING) for row in Heading.objects.of(appeal).in_printed_order()],
        "offices": [_office(row) for row in _sections(appeal)],
        "matrix": _matrix(appeal),
        **_plan(appeal, [each for each in seen if each.year < appeal.year]),
    }
    return replace(
        _book(rows, SPARE, appeal.code, appeal.title, as_at, context),
        include=included(appeal),
        currency=appeal.currency,
        facts=_left_out(appeal),
        is_demonstration=appeal.is_demonstration,
    )


def empty_template(*, as_at: date, context: Context) -> Book:
    """T0 without an appeal, to be filled in."""
    rows: dict[str, list[Line]] = {name: [] for name in TITLES} | {"appeal": list(_facts(None))}
    return _book(rows, EMPTY, "", "", as_at, context)


def _book(
    rows: dict[str, list[Line]],
    spare: dict[str, int],
    code: str,
    title: str,
    as_at: date,
    context: Context,
) -> Book:
    columns = sheets() | {"matrix": matrix([line["code"] for line in rows["headings"]])}
    return Book(
        code=CODE,
        title=_("Appeal template"),
        appeal_code=code or str(_("new")),
        appeal_title=title,
        as_at=as_at,
        include=_("nothing yet: this is the empty template"),
        context=context,
        sheets=[
            _sheet(name, columns[name], [*rows[name], *[{}] * spare.get(name, 0)], len(rows[name]))
            for name in TITLES
        ],
        instructions=STEPS,
        template={"form": CODE, "appeal": code, "language": get_language() or "en"},
    )


def _sheet(name: str, columns: Sequence[Column], lines: list[Line], count: int) -> Sheet:
    """One sheet; `Check` counts the rows that came filled in, by their codes."""
    controls = [Control(_("Rows"), "COUNTA({})", columns[:1], count)] if count else []
    return Sheet(name, TITLES[name], columns, lines, controls=controls, frozen=1)


def _line(row: Model, names: Iterable[str], **more: object) -> Line:
    """What is shown of a row of a table: its columns of these names, choices in words."""
    return {name: _shown(row, name) for name in names} | more


def _shown(row: Model, name: str) -> Any:
    value, field = getattr(row, name), field_of(type(row), name)
    if isinstance(value, bool):
        return YES_NO["yes" if value else "no"]
    return dict(field.flatchoices).get(value, value) if field.choices else value


def _facts(appeal: Appeal | None) -> Iterator[Line]:
    """The first sheet: a row for each fact of the appeal, its region and its framework."""
    for part, (model, names) in PARTS.items():
        row = appeal if part == "appeal" else getattr(appeal, part, None)
        for name in names:
            value = _shown(row, name) if row else None
            yield {
                "field": f"{part}.{name}",
                "label": label_of(model, name),
                "value": value.isoformat() if isinstance(value, date) else value,
                "hint": hint_of(model, name),
            }


def _sections(appeal: Appeal) -> Iterable[Any]:
    rows = appeal.sections.select_related("office").prefetch_related("office__countries")
    return rows.order_by("order")


def _office(section: Any) -> Line:
    office = section.office
    return {
        **_line(office, ("code", *in_languages("name"), "kind", "language")),
        **_line(section, ("printed_name", *in_languages("summary"))),
        "countries": _listed(row.code for row in office.countries.all()),
    }


def _listed(names: Iterable[object]) -> str:
    return "; ".join(sorted(map(str, names)))


def _matrix(appeal: Appeal) -> list[Line]:
    """The printed table with its stated totals; a dash is written as one, no total as nothing."""
    headings = list(Heading.objects.of(appeal).in_printed_order())
    cells = {(c.office_id, c.heading_id): c.amount for c in Requirement.objects.of(appeal)}
    totals = {(t.office_id, t.heading_id): t.amount for t in appeal.stated_totals.all()}

    def line(code: str, office: int | None, amounts: dict, empty: str | None) -> Line:
        own = {
            f"h{number}": empty if (amount := amounts.get((office, heading.pk))) is None else amount
            for number, heading in enumerate(headings, start=1)
        }
        return {"office": code, **own, "total": totals.get((office, None))}

    offices = [line(s.office.code, s.office_id, cells, DASH) for s in _sections(appeal)]
    return [*offices, line(TOTAL, None, totals, None)]


def _plan(appeal: Appeal, earlier: Iterable[Appeal]) -> dict[str, list[Line]]:
    """Priorities with their headings, activities with what they name, and indicators."""
    targets = Prefetch("period_targets", IndicatorTarget.objects.order_by("ends_on"))
    indicators = Prefetch(
        "indicators",
        Indicator.objects.order_by("order").select_related("core").prefetch_related(targets),
    )
    milestones = Prefetch("milestones", Milestone.objects.order_by("order"))
    priorities = Priority.objects.of(appeal).with_headings().in_printed_order()
    activities = Activity.objects.of(appeal).in_printed_order().select_related("priority")
    of_priorities, of_activities, of_indicators, of_milestones = (
        names_of_rows(model, earlier) for model in (Priority, Activity, Indicator, Milestone)
    )
    found = list(activities.prefetch_related(indicators, milestones, *Activity.NAMED))
    return {
        "partners": [_line(row, PARTNER) for row in _partners(found)],
        "priorities": [_priority(row, of_priorities) for row in priorities],
        "core": [_line(row, CORE) for row in CoreIndicator.objects.of(appeal).in_order()],
        "activities": [_activity(row, of_activities) for row in found],
        "indicators": [
            _indicator(row, activity, _continued(row, of_indicators))
            for activity in found
            for row in activity.indicators.all()
        ],
        "targets": [
            _line(row, TARGET, activity=activity.code, indicator=number)
            for activity in found
            for number, indicator in enumerate(activity.indicators.all(), start=1)
            for row in indicator.period_targets.all()
        ],
        "milestones": [
            _line(row, MILESTONE, activity=activity.code, continues=_continued(row, of_milestones))
            for activity in found
            for row in activity.milestones.all()
        ],
        "budgets": _budgets(appeal, found),
    }


def _indicator(row: Indicator, activity: Activity, continued: str) -> Line:
    core = row.core.code if row.core else ""
    return _line(row, INDICATOR, activity=activity.code, core=core, continues=continued)


def _partners(activities: Iterable[Activity]) -> list[Partner]:
    """Those that activities name, each once."""
    named = {row for activity in activities for row in activity.partners.all()}
    return sorted(named, key=lambda row: row.name_en)


def _budgets(appeal: Appeal, activities: Iterable[Activity]) -> list[Line]:
    """How the lines are split, but for those that only a revision made large enough."""
    passed = _passed(appeal).values("pk")
    rows = Allocation.objects.filter(cell__appeal=appeal).exclude(cell__in=passed)
    own: dict[int, list[Allocation]] = {}
    for row in rows.select_related("cell__heading").order_by("cell__heading__order"):
        own.setdefault(row.activity_id, []).append(row)
    return [
        _line(row, BUDGET, activity=activity.code, heading=row.cell.heading.code)
        for activity in activities
        for row in own.get(activity.pk, ())
    ]


def _passed(appeal: Appeal) -> RequirementQuerySet:
    """Lines whose budgets come to more than what is printed of them."""
    cells = Requirement.objects.of(appeal).annotate(split=Sum("allocations__amount"))
    return cells.filter(Q(amount=None, split__isnull=False) | Q(split__gt=F("amount")))


def _left_out(appeal: Appeal) -> list[tuple[str, str]]:
    """What is said about budgets that do not fit what is printed."""
    passed = _passed(appeal).select_related("office", "heading").in_printed_order()
    named = ", ".join(f"{cell.office.code} {cell.heading.code}" for cell in passed)
    title = _("Budgets left out, since they rest on a later revision")
    return [(str(title), named)] if named else []


def _continued(row: Continuing, names: Mapping[int, str]) -> str:
    return names.get(row.continues_id or 0, "")


def _priority(row: Priority, names: Mapping[int, str]) -> Line:
    def under(basis: str) -> str:
        return "; ".join(c.heading.code for c in row.classifications.all() if c.basis == basis)

    return _line(
        row,
        ("code", "printed_as", *in_languages("title", "summary")),
        office=row.section.office.code,
        published=under(Basis.PUBLISHED),
        assigned=under(Basis.ASSIGNED),
        continues=_continued(row, names),
    )


def _activity(row: Activity, names: Mapping[int, str]) -> Line:
    return _line(
        row,
        ACTIVITY,
        priority=row.priority.code,
        countries=_listed(each.code for each in row.countries.all()),
        partners=_listed(each.name_en for each in row.partners.all()),
        sdg_targets=_listed(each.code for each in row.sdg_targets.all()),
        compact_objectives=_listed(each.number for each in row.compact_objectives.all()),
        continues=_continued(row, names),
    )
