"""Letters about an account: an invitation, a link to a new password."""

from django.contrib.auth.tokens import default_token_generator
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from django.utils.translation import gettext as _

from appeal.models import AccountLetter, LetterKind, User
from appeal.web.invitations import Invitations

from .wording import NoticeWords


def words_of_letter(letter: AccountLetter) -> NoticeWords | None:
    """What it says, with a link made now; None where the person has no use for it any more."""
    person = letter.to
    if not person.is_active:
        return None
    if letter.kind == LetterKind.RESET:
        return NoticeWords(
            _("A new password for the Appeal Tracker"),
            [
                _("Somebody asked for a link by which you choose a new password."),
                _("It works once, within three days. Until then your old password works."),
                _("If it was not you, you need do nothing."),
            ],
            _("Choose a password"),
            _link("password_reset_confirm", person, default_token_generator.make_token(person)),
        )
    if person.has_usable_password():
        return None
    return NoticeWords(
        _("Your invitation to the Appeal Tracker"),
        [
            _("You have an account in the Appeal Tracker. You sign in as %(name)s.")
            % {"name": person.username},
            _("By this link you choose your password. It works once, within seven days."),
        ],
        _("Accept the invitation"),
        _link("invitation", person, Invitations().make_token(person)),
    )


def _link(name: str, person: User, token: str) -> str:
    return reverse(name, args=[urlsafe_base64_encode(force_bytes(person.pk)), token])
