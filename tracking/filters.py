"""How the lists are narrowed: by what stands in the address."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from appeal.base.days import DayField
from appeal.base.folding import fold
from appeal.base.viewpoint import Viewpoint
from appeal.forms import DAY, CleanTextMixin
from appeal.models import (
    Activity,
    ActivityWords,
    Appeal,
    Heading,
    Office,
    PriorityWords,
    User,
    asked_words,
)
from appeal.ordering import MOST_COUNTED, in_order

from .figured_rows import figures_by_key
from .figures import STATUSES, AppealFigures
from .models import (
    Contribution,
    ContributionWords,
    DonorWords,
    ExchangeRate,
    LedgerTotal,
    Level,
    Risk,
    Transaction,
)


class DayFilter(django_filters.DateFilter):
    """A day as a page reads it."""

    field_class = DayField


class CleanFilter(CleanTextMixin, forms.Form):
    """What a filter reads its texts with."""


def in_words(form: forms.Form) -> str:
    """What a filled filter chooses, for the head of a workbook; empty where it is nothing."""
    words = []
    for name, value in form.cleaned_data.items():
        if value:
            shown = dict(getattr(form.fields[name], "choices", [])).get(value, value)
            words.append(f"{form.fields[name].label}: {shown}")
    return "; ".join(words)


class AppealFilterSet(django_filters.FilterSet):
    """A filter whose choices are those of one appeal; an office is named by its code."""

    office = django_filters.ModelChoiceFilter(
        label=_("Office"), queryset=Office.objects.none(), to_field_name="code",
        empty_label=_("All offices"),
    )  # fmt: skip

    def __init__(self, *args: object, appeal: Appeal, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.appeal = appeal
        offices = Office.objects.filter(sections__appeal=appeal)
        self.filters["office"].queryset = in_order(offices, "name")
        headings = Heading.objects.filter(requirements__appeal=appeal).distinct()
        for name in {"heading", "paid_from"} & self.filters.keys():
            self.filters[name].queryset = headings.order_by("order")


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
        label=_("Status"), choices=STATUSES, method="in_status", empty_label=_("Any status")
    )
    q = django_filters.CharFilter(
        label=_("Search"),
        method="search",
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": _("Title, partner, code…")}),
    )

    class Meta:
        model = Activity
        fields: list[str] = []

    def __init__(self, *args: object, figures: AppealFigures, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.figures = figures
        self.filters["office"].field_name = "priority__section__office"

    def in_status(self, rows: QuerySet, name: str, status: str) -> QuerySet:
        found = figures_by_key(rows, self.figures)
        return rows.filter(pk__in=[pk for pk, row in found if row.status == status])

    def search(self, rows: QuerySet, name: str, text: str) -> QuerySet:
        return activities_with(rows, text)


def activities_with(rows: QuerySet, text: str, how: str = "holds") -> QuerySet:
    """Activities that say it themselves, in their priority, or by the name of a partner."""
    asked = {f"partner__words__index__{how}": text}
    partners = Activity.partners.through.objects.filter(**asked).values("activity")
    direct = Q()
    for word in asked_words(text):
        asked = {f"index__{how}": word}
        own = Q(pk__in=ActivityWords.objects.filter(**asked).values("row"))
        direct &= own | Q(priority__in=PriorityWords.objects.filter(**asked).values("row"))
    return rows.filter(direct | Q(pk__in=partners))


# What entries are narrowed by that kept totals are kept by, and how those name it.
SUMMED_BY = {
    "office": "cell__office", "paid_from": "cell__heading", "activity": "activity__code__iexact",
    "kind": "kind",
}  # fmt: skip


class TransactionFilter(AppealFilterSet):
    """Ledger entries by office, money, kind, state, date, author and text."""

    paid_from = django_filters.ModelChoiceFilter(
        label=_("Paid from"), queryset=Heading.objects.none(), to_field_name="code",
        field_name="cell__heading", empty_label=_("All headings"),
    )  # fmt: skip
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
    currency = django_filters.ChoiceFilter(label=_("Currency"), empty_label=_("Any currency"))
    since = DayFilter(
        label=_("Value date from"), field_name="value_on", lookup_expr="gte", widget=DAY
    )
    until = DayFilter(
        label=_("Value date to"), field_name="value_on", lookup_expr="lte", widget=DAY
    )
    entered = django_filters.ChoiceFilter(
        label=_("Entered"),
        choices=[("me", _("by me"))],
        method="by_me",
        empty_label=_("by anybody"),
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
        form = CleanFilter
        fields: list[str] = []

    def __init__(self, *args: object, viewpoint: Viewpoint, reader: User, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.viewpoint, self.reader = viewpoint, reader
        currencies = ["USD", *ExchangeRate.objects.currencies()]
        self.filters["currency"].extra["choices"] = [(code, code) for code in currencies]

    def sums(self) -> dict[str, Decimal]:
        """The USD of each kind of what is found and posted, added up."""
        return self._posted(self.qs).sums_by_kind()  # type: ignore[no-any-return]

    def few_sums(self) -> dict[str, Decimal]:
        """The same of so few that they are read one by one."""
        found: Any = self.qs.order_by().values("pk")[:MOST_COUNTED]
        rows = type(self.qs)(self.qs.model).filter(pk__in=found)
        return self._posted(rows).sums_by_kind()  # type: ignore[no-any-return]

    def _posted(self, rows: Any) -> Any:
        return rows.posted(self.viewpoint)

    def kept_sums(self, until: date | None) -> dict[str, Decimal] | None:
        """The USD of each kind that is posted of them, up to a day, of kept totals.

        None where it is narrowed by more than they are kept by.
        """
        wanted = {name: value for name, value in self.form.cleaned_data.items() if value}
        state = wanted.pop("state", "posted")
        if self.viewpoint.is_past or state == "draft" or not wanted.keys() <= SUMMED_BY.keys():
            return None
        of_them = {SUMMED_BY[name]: value for name, value in wanted.items()}
        kept = LedgerTotal.objects.filter(cell__appeal=self.appeal, **of_them)
        if until is None:
            return kept.sums_by_kind()
        month_on = until.replace(day=1)
        next_on = (month_on + timedelta(days=31)).replace(day=1)
        of_month = Transaction.objects.of(self.appeal).posted().filter(value_on__lt=next_on)
        if not of_month.filter(value_on__gt=until).exists():
            return kept.before(next_on).sums_by_kind()
        sums = kept.before(month_on).sums_by_kind()
        for kind, usd in (
            self._posted(self.qs).filter(value_on__gte=month_on).sums_by_kind().items()
        ):
            sums[kind] = sums.get(kind, Decimal(0)) + usd
        return sums

    def by_me(self, rows: QuerySet, name: str, _who: str) -> QuerySet:
        return rows.filter(entered_by=self.reader)

    def in_state(self, rows: QuerySet, name: str, state: str) -> QuerySet:
        chosen = rows.drafts if state == "draft" else rows.posted
        return chosen(self.viewpoint)

    def search(self, rows: QuerySet, name: str, text: str) -> QuerySet:
        if rows.model is Transaction:
            return rows.filter(words__index__is_found_by=text)
        return _scanned(rows, text, "activity__code", "counterpart", "reference", "note")


def _scanned(rows: QuerySet, text: str, *columns: str) -> QuerySet:
    """Lines of the change log, which has no index, with every word in one of the columns."""
    for word in map(fold, asked_words(text)):
        found = Q()
        for column in columns:
            found |= Q(**{f"{column}__folded__contains": word})
        rows = rows.filter(found)
    return rows


class RiskFilter(AppealFilterSet):
    """Risks by office, state, likelihood, consequence and level; closed ones only where asked."""

    state = django_filters.ChoiceFilter(
        label=_("State"),
        choices=[*Risk.State.choices, ("all", _("all, closed ones too"))],
        method="in_state",
        empty_label=_("open or being treated"),
    )
    level = django_filters.ChoiceFilter(
        label=_("Level"), choices=Level.choices, empty_label=_("Any level")
    )
    likelihood = django_filters.ChoiceFilter(
        label=_("Likelihood"), choices=Risk.Likelihood.choices, empty_label=_("Any likelihood")
    )
    consequence = django_filters.ChoiceFilter(
        label=_("Consequence"), choices=Risk.Consequence.choices, empty_label=_("Any consequence")
    )

    class Meta:
        model = Risk
        fields: list[str] = []

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.filters["office"].field_name = "activity__priority__section__office"

    def filter_queryset(self, rows: QuerySet) -> QuerySet:
        rows = super().filter_queryset(rows)
        return rows if self.form.cleaned_data.get("state") else rows.open()

    def in_state(self, rows: QuerySet, name: str, state: str) -> QuerySet:
        return rows if state == "all" else rows.filter(state=state)


class RateFilter(django_filters.FilterSet):
    """Rates of exchange by currency."""

    currency = django_filters.ChoiceFilter(label=_("Currency"), empty_label=_("All currencies"))

    class Meta:
        model = ExchangeRate
        fields: list[str] = []

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        choices = [(code, code) for code in ExchangeRate.objects.currencies()]
        self.filters["currency"].extra["choices"] = choices


class ContributionFilter(AppealFilterSet):
    """Contributions by the office and heading that they count for, and by text."""

    heading = django_filters.ModelChoiceFilter(
        label=_("Heading"), queryset=Heading.objects.none(), to_field_name="code",
        method="counting_for", empty_label=_("All headings"),
    )  # fmt: skip
    q = django_filters.CharFilter(
        label=_("Search"),
        method="search",
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": _("Donor, reference…")}),
    )

    class Meta:
        model = Contribution
        fields: list[str] = []

    def __init__(self, *args: object, viewpoint: Viewpoint, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.viewpoint = viewpoint
        self.filters["office"].method = "counting_for"

    def counting_for(self, rows: QuerySet, name: str, place: object) -> QuerySet:
        return rows.counting_for(self.viewpoint, **{name: place})

    def search(self, rows: QuerySet, name: str, text: str) -> QuerySet:
        return contributions_with(rows, text)


def contributions_with(rows: QuerySet, text: str, how: str = "holds") -> QuerySet:
    """Contributions that say it themselves, or by the name of their donor."""
    words = asked_words(text)
    for word in words:
        asked = {f"index__{how}": word}
        own = Q(pk__in=ContributionWords.objects.filter(**asked).values("row"))
        rows = rows.filter(own | Q(donor__in=DonorWords.objects.filter(**asked).values("row")))
    return rows if words else rows.none()
