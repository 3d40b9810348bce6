"""The admin's door and the admin of the plan: scope, frozen facts, versions, roles."""

import re
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.apps import apps
from django.contrib import admin
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from appeal.actions import reverse_revision, revise_requirement
from appeal.models import (
    Activity,
    Allocation,
    Appeal,
    Classification,
    Country,
    Framework,
    Heading,
    Indicator,
    Membership,
    Milestone,
    Office,
    Partner,
    Priority,
    Requirement,
    RequirementRevision,
    Role,
    Section,
    User,
)
from tests.factories import make_membership, make_transaction, make_update, make_user
from tests.fixture_types import SignIn
from tracking.models import Mail, ReviewEvent

pytestmark = pytest.mark.once

OURS = [
    model
    for app in ("appeal", "tracking")
    for model in apps.get_app_config(app).get_models()
    if not model._meta.proxy and not model.__name__.startswith("Historical")
]
INLINE_CODE = re.compile(r"<script(?![^>]* src=)|<style|\sstyle=|\son\w+=|javascript:", re.I)


def at(model: Any, page: str, *args: Any) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


def typed(response: Any, **changes: Any) -> dict[str, Any]:
    """What a browser would send back from a change page, with `changes` typed over it."""
    forms = [response.context["adminform"].form]
    for inline in response.context["inline_admin_formsets"]:
        forms += [inline.formset.management_form, *inline.formset.initial_forms]
    sent = {}
    for form in forms:
        for field in form:
            value = field.value()
            if value is not None and value is not False:
                sent[field.html_name] = value
                if field.field.show_hidden_initial:
                    sent[field.html_initial_name] = field.field.prepare_value(field.initial)
    return sent | changes


def first_office_row(model: Any, office: Office) -> Any:
    """A row of `model` that belongs to the office."""
    paths = {
        Section: "office",
        Priority: "section__office",
        Activity: "priority__section__office",
        Allocation: "cell__office",
        Requirement: "office",
        Classification: "priority__section__office",
    }
    return model.objects.filter(**{paths[model]: office}).first()


PLAN = [Section, Priority, Activity, Allocation, Requirement, Classification]


@pytest.mark.unit
@pytest.mark.parametrize("model", OURS, ids=lambda model: model.__name__)
def test_every_model_has_an_admin(model: Any) -> None:
    assert admin.site.is_registered(model)


@pytest.mark.unit
def test_groups_are_no_second_way_to_rights() -> None:
    assert not [model for model in admin.site._registry if model.__name__ == "Group"]


@pytest.mark.parametrize("who", ["viewer", "stranger"])
def test_who_works_for_no_office_does_not_come_in(
    who: str, request: pytest.FixtureRequest, signed_in: SignIn, mi2020: Appeal
) -> None:
    client = signed_in(request.getfixturevalue(who))

    assert client.get(reverse("admin:index")).status_code in (302, 403)
    assert client.get(reverse("admin:index"), follow=True).status_code == 403


def test_a_stranger_to_the_site_is_asked_to_sign_in(client: Client, db: None) -> None:
    response = client.get(reverse("admin:index"), follow=True)

    assert response.redirect_chain[-1][0] == f"{reverse('login')}?next=/admin/"


def test_signing_in_from_the_admins_own_login_address_leads_inside(
    reporter_gt: User, signed_in: SignIn
) -> None:
    response = signed_in(reporter_gt).get(reverse("admin:login"))

    assert response.url == reverse("admin:index")


@pytest.mark.parametrize("who", ["reporter_gt", "finance_gt", "manager_ro", "superuser"])
def test_every_page_opens_and_none_needs_inline_script_or_style(
    who: str, request: pytest.FixtureRequest, signed_in: SignIn, mi2020: Appeal
) -> None:
    gt = first_office_row(Activity, Office.objects.get(code="GT"))
    Milestone.objects.create(activity=gt, title="Opened", due_on="2020-06-30", order=1)
    make_update(activity=gt)
    make_transaction(activity=gt)
    make_transaction(activity=gt, posted=True)
    user = request.getfixturevalue(who)
    client = signed_in(user)
    opened = [client.get(reverse("admin:index"))]

    for model in OURS:
        response = client.get(at(model, "changelist"))
        if response.status_code == 403:
            continue
        opened.append(response)
        rows = response.context["cl"].result_list
        if rows:
            opened += [client.get(at(model, "change", rows[0].pk))]
            opened += [client.get(at(model, "history", rows[0].pk))]
        if response.context["has_add_permission"]:
            opened += [client.get(at(model, "add"))]

    assert len(opened) > 40
    for response in opened:
        assert response.status_code == 200, response.request["PATH_INFO"]
        assert not INLINE_CODE.search(response.content.decode()), response.request["PATH_INFO"]


