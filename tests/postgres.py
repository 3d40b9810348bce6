"""A temporary PostgreSQL cluster, made from the machine's own binaries and removed afterwards."""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

COMMON = ("listen_addresses=''", "max_connections=60")
# Nothing of the cluster outlives the tests, so it need not survive a power cut.
SETTINGS = (*COMMON, "fsync=off", "full_page_writes=off", "synchronous_commit=off")


def binaries() -> Path | None:
    """The folder with initdb and pg_ctl: the newest of Debian's, or the one on PATH."""
    versions = Path("/usr/lib/postgresql").glob("*/bin/initdb")
    newest = max(versions, key=lambda file: int(file.parts[-3]), default=None)
    found = newest or shutil.which("initdb")
    return Path(found).resolve().parent if found else None


def unprivileged() -> dict[str, Any]:
    """Who runs the cluster, as arguments of subprocess; PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return {}
    for name in ("postgres", "nobody"):
        try:
            person = pwd.getpwnam(name)
        except KeyError:
            continue
        return {"user": person.pw_uid, "group": person.pw_gid, "extra_groups": []}
    raise LookupError("There is no user “postgres” or “nobody” to run PostgreSQL.")


@dataclass
class Cluster:
    """A folder with a cluster in it; reached by a socket that only its owner sees."""

    programs: Path
    folder: Path
    settings: tuple[str, ...]
    owner: dict[str, Any] = field(default_factory=unprivileged)

    @property
    def url(self) -> str:
        return f"postgres://tests@/{self.folder}/postgres"

    def own(self) -> None:
        """Its folder is that of whoever runs it."""
        if self.owner:
            os.chown(self.folder, self.owner["user"], self.owner["group"])

    def make(self) -> None:
        self.own()
        initdb = (self.programs / "initdb", "-D", self.folder / "cluster", "-U", "tests")
        self._run(*initdb, "-A", "trust", "-E", "UTF8", "--no-locale", "--no-sync")

    def start(self) -> None:
        own = (*self.settings, f"unix_socket_directories={self.folder}")
        options = " ".join(f"-c {setting}" for setting in own)
        self._control("-t", 180, "-l", self.folder / "log", "-o", options, "start")

    def follow(self, primary: "Cluster") -> None:
        """Made again as a copy of another one, which it follows from when it starts until told."""
        shutil.rmtree(self.folder / "cluster", ignore_errors=True)
        copying = ("-R", "-X", "stream", "--checkpoint=fast", "--no-sync")
        place = ("-h", primary.folder, "-U", "tests", "-D", self.folder / "cluster")
        self._run(self.programs / "pg_basebackup", *copying, *place)

    def promote(self) -> None:
        """From now on it is written itself."""
        self._control("promote")

    def wait_for_standby(self) -> None:
        """Commit nothing more that the one that follows does not have; until it is there."""
        self.say("ALTER SYSTEM SET synchronous_standby_names = '*'")
        self.say("SELECT pg_reload_conf()")
        while not self.say("SELECT 1 FROM pg_stat_replication WHERE sync_state = 'sync'"):
            time.sleep(0.05)

    def say(self, statement: str) -> str:
        """What it answers to a statement."""
        command = [self.programs / "psql", "-qAtX", "-h", self.folder, "-U", "tests", "postgres"]
        told = [*map(str, command), "-v", "ON_ERROR_STOP=1", "-c", statement]
        return subprocess.run(told, check=True, capture_output=True, text=True).stdout.strip()

    def stop(self) -> None:
        self._control("-m", "immediate", "stop")

    def kill(self) -> None:
        """kill -9 of the server and of all that it started, at once."""
        lock = self.folder / "cluster" / "postmaster.pid"
        server = int(lock.read_text().split()[0])
        # So that it starts nobody meanwhile, who would keep its memory and its next start away.
        os.kill(server, signal.SIGSTOP)
        started = Path(f"/proc/{server}/task/{server}/children").read_text().split()
        everybody = [server, *map(int, started)]
        for pid in everybody:
            os.kill(pid, signal.SIGKILL)
        while any(is_running(pid) for pid in everybody):
            time.sleep(0.01)
        # Where nobody has collected it yet, the next start would take it for a running one.
        for left in (lock, *self.folder.glob(".s.PGSQL.*")):
            left.unlink()

    def _control(self, *command: Any) -> None:
        self._run(self.programs / "pg_ctl", "-D", self.folder / "cluster", "-w", *command)

    def _run(self, *command: Any) -> None:
        given = [str(each) for each in command]
        subprocess.run(given, check=True, cwd=self.folder, stdout=subprocess.DEVNULL, **self.owner)


def is_running(pid: int) -> bool:
    """Not gone, and not a zombie that nobody has collected yet (Linux only)."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


@contextmanager
def pair(programs: Path, fill: Callable[["Cluster"], None]) -> Iterator[tuple[Cluster, Cluster]]:
    """A cluster that `fill` was given, and one that follows it and has to have what it commits."""
    with running(programs, COMMON) as primary:
        fill(primary)
        standby = Cluster(programs, Path(tempfile.mkdtemp(prefix="postgres-")), COMMON)
        try:
            standby.own()
            standby.follow(primary)
            standby.start()
            primary.wait_for_standby()
            try:
                yield primary, standby
            finally:
                standby.stop()
        finally:
            shutil.rmtree(standby.folder)


@contextmanager
def running(programs: Path, settings: tuple[str, ...] = SETTINGS) -> Iterator[Cluster]:
    """A cluster that has started, and is stopped and removed in the end."""
    made = Cluster(programs, Path(tempfile.mkdtemp(prefix="postgres-")), settings)
    try:
        made.make()
        made.start()
        try:
            yield made
        finally:
            made.stop()
    finally:
        shutil.rmtree(made.folder)


@contextmanager
def cluster(programs: Path) -> Iterator[str]:
    """The DATABASE_URL of a running cluster."""
    with running(programs) as made:
        yield made.url
