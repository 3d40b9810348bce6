"""Who gets what from every address: generated from the URLconf, so that a new one needs a rule."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from itertools import product
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from appeal.actions import revise_requirement
from appeal.models import (
    Activity,
    Appeal,
    Heading,
    Office,
    Partner,
    RequirementRevision,
    User,
)
from tests.factories import (
    make_assignment,
    make_contribution,
    make_donor,
    make_evidence,
    make_flow,
    make_indicator,
    make_membership,
    make_milestone,
    make_rate,
    make_risk,
    make_transaction,
    make_update,
    make_upload,
    make_user,
)
from tracking import actions
from tracking.models import (
    Contribution,
    ContributionAssignment,
    Flow,
    OfficeReport,
    ReportingPeriod,
    Transaction,
    Upload,
)

pytestmark = pytest.mark.django_db

ROLES = (
    "anonymous", "stranger", "viewer", "reporter_gt", "finance_gt", "reviewer_ro", "manager_ro",
    "superuser",
)  # fmt: skip
MEMBERS = ROLES[2:]


@dataclass(frozen=True)
class Rule:
    """What GET and an empty POST answer to `guatemala` (and, about Honduras, to `honduras`).

    Other members get 404. Strangers get 403 and the anonymous a way to the log-in (`anonymous` is
    another answer), but for what is `open` to them. `of` names the row that the address is about.
    Where fewer send a page than read it, `writers` are those who do.
    """

    get: int
    post: int
    guatemala: tuple[str, ...] = MEMBERS
    honduras: tuple[str, ...] = MEMBERS
    open: tuple[str, ...] = ()
    anonymous: int = 302
    of: str = "draft"
    writers: tuple[str, ...] = ()

    def expected(self, role: str, office: str, method: str) -> int:
        if role == "anonymous" and role not in self.open:
            return self.anonymous
        if role == "stranger" and role not in self.open:
            return 403
        if method == "post" and self.writers and role not in self.writers:
            return 404
        allowed = self.guatemala if office == "GT" else self.honduras
        if role in (*self.open, *allowed):
            return self.get if method == "get" else self.post
        return 404


def read(**fields: Any) -> Rule:
    """A page that is the same whatever is sent to it."""
    return Rule(200, 200, **fields)


def write(*own: str, get: int = 200, region: tuple[str, ...] = (), **fields: Any) -> Rule:
    """A form: shown to `own` for their office, and refused with 422 where nothing is filled in."""
    everywhere = (*region, "superuser")
    return Rule(get, 422, (*own, *everywhere), everywhere, **fields)


# Who sees the drafts of an office: those who work there or for its region.
REGION = ("reviewer_ro", "manager_ro", "superuser")
DRAFTS: dict[str, Any] = {"guatemala": ("reporter_gt", "finance_gt", *REGION), "honduras": REGION}
EVERYBODY = ("anonymous", "stranger")
POSTERS, APPROVERS = ("finance_gt", "superuser"), ("reviewer_ro", "superuser")
KEEPERS = ("manager_ro", "superuser")
UPLOADERS = ("reporter_gt", "finance_gt", "manager_ro", "superuser")

RULES = {
    "healthz": Rule(200, 200, open=EVERYBODY),
    "login": Rule(302, 302, anonymous=200),
    "logout": Rule(405, 302, open=("stranger",)),
    "password_change": Rule(200, 200, open=("stranger",)),
    "password_change_done": Rule(200, 405, open=("stranger",)),
    "appeal:language": Rule(405, 302, open=EVERYBODY),
    "appeal:reconciliation": read(),
    "appeal:priority_list": read(),
    "appeal:priority_detail": read(),
    "appeal:allocations": Rule(200, 422, writers=("manager_ro", "superuser")),
    "appeal:revisions": Rule(200, 422, writers=("manager_ro", "superuser")),
    "appeal:revision_reverse": write(region=("manager_ro",), of="revision"),
    "appeal:activity_remove": write(region=("manager_ro",)),
    "appeal:office_edit": write(region=("manager_ro",)),
    # Whoever was invited opens it before they can sign in.
    "password_reset_confirm": Rule(200, 200, open=("anonymous",)),
    "appeal:person_list": Rule(200, 200, KEEPERS, KEEPERS),
    "appeal:person_new": Rule(200, 422, KEEPERS, KEEPERS),
    "appeal:person_edit": write(region=("manager_ro",), of="person"),
    "appeal:person_link": write(region=("manager_ro",), of="person"),
    "appeal:role_new": write(region=("manager_ro",), of="person"),
    "appeal:role_edit": write(region=("manager_ro",), of="role"),
    "appeal:role_remove": write(region=("manager_ro",), of="role"),
    # They are of no office: whoever manages one, or a region, keeps them for all.
    "appeal:partner_list": read(),
    "appeal:partner_edit": Rule(200, 422, KEEPERS, KEEPERS, of="partner"),
    "appeal:partner_merge": Rule(200, 422, KEEPERS, KEEPERS, of="partner"),
    "appeal:partner_remove": Rule(200, 422, KEEPERS, KEEPERS, of="partner"),
    "tracking:donor_list": read(),
    "tracking:donor_edit": Rule(200, 422, KEEPERS, KEEPERS, of="donor"),
    "tracking:donor_merge": Rule(200, 422, KEEPERS, KEEPERS, of="donor"),
    "tracking:donor_remove": Rule(200, 422, KEEPERS, KEEPERS, of="donor"),
    "tracking:index": Rule(302, 302),
    "tracking:home": read(),
    "tracking:overview": read(),
    "tracking:matrix": read(),
    "tracking:search": read(),
    "tracking:glossary": read(),
    "tracking:help_page": read(open=("stranger",)),
    "tracking:guide": read(),
    # What is sent names the list; without it there is no such page.
    "tracking:saved_view_new": Rule(405, 404),
    "tracking:saved_view_discard": Rule(405, 404),
    "tracking:gaps": read(),
    "tracking:office_detail": read(),
    "tracking:activity_list": read(),
    "tracking:activity_detail": read(),
    # Which priorities are offered, the office decides.
    "tracking:activity_new": Rule(200, 422, KEEPERS, KEEPERS),
    "tracking:activity_edit": write(region=("manager_ro",)),
    "tracking:activity_hold": write(region=("manager_ro",)),
    "tracking:milestone_new": write(region=("manager_ro",)),
    "tracking:milestone_edit": write(region=("manager_ro",), of="milestone"),
    "tracking:milestone_remove": write(region=("manager_ro",), of="milestone"),
    "tracking:indicator_new": write(region=("manager_ro",)),
    "tracking:indicator_edit": write(region=("manager_ro",), of="indicator"),
    "tracking:indicator_remove": write(region=("manager_ro",), of="indicator"),
    "tracking:log_progress": write("reporter_gt"),
    "tracking:status_override": write(region=("reviewer_ro", "manager_ro")),
    "tracking:entry_worth": read(),
    "tracking:transaction_new": write("reporter_gt", "finance_gt"),
    "tracking:report_list": read(),
    "tracking:report_detail": read(**DRAFTS),
    "tracking:report_lines": write("reporter_gt"),
    "tracking:report_edit": write("reporter_gt"),
    "tracking:report_submit": write("reporter_gt", get=302),
    "tracking:report_approve": write(get=302, region=("reviewer_ro",), of="submitted"),
    "tracking:report_take_back": write("reporter_gt", get=302, of="submitted"),
    "tracking:report_return": write(get=302, region=("reviewer_ro",), of="submitted"),
    "tracking:report_reopen": write(get=302, region=("manager_ro",), of="submitted"),
    "tracking:report_comment_new": Rule(200, 422, **DRAFTS),
    "tracking:comment_new": Rule(200, 422),
    "tracking:comment_resolve": Rule(302, 422, **DRAFTS, of="thread"),
    # Somebody who does nothing else said it.
    "tracking:comment_withdraw": write(of="thread"),
    "tracking:comment_reopen": Rule(302, 422, **DRAFTS, of="thread"),
    "tracking:period_list": read(),
    "tracking:period_open": write(get=302, region=("manager_ro",)),
    "tracking:period_lock": write(get=302, region=("manager_ro",)),
    "tracking:period_unlock": write(get=302, region=("manager_ro",)),
    "tracking:appeal_close": write(get=302, region=("manager_ro",)),
    "tracking:appeal_reopen": write(get=302, region=("manager_ro",)),
    "tracking:transaction_list": read(),
    # They are of no office: whose rows are ticked decides.
    "tracking:transactions_post": Rule(302, 422, POSTERS, POSTERS),
    "tracking:reports_approve": Rule(302, 422, APPROVERS, APPROVERS),
    "tracking:review_queue": Rule(200, 200, APPROVERS, APPROVERS),
    "tracking:transaction_detail": read(**DRAFTS),
    "tracking:transaction_edit": write("reporter_gt", "finance_gt"),
    "tracking:transaction_discard": write("reporter_gt", "finance_gt"),
    "tracking:transaction_post": write("finance_gt"),
    "tracking:transaction_reverse": write("finance_gt", of="posted"),
    "tracking:rate_list": read(),
    "tracking:rate_new": write(region=("manager_ro",)),
    "tracking:rate_upload": Rule(302, 302),
    "tracking:rate_remove": write(region=("manager_ro",), of="rate"),
    "tracking:rate_edit": write(region=("manager_ro",), of="rate"),
    "tracking:contribution_list": read(),
    "tracking:contribution_detail": read(of="contribution"),
    "tracking:contribution_new": write(region=("manager_ro",)),
    "tracking:contribution_remove": write(region=("manager_ro",), of="contribution"),
    "tracking:contribution_edit": write(region=("manager_ro",), of="contribution"),
    "tracking:flow_new": write(region=("manager_ro",), of="contribution"),
    "tracking:flow_reverse": write(region=("manager_ro",), of="contribution"),
    "tracking:assignment_new": write(region=("manager_ro",), of="contribution"),
    "tracking:assignment_reverse": write(region=("manager_ro",), of="contribution"),
    "tracking:risk_list": read(),
    "tracking:risk_new": write("reporter_gt", region=("manager_ro",)),
    "tracking:risk_remove": write("reporter_gt", region=("manager_ro",), of="risk"),
    "tracking:risk_edit": write("reporter_gt", region=("manager_ro",), of="risk"),
    "tracking:evidence_new": write("reporter_gt", "finance_gt", region=("manager_ro",)),
    "tracking:evidence_file": read(**DRAFTS, of="evidence"),
    "tracking:evidence_withdraw": write(region=("manager_ro",), of="evidence"),
    "tracking:change_list": read(),
    "tracking:workbook_list": read(),
    "tracking:workbook": read(),
    "tracking:upload_list": read(),
    "tracking:upload_new": Rule(200, 422, UPLOADERS, UPLOADERS),
    "tracking:upload_detail": read(**DRAFTS, of="upload"),
    "tracking:upload_file": read(**DRAFTS, of="upload"),
    # It was the superuser who uploaded it.
    "tracking:upload_check": Rule(302, 302, ("superuser",), ("superuser",), of="upload"),
    "tracking:upload_apply": write(get=302, of="upload"),
    "tracking:upload_discard": write(get=302, of="upload"),
}
WRITES = sorted(name for name, rule in RULES.items() if rule.post == 422)
# Whoever sees an activity comments on it: that is no number of its office.
# Others are of no office: whose numbers a file or a tick may change, the rows decide.
OF_NO_OFFICE = {"tracking:upload_new", "tracking:transactions_post", "tracking:reports_approve"}
NUMBERS = sorted({*WRITES} - {"tracking:comment_new"} - OF_NO_OFFICE)
# What a closed appeal still answers: comments, and the buttons by which it is opened again.
ANSWERED_WHEN_CLOSED = {
    "appeal:person_edit", "appeal:person_link", "appeal:person_new", "appeal:role_edit",
    "appeal:role_new", "appeal:role_remove",
    "tracking:comment_new", "tracking:comment_reopen", "tracking:comment_resolve",
    "tracking:comment_withdraw",
    "tracking:report_comment_new", "tracking:appeal_close", "tracking:appeal_reopen",
    "tracking:period_lock", "tracking:period_open", "tracking:period_unlock",
}  # fmt: skip


def routes(patterns: Any, prefix: str = "") -> Iterator[tuple[str, list[str]]]:
    """Every named address with its parameters; those of the admin have their own tests."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver) and pattern.namespace != "admin":
            space = f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix
            yield from routes(pattern.url_patterns, space)
        elif isinstance(pattern, URLPattern):
            yield f"{prefix}{pattern.name}", list(pattern.pattern.converters)