@pytest.mark.parametrize("model", PLAN, ids=lambda model: model.__name__)
def test_a_reporter_finds_the_own_offices_rows_and_nothing_of_another(
    model: Any, reporter_gt: User, honduras: Office, signed_in: SignIn
) -> None:
    guatemala = Office.objects.get(code="GT")
    own, foreign = first_office_row(model, guatemala), first_office_row(model, honduras)
    client = signed_in(reporter_gt)

    listed = client.get(at(model, "changelist")).context["cl"].queryset

    assert own in listed
    assert foreign not in listed
    assert client.get(at(model, "change", own.pk)).status_code == 200
    for page in ("change", "history", "delete"):
        assert client.get(at(model, page, foreign.pk)).status_code == 404
    assert client.post(at(model, "change", foreign.pk), {}).status_code == 404
    assert client.post(at(model, "delete", foreign.pk), {"post": "yes"}).status_code == 404


def test_a_reporter_edits_nothing_of_the_plan(reporter_gt: User, signed_in: SignIn) -> None:
    client = signed_in(reporter_gt)
    guatemala = Office.objects.get(code="GT")

    for model in PLAN:
        row = first_office_row(model, guatemala)
        assert client.post(at(model, "change", row.pk), {}).status_code == 403
        assert client.get(at(model, "add")).status_code == 403
        assert client.get(at(model, "delete", row.pk)).status_code == 403


@pytest.mark.parametrize(
    "model", [Section, Priority, Activity, Allocation, Requirement], ids=lambda m: m.__name__
)
def test_filters_offer_only_the_own_offices(
    model: Any, reporter_gt: User, signed_in: SignIn
) -> None:
    response = signed_in(reporter_gt).get(at(model, "changelist"))

    offered = [
        choice
        for spec in response.context["cl"].filter_specs
        if spec.field_path.endswith("office")
        for choice in spec.lookup_choices
    ]
    assert "Honduras" not in str(offered)
    assert "Honduras" not in response.content.decode()


@pytest.mark.parametrize(
    ("model", "path"),
    [(Membership, "user"), (Priority, "section__office__memberships__user")],
    ids=["beside the filters", "beyond a filter"],
)
def test_a_lookup_that_no_filter_offers_is_refused(
    model: Any, path: str, manager_ro: User, signed_in: SignIn
) -> None:
    client = signed_in(manager_ro)
    offered = {Membership: "role__exact", Priority: "printed_as__exact"}

    accepted = client.get(at(model, "changelist"), {offered[model]: "bullet"})
    forged = client.get(at(model, "changelist"), {f"{path}__password__startswith": "pbkdf2"})

    assert accepted.status_code == 200
    assert forged.status_code == 400


def autocomplete(client: Client, model: Any, field: str, term: str) -> list[str]:
    response = client.get(
        reverse("admin:autocomplete"),
        {
            "app_label": model._meta.app_label,
            "model_name": model._meta.model_name,
            "field_name": field,
            "term": term,
        },
    )
    return [row["text"] for row in response.json()["results"]]


def test_autocomplete_offers_a_manager_of_one_office_only_its_activities(
    guatemala: Office, honduras: Office, signed_in: SignIn
) -> None:
    user = make_membership(role=Role.MANAGER, office=guatemala).user
    make_membership(user=user, role=Role.REPORTER, office=honduras)
    client = signed_in(user)

    assert autocomplete(client, Milestone, "activity", "GT-1")
    assert autocomplete(client, Milestone, "activity", "HN-1") == []


def test_a_forged_activity_of_another_office_is_refused(
    guatemala: Office, honduras: Office, signed_in: SignIn
) -> None:
    client = signed_in(make_membership(role=Role.MANAGER, office=guatemala).user)
    entry = {"title": "Opened", "due_on": "2020-06-30", "order": 1}
    own, foreign = first_office_row(Activity, guatemala), first_office_row(Activity, honduras)

    refused = client.post(at(Milestone, "add"), entry | {"activity": foreign.pk})
    accepted = client.post(at(Milestone, "add"), entry | {"activity": own.pk})

    assert refused.context["adminform"].form.errors.keys() == {"activity"}
    assert accepted.status_code == 302
    assert Milestone.objects.get().activity == own


def test_a_manager_edits_an_activity_and_the_change_log_says_by_which_door(
    manager_ro: User, guatemala: Office, signed_in: SignIn
) -> None:
    client = signed_in(manager_ro)
    activity = first_office_row(Activity, guatemala)
    page = client.get(at(Activity, "change", activity.pk))

    response = client.post(at(Activity, "change", activity.pk), typed(page, lead="The field team"))

    assert response.status_code == 302
    activity.refresh_from_db()
    assert (activity.lead, activity.version) == ("The field team", 2)
    line = activity.history.latest("history_id")
    assert (line.door, line.history_user) == ("admin", manager_ro)
    history = client.get(at(Activity, "history", activity.pk)).content.decode()
    assert "The field team" in history
    assert "manager.ro" in history


