"""What a mail says: the words of its notices, as text and as HTML that says the same."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import ngettext, override

from appeal.access import working_language
from appeal.base.given import given
from appeal.models import AccountLetter, User

from ..models import Mail, Notice, NoticeKind, When
from .account_letters import words_of_letter
from .choosing import chosen, mark_of
from .kinds import KINDS
from .seeing import readable
from .wording import NoticeWords, words_of

TEMPLATE = "tracking/notices/mail"


@dataclass(frozen=True)
class Letter:
    """A mail in the words of its reader's language."""

    subject: str
    text: str
    html: str
    stop: str

    def message(self, mail: Mail) -> EmailMultiAlternatives:
        told = {
            "Message-ID": mail.message_id,
            "Auto-Submitted": "auto-generated",
        }
        if self.stop:
            told["List-Unsubscribe"] = f"<{self.stop}>"
            told["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
        message = EmailMultiAlternatives(self.subject, self.text, to=[mail.recipient], headers=told)
        message.attach_alternative(self.html, "text/html")
        return message


def language_of(person: User) -> str:
    return person.language or working_language(person) or settings.LANGUAGE_CODE


def write_letter(mail: Mail) -> Letter | None:
    """What the mail says to its reader now; None where nothing of it is theirs or true any more."""
    if mail.letter:
        return _letter_about_account(mail, mail.letter)
    language = language_of(mail.to)
    with override(language):
        notices = mail.notices.select_related("appeal", "office", "by").order_by("at", "pk")
        told = _told(mail.to, notices)
        if not told:
            return None
        parts = [words for _kind, words in told]
        mark = mark_of(mail.to, (kind for kind, _words in told))
        subject = _subject(mail, told)
        page = {
            "subject": subject,
            "parts": parts,
            "is_several": len(parts) > 1,
            "site": settings.SITE_URL,
            "choose": reverse("tracking:notice_choices"),
            "appeal": mail.appeal,
            "language": language,
        }
        text, html = _bodies(page)
    stop = settings.SITE_URL + reverse("tracking:notice_stop", args=[mark])
    return Letter(subject, text, html, stop)


def _told(person: User, notices: Iterable[Notice]) -> list[tuple[str, NoticeWords]]:
    """What still holds and has something to say, with its kind; the week leads."""
    told = [
        (notice.kind, words_of(notice, row))
        for notice, row in readable(person, notices)
        if KINDS[notice.kind].holds(notice, row)
    ]
    speaking = [(kind, words) for kind, words in told if words.paragraphs or words.lists]
    return sorted(speaking, key=lambda pair: pair[0] != NoticeKind.WEEK)


def _letter_about_account(mail: Mail, letter: AccountLetter) -> Letter | None:
    language = language_of(mail.to)
    with override(language):
        if (words := words_of_letter(letter)) is None:
            return None
        page: dict[str, object] = {
            "subject": words.subject, "parts": [words], "site": settings.SITE_URL,
            "language": language,
        }  # fmt: skip
        return Letter(words.subject, *_bodies(page), stop="")


def _bodies(page: dict[str, object]) -> tuple[str, str]:
    """The same words as text and as HTML."""
    text, html = (render_to_string(f"{TEMPLATE}.{kind}", page) for kind in ("txt", "html"))
    return text.strip() + "\n", html


def _is_urgent(person: User, told: list[tuple[str, NoticeWords]]) -> bool:
    """Whether any of it is what the person wants at once."""
    choices = chosen(person)
    return any(choices[kind] == When.AT_ONCE for kind, _words in told)


def _subject(mail: Mail, told: list[tuple[str, NoticeWords]]) -> str:
    """That of what is told alone, or of the week with what is not urgent; or how much there is."""
    kind, first = told[0]
    if len(told) == 1 or (kind == NoticeKind.WEEK and not _is_urgent(mail.to, told)):
        return first.subject[:200]
    words = ngettext("%(count)s notice about %(appeal)s", "%(count)s notices about %(appeal)s",
                     len(told))  # fmt: skip
    return words % {"count": len(told), "appeal": given(mail.appeal).code}