ROUTES = dict(routes(get_resolver().url_patterns))
IN_AN_APPEAL = sorted(name for name, parts in ROUTES.items() if "appeal_code" in parts)


def test_every_route_has_a_rule_and_every_rule_a_route() -> None:
    assert set(ROUTES) == set(RULES)


@dataclass
class Place:
    """An office of the 2020 appeal with a draft, a submitted and a posted row in it."""

    office: Office
    arguments: dict[str, dict[str, Any]] = field(default_factory=dict)

    def address(self, route: str) -> str:
        values = self.arguments[RULES[route].of]
        if route == "appeal:priority_detail":
            values = values | {"code": f"{self.office.code}-1"}
        return reverse(route, kwargs={name: values[name] for name in ROUTES[route]})


def make_place(appeal: Appeal, office: Office, submitter: User, uploader: User) -> Place:
    activity = Activity.objects.with_plan().get(code=f"{office.code}-1.1")
    first, second = ReportingPeriod.objects.of(appeal).order_by("starts_on")[:2]
    moment = datetime(2020, 7, 10, 15, tzinfo=UTC)
    begun = make_update(activity=activity, period=first).report
    thread = actions.add_comment(body="Why?", report=begun, by=submitter, at=moment)
    report = make_update(activity=activity, period=second).report
    actions.submit_report(report=report, version=1, by=submitter, at=moment)
    common = {
        "appeal_code": appeal.code,
        "office_code": office.code,
        "code": activity.code,
        "book_code": "R3",
        "uidb64": "MQ",
        "token": "no-such",
    }
    role = make_membership(office=office)
    entry = make_transaction(activity=activity)
    draft = {"period_code": first.code, "pk": entry.pk}
    posted = {"pk": make_transaction(activity=activity, posted=True).pk}
    return Place(
        office,
        {
            "draft": common | draft,
            "submitted": common | {"period_code": second.code},
            "posted": common | posted,
            "thread": common | {"pk": thread.pk},
            "contribution": common | contribution_of(appeal, office),
            "partner": common | {"pk": Partner.objects.order_by("pk")[0].pk},
            "donor": common | {"pk": make_donor().pk},
            "revision": common | {"pk": make_revision(appeal, office, submitter).pk},
            "rate": common | {"pk": make_rate(currency="GTQ" if office.code == "GT" else "HNL").pk},
            "person": common | {"pk": role.user_id},
            "role": common | {"pk": role.pk},
            "milestone": common | {"pk": make_milestone(activity=activity).pk},
            "indicator": common | {"pk": make_indicator(activity=activity).pk},
            "risk": common | {"pk": make_risk(activity=activity).pk},
            "upload": common | {"pk": make_upload(office=office, uploaded_by=uploader).pk},
            "evidence": common | {"pk": make_evidence(content=b"%PDF-1.4", transaction=entry).pk},
        },
    )