def test_the_second_to_save_is_told_and_loses_nothing(
    manager_ro: User, guatemala: Office, signed_in: SignIn
) -> None:
    client = signed_in(manager_ro)
    activity = first_office_row(Activity, guatemala)
    address = at(Activity, "change", activity.pk)
    page = client.get(address)
    client.post(address, typed(page, lead="Theirs"))

    late = client.post(address, typed(page, lead="Mine"))

    assert late.status_code == 200
    said = " ".join(late.context["adminform"].form.non_field_errors())
    assert "Somebody else saved this while you were working on it" in said
    assert "Theirs" in said
    assert 'value="Mine"' in late.content.decode()
    activity.refresh_from_db()
    assert activity.lead == "Theirs"

    again = client.post(address, typed(late))

    assert again.status_code == 302
    activity.refresh_from_db()
    assert (activity.lead, activity.version) == ("Mine", 3)


def test_the_second_to_save_a_section_is_told_and_loses_nothing(
    manager_ro: User, guatemala: Office, signed_in: SignIn
) -> None:
    client = signed_in(manager_ro)
    section = first_office_row(Section, guatemala)
    address = at(Section, "change", section.pk)
    page = client.get(address)
    client.post(address, typed(page, summary_fr="La leur"))

    late = client.post(address, typed(page, summary_es="La mía"))
    again = client.post(address, typed(late, summary_fr="La leur"))

    assert late.status_code == 200
    assert "Somebody else saved this while you were working on it" in late.content.decode()
    assert "La mía" in late.content.decode()
    assert again.status_code == 302
    section.refresh_from_db()
    assert (section.summary_es, section.summary_fr, section.version) == ("La mía", "La leur", 3)


UNVERSIONED = {
    Membership: ("role", "finance", "office", None),
    Partner: ("name_en", "Another name", "kind", "academia"),
    Office: ("name_es", "Otro nombre", "name_fr", "Un autre nom"),
    Framework: ("title_es", "Otro marco", "title_fr", "Un autre cadre"),
    Heading: ("title_es", "Otro título", "title_fr", "Un autre titre"),
    User: ("first_name", "Ana", "last_name", "Ruiz"),
}


@pytest.mark.parametrize("model", UNVERSIONED, ids=lambda model: model.__name__)
def test_a_second_save_from_the_same_read_keeps_what_the_first_changed_in_another_field(
    model: Any, superuser: User, reporter_gt: User, honduras: Office, signed_in: SignIn
) -> None:
    client = signed_in(superuser)
    first, theirs, second, mine = UNVERSIONED[model]
    mine = mine or honduras.pk
    rows = {
        Membership: reporter_gt.memberships.get,
        User: lambda: reporter_gt,
        Partner: lambda: Partner.objects.create(name_en="A cooperative", kind="civil_society"),
    }
    row = rows.get(model, model.objects.first)()
    address = at(model, "change", row.pk)
    page = client.get(address)
    client.post(address, typed(page, **{first: theirs}))

    response = client.post(address, typed(page, **{second: mine}))

    assert response.status_code == 302
    stored = model.objects.filter(pk=row.pk).values(first, second).get()
    assert stored == {first: theirs, second: mine}


def test_a_second_save_from_the_same_read_keeps_a_role_that_the_first_changed(
    superuser: User, reporter_gt: User, signed_in: SignIn
) -> None:
    client = signed_in(superuser)
    address = at(User, "change", reporter_gt.pk)
    page = client.get(address)
    client.post(address, typed(page, **{"memberships-0-role": "finance"}))

    response = client.post(address, typed(page, first_name="Ana"))

    assert response.status_code == 302
    assert User.objects.get(pk=reporter_gt.pk).first_name == "Ana"
    assert reporter_gt.memberships.get().role == "finance"


def test_a_second_save_from_the_same_read_keeps_a_relation_that_the_first_changed(
    superuser: User, signed_in: SignIn
) -> None:
    client = signed_in(superuser)
    office = Office.objects.filter(countries__isnull=False).first()
    other = Country.objects.exclude(offices=office).first()
    address = at(Office, "change", office.pk)
    page = client.get(address)
    client.post(address, typed(page, countries=[other.pk]))

    response = client.post(address, typed(page, name_fr="Un autre nom"))

    assert response.status_code == 302
    office.refresh_from_db()
    assert office.name_fr == "Un autre nom"
    assert list(office.countries.all()) == [other]


def test_the_hash_of_a_password_never_stands_in_a_form(
    superuser: User, reporter_gt: User, signed_in: SignIn
) -> None:
    page = signed_in(superuser).get(at(User, "change", reporter_gt.pk)).content.decode()

    assert "initial-first_name" in page
    assert reporter_gt.password not in page


