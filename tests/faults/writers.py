"""Who writes while something is killed, and whether what they were told is saved is there once."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection

from appeal.models import Activity, User
from tests.fixture_types import SignIn
from tests.tracking.browsing import activity_of, at
from tracking.models import ProgressUpdate, Transaction

from .person import Person, Writer
from .serving import manage

CODES = ("GT-1.1", "GT-2.1", "GT-3.1")


def entry_of(activity: Activity) -> dict[str, Any]:
    """A payment that nothing is asked about."""
    return {
        "kind": "expenditure",
        "currency": "USD",
        "cell": activity.allocations.get().cell_id,
        "counterpart": "A supplier",
        "unusual_reason": "As on the voucher.",
    }


def entries(person: Person, code: str, mark: str) -> Writer:
    """Somebody who enters one payment after the other."""
    common = entry_of(activity_of(code))

    def typed(reference: str, number: int) -> dict[str, Any]:
        # No amount twice: whoever enters one again is asked whether it was entered already.
        day, amount = f"2020-02-{number % 28 + 1:02}", f"{400 + number / 100:.2f}"
        return common | {"reference": reference, "value_on": day, "amount": amount}

    return Writer(person, at("transaction_new", code), mark, typed)


def progress(person: Person, code: str, mark: str) -> Writer:
    """Somebody who writes one line of a report again and again."""

    def typed(narrative: str, number: int) -> dict[str, Any]:
        return {"percent": number % 60 + 1, "status": "ongoing", "narrative": narrative}

    return Writer(person, at("log_progress", code), mark, typed)


def crew(ports: list[int], reporter: User, signed_in: SignIn) -> list[Writer]:
    """Two who enter payments and one who writes progress; of several servers each has one."""
    persons = [Person(ports[number % len(ports)], signed_in(reporter)) for number in range(3)]
    return [
        entries(persons[0], CODES[0], "KA"),
        entries(persons[1], CODES[1], "KB"),
        progress(persons[2], CODES[2], "KC"),
    ]


def assert_all_is_there_once(writers: list[Writer], environment: dict[str, str]) -> None:
    """Each mark that was acknowledged, once; no other; and the records agree with each other."""
    told = Counter(mark for writer in writers for mark in writer.acknowledged)
    assert min(len(writer.acknowledged) for writer in writers) > 0

    entered = Transaction.objects.filter(reference__startswith="K")
    written = ProgressUpdate.history.filter(narrative__startswith="K")
    there = Counter(entered.values_list("reference", flat=True))
    there.update(written.values_list("narrative", flat=True))
    assert there - told == Counter(), "Saved twice, or without a word."
    assert told - there == Counter(), "Acknowledged and lost."
    assert "All records agree" in manage(environment, "check_records")


@contextmanager
def looking_at(**place: str) -> Iterator[None]:
    """Meanwhile this process reads another database."""
    before = {name: connection.settings_dict[name] for name in place}
    connection.close()
    connection.settings_dict.update(place)
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict.update(before)
