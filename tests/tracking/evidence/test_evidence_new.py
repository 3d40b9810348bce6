"""Attaching evidence: to a line, a milestone or a transaction of the own office, once."""

from datetime import date
from hashlib import sha256
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection, transaction
from django.test import Client, override_settings

from appeal.models import Appeal, Milestone, User
from tests.factories import make_evidence, make_transaction, make_update, move
from tests.fixture_types import SignIn
from tests.test_races import at_once, sending
from tests.tracking.browsing import activity_of, at, complaints, filled, words
from tests.tracking.evidence.test_evidence_files import EXE, PDF
from tracking import actions
from tracking.models import Evidence, ProgressUpdate, ReportingPeriod, Transaction

pytestmark = [pytest.mark.once, pytest.mark.person("reporter_gt")]

TYPED = {"title": "The contract", "dated_on": "2020-03-10"}


@pytest.fixture
def line(mi2020: Appeal) -> ProgressUpdate:
    """The first quarter's line of GT-1.1, in a draft."""
    first = ReportingPeriod.objects.of(mi2020).earliest("starts_on")
    return make_update(activity=activity_of("GT-1.1"), period=first)


@pytest.fixture
def entry(db: None) -> Transaction:
    return make_transaction(activity=activity_of("GT-1.1"))


@pytest.fixture
def address(db: None) -> str:
    return at("evidence_new", "GT-1.1")


def upload(name: str = "contract.pdf", content: bytes = PDF) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def send(client: Client, address: str, **typed: Any) -> Any:
    """Fill the form of the address and send it."""
    return client.post(address, filled(client.get(address), **TYPED | typed))


def test_a_file_is_kept_under_a_name_of_ours_with_its_hash(
    client: Client, address: str, line: ProgressUpdate
) -> None:
    response = send(client, address, upload=upload("../../contrato ñ.pdf"))

    assert (response.status_code, response.url) == (302, at("activity_detail", "GT-1.1"))
    evidence = Evidence.objects.get()
    assert (evidence.update, evidence.office.code) == (line, "GT")
    assert (evidence.file_name, evidence.size) == ("contrato ñ.pdf", len(PDF))
    assert evidence.sha256 == sha256(PDF).hexdigest()
    assert evidence.added_by.username == "reporter.gt"
    assert "contrat" not in evidence.file.name
    assert len(evidence.file.name) == 35
    assert evidence.file.read() == PDF
    assert evidence.history.get().door == "page"


def test_a_link_is_attached_without_a_file(
    client: Client, address: str, line: ProgressUpdate
) -> None:
    assert send(client, address, link="https://example.org/contract").status_code == 302

    evidence = Evidence.objects.get()
    assert (evidence.link, evidence.host) == ("https://example.org/contract", "example.org")
    assert (evidence.sha256, evidence.file.name) == ("", "")


@pytest.mark.parametrize("who", ["reporter_gt", "finance_gt", "manager_ro", "superuser"])
def test_who_works_for_the_office_attaches(
    who: str,
    address: str,
    line: ProgressUpdate,
    request: pytest.FixtureRequest,
    signed_in: SignIn,
) -> None:
    client = signed_in(request.getfixturevalue(who))

    assert send(client, address, upload=upload()).status_code == 302


@pytest.mark.parametrize("who", ["viewer", "reviewer_ro"])
def test_who_only_looks_finds_no_form(
    who: str,
    address: str,
    line: ProgressUpdate,
    request: pytest.FixtureRequest,
    signed_in: SignIn,
) -> None:
    client = signed_in(request.getfixturevalue(who))

    assert client.get(address).status_code == 404
    assert client.post(address, TYPED | {"upload": upload()}).status_code == 404
    assert not Evidence.objects.exists()


