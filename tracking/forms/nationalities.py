"""Countries as people write them: by name in any of our languages, or by ISO code."""

from functools import cache
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language, gettext_lazy, override
from django_countries import countries

from appeal.base.folding import fold
from appeal.models import Language

from ..models import UNSTATED, Dimension, category_name


@cache
def nationalities(language: str) -> dict[str, str]:
    """ISO codes by how a country may be written: its code, its name in any of our languages."""
    found: dict[str, str] = {}
    for each in dict.fromkeys((language, *Language.values)):
        with override(each):
            for code in (UNSTATED, *countries.countries):
                found.setdefault(fold(code), code)
                found.setdefault(fold(category_name(Dimension.NATIONALITY, code)), code)
    return found


def nationality_names() -> list[str]:
    """What the field offers, in the reader's language."""
    unstated = category_name(Dimension.NATIONALITY, UNSTATED)
    return [unstated, *(str(country.name) for country in countries)]


class NationalityField(forms.CharField):
    """A country by its name or ISO code; the code comes out."""

    default_error_messages = {
        "unknown": gettext_lazy("There is no country called “%(name)s”. Choose one from the list."),
    }
    widget = forms.TextInput(attrs={"list": "nationalities", "autocomplete": "off"})

    def to_python(self, value: object) -> Any:
        written = super().to_python(value)
        if not written:
            return written
        code = nationalities((get_language() or "en")[:2]).get(fold(written.strip()))
        if code is None:
            raise ValidationError(
                self.error_messages["unknown"], "unknown", {"name": written[:50]}
            ) from None
        return code

    def prepare_value(self, value: Any) -> Any:
        name = category_name(Dimension.NATIONALITY, value) if value else ""
        return name or value
