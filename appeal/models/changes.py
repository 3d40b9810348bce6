"""What every changeable row has: a version, a change log, and forms that take effect once."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, TypeVar

from django.db import DEFAULT_DB_ALIAS, connection, models, transaction
from simple_history.manager import HistoryDescriptor
from simple_history.models import HistoricalRecords

from ..base.actions import Door, signature
from ..base.viewpoint import Viewpoint
from .translated import Translated

Rows = TypeVar("Rows", bound=models.QuerySet)

AT_ONCE = 500


def current_door() -> str:
    """The channel through which the current change comes."""
    return signature().door


class ChangeRecord(models.Model):
    """One row of the change log: what simple-history stores, and the channel."""

    door = models.CharField(max_length=10, choices=Door.choices, default=current_door)

    class Meta:
        abstract = True


class ChangeLog(HistoricalRecords):
    """A change log whose rows read as the model's own do: texts in the reader's language too.

    `newest_of` is a column of a long one by which its newest rows are asked for, and those that
    say what is gone.
    """

    def __init__(self, *given: object, newest_of: str = "", **named: object) -> None:
        super().__init__(*given, **named)
        self.newest_of = newest_of

    def get_meta_options(self, model: Any) -> dict[str, Any]:
        options: dict[str, Any] = super().get_meta_options(model)
        if self.newest_of:
            columns, name = [self.newest_of, "history_date", "history_id"], model._meta.model_name
            gone = models.Q(history_type="-")
            options["indexes"] = [
                models.Index(fields=columns, name=f"{name}_changes"),
                models.Index(fields=columns[:2], name=f"{name}_gone", condition=gone),
            ]
        return options

    def get_extra_fields(self, model: object, fields: object) -> dict[str, Any]:
        own = vars(model).items()
        read = {name: value for name, value in own if isinstance(value, Translated | property)}
        return {**read, **super().get_extra_fields(model, fields)}

    def post_save(
        self, instance: models.Model, created: bool, using: str | None = None, **given: object
    ) -> None:
        """Nothing is written where only what the log does not keep was saved."""
        if created or not self.excluded_fields or self._says_something(instance):
            super().post_save(instance, created, using, **given)

    def _says_something(self, instance: models.Model) -> bool:
        model = type(instance)
        columns = [
            row for row in model._meta.concrete_fields if row.name not in self.excluded_fields
        ]
        kept = [row.attname for row in columns]
        lines = log_of(model)._base_manager.filter(id=instance.pk).order_by("history_id")
        stored = model._base_manager.filter(pk=instance.pk)
        return lines.values_list(*kept).last() != stored.values_list(*kept).first()

    def create_historical_record(
        self, instance: Any, history_type: str, using: str | None = None
    ) -> None:
        """Copy what is stored now, in one statement, dated by the running action.

        The library does it column by column: for a row that is gone, and for one with relations to
        many, whose copies need the line's number.
        """
        at = signature().at or getattr(instance, "_history_date", None)
        if at and history_type != "-" and not self.m2m_fields:
            by = self.get_history_user(instance)
            reason = self.get_change_reason_for_object(instance, history_type, using)
            key = by and by.pk
            _copy_to_log(type(instance), "(%s)", [instance.pk], at, history_type, key, reason)
            return
        if at:
            instance._history_date = at
        super().create_historical_record(instance, history_type, using)
        if signature().at:
            # The next change is dated by whoever makes it.
            del instance._history_date

    def get_history_user(self, instance: object) -> Any:
        return signature().by or super().get_history_user(instance)

    def finalize(self, sender: object, **given: object) -> None:
        super().finalize(sender, **given)
        made = vars(sender).get(self.manager_name)
        if isinstance(made, HistoryDescriptor):
            setattr(
                sender,
                self.manager_name,
                LogDescriptor(made.model, made.manager_class, made.queryset_class),
            )


class LogDescriptor(HistoryDescriptor):
    """The manager of a change log, whose class is made once, not for every line."""

    def __init__(self, *given: object, **named: object) -> None:
        super().__init__(*given, **named)
        self._made = self.manager_class.from_queryset(self.queryset_class)

    def __get__(self, instance: object, owner: object) -> Any:
        return self._made(self.model, instance)


def change_log(
    *relations: object, newest_of: str = "", without: Iterable[str] = ()
) -> HistoricalRecords:
    """The change log of one model and of its `relations` to many; its rows are never altered.

    `without` are columns that it does not keep.
    """
    return ChangeLog(
        bases=[ChangeRecord],
        m2m_fields=list(relations),
        newest_of=newest_of,
        excluded_fields=list(without),
    )


@cache
def log_of(model: type[models.Model]) -> type[models.Model]:
    """The model of the change log's rows; the library makes a new manager on every access."""
    log: type[models.Model] = model.history.model  # type: ignore[attr-defined]
    return log


def columns_of(model: type[models.Model]) -> list[str]:
    """The columns of a logged model that its change log keeps."""
    logged = {row.column for row in log_of(model)._meta.concrete_fields}
    own = (row.column for row in model._meta.concrete_fields)
    return [name for name in own if name and name in logged]