def test_nothing_is_attached_to_another_offices_activity(
    client: Client, line: ProgressUpdate
) -> None:
    make_update(activity=activity_of("HN-1.1"), period=line.report.period)
    foreign = at("evidence_new", "HN-1.1")

    assert client.get(foreign).status_code == 404
    assert client.post(foreign, TYPED | {"upload": upload()}).status_code == 404


@pytest.mark.parametrize("what", ["period", "milestone", "transaction"])
def test_another_offices_thing_is_refused_in_address_and_field(
    what: str, client: Client, address: str, line: ProgressUpdate
) -> None:
    activity = activity_of("HN-1.1")
    second = ReportingPeriod.objects.get(code="2020-Q2")
    make_update(activity=activity, period=second)
    key = {
        "period": second.code,
        "milestone": Milestone.objects.create(
            activity=activity, title="Opened", due_on=date(2020, 6, 30), order=1
        ).pk,
        "transaction": make_transaction(activity=activity, posted=True).pk,
    }[what]

    response = send(client, address, about=f"{what}-{key}", upload=upload())

    assert client.get(address, {what: key}).status_code == 404
    assert response.status_code == 422
    assert list(complaints(response)) == ["about"]
    assert response.context["form"]["title"].value() == "The contract"
    assert not Evidence.objects.exists()


def test_the_address_chooses_what_it_proves(
    client: Client, address: str, line: ProgressUpdate, entry: Transaction
) -> None:
    milestone = Milestone.objects.create(
        activity=entry.activity, title="Opened", due_on=date(2020, 6, 30), order=1
    )

    send(client, f"{address}?transaction={entry.pk}", upload=upload())
    send(client, f"{address}?milestone={milestone.pk}", upload=upload())
    send(client, f"{address}?period=2020-Q1", upload=upload())

    found = Evidence.objects.order_by("pk")
    assert [(e.transaction, e.milestone, e.update) for e in found] == [
        (entry, None, None),
        (None, milestone, None),
        (None, None, line),
    ]
    assert client.get(f"{address}?period=2020-Q4").status_code == 404
    assert client.get(f"{address}?transaction=99999999999999999999").status_code == 404


def test_evidence_comes_late_to_a_report_that_is_approved(
    client: Client, address: str, line: ProgressUpdate
) -> None:
    move(line.report, "approved")

    assert send(client, address, upload=upload()).status_code == 302


def test_where_nothing_is_reported_the_page_says_so(client: Client, address: str) -> None:
    assert "Log progress first" in words(client.get(address))
    assert client.post(address, TYPED | {"upload": upload()}).status_code == 422


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({}, "__all__"),
        ({"link": "https://example.org/", "upload": upload()}, "__all__"),
        ({"link": "javascript:alert(1)"}, "link"),
        ({"link": "ftp://example.org/x"}, "link"),
        ({"link": "data:text/html,x"}, "link"),
        ({"link": "https://ana:secret@example.org/"}, "link"),
        ({"link": "https://example.org/" + "x" * 500}, "link"),
        ({"upload": upload("report.pdf", EXE)}, "upload"),
        ({"upload": upload("report.exe", PDF)}, "upload"),
        ({"upload": upload("report.pdf", b"")}, "upload"),
        ({"title": "", "upload": upload()}, "title"),
        ({"dated_on": "", "upload": upload()}, "dated_on"),
        ({"dated_on": "2999-01-01", "upload": upload()}, "dated_on"),
    ],
)
def test_what_is_wrong_is_refused_with_a_sentence_and_nothing_is_kept(
    client: Client, address: str, line: ProgressUpdate, typed: dict[str, Any], field: str
) -> None:
    for sent in typed.values():
        if hasattr(sent, "seek"):
            sent.seek(0)
    response = send(client, address, **typed)

    assert response.status_code == 422
    assert list(complaints(response)) == [field]
    assert str(complaints(response)[field][0]) in words(response)
    assert not Evidence.objects.exists()


