"""Every page with a figure is compared with the raw rows or the notebook, or says why it is not."""

import re
from collections.abc import Callable, Iterator
from inspect import getsource
from pathlib import Path
from typing import Any

import pytest

from appeal.models import User
from tests.fixture_types import SignIn
from tests.test_pages import RULES, Place, places
from tests.tracking.activities import test_activity_on_pages as of_activities
from tests.tracking.activities import test_plan_on_pages as of_the_plan
from tests.tracking.changes import test_log_on_pages as of_the_log
from tests.tracking.evidence import test_records_on_pages as of_records
from tests.tracking.figures import test_figures_on_pages as of_the_notebook
from tests.tracking.gaps import test_gaps_on_pages as of_gaps
from tests.tracking.home import test_desks_on_pages as of_desks
from tests.tracking.reports import test_reporting_on_pages as of_reporting
from tests.tracking.results import test_results_on_pages as of_results

__all__ = ["places"]

pytestmark = [pytest.mark.once, pytest.mark.django_db]

COMPARED: dict[str, Callable[..., Any]] = {
    "appeal:allocations": of_the_plan.test_the_allocations,
    "appeal:partner_list": of_the_plan.test_partners_and_donors_are_counted,
    "appeal:priority_detail": of_the_plan.test_a_priority,
    "appeal:priority_list": of_the_plan.test_the_priorities_are_counted,
    "appeal:reconciliation": of_the_plan.test_the_reconciliation,
    "appeal:revisions": of_the_plan.test_the_requirements_and_their_revisions,
    "tracking:activity_detail": of_activities.test_an_activity,
    "tracking:activity_list": of_the_notebook.test_the_lists_and_their_sums,
    "tracking:change_list": of_the_log.test_the_newest_changes,
    "tracking:contribution_detail": of_the_notebook.test_the_page_of_a_contribution,
    "tracking:contribution_list": of_the_notebook.test_the_lists_and_their_sums,
    "tracking:donor_list": of_the_plan.test_partners_and_donors_are_counted,
    "tracking:gaps": of_gaps.test_every_rule_and_its_first_rows,
    "tracking:home": of_desks.test_home,
    "tracking:log_progress": of_reporting.test_where_a_line_is_written,
    "tracking:matrix": of_the_notebook.test_the_matrix,
    "tracking:office_detail": of_the_notebook.test_the_page_of_an_office,
    "tracking:overview": of_the_notebook.test_the_overview,
    "tracking:period_list": of_reporting.test_the_periods,
    "tracking:rate_list": of_records.test_the_rates,
    "tracking:report_detail": of_reporting.test_a_report,
    "tracking:report_lines": of_reporting.test_where_lines_are_written,
    "tracking:report_list": of_reporting.test_the_grid_of_reports,
    "tracking:result_list": of_results.test_results_of_the_region,
    "tracking:risk_list": of_the_notebook.test_the_risks,
    "tracking:search": of_the_log.test_what_is_searched,
    "tracking:transaction_detail": of_records.test_a_posted_entry,
    "tracking:transaction_list": of_the_notebook.test_the_ledger_and_its_sums,
    "tracking:upload_detail": of_records.test_an_upload,
    "tracking:upload_list": of_records.test_the_uploads,
}
FORM = "a form: beside what is typed it repeats one row as it is stored"
STEP = "the page of an entry with a question below it"
NOT_COMPARED = {
    "appeal:access_review": "how many roles are to be confirmed",
    "appeal:person_edit": "a form: below it the changes of one person, long texts cut",
    "appeal:person_list": "how many people are listed",
    "factors:factor_codes": "how many recovery codes are left",
    "factors:factor_list": "how many passkeys and recovery codes one has",
    "tracking:activity_months": "a form: beside it what each month spent, added up in test_months",
    "tracking:appeal_close": "how much is still open, counted in test_period_list",
    "tracking:appeal_list": "the figures of the overview of each appeal, compared with it there",
    "tracking:appeal_new": "a form: below it what the appeal that it begins from left open",
    "tracking:bridge": "how the figures of the overview changed, compared in test_bridge",
    "tracking:bridge_step": "the rows behind a change, compared in test_bridge_step",
    "tracking:commitment_carry": FORM,
    "tracking:compare": "the figures of the overview of each appeal, compared in test_compare",
    "tracking:reconcile_detail": "what an export and the ledger come to, added up in its own test",
    "tracking:reconcile_list": "how many differences are open, counted in test_reconcile_refusals",
    "tracking:entry_worth": "what one entry is in USD, at the rate of posting",
    "tracking:mail_list": "how many mails there are",
    "tracking:report_remind": "the state of a report above a message",
    "tracking:result_detail": "the lines of an office's list of results, compared with them there",
    "tracking:result_goals": "what indicators reached, as their lists and activities have it",
    "tracking:review_queue": "the page of a report with those that wait above it",
    "tracking:rate_edit": FORM,
    "tracking:rate_new": FORM,
    "tracking:entry_grants": FORM,
    "tracking:transaction_edit": FORM,
    "tracking:transaction_new": FORM,
    "tracking:timeline": "the progress of the list of activities, drawn",
    "tracking:transactions_attribute": "a form: what of entries nobody pays, as each page says it",
    "tracking:status_override": "the flags of the activity's page above a form",
    "tracking:transaction_discard": STEP,
    "tracking:transaction_post": STEP,
    "tracking:transaction_reverse": STEP,
}
TEMPLATES = Path(__file__).parents[3] / "templates"
# How a template writes a figure: through a filter of figures, as a number of things, in a cell.
FIGURE = re.compile(
    r"\|(dollars|money|cents|quantity|units|percent|measured|measured_by|progress|delivered|brief|counted)\b"
    r"|\bcount counter=|\|length\b"
    r'|class="([^"]* )?(num|amount|count|tiles)\b'
)
# What stands around the contents of every page.
FRAME = ("base.html", "partials/header.html", "partials/site_bar.html")
TAKEN_IN = re.compile(r'{% (?:include|extends) "([^"]+)"')


