"""The admin of risks, evidence, comments and judgements: own offices, and who changes what."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from appeal.models import User
from tests.appeal.admin.test_admin import at, typed
from tests.factories import make_evidence, make_risk, make_transaction, make_update
from tests.fixture_types import SignIn
from tests.tracking.browsing import activity_of
from tracking.models import Comment, ReportingPeriod, Risk, StatusOverride

pytestmark = pytest.mark.once

MOMENT = datetime(2020, 5, 4, 15, tzinfo=UTC)


def rows_of(code: str, by: User) -> list[Any]:
    """A risk, evidence, comments on activity and draft report, and a judgement."""
    activity = activity_of(code)
    period = ReportingPeriod.objects.get(code="2020-Q1")
    report = make_update(activity=activity, period=period).report
    return [
        make_risk(activity=activity),
        make_evidence(transaction=make_transaction(activity=activity, posted=True)),
        Comment.objects.create(activity=activity, body="Well?", by=by, at=MOMENT),
        Comment.objects.create(report=report, body="Well?", by=by, at=MOMENT),
        StatusOverride.objects.create(
            activity=activity, colour="red", effective_on=date(2020, 5, 1), reason="A strike",
            by=by, at=MOMENT,
        ),
    ]  # fmt: skip


def test_a_reporter_finds_the_own_offices_rows_only(
    reporter_gt: User, manager_ro: User, signed_in: SignIn
) -> None:
    own, foreign = rows_of("GT-1.1", manager_ro), rows_of("HN-1.1", manager_ro)
    client = signed_in(reporter_gt)

    for row in own:
        assert client.get(at(type(row), "change", row.pk)).status_code == 200
        assert row in client.get(at(type(row), "changelist")).context["cl"].queryset
    for row in foreign:
        listed = client.get(at(type(row), "changelist"))
        assert row not in listed.context["cl"].queryset
        assert "Honduras" not in listed.content.decode()
        for page in ("change", "history", "delete"):
            assert client.get(at(type(row), page, row.pk)).status_code == 404


def test_all_but_risks_is_read_only_even_for_a_superuser(
    superuser: User, signed_in: SignIn
) -> None:
    client = signed_in(superuser)

    for row in rows_of("GT-1.1", superuser)[1:]:
        assert client.post(at(type(row), "change", row.pk), {}).status_code == 403
        assert client.post(at(type(row), "delete", row.pk), {"post": "yes"}).status_code == 403
        assert client.get(at(type(row), "add")).status_code == 403


@pytest.mark.parametrize(
    ("who", "answer"), [("reporter_gt", 302), ("manager_ro", 302), ("finance_gt", 403)]
)
def test_who_keeps_risks_changes_them_here_too(
    who: str, answer: int, request: pytest.FixtureRequest, signed_in: SignIn, db: None
) -> None:
    risk = make_risk(activity=activity_of("GT-1.1"))
    client = signed_in(request.getfixturevalue(who))
    address = at(Risk, "change", risk.pk)
    page = client.get(address)

    sent = typed(page, state="closed") if answer == 302 else {"state": "closed"}

    assert client.post(address, sent).status_code == answer
    risk.refresh_from_db()
    assert risk.state == ("closed" if answer == 302 else "open")
    assert risk.history.latest("history_id").door == ("admin" if answer == 302 else "command")


def test_the_second_to_change_a_risk_is_told(reporter_gt: User, signed_in: SignIn) -> None:
    risk = make_risk(activity=activity_of("GT-1.1"))
    client = signed_in(reporter_gt)
    address = at(Risk, "change", risk.pk)
    page = client.get(address)
    client.post(address, typed(page, owner="Theirs"))

    late = client.post(address, typed(page, owner="Mine"))

    assert "Theirs" in str(late.context["adminform"].form.non_field_errors())
    risk.refresh_from_db()
    assert risk.owner == "Theirs"
