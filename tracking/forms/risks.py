"""What people type about risks."""

from typing import Any

from django import forms

from appeal.forms import OnceForm

from ..models import Risk


class RiskForm(OnceForm, forms.ModelForm):
    """One risk of an activity."""

    class Meta:
        model = Risk
        fields = ("what", "likelihood", "consequence", "treatment", "owner", "state", "language")
        widgets = {
            "what": forms.Textarea(attrs={"rows": 2}),
            "treatment": forms.Textarea(attrs={"rows": 3}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("likelihood", "consequence"):
            self.fields[name].choices = [
                ("", "–"),
                *(choice for choice in self.fields[name].choices if choice[0]),
            ]