def make_revision(appeal: Appeal, office: Office, by: User) -> RequirementRevision:
    """A revision that takes effect on the last day of the appeal."""
    return revise_requirement(
        cell=appeal.requirements.filter(office=office, amount__isnull=False)[0],
        version=None,
        amount=Decimal(1),
        effective_on=appeal.closes_on,
        reason="Less.",
        by=by,
        at=datetime(2020, 7, 10, 15, tzinfo=UTC),
    )


def contribution_of(appeal: Appeal, office: Office) -> dict[str, int]:
    """A contribution earmarked for the office, with a flow and an assignment, by their ids."""
    contribution = make_contribution(appeal=appeal, office=office)
    heading = Heading.objects.get(code="O1")
    return {
        "pk": contribution.pk,
        "flow_pk": make_flow(contribution=contribution).pk,
        "assignment_pk": make_assignment(
            contribution=contribution, office=office, heading=heading
        ).pk,
    }


def make_places(superuser: User) -> list[Place]:
    # Whoever submits may not approve, so that here it is somebody who does nothing else.
    submitter = User.objects.create_user("submitter")
    appeal = Appeal.objects.get(code="MI2020-CNAC")
    offices = [Office.objects.get(code=code) for code in ("GT", "HN")]
    return [make_place(appeal, office, submitter, superuser) for office in offices]


