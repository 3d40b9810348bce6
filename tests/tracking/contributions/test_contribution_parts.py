"""An agreement that serves two years: each appeal has its part, and no dollar counts in both."""

from datetime import UTC, date, datetime
from decimal import Decimal
from random import Random
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse

from appeal.base.viewpoint import EVERYTHING
from appeal.models import Appeal, Office, Region, Role
from tests.factories import (
    make_appeal,
    make_assignment,
    make_cell,
    make_contribution,
    make_donor,
    make_flow,
    make_membership,
    make_region,
    make_user,
    publish,
)
from tests.tracking.browsing import at, complaints, filled, words
from tests.tracking.ledger.test_check_ledger import unguarded
from tracking import actions
from tracking.figures import figures_of, standing
from tracking.ledger_check import differences
from tracking.models import Contribution, ContributionAssignment, Donor

pytestmark = [pytest.mark.django_db, pytest.mark.person("manager_ro")]
NOON = datetime(2021, 3, 1, 18, tzinfo=UTC)
SINCE = date(2021, 1, 1)


@pytest.fixture
def after(mi2020: Appeal, guatemala: Office) -> Appeal:
    """The year after, of the same region and headings, with one office."""
    appeal = make_appeal(
        code="MI2021-CNAC",
        region=mi2020.region,
        framework=mi2020.framework,
        year=2021,
        starts_on=date(2021, 1, 1),
        ends_on=date(2021, 12, 31),
        closes_on=date(2022, 3, 31),
    )
    make_cell(appeal=appeal, office=guatemala, heading=mi2020.framework.headings.get(code="O1"))
    return publish(appeal)


@pytest.fixture
def given(mi2020: Appeal) -> Contribution:
    """1 000 dollars for the whole appeal, committed on 1 February 2020."""
    return make_contribution(appeal=mi2020, committed=1000, reference="EU-7")


def share(given: Contribution, after: Appeal, **values: Any) -> ContributionAssignment:
    asked = {
        "source": (None, None), "amount": Decimal(400), "effective_on": SINCE, "reason": "Art. 3",
    }  # fmt: skip
    return actions.share_contribution(
        contribution=given,
        appeal=after,
        by=make_user(),
        at=NOON,
        **asked | values,
    )


def funded(appeal: Appeal, day: date = date(2021, 3, 1)) -> Decimal:
    return figures_of(appeal, EVERYTHING.on(day)).whole.funded


def send(client: Client, given: Contribution, after: Appeal, **typed: Any) -> Any:
    address = at("part_new", given.pk)
    typed = {
        "source": "0-0", "appeal": after.code, "amount": "400", "effective_on": "2021-01-01",
        "reason": "Art. 3",
    } | typed  # fmt: skip
    return client.post(address, filled(client.get(address), **typed), follow=True)


def test_a_part_counts_in_the_other_appeal_from_its_day_on_and_no_longer_here(
    client: Client, given: Contribution, after: Appeal
) -> None:
    before = funded(given.appeal)

    page = send(client, given, after)

    assert "Recorded: USD 400.00 belongs to MI2021-CNAC." in words(page)
    assert (funded(given.appeal), funded(after)) == (before - 400, 400)
    day_before = date(2020, 12, 31)
    assert (funded(given.appeal, day_before), funded(after, day_before)) == (before, 0)


def test_both_pages_show_the_part_and_lead_to_each_other(
    client: Client, given: Contribution, after: Appeal
) -> None:
    send(client, given, after)
    own = Contribution.objects.get(appeal=after)

    here = client.get(at("contribution_detail", given.pk))
    there = client.get(f"/appeals/MI2021-CNAC/contributions/{own.pk}/")

    assert (own.donor, own.reference, own.currency) == (given.donor, "EU-7", "USD")
    assert "Belongs to other appeals 400.00" in words(here)
    assert f"/appeals/MI2021-CNAC/contributions/{own.pk}/" in here.content.decode()
    assert "From contributions to other appeals 400.00" in words(there)
    assert at("contribution_detail", given.pk) in there.content.decode()
    assert "Reverse" not in words(there).partition("Distributions")[2]


def test_a_second_part_goes_to_the_same_contribution(given: Contribution, after: Appeal) -> None:
    first = share(given, after)
    second = share(given, after, amount=Decimal(100))

    assert first.into == second.into
    assert standing(first.into, EVERYTHING.on(SINCE)) == {(None, None): 500}


