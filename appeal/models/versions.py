"""Two people at one row: what each of them saw of it, and who comes second."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Self

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from ..base.refusals import StaleVersion
from .changes import log_of


def version_of(row: models.Model) -> int:
    """What a form says that it has seen of a row.

    Its version; where it has none its newest line in the change log; where it has no such lines
    either it is a line of a log itself, of which the newest is what was seen.
    """
    if isinstance(row, Versioned):
        return row.version
    if not hasattr(row, "history"):
        return int(row.pk)
    lines = log_of(type(row))._default_manager.filter(id=row.pk).order_by("history_id")
    return lines.values_list("history_id", flat=True).last() or 0


def refuse_stale(row: models.Model, seen: int | None, now: int) -> None:
    """Raise StaleVersion unless what is stored `now` is what was `seen`; None where nothing was.

    The row is locked before it is asked what is stored.
    """
    if seen not in (None, now):
        raise StaleVersion(row)


def hold_rows(*rows: models.Model, version: int | None = None) -> None:
    """Keep everybody else from writing the rows until the transaction ends.

    Rows of one table, always in the order of their keys, so that nobody waits in a circle. Raises
    StaleVersion where one is gone, or no longer of the `version` that was seen.
    """
    for row in sorted(rows, key=lambda row: row.pk):
        stored = type(row)._base_manager.select_for_update(no_key=True).filter(pk=row.pk)
        column = "version" if isinstance(row, Versioned) else "pk"
        held = stored.values_list(column, flat=True).first()
        if held is None:
            raise StaleVersion(row)
        refuse_stale(row, version, held if column == "version" else version_of(row))


class Versioned(models.Model):
    """A row that two people may edit: the second one to save is warned, and loses nothing."""

    version = models.PositiveIntegerField(_("version"), default=1, editable=False)

    # Why it is changed, for the change log.
    _change_reason: str

    class Meta:
        abstract = True

    def save_over(
        self, version: int | None, fields: Iterable[str], at: datetime | None = None
    ) -> Self:
        """Write `fields` if the stored row still has `version`; raises StaleVersion otherwise.

        Where no version was seen, it is the one that the row was read with here.
        The comparison is inside the UPDATE, so that it holds under any isolation level. The
        change log is told as by `save()`, dated `at` where that is given.
        """
        model: Any = type(self)
        if at is not None:
            self._history_date = at
        version = self.version if version is None else version
        named = [model._meta.get_field(name) for name in fields]
        values = {field.name: field.pre_save(self, False) for field in named}
        with transaction.atomic(savepoint=False):
            same = model._base_manager.filter(pk=self.pk, version=version)
            written = same.update(version=version + 1, **values)
            if written:
                self.version = version + 1
                if values:
                    models.signals.post_save.send(model, instance=self, created=False)
        if not written:
            raise StaleVersion(self)
        return self

    def keep(self, version: int | None, fields: Iterable[str]) -> Self:
        """Insert a new row whole; write `fields` of a stored one over `version`."""
        if self.pk:
            return self.save_over(version, fields)
        self.version = 1
        self.save(force_insert=True)
        return self
