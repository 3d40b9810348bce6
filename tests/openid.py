"""A real OpenID provider in a process of its own, and a relay that can spoil what it answers."""

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socket import socket
from threading import Thread
from urllib.parse import parse_qs, quote, urlencode, urlsplit

import pytest
from django.conf import LazySettings
from django.core.cache import cache
from django.test import Client

from config.sign_on import WELL_KNOWN, OpenID

START, BACK = "/accounts/single-sign-on/", "/accounts/single-sign-on/back/"
ASK, TOKEN, KEYS = "/oauth2/authorize", "/oauth2/token", "/jwks"
DOMAIN, NAME, CLIENT, SECRET = "office.example", "Office account", "appeals", "shared secret/%"

Answer = tuple[int, bytes]
Spoil = Callable[[Answer], Answer]


class Passing(BaseHTTPRequestHandler):
    """Passes a request on under the name by which it was sent, and the answer back."""

    server: "Relay"

    def do_GET(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        path = urlsplit(self.path).path
        self.server.asked.append((path, body.decode(), dict(self.headers)))
        line = HTTPConnection("127.0.0.1", self.server.behind, timeout=300)
        line.request(self.command, self.path, body, dict(self.headers))
        answer = line.getresponse()
        status, said = answer.status, answer.read()
        status, said = self.server.spoils.get(path, lambda whole: whole)((status, said))
        line.close()
        # Whoever asked may have stopped waiting.
        with suppress(OSError):
            self.send_response(status)
            if leads := self.server.leads.get(path) or answer.getheader("Location"):
                self.send_header("Location", leads)
            self.send_header("Content-Length", str(len(said)))
            self.end_headers()
            self.wfile.write(said)

    do_POST = do_PUT = do_GET

    def log_message(self, *said: object) -> None:
        """Nothing is printed."""


class Relay(ThreadingHTTPServer):
    """What our site and a browser take for the provider."""

    def __init__(self, behind: int) -> None:
        super().__init__(("127.0.0.1", 0), Passing)
        self.behind = behind
        self.asked: list[tuple[str, str, dict[str, str]]] = []
        self.spoils: dict[str, Spoil] = {}
        self.leads: dict[str, str] = {}
        self.address = f"http://127.0.0.1:{self.server_port}"

    def vouch(self, name: str, **claims: object) -> str:
        """Have the provider say this of an address, which is what they type there, too."""
        said = {"email": name, "email_verified": True, **claims}
        self._send("PUT", f"/users/{quote(name)}", json.dumps(said), "application/json")
        return name

    def answer_to(self, address: str, name: str) -> str:
        """Type the name there, where a browser was sent; gives where it is sent back to."""
        typed = {"sub": name} if name else {"action": "deny"}
        form = "application/x-www-form-urlencoded"
        return self._send("POST", address.removeprefix(self.address), urlencode(typed), form)

    def _send(self, way: str, path: str, body: str, kind: str) -> str:
        line = HTTPConnection("127.0.0.1", self.server_port, timeout=300)
        line.request(way, path, body, {"Content-Type": kind})
        answer = line.getresponse()
        answer.read()
        line.close()
        assert answer.status in (204, 302), answer.status
        return answer.getheader("Location") or ""

    def times_asked(self, path: str) -> int:
        return [each[0] for each in self.asked].count(path)


def set_out(browser: Client, goal: str = "") -> tuple[str, dict[str, str]]:
    """Where our site sends the browser, and what is asked there."""
    sent = browser.get(START, {"next": goal})
    assert sent.status_code == 302, sent.status_code
    asked = parse_qs(urlsplit(sent["Location"]).query)
    return sent["Location"], {name: values[0] for name, values in asked.items()}


def come_back(browser: Client, address: str):
    """Follow the provider's way back to our site."""
    parts = urlsplit(address)
    return browser.get(f"{parts.path}?{parts.query}")


@pytest.fixture(scope="session")
def openid_port() -> Iterator[int]:
    """The provider itself: its package warns when it is imported, and stays out of this process."""
    with socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    asked = [sys.executable, "-m", "oidc_provider_mock", "--port", str(port)]
    with subprocess.Popen(asked, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        until = time.monotonic() + 300
        while time.monotonic() < until and process.poll() is None:
            with suppress(OSError), socket() as line:
                line.connect(("127.0.0.1", port))
                break
            time.sleep(0.1)
        yield port
        process.terminate()


@pytest.fixture
def openid(openid_port: int, settings: LazySettings) -> Iterator[Relay]:
    """The site with single sign-on by this provider."""
    cache.clear()
    with Relay(openid_port) as relay:
        thread = Thread(target=relay.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        discovery = f"{relay.address}{WELL_KNOWN}"
        settings.OPENID = OpenID(discovery, CLIENT, SECRET, (DOMAIN, "other.example"), NAME)
        yield relay
        relay.shutdown()
        thread.join()
    cache.clear()
