"""`@` and a user name in a comment: who is told, who is not, what writer and readers see."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client
from django.utils.translation import override

from appeal.models import Activity, Membership, Office, User
from tests.factories import make_activity, make_membership, make_update, make_user
from tests.fixture_types import SignIn
from tests.tracking.browsing import activity_of, at, filled, words
from tests.tracking.notices.conftest import addressed, said
from tests.tracking.notices.smtp import Server
from tracking import actions
from tracking.models import Comment, Mail, Notice, NoticeChoice, OfficeReport, ReportingPeriod
from tracking.notices import Worker
from tracking.notices.mentions import MOST_NAMED, names_in

pytestmark = [pytest.mark.once, pytest.mark.django_db]
MOMENT = datetime(2020, 4, 6, 15, tzinfo=UTC)
NOT_TOLD = "who can see the comment:"


@pytest.fixture
def report(period: ReportingPeriod) -> OfficeReport:
    """A draft of Guatemala's."""
    return make_update(activity=activity_of("GT-1.1"), period=period).report


@pytest.fixture
def far() -> User:
    """Who works for another region's office."""
    return make_membership(user=make_user(username="far"), role="reporter").user


@pytest.fixture
def of_honduras(honduras: Office) -> User:
    user = make_user(username="reporter.hn")
    return make_membership(user=user, role="reporter", office=honduras).user


def say(body: str, by: User, **place: Any) -> Comment:
    return actions.add_comment(body=body, by=by, at=MOMENT, **place)


def told() -> list[tuple[str, str]]:
    return sorted(Notice.objects.values_list("kind", "to__username"))


def post(client: Client, body: str, address: str = at("comment_new", "GT-1.1")) -> Any:
    return client.post(address, filled(client.get(address), body=body), follow=True)


@pytest.mark.parametrize(
    ("body", "names"),
    [
        ("@ana, @bo-b: and (@c_d+e).", ["ana", "bo-b", "c_d+e"]),
        ("Ask @reporter.gt. Or @ana@example.org.", ["reporter.gt", "ana@example.org"]),
        ("@ana @ana\n@ana", ["ana"]),
        ("Write to ana@example.org, or to x.@y", []),
        ("@ @. @@ana @-", ["-"]),
        ("¿@José?", ["José"]),
        ("@\uff41na", ["ana"]),
        ("@<b>ana</b> @ana<script>", ["ana"]),
        ("@" + "." * 1999, []),
        ("@" + "a." * 999, ["a." * 998 + "a"]),
    ],
)
def test_a_name_is_what_stands_behind_an_at_sign_and_a_full_stop_ends_it(
    body: str, names: list[str]
) -> None:
    assert names_in(body) == names


def test_who_is_named_is_told_of_that_alone_and_nobody_else_is_told_otherwise(
    activity: Activity, reporter_gt: User, reviewer_ro: User, viewer: User
) -> None:
    say("@reviewer.ro: so? @reviewer.ro, @viewer", viewer, activity=activity)
    assert told() == [("comment", "reporter.gt"), ("mention", "reviewer.ro")]

    say("@reporter.gt, and @reviewer.ro.", viewer, activity=activity)

    assert told() == [
        ("comment", "reporter.gt"), ("mention", "reporter.gt"),
        ("mention", "reviewer.ro"), ("mention", "reviewer.ro"),
    ]  # fmt: skip


def test_who_signs_in_with_an_address_is_named_by_it(activity: Activity, reporter_gt: User) -> None:
    User.objects.filter(pk=reporter_gt.pk).update(username="ana@example.org")

    say("So, @ana@example.org?", make_user(username="x"), activity=activity)

    assert told() == [("mention", "ana@example.org")]


def test_who_may_not_sign_in_or_see_it_is_not_told_and_answered_for_like_a_stranger(
    activity: Activity, viewer: User, finance_gt: User, signed_in: SignIn
) -> None:
    User.objects.filter(pk=finance_gt.pk).update(is_active=False)
    ended = make_membership(user=make_user(username="ended"), role="viewer").user
    Membership.objects.filter(user=ended).delete()

    page = post(signed_in(viewer), "@viewer @finance.gt @ended @nobody")

    assert told() == []
    assert f"{NOT_TOLD} finance.gt, ended, nobody" in words(page)
    assert "@viewer @finance.gt @ended @nobody" in words(page)
    alone = [words(post(signed_in(viewer), f"@{name}")) for name in ("ended", "nobody")]
    sentence = "Not told, for there is nobody of this user name who can see the comment:"
    assert f"{sentence} ended" in alone[0]
    assert f"{sentence} nobody" in alone[1]


def test_a_draft_reports_comment_calls_only_who_may_read_the_report(
    report: OfficeReport, reporter: Client, of_honduras: User, far: User, finance_gt: User
) -> None:
    """Whoever works here sees the activity, and not a draft of another office."""
    address = at("report_comment_new", "GT", "2020-Q1")

    page = post(reporter, "@reporter.hn @finance.gt @far", address + "?activity=GT-1.1")

    assert told() == [("mention", "finance.gt")]
    assert f"{NOT_TOLD} reporter.hn, far" in words(page)
    assert Comment.objects.get().activity.code == "GT-1.1"
    post(reporter, "@reporter.hn")
    assert told() == [("mention", "finance.gt"), ("mention", "reporter.hn")]


