"""Every figure explains itself: the glossary's sentence beside its name."""

from collections.abc import Iterable
from typing import Any

from django import template

from appeal.base.amounts import DASH

from ..figures import STATUSES
from ..glossary import GLOSSARY
from ..models import Level, OfficeReport

register = template.Library()


@register.filter
def report_state(state: str) -> str:
    """A state of a report in words."""
    return str(OfficeReport.State(state).label)


@register.filter
def status_name(status: str) -> str:
    """A status of an activity or of its line in words."""
    return str(dict(STATUSES)[status])


@register.filter
def level_name(level: str) -> str:
    """The level of a risk in words."""
    return str(Level(level).label)


@register.filter
def measured_by(value: object, measure: Any) -> str:
    """A value of a measure as it is shown; an en dash for none."""
    return DASH if value is None else measure.shown(value)


@register.inclusion_tag("partials/explain.html", takes_context=True)
def explain(context: Any, key: str) -> dict[str, Any]:
    """A question mark that opens what the glossary says of `key`."""
    return {"key": key, "entry": GLOSSARY[key], "appeal": context["appeal"]}


@register.inclusion_tag("partials/meanings.html")
def meanings(keys: Iterable[str] | str) -> dict[str, Any]:
    """What the glossary says of each of the keys: a list, or words in one text."""
    names = keys.split() if isinstance(keys, str) else keys
    return {"entries": [GLOSSARY[name] for name in names]}
