"""Letters about an account: an invitation, a link to a new password, a change of address."""

from collections.abc import Iterator

from django.contrib.auth.tokens import default_token_generator
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from django.utils.translation import gettext as _

from appeal.models import AccountLetter, LetterKind, Membership, User
from appeal.models.membership import OVER
from appeal.web.invitations import Invitations
from appeal.web.new_address import token_for

from ..models import Notice, NoticeKind
from .facts import FACTS
from .kinds import KINDS
from .wording import NoticeWords, sentences_of


def words_of_letter(letter: AccountLetter) -> NoticeWords | None:
    """What it says, with a link made now; None where the person has no use for it any more."""
    return WORDS[LetterKind(letter.kind)](letter) if letter.to.is_active else None


def _of_reset(letter: AccountLetter) -> NoticeWords:
    person = letter.to
    return NoticeWords(
        _("A new password for the Appeal Tracker"),
        [
            _("Somebody asked for a link with which you can choose a new password."),
            _("You sign in as %(name)s.") % {"name": person.username},
            _(
                "The link works once, within three days. Your old password works until you choose"
                " one."
            ),
            _("If it was not you, you need do nothing."),
        ],
        _("Choose a password"),
        _link("password_reset_confirm", person, default_token_generator.make_token(person)),
    )


def _of_link(letter: AccountLetter) -> NoticeWords:
    person = letter.to
    return NoticeWords(
        _("A new password for the Appeal Tracker"),
        [
            _("A manager sent you a link with which you can choose a new password."),
            _("You sign in as %(name)s.") % {"name": person.username},
            _(
                "The link works once, within three days. Your old password works until you choose"
                " one."
            ),
        ],
        _("Choose a password"),
        _link("password_reset_confirm", person, default_token_generator.make_token(person)),
    )


def _of_invitation(letter: AccountLetter) -> NoticeWords | None:
    person = letter.to
    if person.has_usable_password():
        return None
    return NoticeWords(
        _("Your invitation to the Appeal Tracker"),
        [
            _("You have an account in the Appeal Tracker. You sign in as %(name)s.")
            % {"name": person.username},
            *_of_roles(person),
            _("With this link you choose your password. It works once, within seven days."),
        ],
        _("Accept the invitation"),
        _link("invitation", person, Invitations().make_token(person)),
    )


def _of_roles(person: User) -> Iterator[str]:
    """Who gave which role, and until when; no other mail says it again."""
    facts_of, _address = FACTS[Membership]
    for role in person.memberships.exclude(OVER):
        given = role.history.filter(history_type="+").first()
        notice = Notice(by=given.history_user if given else None)
        if said := sentences_of(KINDS[NoticeKind.ROLE_GIVEN], facts_of(notice, role)):
            yield " ".join(said)


def _of_address(letter: AccountLetter) -> NoticeWords:
    """It goes to an address that may be anybody's: it names no account."""
    return NoticeWords(
        _("Confirm this address for the Appeal Tracker"),
        [
            _("Somebody with an account in the Appeal Tracker wants its mail to come here."),
            _("This link confirms it. It works once, within three days, after signing in."),
            _("If it was not you, you need do nothing."),
        ],
        _("Confirm the address"),
        reverse("appeal:address_confirm", args=[token_for(letter.to, letter.address)]),
    )


def _of_move(letter: AccountLetter) -> NoticeWords:
    return NoticeWords(
        _("Mail of the Appeal Tracker goes to another address"),
        [
            _("You confirmed another address for your account. This is the last mail to this one."),
            _("If it was not you, tell a manager of your office at once."),
        ],
        _("Look at your account"),
        reverse("appeal:profile"),
    )


def _of_factors(letter: AccountLetter) -> NoticeWords:
    return NoticeWords(
        _("Signing in to the Appeal Tracker needs your password only"),
        [
            _("An administrator took away the second step of your account."),
            _("Sign in with your password, then set up a new one under My account."),
            _("If you did not ask for it, tell an administrator at once."),
        ],
        _("Look at your account"),
        reverse("appeal:profile"),
    )


def _of_other_address(letter: AccountLetter) -> NoticeWords:
    return NoticeWords(
       _("Mail of the Appeal Tracker goes to another address"),
       [
           _("A manager entered another address for your account. This is the last mail to this"
             " one."),
           _("If that is wrong, tell a manager of your office at once."),
       ],
       _("Look at your account"),
       reverse("appeal:profile"),
   )  # fmt: skip


WORDS = {
    LetterKind.RESET: _of_reset,
    LetterKind.LINK: _of_link,
    LetterKind.REPLACED: _of_other_address,
    LetterKind.INVITATION: _of_invitation,
    LetterKind.ADDRESS: _of_address,
    LetterKind.MOVED: _of_move,
    LetterKind.FACTORS: _of_factors,
}


def _link(name: str, person: User, token: str) -> str:
    return reverse(name, args=[urlsafe_base64_encode(force_bytes(person.pk)), token])
