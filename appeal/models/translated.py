"""Text stored in a column per language, and read in the reader's."""

from typing import Any

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


class Language(models.TextChoices):
    """The languages people here work in."""

    ENGLISH = "en", _("English")
    SPANISH = "es", _("Spanish")
    FRENCH = "fr", _("French")


class Translated:
    """Reads `<name>_<language>` of the reader's language; English where that is empty, else any."""

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    def __get__(self, instance: object, owner: type) -> Any:
        if instance is None:
            return self
        language = (get_language() or "en")[:2]
        if own := getattr(instance, f"{self.name}_{language}", ""):
            return own
        texts = (getattr(instance, f"{self.name}_{code}", "") for code in Language.values)
        return next(filter(None, texts), "")


def in_languages(*names: str) -> tuple[str, ...]:
    """The columns in which texts of these names are stored: `title_en`, `title_es`, `title_fr`."""
    return tuple(f"{name}_{language}" for name in names for language in Language.values)


class Basis(models.TextChoices):
    """Whether a fact was printed in the publication or decided by us."""

    PUBLISHED = "published", _("published")
    ASSIGNED = "assigned", _("set by the regional office")
