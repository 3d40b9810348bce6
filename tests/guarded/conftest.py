"""Guards that say their names."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from django.db import connection, transaction

from appeal.base import guards


def named(trigger: guards.Trigger) -> guards.Trigger:
    if isinstance(trigger, guards.Keeper):
        return trigger
    return replace(trigger, message=f"{trigger.trigger}: {trigger.message}")


@pytest.fixture(scope="package", autouse=True)
def guards_by_name(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """While these tests run, each guard puts its name before its sentence."""
    declared = [named(each) for each in guards.declared()]
    with (
        django_db_blocker.unblock(),
        transaction.atomic(),
        pytest.MonkeyPatch.context() as patch,
    ):
        patch.setattr(guards, "declared", lambda: declared)
        guards.install(connection)
        yield
        transaction.set_rollback(True)
