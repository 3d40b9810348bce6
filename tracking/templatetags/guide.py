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
    match = context["request"].resolver_match
    return section_address(context, guide.section_about(match.view_name if match else ""))


@register.simple_tag(takes_context=True)
def section_address(context: Context, section: guide.GuideSection) -> str:
    """Where a section of the guide is, in the appeal of the page if it has one."""
    appeal = context.get("appeal")
    page = near(context, "tracking:guide", appeal.code) if appeal else reverse("tracking:help_page")
    chapter = "" if section.chapter == guide.FIRST else f"?part={section.chapter}"
    return (
        f"{page}{chapter}" if section.anchor == guide.FIRST else f"{page}{chapter}#{section.anchor}"
    )


@register.inclusion_tag("partials/guide_section.html")
def guide_section(anchor: str) -> dict[str, object]:
    """One section of the guide, in the reader's language, right below the heading of a page."""
    written = guide.sections(get_language() or "en")
    return {"section": next(row for row in written if row.anchor == anchor), "level": 2}
