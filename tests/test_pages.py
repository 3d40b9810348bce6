"""Who gets what from every address: generated from the URLconf, so that a new one needs a rule."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import product
from typing import Any

import pytest
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from appeal import duties
from appeal.actions import revise_requirement
from appeal.duties import Duty, HeldFor, Whose
from appeal.models import (
    Activity,
    Appeal,
    Heading,
    Office,
    Partner,
    RequirementRevision,
    Role,
    User,
)
from tests.factories import (
    make_assignment,
    make_contribution,
    make_core,
    make_donor,
    make_evidence,
    make_export,
    make_flow,
    make_indicator,
    make_mail,
    make_membership,
    make_milestone,
    make_rate,
    make_risk,
    make_transaction,
    make_update,
    make_upload,
    make_user,
)
from tests.fixture_types import Tried
from tests.twins import make_draft, make_others, rows_of
from tracking import actions
from tracking.models import (
    ReportingPeriod,
    Transaction,
)

pytestmark = pytest.mark.django_db

Rows = list[dict[str, list[tuple]]]
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
    Where fewer send a page than read it, `writers` are those who do. `duty` is what a POST does.
    """

    get: int
    post: int
    guatemala: tuple[str, ...] = MEMBERS
    honduras: tuple[str, ...] = MEMBERS
    open: tuple[str, ...] = ()
    anonymous: int = 302
    of: str = "draft"
    writers: tuple[str, ...] = ()
    duty: Duty | None = None

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


def holders(duty: Duty, office: str = "GT") -> tuple[str, ...]:
    """Who of the cast does it for Guatemala or Honduras, as `appeal/duties.py` declares it."""
    if duty.whose == Whose.OWN:
        # What here is somebody's own is the superuser's.
        return ("superuser",)
    far = office != "GT" and duty.held_for in (HeldFor.OFFICE, HeldFor.APPEAL)
    near_only = far or duty.held_for in (HeldFor.REGION, HeldFor.ANY_REGION)
    held = [
        name
        for name, (role, is_of_region) in CAST.items()
        if role in duty.roles and (is_of_region or not near_only)
    ]
    return (*held, "superuser")


def write(duty: Duty, get: int = 200, post: int = 422, **fields: Any) -> Rule:
    """A form: shown to whoever does the duty, refused with 422 where nothing is filled in."""
    return Rule(get, post, holders(duty), holders(duty, "HN"), duty=duty, **fields)


def anywhere(duty: Duty, get: int = 200, post: int = 422) -> Rule:
    """The same of no office: whose rows are sent, ticked or in a file, the rows decide."""
    every = holders(replace(duty, whose=Whose.ANYBODYS))
    return Rule(get, post, every, every, duty=duty)


CAST = {
    "viewer": (Role.VIEWER, True),
    "reporter_gt": (Role.REPORTER, False),
    "finance_gt": (Role.FINANCE, False),
    "reviewer_ro": (Role.REVIEWER, True),
    "manager_ro": (Role.MANAGER, True),
}
# Who sees the drafts of an office.
DRAFTS: dict[str, Any] = {
    "guatemala": holders(duties.WORK), "honduras": holders(duties.WORK, "HN"),
}  # fmt: skip
MAIL: dict[str, Any] = {
    "guatemala": holders(duties.SEE_MAIL), "honduras": holders(duties.SEE_MAIL, "HN"),
}  # fmt: skip
EVERYBODY = ("anonymous", "stranger")


def prepared() -> Rule:
    """A page of a draft: of an appeal that is published its managers are told so."""
    governing = holders(duties.PREPARE)
    return Rule(409, 409, governing, governing, duty=duties.PREPARE)


def anywhere_begun(post: int = 422) -> Rule:
    governing = holders(duties.BEGIN)
    return Rule(200, post, governing, governing, duty=duties.BEGIN)


