"""What people say about who pays an entry: a grant, under one of its categories, or nobody."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import TypedDict

from django import forms
from django.utils.translation import gettext_lazy as _

from appeal.base.amounts import cents
from appeal.base.labels import labelled
from appeal.base.number_fields import AmountField
from appeal.models import Activity, Appeal, Requirement
from appeal.models.ordering import in_order
from appeal.web.forms import OnceForm

from .. import actions
from ..models import UNFUNDED, Contribution, Payer, Transaction, fits
from .several import ChosenField, SeveralForm

PROPOSE = "propose"
RULE = _(
    "The rule takes the grant of the commitment that is drawn on. Without one it takes the tightest"
    " earmarking that fits and has enough left, and of these the grant that ends first."
)
READABLE = _("Everybody can read this with the entry. What was said before stays on record.")


def grants_for(appeal: Appeal, office: int, headings: Iterable[int]) -> list[Contribution]:
    """The grants of an appeal that pay for an office under one of some headings, by name."""
    rows = Contribution.objects.of(appeal).with_names().prefetch_related("categories")
    return [
        grant
        for grant in in_order(rows, "donor__name", "reference")
        if any(fits(grant, office=office, heading=heading, day=None) for heading in headings)
    ]


class GrantField(forms.ChoiceField):
    """A grant, nobody yet, or the one that the rule proposes once the rest is known."""

    grants: dict[str, Contribution]

    def __init__(self) -> None:
        super().__init__(label=_("Paid by the grant"), required=False, help_text=RULE)

    def offer(self, activity: Activity, stored: Contribution | None) -> None:
        headings = activity.allocations.values_list("cell__heading", flat=True)
        rows = grants_for(activity.appeal, activity.office.pk, set(headings))
        self.grants = {str(each.pk): each for each in [*rows, *([stored] if stored else [])]}
        self.choices = [
            (PROPOSE, _("the one that the rule proposes")),
            ("", UNFUNDED),
            *((key, str(grant)) for key, grant in self.grants.items()),
        ]

    def chosen(
        self,
        typed: str,
        *,
        cell: Requirement | None,
        day: date | None,
        against: Transaction | None,
        usd: Decimal | None,
    ) -> Contribution | None:
        """What was chosen, given the rest of the entry as far as it was understood."""
        if typed != PROPOSE:
            return self.grants.get(typed)
        return actions.propose_grant(cell, day, against, usd) if cell else None


def key_of(payer: Payer) -> str:
    """What a form sends for whoever pays."""
    return "-".join(str(row.pk if row else 0) for row in payer)


def possible_payers(entry: Transaction) -> dict[str, Payer]:
    """Who may pay an entry, by what a form sends for each: grants that fit, and nobody yet."""
    grants = [
        grant
        for grant in grants_for(entry.appeal, entry.office_id, [entry.cell.heading_id])
        if grant.covers(entry.value_on)
    ]
    payers = [
        Payer(grant, category)
        for grant in grants
        for category in (None, *sorted(grant.categories.all(), key=lambda row: row.order))
    ]
    return {key_of(payer): payer for payer in (*payers, Payer())}


class Moved(TypedDict):
    """What passes from whom to whom, and why: as `attribute_entry` takes it."""

    giver: Payer
    receiver: Payer
    usd: Decimal
    reason: str


class AttributionForm(OnceForm):
    """How much of an entry somebody else pays from now on, and why."""

    giver = forms.ChoiceField(
        label=_("Paid so far by"), help_text=_("Who pays the entry, or what nobody pays yet.")
    )
    receiver = forms.ChoiceField(
        label=_("Paid from now on by"),
        help_text=_("Only grants that pay for this entry are listed."),
    )
    usd = AmountField(label=_("Amount in USD"), help_text=_("All of it, or a part to split it."))
    reason = forms.CharField(label=_("Why?"), max_length=500, help_text=READABLE)

    def __init__(
        self, *args: object, entry: Transaction, payers: dict[Payer, Decimal], **kwargs: object
    ) -> None:
        super().__init__(*args, **kwargs)
        self.givers = {key_of(payer): payer for payer in payers}
        self.fields["giver"].choices = [
            (key, labelled(payer, f"USD {cents(payers[payer])}"))
            for key, payer in self.givers.items()
        ]
        self.receivers = possible_payers(entry)
        self.fields["receiver"].choices = [
            (key, str(payer)) for key, payer in self.receivers.items()
        ]
        for payer, usd in list(payers.items())[:1]:
            self.fields["giver"].initial = key_of(payer)
            self.fields["usd"].initial = usd

    @property
    def moved(self) -> Moved:
        """What the action takes of it."""
        given = self.cleaned_data
        return {
            "giver": self.givers[given["giver"]],
            "receiver": self.receivers[given["receiver"]],
            "usd": given["usd"],
            "reason": given["reason"],
        }


class AttributeSeveralForm(SeveralForm):
    """Which of the proposed grants pay from now on, an entry with its grant each, and why."""

    chosen = ChosenField(
        label=_("Entries"),
        help_text=_("The entries whose proposed grant is to pay them."),
        error_messages={"required": _("Select at least one.")},
    )
    reason = forms.CharField(label=_("Why?"), max_length=500, help_text=READABLE)
