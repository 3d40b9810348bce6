"""Several rows of a list, chosen to do one thing with all of them."""

import re

from django import forms
from django.utils.translation import gettext_lazy as _

from appeal.web.forms import OnceForm

ROW = re.compile(r"([0-9]{1,18})-([0-9]{1,9})")
MOST_CHOSEN = 100


class ChosenField(forms.MultipleChoiceField):
    """Rows as `id-version`; gives the version that was read by each id."""

    def valid_value(self, value: object) -> bool:
        return bool(ROW.fullmatch(str(value)))

    def clean(self, value: object) -> dict[int, int]:
        pairs = [str(each).split("-") for each in super().clean(value)[:MOST_CHOSEN]]
        return {int(pk): int(version) for pk, version in pairs}


class SeveralForm(OnceForm):
    """What is ticked in a list; each row carries the version that the person saw."""

    version = None
    chosen = ChosenField(error_messages={"required": _("Select at least one.")})
