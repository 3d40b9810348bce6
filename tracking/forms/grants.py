"""What people say about who pays an entry: a grant, under one of its categories, or nobody."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from appeal.base.amounts import cents
from appeal.base.labels import labelled
from appeal.base.number_fields import AmountField
from appeal.models import Activity
from appeal.models.ordering import in_order
from appeal.web.forms import OnceForm

from .. import actions
from ..models import UNFUNDED, Contribution, Payer, Transaction, fits

PROPOSE = "propose"
RULE = _(
    "The rule takes the grant of the commitment that is drawn on. Without one it takes the tightest"
    " earmarking that fits and has enough left, and of these the grant that ends first."
)


def grants_for(office: int, headings: Iterable[int], appeal: Any) -> list[Contribution]:
    """The grants of an appeal that pay for an office under one of some headings, by name."""
    rows = Contribution.objects.of(appeal).with_names()
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
        rows = grants_for(activity.office.pk, set(headings), activity.appeal)
        self.grants = {str(each.pk): each for each in [*rows, *([stored] if stored else [])]}
        self.choices = [
            (PROPOSE, _("the one that the rule proposes")),
            ("", UNFUNDED),
            *((key, str(grant)) for key, grant in self.grants.items()),
        ]

    def chosen(self, typed: str, entry: dict[str, Any], usd: Decimal | None) -> Contribution | None:
        """What was chosen, given the rest of the entry as it was understood."""
        if typed != PROPOSE:
            return self.grants.get(typed)
        cell, against = entry.get("cell"), entry.get("against")
        is_release = entry.get("kind") == Transaction.Kind.RELEASE
        if cell is None or is_release:
            return None
        return actions.propose_grant(cell, entry.get("value_on"), against, usd)


def key_of(payer: Payer) -> str:
    """What a form sends for whoever pays."""
    return "-".join(str(row.pk if row else 0) for row in payer)


class AttributionForm(OnceForm):
    """How much of an entry somebody else pays from now on, and why."""

    giver = forms.ChoiceField(label=_("Paid so far by"))
    receiver = forms.ChoiceField(
        label=_("Paid from now on by"),
        help_text=_("Only grants that pay for this entry are listed."),
    )
    usd = AmountField(label=_("Amount in USD"), help_text=_("All of it, or a part to split it."))
    reason = forms.CharField(
        label=_("Why?"),
        max_length=500,
        help_text=_(
            "Everybody can read this with the entry. What was said before stays on record."
        ),
    )

    def __init__(
        self, *args: Any, entry: Transaction, payers: dict[Payer, Decimal], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.givers = {key_of(payer): payer for payer in payers}
        self.fields["giver"].choices = [
            (key, labelled(payer, f"USD {cents(payers[payer])}"))
            for key, payer in self.givers.items()
        ]
        grants = grants_for(entry.office_id, [entry.cell.heading_id], entry.appeal)
        possible = [
            Payer(grant, category)
            for grant in grants
            if grant.covers(entry.value_on)
            for category in (None, *grant.categories.order_by("order", "pk"))
        ]
        self.receivers = {key_of(payer): payer for payer in (*possible, Payer())}
        self.fields["receiver"].choices = [
            (key, str(payer)) for key, payer in self.receivers.items()
        ]
        for payer, usd in list(payers.items())[:1]:
            self.fields["giver"].initial = key_of(payer)
            self.fields["usd"].initial = usd

    @property
    def moved(self) -> dict[str, Any]:
        """What the action takes of it."""
        given = self.cleaned_data
        return {
            "giver": self.givers[given["giver"]],
            "receiver": self.receivers[given["receiver"]],
            "usd": given["usd"],
            "reason": given["reason"],
        }
