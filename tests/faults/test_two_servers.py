"""Two servers on one database, and a clock that jumps back: nothing is lost, doubled or broken."""

import os
import signal
from pathlib import Path

import pytest

from appeal.models import User
from tests.fixture_types import SignIn, Tried

from .person import writing
from .serving import environment_of, serving
from .test_killed import wait_for_more
from .trials import how_often
from .writers import assert_all_is_there_once, crew

pytestmark = [pytest.mark.publication, pytest.mark.slow, pytest.mark.usefixtures("real_commits")]


def test_people_on_two_servers_lose_nothing_while_the_clock_of_one_jumps_back(
    reporter_gt: User, signed_in: SignIn, tmp_path: Path, tried: Tried
) -> None:
    """Seeded fault: a connection to SQLite without its timeout: people are told it is busy."""
    environment = environment_of(tmp_path)
    with (
        serving(environment, "-m", "tests.faults.clockwork") as first,
        serving(environment) as second,
    ):
        writers = crew([first.port, second.port], reporter_gt, signed_in)
        with writing(writers):
            for _turn in range(how_often("CLOCK_JUMPS")):
                wait_for_more(writers)
                os.kill(first.pid, signal.SIGUSR1)
                tried()
                wait_for_more(writers)
        assert "Traceback" not in first.said + second.said

    assert_all_is_there_once(writers, environment)
