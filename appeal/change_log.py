"""The change log of a row as people read it: who changed what, when, by which door."""

from collections.abc import Iterable
from typing import Any

from django.db import models

from .models import Door

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
        for line in kept.filter(history__in=records).select_related(target):
            names[line.history_id].append(str(getattr(line, target)))
    return related


def named_changes(record: Any, before: Any, related: Related) -> list[dict[str, Any]]:
    """Field by field what differs between two lines of a change log."""
    fields = record.instance_type._meta
    excluded = ["version", *related]
    delta = record.diff_against(before, excluded_fields=excluded, foreign_keys_are_objs=True)
    changes = [
        named(fields.get_field(change.field), change.old, change.new) for change in delta.changes
    ]
    for name, names in related.items():
        old, new = (", ".join(sorted(names[line.pk])) for line in (before, record))
        if old != new:
            changes.append(named(fields.get_field(name), old or None, new or None))
    return changes


def named(field: Any, old: Any, new: Any) -> dict[str, Any]:
    """A change with the words that people know: a choice by its label, never by its key."""
    labels = dict(field.flatchoices) if getattr(field, "choices", None) else {}
    return {
        "name": field.verbose_name,
        "old": labels.get(old, old),
        "new": labels.get(new, new),
    }
