"""A snapshot sees one instant, and keeps nobody from writing."""

from threading import Thread

import pytest
from django.db import connection

from appeal.base.snapshot import snapshot
from appeal.models import Office
from tests.factories import make_office


def write_elsewhere(code: str) -> None:
    """Save an office over a connection of its own, as another request would."""

    def write() -> None:
        make_office(code=code)
        connection.close()

    writer = Thread(target=write)
    writer.start()
    writer.join(timeout=300)
    assert not writer.is_alive()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("is_new", [False, True])
def test_what_is_written_meanwhile_is_not_seen_and_not_held_up(is_new: bool) -> None:
    """Over a connection that is open already, and over a new one."""
    if is_new:
        connection.close()

    with snapshot():
        before = Office.objects.count()
        write_elsewhere("Q1")
        within = Office.objects.count()

    assert within == before
    assert Office.objects.count() == before + 1


@pytest.mark.django_db(transaction=True)
def test_writing_is_as_before_afterwards() -> None:
    with snapshot():
        Office.objects.count()

    make_office(code="Q2")

    assert Office.objects.filter(code="Q2").exists()


@pytest.mark.django_db
def test_within_a_transaction_it_is_that_ones_view() -> None:
    make_office(code="Q3")

    with snapshot():
        assert Office.objects.filter(code="Q3").exists()
