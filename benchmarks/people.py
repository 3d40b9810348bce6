"""Fifty people on one server: each asks for a page every ten seconds, one in ten records spend."""

import http.client
import os
import random
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from django.test import Client

from appeal.models import Allocation, Appeal, User

from .measuring import Table

PEOPLE, WRITES, PAUSE = 50, 0.1, 10.0
# As often alone as gives a p95 that is one of those measured.
ALONE, EACH_WRITE = 120, 4
MOST = 10
PAGES = ("overview/", "", "offices/GT/", "activities/", "activities/GT-1.1/", "transactions/")
FORM = "activities/GT-1.1/transactions/new/"
HIDDEN = re.compile(
    r'name="(csrfmiddlewaretoken|idempotency_key|version|answers)"\s+value="([^"]*)"'
)
OK, FOUND, ASKED = 200, 302, 422
SERVER = Path(__file__).parent.parent / "manage.py"


def measure(table: Table, appeal: Appeal, person: User, seconds: int) -> None:
    with served() as port:
        alone = Visitor(port, appeal, person)
        for number in range(10):
            alone.act(is_write=number % 2 == 0)
        alone.forget()
        for number in range(ALONE):
            alone.act(is_write=number % EACH_WRITE == 0)
        visitors = [Visitor(port, appeal, person, seed) for seed in range(PEOPLE)]
        until = time.monotonic() + seconds
        with ThreadPoolExecutor(PEOPLE) as together:
            list(together.map(lambda visitor: visitor.stay(until), visitors))
    errors = sum(visitor.errors for visitor in [alone, *visitors])
    table.say(f"{PEOPLE} people for {seconds} s: errors", errors, "errors", 0)
    for name in ("reads", "writes"):
        took = [each for visitor in visitors for each in getattr(visitor, name)]
        ratio = p95(took) / p95(getattr(alone, name))
        table.say(f"{PEOPLE} people: p95 of {len(took)} {name} / one alone", ratio, "x", MOST)


def p95(seconds: list[float]) -> float:
    return sorted(seconds)[int(len(seconds) * 0.95)]


@dataclass
class Visitor:
    """Somebody with a connection of their own."""

    port: int
    appeal: Appeal
    person: User
    seed: int = 0
    errors: int = 0
    reads: list[float] = field(default_factory=list)
    writes: list[float] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.chance = random.Random(self.seed)  # noqa: S311
        self.line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        client = Client(HTTP_HOST="localhost")
        client.force_login(self.person)
        self.cookies = {name: each.value for name, each in client.cookies.items()}
        own = Allocation.objects.filter(activity__code="GT-1.1", cell__appeal=self.appeal)
        self.cell = own.values_list("cell", flat=True)[0]

    def forget(self) -> None:
        """What was measured while the server was cold."""
        self.reads.clear()
        self.writes.clear()

    def stay(self, until: float) -> None:
        time.sleep(self.chance.uniform(0, PAUSE))
        while time.monotonic() < until:
            self.act(is_write=self.chance.random() < WRITES)
            time.sleep(self.chance.uniform(0, 2 * PAUSE))

    def act(self, *, is_write: bool) -> None:
        if not is_write:
            status, _page = self._timed(self.reads, "GET", self.chance.choice(PAGES))
            self.errors += status != OK
            return
        page, typed = self._ask("GET", FORM)[1], self._typed()
        body = urlencode(typed | dict(HIDDEN.findall(page)))
        status, page = self._timed(self.writes, "POST", FORM, body)
        if status == ASKED:
            body = urlencode(typed | dict(HIDDEN.findall(page)))
            status, page = self._timed(self.writes, "POST", FORM, body)
        self.errors += status != FOUND

    def _typed(self) -> dict[str, Any]:
        """An entry that nobody has made; the reason is for an unusual one."""
        return {
            "kind": "expenditure",
            "value_on": f"2020-09-{self.chance.randint(1, 30):02}",
            "currency": "USD",
            "cell": self.cell,
            "amount": f"{self.chance.uniform(400, 900):.2f}",
            "counterpart": f"Supplier {self.seed}",
            "reference": f"P-{self.chance.random()}",
            "unusual_reason": "As on the voucher.",
        }

    def _timed(self, kept: list[float], how: str, where: str, body: str = "") -> tuple[int, str]:
        began = time.perf_counter()
        answer = self._ask(how, where, body)
        kept.append(time.perf_counter() - began)
        return answer

    def _ask(self, how: str, where: str, body: str = "") -> tuple[int, str]:
        head = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if body:
            head["Content-Type"] = "application/x-www-form-urlencoded"
        self.line.request(how, f"/appeals/{self.appeal.code}/{where}", body or None, head)
        answer = self.line.getresponse()
        for given in answer.headers.get_all("Set-Cookie") or ():
            name, _is, value = given.partition(";")[0].partition("=")
            self.cookies[name] = value
        return answer.status, answer.read().decode()


@contextmanager
def served() -> Iterator[int]:
    """The server of `manage.py serve` on this database; gives its port."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [sys.executable, str(SERVER), "serve", "--port", str(port)]
    server = subprocess.Popen(  # noqa: S603
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=os.environ
    )
    try:
        if server.stdout:
            next(line for line in server.stdout if line.startswith("Open "))
        yield port
    finally:
        server.terminate()
        server.wait()
