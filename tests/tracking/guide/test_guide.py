"""The user guide in the product: a section for each page, found by words, in three languages."""

import gzip
import re
from typing import Any
from urllib.parse import urljoin

import pytest
from django.conf import settings
from django.test import Client
from django.utils.html import escape

from appeal.models import Appeal, User
from tests.browser.pages import NO_PAGES
from tests.fixture_types import SignIn
from tests.test_pages import ROUTES
from tests.test_translations import catalogue
from tracking.guide import (
    CHAPTER,
    FIRST,
    FOLDER,
    OF_THE_ADMIN,
    PAGES_OF,
    SECTION_OF,
    GuideSection,
    find,
    section_about,
    sections,
)

pytestmark = [pytest.mark.publication, pytest.mark.once]

LANGUAGES = ("en", "es", "fr")
HELP = "/appeals/MI2020-CNAC/help/"


@pytest.mark.unit
def test_every_page_has_a_section_about_it() -> None:
    # What is only a button shows its page where it is refused: that has one too.
    assert set(ROUTES) - set(NO_PAGES) <= set(SECTION_OF) <= set(ROUTES)
    assert len(SECTION_OF) == sum(map(len, PAGES_OF.values()))
    assert section_about("admin:appeal_activity_change").anchor == OF_THE_ADMIN
    assert section_about("unknown").anchor == FIRST


@pytest.mark.unit
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_guide_has_the_same_sections_in_every_language(language: str) -> None:
    written = [(row.anchor, row.level) for row in sections(language)]
    anchors = [anchor for anchor, _level in written]

    assert written == [(row.anchor, row.level) for row in sections("en")]
    assert len(anchors) == len(set(anchors))
    assert {*PAGES_OF, OF_THE_ADMIN} <= set(anchors)
    text = (FOLDER / f"{language}.md").read_text()
    assert len(re.findall(r"^##", text, re.MULTILINE)) == len(anchors)
    assert set(re.findall(r"\]\(#([\w-]+)\)", text)) <= set(anchors)
    assert text.count("](pictures/") == (FOLDER / "en.md").read_text().count("](pictures/")


@pytest.mark.unit
@pytest.mark.parametrize("language", LANGUAGES)
def test_what_the_guide_names_in_italics_is_called_so_on_a_page(language: str) -> None:
    known = catalogue("es" if language == "en" else language)._catalog
    texts = known if language == "en" else known.values()
    said = {
        # Without the code of the workbook that a button names besides.
        re.sub(r" \(%\(\w+\)s\)", "", text[0] if isinstance(text, tuple) else text)
        for text in texts
    }
    # No-break spaces are part of what a thing is called.
    text = re.sub(r"[ \n]+", " ", (FOLDER / f"{language}.md").read_text())

    named = set(re.findall(r"(?<!\*)\*([^*]+)\*(?!\*)", text))

    assert len(named) > 40
    assert not named - said


@pytest.mark.django_db
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_help_is_shown_in_the_readers_language(
    mi2020: Appeal, viewer: User, signed_in: SignIn, language: str
) -> None:
    viewer.language = language
    viewer.save(update_fields=["language"])

    client = signed_in(viewer)
    chapters = [section for section in sections(language) if section.level == CHAPTER]
    read = ""
    for chapter in chapters:
        page = client.get(address_of(chapter).partition("#")[0]).content.decode()

        assert f'<html lang="{language}">' in page
        for section in sections(language):
            # A section of another chapter is at least found where an old link leads.
            assert page.count(f'id="{section.anchor}"') == 1
            assert f">{escape(section.title)}</a>" in page
            if section.body:
                assert (section.body in page) == (section.chapter == chapter.anchor)
            read += section.body if section.chapter == chapter.anchor else ""
        assert "<style" not in page
        assert " style=" not in page
        assert len(gzip.compress(page.encode())) < 12_000
    assert read == "".join(section.body for section in sections(language))


def address_of(section: GuideSection) -> str:
    chapter = "" if section.chapter == FIRST else f"?part={section.chapter}"
    return f"{HELP}{chapter}#{section.anchor}"


@pytest.mark.django_db
def test_one_reads_the_help_from_chapter_to_chapter(
    mi2020: Appeal, viewer: User, signed_in: SignIn
) -> None:
    client, address, read = signed_in(viewer), HELP, []
    while address:
        page = client.get(address).content.decode()
        read.append(address)
        onwards = re.search(r'<a rel="next"\s+href="([^"]*)"', page)
        address = urljoin(address, onwards[1]).partition("#")[0] if onwards else ""

    chapters = [section for section in sections("en") if section.level == CHAPTER]
    assert read == [address_of(chapter).partition("#")[0] for chapter in chapters]
    assert '<h2 id="start">' in client.get(f"{HELP}?part=nowhere").content.decode()


