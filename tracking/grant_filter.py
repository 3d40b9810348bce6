"""How entries are narrowed to those that a grant pays, or that nobody pays yet."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django_filters import FilterSet, ModelChoiceFilter

from appeal.models.ordering import in_order

from .models import UNFUNDED, Contribution, paid_by, unfunded


class GrantFilter(ModelChoiceFilter):
    """A grant that pays at least a part, or nobody yet; from the viewpoint of its filter set."""

    def __init__(self) -> None:
        super().__init__(
            label=_("Grant"),
            queryset=Contribution.objects.none(),
            empty_label=_("Any grant"),
            null_label=UNFUNDED,
        )

    def get_queryset(self, request: object) -> QuerySet:
        rows = Contribution.objects.of(self.parent.appeal).existing(self.parent.viewpoint)
        return in_order(rows.with_names(), "donor__name", "reference")

    def filter(self, rows: QuerySet, value: object) -> QuerySet:
        viewpoint = self.parent.viewpoint
        if isinstance(value, Contribution):
            return rows.filter(paid_by(value, viewpoint))
        return rows.filter(unfunded(viewpoint)) if value == self.null_value else rows


def offer_where_asked(entries: FilterSet) -> None:
    """Take the filter away unless the address has it, as where the page of a grant leads."""
    if not (entries.data or {}).get("grant"):
        del entries.form.fields["grant"]