@pytest.fixture
def places(mi2020: Appeal, superuser: User) -> list[Place]:
    return make_places(superuser)


@pytest.fixture(scope="module")
def kept(django_db_setup: None, django_db_blocker: Any) -> Iterator[list[Place]]:
    """Places made once for all tests here; what each of them does is taken back."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield make_places(make_user(username="admin", is_staff=True, is_superuser=True))
        transaction.set_rollback(True)


@pytest.fixture
def superuser(kept: list[Place]) -> User:
    return User.objects.get(username="admin")


def entering(role: str, request: pytest.FixtureRequest, signed_in: Callable) -> Client:
    return Client() if role == "anonymous" else signed_in(request.getfixturevalue(role))


@pytest.mark.once
@pytest.mark.parametrize("route", RULES)
def test_every_address_answers_every_role_by_its_rule(
    route: str, kept: list[Place], request: pytest.FixtureRequest, signed_in: Callable
) -> None:
    rule = RULES[route]
    for role, place in product(ROLES, kept):
        client = entering(role, request, signed_in)
        for method in ("get", "post"):
            response = getattr(client, method)(place.address(route))
            expected = rule.expected(role, place.office.code, method)
            assert response.status_code == expected, (role, method, place.office.code)
            if role == "anonymous" and role not in rule.open and expected == 302:
                assert response.url.startswith("/accounts/login/")
    assert_nothing_happened()


def assert_nothing_happened() -> None:
    """An empty form changes nothing, whoever sends it."""
    assert Transaction.objects.posted().count() == Transaction.objects.drafts().count() == 2
    states = OfficeReport.objects.order_by("state").values_list("state", flat=True)
    assert list(states) == ["draft", "draft", "submitted", "submitted"]
    for model in (Contribution, Flow, ContributionAssignment):
        assert model.objects.count() == 2
    assert set(Upload.objects.values_list("state", flat=True)) == {Upload.State.CHECKED}


@pytest.mark.parametrize("role", ["reporter_gt", "finance_gt", "viewer"])
def test_nobody_writes_another_offices_numbers(
    role: str, kept: list[Place], request: pytest.FixtureRequest, signed_in: Callable
) -> None:
    """What the matrix says, in the words of the promise and with a form that is filled in."""
    client = entering(role, request, signed_in)
    filled = {
        "idempotency_key": "0b9c5b0a-5f0e-4c8e-9f0e-1d2c3b4a5f6e",
        "version": "1",
        "percent": "99",
        "status": "ongoing",
        "amount": "9",
        "value_on": "2020-03-15",
        "reason": "x",
        "highlights": "x",
        "language": "en",
    }

    for place in kept if role == "viewer" else kept[1:]:
        for route in NUMBERS:
            for method in (client.get, client.post):
                if method == client.post or not RULES[route].writers:
                    assert method(place.address(route), filled).status_code == 404, route
    assert_nothing_happened()


@pytest.mark.parametrize("route", sorted(set(WRITES) - ANSWERED_WHEN_CLOSED))
def test_a_closed_appeal_takes_no_entry(
    route: str, mi2020: Appeal, kept: list[Place], superuser: User, signed_in: Callable
) -> None:
    mi2020.state = Appeal.State.CLOSED
    mi2020.save_over(mi2020.version, ["state"])
    client = signed_in(superuser)

    for place in kept:
        is_shown = RULES[route].writers
        assert client.get(place.address(route)).status_code == (200 if is_shown else 404)
        assert client.post(place.address(route)).status_code == 404


@pytest.mark.parametrize("route", IN_AN_APPEAL)
def test_an_appeal_in_draft_shows_to_its_managers_only(
    route: str, kept: list[Place], viewer: User, signed_in: Callable
) -> None:
    """The appeal in the address is another one, still a draft; nothing of it may show."""
    later = Appeal.objects.get()
    later.pk, later.code, later.state, later._state.adding = None, "MI2021", "draft", True
    later.save()
    address = kept[0].address(route).replace("MI2020-CNAC", "MI2021")

    assert signed_in(viewer).get(address).status_code == 404


@pytest.mark.once
@pytest.mark.parametrize("route", WRITES)
def test_no_other_method_writes(
    route: str, kept: list[Place], superuser: User, signed_in: Callable
) -> None:
    for method in ("put", "patch", "delete"):
        getattr(signed_in(superuser), method)(kept[0].address(route))

    assert_nothing_happened()


@pytest.mark.parametrize("route", IN_AN_APPEAL)
def test_a_null_byte_in_an_address_is_not_found(
    route: str, kept: list[Place], superuser: User, signed_in: Callable
) -> None:
    """PostgreSQL takes no such text; that must not surface as an error of ours."""
    client, address = signed_in(superuser), kept[0].address(route)

    assert client.get(f"{address}?office=%00&q=%00&period=%00").status_code == 404
    for part in ("MI2020-CNAC", "GT-1.1", "/GT/", "2020-Q", "R3"):
        broken = address.replace(part, part.replace(part.strip("/"), "%00"))
        if broken != address:
            assert client.get(broken).status_code == 404


FAR = ("0001-01-01", "9999-12-31")
# Each pair once: two days that are both far may also meet in between.
FAR_DAYS = [
    f"as_at={one}&since={one}&known_on={other}&until={other}" for one in FAR for other in FAR
]
FAR_KEYS = [
    f"before={instant},0,1"
    for instant in ("0001-01-01T00:00:00%2B23:59", "9999-12-31T23:59:59-23:59")
]


@pytest.mark.parametrize("route", IN_AN_APPEAL)
def test_the_ends_of_the_calendar_in_an_address_are_no_error_of_ours(
    route: str, kept: list[Place], superuser: User, signed_in: Callable
) -> None:
    client, address = signed_in(superuser), kept[0].address(route)

    for query in (*FAR_DAYS, *FAR_KEYS):
        assert client.get(f"{address}?{query}").status_code < 500, query