def as_known(rows: Rows, viewpoint: Viewpoint) -> Rows:
    """All `rows` of a logged model as they were when `viewpoint` knew them; as they are now.

    The QuerySet is the model's own, with its methods, over the change log: a row is the model's
    columns at that time. Compare by `id`: the `pk` of such a row is its line in the change log.
    """
    if rows.query.where:
        raise ValueError("Narrow the rows as they were known: these are those of today.")
    if not viewpoint.is_past:
        return rows
    model: Any = rows.model
    lines: Any = log_of(model)
    by_then = viewpoint.by_then("history_date")
    of_row = lines.objects.filter(by_then, id=models.OuterRef("id"))
    last = of_row.order_by("-history_date", "-history_id").values("history_id")[:1]
    # No line is asked for the last of its row that is of a later day anyway.
    known = type(rows)(lines).filter(by_then, history_id=models.Subquery(last))
    return known.exclude(history_type="-")


def create_logged(rows: Sequence[models.Model]) -> None:
    """Insert new rows of one logged model, each with its line in the change log: all or none."""
    with transaction.atomic():
        for model in {type(row) for row in rows}:
            model._base_manager.bulk_create(rows, batch_size=AT_ONCE)
        _log_together(rows, "+")


def update_logged(rows: Sequence[models.Model], fields: Sequence[str]) -> None:
    """Write `fields` of stored rows of one logged model, each with its line in the change log."""
    with transaction.atomic():
        for model in {type(row) for row in rows}:
            model._base_manager.bulk_update(rows, fields, batch_size=AT_ONCE)
        _log_together(rows, "~")


def delete_logged(row: models.Model) -> None:
    """Delete a stored row, with its line in the change log, before what refers to it is moved.

    The database asks at the end of the transaction whether anything still refers to it.
    """
    with transaction.atomic():
        _log_together([row], "-")
        type(row)._base_manager.filter(pk=row.pk)._raw_delete(DEFAULT_DB_ALIAS)


def _log_together(rows: Sequence[models.Model], kind: str) -> None:
    """The lines of rows that an action wrote in few statements."""
    for first in range(0, len(rows), AT_ONCE):
        some = rows[first : first + AT_ONCE]
        marks = ", ".join(["%s"] * len(some))
        by = log_of(type(some[0])).get_default_history_user(some[0])  # type: ignore[attr-defined]
        keys = [row.pk for row in some]
        _copy_to_log(type(some[0]), f"({marks})", keys, signature().at, kind, by and by.pk)
        for pairs in pairs_of(type(some[0])):
            pairs.copy(f"({marks})", keys)


@dataclass(frozen=True)
class Pairs:
    """What the rows of a model are related to, as activities to partners, and the log of that.

    The names of the two tables, of the log of the rows themselves, and of the two columns.
    """

    table: str
    logged: str
    log: str
    own: str
    other: str

    def copy(self, keys: str, given: Sequence[int]) -> None:
        """Write to the newest lines of rows with the `keys` what these are related to now."""
        newest = f"(SELECT MAX(l.history_id) FROM {self.log} l WHERE l.id = p.{self.own})"  # noqa: S608
        with connection.cursor() as cursor:
            cursor.execute(
                f"INSERT INTO {self.logged} (id, {self.own}, {self.other}, history_id)"  # noqa: S608
                f" SELECT p.id, p.{self.own}, p.{self.other}, {newest} FROM {self.table} p"
                f" WHERE p.{self.own} IN {keys}",
                given,
            )


@cache
def pairs_of(model: type[models.Model]) -> list[Pairs]:
    """The relations to many of a logged model."""
    log = log_of(model)
    found = []
    for field in model._meta.many_to_many:
        own, other = field.m2m_column_name(), field.m2m_reverse_name()
        for row in log._meta.related_objects:
            logged = row.related_model
            assert not isinstance(logged, str)  # noqa: S101
            if {own, other, "m2m_history_id"} <= {column.column for column in logged._meta.fields}:
                tables = (field.m2m_db_table(), logged._meta.db_table, log._meta.db_table)
                found.append(Pairs(*tables, own, other))
    return found


def log_new(rows: models.QuerySet, *, at: str) -> None:
    """The lines of stored rows just made by nobody; `at` is the column that holds the instant."""
    select, given = rows.order_by().values("pk").query.sql_with_params()
    _copy_to_log(rows.model, f"({select})", given, at, "+")


def _copy_to_log(
    model: object,
    keys: str,
    given: Sequence[Any],
    at: Any,
    kind: str,
    by: object = None,
    why: Any = None,
) -> None:
    """Write a line of the change log for each stored row with one of the `keys`, in SQL.

    `at` is the instant, or names the column that holds it; `by` is a key.
    """
    column = at if isinstance(at, str) else ""
    dated = [] if column else [connection.ops.adapt_datetimefield_value(at)]
    said = [*dated, kind, by, why, current_door()]
    with connection.cursor() as cursor:
        cursor.execute(f"{_copying(model, column)} IN {keys}", [*said, *given])


@cache
def _copying(model: Any, at: str) -> str:
    """The SQL of that up to the keys: its columns are many, and the same each time."""
    log: Any = log_of(model)
    quote = connection.ops.quote_name
    own = ", ".join(quote(log._meta.get_field(row.attname).column) for row in log.tracked_fields)
    said = "history_date, history_type, history_user_id, history_change_reason, door"
    instant = quote(at) if at else "%s"
    return (
        f"INSERT INTO {quote(log._meta.db_table)} ({own}, {said})"  # noqa: S608
        f" SELECT {own}, {instant}, %s, %s, %s, %s"
        f" FROM {quote(model._meta.db_table)} WHERE {quote(model._meta.pk.column)}"
    )
