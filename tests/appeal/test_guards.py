"""Migrations that rebuild a guarded table lift the guards before and install them after."""

import pytest
from django.db import connection, models
from django.db.migrations.state import ProjectState

from appeal import guards
from appeal.guards import InstallGuards, LiftGuards
from appeal.models import Section


def widened(field: models.Field) -> models.Field:
    """The same column, wider and indexed: SQLite rebuilds the table for it."""
    _, _, arguments, options = field.deconstruct()
    wider = type(field)(*arguments, **options | {"max_length": 120, "db_index": True})
    wider.set_attributes_from_name(field.name)
    wider.model = field.model
    return wider


@pytest.mark.django_db(transaction=True)
def test_a_guarded_table_can_be_rebuilt_and_is_guarded_again() -> None:
    narrow = Section._meta.get_field("printed_name")
    wide = widened(narrow)
    state = ProjectState()

    for old, new in ((narrow, wide), (wide, narrow)):
        with connection.schema_editor() as editor:
            LiftGuards().database_forwards("appeal", editor, state, state)
            editor.alter_field(Section, old, new)
            InstallGuards().database_forwards("appeal", editor, state, state)

    expected = {guard.trigger for guard in guards.declared() if guard.create(connection.vendor)}
    assert guards.installed(connection) == expected
    assert Section.objects.filter(appeal__code="MI2020-CNAC").count() == 14
