"""What a thing is called fits the sentences of Django into which it is put, in each language."""

import re

import pytest
from django.apps import apps
from django.db import models
from django.utils.translation import gettext, override

from appeal.web.django_sentences import SENTENCES

pytestmark = [pytest.mark.unit, pytest.mark.once]

# Nouns that are the same in the plural; "requirement" is called by its plural in any number.
SAME = {"Requirement": {"es", "fr"}, "ExchangeRate": {"fr"}, "Evidence": {"en"}, "Notice": {"fr"}}
OURS = [model for model in apps.get_models() if model._meta.app_label in ("appeal", "tracking")]


@pytest.mark.parametrize("language", ["en", "es", "fr"])
@pytest.mark.parametrize("model", OURS, ids=lambda model: model.__name__)
def test_many_of_a_thing_are_named_in_the_plural(model: type[models.Model], language: str) -> None:
    with override(language):
        one, several = str(model._meta.verbose_name), str(model._meta.verbose_name_plural)

    is_same = language in SAME.get(model.__name__.removeprefix("Historical"), ())
    assert (one == several) == is_same


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "Select all 104 activities"),
        ("es", "Seleccionar todo: 104 actividades"),
        ("fr", "Tout sélectionner : 104 activités"),
    ],
)
def test_to_select_all_fits_nouns_of_either_gender(language: str, sentence: str) -> None:
    with override(language):
        noun = str(apps.get_model("appeal", "Activity")._meta.verbose_name_plural)
        asked = gettext("Select all %(total_count)s %(module_name)s")

    shown = (asked % {"total_count": 104, "module_name": noun}).replace("\xa0", " ")
    assert shown == sentence


@pytest.mark.parametrize(
    ("language", "mark"), [("es", ":"), ("fr", "\u00a0:")], ids=lambda each: str(each).strip()
)
@pytest.mark.parametrize(
    "sentence",
    [each for each in SENTENCES if re.search(r"%(\((name|model|verbose_name)\))?s$", each)],
)
def test_a_noun_that_ends_a_sentence_is_set_apart(sentence: str, language: str, mark: str) -> None:
    """Never “Ajout de utilisateur”: an article would have to fit the noun."""
    with override(language):
        asked = gettext(sentence)

    assert re.fullmatch(rf"[^%]+{mark} %(\(\w+\))?s", asked)
