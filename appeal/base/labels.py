"""A value behind its label, with the colon between them as each language sets it."""

from django.utils.translation import gettext


def labelled(label: object, value: object) -> str:
    """“Office: Belize”, in French with a space before the colon."""
    return f"{label}{gettext(':')} {value}"
