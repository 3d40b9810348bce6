"""Search: every kind of thing, in any accents, and only what the person may see."""

import pytest
from django.test import Client

from appeal.models import Appeal, User
from tests.factories import make_contribution, make_transaction, make_update, move
from tests.fixture_types import SignIn
from tests.tracking.browsing import activity_of, at, count_queries, words
from tracking.models import Donor, ReportingPeriod
from tracking.search import excerpt

pytestmark = pytest.mark.person("viewer")


def found(client: Client, text: str) -> dict[str, list[str]]:
    """The titles of the hits of each group."""
    page = client.get(at("search"), {"q": text})
    assert page.status_code == 200
    return {
        str(group.title): [f"{hit.code} {hit.title}".strip() for hit in group.hits]
        for group in page.context["groups"]
    }


@pytest.mark.parametrize("text", ["instituto guatemalteco", "INSTITUTO Guatemálteco"])
def test_a_partner_leads_to_the_activities_with_it(client: Client, text: str) -> None:
    assert any(
        "Instituto Guatemalteco de Migración" in hit for hit in found(client, text)["Partners"]
    )
    page = client.get(at("search"), {"q": text}).content.decode()
    assert f"{at('activity_list')}?q=Guatemalan+Institute" in page


def test_a_code_finds_its_priority_and_its_activity(client: Client) -> None:
    groups = found(client, "GT-3")

    assert groups["Priorities"][0].startswith("GT-3 ")
    assert groups["Activities"][0].startswith("GT-3.1 ")


def test_donors_narratives_reports_and_entries_are_found(client: Client, mi2020: Appeal) -> None:
    first = ReportingPeriod.objects.of(mi2020).get(code="2020-Q1")
    line = make_update(
        activity=activity_of("GT-1.1"), period=first, narrative="El café quedó listo."
    )
    line.report.highlights = "Café para todos"
    line.report.save_over(line.report.version, ["highlights"])
    move(line.report, "approved")
    make_contribution(
        appeal=mi2020, donor=Donor.objects.create(name="Fundación Café", kind="foundation")
    )
    make_transaction(activity=activity_of("GT-1.1"), counterpart="CAFÉ S.A.", posted=True)

    groups = found(client, "cafe")

    assert {"Contributions", "Progress", "Office reports", "Ledger"} <= set(groups)
    assert "Fundación Café" in groups["Contributions"][0]


def test_drafts_are_found_by_their_own_office_only(
    client: Client, reporter_gt: User, signed_in: SignIn, mi2020: Appeal
) -> None:
    first = ReportingPeriod.objects.of(mi2020).get(code="2020-Q1")
    make_update(activity=activity_of("GT-1.1"), period=first, narrative="Secreto.")
    make_transaction(activity=activity_of("GT-1.1"), note="Secreto.")

    assert found(client, "secreto") == {}
    assert set(found(signed_in(reporter_gt), "secreto")) == {"Progress", "Ledger"}


def test_every_word_has_to_be_there(client: Client) -> None:
    assert "Priorities" in found(client, "temporary work abroad")
    assert found(client, "temporary zzzz") == {}


@pytest.mark.parametrize(
    "text", ["(", "[a", "%", "_", "\\", "a{9999}", "' or 1=1 --", "<b>", "ñ" * 400]
)
def test_signs_are_looked_for_as_they_are(client: Client, text: str) -> None:
    page = client.get(at("search"), {"q": text})

    assert page.status_code == 200
    assert "<b>" not in page.content.decode()


def test_it_says_what_to_do_where_nothing_is_asked_or_found(client: Client) -> None:
    assert "Write a word, a name or a code" in words(client.get(at("search")))
    assert "Nothing contains all of these words" in words(client.get(at("search"), {"q": "zzzz"}))


def test_many_hits_are_counted_and_lead_to_the_list_of_all(client: Client) -> None:
    page = client.get(at("search"), {"q": "migration"})

    group = next(each for each in page.context["groups"] if str(each.title) == "Activities")
    assert len(group.hits) == 8 < group.count
    assert f"{at('activity_list')}?q=migration" in page.content.decode()


