"""Somebody at a browser without cookies of their own making, who sends a form until it is saved."""

import http.client
import re
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from html.parser import HTMLParser
from threading import Event, Thread
from typing import Any
from urllib.parse import urlencode

from django.test import Client
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

from .serving import HOST

FOUND, CONFLICT, ASKED, BUSY = 302, 409, 422, 503
# How long somebody goes on sending what is not answered, in seconds.
PATIENCE = 120
TRIES = 6
COMPLAINTS = re.compile(r"(?s)<ul class=\"errorlist.*?</ul>|<[^>]* class=\"[^\"]*error.*?</\w+>")


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    page: str
    location: str


class FormReader(HTMLParser):
    """What a browser would send of each form of a page, and which values its fields offer."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[dict[str, str]] = []
        self.offers: list[dict[str, set[str]]] = []
        self.area = self.choice = ""

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        has = {name: value or "" for name, value in attributes}
        if tag == "form":
            self.forms.append({})
            self.offers.append(defaultdict(set))
        elif not self.forms:
            return
        elif tag == "input" and "name" in has:
            is_choice = has.get("type") in ("checkbox", "radio")
            is_off = is_choice and "checked" not in has
            if is_choice or has.get("type") == "hidden":
                self.offers[-1][has["name"]].add(has.get("value", ""))
            if not is_off and has.get("type") not in ("file", "submit"):
                self.forms[-1][has["name"]] = has.get("value", "")
        elif tag in ("select", "textarea"):
            self.area, self.choice = has.get("name", "") * (tag == "textarea"), has.get("name", "")
            self.forms[-1].setdefault(has.get("name", ""), "")
        elif tag == "option":
            is_first = not self.offers[-1][self.choice]
            self.offers[-1][self.choice].add(has.get("value", ""))
            if "selected" in has or is_first:
                self.forms[-1][self.choice] = has.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self.area = ""

    def handle_data(self, text: str) -> None:
        if self.area:
            self.forms[-1][self.area] += text


def form_of(page: str) -> tuple[dict[str, str], dict[str, set[str]]]:
    """What a browser sends of the form that takes effect once, and what each field offers."""
    reader = FormReader()
    reader.feed(page)
    both = zip(reader.forms, reader.offers, strict=True)
    # Before it the buttons of the languages have a copy of what was refused.
    return [pair for pair in both if "idempotency_key" in pair[0]][-1]


class Person:
    """Somebody who has signed in, and asks the server on a port; each request is a new line."""

    def __init__(self, port: int, client: Client) -> None:
        self.port = port
        self.cookies = {name: each.value for name, each in client.cookies.items()}

    def ask(self, how: str, where: str, form: dict[str, Any] | None = None) -> Answer:
        """Raises OSError or HTTPException where the server is gone."""
        head = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        body: str | bytes | None = None
        files = [value for value in (form or {}).values() if hasattr(value, "seek")]
        for file in files:
            file.seek(0)
        if form and files:
            body, head["Content-Type"] = encode_multipart(BOUNDARY, form), MULTIPART_CONTENT
        elif form:
            body = urlencode(form)
            head["Content-Type"] = "application/x-www-form-urlencoded"
        line = http.client.HTTPConnection(HOST, self.port, timeout=600)
        try:
            line.request(how, where, body, head)
            answer = line.getresponse()
            page = answer.read()
        finally:
            line.close()
        for given in answer.headers.get_all("Set-Cookie") or ():
            name, _is, value = given.partition(";")[0].partition("=")
            self.cookies[name] = value
        return Answer(
            answer.status, page.decode(errors="replace"), answer.headers.get("Location", "")
        )

    def asked_until_answered(
        self, how: str, where: str, form: dict[str, Any] | None = None
    ) -> Answer:
        """The same again while the server or its database is away."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            try:
                answer = self.ask(how, where, form)
            except (OSError, http.client.HTTPException):
                time.sleep(0.05)
                continue
            if answer.status != BUSY:
                return answer
            time.sleep(0.05)
        raise AssertionError(f"{where} was not answered for {PATIENCE} s.")

    def save(self, where: str, typed: dict[str, Any]) -> Answer:
        """Fill in the form of a page and send it, with the same key, until it is acknowledged.

        What asks to be confirmed is; what somebody else changed meanwhile is read again.
        """
        page = self.asked_until_answered("GET", where).page
        answer = Answer(0, page, "")
        for _try in range(TRIES):
            answer = self.asked_until_answered("POST", where, form_of(page)[0] | typed)
            if answer.status == FOUND:
                return answer
            if answer.status not in (CONFLICT, ASKED):
                break
            is_lost = answer.status == CONFLICT
            page = self.asked_until_answered("GET", where).page if is_lost else answer.page
        said = " ".join(COMPLAINTS.findall(answer.page)) or answer.page
        raise AssertionError(f"{where} answers {answer.status}: {said}")


@dataclass
class Writer:
    """Somebody who saves one form after the other, each with a mark of its own."""

    person: Person
    where: str
    mark: str
    typed: Callable[[str, int], dict[str, Any]]
    acknowledged: list[str] = field(default_factory=list)
    fault: BaseException | None = None

    def write_until(self, end: Event) -> None:
        try:
            while not end.is_set():
                mark = f"{self.mark}-{len(self.acknowledged)}"
                self.person.save(self.where, self.typed(mark, len(self.acknowledged)))
                self.acknowledged.append(mark)
        except BaseException as fault:
            self.fault = fault


@contextmanager
def writing(writers: list[Writer]) -> Iterator[None]:
    """Meanwhile all of them write; in the end each finishes what it has in hand."""
    end = Event()
    threads = [Thread(target=writer.write_until, args=(end,)) for writer in writers]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        end.set()
        for thread in threads:
            thread.join()
    for writer in writers:
        if writer.fault:
            raise writer.fault
