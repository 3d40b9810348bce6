"""What the timeline is narrowed to."""

from typing import Any

from django import forms

from appeal.models import Appeal, Office

from ..filters import BY_OFFICE, offices_of


class TimelineFilter(forms.Form):
    """By office; what is none of the appeal's narrows nothing."""

    office = forms.ModelChoiceField(required=False, **BY_OFFICE)

    fields: dict[str, Any]

    def __init__(self, *args: Any, appeal: Appeal, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["office"].queryset = offices_of(appeal)

    @property
    def chosen(self) -> Office | None:
        self.full_clean()
        return self.cleaned_data.get("office")
