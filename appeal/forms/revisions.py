"""What people type to revise a requirement."""

from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from ..base.days import DayField
from ..base.number_fields import AmountField
from ..models import Requirement
from ..web.forms import OnceForm


class RequiredAmountField(AmountField):
    """A field for what is required: nothing, or more."""

    default_error_messages = {
        "min_value": _("A requirement cannot be negative. Enter 0 if nothing is required.")
    }
    limits = AmountField.limits | {"min_value": Decimal(0)}


class RevisionForm(OnceForm):
    """A new requirement of a cell; `version` is the latest revision that the person has read."""

    cell = forms.ModelChoiceField(
        label=_("Heading"),
        queryset=Requirement.objects.none(),
        empty_label=_("Choose a heading"),
        help_text=_("The heading whose funding requirement changes."),
    )
    amount = RequiredAmountField(
        label=_("New amount in USD"),
        help_text=_(
            "The full requirement from that day, not the change. Enter 0 if nothing is required."
        ),
    )
    effective_on = DayField(
        label=_("Effective on"),
        help_text=_("Figures use the new amount from this day, and the old one before it."),
    )
    reason = forms.CharField(
        label=_("Reason"),
        max_length=500,
        help_text=_("A revision cannot be changed or deleted. To correct a mistake, reverse it."),
    )

    def stored(self) -> Any:
        """The latest revision of the cell."""
        return self.cleaned_data["cell"].revisions.order_by("pk").last()

    def __init__(self, *args: object, cells: QuerySet[Requirement], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["cell"].queryset = cells
        self.fields["cell"].label_from_instance = lambda cell: str(cell.heading)