def test_no_more_than_there_is_belongs_to_another_appeal(
    given: Contribution, after: Appeal, guatemala: Office
) -> None:
    make_assignment(contribution=given, office=guatemala, amount=700)

    with pytest.raises(actions.NotRecordable, match=r"Only USD 300\.00"):
        share(given, after)
    share(given, after, source=(guatemala, None), amount=Decimal(700))

    assert standing(given, EVERYTHING.on(SINCE))[guatemala, None] == 0


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"state": "draft"}, "not published and open"),
        ({"currency": "EUR"}, "counts in EUR and this appeal in USD"),
    ],
)
def test_an_appeal_that_takes_no_part_is_refused_with_a_sentence(
    given: Contribution, mi2020: Appeal, changed: dict[str, str], sentence: str
) -> None:
    fields = {key: value for key, value in changed.items() if key != "state"}
    other = make_appeal(region=mi2020.region, **fields)
    if "state" not in changed:
        Appeal.objects.filter(pk=other.pk).update(state=Appeal.State.PUBLISHED)
        other.refresh_from_db()

    with pytest.raises(actions.NotRecordable, match=sentence):
        share(given, other)

    assert not Contribution.objects.filter(appeal=other).exists()


def test_a_place_that_the_other_appeal_does_not_have_is_refused(
    mi2020: Appeal, after: Appeal
) -> None:
    given = make_contribution(appeal=mi2020, committed=1000, office=Office.objects.get(code="BZ"))
    place = (given.office, None)

    with pytest.raises(actions.NotRecordable, match="no requirement line"):
        share(given, after, source=place)
    make_contribution(appeal=after, donor=given.donor, reference=given.reference)

    assert share(given, after, source=place).into.appeal == after


def test_a_day_that_the_other_appeal_does_not_take_is_refused(
    given: Contribution, mi2020: Appeal
) -> None:
    later = publish(
        make_appeal(region=mi2020.region, year=2023, starts_on=date(2023, 1, 1),
                    ends_on=date(2023, 12, 31), closes_on=date(2024, 3, 31))
    )  # fmt: skip

    with pytest.raises(actions.NotRecordable, match=f"{later.code}: .*between"):
        share(given, later, effective_on=date(2020, 12, 31))


def test_a_part_is_taken_back_unless_it_was_distributed_further(
    given: Contribution, after: Appeal, guatemala: Office
) -> None:
    part = share(given, after)
    by = {"by": make_user(), "at": NOON}
    move = ContributionAssignment(
        contribution=part.into, office=guatemala, amount=Decimal(50), effective_on=SINCE
    )
    actions.assign_contribution(assignment=move, **by)

    with pytest.raises(actions.NotRecordable, match="distributed further"):
        actions.reverse_assignment(assignment=part, reason="No.", **by)
    actions.reverse_assignment(assignment=move, reason="No.", **by)
    actions.reverse_assignment(assignment=part, reason="No.", **by)

    assert standing(given, EVERYTHING.on(SINCE)) == {(None, None): 1000}
    assert funded(after) == 0


@pytest.mark.parametrize("side", ["given", "into"])
def test_the_donor_stands_while_a_part_counts_in_another_appeal(
    client: Client, given: Contribution, after: Appeal, side: str
) -> None:
    part = share(given, after)
    row = given if side == "given" else part.into
    assert row
    address = reverse("tracking:contribution_edit", args=[row.appeal.code, row.pk])
    typed = {"donor": make_donor().pk}

    refused = client.post(address, filled(client.get(address), **typed))
    actions.reverse_assignment(assignment=part, reason="No.", by=make_user(), at=NOON)
    saved = client.post(address, filled(client.get(address), **typed))

    assert refused.status_code == 422
    assert "Reverse that part before" in " ".join(complaints(refused)["donor"])
    assert saved.status_code == 302


@pytest.mark.parametrize("gives", ["row", "into", "both"])
def test_donors_are_merged_though_a_part_counts_in_another_appeal(
    client: Client, given: Contribution, after: Appeal, gives: str
) -> None:
    other, parts = make_donor(), []
    if gives != "into":
        parts.append(share(given, after))
    if gives != "row":
        theirs = make_contribution(appeal=given.appeal, donor=other, committed=500, reference="X")
        parts.append(share(theirs, after))
    address = at("donor_merge", given.donor_id)

    page = client.post(address, filled(client.get(address), into=other.pk), follow=True)

    assert "was merged into" in words(page)
    assert {side.donor for side in Contribution.objects.all()} == {other}
    assert [*differences()] == []
    for part in parts:
        actions.reverse_assignment(assignment=part, reason="No.", by=make_user(), at=NOON)


