"""What people type about a core indicator."""

from collections.abc import Collection
from typing import ClassVar

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from ..base.number_fields import WholeField
from ..models import CoreIndicator, in_languages
from ..models.translated import Language
from ..web.forms import FieldGroup, OneLanguageForm, RowForm

HOW = ("measure", "accumulation", "is_people")


class CoreIndicatorForm(OneLanguageForm, RowForm):
    """What an appeal counts over all its offices, and how the values come together."""

    class Meta:
        model = CoreIndicator
        fields = ("code", "order", *in_languages("title", "unit", "definition"), *HOW)
        field_classes: ClassVar[dict[str, type[forms.Field]]] = {"order": WholeField}
        widgets = dict.fromkeys(in_languages("definition"), forms.Textarea(attrs={"rows": 3}))
        help_texts = {
            "code": _("Short and not used before in this appeal, such as C1."),
            "order": _("Its place among the core indicators."),
            **dict.fromkeys(
                in_languages("title"),
                _("Needed in one language. Readers of others see it as it is written."),
            ),
            **dict.fromkeys(in_languages("unit"), _("What is counted: people, kiosks, courses.")),
            **dict.fromkeys(
                in_languages("definition"),
                _("What counts and what does not, so that every office counts the same."),
            ),
            "measure": _("A percentage is reported with its numerator and denominator."),
            "accumulation": _("How the values of several periods become one."),
        }

    def __init__(self, *given: object, **named: object) -> None:
        super().__init__(*given, **named)
        own = (get_language() or "en")[:2]
        others = [code for code in Language.values if code != own]
        self.divided = (
            FieldGroup(
                _("What is counted"),
                ("code", "order", f"title_{own}", f"unit_{own}", f"definition_{own}", *HOW),
            ),
            FieldGroup(
                _("In other languages"),
                tuple(f"{n}_{code}" for code in others for n in ("title", "unit", "definition")),
                is_folded=True,
            ),
        )

    def freeze(self, names: Collection[str]) -> None:
        """Only show what cannot change any more."""
        for name in names:
            self.fields[name].disabled = True

    def clean_code(self) -> str:
        """One that no other of the appeal has."""
        code: str = self.cleaned_data["code"]
        others = CoreIndicator.objects.of(self.instance.appeal).exclude(pk=self.instance.pk)
        if others.filter(code=code).exists():
            sentence = _("Another core indicator of this appeal already has this code.")
            raise forms.ValidationError(sentence)
        return code
