"""Two web processes, a primary and its replica: who reads where, and what a dead primary loses.

In clusters of their own, made of the PostgreSQL of the machine. Replication is synchronous.
"""

import io
import json
import random
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import pytest
from django.db import connection
from openpyxl import load_workbook

from appeal.models import User
from appeal.web.replica import DATED, READING, SECONDS
from tests import postgres
from tests.fixture_types import SignIn, Tried
from tests.tracking.browsing import APPEAL, at
from tracking.backups.manifest import headlines

from .person import Answer, Person, writing
from .serving import HOST, Served, environment_of, serving
from .test_killed import wait_for_more
from .test_killed_database import copy_to
from .trials import how_often
from .writers import CODES, assert_all_is_there_once, crew, entries, looking_at

PROGRAMS = postgres.binaries()
pytestmark = [
    pytest.mark.publication,
    pytest.mark.slow,
    pytest.mark.skipif(connection.vendor == "sqlite", reason="Of SQLite there is no replica"),
    pytest.mark.skipif(PROGRAMS is None, reason="PostgreSQL is not installed here"),
    pytest.mark.usefixtures("real_commits"),
]
Pair = tuple[postgres.Cluster, postgres.Cluster]


@contextmanager
def pair() -> Iterator[Pair]:
    """A primary with the database that the tests see, and its replica."""
    assert PROGRAMS
    with postgres.pair(PROGRAMS, copy_to) as both:
        yield both


def of_both(folder: Path, both: Pair) -> dict[str, str]:
    """Settings of a web process: whichever of the two is written, and the other to read from."""
    hosts = ",".join(str(each.folder) for each in both)
    reached = f"postgres://tests@/postgres?host={hosts}&target_session_attrs="
    urls = {"DATABASE_URL": reached + "read-write", "REPLICA_URL": reached + "prefer-standby"}
    return environment_of(folder) | urls | {"LOG_FORMAT": "json", "DATABASE_POOL": "8"}


def answers(server: Served) -> list[dict[str, str]]:
    lines = [line for line in server.said.splitlines() if line.startswith("{")]
    return [told for line in lines if (told := json.loads(line)).get("route")]


def until_read_from_replica(person: Person, server: Served, where: str) -> Answer:
    """Ask until the two were compared and found level."""
    until = time.monotonic() + 300
    while time.monotonic() < until:
        answer = person.ask("GET", where)
        if answers(server)[-1].get("read_from"):
            return answer
        time.sleep(0.2)
    raise AssertionError(f"{where} is never read from the replica: {server.said[-2000:]}")


PAGES = [
    at("overview"), at("matrix"), at("bridge"), at("gaps"), at("search") + "?q=border",
    at("change_list"), f"/compare/?appeal={APPEAL}", f"/appeals/{APPEAL}/reconciliation/",
    *(f"{at(name)}?known_on=2020-03-31" for name in (
        "home", "activity_list", "transaction_list", "contribution_list", "risk_list",
        "report_list",
    )),
    at("activity_detail", CODES[0]) + "?known_on=2020-03-31",
    at("office_detail", "GT") + "?known_on=2020-03-31",
]  # fmt: skip


def downloaded_by(person: Person, where: str) -> bytes:
    cookies = "; ".join(f"{name}={value}" for name, value in person.cookies.items())
    asked = urllib.request.Request(f"http://{HOST}:{person.port}{where}")
    asked.add_header("Cookie", cookies)
    with urllib.request.urlopen(asked) as answer:  # noqa: S310
        return answer.read()


