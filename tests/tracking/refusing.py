"""What the database refuses, whoever writes and by whatever way."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction


def refused(write: Callable[[], Any], sentence: str) -> None:
    """The database refuses `write` with a sentence, and the test's transaction goes on."""
    with pytest.raises(DatabaseError, match=sentence), transaction.atomic():
        write()


def sql(statement: str, *values: Any) -> Callable[[], Any]:
    def run() -> None:
        with connection.cursor() as cursor:
            cursor.execute(statement, values)

    return run
