"""A list as a person likes to see it, under a name."""

from typing import Any
from urllib.parse import parse_qsl, urlencode

from django import forms
from django.utils.translation import gettext_lazy as _

from appeal.web.forms import OnceForm
from appeal.web.marked_forms import MarkedForm

from ..models import SavedView

# What belongs to a moment, not to a view.
PASSING = ("page", "before")


class SavedViewForm(OnceForm, MarkedForm):
    """The query is that of the address, less the page that was turned to."""

    # The same name again replaces what it showed.
    version = None

    class Meta:
        model = SavedView
        fields = ("page", "name", "query")
        widgets = dict.fromkeys(("page", "query"), forms.HiddenInput)
        error_messages = {"name": {"required": _("Give the view a name.")}}

    def clean_query(self) -> Any:
        pairs = parse_qsl(self.cleaned_data["query"])
        return urlencode([(name, value) for name, value in pairs if name not in PASSING])