def test_a_file_of_more_than_10_megabytes_gets_a_sentence(
    client: Client, address: str, line: ProgressUpdate
) -> None:
    response = send(client, address, upload=upload(content=PDF + b"0" * 10 * 1024 * 1024))

    assert response.status_code == 422
    assert "larger than 10 MB" in words(response)
    assert response.context["form"]["title"].value() == "The contract"
    assert "choose the file again" in words(response)


def test_the_same_file_twice_on_the_same_thing_is_refused(
    client: Client, address: str, line: ProgressUpdate, entry: Transaction
) -> None:
    send(client, address, upload=upload())

    again = send(client, address, upload=upload("another name.pdf"), title="Again")
    elsewhere = send(client, f"{address}?transaction={entry.pk}", upload=upload())

    assert again.status_code == 422
    assert "This is already attached here, as “The contract”." in words(again)
    assert elsewhere.status_code == 302
    assert Evidence.objects.count() == 2


def test_the_same_link_twice_is_refused_and_another_is_not(
    client: Client, address: str, line: ProgressUpdate
) -> None:
    send(client, address, link="https://example.org/1")

    assert send(client, address, link="https://example.org/1").status_code == 422
    assert send(client, address, link="https://example.org/2").status_code == 302


def test_what_was_withdrawn_may_be_attached_again(
    client: Client, address: str, line: ProgressUpdate, manager_ro: User
) -> None:
    send(client, address, upload=upload())
    first = Evidence.objects.get()
    actions.withdraw_evidence(evidence=first, reason="Test", by=manager_ro, at=first.added_at)

    assert send(client, address, upload=upload()).status_code == 302


def test_a_returned_lines_evidence_counts_for_its_next_revision(
    client: Client, address: str, line: ProgressUpdate
) -> None:
    send(client, address, upload=upload())
    ProgressUpdate.objects.filter(pk=line.pk).update(superseded_at=line.updated_at)
    make_update(activity=line.activity, report=line.report)

    again = send(client, address, upload=upload())
    page = client.get(at("activity_detail", "GT-1.1"))

    assert again.status_code == 422
    assert Evidence.objects.on(line.activity).count() == 1
    assert page.status_code == 200


def test_the_same_form_sent_twice_attaches_once(
    client: Client, address: str, line: ProgressUpdate
) -> None:
    sent = filled(client.get(address), **TYPED)

    first = client.post(address, sent | {"upload": upload()})
    second = client.post(address, sent | {"upload": upload()})

    assert (first.status_code, second.url) == (302, first.url)
    assert Evidence.objects.count() == 1


def test_a_file_whose_row_cannot_be_saved_goes_again(
    reporter_gt: User, line: ProgressUpdate, settings: Any, tmp_path: Any
) -> None:
    evidence = Evidence(update=line, title=None, dated_on=date(2020, 3, 10))
    with on_disk(settings, tmp_path), pytest.raises(DatabaseError), transaction.atomic():
        actions.attach_evidence(
            evidence=evidence, upload=upload(), by=reporter_gt, at=line.updated_at
        )

    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def on_disk(settings: Any, folder: Any) -> override_settings:
    """Evidence kept in a real folder, as the site keeps it."""
    kept = {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {
            "location": folder,
            "file_permissions_mode": 0o600,
            "directory_permissions_mode": 0o700,
        },
    }
    return override_settings(STORAGES=settings.STORAGES | {"default": kept})


def test_on_disk_only_the_site_reads_it_and_no_upload_chooses_its_place(
    client: Client, address: str, line: ProgressUpdate, settings: Any, tmp_path: Any
) -> None:
    with on_disk(settings, tmp_path / "evidence"):
        send(client, address, upload=upload("../../../../escaped.pdf"))

    (kept,) = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert kept.relative_to(tmp_path / "evidence").as_posix() == Evidence.objects.get().file.name
    assert kept.stat().st_mode & 0o777 == 0o600
    assert kept.read_bytes() == PDF


