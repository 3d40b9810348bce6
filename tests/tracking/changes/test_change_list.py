"""The change log of an appeal: all of it, for whom, narrowed and paged."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.apps import apps
from django.test import Client
from django.utils import timezone

from appeal.actions import revise_requirement
from appeal.base.actions import Door, signed
from appeal.models import (
    Activity,
    Appeal,
    Indicator,
    IndicatorTarget,
    Milestone,
    Office,
    User,
)
from tests.factories import (
    make_activity,
    make_actual,
    make_assignment,
    make_contribution,
    make_evidence,
    make_flow,
    make_indicator,
    make_rate,
    make_risk,
    make_transaction,
    make_update,
    make_user,
)
from tests.fixture_types import SignIn
from tests.tracking.browsing import activity_of, at, complaints, count_queries, words
from tests.tracking.uploads.filling import downloaded
from tests.workbooks import table
from tracking import actions
from tracking.changes import LEFT_OUT, SOURCES, Key
from tracking.models import PeriodEvent, Question, ReportingPeriod, StatusOverride

pytestmark = pytest.mark.person("viewer")


BY = {"by_id", "recorded_by_id", "revised_by_id"}


def lines(client: Client, **query: Any) -> list[Any]:
    """What the page tells, of automatic changes too; most rows here are made by nobody."""
    page = client.get(at("change_list"), {"written": "all", **query})
    assert page.status_code == 200
    return page.context["lines"]


def told(client: Client, **query: Any) -> list[tuple[str, str]]:
    """What the page tells: kind and name of each line."""
    return [(line.kind, line.name) for line in lines(client, **query)]


@pytest.fixture
def own(reporter_gt: User, signed_in: SignIn) -> Client:
    return signed_in(reporter_gt)


@pytest.mark.unit
def test_every_model_with_a_log_is_told_of_or_left_out_on_purpose() -> None:
    logged = {
        model
        for app in ("appeal", "tracking")
        for model in apps.get_app_config(app).get_models()
        if not model._meta.proxy
        and not model.__name__.startswith("Historical")
        and (hasattr(model, "history") or BY & {f.attname for f in model._meta.concrete_fields})
    }

    assert {source.model for source in SOURCES} | set(LEFT_OUT) == logged
    assert not {source.model for source in SOURCES} & set(LEFT_OUT)


def test_it_says_who_changed_which_field_from_what_to_what_when_and_through_which_door(
    client: Client, manager_ro: User
) -> None:
    activity = activity_of("GT-1.1")
    activity.lead, activity._history_user = "A. Lopez", manager_ro
    with signed(door=Door.PAGE):
        activity.save_over(activity.version, ["lead"])

    line = lines(client)[0]

    assert (line.kind, line.name, line.who, line.door) == (
        "activity", "GT-1.1", "manager.ro", "page",
    )  # fmt: skip
    assert [(str(c["name"]), c["old"], c["new"]) for c in line.changes] == [
        ("lead", "", "A. Lopez")
    ]
    assert line.address == at("activity_detail", "GT-1.1")
    assert "Lead: A. Lopez" in words(client.get(at("change_list")))


def test_relations_and_choices_show_by_name_and_states_that_no_form_edits_show_too(
    own: Client, finance_gt: User
) -> None:
    entry = make_transaction(activity=activity_of("GT-1.1"), reference="V-17")
    now = timezone.now()
    entry = actions.post_transaction(entry=entry, version=1, by=finance_gt, at=now)

    line = lines(own, kind="transaction")[0]

    changes = {str(change["name"]): change["new"] for change in line.changes}
    assert line.name == "GT-1.1 2020-03-15 V-17"
    assert (changes["posted by"], changes["posted at"]) == (finance_gt, now)
    assert line.address == at("transaction_detail", entry.pk)


def test_what_was_asked_and_amounts_are_told_as_people_read_them(
    own: Client, reporter_gt: User
) -> None:
    question = Question.ask("twice", "amount", other="entry 7").as_stored
    entry = make_transaction(activity=activity_of("GT-1.1"), amount=1929286)
    entry.asked, entry.unusual_reason = [question], "It is right."
    entry.save_over(entry.version, ["asked", "unusual_reason"])
    entry.asked, entry.unusual_reason, entry.amount = [], "", Decimal("208000.50")
    entry.save_over(entry.version, ["asked", "unusual_reason", "amount"])

    line = lines(own, kind="transaction")[0]

    told = {str(change["name"]): (change["old"], change["new"]) for change in line.changes}
    assert told["amount"] == ("1,929,286.00", "208,000.50")
    assert told["unusual"] == (
        (
            "Entry 7 has the same activity, date, payee, amount and reference. Was this"
            " already entered?"
        ),
        "",
    )
    assert own.get(at("workbook", "R14")).status_code == 200


def test_a_part_of_a_reported_value_is_told_by_the_name_that_people_know(own: Client) -> None:
    indicator = make_indicator(activity=activity_of("GT-1.1"), title_en="People trained")
    make_actual(indicator=indicator, parts={("sex", "female"): 6})

    told = [line.name for line in lines(own, kind="actualbreakdown")]
    assert told == ["People trained women and girls"]


def test_it_tells_of_every_kind_of_row_that_the_person_may_see(
    own: Client, mi2020: Appeal, manager_ro: User
) -> None:
    activity = activity_of("GT-1.1")
    allocation = activity.allocations.get()
    indicator = Indicator.objects.create(
        activity=activity, order=9, title_en="Kits", unit_en="kits", measure="number",
        direction="up", accumulation="sum",
    )  # fmt: skip
    IndicatorTarget.objects.create(indicator=indicator, ends_on=date(2020, 3, 31), value=5)
    Milestone.objects.create(activity=activity, title="Opened", due_on=date(2020, 6, 30), order=1)
    make_risk(activity=activity)
    make_rate()
    make_evidence(transaction=make_transaction(activity=activity, posted=True))
    make_update(activity=activity, period=ReportingPeriod.objects.get(code="2020-Q1"))
    now = datetime(2020, 4, 10, 15, tzinfo=UTC)
    revise_requirement(
        cell=allocation.cell,
        version=None,
        amount=Decimal(20_000_000),
        effective_on=date(2020, 3, 1),
        reason="More",
        by=manager_ro,
        at=now,
    )
    PeriodEvent.objects.create(
        period=ReportingPeriod.objects.get(code="2020-Q4"), kind="locked", by=manager_ro, at=now,
        reason="Over",
    )  # fmt: skip
    StatusOverride.objects.create(
        activity=activity, colour="red", effective_on=date(2020, 3, 1), reason="A strike",
        by=manager_ro, at=now,
    )  # fmt: skip

    for kind, name in [
        ("budget", "GT-1.1"), ("milestone", "GT-1.1 Opened"), ("indicator", "GT-1.1 Kits"),
        ("indicatortarget", "Kits 2020-03-31"), ("risk", "GT-1.1"), ("evidence", "An invoice"),
        ("exchangerate", "GTQ 2020-03-01"), ("officereport", "GT 2020-Q1"),
        ("progressupdate", "GT-1.1 2020-Q1"), ("requirementrevision", "GT"),
        ("periodevent", "2020-Q4"), ("statusoverride", "GT-1.1"), ("transaction", "GT-1.1"),
        ("reportingperiod", "2020-Q"), ("priority", "GT-"), ("section", "GT"),
        ("appeal", "MI2020-CNAC"), ("classification", "GT-"),
    ]:  # fmt: skip
        found = lines(own, kind=kind, office="GT" if name.startswith("GT-") else "")
        assert any(line.name.startswith(name) for line in found), kind
    (revision,) = lines(own, kind="requirementrevision")
    assert (revision.who, revision.door, revision.done) == ("manager.ro", "", "added")
    assert {str(c["name"]): c["new"] for c in revision.changes}["reason"] == "More"


def test_contributions_are_told_of_in_their_own_appeal_only(client: Client, mi2020: Appeal) -> None:
    flow = make_flow()

    assert told(client, kind="flow") == []
    assert told(client, kind="contribution") == []
    assert flow.contribution.appeal != mi2020


def test_another_appeals_rows_are_not_told_of(client: Client) -> None:
    other = make_activity(allocated=900, spent=100)
    make_risk(activity=other)
    make_evidence(transaction=make_transaction(activity=other, posted=True))

    newest = told(client)

    assert not [name for _kind, name in newest if other.code in name or name == "An invoice"]


def test_drafts_reports_and_what_proves_them_are_told_to_their_own_offices_only(
    client: Client, own: Client
) -> None:
    for code in ("GT-1.1", "HN-1.1"):
        draft = make_transaction(activity=activity_of(code), reference="draft")
        make_evidence(transaction=draft)
        period = ReportingPeriod.objects.get(code="2020-Q1")
        make_update(activity=activity_of(code), period=period, narrative="Unread.")

    for kind in ("transaction", "evidence", "progressupdate", "officereport"):
        assert told(client, kind=kind) == []
        assert len(told(own, kind=kind)) == 1
    assert "Unread." not in words(client.get(at("change_list"), {"written": "all"}))


def test_of_another_offices_posted_entry_only_the_posting_is_told(
    client: Client, own: Client, superuser: User
) -> None:
    entry = make_transaction(activity=activity_of("HN-1.1"), note="Secret draft")
    entry.note = "Fuel"
    entry.save_over(1, ["note"])
    now = datetime(2020, 4, 10, 15, tzinfo=UTC)
    actions.post_transaction(entry=entry, version=2, by=superuser, at=now)

    for person in (client, own):
        assert len(told(person, kind="transaction")) == 1
        assert "Secret draft" not in words(person.get(at("change_list"), {"written": "all"}))


def test_risks_are_told_to_everybody(client: Client) -> None:
    make_risk(activity=activity_of("HN-1.1"), what="Rain.")

    assert told(client)[0] == ("risk", "HN-1.1 Rain.")


def test_what_was_deleted_is_still_told_without_a_link(own: Client, client: Client) -> None:
    activity = activity_of("GT-1.1")
    milestone = Milestone.objects.create(
        activity=activity, title="Opened", due_on=date(2020, 6, 30), order=1
    )
    milestone.delete()
    draft = make_transaction(activity=activity, reference="V-9")
    draft.delete()

    for person, kind in ((client, "milestone"), (own, "transaction")):
        deleted, added = lines(person, kind=kind)
        assert (deleted.done, added.done) == ("deleted", "added")
        assert deleted.address == added.address == ""
    assert told(client, kind="milestone")[0] == ("milestone", "GT-1.1 Opened")


def test_the_rows_of_a_deleted_activity_are_still_told(client: Client, mi2020: Appeal) -> None:
    priority = activity_of("GT-1.1").priority
    activity = Activity.objects.create(
        priority=priority, code="GT-1.9", order=9, starts_on=date(2020, 1, 1),
        ends_on=date(2020, 12, 31),
    )  # fmt: skip
    milestone = Milestone.objects.create(
        activity=activity, title="Opened", due_on=date(2020, 6, 30), order=1
    )
    milestone.delete()
    activity.delete()

    assert [line.done for line in lines(client, kind="milestone")] == ["deleted", "added"]
    assert told(client, kind="activity")[0] == ("activity", "GT-1.9")


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"office": "GT"}, True),
        ({"office": "HN"}, False),
        ({"person": "MANAGER.RO"}, True),
        ({"person": "somebody"}, False),
        ({"kind": "milestone"}, True),
        ({"kind": "risk"}, False),
        ({"door": "page"}, True),
        ({"door": "upload"}, False),
        ({"since": "2020-03-01", "until": "2020-03-01"}, True),
        ({"since": "2020-03-02"}, False),
        ({"until": "2020-02-29"}, False),
    ],
)
def test_it_is_narrowed(
    query: dict[str, str], found: bool, client: Client, manager_ro: User
) -> None:
    milestone = Milestone(
        activity=activity_of("GT-1.1"), title="Opened", due_on=date(2020, 6, 30), order=1
    )
    # Nine in the evening in Costa Rica; in Greenwich it is the second of March by then.
    milestone._history_date = datetime(2020, 3, 2, 3, tzinfo=UTC)
    milestone._history_user = manager_ro
    with signed(door=Door.PAGE):
        milestone.save()

    assert (("milestone", "GT-1.1 Opened") in told(client, **query)) is found


@pytest.mark.once
@pytest.mark.parametrize(
    "query",
    [{"office": "XX"}, {"kind": "user"}, {"door": "window"}, {"since": "yesterday"},
     {"person": "x" * 200}],
)  # fmt: skip
def test_a_wrong_filter_is_named_and_the_page_stands(client: Client, query: dict[str, str]) -> None:
    page = client.get(at("change_list"), query)

    assert page.status_code == 200
    assert page.context["form"].errors


def test_peoples_changes_come_first_and_automatic_ones_on_request(
    client: Client, manager_ro: User
) -> None:
    activity = activity_of("GT-1.1")
    activity.lead, activity._history_user = "A. Lopez", manager_ro
    activity.save_over(activity.version, ["lead"])
    make_risk(activity=activity)

    page = client.get(at("change_list"))
    both = client.get(at("change_list"), {"written": "all"})

    assert [line.name for line in page.context["lines"]] == ["GT-1.1"]
    assert {line.who for line in both.context["lines"][:2]} == {"manager.ro", ""}
    assert 'R14.xlsx?written=people"' in page.content.decode()
    assert 'R14.xlsx?written=all"' in both.content.decode()


def test_where_only_automatic_changes_match_the_page_leads_to_them(client: Client) -> None:
    make_risk(activity=activity_of("GT-1.1"))

    page = client.get(at("change_list"), {"kind": "risk"})

    assert page.context["lines"] == []
    assert 'href="?kind=risk&amp;written=all"' in page.content.decode()


def test_the_workbook_has_what_the_page_shows(client: Client, manager_ro: User) -> None:
    activity = activity_of("GT-1.1")
    activity.lead, activity._history_user = "A. Lopez", manager_ro
    activity.save_over(activity.version, ["lead"])
    make_risk(activity=activity)

    def names(**query: str) -> set[str]:
        rows = table(downloaded(client, "R14", **query), "Changes")
        return {row["Name"] for row in rows}

    assert names(written="people") == {"GT-1.1"}
    assert len(names()) > 30


@pytest.mark.publication
def test_pages_follow_each_other_without_gap_or_double_even_within_one_instant(
    client: Client, mi2020: Appeal
) -> None:
    query, seen, pages = "written=all", [], 0
    while pages < 40:
        page = client.get(f"{at('change_list')}?{query}")
        assert len(page.context["lines"]) <= 50
        seen += [str(line.key) for line in page.context["lines"]]
        query, pages = page.context["older"], pages + 1
        if not query:
            break

    assert pages > 5
    assert len(seen) == len(set(seen))
    instants = [datetime.fromisoformat(key.split(",")[0]) for key in seen]
    assert instants == sorted(instants, reverse=True)
    assert len(seen) == sum(source.visible(make_user(), mi2020).count() for source in SOURCES)


def test_a_change_that_comes_in_between_moves_no_later_page(client: Client) -> None:
    first = client.get(at("change_list"), {"written": "all"})
    second = client.get(f"{at('change_list')}?{first.context['older']}").context["lines"]
    make_risk(activity=activity_of("GT-1.1"))

    again = client.get(f"{at('change_list')}?{first.context['older']}").context["lines"]

    assert [line.key for line in again] == [line.key for line in second]


@pytest.mark.once
@pytest.mark.parametrize(
    "written",
    ["x", "2020-01-01,1,1", "2020-01-01T00:00:00+00:00,1", "2020-01-01T00:00:00+00:00,1,-5",
     "2020-01-01T00:00:00+00:00,1,99999999999999999999", ",,", "9999-99-99T00:00:00Z,1,1",
     "0001-01-01T00:00:00+23:59,0,1", "9999-12-31T23:59:59-23:59,0,1"],
)  # fmt: skip
def test_an_address_that_was_tampered_with_shows_the_newest(client: Client, written: str) -> None:
    assert Key.read(written) is None
    assert lines(client, before=written) == lines(client)


@pytest.mark.once
@pytest.mark.parametrize("name", ["since", "until"])
@pytest.mark.parametrize("day", ["0001-01-01", "1899-12-31", "3000-01-01", "9999-12-31"])
def test_a_day_that_nobody_means_is_refused_beside_its_field(
    client: Client, name: str, day: str
) -> None:
    page = client.get(at("change_list"), {"written": "all", name: day})

    assert complaints(page) == {name: ["Enter a date between 1900 and 2999."]}
    assert page.context["lines"] == lines(client)


def test_it_costs_no_more_for_many_changes_than_for_few(own: Client) -> None:
    def some(number: int) -> None:
        for code in ("GT-1.1", "GT-2.1", "GT-3.1")[:number]:
            activity = activity_of(code)
            activity.lead = f"Lead {number}"
            activity.save_over(activity.version, ["lead"])
            entry = make_transaction(activity=activity)
            entry.cell = entry.cell
            entry.save_over(1, ["note"])
            make_risk(activity=activity)

    some(1)
    address = f"{at('change_list')}?written=all"
    few = count_queries(own, address)
    some(3)

    # Older lines of other kinds, which cost queries of their own, leave the first page.
    assert count_queries(own, address) <= few
    assert few < 60


def test_the_page_of_an_activity_shows_its_plans_last_changes(
    client: Client, guatemala: Office
) -> None:
    activity = activity_of("GT-1.1")
    make_risk(activity=activity)
    activity.lead = "A. Lopez"
    activity.save_over(activity.version, ["lead"])
    assert client.get(at("activity_detail", "GT-1.1")).context["lines"] is None

    page = client.get(at("activity_detail", "GT-1.1"), {"history": "shown"})

    shown = page.context["lines"]

    assert {line.kind for line in shown} <= {"activity", "budget", "milestone", "indicator"}
    assert (shown[0].kind, shown[0].name) == ("activity", "GT-1.1")
    assert all("GT-1.1" in line.name for line in shown)


def test_every_place_that_a_line_links_to_is_a_page(
    superuser: User, signed_in: SignIn, mi2020: Appeal
) -> None:
    activity = activity_of("GT-1.1")
    make_risk(activity=activity)
    make_rate()
    make_flow(contribution=make_contribution(appeal=mi2020))
    make_assignment(contribution=make_contribution(appeal=mi2020), office=activity.office)
    make_evidence(transaction=make_transaction(activity=activity, posted=True))
    make_update(activity=activity, period=ReportingPeriod.objects.get(code="2020-Q1"))
    client = signed_in(superuser)

    places = {
        source.kind: {line.address for line in lines(client, kind=source.kind)[:3]}
        for source in SOURCES
    }

    assert len(set().union(*places.values())) > 15
    for kind, addresses in places.items():
        for address in addresses - {""}:
            assert client.get(address).status_code == 200, (kind, address)
