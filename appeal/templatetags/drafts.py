"""Where what is remarked about a draft is mended."""

from django import template
from django.urls import reverse

from ..figures.remarks import PageToMend, Remark
from ..models import Appeal

register = template.Library()


@register.simple_tag
def mended_at(remark: Remark | PageToMend, appeal: Appeal) -> str:
    """The address of the page, at the field where there is one."""
    address = reverse(remark.route, args=[appeal.code, *remark.args])
    return f"{address}#id_{remark.place}" if remark.place else address
