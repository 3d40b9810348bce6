"""The user guide from any page: where the help about it is, and a section of it."""

from django import template
from django.template import Context
from django.urls import reverse
from django.utils.translation import get_language

from appeal.templatetags.figures import near

from .. import guide

register = template.Library()


@register.simple_tag(takes_context=True)
def help_address(context: Context) -> str:
    """The section of the guide about this page, in the appeal of the page if it has one."""
    appeal, match = context.get("appeal"), context["request"].resolver_match
    page = near(context, "tracking:guide", appeal.code) if appeal else reverse("tracking:help_page")
    anchor = guide.section_of(match.view_name) if match else ""
    return f"{page}#{anchor}" if anchor else page


@register.inclusion_tag("partials/guide_section.html")
def guide_section(anchor: str) -> dict[str, object]:
    """One section of the guide, in the reader's language, right below the heading of a page."""
    written = guide.sections(get_language() or "en")
    return {"section": next(row for row in written if row.anchor == anchor), "level": 2}
