"""How the gaps are narrowed."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from appeal.models import Appeal, Office
from appeal.ordering import in_order

from ..quality import RULES, Severity


class QualityFilter(forms.Form):
    """By office, rule and severity; what is not among the choices narrows nothing."""

    office = forms.ModelChoiceField(
        label=_("Office"),
        queryset=Office.objects.none(),
        to_field_name="code",
        required=False,
        empty_label=_("All offices"),
    )
    rule = forms.ChoiceField(
        label=_("Rule"),
        choices=[("", _("All rules")), *((rule.key, rule.title) for rule in RULES)],
        required=False,
    )
    severity = forms.ChoiceField(
        label=_("Severity"),
        choices=[("", _("Any severity")), *Severity.choices],
        required=False,
    )

    def __init__(self, *args: Any, appeal: Appeal, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offices = in_order(Office.objects.filter(sections__appeal=appeal), "name")
        self.fields["office"].queryset = offices

    def chosen(self, name: str) -> Any:
        """The choice, or None."""
        self.full_clean()
        return self.cleaned_data.get(name) or None