def pieces(names: Iterator[str]) -> set[str]:
    """Our templates of those names with whatever they take in, shown or not."""
    found: set[str] = set()
    left = [str(name) for name in names]
    while left:
        name = "".join(left.pop())
        if name not in found and (TEMPLATES / name).is_file():
            found.add(name)
            left += TAKEN_IN.findall((TEMPLATES / name).read_text())
    return found


def has_figures(page: Any) -> bool:
    """Whether it shows a figure, or one of its templates would in another case."""
    if not page["Content-Type"].startswith("text/html"):
        return False
    shown = page.content.decode().partition("<main")[2]
    names = (template.name for template in page.templates if template.name)
    sources = [(TEMPLATES / name).read_text() for name in pieces(names).difference(FRAME)]
    return any(FIGURE.search(text) for text in (shown, *sources))


def test_a_page_with_figures_is_compared_or_has_a_reason(
    places: list[Place], superuser: User, reporter_gt: User, signed_in: SignIn
) -> None:
    routes = [name for name, rule in RULES.items() if rule.get == 200]
    clients = [signed_in(user) for user in (superuser, reporter_gt)]

    found = {
        route
        for route in routes
        for page in (client.get(places[0].address(route)) for client in clients)
        if page.status_code == 200 and has_figures(page)
    }

    assert found == COMPARED.keys() | NOT_COMPARED.keys()
    assert not COMPARED.keys() & NOT_COMPARED.keys()


@pytest.mark.parametrize("route", COMPARED)
def test_the_test_that_is_named_asks_for_the_page(route: str) -> None:
    space, _colon, name = route.partition(":")

    assert re.search(rf'"({space}:)?{name}"', getsource(COMPARED[route]))
