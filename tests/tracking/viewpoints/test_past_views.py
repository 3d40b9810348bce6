"""What a page shows of a past day stays, to the byte, whatever is written later."""

import re
from collections.abc import Iterator
from difflib import unified_diff
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from appeal.models import Appeal, User
from tests.fixture_types import SignIn
from tests.test_pages import IN_AN_APPEAL, ROUTES, RULES
from tests.tracking.viewpoints.a_past import LATER, NOW, Past, begin, go_on

pytestmark = pytest.mark.once

PAST = "as_at=2020-06-30&known_on=2020-07-10"
# Pages to read; what is not among them is a form, which writes on the present.
READ = sorted(
    route for route in IN_AN_APPEAL if (RULES[route].get, RULES[route].post) == (200, 200)
)
TAKING_A_DAY_TO_WRITE = {"appeal:allocations", "appeal:revisions"}
# These say how things are by now, or what changed when; a workbook has tests of its own.
WITHOUT_A_DAY = {
    "appeal:partner_list", "appeal:person_list", "appeal:priority_list", "tracking:change_list",
    "tracking:donor_list", "tracking:entry_worth",
    "tracking:evidence_file", "tracking:glossary", "tracking:guide", "tracking:mail_detail",
    "tracking:mail_list", "tracking:period_list",
    "tracking:rate_list", "tracking:reconcile_detail", "tracking:reconcile_file",
    "tracking:reconcile_list", "tracking:report_remind", "tracking:review_queue", "tracking:search",
    "tracking:upload_detail",
    "tracking:upload_file", "tracking:upload_list", "tracking:workbook", "tracking:workbook_list",
}  # fmt: skip
PAGES = sorted({*READ, *TAKING_A_DAY_TO_WRITE} - WITHOUT_A_DAY)
# Which row of the past a page is about, where its rule calls it otherwise.
ROWS = {"draft": "entry", "posted": "paid", "submitted": "paid", "evidence": "invoice"}


@pytest.fixture
def past(mi2020: Appeal) -> Past:
    return begin(mi2020)


def addresses(past: Past, route: str) -> list[str]:
    """Where the page stands: for each period, and each entry of the ledger."""
    of = RULES[route].of
    names = ["paid", "commitment", "entry"] if "transaction" in route else [ROWS.get(of, of)]
    values = {
        "appeal_code": past.appeal.code,
        "office_code": "GT",
        "book_code": "R3",
        "step": "late",
    }
    values["code"] = "GT-1" if "priority" in route else "GT-1.1"
    if of == "core":
        values["code"] = past.rows["core"].code
    found = {
        reverse(route, kwargs={part: (values | place)[part] for part in ROUTES[route]})
        for name in names
        for period in ("2020-Q1", "2020-Q2")
        for place in [{"pk": past.rows[name].pk, "period_code": period}]
    }
    return sorted(found)


def content(page: Any) -> str:
    """What a page shows; each form of it has a key of its own."""
    text = page.content.decode()
    text = text[text.index("<main") : text.index("</main>")]
    text = re.sub(r'<input[^>]*name="(csrfmiddlewaretoken|idempotency_key)"[^>]*>', "", text)
    return re.sub(r"\s*\n\s*", "\n", text)


def pictures(client: Client, past: Past, query: str = "") -> Iterator[tuple[str, str]]:
    """Every page that takes a day, by its address; its status where it does not show."""
    for route in PAGES:
        for address in addresses(past, route):
            page = client.get(f"{address}?{query}")
            yield address, content(page) if page.status_code == 200 else str(page.status_code)


def differences(before: dict[str, str], after: dict[str, str]) -> str:
    lines: list[str] = []
    for address, text in before.items():
        there = unified_diff(text.split("\n"), after[address].split("\n"), address, n=1)
        lines += list(there)[:60]
    return "\n".join(line.rstrip("\n") for line in lines)


def test_every_page_takes_a_day_or_is_said_to_be_of_now(
    past: Past, superuser: User, signed_in: SignIn
) -> None:
    client = signed_in(superuser)
    taking = set()
    for route in {*READ, *TAKING_A_DAY_TO_WRITE}:
        pages = [client.get(address) for address in addresses(past, route)]
        contexts = [page.context for page in pages if page.context]
        if any("viewpoint" in context for context in contexts):
            taking.add(route)

    # The queue of a past day leads to that of today.
    assert taking - {"tracking:workbook_list", "tracking:review_queue"} == set(PAGES)


ROLES = [("superuser", "draft"), ("reporter_gt", "submitted"), ("viewer", "official")]


@pytest.mark.parametrize(("role", "include"), ROLES)
def test_what_was_known_then_stays_whatever_is_written_later(
    past: Past, role: str, include: str, signed_in: SignIn, request: Any
) -> None:
    query = f"{PAST}&include={include}"
    with time_machine.travel(NOW, tick=False):
        client = signed_in(request.getfixturevalue(role))
        before = dict(pictures(client, past, query))
        go_on(past)
        after = dict(pictures(client, past, query))

    assert not differences(before, after)
    assert LATER not in "".join(before.values())


def test_what_is_written_reaches_every_page_of_now(
    past: Past, superuser: User, signed_in: SignIn
) -> None:
    """Or what stays the same above would prove nothing."""
    with time_machine.travel(NOW, tick=False):
        client = signed_in(superuser)
        before = dict(pictures(client, past))
        go_on(past)
        after = dict(pictures(client, past))

    assert [address for address in before if before[address] == after[address]] == []