def test_a_change_of_partners_alone_is_logged_with_who_door_and_names(
    manager_ro: User, guatemala: Office, signed_in: SignIn
) -> None:
    client = signed_in(manager_ro)
    activity = first_office_row(Activity, guatemala)
    old = Partner.objects.create(name_en="The old ministry", kind="government")
    new = Partner.objects.create(name_en="The new ministry", kind="government")
    address = at(Activity, "change", activity.pk)
    client.post(address, typed(client.get(address), partners=[old.pk]))
    lines = activity.history.count()

    response = client.post(address, typed(client.get(address), partners=[new.pk]))

    assert response.status_code == 302
    assert activity.history.count() > lines
    line = activity.history.latest("history_id")
    assert (line.door, line.history_user) == ("admin", manager_ro)
    shown = client.get(at(Activity, "history", activity.pk)).content.decode()
    log = " ".join(shown.split())
    assert "Partners: – → The old ministry" in log
    assert re.search("Partners: [^<]*→ The new ministry", log)


def test_the_change_log_names_choices_and_rows_and_costs_the_same_for_two_lines_and_for_ten(
    manager_ro: User, guatemala: Office, signed_in: SignIn
) -> None:
    client = signed_in(manager_ro)
    activity = first_office_row(Activity, guatemala)
    history = at(Activity, "history", activity.pk)

    def save(hold: str) -> None:
        activity.hold = hold
        activity.save_over(activity.version, ["hold"])

    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            client.get(history)
        return len(queries)

    save("suspended")
    count()
    few = count()
    for hold in ["", "cancelled"] * 4:
        save(hold)

    assert count() == few
    assert "→ cancelled" in " ".join(client.get(history).content.decode().split())


def make_indicator(activity: Activity, **fields: Any) -> Indicator:
    """20 courses published as a baseline."""
    return Indicator.objects.create(
        **{
            "activity": activity,
            "order": 1,
            "title_en": "Courses",
            "unit_en": "courses",
            "measure": "number",
            "direction": "up",
            "accumulation": "latest",
            "baseline": 20,
            "baseline_basis": "published",
        }
        | fields
    )


@pytest.mark.parametrize(("fact", "other"), [("baseline", "target"), ("target", "baseline")])
def test_a_published_fact_of_an_indicator_stands_and_others_are_ours(
    fact: str, other: str, manager_ro: User, guatemala: Office, signed_in: SignIn
) -> None:
    client = signed_in(manager_ro)
    none = {"baseline": None, "baseline_basis": ""}
    indicator = make_indicator(
        first_office_row(Activity, guatemala),
        **none | {fact: 20, f"{fact}_basis": "published"},
    )
    address = at(Indicator, "change", indicator.pk)
    page = client.get(address)
    forged = {fact: 1, f"{fact}_basis": "assigned", other: 30}

    refused = client.post(address, typed(page, **forged, **{f"{other}_basis": "published"}))
    accepted = client.post(address, typed(page, **forged, **{f"{other}_basis": "assigned"}))

    assert f"{other}_basis" in refused.context["adminform"].form.errors
    assert accepted.status_code == 302
    stored = Indicator.objects.get(pk=indicator.pk)
    assert (getattr(stored, fact), getattr(stored, f"{fact}_basis")) == (20, "published")
    assert (getattr(stored, other), getattr(stored, f"{other}_basis")) == (30, "assigned")


def test_an_indicator_with_a_published_fact_is_not_deleted(
    manager_ro: User, guatemala: Office, signed_in: SignIn
) -> None:
    client = signed_in(manager_ro)
    activity = first_office_row(Activity, guatemala)
    published = make_indicator(activity)
    ours = make_indicator(activity, order=2, baseline_basis="assigned")

    for indicator, status in ((published, 403), (ours, 302)):
        address = at(Indicator, "delete", indicator.pk)
        assert client.post(address, {"post": "yes"}).status_code == status
    assert list(Indicator.objects.filter(activity=activity)) == [published]


def test_autocomplete_for_a_model_without_a_form_is_refused(
    reporter_gt: User, signed_in: SignIn
) -> None:
    client = signed_in(reporter_gt)
    asked = {"app_label": "appeal", "field_name": "priority"}
    address = reverse("admin:autocomplete")

    refused = client.get(address, asked | {"model_name": "historicalactivity"})
    accepted = client.get(address, asked | {"model_name": "activity"})

    assert refused.status_code == 403
    assert accepted.status_code == 200


def test_a_milestone_edited_on_its_activity_has_a_version_of_its_own(
    manager_ro: User, guatemala: Office, signed_in: SignIn
) -> None:
    client = signed_in(manager_ro)
    activity = first_office_row(Activity, guatemala)
    milestone = Milestone.objects.create(
        activity=activity, title="Opened", due_on="2020-06-30", order=1
    )
    address = at(Activity, "change", activity.pk)
    page = client.get(address)
    entry = {"milestones-0-title": "Ours"}
    other = client.get(at(Milestone, "change", milestone.pk))
    client.post(at(Milestone, "change", milestone.pk), typed(other, title="Theirs"))

    late = client.post(address, typed(page, **entry))
    again = client.post(address, typed(late, **entry))

    assert late.status_code == 200
    assert "Saved now as title: Theirs" in late.content.decode().replace("Title", "title")
    assert again.status_code == 302
    milestone.refresh_from_db()
    assert (milestone.title, milestone.version) == ("Ours", 3)


