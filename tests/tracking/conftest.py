"""The demonstration data, for tests that look at it and at what a visitor does with it."""

from collections.abc import Iterator
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import transaction

from appeal.models import Appeal


@pytest.fixture(scope="module")
def demonstration(django_db_setup: None, django_db_blocker: Any) -> Iterator[Appeal]:
    """The appeal with the whole demonstration, loaded once; the tests here only read it."""
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("load_demo", stdout=StringIO())
        yield Appeal.objects.get(code="MI2020-CNAC")
        transaction.set_rollback(True)