def test_a_donor_who_shares_an_agreement_wrongly_is_not_merged_into_a_third(
    client: Client, given: Contribution, after: Appeal
) -> None:
    part, theirs = share(given, after), make_donor()
    with unguarded():
        Contribution.objects.filter(pk=part.into_id).update(donor=theirs)
    address = at("donor_merge", given.donor_id)

    refused = client.post(address, filled(client.get(address), into=make_donor().pk))
    merged = client.post(address, filled(client.get(address), into=theirs.pk))

    assert refused.status_code == 422
    assert "A part of the contribution EU-7 counts with another donor" in words(refused)
    assert merged.status_code == 302


def test_a_donor_that_goes_takes_both_sides_of_a_part_to_the_same_donor(
    given: Contribution, after: Appeal
) -> None:
    part = share(given, after)
    one, other = make_donor(), make_donor()
    sides = Contribution.objects.filter(pk__in=[given.pk, part.into_id])

    with pytest.raises(DatabaseError, match="donor stays"), transaction.atomic():
        sides.update(donor=one)
    Donor.objects.filter(pk=given.donor_id)._raw_delete("default")
    sides.filter(pk=given.pk).update(donor=one)
    with pytest.raises(DatabaseError, match="donor stays"), transaction.atomic():
        sides.filter(pk=part.into_id).update(donor=other)
    sides.filter(pk=part.into_id).update(donor=one)


def test_the_database_refuses_a_part_that_stays_in_the_appeal(given: Contribution) -> None:
    beside = make_contribution(appeal=given.appeal, donor=given.donor)

    with pytest.raises(DatabaseError, match="another appeal"), transaction.atomic():
        make_assignment(contribution=given, into=beside)


def test_only_appeals_where_the_person_records_contributions_are_offered(
    client: Client, given: Contribution, region: Region
) -> None:
    foreign = publish(make_appeal(region=make_region()))
    assert "There is no other appeal" in words(client.get(at("part_new", given.pk)))

    page = send(client, given, foreign)

    assert complaints(page)
    assert not ContributionAssignment.objects.filter(into__isnull=False).exists()


def test_whoever_records_for_one_office_alone_shares_nothing_of_others(
    given: Contribution, after: Appeal, guatemala: Office, signed_in: Any
) -> None:
    person = make_membership(role=Role.REPORTER, office=guatemala).user

    assert signed_in(person).get(at("part_new", given.pk)).status_code == 404


@pytest.mark.parametrize("seed", range(12))
def test_what_two_appeals_count_is_what_was_given_whatever_is_moved(
    mi2020: Appeal, after: Appeal, guatemala: Office, seed: int
) -> None:
    dice = Random(seed)  # noqa: S311
    own, by = mi2020, {"by": make_user(), "at": NOON}
    before = funded(own) + funded(after)
    given = make_contribution(appeal=own, committed=900, reference="R")
    make_flow(contribution=given, kind="receipt", amount=dice.randint(1, 1500))
    parts: list[ContributionAssignment] = []
    for _step in range(12):
        amount, day = Decimal(dice.randint(1, 40000)) / 100, date(2021, dice.randint(1, 2), 5)
        try:
            if parts and dice.random() < 0.3:
                part = parts.pop(dice.randrange(len(parts)))
                actions.reverse_assignment(assignment=part, reason="Back", **by)
            elif dice.random() < 0.3:
                move = ContributionAssignment(
                    contribution=dice.choice([given, *(p.into for p in parts if p.into)]),
                    office=guatemala, amount=amount, effective_on=day,
                )  # fmt: skip
                actions.assign_contribution(assignment=move, **by)
            else:
                place = dice.choice([(None, None), (guatemala, None)])
                parts.append(share(given, after, source=place, amount=amount, effective_on=day))
        except actions.NotRecordable:
            continue

    for day in (date(2020, 6, 1), date(2021, 1, 20), date(2021, 3, 1)):
        whole = standing(given, EVERYTHING.on(day))
        of_after = [standing(each, EVERYTHING.on(day)) for each in after.contributions.all()]
        figures = figures_of(own, EVERYTHING.on(day)).contribution_of(given)
        counted = sum(whole.values()) + sum(sum(each.values()) for each in of_after)
        assert counted == figures.given
        assert all(amount >= 0 for place in (whole, *of_after) for amount in place.values())
    assert funded(own) + funded(after) == before + figures.given
