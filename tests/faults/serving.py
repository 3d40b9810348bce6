"""A server of its own on the database that the tests see: killed, and started again."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db import connection

HOST = "127.0.0.1"
ROOT = Path(__file__).resolve().parent.parent.parent
LONGEST_START = 300


def environment_of(folder: Path, database: str = "") -> dict[str, str]:
    """For commands on a database of the engine that is tested, or the one that the tests see."""
    name = database or str(connection.settings_dict["NAME"])
    if connection.vendor == "sqlite":
        url = f"sqlite:///{name}"
    else:
        url = f"{os.environ['DATABASE_URL'].rpartition('/')[0]}/{name}"
    own = {"DATA_DIR": str(folder), "DATABASE_URL": url, "SECRET_KEY": settings.SECRET_KEY}
    return os.environ | own


def manage(environment: dict[str, str], *command: str) -> str:
    """What a command says; it fails where the command does."""
    done = subprocess.run(
        [sys.executable, "manage.py", *command],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


class Served:
    """`manage.py serve`, or another command that serves on the port it is given in PORT."""

    def __init__(self, environment: dict[str, str], *command: str) -> None:
        with socket.create_server((HOST, 0)) as free:
            self.port = free.getsockname()[1]
        self.environment = environment | {"PORT": str(self.port)}
        self.command = command or ("manage.py", "serve")
        self.log = Path(environment["DATA_DIR"]) / f"server-{self.port}.log"
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def said(self) -> str:
        return self.log.read_text(errors="replace")

    @property
    def pid(self) -> int:
        assert self.process
        return self.process.pid

    def start(self) -> None:
        with self.log.open("a") as log:
            self.process = subprocess.Popen(
                [sys.executable, *self.command],
                cwd=ROOT,
                env=self.environment,
                stdout=log,
                stderr=subprocess.STDOUT,
            )

    def wait(self) -> None:
        """Until it answers."""
        began = time.monotonic()
        while time.monotonic() - began < LONGEST_START:
            assert self.process
            assert self.process.poll() is None, self.said
            try:
                with urllib.request.urlopen(f"http://{HOST}:{self.port}/healthz", timeout=600):
                    return
            except OSError:
                time.sleep(0.05)
        raise AssertionError(self.said)

    def kill(self) -> None:
        assert self.process
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()


@contextmanager
def serving(environment: dict[str, str], *command: str) -> Iterator[Served]:
    """A server that answers, and is killed in the end."""
    server = Served(environment, *command)
    server.start()
    try:
        server.wait()
        yield server
    finally:
        server.kill()
