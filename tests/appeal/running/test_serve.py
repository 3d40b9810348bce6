"""`manage.py serve`: from an empty folder to an answering page, and quietly down again."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.core.management import CommandError, call_command

from appeal.management.commands import serve
from appeal.models import User
from tests.factories import make_user

pytestmark = [pytest.mark.once, pytest.mark.slow]


def free_port() -> int:
    with socket.create_server((serve.HOST, 0)) as listening:
        return listening.getsockname()[1]


@contextmanager
def serving(
    root: Path, folder: Path, *before: str
) -> Iterator[tuple[str, "subprocess.Popen[str]"]]:
    """A server of its own on `folder`: its address and its process, which is ended in the end."""
    port = free_port()
    environment = {**os.environ, "DATA_DIR": str(folder), "PORT": str(port)}
    environment.pop("DATABASE_URL", None)
    command = [*before, sys.executable, "manage.py", "serve"]
    server = subprocess.Popen(
        command,
        cwd=root,
        env=environment,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    try:
        yield f"http://{serve.HOST}:{port}", server
    finally:
        server.kill()
        server.wait()


def answer(address: str, within: float = 600) -> int:
    """The status of the answer; a server that is still preparing itself keeps one waiting."""
    with urllib.request.urlopen(address, timeout=within) as response:  # noqa: S310
        return response.status


def wait_for(address: str, server: "subprocess.Popen[str]") -> None:
    """Until the server has taken its port; from then on a request waits for its answer."""
    host, port = address.removeprefix("http://").split(":")
    while server.poll() is None:
        try:
            socket.create_connection((host, int(port))).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    pytest.fail(server.communicate()[0])


def interrupt(server: "subprocess.Popen[str]", sent: int = signal.SIGINT) -> str:
    """Everything that the server wrote until Ctrl-C, or another signal, ended it."""
    server.send_signal(sent)
    return server.communicate(timeout=120)[0]


def refused(address: str, length: int) -> tuple[int, bytes]:
    """Status and headers of the answer to a request that only says how much it is about to send."""
    host, port = address.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=600) as line:
        head = f"POST /accounts/login/ HTTP/1.1\r\nHost: {host}\r\nContent-Length: {length}\r\n\r\n"
        line.sendall(head.encode())
        answered = line.recv(4096)
    return int(answered.split()[1]), answered


@pytest.mark.unit
def test_it_serves_from_an_empty_folder_and_again(root: Path, tmp_path: Path) -> None:
    with serving(root, tmp_path) as (address, server):
        wait_for(address, server)
        assert answer(f"{address}/healthz") == 200
        assert refused(address, 120 * 1024**2)[0] == 413
        with urllib.request.urlopen(f"{address}/healthz") as response:  # noqa: S310
            assert "Server" not in response.headers
        assert answer(f"{address}/static/vendor/bootstrap.min.css") == 200
        first = interrupt(server)
    with serving(root, tmp_path) as (address, server):
        wait_for(address, server)
        assert answer(f"{address}/accounts/login/") == 200
        second = interrupt(server)

    assert re.search(r"admin, with this password, which is shown only now: \S{16}\n", first)
    assert "make demo" in first
    assert "password" not in second
    assert server.returncode == 0
    assert "Traceback" not in first + second


# As nohup, a job in the background or a runner of tests may start it.
IGNORING = ("sh", "-c", 'trap "" INT TERM; exec "$@"', "sh")


@pytest.mark.unit
@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("before", [(), IGNORING], ids=["plain", "ignoring"])
def test_it_ends_whatever_it_inherited(
    root: Path, tmp_path: Path, sent: int, before: tuple[str, ...]
) -> None:
    with serving(root, tmp_path, *before) as (address, server):
        wait_for(address, server)

        said = interrupt(server, sent)

    assert server.returncode == 0
    assert "Traceback" not in said


@pytest.mark.unit
def test_a_signal_that_is_passed_over_while_it_prepares_ends_it_all_the_same(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """As Python does with whatever is raised in the callback of a weak reference."""

    def prepare(self: serve.Command, demo: bool) -> None:
        class Held:
            pass

        held = Held()
        callback = weakref.ref(held, lambda gone: signal.raise_signal(signal.SIGTERM))
        del held
        assert callback() is None

    monkeypatch.setattr(sys, "unraisablehook", sys.unraisablehook)
    monkeypatch.setattr(serve.Command, "prepare", prepare)
    server = SimpleNamespace(run=lambda: pytest.fail("It runs."))
    monkeypatch.setattr(serve, "create_server", lambda *given, **how: server)
    before = {sent: signal.getsignal(sent) for sent in (signal.SIGINT, signal.SIGTERM)}
    try:
        call_command("serve", port=free_port())
    finally:
        for sent, handler in before.items():
            signal.signal(sent, handler)

    said = capsys.readouterr()
    assert "Open" not in said.out
    assert said.err == ""


@pytest.mark.unit
def test_a_port_in_use_is_refused_in_one_sentence() -> None:
    with (
        socket.create_server((serve.HOST, 0)) as taken,
        pytest.raises(CommandError, match=r"^Port \d+ is in use\. Choose another with PORT=\.$"),
    ):
        call_command("serve", port=taken.getsockname()[1])


@pytest.mark.unit
@pytest.mark.parametrize("port", [70000, 0])
def test_a_port_that_does_not_exist_is_refused(port: int) -> None:
    with pytest.raises(CommandError, match="a number from 1 to 65535"):
        serve.listen(port)


@pytest.mark.django_db
def test_the_first_user_is_an_administrator_with_a_password_of_their_own() -> None:
    password = serve.make_first_user()

    admin = User.objects.get()
    assert (admin.username, admin.is_superuser) == ("admin", True)
    assert password
    assert admin.check_password(password)


@pytest.mark.django_db
def test_where_there_is_a_user_no_other_is_made() -> None:
    make_user()

    assert serve.make_first_user() is None
    assert not User.objects.filter(username="admin").exists()


@pytest.mark.unit
def test_static_files_are_collected_only_when_one_has_changed(settings, tmp_path: Path) -> None:
    source = tmp_path / "source"
    source.mkdir()
    (source / "page.css").write_text("a {}")
    settings.STATICFILES_DIRS = [source]
    settings.DATA_DIR = tmp_path
    settings.STATIC_ROOT = tmp_path / "static"

    serve.collect_static()
    collected = settings.STATIC_ROOT / "page.css"
    assert collected.read_text() == "a {}"
    collected.write_text("as it was")
    serve.collect_static()
    assert collected.read_text() == "as it was"
    (source / "page.css").write_text("b { color: red }")
    serve.collect_static()
    assert collected.read_text() == "b { color: red }"
