"""What pages with a list share: its columns, sorting, pages and sums, and the person's views."""

from collections.abc import Collection
from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django_tables2 import RequestConfig, Table

from appeal.base.viewpoint import Viewpoint
from appeal.models import Appeal
from appeal.web.request import Request

from ..figures import AppealFigures
from ..forms import OnceForm, SavedViewForm
from ..key_pages import Details, KeyPage
from ..models import SavedView

# As many rows as one page shows to be printed.
MOST_PRINTED = 500


def ids(rows: QuerySet) -> set[int]:
    return set(rows.values_list("pk", flat=True))


def acted_on(viewpoint: Viewpoint, rows: QuerySet) -> set[int]:
    """The ids of rows that a page offers to work on: from a past day it is read only."""
    return set() if viewpoint.is_past else ids(rows)


def list_context(
    request: Request,
    appeal: Appeal,
    page: str,
    table_class: type[Table],
    rows: QuerySet,
    *,
    exclude: Collection[str] = (),
    figures: AppealFigures | None = None,
    details: Details = QuerySet.all,
) -> dict[str, Any]:
    """What a list's page shows of `rows`: the columns, order and page that the address asks for.

    `exclude` are columns that are not for this person, `figures` those of the rows where the list
    has any; `details` add to the rows of a page of a long list what is shown of them. Sums are over
    all rows, not one page.
    """
    choices = _column_choices(request, table_class, exclude)
    hidden = {name for name, _title, is_shown in choices if not is_shown}
    given = (rows,) if figures is None else (rows, figures)
    table = table_class(*given, exclude=tuple({*exclude} | hidden))
    turn_to_page(request, table, details)
    table.sums = _sums(table)
    is_whole = table.paginator.count <= MOST_PRINTED
    table.is_printable = is_whole and table.page.has_other_pages()
    table.terms = [column.column.term for column in table.columns if _has(column, "term")]
    return {
        "table": table,
        "columns": choices,
        "sizes": table_class.sizes,
        **views_context(request, appeal, page),
    }


def views_context(request: Request, appeal: Appeal, page: str) -> dict[str, Any]:
    """What `partials/saved_views.html` shows: the person's views of a page, and one to save."""
    views = SavedView.objects.on(user=request.user, appeal=appeal, page=page)
    shown = {"page": page, "query": request.GET.urlencode()}
    return {
        "page_name": page,
        "saved_views": [(view, OnceForm(auto_id=False)) for view in views],
        "view_form": SavedViewForm(initial=shown, auto_id=False),
    }


def _column_choices(
    request: Request, table_class: type[Table], exclude: Collection[str]
) -> list[tuple[str, Any, bool]]:
    """Each column that may be left out, and whether it is shown; without a choice all are."""
    wanted = set(request.GET.getlist("cols"))
    names = [name for name in table_class.base_columns if name not in exclude]
    offered = [name for name in names if name not in table_class.kept]
    if not wanted & set(offered):
        wanted = set(offered)
    return [(name, table_class.base_columns[name].verbose_name, name in wanted) for name in offered]


def turn_to_page(request: Request, table: Table, details: Details) -> None:
    """Sort the table and show the page of it that the address asks for."""
    # With paginate the library would read any number of rows per page from the address.
    RequestConfig(request, paginate=False).configure(table)
    if table.indexed:
        table.page = table.paginator = KeyPage(
            table, page_size(request, table.sizes), request.GET, details
        )
        for column in () if table.page.is_counted else table.columns:
            column.column.orderable = column.name in table.indexed
        return
    table.paginator = Paginator(table.data, page_size(request, table.sizes))
    table.page = table.paginator.get_page(request.GET.get("page"))


def page_size(request: Request, sizes: Collection[int]) -> int:
    """The rows per page that the address asks for, among those offered; all, to be printed."""
    asked = request.GET.get("per_page", "")
    if asked == "all":
        return MOST_PRINTED
    return next((size for size in sizes if asked == str(size)), min(sizes))


def _has(column: Any, name: str) -> bool:
    return bool(getattr(column.column, name, None))


def _sums(table: Table) -> list[tuple[Any, str]]:
    """Each column with its sum, empty where it has none; nothing where no column is summed."""
    summed = [column for column in table.columns if _has(column, "is_summed")]
    if not summed or not table.paginator.count:
        return []
    found = table.data.sums(summed)
    return [
        (column, column.column.shown(found[column.name]) if column in summed else "")
        for column in table.columns
    ]
