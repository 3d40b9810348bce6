"""The catalogues are complete, and compiled from what stands in them."""

import ast
import gettext
import io
import re
import tokenize
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

from appeal.models import Appeal, Indicator, Partner, Priority

pytestmark = pytest.mark.once

LANGUAGES = ("es", "fr")
# Words that a translation once used or might, and the one that the house says instead.
REJECTED = {
    "es": {
        "epígrafe": "eje",
        "rubro": "eje",
        "convocatoria": "llamamiento",
        "apelación": "llamamiento",
        "financiación": "financiamiento",
        "donador": "donante",
        "extorno": "reversión",
        "anulación": "reversión",
        "bloquead": "cerrado",
        "evidencia": "documento de respaldo",
        "someter": "presentar",
        "verosimilitud": "probabilidad",
    },
    "fr": {
        "rubrique": "axe",
        "contributeur": "bailleur de fonds",
        "extourne": "contre-passation",
        "retourné": "renvoyé",
        "fermé": "verrouillé",
        "preuve": "pièce justificative",
        "jugement": "appréciation",
        "vraisemblance": "probabilité",
    },
}
# What a thing of the product was once called, and the one name that it has now, in each language.
REPLACED = {
    "en": {
        "assigned by us": "set by the regional office",
        "door": "channel",
        "cells?": "requirement line",
        "what is shown": "as Excel",
        "kept": "saved",
        "allocations?": "budget",
        "assignments?": "distribution",
        "(?<!government )counterparts?": "payee",
        "outstanding": "still to be received",
        "findings?": "issues to fix",
        "gaps?": "issues to fix",
        "overrid(e|den)": "change the assessment",
        "consequences?": "impact",
        "waits for you": "to do",
        "workbooks?": "Excel report",
        "memberships?": "roles",
        "(is|are) (grey|green|amber|red)": "not reported, on track, needs attention, off track",
    },
    "es": {
        "asignad[oa]s? por nosotros": "establecido por la oficina regional",
        "celdas?": "línea de necesidades",
        "lo que se muestra": "en Excel",
        "asignaci(ón|ones)": "presupuesto o distribución",
        "contrapartes?(?! gubernamental)": "beneficiario del pago",
        "hallazgos?": "pendientes de corregir",
        "brechas?": "pendientes de corregir",
        "consecuencias?": "impacto",
        "libros?": "informe en Excel",
        "membresías?": "funciones por oficina",
        "(es|en) (gris|verde|ámbar|rojo)": "sin informar, según lo previsto y los demás",
    },
    "fr": {
        "attribué(e|s|es)? par nous": "fixé par le bureau régional",
        "cellules?": "ligne de besoins",
        "ce qui est affiché": "au format Excel",
        "attributions?": "répartition",
        "allocations?": "budget",
        "donateurs?": "bailleur de fonds",
        "grand livre": "écritures",
        "constats?": "anomalies à corriger",
        "lacunes?": "anomalies à corriger",
        "conséquences?": "incidence",
        "classeurs?": "rapport Excel",
        "période communiquée": "avancement, où un pourcentage est en dessous",
        "taux de réalisation": "taux d'exécution",
        "est (gris|vert|orange|rouge)": "non communiqué, conforme et les autres",
    },
}
# Where a word that goes is meant as everybody means it: cells of a file, and Excel's own names.
EXPLAINED = {
    "a cell of a file": (
        "%(count)s text was cut off", "This cell ", "Fill in the yellow cells",
        "Nothing is filled in.", "Only the yellow cells", "2. Empty a cell",
        "This line has more cells", "cells",
    ),
    "what Excel calls it": ("This file is saved as “Strict Open XML”.",),
}  # fmt: skip
# English that few people would use, and what to say instead, in messages, code and documents.
PLAIN = {
    "anew": "again",
    "meanwhile": "in the meantime",
    "stands": "is",
    "stood": "was",
    "door": "channel",
    "by now": "already",
    "handed in": "submitted",
    "asked about": "unusual",
}
CALL = re.compile(r"""{%\s*trans(?:late)?\s+("([^"\\]|\\.)*"|'([^'\\]|\\.)*')""")


def catalogue(language: str) -> gettext.GNUTranslations:
    file = settings.LOCALE_PATHS[0] / language / "LC_MESSAGES" / "django.mo"
    with file.open("rb") as stream:
        return gettext.GNUTranslations(stream)


def entries(language: str) -> dict[str | tuple[str, int], str]:
    """What is said for each text, and for each form of a text that counts."""
    return catalogue(language)._catalog  # type: ignore[attr-defined]


