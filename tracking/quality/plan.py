"""Rules about the plan and its money."""

from decimal import Decimal
from typing import Any

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from appeal.amounts import cents, money
from appeal.models import Activity, Allocation, Indicator, as_known

from ..figures import figures_by_key, put_figures
from ..models import Contribution, included_entries, known_assignments
from .scope import Found, Rows, Scope, first_line

ALLOCATIONS, ACTIVITY = "appeal:allocations", "tracking:activity_detail"


def _of_cell(scope: Scope, cell: Any, message: str) -> Found:
    place = (cell.office.code,)
    return Found(cell.office, str(cell), message, ALLOCATIONS, place, scope.changed_on(cell))


def unassigned(scope: Scope) -> Rows:
    for cell in scope.cells(scope.gaps.unassigned):
        message = _("USD %(amount)s are required under %(heading)s; no activity holds any of it.")
        values = {"amount": money(cell.requirement), "heading": cell.heading}
        yield _of_cell(scope, cell, message % values)


def partly(scope: Scope) -> Rows:
    for cell in scope.cells(scope.gaps.partly):
        message = _("USD %(amount)s of the USD %(whole)s under %(heading)s are not allocated.")
        values = {
            "amount": money(cell.requirement - cell.allocated),
            "whole": money(cell.requirement),
            "heading": cell.heading,
        }
        yield _of_cell(scope, cell, message % values)


def overdrawn(scope: Scope) -> Rows:
    for cell in scope.cells(scope.gaps.overdrawn):
        message = _("USD %(allocated)s are allocated under %(heading)s, which holds %(whole)s.")
        values = {
            "allocated": money(cell.allocated),
            "whole": money(cell.requirement),
            "heading": cell.heading,
        }
        yield _of_cell(scope, cell, message % values)


def unfunded(scope: Scope) -> Rows:
    drawn = as_known(Allocation, scope.known_at).filter(activity=OuterRef("pk"))
    lines = scope.before(Allocation.history.filter(activity=OuterRef("pk")), "history_date")
    for activity in (
        scope.activities()
        .filter(~Exists(drawn))
        .annotate(emptied_at=lines.order_by("-history_date").values("history_date")[:1])
    ):
        since = scope.day(activity.emptied_at or activity.begun_at)
        message = _("No money is allocated to it.")
        place = (activity.office.code,)
        yield Found(activity.office, str(activity), message, ALLOCATIONS, place, since)


def indicative(scope: Scope) -> Rows:
    split_at = first_line(Allocation, activity=OuterRef("pk"))
    for activity in scope.activities().annotate(split_at=split_at):
        figures = scope.figures.activity(activity.pk)
        if not figures.is_indicative:
            continue
        message = _("USD %(amount)s are an even split that no manager has confirmed.")
        message %= {"amount": money(figures.allocated)}
        since, place = scope.day(activity.split_at), (activity.office.code,)
        yield Found(activity.office, str(activity), message, ALLOCATIONS, place, since)


def overspent(scope: Scope) -> Rows:
    """Open since the value date on which spending passed the allocation and stayed above it."""
    rows = Activity.objects.of(scope.appeal).existing(scope.viewpoint)
    found = figures_by_key(scope.of_office(rows, "priority__section__office"), scope.figures)
    over = {pk: figures for pk, figures in found if figures.overspent}
    rows = rows.filter(pk__in=over)
    entries = included_entries(scope.viewpoint).spending().with_signed()
    spending: dict[int, list[tuple[Any, Decimal]]] = {}
    of_those = entries.filter(activity__in=over).order_by("value_on", "id")
    for activity, day, signed in of_those.values_list("activity", "value_on", "signed"):
        spending.setdefault(activity, []).append((day, signed or Decimal(0)))
    for activity in scope.named(rows.in_printed_order()):
        figures, spent, since = over[activity.pk], Decimal(0), None
        for day, signed in spending[activity.pk]:
            spent += signed
            since = (since or day) if spent > figures.allocated else None
        message = _("USD %(spent)s are spent, USD %(over)s more than is allocated.")
        message %= {
            "spent": cents(figures.spent),
            "over": cents(figures.overspent),
        }
        yield Found(
            activity.office,
            str(activity),
            message,
            ACTIVITY,
            (activity.code,),
            since or scope.viewpoint.as_at,
        )


def no_indicator(scope: Scope) -> Rows:
    has = as_known(Indicator, scope.known_at).filter(activity=OuterRef("pk"))
    for activity in scope.activities().filter(~Exists(has)):
        message = _("Nothing says by what its result is measured.")
        since, place = scope.day(activity.begun_at), (activity.code,)
        yield Found(activity.office, str(activity), message, ACTIVITY, place, since)


def over_assigned(scope: Scope) -> Rows:
    """More of a contribution was moved down than is funded of it; since the last move."""
    moves: dict[int, Decimal] = {}
    last: dict[int, Any] = {}
    rows = known_assignments(scope.viewpoint).filter(contribution__appeal=scope.appeal)
    for move in rows.select_related("contribution").order_by("effective_on", "pk"):
        given = move.contribution
        if (move.from_office_id, move.from_heading_id) == (given.office_id, given.heading_id):
            moves[given.pk] = moves.get(given.pk, Decimal(0)) + move.signed
            last[given.pk] = move.effective_on
    given = scope.of_office(Contribution.objects.of(scope.appeal)).with_names().order_by("pk")
    for row in put_figures(given, scope.figures):
        if moves.get(row.pk, Decimal(0)) > row.figures.funded:
            message = _("USD %(moved)s are assigned, of the USD %(funded)s that are funded.")
            message %= {"moved": cents(moves[row.pk]), "funded": cents(row.figures.funded)}
            page, place = "tracking:contribution_detail", (row.pk,)
            yield Found(row.office, str(row), message, page, place, last[row.pk])
