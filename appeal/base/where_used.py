"""Where a row is used: what prevents its removal."""

from typing import Any

from django.db import models
from django.utils.translation import gettext as _


def uses_of(row: models.Model) -> list[tuple[str, int]]:
    """What refers to the row, each kind of row by its name with how many; none where it may go.

    Sums that the database keeps are told only where nothing that people entered is.
    """
    fields: list[Any] = row._meta.get_fields(include_hidden=True)
    found: list[tuple[str, int]] = []
    kept: list[tuple[str, int]] = []
    for relation in fields:
        if relation.auto_created and not relation.concrete and _holds(relation):
            model = relation.related_model
            count = model._base_manager.filter(**{relation.field.name: row.pk}).count()
            if count:
                into = kept if getattr(model, "IS_KEPT_BY_TRIGGERS", False) else found
                into.append((str(model._meta.verbose_name_plural), count))
    return found or kept


def _holds(relation: Any) -> bool:
    """Whether rows at the other end prevent the removal of this one: foreign keys and lists."""
    return bool(relation.many_to_many) or relation.on_delete is models.PROTECT


def in_words(uses: list[tuple[str, int]]) -> str:
    """A sentence that says where it is used."""
    return _("It is used by: %(uses)s.") % {
        "uses": ", ".join(f"{name} ({count})" for name, count in uses)
    }
