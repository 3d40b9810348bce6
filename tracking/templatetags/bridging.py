"""How the figures of a bridge are written: each as what it is, an amount or a percentage."""

from django import template

from ..bridging import MEANINGS, ToldFigure

register = template.Library()


@register.filter
def shown_as(figure: ToldFigure, value: object) -> str:
    return figure.shown(value)


@register.filter
def changed_by(figure: ToldFigure, value: object) -> str:
    return figure.changed(value)


@register.filter
def meaning_of_step(step: str) -> str:
    """What a step is, in a sentence."""
    return str(MEANINGS[step])
