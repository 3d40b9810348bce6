"""How the gaps are narrowed."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from appeal.models import Appeal

from ..filters import BY_OFFICE, offices_of
from ..quality import RULES, Severity


class QualityFilter(forms.Form):
    """By office, rule and severity; what is not among the choices narrows nothing."""

    office = forms.ModelChoiceField(required=False, **BY_OFFICE)
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

    fields: dict[str, Any]

    def __init__(self, *args: Any, appeal: Appeal, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["office"].queryset = offices_of(appeal)

    def chosen(self, name: str) -> Any:
        """The choice, or None."""
        self.full_clean()
        return self.cleaned_data.get(name) or None
