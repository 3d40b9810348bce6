"""The rows of tables and change logs as they are stored, and what of them was known on a day."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import models

Row = dict[str, Any]


class Raw:
    """Every table is read once: nothing is written while the workbooks are compared."""

    def __init__(self) -> None:
        self._tables: dict[Any, list[Row]] = {}
        self._groups: dict[Any, dict[Any, list[Row]]] = {}

    def table(self, model: type[models.Model]) -> list[Row]:
        if model not in self._tables:
            rows = model._base_manager.order_by("pk").values()
            self._tables[model] = list(rows)
        return self._tables[model]

    def by_id(self, model: type[models.Model]) -> dict[int, Row]:
        return {row["id"]: row for row in self.table(model)}

    def grouped(self, model: Any, column: str) -> dict[Any, list[Row]]:
        """Its rows by what they hold in a column."""
        if (model, column) not in self._groups:
            found = self._groups[model, column] = {}
            for row in model._base_manager.values():
                found.setdefault(row[column], []).append(row)
        return self._groups[model, column]

    def log(self, model: Any) -> list[Row]:
        """The lines of its change log, the oldest first."""
        key = model.history.model
        if key not in self._tables:
            self._tables[key] = list(
                key._base_manager.order_by("history_date", "history_id").values()
            )
        return self._tables[key]

    def known(self, model: type[models.Model], known_at: datetime | None) -> dict[int, Row]:
        """The rows by their ids as they stood before an instant; as they stand for None."""
        if known_at is None:
            return self.by_id(model)
        found: dict[int, Row] = {}
        for line in self.log(model):
            if line["history_date"] < known_at:
                found[line["id"]] = line
        return {pk: row for pk, row in found.items() if row["history_type"] != "-"}


def before(rows: Iterable[Row], column: str, known_at: datetime | None) -> list[Row]:
    """Those recorded before an instant; all for None."""
    return [row for row in rows if known_at is None or row[column] < known_at]
