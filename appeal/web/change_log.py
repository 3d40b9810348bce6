"""The change log of a row as people read it: who changed what, when, through which channel."""

from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.db import models
from django.db.models import Value
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..base.actions import Door
from ..base.amounts import cents, quantity_in_full
from ..models import MoneyField, read_together

SHOWN_CHANGES = 200
# What was done to a row, by the mark of its line.
DONE = {"+": gettext_lazy("added"), "~": gettext_lazy("changed"), "-": gettext_lazy("deleted")}


def change_rows(row: models.Model) -> Iterable[dict[str, Any]]:
    """The newest lines of a row's change log, each with what changed; none without a log."""
    if not hasattr(row, "history"):
        return []
    records = list(
        row.history.select_related("history_user").order_by("-history_date", "-history_id")[
            : SHOWN_CHANGES + 1
        ]
    )
    pairs = list(zip(records, [*records[1:], None], strict=True))
    related = related_names(pairs)
    return [
        {
            "record": record,
            "door": Door(record.door).label,
            "done": DONE[record.history_type],
            "changes": named_changes(record, before, related) if before else [],
        }
        for record, before in pairs
    ][:SHOWN_CHANGES]


# Relation to many, then line of the change log: the names of what the row was related to.
Related = dict[str, dict[Any, list[str]]]


def related_names(pairs: list[tuple[Any, Any]]) -> Related:
    """Relations to many in lines and in those before them, where the two differ.

    One query, and one more where a relation changed.
    """
    lines = [line for pair in pairs for line in pair if line]
    fields = lines[0]._history_m2m_fields if lines else []
    if not fields:
        return {}
    kept = [vars(type(lines[0]))[field.name].model for field in fields]
    parts = [
        model.objects.filter(history__in=[line.pk for line in lines]).values_list(
            Value(number), "history_id", field.m2m_reverse_field_name()
        )
        for number, (field, model) in enumerate(zip(fields, kept, strict=True))
    ]
    held: list[dict[int, set[int]]] = [defaultdict(set) for _field in fields]
    for number, line, target in parts[0].union(*parts[1:], all=True):
        held[number][line].add(target)
    targets = [field.m2m_reverse_field_name() for field in fields]
    relations = [model._meta.get_field(name) for model, name in zip(kept, targets, strict=True)]
    changed = [
        set().union(*(keys[a.pk] | keys[b.pk] for a, b in pairs if b and keys[a.pk] != keys[b.pk]))
        for keys in held
    ]
    called = names_of(relations, changed)
    return {
        field.name: {
            line.pk: [names[key] for key in keys[line.pk] if key in names] for line in lines
        }
        for field, keys, names in zip(fields, held, called, strict=True)
    }


def names_of(relations: list[Any], keys: list[set[Any]]) -> list[dict[Any, str]]:
    """What the rows of relations are called, or were last where they are gone; in one query."""
    asked = list(zip(relations, keys, strict=True))
    there = read_together(
        [(field.related_model._base_manager.filter(pk__in=own), "pk") for field, own in asked]
    )
    called = []
    for (field, own), rows in zip(asked, there, strict=True):
        known = {key: str(row) for key, (row,) in rows.items()}
        called.append(known | last_names(field, own - known.keys()))
    return called


def last_names(relation: Any, keys: set[Any]) -> dict[Any, str]:
    """What rows that are gone were called last; their number if they have no log."""
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
    if reason := record.history_change_reason:
        changes.append({"name": _("reason"), "old": None, "new": reason})
    return changes


def value_of(record: object, field: Any) -> Any:
    """A line's value of a field; for a row that was deleted, its last name."""
    try:
        return getattr(record, field.name)
    except ObjectDoesNotExist:
        key = getattr(record, field.attname)
        return last_names(field, {key})[key]


def named(field: Any, old: object, new: object) -> dict[str, Any]:
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
