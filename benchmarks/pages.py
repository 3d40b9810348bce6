"""Pages as a manager sees them, beside an empty one; with a short ledger and with a long one."""

from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from django.db import connection
from django.template import Context, Template
from django.test import Client
from django.test.utils import CaptureQueriesContext

from appeal.base.viewpoint import Include, Viewpoint
from appeal.models import Appeal, User
from tracking.models import Transaction

from .aggregates import open_then, spent_then, spent_today
from .measuring import Table, quickest_in_turn

MOST_KB = 60
OVERVIEW, OTHERS = 80, 50
LONGER, FOUND, PAST = 1.2, 2, 25
LIST, LIST_OF_100, LAST = 2.5, 3, 1.3
MILLION = 1_000_000
ACTIVITY = "GT-1.1"
# Name, address within the appeal, the most queries.
PAGES = {
    "overview": ("overview/", 12),
    "matrix": ("matrix/", None),
    "home": ("", None),
    "office": ("offices/GT/", None),
    "gaps": ("gaps/", None),
    "activities": ("activities/", None),
    "activity": (f"activities/{ACTIVITY}/", 25),
    "changes": ("changes/", None),
    "ledger": ("transactions/", None),
    "ledger of one activity": (f"transactions/?activity={ACTIVITY}", None),
    "contributions": ("contributions/", None),
    "risks": ("risks/", None),
    "search": ("search/?q=workshop", None),
}
AS_AT, KNOWN_ON = date(2020, 6, 30), date(2020, 7, 15)
PAST_DATES = f"?as_at={AS_AT}&known_on={KNOWN_ON}"
# The dearest days: what is of a broken month is read from the ledger.
IN_MONTHS = "?as_at=2020-08-20&known_on=2020-08-30"
# How often an empty page is asked beside each, and the pages of lists beside a bare one.
EMPTY, TURNS = 3, 21
SEEN_BACK = ("overview", "matrix", "office", "activities", "gaps")


@dataclass(frozen=True)
class Page:
    """Seconds, how many times those of an empty page, queries, the size in kB before compression.

    The empty page is asked beside each: whatever else the machine does then slows both.
    """

    seconds: float
    times: float
    queries: int
    size: float


class Browser:
    """Somebody signed in, on one appeal."""

    def __init__(self, appeal: Appeal, person: User) -> None:
        self.appeal, self.client = appeal, Client(HTTP_HOST="localhost")
        self.client.force_login(person)

    def get(self, address: str) -> Any:
        answer = self.client.get(f"/appeals/{self.appeal.code}/{address}")
        if answer.status_code != 200:
            raise RuntimeError(f"{address} answers {answer.status_code}.")
        return answer

    def page(self, address: str) -> Page:
        seconds, *empty = quickest_in_turn(lambda: self.get(address), *[self.get_empty] * EMPTY)
        with CaptureQueriesContext(connection) as asked:
            answer = self.get(address)
        return Page(seconds, seconds / min(empty), len(asked), len(answer.content) / 1000)

    def get_empty(self) -> None:
        self.client.get("/healthz")


Seen = dict[str, Page]


def look(browser: Browser) -> Seen:
    return {name: browser.page(address) for name, (address, _queries) in PAGES.items()}


def short(table: Table, browser: Browser) -> Seen:
    """Every page with the ledger that the demonstration has, as multiples of an empty one."""
    seen = look(browser)
    for name, page in seen.items():
        most = OVERVIEW if name == "overview" else OTHERS
        table.say(f"{name} / an empty page", page.times, "x", most)
    for name, (_address, most_queries) in PAGES.items():
        if most_queries:
            table.say(f"{name}: queries", seen[name].queries, "queries", most_queries)
    return seen


def long(table: Table, browser: Browser, before: Seen, rows: int) -> None:
    """The same with `rows` entries, as multiples of the same page before."""
    seen = look(browser)
    for name, page in seen.items():
        most = FOUND if name == "search" else LONGER
        ratio = page.times / before[name].times
        table.say(f"{name} at {rows:,} lines / at few", ratio, "x", most)
    largest = max(seen, key=lambda name: seen[name].size)
    table.say(f"the largest page ({largest})", seen[largest].size, "kB", MOST_KB)
    past = {name: browser.page(PAGES[name][0] + PAST_DATES) for name in SEEN_BACK}
    for name, page in past.items():
        ratio = page.times / seen[name].times
        table.say(f"{name} on past dates / present", ratio, "x", PAST)
    more = {"within months": IN_MONTHS, "with drafts": f"{PAST_DATES}&include=draft"}
    for said, dates in more.items():
        ratio = browser.page(f"overview/{dates}").times / seen["overview"].times
        table.say(f"overview on past dates, {said} / present", ratio, "x", PAST)
    beside_aggregates(table, browser, rows)
    beside_bare_lists(table, browser)
    first = browser.page("transactions/")
    table.say("25 lines of the ledger: size", first.size, "kB", 16)
    # The end tag of tbody is not sent.
    listed = browser.get("transactions/").content.partition(b"<tbody")[2].partition(b"</table>")
    table.say("of it the lines themselves", len(listed[0]) / 1000, "kB")


def beside_aggregates(table: Table, browser: Browser, rows: int) -> None:
    """The overview beside what Django sums of the ledger without stored totals."""
    appeal = browser.appeal
    page, today = quickest_in_turn(
        lambda: browser.get("overview/"), lambda: spent_today(appeal), times=3
    )
    table.say("overview / the live aggregate by office and heading", page / today, "x")
    then = Viewpoint(AS_AT, Include.OFFICIAL, (), known_at=appeal.end_of(KNOWN_ON))
    page, *sums = quickest_in_turn(
        lambda: browser.get(f"overview/{PAST_DATES}"),
        lambda: spent_then(appeal, then),
        lambda: open_then(appeal, then),
        times=3,
    )
    table.say("overview on past dates / today's spending, aggregated live", page / today, "x")
    # The goal is one for a long ledger: below, the page itself takes longer than the sums.
    never_over = 1 if rows >= MILLION else None
    what = "overview on past dates / its figures of the ledger, aggregated live"
    table.say(what, page / sum(sums), "x", never_over)


def beside_bare_lists(table: Table, browser: Browser) -> None:
    """Pages of the ledger beside each other, and beside the same lines in a bare template."""
    first, last = quickest_in_turn(
        lambda: browser.get("transactions/"), lambda: browser.get("transactions/?page=last")
    )
    table.say("the ledger's last page / its first", last / first, "x", LAST)
    newest = Transaction.objects.of(browser.appeal).newest_first().values_list("pk", flat=True)
    for number, address, most in ((25, "", LIST), (100, "?per_page=100", LIST_OF_100)):
        page, bare = quickest_in_turn(
            partial(browser.get, f"transactions/{address}"),
            partial(bare_list, list(newest[:number])),
            times=TURNS,
        )
        table.say(f"{number} lines of the ledger / in a bare template", page / bare, "x", most)


BARE = Template(
    "<table>{% for row in rows %}<tr><td>{{ row.value_on }}</td><td>{{ row.activity }}</td><td>{{"
    " row.cell }}</td><td>{{ row.counterpart }}</td><td>{{ row.reference }}</td><td>{{ row.currency"
    " }}</td><td>{{ row.amount }}</td><td>{{ row.usd_amount }}</td></tr>{% endfor %}</table>"
)


def bare_list(keys: list[int]) -> str:
    rows = Transaction.objects.filter(pk__in=keys).with_names().newest_first()
    return BARE.render(Context({"rows": rows}))
