"""What people type about the part of a contribution that belongs to another appeal."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from appeal import duties
from appeal.base.amounts import cents
from appeal.base.days import DayField
from appeal.base.labels import labelled
from appeal.base.number_fields import AmountField
from appeal.models import Appeal, User
from appeal.models.appeals import AppealQuerySet
from appeal.web.forms import OnceForm

from .. import access
from ..figures import Place
from ..models import Contribution
from .contributions import place_name, sources_among


def appeals_to_share_with(by: User, contribution: Contribution) -> AppealQuerySet:
    """Published ones beside its own where the person records contributions too."""
    open_ones = Appeal.objects.filter(state=Appeal.State.PUBLISHED)
    others = access.rows(by, duties.RECORD, open_ones).exclude(pk=contribution.appeal_id)
    return others.order_by("-year", "code")


class PartForm(OnceForm):
    """Money that another appeal counts from a day on, from one of the places in `stands`."""

    source = forms.ChoiceField(
        label=_("From"),
        help_text=_("Where the money is now, and how much there is."),
        error_messages={
            "invalid_choice": _("This contribution has no money left there. Choose another place.")
        },
    )
    appeal = forms.ModelChoiceField(
        queryset=Appeal.objects.none(),
        to_field_name="code",
        label=_("To the appeal"),
        empty_label=_("Choose an appeal"),
        error_messages={
            "invalid_choice": _(
                "Choose another published appeal in which you can record contributions."
            )
        },
        help_text=_(
            "It is counted there in the contribution of the same donor and reference, which is"
            " added where there is none yet."
        ),
    )
    amount = AmountField(help_text=_("No more than what is available there."))
    effective_on = DayField(
        label=_("Effective on"),
        help_text=_("From this day it counts in the other appeal and no longer in this one."),
    )
    reason = forms.CharField(
        label=_("Reason"),
        max_length=500,
        help_text=_("For example, the clause of the agreement that says so."),
    )

    def __init__(
        self,
        typed: Mapping[str, str] | None,
        *,
        by: User,
        contribution: Contribution,
        stands: dict[Place, Decimal],
        today: date,
    ) -> None:
        super().__init__(typed, initial={"effective_on": today})
        self.sources = sources_among(stands)
        self.fields["source"].choices = [
            (
                key,
                labelled(
                    place_name(place), f"{contribution.appeal.currency} {cents(stands[place])}"
                ),
            )
            for key, place in self.sources.items()
        ]
        self.appeals = appeals_to_share_with(by, contribution)
        self.fields["appeal"].queryset = self.appeals
        in_currency = {"currency": contribution.appeal.currency}
        self.fields["amount"].label = gettext("Amount in %(currency)s") % in_currency
        self.fields["amount"].currency = contribution.appeal.currency

    @property
    def source_place(self) -> Place:
        return self.sources[self.cleaned_data["source"]]
