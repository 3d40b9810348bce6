"""Every figure explains itself: the glossary's sentence beside its name."""

from typing import Any

from django import template

from appeal.excel import Definition

from ..glossary import GLOSSARY

register = template.Library()


@register.inclusion_tag("partials/explain.html", takes_context=True)
def explain(context: Any, key: str) -> dict[str, Any]:
    """A question mark that opens what the glossary says of `key`."""
    return {"key": key, "entry": GLOSSARY[key], "appeal": context["appeal"]}


@register.simple_tag
def meaning_of(key: str) -> Definition:
    """What the glossary says of `key`."""
    return GLOSSARY[key]
