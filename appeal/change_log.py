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
    return [
        {
            "record": record,
            "door": Door(record.door).label,
            "changes": named_changes(record, before) if before else [],
        }
        for record, before in zip(records, [*records[1:], None], strict=True)
    ][:SHOWN_CHANGES]


def named_changes(record: Any, before: Any) -> list[dict[str, Any]]:
    """Field by field what differs between two lines of a change log."""
    fields = record.instance_type._meta
    return [
        {"name": fields.get_field(change.field).verbose_name, "old": change.old, "new": change.new}
        for change in record.diff_against(before).changes
        if change.field != "version"
    ]
