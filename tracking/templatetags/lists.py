"""The rows of a list."""

from collections.abc import Iterator
from typing import Any

from django import template
from django.utils.html import format_html
from django_tables2.columns import BoundColumn

from appeal.web.card_labels import labels_of

from ..table_columns import drawn

register = template.Library()


@register.simple_tag(takes_context=True)
def rows_of(context: Any, table: Any) -> Iterator[tuple[Any, str]]:
    """Each row of the page that is shown of the table, and its cells."""
    return drawn(table.columns, table.page.object_list, context)


@register.simple_tag
def labels_of_columns(table: Any) -> tuple[str, str]:
    """What names its columns on a narrow screen without scripts: a class and a link."""
    columns = [(str(column.header), column.name in table.folded) for column in table.columns]
    return labels_of(columns)


@register.simple_tag
def kinds_of(column: BoundColumn, folded: tuple[str, ...]) -> str:
    """The class of a column's heading: how it looks, and whether a narrow screen folds it away."""
    kinds = [column.column.attrs.get("th", {}).get("class"), column.name in folded and "more"]
    return format_html(' class="{}"', " ".join(filter(None, kinds))) if any(kinds) else ""
