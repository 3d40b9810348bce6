"""kill -9 of PostgreSQL while people write: what was acknowledged is there once, and no answer 500.

In a cluster of its own, which waits for the disk as one that is in use does.
"""

import os
import random
import subprocess
import time
from pathlib import Path

import pytest
from django.db import connection

from appeal.models import User
from tests import postgres
from tests.fixture_types import SignIn, Tried

from .person import writing
from .serving import environment_of, serving
from .test_killed import wait_for_more
from .trials import how_often
from .writers import assert_all_is_there_once, crew, looking_at

PROGRAMS = postgres.binaries()
pytestmark = [
    pytest.mark.publication,
    pytest.mark.slow,
    pytest.mark.skipif(connection.vendor == "sqlite", reason="Of SQLite there is no server"),
    pytest.mark.skipif(PROGRAMS is None, reason="PostgreSQL is not installed here"),
]


def copy_to(cluster: postgres.Cluster) -> None:
    """The database that the tests see."""
    assert PROGRAMS
    here = connection.settings_dict
    reached = {"PGHOST": here["HOST"], "PGPORT": here["PORT"], "PGPASSWORD": here["PASSWORD"]}
    dumping: list[str | Path] = [
        PROGRAMS / "pg_dump",
        "--no-owner",
        "-U",
        str(here["USER"]),
        str(here["NAME"]),
    ]
    own = os.environ | {name: str(value) for name, value in reached.items() if value}
    dumped = subprocess.run(dumping, check=True, env=own, capture_output=True)
    loading: list[str | Path] = [
        PROGRAMS / "psql",
        "-q",
        "-v",
        "ON_ERROR_STOP=1",
        "-h",
        str(cluster.folder),
    ]
    subprocess.run(
        [*loading, "-U", "tests", "postgres"],
        check=True,
        input=dumped.stdout,
        stdout=subprocess.DEVNULL,
    )


def test_what_was_acknowledged_before_the_database_is_killed_is_there_once(
    real_commits: None, reporter_gt: User, signed_in: SignIn, tmp_path: Path, tried: Tried
) -> None:
    """Seeded fault: a cluster with `synchronous_commit=off`: acknowledged and lost."""
    assert PROGRAMS
    drawn = random.Random("databases")  # noqa: S311
    writers = crew([0], reporter_gt, signed_in)
    with postgres.running(PROGRAMS, postgres.COMMON) as cluster:
        copy_to(cluster)
        environment = environment_of(tmp_path) | {"DATABASE_URL": cluster.url}
        with serving(environment) as server:
            for writer in writers:
                writer.person.port = server.port
            with writing(writers):
                for _turn in range(how_often("KILLED_DATABASES")):
                    wait_for_more(writers)
                    time.sleep(drawn.uniform(0, 0.3))
                    cluster.kill()
                    tried()
                    cluster.start()
        with looking_at(HOST=str(cluster.folder), NAME="postgres"):
            assert_all_is_there_once(writers, environment)
