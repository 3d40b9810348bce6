"""Who comes in on the provider's word: people whom a manager invited, and nobody else."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from ..base.given import given
from ..models import User
from .asking import Said
from .refusing import NotAdmitted


def admitted(said: Said) -> User:
    """The person whose address the provider checked; raises NotAdmitted.

    Nothing else of what it says counts: no account is made of it, and no role is taken from it.
    """
    address = _checked_address(said)
    if address.rpartition("@")[2] not in given(settings.OPENID).domains:
        sentence = _("%(address)s is not an address at %(domains)s. Use your password.")
        raise NotAdmitted(sentence, "a foreign domain", address)
    # Beyond those of ASCII a database may take other letters for the same.
    alike = User.objects.filter(email__iexact=address, is_active=True)
    found = [person for person in alike if person.email.isascii()]
    if len(found) != 1:
        sentence = _(
            "No account has the address %(address)s. Ask a manager of your office or of the"
            " Regional Office."
        )
        raise NotAdmitted(sentence, f"{len(found)} accounts", address)
    return found[0]


def _checked_address(said: Said) -> str:
    """The address, in small letters, if the provider says that it belongs to the person."""
    address = str(said.get("email", ""))
    try:
        validate_email(address)
    except ValidationError:
        address = ""
    is_whole = address != "" and address.isascii()
    if not is_whole or said.get("email_verified") is not True:
        sentence = _(
            "%(name)s does not say that your address is confirmed. Confirm it there, or use your"
            " password."
        )
        raise NotAdmitted(sentence, "no address, or not verified", address)
    return address.lower()