def source(pattern: str) -> list[Path]:
    return [
        file
        for folder in ("appeal", "tracking", "config", "templates")
        for file in (settings.BASE_DIR / folder).rglob(pattern)
    ]


def texts_of_code() -> set[str]:
    """Every literal that a gettext function is called with."""
    found = set()
    for file in source("*.py"):
        for node in ast.walk(ast.parse(file.read_text())):
            match node:
                case ast.Call(
                    func=ast.Name(id="_" | "gettext" | "gettext_lazy"),
                    args=[ast.Constant(value=str(text)), *_],
                ):
                    found.add(text)
    return found


def texts_of_templates() -> set[str]:
    """Every literal of a {% trans %} tag."""
    return {
        match.group(1)[1:-1].replace("\\'", "'")
        for file in source("*.html")
        for match in CALL.finditer(file.read_text())
    }


@pytest.mark.unit
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_is_missing_from_the_catalogue(language: str) -> None:
    known = entries(language)
    singulars = {key[0] if isinstance(key, tuple) else key for key in known}

    missing = (texts_of_code() | texts_of_templates()) - singulars

    assert not missing


@pytest.mark.unit
def test_no_text_hides_from_the_catalogue_behind_another_name() -> None:
    """makemessages finds the gettext functions by their own names and as `_`, by no other."""
    hidden = [
        f"{file}: {alias.asname}"
        for file in source("*.py")
        for node in ast.walk(ast.parse(file.read_text()))
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation"
        for alias in node.names
        if "gettext" in alias.name and alias.asname not in (None, "_")
    ]

    assert not hidden


@pytest.mark.unit
def test_a_colon_after_a_value_is_translated() -> None:
    """French sets a space before it: a template writes {% trans ":" %} outside its sentences."""
    sentences = re.compile(r"{%\s*blocktrans.*?endblocktrans\w*\s*%}|{#.*?#}", re.DOTALL)
    written = [
        f"{file}: {match.group()}"
        for file in source("*.html")
        for match in re.finditer(r".*(}}|%}|>):(?=[\s<{])", sentences.sub("", file.read_text()))
    ]

    assert not written


@pytest.mark.unit
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_catalogue_has_no_empty_and_no_fuzzy_entry(language: str) -> None:
    file = settings.LOCALE_PATHS[0] / language / "LC_MESSAGES" / "django.po"
    text = file.read_text()

    empty = re.findall(r'^msgstr(?:\[\d\])? ""\n(?!")', text, re.MULTILINE)

    assert not empty
    assert "#, fuzzy" not in text


@pytest.mark.unit
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_number_has_its_form_in_the_language(language: str) -> None:
    """Spanish has three: one, millions, and all others, which are English where it is left out."""
    forms = range(int(catalogue(language).info()["plural-forms"][len("nplurals=")]))
    plurals = [key for key in entries(language) if isinstance(key, tuple)]

    missing = {text for text, _form in plurals if {(text, form) for form in forms} - {*plurals}}

    assert len(plurals) > 100
    assert not missing


@pytest.mark.unit
@pytest.mark.parametrize("language", LANGUAGES)
def test_placeholders_survive_translation(language: str) -> None:
    known = entries(language)

    for key, translation in known.items():
        original = key[0] if isinstance(key, tuple) else key
        names = set(re.findall(r"%\((\w+)\)s", original))
        if names and not isinstance(key, tuple):
            assert set(re.findall(r"%\((\w+)\)s", translation)) == names, original


@pytest.mark.unit
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_translation_and_no_guide_says_a_rejected_word(language: str) -> None:
    guide = (settings.BASE_DIR / "docs" / "guide" / f"{language}.md").read_text()
    known = entries(language)

    said = [
        f"say “{better}” instead of “{word}”: {text}"
        for text in (*known.values(), *guide.splitlines())
        for word, better in REJECTED[language].items()
        if re.search(rf"\b{word}", text, re.IGNORECASE)
    ]

    assert not said


# Marks of other languages. Both of ours quote «so», French with no-break spaces inside, for which
# see `test_french.py`; apostrophes are straight.
OTHER_QUOTES = re.compile(r"[“”„‟‘’‚‛‹›]")


def quoted_otherwise(text: str) -> bool:
    return bool(OTHER_QUOTES.search(text)) or text.count("«") != text.count("»")


