"""Every mail in three languages: each kind of notice, each letter about an account, and several."""

import re
from collections.abc import Iterator
from html import unescape
from typing import Any

import pytest
from django.conf import settings
from django.db import transaction
from django.urls import resolve
from django.utils.translation import gettext as _
from django.utils.translation import override

from appeal.models import Appeal
from tests.tracking.notices.every_mail import FILE, REMARK, SAID, TITLE, EveryMail
from tracking.models import Mail
from tracking.notices.kinds import KINDS
from tracking.notices.letters import Letter

pytestmark = pytest.mark.once

LANGUAGES = ("en", "es", "fr")
Written = dict[str, tuple[Mail, Letter]]
# Words that every text of a few sentences has, and the other two languages have not.
COMMON = {
    "en": r"the|of|and|your|you|is|was|it|report|reports|by|until|with|ago|days",
    "es": r"el|los|las|del|su|usted|por|informe|una|con|hasta|se|días|contraseña",
    "fr": r"du|des|vous|votre|et|est|rapport|jusqu|pour|dans|avec|jours|au|aux",
}


@pytest.fixture(scope="module")
def every_mail(django_db_setup: None, django_db_blocker: Any) -> Iterator[dict[str, Written]]:
    """All of them by language and name; nothing of them stays."""
    with django_db_blocker.unblock(), transaction.atomic():
        mails = EveryMail(Appeal.objects.get(code="MI2020-CNAC"))
        yield {language: mails.written(language) for language in LANGUAGES}
        transaction.set_rollback(True)


@pytest.fixture(params=LANGUAGES)
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def written(every_mail: dict[str, Written], language: str) -> Written:
    return every_mail[language]


def words_of_text(letter: Letter) -> str:
    """The text has the addresses below the words that lead to them, the HTML in them."""
    return " ".join(re.sub(r"\s?:\nhttp\S+|(?m:^- )", "", letter.text).split())


def words_of_html(letter: Letter) -> str:
    return " ".join(unescape(re.sub(r"(?s)<head>.*</head>|<[^>]+>", " ", letter.html)).split())


def test_text_and_html_say_the_same_words_in_the_same_order(
    written: Written, language: str
) -> None:
    for name, (_mail, letter) in written.items():
        assert words_of_text(letter) == words_of_html(letter), name
        assert f'<html lang="{language}">' in letter.html
        links = re.findall(r'href="([^"]+)"', unescape(letter.html))
        assert links == re.findall(r"http\S+", letter.text), name


def test_each_has_a_subject_of_one_line_and_no_place_left_to_fill(written: Written) -> None:
    for name, (_mail, letter) in written.items():
        assert letter.subject.strip(), name
        assert "\n" not in letter.subject, name
        for text in (letter.subject, letter.text, letter.html.split("</style>")[1]):
            assert not re.search(r"%\(|%s|\{|\}|\bNone\b|<property|\( ?\)|\s{2},", text), name
            assert not re.search(r"\s[,.](\s|$)", text), name


def test_the_subject_of_several_counts_them_where_any_is_urgent(written: Written) -> None:
    """Folded into the mail of the week, what waits for one today would be taken for a summary."""
    mail, letter = written["all"]

    assert letter.subject.startswith(f"{mail.notices.count()} ")


def test_none_has_words_of_another_language(every_mail: dict[str, Written], language: str) -> None:
    """Nor a line that stands in another language as well, unless somebody typed it."""
    typed = {*SAID.split("\n"), f"GT-1.1: {REMARK}"}
    others = [each for each in LANGUAGES if each != language]
    for name, (_mail, letter) in every_mail[language].items():
        text = re.sub(r"http\S+", "", f"{letter.subject}\n{letter.text}")
        for each in (FILE, TITLE, *typed):
            text = text.replace(each, "")
        for other in others:
            assert not re.findall(rf"(?i)\b(?:{COMMON[other]})\b", text), (name, other)
            shared = set(letter.text.split("\n")) & set(every_mail[other][name][1].text.split("\n"))
            left = {line for line in shared if line and not line.startswith("http")}
            assert left <= typed, (name, other)


def test_each_has_the_buttons_of_what_it_tells_and_no_other(
    written: Written, language: str
) -> None:
    for name, (mail, letter) in written.items():
        kinds = [notice.kind for notice in mail.notices.all()]
        # The week leads; the rest is in the order in which it happened.
        kinds.sort(key=lambda kind: kind != "week")
        buttons = re.findall(r'<a class="button" href="([^"]+)">([^<]+)</a>', letter.html)
        with override(language):
            expected = [str(KINDS[kind].button) for kind in kinds]
            choose = _("Choose what comes by mail")
        if mail.letter:
            assert len(buttons) == 1, name
        else:
            assert [unescape(label) for _path, label in buttons] == expected, name
        links = re.findall(r"<a ", letter.html)
        assert len(links) == len(buttons) + (mail.letter is None), name
        assert (choose in letter.text) == (mail.letter is None), name
        for path, _label in buttons:
            assert path.startswith(settings.SITE_URL), name
            assert resolve(path.removeprefix(settings.SITE_URL).split("?")[0].split("#")[0])


def test_none_asks_for_anything_elsewhere(written: Written) -> None:
    for name, (_mail, letter) in written.items():
        assert not re.search(r"(?i)<(img|script|link|iframe|object|form)\b", letter.html), name
        assert not re.search(r"(?i)\bsrc=|url\(|@import|//(?!127\.0\.0\.1)", letter.html), name


def test_what_one_may_choose_can_be_stopped_by_one_click_and_a_letter_cannot(
    written: Written,
) -> None:
    for name, (mail, letter) in written.items():
        told = letter.message(mail).extra_headers
        is_chosen = mail.letter is None
        assert ("List-Unsubscribe" in told) == is_chosen, name
        assert ("List-Unsubscribe-Post" in told) == is_chosen, name
        if is_chosen:
            assert told["List-Unsubscribe"].startswith(f"<{settings.SITE_URL}/"), name
