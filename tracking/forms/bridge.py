"""Which part of an appeal is bridged, between which dates."""

from typing import Any

from django import forms

from appeal.models import Appeal, Heading

from ..filters import BY_HEADING, BY_OFFICE, offices_of


class BridgeScope(forms.Form):
    """The whole, an office, a heading, or what an office has under a heading."""

    office = forms.ModelChoiceField(required=False, **BY_OFFICE)
    heading = forms.ModelChoiceField(required=False, **BY_HEADING)

    fields: dict[str, Any]

    def __init__(self, *args: Any, appeal: Appeal, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["office"].queryset = offices_of(appeal)
        self.fields["heading"].queryset = Heading.objects.of(appeal).in_printed_order()
        for field in self.fields.values():
            field.widget.attrs["class"] = "form-select form-select-sm"
