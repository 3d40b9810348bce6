"""Fifty people for ten minutes, with uploads and downloads: no error, and memory is bounded."""

import random
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from threading import Timer
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from appeal.models import User
from tests.fixture_types import SignIn, Tried
from tests.tracking.browsing import APPEAL, activity_of, at
from tests.tracking.uploads.filling import downloaded, filled_in
from tests.tracking.uploads.test_upload_templates import voucher

from .person import Person, form_of
from .serving import environment_of, serving
from .trials import how_often
from .writers import entry_of

SECONDS = how_often("LOAD_SECONDS")
pytestmark = [
    pytest.mark.publication,
    pytest.mark.usefixtures("real_commits"),
    pytest.mark.skipif(not SECONDS, reason="Takes minutes: make faults, or LOAD_SECONDS=600"),
]
PEOPLE, PAUSE, WARM = 50, 8.0, 60
# Bytes that the server may need after the first minute beyond what it needed until then.
MOST_GROWTH = 64 * 2**20
PAGES = ("overview/", "", "offices/GT/", "activities/", "activities/GT-1.1/", "transactions/")
BOOKS = ("R2", "R3", "R11", "R14", "T0")


@dataclass
class Colleague:
    """Somebody who does one thing after the other, with pauses; `wrong` is what went wrong."""

    person: Person
    seed: int
    typed: dict[str, Any]
    template: bytes
    wrong: list[str] = field(default_factory=list)
    done: int = 0

    def stay(self, until: float) -> None:
        chance = random.Random(self.seed)  # noqa: S311
        time.sleep(chance.uniform(0, min(PAUSE, SECONDS / 4)))
        while time.monotonic() < until:
            act = chance.choices(
                (self.read, self.enter, self.download, self.upload), (80, 10, 5, 5)
            )
            try:
                act[0](chance)
            except Exception as fault:
                self.wrong.append(f"{act[0].__name__}: {fault!r}")
            self.done += 1
            time.sleep(chance.uniform(0, 2 * min(PAUSE, SECONDS / 4)))

    def expect(self, status: int, answer: Any) -> None:
        if answer.status != status:
            self.wrong.append(f"{answer.status} in place of {status}")

    def read(self, chance: random.Random) -> None:
        where = f"/appeals/{APPEAL}/{chance.choice(PAGES)}"
        self.expect(200, self.person.ask("GET", where))

    def download(self, chance: random.Random) -> None:
        self.expect(200, self.person.ask("GET", at("workbook", chance.choice(BOOKS))))

    def enter(self, chance: random.Random) -> None:
        amount = f"{chance.uniform(400, 900):.2f}"
        typed = self.typed | {"value_on": "2020-02-03", "amount": amount, "reference": uuid4().hex}
        where = at("transaction_new", "GT-1.1")
        form = form_of(self.person.ask("GET", where).page)[0] | typed
        answer = self.person.ask("POST", where, form)
        if answer.status == 422:
            answer = self.person.ask("POST", where, form_of(answer.page)[0] | typed)
        self.expect(302, answer)

    def upload(self, chance: random.Random) -> None:
        self.person.ask("GET", at("upload_new"))
        form: dict[str, Any] = {"idempotency_key": str(uuid4()), "version": 0}
        form["csrfmiddlewaretoken"] = self.person.cookies["csrftoken"]
        form["file"] = SimpleUploadedFile("filled.xlsx", self.template)
        self.expect(302, self.person.ask("POST", at("upload_new"), form))


def peak(pid: int) -> int:
    """The most memory that a process has needed until now, in bytes (Linux only)."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(status.split("VmHWM:")[1].split()[0]) * 1024


def test_fifty_people_see_no_error_and_the_servers_memory_stays_bounded(
    reporter_gt: User, signed_in: SignIn, tmp_path: Path, tried: Tried
) -> None:
    """Seeded fault: a list in a module that keeps a megabyte with each answer."""
    cells = {cell: value for row in range(30) for cell, value in voucher(row).items()}
    client = signed_in(reporter_gt)
    template = filled_in(downloaded(client, "T1", office="GT", rows="100"), cells)
    with serving(environment_of(tmp_path)) as server:
        people = [
            Colleague(Person(server.port, client), seed, entry_of(activity_of("GT-1.1")), template)
            for seed in range(PEOPLE)
        ]
        warm = list[int]()
        timer = Timer(min(WARM, SECONDS / 2), lambda: warm.append(peak(server.pid)))
        timer.start()
        until = time.monotonic() + SECONDS
        with ThreadPoolExecutor(PEOPLE) as together:
            list(together.map(lambda each: each.stay(until), people))
        timer.join()
        grown = peak(server.pid) - warm[0]

    for _each in range(sum(each.done for each in people)):
        tried()
    assert [wrong for each in people for wrong in each.wrong] == []
    assert grown < MOST_GROWTH, f"{grown / 2**20:.0f} MB more than after the first minute."
