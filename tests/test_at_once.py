"""Every action done twice at once: the second waits for the first, then does it or says why not.

On PostgreSQL; SQLite lets one writer in at a time, and `test_races` is for both.
"""

import time
from collections.abc import Callable
from copy import deepcopy
from types import CellType
from typing import Any

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.db import IntegrityError, connection, transaction

from tracking.models import ExchangeRate

from .test_dated import CASES, Case, new_stage
from .test_races import after, at_once

pytestmark = [
    pytest.mark.publication,
    pytest.mark.usefixtures("real_commits"),
    pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite has one writer at a time"),
]

# What may be said twice: the second is a row of its own, or finds it said already.
SAID_AGAIN = {
    "keeps_a_new_activity", "keeps_a_new_priority", "copies", "keeps_a_new_milestone",
    "keeps_a_new_indicator",
    "values_drafts", "sets_allocations", "comments", "records_a_flow", "assigns", "drafts",
    "drafts_several",
    "opens_periods", "saves_a_new_risk", "judges", "shares", "reads_notices", "reminds_an_office",
    "asks_for_a_letter", "asks_for_a_new_password", "moves_to_another_address",
    "confirms_roles", "tells_the_address_before", "notes_that_sessions_ended",
    "takes_a_second_step_away", "states_an_overlap", "receives_an_export",
}  # fmt: skip
# Whoever asks for it is told what the database said: its callers catch that.
LEFT_TO_THE_DATABASE = {"sets_a_new_allocation", "allocates_evenly"}


def with_rows_of_its_own(act: Any) -> Callable[[], Any]:
    """The same act of another person, who read the rows at the same time."""
    cells = tuple(CellType(deepcopy(cell.cell_contents)) for cell in act.__closure__ or ())
    return type(act)(act.__code__, act.__globals__, act.__name__, act.__defaults__, cells)


def answer_of(act: Callable[[], Any]) -> Callable[[], str]:
    """Says `done`, or whose refusal it met: ours, the database's or none that was meant."""

    def run() -> str:
        try:
            act()
        except IntegrityError:
            return "database"
        except Exception as refusal:
            is_ours = type(refusal).__module__.startswith(("appeal.", "tracking."))
            return (
                "refused"
                if is_ours and not isinstance(refusal, ObjectDoesNotExist)
                else repr(refusal)
            )
        return "done"

    return run


def twice(case: Case) -> list[str]:
    """What two get who do it at once, on rows of this case alone."""
    ExchangeRate.objects.all().delete()  # no appeal has rates of its own
    act = case(new_stage())
    other = with_rows_of_its_own(act)

    def slowly() -> None:
        with transaction.atomic():
            act()
            time.sleep(0.3)

    return at_once(answer_of(slowly), after(0.1, answer_of(other)))


@pytest.mark.slow
def test_of_two_who_do_the_same_at_once_one_does_it_and_the_other_is_told() -> None:
    cases = [case for cases in CASES.values() for case in cases]

    answers = {case.__name__: twice(case) for case in cases}

    def expected(name: str) -> str:
        if name in SAID_AGAIN:
            return "done"
        return "database" if name in LEFT_TO_THE_DATABASE else "refused"

    # Which of them comes first is left to the machine.
    wrong = {
        name: both
        for name, both in answers.items()
        if sorted(both) != sorted(("done", expected(name)))
    }
    assert wrong == {}