def test_its_queries_do_not_grow_with_what_is_found(client: Client, mi2020: Appeal) -> None:
    make_transaction(activity=activity_of("GT-1.1"), counterpart="Zorro", posted=True)
    few = count_queries(client, at("search") + "?q=zorro")
    for code in ("GT-2.1", "HN-1.1", "BZ-1.1"):
        make_transaction(activity=activity_of(code), counterpart="Zorro", posted=True)

    assert count_queries(client, at("search") + "?q=zorro") == few


@pytest.mark.unit
def test_the_excerpt_shows_the_first_place_with_its_own_accents() -> None:
    assert excerpt(["", "Una  migración\nsegura"], "MIGRACION") == ("Una ", "migración", " segura")
    assert excerpt(["nothing"], "migracion") == ("", "", "")
    # A no-break space stays one: no line of French begins with a mark.
    assert excerpt(["Migration\u00a0: la\nnorme"], "migration")[2] == "\u00a0: la norme"
    assert excerpt(["x" * 99 + "migración" + "y" * 99], "migracion")[0] == "…" + "x" * 70


@pytest.mark.unit
def test_an_excerpt_cuts_no_word_in_two() -> None:
    before, found, after = excerpt([f"{'trata ' * 40}migración{' norte' * 40}"], "migracion")

    assert found == "migración"
    assert before == "…" + "trata " * 11
    assert after == " norte" * 11 + "…"


def test_what_is_called_so_stands_first(client: Client) -> None:
    activity = activity_of("GT-1.1")
    told = [make_transaction(activity=activity, note="Zorro", posted=True) for _each in range(9)]
    called = make_transaction(activity=activity, counterpart="Zorro S.A.", posted=True)
    for _each in range(8):
        make_transaction(activity=activity, note="Zorro", posted=True)

    hits = client.get(at("search"), {"q": "zorro"}).context["groups"][0].hits

    assert hits[0].address == at("transaction_detail", called.pk)
    assert len(hits) == 8
    assert at("transaction_detail", told[0].pk) not in {hit.address for hit in hits}


def test_of_a_few_too_the_one_that_is_called_so_stands_first(client: Client) -> None:
    called = make_transaction(activity=activity_of("GT-1.1"), counterpart="Zorro S.A.", posted=True)
    make_transaction(activity=activity_of("GT-1.1"), note="Zorro", posted=True)

    hits = client.get(at("search"), {"q": "zorro"}).context["groups"][0].hits

    assert hits[0].address == at("transaction_detail", called.pk)


def test_too_many_are_not_counted_one_by_one(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tracking.search.MOST_FOUND", 9)
    activity = activity_of("GT-1.1")
    for _each in range(9):
        make_transaction(activity=activity, note="Zorro", posted=True)
    assert "Ledger 9" in words(client.get(at("search"), {"q": "zorro"}))
    for _each in range(3):
        make_transaction(activity=activity, note="Zorro", posted=True)

    page = client.get(at("search"), {"q": "zorro"})

    assert page.context["groups"][0].count == 10
    assert [hit.excerpt[1] for hit in page.context["groups"][0].hits] == ["Zorro"] * 8
    assert "Ledger more than 9" in words(page)
    assert "All of them" in words(page)


def test_drafts_of_others_are_not_counted(client: Client) -> None:
    for _each in range(9):
        make_transaction(activity=activity_of("GT-1.1"), note="Zorro")
    make_transaction(activity=activity_of("GT-1.1"), note="Zorro", posted=True)

    group = client.get(at("search"), {"q": "zorro"}).context["groups"][0]

    assert (len(group.hits), group.count) == (1, 1)


def test_of_too_many_whole_words_no_beginnings_are_looked_up(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tracking.search.MOST_FOUND", 9)
    activity = activity_of("GT-1.1")
    for note in ["Zorro"] * 9 + ["Zorros"] * 3:
        make_transaction(activity=activity, note=note, posted=True)
    assert client.get(at("search"), {"q": "zorro"}).context["groups"][0].count == 10

    make_transaction(activity=activity, counterpart="Zorro", posted=True)
    (group,) = client.get(at("search"), {"q": "zorro"}).context["groups"]

    assert group.count == 10
    assert group.hits[0].title == "Zorro"
    assert {hit.excerpt[1] + hit.excerpt[2] for hit in group.hits[1:]} == {"Zorro"}
