"""What people type about what the whole plan shares: partners and offices."""

from typing import ClassVar

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from ..models import Office, Partner, in_languages
from ..web.forms import Boxes, OnceForm, OneLanguageForm, UnversionedForm
from .countries import country_choices

OTHER_LANGUAGE = _("If empty: the name in another language.")


class IntoForm(OnceForm):
    """Into which of others of its kind a row is merged."""

    into = forms.ModelChoiceField(
        label=_("Merge into"),
        queryset=Partner.objects.none(),
        empty_label=_("Choose one"),
        help_text=_("The one that stays."),
    )

    def __init__(self, *args: object, others: QuerySet, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["into"].queryset = others


class PartnerForm(UnversionedForm, OneLanguageForm):
    """Name and kind of a partner."""

    class Meta:
        model = Partner
        fields = ("name_en", "name_es", "name_fr", "kind")
        help_texts = {
            "name_en": _("The name that the partner uses. Needed in one language."),
            "name_es": OTHER_LANGUAGE,
            "name_fr": OTHER_LANGUAGE,
            "kind": _("The kind of organisation."),
        }


class OfficeForm(UnversionedForm, OneLanguageForm):
    """How an office is called, the language that its people read, and what it covers."""

    class Meta:
        model = Office
        fields = (*in_languages("name"), "language", "countries")
        widgets = {"countries": Boxes}
        help_texts = {
            "countries": _("The countries and territories that the office covers."),
            "name_en": _("Needed in one language. Readers of others see it as it is written."),
            "name_es": OTHER_LANGUAGE,
            "name_fr": OTHER_LANGUAGE,
            "language": _(
                "The office's staff see pages in this language until they choose another."
            ),
        }

    def offer(self) -> None:
        """Put the countries of the office's region first."""
        self.fields["countries"].choices = country_choices(self.instance.region)


class DraftOfficeForm(OfficeForm):
    """A new office of the region of a draft, which is its last."""

    class Meta(OfficeForm.Meta):
        fields = ("code", *in_languages("name"), "kind", "language", "countries")
        help_texts = OfficeForm.Meta.help_texts | {
            "code": _("Two to four capital letters, such as GT. It cannot change later."),
            "kind": _("What the office is in the organisation."),
        }
        error_messages: ClassVar = {
            "code": {
                "unique": _(
                    "An office has this code already. One of this region can be ticked under"
                    " Offices; for any other choose another code."
                )
            }
        }
