"""What a row was before and became after, on its page."""

from collections.abc import Sequence

from django import template
from django.template import Context

from appeal.models import Activity, Appeal, Continuing, Indicator, appeal_of
from appeal.web.which import appeals_seen

from ..lineage import KIND_OF, KINDS, after, before, earlier_appeals

register = template.Library()
NAMES = {kind.model: name for name, kind in KINDS.items()}


@register.inclusion_tag("tracking/lineage/_lineage.html", takes_context=True)
def lineage(context: Context, row: Continuing, may_edit: bool) -> dict[str, object]:
    """Before and after of the row, in the appeals that the reader may see."""
    seen, today = appeals_seen(context["request"]), context["viewpoint"].today
    own = appeal_of(row)
    others = [appeal for appeal in seen if appeal != own]
    return {
        "row": row,
        "kind": NAMES[type(row)],
        "appeal": own,
        "before": before(row, others, today) if row.continues_id else [],
        "after": after(row, others, today) if others else [],
        "indicators": _indicators(row, others),
        "may_edit": may_edit and own and earlier_appeals(own, others),
    }


def _indicators(row: Continuing, others: Sequence[Appeal]) -> list[Indicator]:
    """Of an activity: those that continue one of an appeal that the reader may see."""
    if not others or not isinstance(row, Activity):
        return []
    way = f"continues__{KIND_OF[Indicator].way}"
    found = row.indicators.filter(**{f"{way}__in": others}).select_related(way)
    return list(found.order_by("order"))
