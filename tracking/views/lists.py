"""What pages with a list share: its sorting, its pages, and the ids of rows that one may act on."""

from django.db.models import QuerySet
from django.http import HttpRequest
from django_tables2 import RequestConfig, Table

PAGE_SIZES = (25, 50, 100)


def ids(rows: QuerySet) -> set[int]:
    return set(rows.values_list("pk", flat=True))


def turn_to_page(request: HttpRequest, table: Table) -> None:
    """Sort the table and show the page of it that the address asks for."""
    # With paginate the library would read any number of rows per page from the address.
    RequestConfig(request, paginate=False).configure(table)
    table.paginate(per_page=page_size(request))
    table.page = table.paginator.get_page(request.GET.get("page"))


def page_size(request: HttpRequest) -> int:
    """The rows per page that the address asks for, among those offered."""
    asked = request.GET.get("per_page", "")
    return int(asked) if asked in map(str, PAGE_SIZES) else PAGE_SIZES[0]
