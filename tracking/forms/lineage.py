"""Which row of an earlier appeal one continues, chosen from those that the person may see."""

from collections.abc import Mapping, Sequence

from django import forms
from django.utils.translation import gettext_lazy as _

from appeal.models import Continuing
from appeal.web.forms import OnceForm

from ..lineage import Group


class LineageForm(OnceForm):
    """What a row goes on with; nothing, where it is new."""

    continues = forms.ChoiceField(
        label=_("It continues"),
        required=False,
        help_text=_("Several may continue one; one continues one at most."),
    )

    def __init__(
        self, sent: Mapping[str, object] | None, *, row: Continuing, groups: Sequence[Group]
    ) -> None:
        initial = {"version": row.version, "continues": row.continues_id or ""}
        super().__init__(sent, initial=initial)
        self.row = row
        self.fields["continues"].choices = [("", _("Nothing: it is new")), *groups]

    def stored(self) -> Continuing | None:
        return type(self.row)._base_manager.filter(pk=self.row.pk).first()

    @property
    def chosen(self) -> int | None:
        """The id of what it continues."""
        return int(self.cleaned_data["continues"] or 0) or None
