"""What an action refuses to do, as pages, uploads and the admin show it."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.utils.translation import get_language
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class Refusal(Exception):
    """Nothing was done; its text is a sentence for the person that says why.

    `field` names what has to change, as forms and columns call it; empty where no field has.
    `status` is that of the page that shows it: 422 where other input would do, 409 where somebody
    else came first, 400 where an address asks for what does not exist. `language` is that of the
    text.
    """

    status = 422
    field = ""

    def __init__(self, sentence: "StrOrPromise", field: str = "") -> None:
        super().__init__(str(sentence))
        self.field = field or self.field
        self.language = get_language() or "en"


class TooLate(Refusal):
    """What was asked for makes no sense any more: somebody did it, or closed it, before."""

    status = 409


class NotAnswerable(Refusal):
    """An address asks for what does not exist."""

    status = 400


class StaleVersion(TooLate):
    """Somebody else saved or removed `row` since it was read; nothing was written."""

    def __init__(self, row: object, sentence: str = "") -> None:
        super().__init__(
            sentence or _("Somebody else changed this in the meantime. Check it and try again.")
        )
        self.row = row


def raise_first(refusals: Iterable[Refusal]) -> None:
    """Refuse with the first thing that is wrong, where something is."""
    for refusal in refusals:
        raise refusal