@pytest.mark.django_db
def test_a_picture_is_small_on_a_phone_and_moves_no_text(
    mi2020: Appeal, viewer: User, signed_in: SignIn
) -> None:
    page = signed_in(viewer).get(HELP).content.decode()

    for picture in re.findall(r"<picture>.*?</picture>", page, re.DOTALL):
        assert re.search(r'<source media="[^"]+" srcset="[^"]+" width="\d+" height="\d+">', picture)
        assert re.search(r'<img src="[^"]+" width="\d+" height="\d+" alt="[^"]+" loading', picture)
    for file in (FOLDER / "pictures").glob("*-phone.png"):
        assert file.stat().st_size < 100_000


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("address", "section"),
    [
        ("/", "#home"),
        ("/transactions/", "?part=money#posting"),
        ("/activities/GT-1.1/", "?part=plan#activities"),
        ("/gaps/", "?part=reading#gaps"),
    ],
)
def test_the_help_of_a_page_is_one_click_away(
    mi2020: Appeal, viewer: User, signed_in: SignIn, address: str, section: str
) -> None:
    page = signed_in(viewer).get(f"/appeals/MI2020-CNAC{address}")

    assert helped_by(page) == f"{HELP}{section}"


@pytest.mark.django_db
def test_the_admin_leads_to_its_section(
    mi2020: Appeal, manager_ro: User, signed_in: SignIn
) -> None:
    page = signed_in(manager_ro).get("/admin/")

    assert helped_by(page) == f"{HELP}?part=plan#edit-data"


def helped_by(page: Any) -> str:
    """Where the help in the head of a page leads."""
    (address,) = set(re.findall(r'<a class="help" href="([^"]*)"', page.content.decode()))
    return urljoin(page.request["PATH_INFO"], address)


@pytest.mark.django_db
def test_somebody_without_a_role_reads_the_help_too(stranger: User, signed_in: SignIn) -> None:
    page = signed_in(stranger).get("/help/")

    assert page.status_code == 200
    assert "Sign in, language, password" in page.content.decode()


@pytest.mark.django_db
def test_the_part_about_signing_in_is_on_the_page_for_it(client: Client) -> None:
    page = client.get("/accounts/login/", headers={"accept-language": "fr"}).content.decode()
    section = next(row for row in sections("fr") if row.anchor == "signing-in")

    assert section.body in page
    assert '<h2 id="signing-in">' in page
    assert 'id="posting"' not in page
    assert client.get("/help/").status_code == 302


@pytest.mark.unit
@pytest.mark.parametrize(
    ("language", "asked", "first"),
    [
        ("es", "CONTRASENA", "signing-in"),
        ("es", "contraseñ", "signing-in"),
        ("fr", "ecritures contre-passer", "posting"),
        ("en", "reverse posted", "posting"),
        ("en", "risk", "risks"),
    ],
)
def test_words_are_found_without_accents_and_capitals(
    language: str, asked: str, first: str
) -> None:
    hits = find(language, asked)

    (section, excerpt), *_others = hits
    assert section.anchor == first
    assert excerpt[1]


@pytest.mark.unit
@pytest.mark.parametrize("asked", ["", "   ", "…", "zzzz", "ledger zzzz"])
def test_what_is_nowhere_is_not_found(asked: str) -> None:
    assert find("en", asked) == []


@pytest.mark.django_db
def test_what_is_found_leads_to_its_section(
    mi2020: Appeal, viewer: User, signed_in: SignIn
) -> None:
    client = signed_in(viewer)

    found = client.get(HELP, {"asked": "operational <rate>"}).content.decode()
    nothing = client.get(HELP, {"asked": "zzzz"}).content.decode()

    assert (
        '<a href="./?part=money#rates">Exchange rates</a>'
        in client.get(HELP, {"asked": "operational rate"}).content.decode()
    )
    assert "operational &lt;rate&gt;" in found
    assert "No section of the help contains all of these words." in nothing
    assert 'id="posting"' not in found


@pytest.mark.unit
def test_a_language_without_a_guide_reads_the_english_one() -> None:
    assert sections("de") == sections("en")


@pytest.mark.django_db
def test_a_search_without_a_result_offers_the_help(
    mi2020: Appeal, viewer: User, signed_in: SignIn
) -> None:
    page = signed_in(viewer).get("/appeals/MI2020-CNAC/search/", {"q": "lock & key"})

    assert f'href="{HELP}?asked=lock%20%26%20key"' in page.content.decode()


@pytest.mark.unit
def test_pictures_of_the_guide_are_static_files_of_ours() -> None:
    assert ("guide", FOLDER / "pictures") in settings.STATICFILES_DIRS

    guide = "".join(row.body for row in sections("en"))

    assert 'srcset="/static/guide/overview-en-phone.png"' in guide
    assert guide.count("<picture>") == (FOLDER / "en.md").read_text().count("![")
