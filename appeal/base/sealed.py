"""Which tables are sealed: their guards say so. And how a migration has one sealed again."""

from collections.abc import Iterable

from django.apps import apps
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation

from .guards import ROWS, Guard, Trigger, columns_by_table, declared, is_log
from .seals import Sealer, seal_again


def sealers(app: str, guards: Iterable[Trigger]) -> list[Sealer]:
    """Who seals the tables of an app that are kept whole and have no change log, and all logs.

    One whose rows neither change nor go is sealed as it grows, another one whatever happens to it.
    """
    kept = [guard for guard in guards if isinstance(guard, Guard)]
    whole = {guard.table for guard in kept if guard.event == "TRUNCATE"}
    fixed = {(guard.table, guard.event) for guard in kept if not guard.when and not guard.columns}
    return [
        Sealer(table, event, str(model._meta.pk.column), columns)
        for model in apps.get_app_config(app).get_models()
        if (table := model._meta.db_table) in whole
        and (is_log(model) or not hasattr(model, "history"))
        for columns in [tuple(sorted(str(each.column) for each in model._meta.concrete_fields))]
        for event in ROWS
        if event == "INSERT" or (table, event) not in fixed
    ]


class SealAgain(Operation):
    """Before the `InstallGuards()` of a migration that changes what is sealed of a table."""

    reversible = True

    def __init__(self, table: str) -> None:
        self.table = table

    def state_forwards(self, app_label: str, state: object) -> None:
        """Seals are no part of the model state."""

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, *states: object
    ) -> None:
        connection = schema_editor.connection
        columns = columns_by_table(connection)[self.table]
        its = [each for each in declared() if isinstance(each, Sealer) and each.table == self.table]
        for sealer in its:
            if sealer.event == "INSERT":
                seal_again(connection, sealer.among(columns))

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, *states: object
    ) -> None:
        self.database_forwards(app_label, schema_editor, *states)