def test_an_activity_of_an_appeal_in_planning_calls_only_who_plans_it(
    viewer: User, superuser: User
) -> None:
    planned = make_activity()
    manager = make_membership(role="manager", region=planned.appeal.region).user

    say(f"@viewer @{manager.username}", superuser, activity=planned)

    assert told() == [("mention", manager.username)]


def test_a_reply_calls_people_in_and_no_others_name_is_complained_about(
    activity: Activity, reporter: Client, reviewer_ro: User, viewer: User
) -> None:
    first = say("So?", viewer, activity=activity)
    Notice.objects.all().delete()
    address = at("comment_new", "GT-1.1")

    sent = filled(reporter.get(address), body="@viewer, @reviewer.ro", parent=first.pk)
    page = reporter.post(address, sent, follow=True)

    assert told() == [("mention", "reviewer.ro"), ("mention", "viewer")]
    assert NOT_TOLD not in words(page)


def test_ten_names_count_and_the_writer_is_told_of_the_rest(
    activity: Activity, reporter: Client, viewer: User
) -> None:
    names = " ".join(f"@n{number}" for number in range(MOST_NAMED))

    page = post(reporter, f"{names} @viewer")

    assert told() == []
    assert "Only the first 10 names count" in words(page)
    assert "Only the first" not in words(post(reporter, names.replace("@n0", "@viewer")))
    assert told() == [("mention", "viewer")]


def test_the_thread_shows_the_persons_name_escaped_and_all_others_as_typed(
    activity: Activity, reporter: Client, reviewer_ro: User, viewer: User, finance_gt: User
) -> None:
    User.objects.filter(pk=viewer.pk).update(first_name="<b>Ana", last_name="@reviewer.ro</b>")
    User.objects.filter(pk=finance_gt.pk).update(first_name="Far", is_active=False)

    page = post(reporter, "@viewer. @reviewer.ro @finance.gt @<script>x</script>")

    shown = page.content.decode()
    assert "&lt;b&gt;Ana @reviewer.ro&lt;/b&gt;. reviewer.ro @finance.gt @&lt;script&gt;x" in shown
    assert "<b>Ana" not in shown
    assert "Far" not in shown
    thread = Comment.objects.get()
    assert "&lt;b&gt;" in reporter.get(at("activity_detail", "GT-1.1")).content.decode()
    actions.resolve_thread(thread=thread, by=viewer, at=MOMENT)
    settled = words(reporter.get(at("activity_detail", "GT-1.1")))
    assert settled.count("Ana @reviewer.ro</b>. reviewer.ro") == 2


def test_it_comes_by_bell_and_at_once_by_mail_in_the_language_of_its_reader(
    activity: Activity, reviewer_ro: User, viewer: User, worker: Worker, server: Server,
    signed_in: SignIn,
) -> None:  # fmt: skip
    addressed(reviewer_ro)
    User.objects.filter(pk=reviewer_ro.pk).update(language="fr")
    with override("es"):
        comment = say("QUETZAL, @reviewer.ro <b>", viewer, activity=activity)

    worker.go_round()

    (mail,) = server.taken
    text = said(mail)
    assert mail["Subject"] == "viewer vous mentionne\N{NO-BREAK SPACE}: GT-1.1, Guatemala"
    assert "QUETZAL, @reviewer.ro <b>" in text
    assert "QUETZAL, @reviewer.ro &lt;b&gt;" in text
    assert f"?thread={comment.pk}#thread-{comment.pk}" in text
    bell = signed_in(reviewer_ro).get("/accounts/notifications/").content.decode()
    assert mail["Subject"] in bell


def test_it_is_chosen_apart_from_comments(
    activity: Activity, reporter_gt: User, viewer: User, worker: Worker, server: Server
) -> None:  # fmt: skip
    addressed(reporter_gt)
    NoticeChoice.objects.create(user=reporter_gt, kind="comment", when="never")
    say("One, @reporter.gt", viewer, activity=activity)
    worker.go_round()
    assert len(server.taken) == 1
    NoticeChoice.objects.create(user=reporter_gt, kind="mention", when="never")
    say("Two, @reporter.gt", viewer, activity=activity)

    worker.go_round()

    assert len(server.taken) == 1
    assert told().count(("mention", "reporter.gt")) == 2
    assert "comment" not in dict(told())


def test_taken_back_it_leaves_no_word_in_what_is_not_sent_yet(
    activity: Activity, reviewer_ro: User, viewer: User, worker: Worker, server: Server,
    signed_in: SignIn,
) -> None:  # fmt: skip
    addressed(reviewer_ro)
    comment = say("QUETZAL, @reviewer.ro", viewer, activity=activity)
    actions.withdraw_comment(comment=comment, by=viewer, at=MOMENT)

    worker.go_round()

    assert server.taken == []
    assert not Mail.objects.filter(text__contains="QUETZAL").exists()
    client = signed_in(reviewer_ro)
    for address in ("/accounts/notifications/", at("activity_detail", "GT-1.1")):
        assert "QUETZAL" not in client.get(address).content.decode()
