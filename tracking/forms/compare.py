"""What is compared: which appeals, when, and which part of them."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from appeal.models import Appeal, Heading, Office
from appeal.models.ordering import in_order

from ..compared_measures import MEASURES
from ..filters import BY_HEADING, BY_OFFICE
from ..moments import YearMoment


class CompareForm(forms.Form):
    """Appeals beside each other; the whole, an office, a heading, or both."""

    appeals = forms.MultipleChoiceField(label=_("Appeals"), widget=forms.CheckboxSelectMultiple)
    moment = forms.ChoiceField(label=_("When"), choices=YearMoment.choices, required=False)
    office = forms.ModelChoiceField(required=False, **BY_OFFICE)
    heading = forms.ModelChoiceField(required=False, **BY_HEADING)
    measure = forms.ChoiceField(
        label=_("Figure in the tables"),
        choices=[(each.name, each.label) for each in MEASURES.values()],
        required=False,
    )

    fields: dict[str, Any]

    def __init__(
        self,
        *args: Any,
        seen: Sequence[Appeal],
        chosen: Sequence[Appeal],
        base: Appeal,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["appeals"].choices = [(each.code, each.full_choice) for each in seen]
        self.initial["appeals"] = [each.code for each in chosen]
        offices = Office.objects.filter(sections__appeal__in=chosen).distinct()
        self.fields["office"].queryset = in_order(offices, "name")
        self.fields["heading"].queryset = Heading.objects.of(base).in_printed_order()
        for name in ("moment", "office", "heading", "measure"):
            self.fields[name].widget.attrs["class"] = "form-select form-select-sm"
