"""What people ask the change log for."""

from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from appeal.base.actions import Door
from appeal.base.days import DayField
from appeal.models import Appeal
from appeal.web.forms import CleanTextMixin

from ..changes import PEOPLE, Wanted, kinds
from ..filters import BY_OFFICE, offices_of


class ChangeFilter(CleanTextMixin, forms.Form):
    """Whose changes, of what, through which channel, on which days."""

    office = forms.ModelChoiceField(required=False, **BY_OFFICE)
    person = forms.CharField(label=_("Person"), required=False, max_length=150)
    kind = forms.ChoiceField(label=_("What"), required=False)
    door = forms.ChoiceField(
        label=_("Through"), required=False, choices=[("", _("Any way")), *Door.choices]
    )
    written = forms.ChoiceField(
        label=_("Made"),
        required=False,
        choices=[(PEOPLE, _("by people")), ("all", _("by people and automatically"))],
    )
    since = DayField(label=_("From"), required=False)
    until = DayField(label=_("To"), required=False)

    def __init__(self, *args: Any, appeal: Appeal, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["office"].queryset = offices_of(appeal)
        self.fields["kind"].choices = [("", _("Anything")), *kinds()]


def wanted_changes(appeal: Appeal, chosen: dict[str, Any]) -> Wanted:
    """What a filled filter asks for; days are those of the appeal's time zone."""
    since, until = chosen.get("since"), chosen.get("until")
    return Wanted(
        office=chosen.get("office"),
        person=chosen.get("person", ""),
        written=chosen.get("written", ""),
        kind=chosen.get("kind", ""),
        door=chosen.get("door", ""),
        since=appeal.end_of(since - timedelta(days=1)) if since else None,
        until=appeal.end_of(until) if until else None,
    )
