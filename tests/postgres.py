"""A temporary PostgreSQL cluster, made from the machine's own binaries and removed afterwards."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

# Nothing of the cluster outlives the tests, so it need not survive a power cut.
SETTINGS = (
    "listen_addresses=''", "fsync=off", "full_page_writes=off", "synchronous_commit=off",
    "max_connections=60",
)  # fmt: skip


def binaries() -> Path | None:
    """The folder with initdb and pg_ctl: the newest of Debian's, or the one on PATH."""
    versions = Path("/usr/lib/postgresql").glob("*/bin/initdb")
    newest = max(versions, key=lambda file: int(file.parts[-3]), default=None)
    found = newest or shutil.which("initdb")
    return Path(found).resolve().parent if found else None


@contextmanager
def cluster(programs: Path) -> Iterator[str]:
    """A running cluster; gives its DATABASE_URL. Reached by a socket that only its owner sees."""
    owner = unprivileged()
    folder = Path(tempfile.mkdtemp(prefix="postgres-"))
    if owner:
        os.chown(folder, owner["user"], owner["group"])
    options = " ".join(
        f"-c {setting}" for setting in (*SETTINGS, f"unix_socket_directories={folder}")
    )
    pg_ctl = [programs / "pg_ctl", "-D", folder / "cluster", "-w"]
    initdb = [programs / "initdb", "-D", folder / "cluster", "-U", "tests", "-A", "trust"]

    def run(*command: Any) -> None:
        subprocess.run(command, check=True, cwd=folder, stdout=subprocess.DEVNULL, **owner)

    try:
        run(*initdb, "-E", "UTF8", "--no-locale", "--no-sync")
        run(*pg_ctl, "-l", folder / "log", "-o", options, "start")
        try:
            yield f"postgres://tests@/{folder}/postgres"
        finally:
            run(*pg_ctl, "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder)


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
