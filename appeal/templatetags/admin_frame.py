"""What the frame of the admin says about the table that a page of it is of."""

from collections.abc import Iterable
from uuid import uuid4

from django import template
from django.db.models.options import Options
from django.template import Context
from django.utils.html import conditional_escape
from django.utils.safestring import mark_safe

from ..web.admin_base import admin_of
from ..web.admin_groups import TableGroup

register = template.Library()


@register.simple_tag
def group_of(options: Options) -> TableGroup:
    """The group in which the first page shows the table."""
    return admin_of(options.model).group


@register.simple_tag(takes_context=True)
def key_of_form(context: Context) -> str:
    """The key under which what is added is done once; the same while a form is mended."""
    return context["request"].POST.get("idempotency_key") or str(uuid4())


@register.filter
def beside(cells: Iterable[object], kinds: Iterable[str]) -> list[tuple[object, str]]:
    """Each cell of a row with the kind of its column."""
    return list(zip(cells, kinds, strict=True))


@register.filter
def of_kind(cell: str, kind: str) -> str:
    """A cell of a list, or the classes of its heading, with its kind as a class."""
    drawn = conditional_escape(cell)
    return mark_safe(drawn.replace('class="', f'class="{kind} ', 1)) if kind else drawn  # noqa: S308


@register.filter
def what_holds(options: Options) -> str:
    """What nobody can break in the table, whoever edits it."""
    return str(admin_of(options.model).holds)
