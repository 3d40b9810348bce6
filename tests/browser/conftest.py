"""A real browser against a real server; without one its tests stay out, and loudly."""

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, sync_playwright

from appeal.models import Appeal, User
from tests import databases
from tests.factories import make_export, make_upload, make_user

from .pages import next_year, rows_of, tell

FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip
NAMES = ("chromium", "chromium-browser", "google-chrome")
CHROMIUM = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
HERE = Path(__file__).parent


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Without Chromium leave the tests of this folder out."""
    left_out = [] if CHROMIUM else [item for item in items if HERE in item.path.parents]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in left_out]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if not CHROMIUM:
        terminalreporter.section("NOT RUN: the tests in a browser", yellow=True)
        terminalreporter.line(f"There is no Chromium: set CHROMIUM, or install {NAMES[0]}.")


@dataclass
class Visitor:
    """A person at a browser, and all that went wrong behind the page."""

    page: Page
    site: str
    faults: list[str] = field(default_factory=list)
    documents: set[str] = field(default_factory=set)

    def watch(self) -> None:
        self.page.on("console", self._heard)
        self.page.on("pageerror", lambda error: self.faults.append(f"page error: {error}"))
        self.page.on("request", self._asked)

    def _heard(self, message: ConsoleMessage) -> None:
        # The browser also reports pages that refuse a form or do not exist: tests ask for those.
        place = message.location["url"]
        is_page = place in self.documents and "status of 4" in message.text
        if message.type in ("error", "warning") and not is_page:
            self.faults.append(f"{message.type} at {place}: {message.text}")

    def _asked(self, request: Request) -> None:
        if request.is_navigation_request():
            self.documents.add(request.url)
        if not request.url.startswith((self.site, "data:")):
            self.faults.append(f"request to another host: {request.url}")

    def sign_in(self, username: str) -> None:
        """Come home with a session begun; nobody stands before the form, which has its own test."""
        if not username:
            self.page.goto(f"{self.site}/accounts/login/")
            return
        client = Client()
        client.force_login(User.objects.get(username=username))
        cookie = client.cookies[settings.SESSION_COOKIE_NAME]
        self.page.context.add_cookies(
            [{"name": cookie.key, "value": cookie.value, "url": self.site, "httpOnly": True}]
        )
        self.page.goto(self.site)

    def speak(self, language: str) -> None:
        """Switch the language with the button of the page."""
        self.page.click(f".languages button[value={language}]")
        self.page.wait_for_load_state()

    def open(self, address: str) -> tuple[int, str]:
        """Go there; gives the status of the answer and the address that answered."""
        answer = self.page.goto(self.site + address)
        assert answer is not None
        return answer.status, answer.url.removeprefix(self.site)

    def press(self, label: str) -> None:
        """The first button or link of the page's content with this label."""
        self.page.locator("main").locator("button, a").filter(has_text=label).first.click()
        self.page.wait_for_load_state()

    @property
    def text(self) -> str:
        """The words of the page, when the whole of it has come."""
        self.page.wait_for_load_state()
        return self.page.locator("main").inner_text()

    def download(self, address: str) -> bytes:
        response = self.page.context.request.get(self.site + address)
        assert response.status == 200
        return response.body()


Visit = Callable[..., Visitor]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Started once; every visitor has a context of their own in it."""
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        # While Playwright runs in this thread Django takes it for asynchronous, and it is not.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        yield browser
        browser.close()


@pytest.fixture
def visit(live_server, chromium: Browser) -> Iterator[Callable[..., Visitor]]:
    """`visit("reporter.gt", width=360)`: somebody signs in; at the end nothing may be wrong."""
    visitors = []

    def come(
        username: str, *, width: int = 1280, javascript: str = "on", language: str = "en"
    ) -> Visitor:
        context = chromium.new_context(
            viewport={"width": width, "height": 900},
            java_script_enabled=javascript == "on",
            locale=language,
        )
        visitor = Visitor(context.new_page(), live_server.url)
        visitor.watch()
        visitor.sign_in(username)
        visitors.append(visitor)
        return visitor

    yield come
    for visitor in visitors:
        visitor.page.context.close()
    assert [visitor.faults for visitor in visitors] == [[] for _visitor in visitors]


@pytest.fixture
def demonstration(transactional_db: None, request: pytest.FixtureRequest) -> dict[str, object]:
    """The demonstration data, a stranger, an upload, a draft, mails; gives what addresses name.

    Everybody has chosen the `language` that the test is for, if it is for one.
    """
    databases.restore("demonstrated")
    make_user(username="stranger")
    appeal = Appeal.objects.get(code="MI2020-CNAC")
    make_upload(uploaded_by=User.objects.get(username="reporter.gt"))
    for is_read in (True, False):
        make_export(is_read=is_read, uploaded_by=User.objects.get(username="finance.gt"))
    next_year(appeal)
    tell(appeal)
    spec = getattr(request.node, "callspec", None)
    User.objects.update(language=spec.params.get("language", "en") if spec else "en")
    return rows_of(appeal)
