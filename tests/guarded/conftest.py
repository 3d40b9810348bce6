"""Guards that say their names."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests import databases


@pytest.fixture(scope="package", autouse=True)
def guards_by_name(
    databases_of_this_process: databases.Turn, django_db_setup: None, django_db_blocker: Any
) -> Iterator[None]:
    """While these tests run, each guard puts its name before its sentence."""
    with django_db_blocker.unblock(), databases_of_this_process.aside("guards_by_name"):
        yield
