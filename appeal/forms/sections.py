"""What people type of an office's part of a draft."""

from typing import TYPE_CHECKING, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from ..actions.sections import SECTION
from ..models import Section, in_languages
from ..web.forms import RowForm

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class DraftSectionForm(RowForm):
    """The summary of an office in a draft, and its printed name."""

    class Meta:
        model = Section
        fields = SECTION
        widgets = {name: forms.Textarea(attrs={"rows": 5}) for name in in_languages("summary")}
        help_texts: ClassVar[dict[str, "StrOrPromise"]] = {
            **dict.fromkeys(
                in_languages("summary"),
                _("In our own words. One language is enough; readers of others see that one."),
            ),
            "printed_name": _("As in the publication."),
        }

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        for name in in_languages("summary"):
            self.fields[name].required = False

    def clean(self) -> dict[str, object]:
        """Where there is no English, another language is taken for it."""
        cleaned = super().clean() or self.cleaned_data
        texts = (cleaned.get(name) for name in in_languages("summary"))
        cleaned["summary_en"] = next(filter(None, texts), "")
        return cleaned