RULES = {
    "healthz": Rule(200, 200, open=EVERYBODY),
    "readyz": Rule(200, 200, open=EVERYBODY),
    # Off, as where there is no token.
    "metrics": Rule(404, 404, open=EVERYBODY),
    # Off, as where nobody is named.
    "security_txt": Rule(404, 404, open=EVERYBODY),
    "login": Rule(302, 302, anonymous=200),
    "logout": Rule(405, 302, open=("stranger",)),
    "password_change": Rule(200, 200, open=("stranger",)),
    "password_change_done": Rule(200, 405, open=("stranger",)),
    "password_reset": Rule(200, 200, open=EVERYBODY),
    "password_reset_done": Rule(200, 405, open=EVERYBODY),
    "invitation": Rule(200, 200, open=("anonymous",)),
    # Whoever has no second step is asked for none.
    "factors:factor_ask": Rule(302, 302, open=EVERYBODY),
    "factors:factor_list": read(open=("stranger",)),
    "factors:factor_app": Rule(200, 422, open=("stranger",)),
    "factors:factor_passkey": Rule(200, 422, open=("stranger",)),
    "factors:factor_codes": Rule(200, 422, open=("stranger",)),
    # Nobody has one to remove.
    "factors:factor_remove": Rule(404, 404, open=("stranger",)),
    # Off, as where no provider is named.
    "sign_on:sign_on": Rule(404, 404, anonymous=404),
    "sign_on:sign_on_back": Rule(404, 404, anonymous=404),
    "appeal:profile": Rule(200, 422, open=("stranger",)),
    "appeal:sessions_end": Rule(302, 302, open=("stranger",)),
    "appeal:address_new": Rule(200, 422, open=("stranger",)),
    "appeal:address_confirm": Rule(200, 422, open=("stranger",)),
    "appeal:language": Rule(405, 302, open=EVERYBODY),
    "appeal:number_refused": Rule(404, 404),
    "appeal:card_labels": Rule(200, 200),
    "appeal:script_words": Rule(200, 200, open=("stranger",)),
    "appeal:reconciliation": read(),
    "appeal:priority_list": read(),
    "appeal:priority_detail": read(),
    "appeal:allocations": Rule(200, 422, writers=holders(duties.PLAN), duty=duties.PLAN),
    "appeal:revisions": Rule(200, 422, writers=holders(duties.PLAN), duty=duties.PLAN),
    "appeal:revision_reverse": write(duties.PLAN, of="revision"),
    "appeal:activity_remove": write(duties.PLAN),
    "appeal:office_edit": write(duties.PLAN),
    # Whoever was invited opens it before they can sign in.
    "password_reset_confirm": Rule(200, 200, open=("anonymous",)),
    "appeal:person_list": anywhere(duties.SEE_PEOPLE, 200, 200),
    "appeal:person_new": write(duties.KEEP_ACCOUNTS),
    "appeal:access_review": anywhere(duties.SEE_PEOPLE),
    "appeal:person_edit": write(duties.KEEP_ACCOUNTS, of="person"),
    "appeal:person_link": write(duties.KEEP_ACCOUNTS, of="person"),
    "appeal:person_factors": write(duties.TAKE_FACTORS, of="person"),
    "appeal:role_new": write(duties.GIVE_ROLES, of="person"),
    "appeal:role_edit": write(duties.GIVE_ROLES, of="role"),
    "appeal:role_remove": write(duties.GIVE_ROLES, of="role"),
    # They are of no office: whoever manages one, or a region, keeps them for all.
    "appeal:partner_list": read(),
    "appeal:partner_new": write(duties.KEEP_PARTNERS),
    "appeal:partner_edit": write(duties.KEEP_PARTNERS, of="partner"),
    "appeal:partner_merge": write(duties.MERGE, of="partner"),
    "appeal:partner_remove": write(duties.KEEP_PARTNERS, of="partner"),
    "tracking:donor_list": read(),
    "tracking:donor_edit": write(duties.MERGE, of="donor"),
    "tracking:donor_merge": write(duties.MERGE, of="donor"),
    "tracking:donor_remove": write(duties.MERGE, of="donor"),
    "tracking:appeal_list": read(),
    "tracking:compare": read(),
    "tracking:appeal_switch": Rule(302, 302),
    "tracking:appeal_new": anywhere_begun(),
    "tracking:appeal_from_workbook": anywhere_begun(),
    "tracking:appeal_template": anywhere_begun(200),
    "tracking:appeal_publish": prepared(),
    "tracking:appeal_discard": prepared(),
    "appeal:draft": prepared(),
    "appeal:draft_edit": prepared(),
    "appeal:draft_offices": prepared(),
    "appeal:draft_office_new": prepared(),
    "appeal:draft_office_remove": prepared(),
    "appeal:draft_table": prepared(),
    "appeal:draft_priorities": prepared(),
    "appeal:draft_priority_new": prepared(),
    "appeal:draft_section": prepared(),
    "appeal:draft_priority": prepared(),
    "appeal:draft_priority_remove": prepared(),
    "tracking:index": Rule(302, 302),
    "tracking:home": read(),
    "tracking:overview": read(),
    "tracking:matrix": read(),
    "tracking:bridge": read(),
    "tracking:bridge_step": read(),
    "tracking:search": read(),
    "tracking:glossary": read(),
    "tracking:help_page": read(open=("stranger",)),
    "tracking:guide": read(),
    # What is sent names the list; without it there is no such page.
    "tracking:saved_view_new": Rule(302, 404, duty=duties.SAVE_VIEWS),
    "tracking:saved_view_discard": Rule(404, 404, duty=duties.SAVE_VIEWS),
    "tracking:gaps": read(),
    "tracking:timeline": read(),
    "tracking:office_detail": read(),
    "tracking:activity_list": read(),
    "tracking:activity_detail": read(),
    # Which priorities are offered, the office decides.
    "tracking:activity_new": anywhere(duties.PLAN),
    "tracking:activity_edit": write(duties.PLAN),
    "tracking:activity_hold": write(duties.PLAN),
    "tracking:activity_months": write(duties.PLAN),
    "tracking:lineage_edit": write(duties.PLAN, of="activity"),
    "tracking:milestone_new": write(duties.PLAN),
    "tracking:milestone_edit": write(duties.PLAN, of="milestone"),
    "tracking:milestone_remove": write(duties.PLAN, of="milestone"),
    "tracking:milestone_carry": write(duties.CARRY_MILESTONES, of="milestone"),
    "tracking:indicator_new": write(duties.PLAN),
    "tracking:indicator_edit": write(duties.PLAN, of="indicator"),
    "tracking:indicator_remove": write(duties.PLAN, of="indicator"),
    "tracking:log_progress": write(duties.REPORT),
    "tracking:status_override": write(duties.JUDGE),
    "tracking:result_list": read(),
    "tracking:result_detail": read(of="core"),
    "tracking:result_goals": read(),
    "tracking:core_new": write(duties.KEEP_CORE),
    "tracking:core_edit": write(duties.KEEP_CORE, of="core"),
    "tracking:core_remove": write(duties.KEEP_CORE, of="core"),
    # Of the whole region, where no office is named.
    "tracking:overlap_new": Rule(
        200,
        422,
        holders(duties.STATE_OVERLAP, "HN"),
        holders(duties.STATE_OVERLAP, "HN"),
        of="core",
        duty=duties.STATE_OVERLAP,
    ),
    "tracking:entry_worth": read(),
    "tracking:transaction_new": write(duties.ENTER),
    "tracking:report_list": read(),
    "tracking:report_detail": read(**DRAFTS),
    "tracking:report_lines": write(duties.REPORT),
    "tracking:report_remind": write(duties.REMIND),
    "tracking:report_edit": write(duties.REPORT),
    "tracking:report_submit": write(duties.REPORT, 302),
    "tracking:report_approve": write(duties.APPROVE, 302, of="submitted"),
    "tracking:report_take_back": write(duties.TAKE_BACK, 302, of="submitted"),
    "tracking:report_return": write(duties.RETURN, 302, of="submitted"),
    "tracking:report_reopen": write(duties.REOPEN, 302, of="submitted"),
    "tracking:report_comment_new": Rule(200, 422, **DRAFTS, duty=duties.COMMENT),
    "tracking:comment_new": Rule(200, 422, duty=duties.COMMENT),
    "tracking:comment_resolve": write(duties.RESOLVE, 302, of="thread"),
    # Somebody who does nothing else said it.
    "tracking:comment_withdraw": write(duties.REMOVE_COMMENT, of="thread"),
    "tracking:comment_reopen": write(duties.RESOLVE, 302, of="thread"),
    "tracking:period_list": read(),
    "tracking:period_open": write(duties.GOVERN, 302),
    "tracking:period_lock": write(duties.GOVERN, 302),
    "tracking:period_unlock": write(duties.GOVERN, 302),
    "tracking:appeal_close": write(duties.GOVERN),
    "tracking:appeal_reopen": write(duties.GOVERN, 302),
    "tracking:transaction_list": read(),
    # They are of no office: whose rows are ticked decides.
    "tracking:transactions_post": anywhere(duties.POST, 302),
    "tracking:transactions_attribute": anywhere(duties.ATTRIBUTE),
    "tracking:reports_approve": anywhere(duties.APPROVE, 302),
    "tracking:review_queue": anywhere(duties.APPROVE, 200, 200),
    "tracking:transaction_detail": read(**DRAFTS),
    "tracking:transaction_edit": write(duties.ENTER),
    "tracking:transaction_discard": write(duties.ENTER),
    "tracking:transaction_post": write(duties.POST),
    "tracking:transaction_reverse": write(duties.REVERSE, of="posted"),
    "tracking:entry_grants": write(duties.ATTRIBUTE, of="posted"),
    "tracking:commitment_carry": write(duties.CARRY_OVER, of="commitment"),
    "tracking:reconcile_list": anywhere(duties.RECONCILE),
    "tracking:reconcile_detail": write(duties.RECONCILE, 200, 200, of="export"),
    # It was read before.
    "tracking:reconcile_columns": write(duties.RECONCILE, 302, of="export"),
    "tracking:reconcile_file": write(duties.RECONCILE, 200, 200, of="export"),
    "tracking:reconcile_draft": write(duties.RECONCILE, 302, of="export"),
    "tracking:reconcile_correct": write(duties.RECONCILE, 302, of="export"),
    "tracking:reconcile_explain": write(duties.RECONCILE, 302, of="export"),
    "tracking:rate_list": read(),
    "tracking:rate_new": write(duties.KEEP_RATES),
    "tracking:rate_upload": Rule(302, 302),
    "tracking:rate_remove": write(duties.KEEP_RATES, of="rate"),
    "tracking:rate_edit": write(duties.KEEP_RATES, of="rate"),
    "tracking:contribution_list": read(),
    "tracking:contribution_detail": read(of="contribution"),
    "tracking:contribution_new": write(duties.RECORD),
    "tracking:contribution_remove": write(duties.RECORD, of="contribution"),
    "tracking:contribution_edit": write(duties.RECORD, of="contribution"),
    "tracking:terms_edit": write(duties.RECORD, of="contribution"),
    "tracking:flow_new": write(duties.RECORD, of="contribution"),
    "tracking:flow_reverse": write(duties.RECORD, of="contribution"),
    "tracking:assignment_new": write(duties.RECORD, of="contribution"),
    "tracking:assignment_reverse": write(duties.RECORD, of="contribution"),
    "tracking:part_new": write(duties.RECORD, of="contribution"),
    "tracking:risk_list": read(),
    "tracking:risk_new": write(duties.KEEP_RISKS),
    "tracking:risk_remove": write(duties.KEEP_RISKS, of="risk"),
    "tracking:risk_edit": write(duties.KEEP_RISKS, of="risk"),
    "tracking:evidence_new": write(duties.ATTACH),
    "tracking:evidence_file": read(**DRAFTS, of="evidence"),
    "tracking:evidence_withdraw": write(duties.WITHDRAW, of="evidence"),
    "tracking:change_list": read(),
    # Everybody's own: of others it says nothing.
    "tracking:notice_list": read(),
    "tracking:notice_open": Rule(404, 404),
    "tracking:notices_read": Rule(302, 302),
    "tracking:notice_choices": Rule(200, 422),
    "tracking:calendar_address": Rule(200, 422),
    "tracking:calendar": Rule(404, 404, anonymous=404, open=("stranger",)),
    "tracking:notice_stop": Rule(404, 404, anonymous=404, open=("stranger",)),
    "tracking:mail_list": anywhere(duties.SEE_MAIL, 200, 200),
    "tracking:mail_detail": read(**MAIL, of="mail"),
    "tracking:mail_again": write(duties.SEE_MAIL, of="mail"),
    "tracking:workbook_list": read(),
    "tracking:workbook": read(),
    "tracking:upload_list": read(),
    "tracking:upload_new": anywhere(duties.UPLOAD),
    "tracking:upload_detail": read(**DRAFTS, of="upload"),
    "tracking:upload_file": read(**DRAFTS, of="upload"),
    # It was the superuser who uploaded it.
    "tracking:upload_check": write(duties.UPLOAD, 302, 302, of="upload"),
    "tracking:upload_apply": write(duties.UPLOAD, 302, of="upload"),
    "tracking:upload_discard": write(duties.UPLOAD, 302, of="upload"),
}
WRITES = sorted(name for name, rule in RULES.items() if rule.post == 422)
# Everybody's own choices are no appeal's.
OF_A_PERSON = {
    "appeal:profile", "appeal:address_new", "appeal:address_confirm", "tracking:notice_choices",
    "tracking:calendar_address", "factors:factor_app", "factors:factor_codes",
    "factors:factor_passkey",
}  # fmt: skip
# Whoever sees an activity comments on it: that is no number of its office.
# Others are of no office: whose numbers a file or a tick may change, the rows decide.
OF_NO_OFFICE = {
    "tracking:upload_new", "tracking:transactions_post", "tracking:transactions_attribute",
    "tracking:reports_approve", "tracking:reconcile_list", *OF_A_PERSON,
}  # fmt: skip
NUMBERS = sorted({*WRITES} - {"tracking:comment_new"} - OF_NO_OFFICE)
# What a closed appeal still answers: comments, people, and the buttons that open it again.
ANSWERED_WHEN_CLOSED = {
    name for name in WRITES if (duty := RULES[name].duty) and duties.CLOSED in duty.while_in
} | OF_A_PERSON
# Everybody's own: their account, their language; and what answers a POST as it answers a GET.
OF_NO_DUTY = {
    "login", "logout", "password_change", "password_change_done", "password_reset_confirm",
    "password_reset", "password_reset_done", "invitation", "appeal:profile", "appeal:sessions_end",
    "appeal:address_new", "appeal:address_confirm",
    "factors:factor_ask", "factors:factor_app", "factors:factor_passkey", "factors:factor_codes",
    "factors:factor_remove", "sign_on:sign_on", "sign_on:sign_on_back",
    "appeal:language", "appeal:number_refused", "tracking:index", "tracking:rate_upload",
    "tracking:appeal_switch", "tracking:notice_open", "tracking:notices_read",
    "tracking:notice_choices", "tracking:notice_stop",
    "tracking:calendar_address", "tracking:calendar", "security_txt", "metrics",
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


def test_every_address_that_takes_a_form_has_a_duty_in_the_table() -> None:
    answered = {name for name, rule in RULES.items() if rule.post != 200 or rule.writers}
    named = {name for name, rule in RULES.items() if rule.duty in duties.DUTIES}

    assert answered - named == OF_NO_DUTY & answered


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
    own = Activity.objects.with_plan().filter(priority__section__office=office)
    activity = own.order_by("code")[0]
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
        "language": "en",
        "token": "no-such",
        "mark": "no-such",
        "secret": "no-such",
        "step": "late",
        "kind": "activities",
    }
    role = make_membership(office=office)
    entry = make_transaction(activity=activity)
    draft = {"period_code": first.code, "pk": entry.pk}
    posted = {"pk": make_transaction(activity=activity, posted=True).pk}
    # No two offices have one of the same day.
    rate = make_rate(effective_on=date(2020, 3, office.pk % 28 + 1))
    agreed = make_transaction(activity=activity, posted=True, kind=Transaction.Kind.COMMITMENT)
    return Place(
        office,
        {
            "draft": common | draft,
            "submitted": common | {"period_code": second.code},
            "posted": common | posted,
            "commitment": common | {"pk": agreed.pk},
            "thread": common | {"pk": thread.pk},
            "contribution": common | contribution_of(appeal, office),
            "partner": common | {"pk": Partner.objects.order_by("pk")[0].pk},
            "donor": common | {"pk": make_donor().pk},
            "revision": common | {"pk": make_revision(appeal, office, submitter).pk},
            "rate": common | {"pk": rate.pk},
            "person": common | {"pk": role.user_id},
            "role": common | {"pk": role.pk},
            "activity": common | {"pk": activity.pk},
            "mail": common | {"pk": make_mail(appeal=appeal, office=office, state="failed").pk},
            "milestone": common | {"pk": make_milestone(activity=activity).pk},
            "indicator": common | {"pk": make_indicator(activity=activity).pk},
            "core": common | {"code": make_core(appeal=appeal, is_people=True).code},
            "risk": common | {"pk": make_risk(activity=activity).pk},
            "upload": common | {"pk": make_upload(office=office, uploaded_by=uploader).pk},
            "export": common | {"pk": make_export(office=office).pk},
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
    """Places made once for all tests here, with other appeals; what a test does is taken back."""
    with django_db_blocker.unblock(), transaction.atomic():
        person = make_user(username="admin", is_staff=True, is_superuser=True)
        places = make_places(person)
        # Appeals alike in every row: one in its region, one in another, and a draft.
        make_others(places[0].office, person)
        make_draft(places[0].office)
        yield places
        transaction.set_rollback(True)


def every_row() -> Rows:
    return [rows_of(others=others) for others in (False, True)]


@pytest.fixture(scope="module")
def stored(kept: list[Place], django_db_blocker: Any) -> Rows:
    """Every row of this appeal, and those of the others beside it."""
    with django_db_blocker.unblock():
        return every_row()


@pytest.fixture
def superuser(kept: list[Place]) -> User:
    return User.objects.get(username="admin")


def entering(role: str, request: pytest.FixtureRequest, signed_in: Callable) -> Client:
    return Client() if role == "anonymous" else signed_in(request.getfixturevalue(role))


def apart(kept: list[Place], route: str) -> list[Place]:
    """Those whose address is not that of another one: a page of the region is asked for once."""
    return [*{place.address(route): place for place in reversed(kept)}.values()]


@pytest.mark.once
@pytest.mark.parametrize("route", RULES)
def test_every_address_answers_every_role_by_its_rule(
    route: str,
    kept: list[Place],
    stored: Rows,
    request: pytest.FixtureRequest,
    signed_in: Callable,
    tried: Tried,
) -> None:
    rule = RULES[route]
    clients = {role: entering(role, request, signed_in) for role in ROLES}
    for role, place in product(ROLES, apart(kept, route)):
        client = clients[role]
        # However often an address was tried before.
        cache.clear()
        for method in ("get", "post"):
            response = getattr(client, method)(place.address(route))
            tried()
            expected = rule.expected(role, place.office.code, method)
            assert response.status_code == expected, (role, method, place.office.code)
            if role == "anonymous" and role not in rule.open and expected == 302:
                assert response.url.startswith("/accounts/login/")
    assert every_row() == stored


@pytest.mark.slow
@pytest.mark.once
@pytest.mark.parametrize("role", ["reporter_gt", "finance_gt", "viewer"])
def test_nobody_writes_another_offices_numbers(
    role: str,
    kept: list[Place],
    stored: Rows,
    request: pytest.FixtureRequest,
    signed_in: Callable,
    tried: Tried,
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
                    tried()
    assert every_row() == stored


@pytest.mark.once
@pytest.mark.parametrize("route", sorted(set(WRITES) - ANSWERED_WHEN_CLOSED))
def test_a_closed_appeal_takes_no_entry(
    route: str, mi2020: Appeal, kept: list[Place], superuser: User, signed_in: Callable
) -> None:
    mi2020.state = Appeal.State.CLOSED
    mi2020.save_over(mi2020.version, ["state"])
    client = signed_in(superuser)

    for place in apart(kept, route):
        is_shown = RULES[route].writers
        assert client.get(place.address(route)).status_code == (200 if is_shown else 404)
        assert client.post(place.address(route)).status_code == 404


@pytest.mark.once
@pytest.mark.parametrize("route", IN_AN_APPEAL)
def test_an_appeal_in_draft_shows_to_its_managers_only(
    route: str, kept: list[Place], viewer: User, signed_in: Callable
) -> None:
    """The appeal in the address is another one, still a draft; nothing of it may show."""
    later = Appeal.objects.get(code="MI2020-CNAC")
    later.pk, later.code, later.state, later._state.adding = None, "MI2021", "draft", True
    later.save()
    address = kept[0].address(route).replace("MI2020-CNAC", "MI2021")

    assert signed_in(viewer).get(address).status_code == 404


@pytest.mark.once
@pytest.mark.parametrize("route", WRITES)
def test_no_other_method_writes(
    route: str,
    kept: list[Place],
    stored: Rows,
    superuser: User,
    signed_in: Callable,
    tried: Tried,
) -> None:
    for method in ("put", "patch", "delete"):
        getattr(signed_in(superuser), method)(kept[0].address(route))
        tried()

    assert every_row() == stored


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


@pytest.mark.once
@pytest.mark.parametrize("route", IN_AN_APPEAL)
def test_the_ends_of_the_calendar_in_an_address_are_no_error_of_ours(
    route: str, kept: list[Place], superuser: User, signed_in: Callable
) -> None:
    client, address = signed_in(superuser), kept[0].address(route)

    # It alone goes on from a line.
    keys = FAR_KEYS if route == "tracking:change_list" else []
    for query in (*FAR_DAYS, *keys):
        assert client.get(f"{address}?{query}").status_code < 500, query
