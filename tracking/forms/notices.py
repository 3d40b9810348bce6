"""What people choose of notices: when each kind comes by mail."""

from collections.abc import Mapping

from django import forms
from django.utils.text import capfirst

from appeal.web.forms import OnceForm

from ..models import NoticeKind, When

# What is about a week comes at its end or not at all.
FOR_A_WEEK = [each for each in When.choices if each[0] != When.AT_ONCE]


class NoticeChoicesForm(OnceForm):
    """A choice for each kind of notice."""

    def __init__(self, *given: object, chosen: Mapping[str, str], **named: object) -> None:
        super().__init__(*given, **named)
        for kind in NoticeKind:
            self.fields[kind.value] = forms.ChoiceField(
                label=capfirst(str(kind.label)),
                choices=FOR_A_WEEK if kind == NoticeKind.WEEK else When.choices,
                initial=chosen[kind],
                show_hidden_initial=True,
            )

    def choices(self) -> dict[str, str]:
        """When each kind is wanted that is not chosen as the page showed it, by the kind."""
        kinds = (kind for kind in NoticeKind.values if kind in self.changed_data)
        return {kind: self.cleaned_data[kind] for kind in kinds}
