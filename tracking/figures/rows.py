"""Rows of the plan and of donors' money, with their figures beside them."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import QuerySet

from appeal.models import Activity

from ..models import Contribution
from .flags import flags_of
from .summing import AppealFigures


def put_figures(rows: Iterable[Activity | Contribution], figures: AppealFigures) -> list[Any]:
    """The rows, each with its `figures`."""
    found: list[Any] = list(rows)
    for row in found:
        is_given = isinstance(row, Contribution)
        row.figures = figures.contribution_of(row) if is_given else figures.activity(row.pk)
    return found


def figures_by_key(rows: QuerySet, figures: AppealFigures) -> Iterator[tuple[int, Any]]:
    """The key of each row and its figures; the rows themselves are not read."""
    of_row: Any = figures.contribution if rows.model is Contribution else figures.activity
    for pk in rows.order_by("pk").values_list("pk", flat=True).distinct():
        yield pk, of_row(pk)


def put_flags(activities: Iterable[Activity], figures: AppealFigures) -> list[Any]:
    """The activities, each with its `flags`; as many queries for a page of them as for one."""
    found: list[Any] = list(activities)
    flags = flags_of(figures, [row.pk for row in found])
    for row in found:
        row.flags = flags[row.pk]
    return found
