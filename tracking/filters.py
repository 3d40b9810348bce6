"""How the lists are narrowed: by what stands in the address."""

import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from appeal.models import Appeal, Heading, Office

from .models import TrackedActivity, Transaction


def searched(rows: QuerySet, text: str, *columns: str) -> QuerySet:
    """Rows in which every word of `text` stands in one of the columns."""
    for word in text.split()[:8]:
        found = Q()
        for column in columns:
            found |= Q(**{f"{column}__icontains": word})
        rows = rows.filter(found)
    return rows


class AppealFilterSet(django_filters.FilterSet):
    """A filter whose choices are those of one appeal; an office is named by its code."""

    office = django_filters.ModelChoiceFilter(
        label=_("Office"), queryset=Office.objects.none(), to_field_name="code",
        empty_label=_("All offices"),
    )  # fmt: skip

    def __init__(self, *args: object, appeal: Appeal, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        offices = Office.objects.filter(sections__appeal=appeal).order_by("sections__order")
        self.filters["office"].queryset = offices
        headings = Heading.objects.filter(requirements__appeal=appeal).distinct()
        for name in {"heading", "paid_from"} & self.filters.keys():
            self.filters[name].queryset = headings.order_by("order")

    def in_words(self) -> str:
        """What is chosen, for the head of a workbook; empty where nothing is."""
        chosen = self.form.cleaned_data if self.is_valid() else {}
        words = []
        for name, value in chosen.items():
            if value:
                field = self.form.fields[name]
                shown = dict(getattr(field, "choices", [])).get(value, value)
                words.append(f"{field.label}: {shown}")
        return "; ".join(words)


class ActivityFilter(AppealFilterSet):
    """Activities by office, heading, status and text."""

    heading = django_filters.ModelChoiceFilter(
        label=_("Heading"), queryset=Heading.objects.none(), to_field_name="code",
        field_name="priority__headings", empty_label=_("All headings"),
    )  # fmt: skip
    paid_from = django_filters.ModelChoiceFilter(
        label=_("Paid from"), queryset=Heading.objects.none(), to_field_name="code",
        field_name="allocations__cell__heading", empty_label=_("Any money"),
    )  # fmt: skip
    status = django_filters.ChoiceFilter(
        label=_("Status"), choices=TrackedActivity.STATUSES, empty_label=_("Any status")
    )
    q = django_filters.CharFilter(
        label=_("Search"),
        method="search",
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": _("Title, partner, code…")}),
    )

    class Meta:
        model = TrackedActivity
        fields: list[str] = []

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.filters["office"].field_name = "priority__section__office"

    def search(self, rows: QuerySet, name: str, text: str) -> QuerySet:
        priority = [
            f"priority__{column}_{language}"
            for column in ("title", "summary")
            for language in ("en", "es", "fr")
        ]
        partners = TrackedActivity.partners.through.objects.filter(
            partner__name__icontains=text.strip()
        )
        direct = searched(rows, text, "code", "own_title", "description", "lead", *priority)
        return rows.filter(Q(pk__in=direct.values("pk")) | Q(pk__in=partners.values("activity")))


class TransactionFilter(AppealFilterSet):
    """Ledger entries by office, kind, state and text."""

    activity = django_filters.CharFilter(
        label=_("Activity code"),
        field_name="activity__code",
        lookup_expr="iexact",
        max_length=25,
    )
    kind = django_filters.ChoiceFilter(
        label=_("Kind"), choices=Transaction.Kind.choices, empty_label=_("Any kind")
    )
    state = django_filters.ChoiceFilter(
        label=_("State"),
        choices=[("draft", _("draft")), ("posted", _("posted"))],
        method="in_state",
        empty_label=_("Drafts and posted"),
    )
    q = django_filters.CharFilter(
        label=_("Search"),
        method="search",
        max_length=100,
        widget=forms.TextInput(
            attrs={"type": "search", "placeholder": _("Activity, counterpart, reference…")}
        ),
    )

    class Meta:
        model = Transaction
        fields: list[str] = []

    def in_state(self, rows: QuerySet, name: str, state: str) -> QuerySet:
        return rows.filter(posted_at__isnull=state == "draft")

    def search(self, rows: QuerySet, name: str, text: str) -> QuerySet:
        return searched(rows, text, "activity__code", "counterpart", "reference", "note")
