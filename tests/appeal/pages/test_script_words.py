"""The words that scripts say: asked for once, in the language of the page."""

import json
import re

import pytest
from django.test import Client

from appeal.models import User
from appeal.web import script_words

pytestmark = [pytest.mark.django_db, pytest.mark.once, pytest.mark.person("reporter_gt")]


def asked_for(client: Client) -> str:
    """The address that a page names."""
    found = re.search(
        r'<script src="(/words/[^"]*)"', client.get("/", follow=True).content.decode()
    )
    assert found
    return found[1]


@pytest.mark.parametrize(("language", "word"), [("en", "Show more"), ("fr", "Afficher plus")])
def test_a_page_names_the_words_of_its_language(client: Client, language: str, word: str) -> None:
    User.objects.update(language=language)

    answer = client.get(asked_for(client))

    assert answer["Content-Type"] == "text/javascript; charset=utf-8"
    assert "immutable" in answer["Cache-Control"]
    said = json.loads(answer.content.decode().removeprefix("globalThis.words = ").rstrip(";\n"))
    assert said["more"] == word
    assert said.keys() == script_words.WORDS.keys()


def test_words_that_change_are_at_another_address(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = asked_for(client)

    monkeypatch.setitem(script_words.WORDS, "more", "Other")

    assert asked_for(client) != before


def test_of_a_language_that_is_not_spoken_there_are_none(client: Client) -> None:
    assert client.get("/words/de.js").status_code == 404