@pytest.mark.unit
@pytest.mark.parametrize("language", LANGUAGES)
def test_quotes_are_set_in_one_way(language: str) -> None:
    guide = (settings.BASE_DIR / "docs" / "guide" / f"{language}.md").read_text()
    messages = [text for key, text in entries(language).items() if key]

    otherwise = [text for text in (*messages, *guide.split("\n\n")) if quoted_otherwise(text)]

    assert not otherwise + [text for text in messages if '"' in text]


@pytest.mark.unit
@pytest.mark.parametrize("text", ["Hoja “Oficinas”", "l’appel", "«abierto", "una ‘cosa’"])
def test_quotes_of_another_language_are_seen(text: str) -> None:
    assert quoted_otherwise(text)


def texts_of(language: str) -> Iterator[tuple[str, str]]:
    """Each message in English, and what is shown for it in the language."""
    known = entries("es" if language == "en" else language)
    for key, translation in known.items():
        english = (key[0] if isinstance(key, tuple) else key).rpartition("\x04")[2]
        yield english, english if language == "en" else translation


@pytest.mark.unit
@pytest.mark.parametrize("language", REPLACED)
def test_one_thing_has_one_name(language: str) -> None:
    explained = tuple(begin for begins in EXPLAINED.values() for begin in begins)
    placeholder = re.compile(r"%\(\w+\)[sd]|{\w*}")

    said = [
        f"say “{better}” instead of “{word}”: {text}"
        for english, text in texts_of(language)
        if not english.startswith(explained)
        for word, better in REPLACED[language].items()
        if re.search(rf"\b{word}\b", placeholder.sub("", text), re.IGNORECASE)
    ]

    assert not said


@pytest.mark.publication
@pytest.mark.django_db
def test_the_whole_plan_is_told_in_three_languages(mi2020: Appeal) -> None:
    priorities = Priority.objects.filter(section__appeal=mi2020)
    sections = mi2020.sections.exclude(summary_en="")

    assert priorities.count() == 104
    for language in ("en", "es", "fr"):
        told = priorities.exclude(**{f"title_{language}": ""}).exclude(
            **{f"summary_{language}": ""}
        )
        assert told.count() == 104, language
        assert not sections.filter(**{f"summary_{language}": ""}).exists(), language


@pytest.mark.publication
@pytest.mark.django_db
def test_partners_indicators_and_units_are_told_in_three_languages(mi2020: Appeal) -> None:
    partners = Partner.objects.all()
    indicators = Indicator.objects.filter(activity__priority__section__appeal=mi2020)

    assert partners.count() == 39
    assert indicators.count() == 7
    for language in ("en", "es", "fr"):
        assert not partners.filter(**{f"name_{language}": ""}).exists(), language
        for name in ("title", "unit"):
            assert not indicators.filter(**{f"{name}_{language}": ""}).exists(), (name, language)


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["en", "es", "fr"])
def test_an_acronym_stands_for_its_partners_one_name(mi2020: Appeal, language: str) -> None:
    names = Partner.objects.values_list(f"name_{language}", flat=True)
    acronyms = {match[0]: name for name in names if (match := re.search(r"\([A-Z]+\)$", name))}
    summaries = Priority.objects.filter(section__appeal=mi2020).values_list(
        "code", f"summary_{language}"
    )

    otherwise = [
        f"{code} does not say “{name}”"
        for code, summary in summaries
        for acronym, name in acronyms.items()
        if acronym in summary and name not in summary
    ]

    assert len(acronyms) > 12
    assert not otherwise


def english() -> Iterator[tuple[str, str]]:
    """Where it is written and what it says: messages, comments, docstrings and documents."""
    for key in entries("es"):
        yield "a message", key[0] if isinstance(key, tuple) else key
    documents = [*settings.BASE_DIR.glob("*.md"), *settings.BASE_DIR.glob("docs/**/*.md")]
    for file in documents:
        for line in file.read_text().splitlines():
            yield file.name, line
    for folder in ("appeal", "tracking", "config", "benchmarks"):
        for file in (settings.BASE_DIR / folder).rglob("[!0]*.py"):
            for token in tokenize.generate_tokens(io.StringIO(file.read_text()).readline):
                if token.type == tokenize.COMMENT or token.string.startswith('"""'):
                    yield f"{file.name}, line {token.start[0]}", token.string


@pytest.mark.unit
def test_messages_comments_and_documents_say_it_in_plain_words() -> None:
    names = re.compile(r"`[^`]*`")

    said = [
        f"say “{better}” instead of “{word}” in {where}: {text}"
        for where, text in english()
        for word, better in PLAIN.items()
        if re.search(rf"\b{word}\b", names.sub("", text), re.IGNORECASE)
    ]

    assert not said
