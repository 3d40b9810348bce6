"""One's own words are taken back, and the answers stay."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from appeal.models import User
from tests.fixture_types import SignIn
from tests.tracking.browsing import activity_of, at, filled, words
from tracking import actions
from tracking.models import Comment, Transaction

pytestmark = [pytest.mark.once, pytest.mark.django_db, pytest.mark.person("manager_ro")]

AT = datetime(2020, 7, 10, 15, tzinfo=UTC)


def send(client: Client, address: str, **typed: Any) -> Any:
    return client.post(address, filled(client.get(address), **typed), follow=True)


@pytest.fixture
def thread(reporter_gt: User) -> Comment:
    activity = activity_of("GT-1.1")
    return actions.add_comment(body="Ana López is ill.", activity=activity, by=reporter_gt, at=AT)


def test_ones_own_words_are_taken_back_and_the_answers_stay(
    thread: Comment, reporter_gt: User, viewer: User, signed_in: SignIn
) -> None:
    actions.add_comment(body="No names, please.", parent=thread, by=viewer, at=AT)
    client = signed_in(reporter_gt)
    home = reverse("tracking:activity_detail", args=["MI2020-CNAC", "GT-1.1"])
    assert at("comment_withdraw", thread.pk) in client.get(home).content.decode()

    page = send(client, at("comment_withdraw", thread.pk))

    thread.refresh_from_db()
    assert (thread.body, thread.withdrawn_by) == ("", reporter_gt)
    assert "removed by reporter.gt" in words(page)
    assert "No names, please." in words(page)
    assert "Ana López" not in page.content.decode()
    assert client.get(at("comment_withdraw", thread.pk)).status_code == 404
    assert Transaction.objects.count() == 0


def test_nobody_takes_anothers_words_back_but_a_superuser(
    thread: Comment, manager_ro: User, superuser: User, signed_in: SignIn
) -> None:
    assert signed_in(manager_ro).get(at("comment_withdraw", thread.pk)).status_code == 404

    send(signed_in(superuser), at("comment_withdraw", thread.pk))

    thread.refresh_from_db()
    assert thread.withdrawn_by == superuser


def test_an_answer_is_taken_back_too(thread: Comment, viewer: User, signed_in: SignIn) -> None:
    answer = actions.add_comment(body="Hm.", parent=thread, by=viewer, at=AT)

    page = send(signed_in(viewer), at("comment_withdraw", answer.pk))

    assert "removed by viewer" in words(page)
    assert "Ana López" in words(page)


@pytest.mark.parametrize(
    "change",
    [
        {"body": "Otherwise."},
        {"body": "", "withdrawn_at": None},
        {"body": "x", "withdrawn_at": AT},
        {"withdrawn_at": AT},
    ],
)
def test_by_sql_alone_nothing_said_is_changed_but_by_taking_it_back(
    thread: Comment, change: dict[str, Any], reporter_gt: User
) -> None:
    rows = Comment.objects.filter(pk=thread.pk)
    if change.get("withdrawn_at"):
        change = change | {"withdrawn_by": reporter_gt}

    with pytest.raises(IntegrityError), transaction.atomic():
        rows.update(**change)


def test_what_is_taken_back_stays_so(thread: Comment, reporter_gt: User) -> None:
    actions.withdraw_comment(comment=thread, by=reporter_gt, at=AT)
    rows = Comment.objects.filter(pk=thread.pk)

    with pytest.raises(actions.CommentGone):
        actions.withdraw_comment(comment=thread, by=reporter_gt, at=AT)
    for change in ({"body": "Again."}, {"withdrawn_at": None, "withdrawn_by": None}):
        with pytest.raises(IntegrityError, match="A comment cannot be"), transaction.atomic():
            rows.update(**change)
