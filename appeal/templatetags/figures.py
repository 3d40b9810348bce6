"""How figures are written: grouped digits in the reader's language, an en dash for NULL."""

from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any

from django import template
from django.utils.formats import number_format
from django.utils.html import format_html
from django.utils.translation import gettext as _

register = template.Library()
DASH = "–"


def _grouped(value: Decimal | float, decimals: int) -> str:
    exact = Decimal(str(value)) if isinstance(value, float) else Decimal(value)
    rounded = exact.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_EVEN)
    return number_format(rounded, decimals, use_l10n=True, force_grouping=True)


@register.filter
def money(value: Decimal | None) -> str:
    """A mostly whole amount: 1,250; cents only where there are some; an en dash for NULL."""
    if value is None:
        return DASH
    return _grouped(value, 0 if value == value.to_integral_value() else 2)


@register.filter
def cents(value: Decimal | None) -> str:
    """Dollars and cents: 1,250.50; an en dash for NULL."""
    return DASH if value is None else _grouped(value, 2)


@register.filter
def printed(value: Decimal | None) -> str:
    """As the publication prints it: 82 138 527; an en dash for NULL."""
    return DASH if value is None else f"{value:,.0f}".replace(",", " ")


@register.filter
def percent(value: float | Decimal | None) -> str:
    """A fraction as a percentage with one decimal: 18.4 %; an en dash for NULL."""
    return DASH if value is None else f"{_grouped(Decimal(str(value)) * 100, 1)}\u00a0%"


@register.filter
def progress(value: float | int | None) -> str:
    """Percent complete; “not reported” in grey for NULL, which is not 0."""
    if value is None:
        return format_html('<span class="not-reported">{}</span>', _("not reported"))
    whole = Decimal(str(value))
    return f"{_grouped(whole, 0 if whole == whole.to_integral_value() else 1)}\u00a0%"


@register.simple_tag(takes_context=True)
def keep(context: Any, prefix: str = "?") -> str:
    """The query that carries the page's dates to another page; empty for the defaults."""
    query = getattr(context.get("viewpoint"), "query", "")
    return f"{prefix}{query}" if query else ""


@register.inclusion_tag("partials/bar.html")
def bar(value: float | Decimal | None, label: str) -> dict[str, Any]:
    """A small bar for a fraction; drawn full and marked when it passes 1, empty for NULL."""
    part = 0.0 if value is None else max(0.0, min(float(value), 1.0))
    return {
        "value": value,
        "width": f"{part * 100:.1f}",
        "label": label,
        "is_over": value is not None and value > 1,
    }
