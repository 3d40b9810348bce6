"""Pages as a manager sees them, beside an empty one; with a short ledger and with a long one."""

from dataclasses import dataclass
from functools import partial
from typing import Any

from django.db import connection
from django.db.models import Sum
from django.template import Context, Template
from django.test import Client
from django.test.utils import CaptureQueriesContext

from appeal.models import Appeal, User
from tracking.models import Transaction

from .measuring import Table, quickest

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
PAST_DATES = "?as_at=2020-06-30&known_on=2020-07-15"
# The dearest days: what is of a broken month is read from the ledger.
IN_MONTHS = "?as_at=2020-08-20&known_on=2020-08-30"
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
        seconds, empty = quickest(lambda: self.get(address)), self.empty()
        with CaptureQueriesContext(connection) as asked:
            answer = self.get(address)
        return Page(seconds, seconds / empty, len(asked), len(answer.content) / 1000)

    def empty(self) -> float:
        return quickest(lambda: self.client.get("/healthz"), 21)


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
    aggregate = quickest(lambda: by_aggregate(browser.appeal), 3)
    table.say("overview / the live aggregate by office and heading",
              seen["overview"].seconds / aggregate, "x")  # fmt: skip
    # The goal is one for a long ledger: below, the page itself takes longer than either sum.
    never_over = 1 if rows >= MILLION else None
    table.say("overview on past dates / the live aggregate",
              past["overview"].seconds / aggregate, "x", never_over)  # fmt: skip
    # Again beside what it is compared with: a machine that others use changes in the meantime.
    first, last = browser.page("transactions/"), browser.page("transactions/?page=last")
    table.say("the ledger's last page / its first", last.seconds / first.seconds, "x", LAST)
    newest = Transaction.objects.of(browser.appeal).newest_first().values_list("pk", flat=True)
    hundred = browser.page("transactions/?per_page=100")
    for number, page, most in ((25, first, LIST), (100, hundred, LIST_OF_100)):
        bare = quickest(partial(bare_list, list(newest[:number])))
        what = f"{number} lines of the ledger / in a bare template"
        table.say(what, page.seconds / bare, "x", most)
    table.say("25 lines of the ledger: size", first.size, "kB", 16)
    # The end tag of tbody is not sent.
    listed = browser.get("transactions/").content.partition(b"<tbody")[2].partition(b"</table>")
    table.say("of it the lines themselves", len(listed[0]) / 1000, "kB")


def by_aggregate(appeal: Appeal) -> int:
    """What Django sums without stored totals."""
    rows = Transaction.objects.of(appeal).posted().spending().with_signed().order_by()
    return len(rows.values_list("office", "cell__heading").annotate(Sum("signed")))


BARE = Template(
    "<table>{% for row in rows %}<tr><td>{{ row.value_on }}</td><td>{{ row.activity }}</td><td>{{"
    " row.cell }}</td><td>{{ row.counterpart }}</td><td>{{ row.reference }}</td><td>{{ row.currency"
    " }}</td><td>{{ row.amount }}</td><td>{{ row.usd_amount }}</td></tr>{% endfor %}</table>"
)


def bare_list(keys: list[int]) -> str:
    rows = Transaction.objects.filter(pk__in=keys).with_names().newest_first()
    return BARE.render(Context({"rows": rows}))
