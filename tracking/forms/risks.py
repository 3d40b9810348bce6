"""What people type about risks."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from appeal.base.amounts import DASH
from appeal.web.forms import OnceForm
from appeal.web.marked_forms import MarkedForm

from ..models import Risk
from .reports import WRITTEN_IN


class RiskForm(OnceForm, MarkedForm):
    """One risk of an activity."""

    overtaken = _("Somebody changed this risk while you were writing")

    class Meta:
        model = Risk
        fields = ("what", "likelihood", "consequence", "treatment", "owner", "state", "language")
        widgets = {
            "what": forms.Textarea(attrs={"rows": 2}),
            "treatment": forms.Textarea(attrs={"rows": 3}),
        }
        help_texts = {
            "likelihood": _("How likely it is: 1 hardly, 5 almost certain."),
            "consequence": _("How much it would harm the activity: 1 little, 5 severely."),
            "state": _("A closed risk leaves the register. The change log still shows it."),
            "language": WRITTEN_IN,
        }

    def stored(self) -> Any:
        return Risk.objects.with_score().filter(pk=self.instance.pk).first()

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        for name in ("likelihood", "consequence"):
            self.fields[name].choices = [
                ("", DASH),
                *(choice for choice in self.fields[name].choices if choice[0]),
            ]