def test_a_manager_adds_an_activity_whose_code_begins_with_its_prioritys(
    manager_ro: User, guatemala: Office, signed_in: SignIn
) -> None:
    client = signed_in(manager_ro)
    priority = first_office_row(Priority, guatemala)
    page = client.get(at(Activity, "add"))
    entry = typed(
        page,
        priority=priority.pk,
        order=2,
        own_title="A second one",
        starts_on="2020-03-01",
        ends_on="2020-09-30",
    )

    refused = client.post(at(Activity, "add"), entry | {"code": "HN-1.2"})
    accepted = client.post(at(Activity, "add"), entry | {"code": f"{priority.code}.2"})

    assert "code" in refused.context["adminform"].form.errors
    assert accepted.status_code == 302
    assert Activity.objects.filter(priority=priority, own_title="A second one").exists()


def test_a_cell_is_never_overdrawn(manager_ro: User, guatemala: Office, signed_in: SignIn) -> None:
    client = signed_in(manager_ro)
    allocation = first_office_row(Allocation, guatemala)
    address = at(Allocation, "change", allocation.pk)
    page = client.get(address)

    refused = client.post(address, typed(page, amount=allocation.amount + 1))
    lowered = client.post(address, typed(page, amount=allocation.amount - 1, basis="confirmed"))

    assert "would take" in str(refused.context["adminform"].form.non_field_errors())
    assert f'value="{allocation.amount + 1}"' in refused.content.decode()
    assert lowered.status_code == 302
    stored = Allocation.objects.get(pk=allocation.pk)
    assert stored.amount == allocation.amount - 1
    assert (stored.basis, stored.version) == ("confirmed", 2)


def test_an_allocation_draws_on_a_cell_of_its_activitys_office(
    manager_ro: User, guatemala: Office, honduras: Office, signed_in: SignIn
) -> None:
    client = signed_in(manager_ro)
    freed = first_office_row(Allocation, guatemala)
    freed.delete()
    entry = {"activity": freed.activity_id, "amount": 10, "basis": "confirmed"}
    foreign = Requirement.objects.filter(office=honduras, amount__gt=0).first()

    refused = client.post(at(Allocation, "add"), entry | {"cell": foreign.pk})
    accepted = client.post(at(Allocation, "add"), entry | {"cell": freed.cell_id})

    assert "cell" in refused.context["adminform"].form.errors
    assert accepted.status_code == 302
    assert Allocation.objects.get(activity=freed.activity_id, cell=freed.cell_id).amount == 10


@pytest.mark.parametrize("who", ["manager_ro", "superuser"])
def test_what_is_published_is_read_only_and_keeps_its_value_against_a_forged_form(
    who: str, request: pytest.FixtureRequest, guatemala: Office, signed_in: SignIn
) -> None:
    client = signed_in(request.getfixturevalue(who))
    cell, priority = (
        first_office_row(Requirement, guatemala),
        first_office_row(Priority, guatemala),
    )
    page = client.get(at(Priority, "change", priority.pk))
    forged = {"code": "GT-99", "order": 99, "printed_as": "prose", "title_en": "Our new words"}

    saved = client.post(at(Priority, "change", priority.pk), typed(page, **forged))
    refused = client.post(at(Requirement, "change", cell.pk), {"amount": 1})

    assert saved.status_code == 302
    stored = Priority.objects.get(pk=priority.pk)
    assert (stored.code, stored.order) == (priority.code, priority.order)
    assert stored.title_en == "Our new words"
    assert refused.status_code == 403
    for model in (Section, Requirement, Priority):
        assert client.get(at(model, "add")).status_code == 403


@pytest.mark.publication
def test_a_manager_assigns_a_heading_but_cannot_touch_a_published_one(
    manager_ro: User, signed_in: SignIn
) -> None:
    client = signed_in(manager_ro)
    published = Classification.objects.filter(basis="published").select_related("priority").first()
    address = at(Priority, "change", published.priority_id)
    page = client.get(address)
    other = Classification.objects.exclude(heading=published.heading).first().heading
    entry = {
        "classifications-0-DELETE": "on",
        "classifications-2-TOTAL_FORMS": 1,
        "classifications-2-0-heading": other.pk,
        "classifications-2-0-priority": published.priority_id,
    }

    response = client.post(address, typed(page, **entry))

    assert response.status_code == 302
    stands = published.priority.classifications.values_list("heading", "basis")
    assert set(stands) == {(published.heading_id, "published"), (other.pk, "assigned")}