def test_figures_and_workbooks_are_read_from_the_replica_and_pages_to_act_on_are_not(
    reporter_gt: User, signed_in: SignIn, tmp_path: Path
) -> None:
    """Seeded faults: `beside_the_page` without `on_primary`: the replica refuses its note;
    `pieces` that reads without `on_replica`: a snapshot of two places.
    """
    person = Person(0, signed_in(reporter_gt))
    with pair() as both, serving(of_both(tmp_path, both)) as server:
        person.port = server.port
        until_read_from_replica(person, server, PAGES[0])
        for where in PAGES:
            answer = person.ask("GET", where)
            assert (answer.status, answers(server)[-1].get("read_from")) == (200, "replica"), where
        for where in (at("home"), at("activity_list"), at("log_progress", CODES[0])):
            assert person.ask("GET", where).status == 200
            assert "read_from" not in answers(server)[-1]
        seen = {told["route"].rpartition(":")[2] for told in answers(server)}
        assert (READING | DATED) - seen <= {
            "bridge_step", "workbook", "transaction_detail", "contribution_detail", "report_detail",
        }  # fmt: skip
        for book in ("R2", "R6"):
            assert load_workbook(io.BytesIO(downloaded_by(person, at("workbook", book)))).sheetnames
            assert answers(server)[-1].get("read_from") == "replica"
        noted = "SELECT string_agg(workbook, ' ' ORDER BY workbook) FROM tracking_download"
        assert both[0].say(noted) == "R2 R6"
        assert "could not" not in server.said


def test_whoever_wrote_reads_what_they_wrote_and_others_see_it_seconds_later(
    reporter_gt: User, finance_gt: User, signed_in: SignIn, tmp_path: Path
) -> None:
    """Seeded faults: no cookie `wrote`; a replica that is always taken for level."""
    listed = at("search") + "?q=WRITTEN-0"
    writer = entries(Person(0, signed_in(reporter_gt)), CODES[0], "WRITTEN")
    reader = Person(0, signed_in(finance_gt))
    with pair() as both, serving(of_both(tmp_path, both)) as server:
        writer.person.port = reader.port = server.port
        until_read_from_replica(writer.person, server, listed)
        both[1].say("SELECT pg_wal_replay_pause()")

        writer.person.save(writer.where, writer.typed("WRITTEN-0", 0))

        entry = at("transaction_detail", both[0].say("SELECT max(id) FROM tracking_transaction"))
        assert entry in writer.person.ask("GET", listed).page
        until = time.monotonic() + SECONDS
        while entry not in reader.ask("GET", listed).page:
            assert time.monotonic() < until, "Behind, and asked all the same."
            time.sleep(0.2)
        assert "read_from" not in answers(server)[-1]
        both[1].say("SELECT pg_wal_replay_resume()")
        until_read_from_replica(reader, server, listed)
        both[1].kill()
        assert reader.ask("GET", listed).status == 200
        both[1].start()


def test_what_was_acknowledged_before_the_primary_is_killed_is_in_its_replica(
    reporter_gt: User, signed_in: SignIn, tmp_path: Path, tried: Tried
) -> None:
    """Seeded fault: `synchronous_standby_names` left empty: acknowledged and lost."""
    drawn = random.Random("primaries")  # noqa: S311
    writers = crew([0], reporter_gt, signed_in)
    with pair() as (primary, standby):
        environment = of_both(tmp_path, (primary, standby))
        with serving(environment) as first, serving(environment) as second:
            for writer, server in zip(writers, (first, second, first), strict=True):
                writer.person.port = server.port
            with writing(writers):
                for _turn in range(how_often("KILLED_PRIMARIES")):
                    wait_for_more(writers)
                    time.sleep(drawn.uniform(0, 0.3))
                    primary.kill()
                    tried()
                    standby.promote()
                    primary.follow(standby)
                    primary.start()
                    standby.wait_for_standby()
                    primary, standby = standby, primary
                wait_for_more(writers)
            assert 500 not in {told["status"] for told in answers(first) + answers(second)}
        with looking_at(HOST=str(primary.folder), NAME="postgres", USER="tests"):
            assert_all_is_there_once(writers, environment)
            figures = headlines(date(2020, 10, 23))
        with looking_at(HOST=str(standby.folder), NAME="postgres", USER="tests"):
            assert headlines(date(2020, 10, 23)) == figures
