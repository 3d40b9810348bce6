"""The change log of a row as people read it: who changed what, when, by which door."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.db import models
from django.utils.translation import gettext as _

from .amounts import cents, quantity_in_full
from .models import Door, MoneyField

SHOWN_CHANGES = 200


def change_rows(row: models.Model) -> Iterable[dict[str, Any]]:
    """The newest lines of a row's change log, each with what changed; none where none is kept."""
    if not hasattr(row, "history"):
        return []
    records = list(
        row.history.select_related("history_user").order_by("-history_date", "-history_id")[
            : SHOWN_CHANGES + 1
        ]
    )
    related = related_names(records)
    return [
        {
            "record": record,
            "door": Door(record.door).label,
            "changes": named_changes(record, before, related) if before else [],
        }
        for record, before in zip(records, [*records[1:], None], strict=True)
    ][:SHOWN_CHANGES]


# Relation to many, then line of the change log: the names of what the row was related to.
Related = dict[str, dict[Any, list[str]]]


def related_names(records: list[Any]) -> Related:
    """All that the lines keep of the relations to many, in one query for each relation."""
    related: Related = {}
    for field in records[0]._history_m2m_fields if records else []:
        kept = type(records[0]).__dict__[field.name].model.objects
        target = field.m2m_reverse_field_name()
        names = related[field.name] = {record.pk: [] for record in records}
        lines = kept.filter(history__in=records)
        for line in lines.select_related(target):
            names[line.history_id].append(str(getattr(line, target)))
        # The join leaves out what is gone by now.
        relation = kept.model._meta.get_field(target)
        there = relation.related_model._base_manager.values("pk")
        gone = list(lines.exclude(**{f"{target}__in": there}))
        called = last_names(relation, {line.serializable_value(target) for line in gone})
        for line in gone:
            names[line.history_id].append(called[line.serializable_value(target)])
    return related


def last_names(relation: Any, keys: set[Any]) -> dict[Any, str]:
    """What rows that are gone were called last; their number where no log was kept of them."""
    model = relation.related_model
    called = {key: f"{model._meta.verbose_name} {key}" for key in keys}
    if keys and hasattr(model, "history"):
        lines = model.history.filter(id__in=keys).order_by("history_date", "history_id")
        called |= {line.id: str(line.instance) for line in lines}
    return called


# They repeat who wrote the line and when, or name a file as only the machine knows it.
BESIDE = {"version", "updated_by", "updated_at", "file"}


def named_changes(record: Any, before: Any, related: Related) -> list[dict[str, Any]]:
    """Field by field what differs between two lines of a change log.

    Unlike the library's own comparison also what no form edits: states, who posted it and when.
    """
    fields = record.instance_type._meta
    changes = []
    for field in record.tracked_fields:
        differs = getattr(before, field.attname) != getattr(record, field.attname)
        if differs and field.name not in BESIDE:
            old, new = value_of(before, field), value_of(record, field)
            changes.append(named(fields.get_field(field.name), old, new))
    for name, names in related.items():
        old, new = (", ".join(sorted(names[line.pk])) for line in (before, record))
        if old != new:
            changes.append(named(fields.get_field(name), old or None, new or None))
    return changes


def value_of(record: Any, field: Any) -> Any:
    """What a line holds in a field; of a row that is gone by now what it was called last."""
    try:
        return getattr(record, field.name)
    except ObjectDoesNotExist:
        key = getattr(record, field.attname)
        return last_names(field, {key})[key]


def named(field: Any, old: Any, new: Any) -> dict[str, Any]:
    """A change with the words that people know: a choice by its label, never by its key."""
    return {"name": field.verbose_name, "old": shown(field, old), "new": shown(field, new)}


def shown(field: Any, value: Any) -> Any:
    """What a field holds, as people read it."""
    if value is None:
        return None
    if told := getattr(field, "in_words", None):
        return told(value)
    if isinstance(field, models.BooleanField):
        return _("yes") if value else _("no")
    if isinstance(field, MoneyField):
        return cents(value)
    if isinstance(value, Decimal):
        return quantity_in_full(value)
    labels = dict(field.flatchoices) if getattr(field, "choices", None) else {}
    return labels.get(value, value) if labels else value
