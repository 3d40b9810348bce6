"""What each group of findings is called, and what is to be done about it."""

from typing import TYPE_CHECKING, NamedTuple

from django.utils.translation import gettext_lazy as _

from .bookings import Outcome
from .findings import EXPLAINED

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class GroupSaid(NamedTuple):
    """The title of a group, and what to do."""

    title: "StrOrPromise"
    advice: "StrOrPromise"


WORDING = {
    Outcome.DRAFT.value: GroupSaid(
        _("Here as a draft"),
        _("The finance system has them, and here they are drafts: post them."),
    ),
    Outcome.AMOUNT.value: GroupSaid(
        _("Different amount"),
        _("Find out which is right. If the finance system is, correct the entry here."),
    ),
    Outcome.DATE.value: GroupSaid(
        _("Different date"),
        _("Find out which is right. A different month counts in other figures."),
    ),
    Outcome.CURRENCY.value: GroupSaid(
        _("Different currency"),
        _("Find out which is right. If the finance system is, correct the entry here."),
    ),
    Outcome.MISSING_HERE.value: GroupSaid(
        _("Missing here"),
        _("The finance system has them and the ledger does not: make drafts, then post them."),
    ),
    Outcome.MISSING_THERE.value: GroupSaid(
        _("Missing there"),
        _("The ledger has them and the finance system does not: have them booked, or explain."),
    ),
    Outcome.TWICE_THERE.value: GroupSaid(
        _("Twice there"),
        _("The finance system has them twice: have one of the two taken back, or explain."),
    ),
    Outcome.TWICE_HERE.value: GroupSaid(
        _("Twice here"),
        _("The ledger has them twice: remove the second one, or explain."),
    ),
    EXPLAINED: GroupSaid(_("Explained"), _("They differ, and somebody said why that is right.")),
    Outcome.MATCHED.value: GroupSaid(_("Matched"), _("Both have them, and say the same.")),
    Outcome.CANCELLED.value: GroupSaid(
        _("Taken back there"), _("Lines of the finance system that take each other back.")
    ),
}
