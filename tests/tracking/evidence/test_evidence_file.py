"""Giving evidence out: who gets it, as what, and what is left of what was withdrawn."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.core.files.storage import default_storage

from appeal.models import Milestone, Role, User
from tests.factories import (
    make_appeal,
    make_evidence,
    make_membership,
    make_office,
    make_transaction,
    make_update,
    move,
)
from tests.fixture_types import SignIn
from tests.tracking.browsing import activity_of, at, words
from tests.tracking.evidence.test_evidence_files import PDF
from tracking import actions
from tracking.models import Evidence, MilestoneAchievement, ReportingPeriod

pytestmark = pytest.mark.once

MOMENT = datetime(2020, 5, 4, 15, tzinfo=UTC)


@pytest.fixture
def posted(db: None) -> Evidence:
    entry = make_transaction(activity=activity_of("GT-1.1"), posted=True)
    return make_evidence(transaction=entry, content=PDF)


def answers(user: User, evidence: Evidence, signed_in: SignIn) -> int:
    return signed_in(user).get(at("evidence_file", evidence.pk)).status_code


def test_it_comes_as_a_file_to_save_and_never_as_a_page(
    posted: Evidence, viewer: User, signed_in: SignIn
) -> None:
    response = signed_in(viewer).get(at("evidence_file", posted.pk))

    assert b"".join(response.streaming_content) == PDF
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == 'attachment; filename="invoice.pdf"'
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert response["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("año.pdf", "attachment; filename*=utf-8''a%C3%B1o.pdf"),
        ('a"b.pdf', 'attachment; filename="a\\"b.pdf"'),
        ("a; filename=b.exe.pdf", 'attachment; filename="a; filename=b.exe.pdf"'),
    ],
)
def test_no_file_name_speaks_for_the_header(
    name: str, said: str, viewer: User, signed_in: SignIn
) -> None:
    entry = make_transaction(activity=activity_of("GT-1.1"), posted=True)
    evidence = make_evidence(transaction=entry, content=PDF, file_name=name)

    response = signed_in(viewer).get(at("evidence_file", evidence.pk))

    assert response["Content-Disposition"] == said


def test_a_text_with_a_script_is_only_text(viewer: User, signed_in: SignIn) -> None:
    entry = make_transaction(activity=activity_of("GT-1.1"), posted=True)
    script = b"<script>alert(1)</script>"
    evidence = make_evidence(transaction=entry, content=script, file_name="page.txt")

    response = signed_in(viewer).get(at("evidence_file", evidence.pk))

    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert response["Content-Disposition"].startswith("attachment")


def test_evidence_of_a_draft_entry_is_for_who_sees_the_offices_drafts(
    viewer: User, reporter_gt: User, finance_gt: User, manager_ro: User, honduras: Any,
    signed_in: SignIn,
) -> None:  # fmt: skip
    draft = make_transaction(activity=activity_of("GT-1.1"))
    evidence = make_evidence(transaction=draft, content=PDF)
    foreign = make_membership(role=Role.REPORTER, office=honduras).user

    for person in (reporter_gt, finance_gt, manager_ro):
        assert answers(person, evidence, signed_in) == 200
    for person in (viewer, foreign):
        assert answers(person, evidence, signed_in) == 404
    actions.post_transaction(entry=draft, version=1, by=finance_gt, at=MOMENT)
    assert answers(viewer, evidence, signed_in) == 200


@pytest.mark.parametrize(
    ("state", "answer"), [("draft", 404), ("submitted", 404), ("returned", 404), ("approved", 200)]
)
def test_evidence_of_a_line_is_for_everybody_once_the_report_is_approved(
    state: str, answer: int, viewer: User, reporter_gt: User, signed_in: SignIn
) -> None:
    period = ReportingPeriod.objects.get(code="2020-Q1")
    line = make_update(activity=activity_of("GT-1.1"), period=period)
    evidence = make_evidence(update=line, content=PDF)
    move(line.report, state)

    assert answers(viewer, evidence, signed_in) == answer
    assert answers(reporter_gt, evidence, signed_in) == 200


def test_evidence_of_a_milestone_is_for_everybody_once_it_is_officially_achieved(
    viewer: User, reporter_gt: User, signed_in: SignIn
) -> None:
    activity = activity_of("GT-1.1")
    milestone = Milestone.objects.create(
        activity=activity, title="Opened", due_on=date(2020, 6, 30), order=1
    )
    evidence = make_evidence(milestone=milestone, content=PDF)
    line = make_update(activity=activity, period=ReportingPeriod.objects.get(code="2020-Q1"))
    MilestoneAchievement.objects.create(
        update=line, milestone=milestone, achieved_on=date(2020, 3, 1)
    )

    assert answers(viewer, evidence, signed_in) == 404
    assert answers(reporter_gt, evidence, signed_in) == 200
    move(line.report, "approved")
    assert answers(viewer, evidence, signed_in) == 200


def test_evidence_is_found_in_its_own_appeal_only(superuser: User, signed_in: SignIn) -> None:
    appeal = make_appeal(region=make_office().region)
    entry = make_transaction(activity=activity_of("GT-1.1"), posted=True)
    evidence = make_evidence(transaction=entry, content=PDF)
    address = at("evidence_file", evidence.pk).replace("MI2020-CNAC", appeal.code)

    assert signed_in(superuser).get(address).status_code == 404


def test_a_link_is_no_file(viewer: User, signed_in: SignIn) -> None:
    entry = make_transaction(activity=activity_of("GT-1.1"), posted=True)

    assert answers(viewer, make_evidence(transaction=entry), signed_in) == 404


def test_what_was_withdrawn_says_by_whom_when_and_why(
    posted: Evidence, manager_ro: User, viewer: User, signed_in: SignIn
) -> None:
    actions.withdraw_evidence(evidence=posted, reason="A passport", by=manager_ro, at=MOMENT)

    response = signed_in(viewer).get(at("evidence_file", posted.pk))

    assert response.status_code == 410
    assert "was withdrawn by manager.ro on 4 May 2020: A passport" in words(response)
    assert posted.sha256 in words(response)


def test_a_file_that_is_missing_is_a_page_that_says_whom_to_tell(
    posted: Evidence, viewer: User, signed_in: SignIn
) -> None:
    default_storage.delete(posted.file.name)

    response = signed_in(viewer).get(at("evidence_file", posted.pk))

    assert response.status_code == 404
    assert "Tell the administrator" in words(response)


def test_a_file_that_was_changed_on_the_server_is_not_given_out(
    posted: Evidence, viewer: User, signed_in: SignIn
) -> None:
    with default_storage.open(posted.file.name, "wb") as file:
        file.write(PDF + b"%another")

    response = signed_in(viewer).get(at("evidence_file", posted.pk))

    assert response.status_code == 410
    assert "“invoice.pdf” is no longer the file that was attached" in words(response)
