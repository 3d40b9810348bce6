"""What people type about evidence."""

from urllib.parse import urlsplit

from django import forms
from django.core.validators import URLValidator
from django.utils.translation import gettext_lazy as _

from appeal.base.days import DayField
from appeal.web.forms import OnceForm
from appeal.web.marked_forms import MarkedForm

from ..evidence_files import KINDS, too_large
from ..models import Evidence

WEB_LINK = URLValidator(
    schemes=["http", "https"], message=_("Enter a link that begins with https:// or http://.")
)


class EvidenceForm(OnceForm, MarkedForm):
    """A file or a link, and what it proves.

    `things` are what it may be attached to, as groups of choices whose values `about` gives back.
    """

    about = forms.ChoiceField(
        label=_("Evidence for"),
        help_text=_("A report line, a milestone, or a ledger entry."),
    )
    upload = forms.FileField(
        label=_("File"),
        required=False,
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ",".join(f".{kind}" for kind in KINDS)}),
    )
    link = forms.CharField(
        label=_("Link"),
        required=False,
        max_length=500,
        validators=[WEB_LINK],
        widget=forms.URLInput,
        help_text=_("Instead of a file: the address of the document, beginning with https://."),
    )

    class Meta:
        model = Evidence
        fields = ("about", "title", "dated_on", "upload", "link")
        field_classes = {"dated_on": DayField}
        help_texts = {"title": _("What the document is, in a few words.")}

    field_order = ("about", "title", "dated_on", "upload", "link")

    def __init__(self, *args: object, things: list, most_megabytes: int, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["about"].choices = things
        self.fields["upload"].help_text = _(
            "At most %(most)s MB: %(kinds)s. Never the names of beneficiaries."
        ) % {"most": most_megabytes, "kinds": ", ".join(KINDS)}
        self.fields["upload"].widget.attrs |= {
            "data-most": most_megabytes,
            "data-too-large": too_large(most_megabytes),
        }

    def clean_link(self) -> str:
        link: str = self.cleaned_data["link"]
        if "@" in urlsplit(link).netloc:
            raise forms.ValidationError(
                _("Remove the user name and password from the link: everybody could read them.")
            )
        return link


class WithdrawForm(OnceForm):
    """Why a piece of evidence is withdrawn."""

    reason = forms.CharField(
        label=_("Why is it withdrawn?"),
        max_length=300,
        help_text=_(
            "The file will be deleted for good. This reason and the file's SHA-256 stay on record."
        ),
    )
