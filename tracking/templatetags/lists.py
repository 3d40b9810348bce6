"""The rows of a list."""

from collections.abc import Iterator
from typing import Any

from django import template

from ..table_columns import drawn

register = template.Library()


@register.simple_tag(takes_context=True)
def rows_of(context: Any, table: Any) -> Iterator[tuple[Any, str]]:
    """Each row of the page that is shown of the table, and its cells."""
    return drawn(table.columns, table.page.object_list, context)
