"""What people choose of notices: when each kind comes by mail."""

from collections.abc import Mapping

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from appeal.web.forms import FieldGroup, OnceForm

from ..models import NoticeKind, When

# What is about a week comes at its end or not at all.
FOR_A_WEEK = [each for each in When.choices if each[0] != When.AT_ONCE]


PARTS = (
    FieldGroup(
        _("My reports"),
        (
            NoticeKind.DUE_SOON, NoticeKind.DUE_TODAY, NoticeKind.OVERDUE, NoticeKind.REMINDER,
            NoticeKind.RETURNED, NoticeKind.APPROVED, NoticeKind.REOPENED,
        ),
    ),
    FieldGroup(
        _("Reports of offices"),
        (NoticeKind.SUBMITTED, NoticeKind.TAKEN_BACK, NoticeKind.MONTH_LATE),
    ),
    FieldGroup(_("Money and uploads"), (NoticeKind.TO_POST, NoticeKind.UPLOADED)),
    FieldGroup(_("Comments"), (NoticeKind.MENTION, NoticeKind.COMMENT)),
    FieldGroup(_("My roles"), (NoticeKind.ROLE_GIVEN, NoticeKind.ROLE_ENDS)),
    FieldGroup(_("Every week"), (NoticeKind.WEEK,)),
)  # fmt: skip


class NoticeChoicesForm(OnceForm):
    """A choice for each kind of notice that is `chosen`: those that the person is told of."""

    template_name = "partials/parts.html"

    def __init__(self, *given: object, chosen: Mapping[str, str], **named: object) -> None:
        super().__init__(*given, **named)
        for kind in map(NoticeKind, chosen):
            # What is left out stays as it is.
            self.fields[kind.value] = forms.ChoiceField(
                label=capfirst(str(kind.label)),
                choices=FOR_A_WEEK if kind == NoticeKind.WEEK else When.choices,
                initial=chosen[kind],
                required=False,
                show_hidden_initial=True,
            )

    @property
    def parts(self) -> list[tuple[FieldGroup, list[forms.BoundField], bool]]:
        """Each part with its fields, always open."""
        named = [(part, [name for name in part.names if name in self.fields]) for part in PARTS]
        return [(part, [self[name] for name in names], True) for part, names in named if names]

    def choices(self) -> dict[str, str]:
        """When each kind is wanted that is not chosen as the page showed it, by the kind."""
        kinds = (kind for kind in NoticeKind.values if kind in self.changed_data)
        return {kind: when for kind in kinds if (when := self.cleaned_data[kind])}