def test_evidence_is_never_deleted_nor_its_facts_changed(db: None, manager_ro: User) -> None:
    evidence = make_evidence(content=PDF)
    other = make_transaction(posted=True)
    row = Evidence.objects.filter(pk=evidence.pk)
    facts = {
        "sha256": "0" * 64,
        "file_name": "other.pdf",
        "size": 1,
        "link": "https://example.org/",
        "file": "te/other",
        "added_by": manager_ro,
        "transaction": other,
        "office": other.office,
    }

    for name, value in facts.items():
        with pytest.raises(DatabaseError), transaction.atomic():
            row.update(**{name: value})
    with pytest.raises(DatabaseError), transaction.atomic():
        evidence.delete()
    for sql in ("DELETE FROM tracking_evidence", "UPDATE tracking_evidence SET sha256 = 'x'"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)
    assert row.get().sha256 == evidence.sha256


def test_evidence_is_withdrawn_once_and_for_good(db: None, manager_ro: User) -> None:
    evidence = make_evidence(content=PDF)
    row = Evidence.objects.filter(pk=evidence.pk)
    actions.withdraw_evidence(
        evidence=evidence, reason="A passport", by=manager_ro, at=evidence.added_at
    )

    for change in ({"withdrawn_at": None}, {"withdrawn_reason": "x"}, {"file": "te/1"}):
        with pytest.raises(DatabaseError), transaction.atomic():
            row.update(**change)
    with pytest.raises(actions.NotWithdrawable):
        actions.withdraw_evidence(
            evidence=evidence, reason="Again", by=manager_ro, at=evidence.added_at
        )


def test_the_database_refuses_evidence_of_another_office(db: None) -> None:
    entry, other = make_transaction(posted=True), make_transaction(posted=True)
    row = Evidence(
        transaction=entry,
        office=other.office,
        title="x",
        dated_on=date(2020, 3, 1),
        link="https://example.org/",
        added_by=entry.entered_by,
        added_at=entry.entered_at,
    )

    with pytest.raises(DatabaseError), transaction.atomic():
        row.save()


def test_the_page_of_a_transaction_shows_its_evidence_and_offers_to_attach_more(
    client: Client, entry: Transaction, viewer: User, signed_in: SignIn
) -> None:
    make_evidence(transaction=entry, title="An invoice", link="https://example.org/x")
    page = client.get(at("transaction_detail", entry.pk))
    posted = make_transaction(activity=entry.activity, posted=True)

    assert "An invoice link to example.org" in words(page)
    assert 'rel="noopener noreferrer external"' in page.content.decode()
    assert f"{at('evidence_new', 'GT-1.1')}?transaction={entry.pk}" in page.content.decode()
    assert "Attach evidence" not in words(
        signed_in(viewer).get(at("transaction_detail", posted.pk))
    )


def test_a_draft_that_evidence_hangs_on_is_not_discarded(
    client: Client, entry: Transaction
) -> None:
    make_evidence(transaction=entry)
    page = client.get(at("transaction_detail", entry.pk))

    response = client.post(at("transaction_discard", entry.pk), filled(page, "confirm"))

    assert response.status_code == 409
    assert "This draft has evidence attached" in words(response)
    assert Transaction.objects.filter(pk=entry.pk).exists()


@pytest.mark.usefixtures("real_commits")
def test_the_same_file_sent_by_two_people_at_once_is_attached_once(
    reporter_gt: User, finance_gt: User, signed_in: SignIn
) -> None:
    entry = make_transaction(activity=activity_of("GT-1.1"))
    address = f"{at('evidence_new', 'GT-1.1')}?transaction={entry.pk}"
    clients = [signed_in(user) for user in (reporter_gt, finance_gt) * 3]
    forms = [filled(client.get(address), **TYPED) | {"upload": upload()} for client in clients]

    answers = at_once(*map(sending, clients, [address] * 6, forms))

    assert sorted(answers) == [302, 422, 422, 422, 422, 422]
    assert Evidence.objects.count() == 1
