"""What the frame of the admin says about the table that a page of it is of."""

from django import template
from django.db.models.options import Options

from ..web.admin_base import admin_of
from ..web.admin_groups import TableGroup

register = template.Library()


@register.simple_tag
def group_of(options: Options) -> TableGroup:
    """The group in which the first page shows the table."""
    return admin_of(options.model).group


@register.filter
def what_holds(options: Options) -> str:
    """What nobody can break in the table, whoever edits it."""
    return str(admin_of(options.model).holds)
