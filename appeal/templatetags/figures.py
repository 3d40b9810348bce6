"""How figures are written: grouped digits in the reader's language, an en dash for NULL."""

from decimal import Decimal
from functools import lru_cache
from posixpath import relpath
from typing import Any
from urllib.parse import quote, urlencode

from django import template
from django.http import QueryDict
from django.template.loader_tags import BLOCK_CONTEXT_KEY
from django.urls import get_script_prefix, reverse
from django.utils.html import format_html, strip_tags
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from ..base.amounts import DASH, cents, dollars, grouped, money, percent, quantity, units
from ..base.lines import in_one_line
from ..base.viewpoint import Include
from ..models import Activity, Indicator
from ..models.ordering import MOST_COUNTED

register = template.Library()
register.filter(dollars)
register.filter(money)
register.filter(percent)
register.filter(cents)
register.filter(quantity)
register.filter(units)


@register.filter
def or_dash(value: object) -> Any:
    """The value, or an en dash where there is none; zero is a value."""
    return DASH if value is None or value == "" else value


@register.simple_tag
def dash() -> str:
    """What is where a column says nothing about a row."""
    return DASH


@register.filter
def counted(number: int, most: int = 0) -> str:
    """How many there are; “more than 10,000” where no more were counted, or more than `most`."""
    most = most or MOST_COUNTED
    if number <= most:
        return grouped(number, 0)
    return _("more than %(number)s") % {"number": grouped(most, 0)}


@register.filter
def brief(value: Decimal | None) -> str:
    """An amount for the axis of a chart: 20 M, 500 k; an en dash for NULL."""
    if value is None:
        return DASH
    for size, sign in ((10**6, "M"), (10**3, "k")):
        if value >= size:
            whole = value / size
            return f"{grouped(whole, 0 if whole == whole.to_integral_value() else 1)}\u00a0{sign}"
    return grouped(value, 0)


@register.filter
def measured(value: Decimal | None, indicator: Any) -> str:
    """A value of an indicator as it is measured: 1,250 people, 39.1 %, yes; an en dash for NULL."""
    if value is None:
        return DASH
    if indicator.measure == Indicator.Measure.YES_NO:
        return _("yes") if value else _("no")
    if indicator.measure == Indicator.Measure.PERCENTAGE:
        return f"{quantity(round(Decimal(value), 1))}\u00a0%"
    # A line of the change log has no more than the columns.
    return f"{quantity(value)} {getattr(indicator, 'unit', indicator.unit_en)}"


@register.filter
def progress(value: float | int | None) -> str:
    """Percent complete; “not reported” in grey for NULL, which is not 0."""
    if value is None:
        return format_html('<span class="not-reported">{}</span>', _("not reported"))
    whole = Decimal(str(value))
    return f"{grouped(whole, 0 if isinstance(value, int) else 1)}\u00a0%"


@register.filter
def delivered(value: float | None) -> str:
    """A delivery as a percentage; in words, not by colour alone, where it passes 100 %."""
    if value is None or value <= 1:
        return percent(value)
    return format_html(
        '<span class="over">{}</span><small>{}</small>', percent(value), _("overspent")
    )


@register.filter
def held(hold: str) -> str:
    """In words that an activity is suspended or cancelled."""
    return str(Activity.Hold(hold).label)


@register.filter
def language_of(row: object, name: str) -> str:
    """The language in which `name` of the row is shown: the reader's, or English instead."""
    language = (get_language() or "en")[:2]
    return language if getattr(row, f"{name}_{language}", "") else "en"


@register.filter
def pinned(query: QueryDict, viewpoint: Any) -> str:
    """The query of a page with both dates and the switch written out, defaults too."""
    written = query.copy()
    written["as_at"] = viewpoint.as_at.isoformat()
    written["known_on"] = viewpoint.pinned_on.isoformat()
    written["include"] = viewpoint.include
    return written.urlencode()


@register.simple_tag(takes_context=True)
def words_of(context: Any, block: str) -> SafeString:
    """What a block of the page says, without its tags: the heading of a page is its title too."""
    drawn = context.render_context[BLOCK_CONTEXT_KEY].get_block(block).render(context)
    return mark_safe(in_one_line(strip_tags(drawn)))  # noqa: S308


@register.simple_tag(takes_context=True)
def listed(context: Any, viewpoint: Any) -> str:
    """The query of a list for its workbook, with what the list counts where that is more."""
    written = context["request"].GET.copy()
    if getattr(viewpoint, "include", Include.OFFICIAL) != Include.OFFICIAL:
        written["include"] = viewpoint.include
    return f"?{written.urlencode()}" if written else ""


@register.simple_tag(takes_context=True)
def turned(context: Any, name: str, number: int) -> str:
    """The address of another page of a list, where `name` says in the address which page it is."""
    written = context["request"].GET.copy()
    written[name or "page"] = str(number)
    return f"?{written.urlencode()}"


@register.simple_tag(takes_context=True)
def keep(context: Any, prefix: str = "?") -> str:
    """The query that carries the page's dates to another page; empty for the defaults."""
    query = getattr(context.get("viewpoint"), "query", "")
    return f"{prefix}{query}" if query else ""


@register.simple_tag(takes_context=True)
def here(context: Any) -> str:
    """The address of this page, as another's takes it in `next`: without what was left empty."""
    request = context["request"]
    asked = [(name, row) for name, rows in request.GET.lists() for row in rows if row]
    return quote(f"{request.path}?{urlencode(asked)}" if asked else request.path, safe="/?=")


@register.simple_tag
def bar(value: float | Decimal | None, limit: str = "limited") -> str:
    """A small bar for a fraction, empty for NULL; past 1 it is full, and marked where `limited`."""
    part = 0.0 if value is None else max(0.0, min(float(value), 1.0))
    is_over = value is not None and value > 1 and limit == "limited"
    return format_html(
        '<svg class="bar-chart{}" aria-hidden="true"><rect width="{}%"/></svg>',
        " over" if is_over else "",
        f"{part * 100:.1f}",
    )


@register.simple_tag(takes_context=True)
def near(context: Any, name: str, *args: object) -> str:
    """The address of a page as seen from this one: short, for menus and tables with many links."""
    request = context["request"]
    # Where no page is, a browser may count the steps of the address otherwise than we do.
    here = request.path.rpartition("/")[0] if request.resolver_match else None
    return _seen_from(here, get_script_prefix(), name, args)


@lru_cache(4096)
def _seen_from(here: str | None, _root: str, name: str, args: tuple[object, ...]) -> str:
    """Kept, as making an address takes long; `_root` is what all addresses begin with."""
    address = reverse(name, args=args)
    return address if here is None else f"{relpath(address, here or '/')}/"