def test_a_guard_of_the_database_becomes_a_sentence_on_the_form(
    superuser: User, signed_in: SignIn, mi2020: Appeal, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = signed_in(superuser)
    # As if somebody had forgotten that the year is frozen.
    appeal_admin = admin.site.get_model_admin(Appeal)
    shown = [name for name in appeal_admin.readonly_fields if name != "year"]
    monkeypatch.setattr(appeal_admin, "readonly_fields", shown)
    page = client.get(at(Appeal, "change", mi2020.pk))

    response = client.post(at(Appeal, "change", mi2020.pk), typed(page, year=2021))

    assert response.status_code == 200
    assert "This appeal is published" in str(response.context["adminform"].form.errors)
    assert 'value="2021"' in response.content.decode()


def test_a_region_manager_edits_the_appeals_wording_and_nothing_else(
    manager_ro: User, guatemala: Office, mi2020: Appeal, signed_in: SignIn
) -> None:
    client = signed_in(manager_ro)
    of_office = signed_in(make_membership(role=Role.MANAGER, office=guatemala).user)
    address = at(Appeal, "change", mi2020.pk)
    page = client.get(address)
    forged = {"is_demonstration": "on", "state": "closed", "closes_on": "2022-01-01"}

    saved = client.post(address, typed(page, title_fr="Un autre titre", **forged))

    assert saved.status_code == 302
    stored = Appeal.objects.get(pk=mi2020.pk)
    assert stored.title_fr == "Un autre titre"
    assert (stored.state, stored.closes_on) == (mi2020.state, mi2020.closes_on)
    assert stored.is_demonstration is False
    assert of_office.post(address, {}).status_code == 403


def test_a_closed_appeal_is_read_only(
    manager_ro: User, guatemala: Office, mi2020: Appeal, signed_in: SignIn
) -> None:
    Appeal.objects.filter(pk=mi2020.pk).update(state="closed")
    client = signed_in(manager_ro)

    for model in (Activity, Allocation, Priority, Section):
        row = first_office_row(model, guatemala)
        assert client.get(at(model, "change", row.pk)).status_code == 200
        assert client.post(at(model, "change", row.pk), {}).status_code == 403


def test_a_revision_is_recorded_once_and_never_changed(
    manager_ro: User, guatemala: Office, signed_in: SignIn
) -> None:
    client = signed_in(manager_ro)
    cell = Requirement.objects.get(office=guatemala, heading__code="O1")
    entry = {
        "cell": cell.pk,
        "amount": "14000000",
        "effective_on": "2020-06-01",
        "reason": "A new agreement",
    }

    accepted = client.post(at(RequirementRevision, "add"), entry)
    again = client.post(at(RequirementRevision, "add"), entry)

    assert accepted.status_code == 302
    assert "already recorded" in str(again.context["adminform"].form.errors)
    revision = RequirementRevision.objects.get()
    assert (revision.amount, revision.revised_by) == (Decimal(14000000), manager_ro)
    assert client.post(at(RequirementRevision, "change", revision.pk), entry).status_code == 403
    assert client.get(at(RequirementRevision, "delete", revision.pk)).status_code == 403


def test_the_admin_says_which_revision_counts_and_where_it_is_taken_back(
    manager_ro: User, guatemala: Office, signed_in: SignIn
) -> None:
    cell = Requirement.objects.get(office=guatemala, heading__code="O1")
    entry = {"cell": cell, "amount": Decimal(1), "reason": "Less.", "by": manager_ro}
    moment = datetime(2020, 3, 1, 15, tzinfo=UTC)
    revision = revise_requirement(**entry, version=None, effective_on=date(2020, 3, 1), at=moment)
    client = signed_in(manager_ro)
    way = reverse("appeal:revision_reverse", args=["MI2020-CNAC", "GT", revision.pk])
    assert way in client.get(at(RequirementRevision, "change", revision.pk)).content.decode()
    assert way in client.get(at(RequirementRevision, "changelist")).content.decode()

    reverse_revision(revision=revision, reason="Wrong.", by=manager_ro, at=moment)

    page = client.get(at(RequirementRevision, "changelist")).content.decode()
    assert way not in page
    assert "reversed" in page
    assert "reversal" in page


def test_a_revision_back_to_an_earlier_amount_of_the_same_day_is_recorded(
    manager_ro: User, guatemala: Office, signed_in: SignIn
) -> None:
    client = signed_in(manager_ro)
    cell = Requirement.objects.get(office=guatemala, heading__code="O1")
    entry = {"cell": cell.pk, "effective_on": "2020-06-01", "reason": "A new agreement"}

    for amount in (14000000, 15000000, 14000000):
        response = client.post(at(RequirementRevision, "add"), entry | {"amount": amount})
        assert response.status_code == 302

    recorded = RequirementRevision.objects.order_by("pk").values_list("amount", flat=True)
    assert list(recorded) == [14000000, 15000000, 14000000]


@pytest.mark.parametrize(
    ("effective_on", "is_current"), [("2021-03-31", True), ("2021-04-01", False)]
)
def test_a_revision_after_the_appeal_closed_is_not_current(
    effective_on: str, is_current: bool, manager_ro: User, guatemala: Office, signed_in: SignIn
) -> None:
    client = signed_in(manager_ro)
    cell = Requirement.objects.get(office=guatemala, heading__code="O1")
    entry = {"cell": cell.pk, "amount": 14000000, "reason": "A new agreement"}
    client.post(at(RequirementRevision, "add"), entry | {"effective_on": effective_on})

    row = client.get(at(Requirement, "changelist")).context["cl"].queryset.get(pk=cell.pk)

    assert row.requirement == (14000000 if is_current else cell.amount)


def test_a_revision_below_what_is_allocated_is_recorded_with_a_warning(
    manager_ro: User, guatemala: Office, signed_in: SignIn
) -> None:
    client = signed_in(manager_ro)
    cell = Requirement.objects.get(office=guatemala, heading__code="O1")
    entry = {"cell": cell.pk, "amount": "1000", "effective_on": "2020-06-01", "reason": "A cut"}

    response = client.post(at(RequirementRevision, "add"), entry, follow=True)

    assert "now higher than the requirement" in response.content.decode()
    assert RequirementRevision.objects.get().amount == 1000


def test_managers_add_partners_and_rename_them(
    manager_ro: User, reporter_gt: User, signed_in: SignIn
) -> None:
    entry = {"name_en": "A cooperative", "kind": "civil_society"}

    assert signed_in(reporter_gt).post(at(Partner, "add"), entry).status_code == 403
    assert signed_in(manager_ro).post(at(Partner, "add"), entry).status_code == 302
    partner = Partner.objects.get(name_en="A cooperative")
    renamed = entry | {"name_en": "Another"}
    change = at(Partner, "change", partner.pk)
    assert signed_in(reporter_gt).post(change, renamed).status_code == 403
    assert signed_in(manager_ro).post(change, renamed).status_code == 302
    assert Partner.objects.filter(name_en="Another").exists()


NEW_PERSON = {
    "username": "new.gt",
    "usable_password": "true",
    "password1": "a long enough secret",
    "password2": "a long enough secret",
    "memberships-TOTAL_FORMS": 1,
    "memberships-INITIAL_FORMS": 0,
    "memberships-0-role": "reporter",
}


@pytest.mark.person("superuser")
@pytest.mark.parametrize(
    ("language", "said"),
    [("es", "La persona inicia sesión con él"), ("fr", "La personne se connecte avec")],
)
def test_the_form_of_a_new_person_speaks_of_this_product_only(
    client: Client, superuser: User, language: str, said: str
) -> None:
    User.objects.filter(pk=superuser.pk).update(language=language)

    page = client.get(at(User, "add")).text

    assert said in page
    for foreign in ("LDAP", "carácteres", "Agregar usuario", "autorisée à"):
        assert foreign not in page


def test_to_whom_and_to_which_state_are_two_things_in_french() -> None:
    with translation.override("fr"):
        recipient = str(Mail._meta.get_field("to").verbose_name)
        state = str(ReviewEvent._meta.get_field("to_state").verbose_name)

    assert (recipient, state) == ("à", "nouvel état")


def test_a_manager_of_one_office_adds_people_for_it_and_no_other(
    guatemala: Office, honduras: Office, signed_in: SignIn
) -> None:
    client = signed_in(make_membership(role=Role.MANAGER, office=guatemala).user)

    def add(**entry: Any) -> Any:
        return client.post(at(User, "add"), NEW_PERSON | entry)

    assert add(**{"memberships-0-office": honduras.pk}).status_code == 200
    assert add(**{"memberships-0-office": guatemala.pk, "memberships-0-role": "manager"}).context
    assert add(**{"memberships-TOTAL_FORMS": 0}).status_code == 200
    without = add(**{"memberships-0-role": "", "memberships-0-office": ""})
    (form,) = without.context["inline_admin_formsets"][0].formset.forms
    assert list(form.errors) == ["__all__"]
    assert form.errors["__all__"][0].startswith("Give the person a role and choose the office")
    nowhere = add(**{"memberships-0-office": ""})
    (form,) = nowhere.context["inline_admin_formsets"][0].formset.forms
    assert form.errors == {"office": ["Choose the office or region for this role."]}
    assert not User.objects.filter(username="new.gt").exists()
    assert (
        add(
            **{
                "memberships-0-office": guatemala.pk,
                "is_superuser": "on",
                "is_staff": "on",
            }
        ).status_code
        == 302
    )
    person = User.objects.get(username="new.gt")
    assert person.check_password("a long enough secret")
    assert not person.is_superuser
    assert not person.is_staff
    assert person.memberships.get().office == guatemala


@pytest.mark.parametrize(("language", "said"), [("es", "Se guardó: actividad"), ("fr", "Modif")])
def test_what_was_saved_is_said_without_an_article_that_may_not_fit(
    language: str, said: str, manager_ro: User, signed_in: SignIn
) -> None:
    User.objects.filter(pk=manager_ro.pk).update(language=language)
    client = signed_in(manager_ro)
    address = at(Activity, "change", Activity.objects.get(code="GT-1.1").pk)

    page = client.post(address, typed(client.get(address), lead="Ana"), follow=True)

    (message,) = page.context["messages"]
    assert str(message).startswith(said)
    assert "El actividad" not in str(message)


def test_a_manager_makes_nobody_a_superuser(
    manager_ro: User, reporter_gt: User, signed_in: SignIn
) -> None:
    client = signed_in(manager_ro)
    address = at(User, "change", reporter_gt.pk)
    page = client.get(address)
    forged = {"is_superuser": "on", "is_staff": "on", "first_name": "Ana"}

    response = client.post(address, typed(page, **forged))

    assert response.status_code == 302
    stored = User.objects.get(pk=reporter_gt.pk)
    assert (stored.first_name, stored.is_superuser, stored.is_staff) == ("Ana", False, False)


def test_the_account_of_a_manager_or_superuser_is_out_of_a_managers_reach(
    manager_ro: User, superuser: User, guatemala: Office, honduras: Office, signed_in: SignIn
) -> None:
    client = signed_in(manager_ro)
    fellow = make_membership(role=Role.MANAGER, office=guatemala).user
    of_office = signed_in(fellow)
    elsewhere = make_membership(role=Role.REPORTER, office=guatemala).user
    make_membership(user=elsewhere, role=Role.REPORTER, office=honduras)

    assert client.post(at(User, "change", superuser.pk), {}).status_code == 404
    assert client.post(at(User, "change", fellow.pk), {}).status_code == 403
    assert client.post(at(User, "change", manager_ro.pk), {}).status_code == 403
    password = reverse("admin:auth_user_password_change", args=[fellow.pk])
    assert client.get(password).status_code == 403
    assert of_office.post(at(User, "change", elsewhere.pk), {}).status_code == 403
    assert client.get(at(User, "change", elsewhere.pk)).status_code == 200


def test_a_manager_gives_roles_below_manager_only(
    manager_ro: User, reporter_gt: User, guatemala: Office, signed_in: SignIn
) -> None:
    client = signed_in(manager_ro)
    entry = {"user": reporter_gt.pk, "office": guatemala.pk}

    refused = client.post(at(Membership, "add"), entry | {"role": "manager"})
    to_self = client.post(at(Membership, "add"), entry | {"role": "finance", "user": manager_ro.pk})
    accepted = client.post(at(Membership, "add"), entry | {"role": "finance"})

    assert "role" in refused.context["adminform"].form.errors
    assert "user" in to_self.context["adminform"].form.errors
    assert accepted.status_code == 302
    own = manager_ro.memberships.get()
    assert client.post(at(Membership, "delete", own.pk), {"post": "yes"}).status_code == 403
    given = Membership.objects.get(user=reporter_gt, role="finance")
    assert client.post(at(Membership, "delete", given.pk), {"post": "yes"}).status_code == 302


def test_reporters_do_not_see_people(reporter_gt: User, signed_in: SignIn) -> None:
    client = signed_in(reporter_gt)

    assert client.get(at(User, "changelist")).status_code == 403
    assert client.get(at(Membership, "changelist")).status_code == 403


def test_nobody_deletes_a_person(superuser: User, reporter_gt: User, signed_in: SignIn) -> None:
    client = signed_in(superuser)

    response = client.post(at(User, "delete", reporter_gt.pk), {"post": "yes"})

    assert response.status_code == 403
    assert User.objects.filter(pk=reporter_gt.pk).exists()


def test_a_superuser_edits_a_person_fully(
    superuser: User, reporter_gt: User, signed_in: SignIn
) -> None:
    client = signed_in(superuser)
    address = at(User, "change", reporter_gt.pk)

    response = client.post(address, typed(client.get(address), is_superuser="on"))

    assert response.status_code == 302
    assert User.objects.get(pk=reporter_gt.pk).is_superuser


@pytest.mark.parametrize(
    "model",
    [Activity, Allocation, Priority, Requirement, Section, Classification],
    ids=lambda model: model.__name__,
)
def test_a_list_costs_the_same_number_of_queries_for_one_office_and_for_all(
    model: Any, superuser: User, signed_in: SignIn
) -> None:
    client = signed_in(superuser)
    office = Office.objects.get(code="GT")
    paths = {Section: "office", Requirement: "office", Allocation: "cell__office"}
    path = paths.get(model, "priority__section__office")
    path = "section__office" if model is Priority else path
    client.get(at(model, "changelist"))

    def count(**query: Any) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(at(model, "changelist"), query).status_code == 200
        return len(queries)

    assert count() <= count(**{f"{path}__id__exact": office.pk})


def test_the_list_of_people_costs_the_same_for_two_and_for_twenty(
    manager_ro: User, guatemala: Office, signed_in: SignIn
) -> None:
    client = signed_in(manager_ro)
    make_membership(role=Role.REPORTER, office=guatemala)

    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            client.get(at(User, "changelist"))
        return len(queries)

    count()
    few = count()
    for _number in range(20):
        make_membership(user=make_user(), role=Role.REPORTER, office=guatemala)
    assert count() == few
