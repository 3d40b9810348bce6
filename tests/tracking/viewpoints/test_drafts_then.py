"""Drafts as they were on a past day, found without a look at the whole change log."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection

from appeal.base.viewpoint import EVERYTHING, Include, Viewpoint
from appeal.models import Appeal, Office, User
from tests.factories import cell_for, make_user
from tests.tracking.browsing import activity_of
from tracking import actions
from tracking.models import Transaction, included_entries, included_in_parts, known_drafts

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
FIRST = datetime(2020, 4, 1, 15, tzinfo=UTC)


def seen(known_at: datetime) -> Viewpoint:
    offices = Office.objects.all()
    return Viewpoint(date(2020, 6, 30), Include.DRAFT, offices, known_at=known_at)


@pytest.fixture
def poster(mi2020: Appeal) -> User:
    return make_user()


def drafted(at: datetime, amount: int = 100) -> Transaction:
    activity = activity_of("GT-1.1")
    entry = Transaction(
        activity=activity,
        cell=cell_for(activity, amount),
        amount=amount,
        currency="USD",
        value_on=date(2020, 3, 15),
        unusual_reason="Another one.",
    )
    return actions.draft_transaction(entry=entry, version=None, by=make_user(), at=at)


def test_drafts_of_a_past_day_are_those_neither_posted_nor_discarded_by_then(
    mi2020: Appeal, poster: User
) -> None:
    still, posted, gone, changed = (drafted(FIRST) for _each in range(4))
    later = FIRST + 2 * DAY
    actions.post_transaction(entry=posted, version=posted.version, by=poster, at=later)
    key = gone.pk
    actions.discard_transaction(entry=gone, version=gone.version, at=later)
    changed.amount = 250
    actions.draft_transaction(entry=changed, version=changed.version, by=poster, at=later)
    new = drafted(later)

    def known(viewpoint: Viewpoint) -> dict[int, int]:
        return {row.id: int(row.amount) for row in known_drafts(mi2020, viewpoint)}

    assert known(seen(FIRST)) == {}
    assert known(seen(FIRST + DAY)) == dict.fromkeys((still.pk, posted.pk, key, changed.pk), 100)
    assert known(seen(later + DAY)) == {still.pk: 100, changed.pk: 250, new.pk: 100}
    assert known(EVERYTHING) == known(seen(later + DAY))


def test_what_counts_in_parts_is_what_counts(mi2020: Appeal, poster: User) -> None:
    posted, draft = drafted(FIRST), drafted(FIRST)
    actions.post_transaction(entry=posted, version=posted.version, by=poster, at=FIRST + DAY)

    for known_at in (FIRST + DAY / 2, FIRST + 2 * DAY):
        parts = included_in_parts(mi2020, seen(known_at))
        found = [row.id for part in parts for row in part]
        assert sorted(found) == sorted([posted.pk, draft.pk])


def test_of_one_appeal_the_same_entries_count(mi2020: Appeal, poster: User) -> None:
    posted, gone, changed = (drafted(FIRST) for _each in range(3))
    later = FIRST + 2 * DAY
    actions.post_transaction(entry=posted, version=posted.version, by=poster, at=later)
    actions.discard_transaction(entry=gone, version=gone.version, at=later)
    changed.amount = 250
    actions.draft_transaction(entry=changed, version=changed.version, by=poster, at=later)

    for known_at in (FIRST, FIRST + DAY, later + DAY):
        viewpoint = seen(known_at)
        of_all = included_entries(viewpoint).of(mi2020).order_by("id")
        of_one = included_entries(viewpoint, mi2020).order_by("id")
        told = ("id", "pk", "amount", "posted_at")
        assert list(of_one.values_list(*told)) == list(of_all.values_list(*told))


def test_drafts_of_a_past_day_are_looked_up_in_the_change_log(mi2020: Appeal) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL reads a table as small as this one whole.")

    plan = known_drafts(mi2020, seen(FIRST)).explain()

    assert "tracking_historicaltransaction USING INDEX" in plan
    assert "SCAN tracking_historicaltransaction" not in plan
    assert "transaction_gone" in plan
    assert "ledger_by_posting" in plan
