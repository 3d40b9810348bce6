"""How the lists are narrowed: by what is in the address."""

from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django_filters import CharFilter, ChoiceFilter, DateFilter, FilterSet, ModelChoiceFilter

from appeal.base.days import DayField
from appeal.base.labels import labelled
from appeal.base.viewpoint import Viewpoint
from appeal.models import Activity, Appeal, Heading, Office, User, to_office
from appeal.models.ordering import MOST_COUNTED, in_order
from appeal.web.forms import CleanTextMixin

from .figures import STATUSES, AppealFigures, sums_by_kind
from .figures.rows import figures_by_key
from .grant_filter import GrantFilter, offer_where_asked
from .models import (
    ActivityTotal,
    ExchangeRate,
    LedgerTotal,
    Level,
    Risk,
    Transaction,
)
from .models.contributions import ContributionQuerySet
from .models.ledger import TransactionQuerySet
from .models.risks import RiskQuerySet
from .office_field import OfficeField
from .search_words import activities_with, contributions_with, scanned_for

Choice = dict[str, Any]
# How an office is chosen wherever something is narrowed to one; which those are, says `offices_of`.
BY_OFFICE: Choice = {
    "label": _("Office"), "queryset": Office.objects.none(), "to_field_name": "code",
    "empty_label": _("All offices"),
}  # fmt: skip
# And a heading.
BY_HEADING: Choice = {
    "label": _("Heading"), "queryset": Heading.objects.none(), "to_field_name": "code",
    "empty_label": _("All headings"),
}  # fmt: skip


def offices_of(appeal: Appeal) -> QuerySet[Office]:
    """The offices of an appeal, by their names."""
    return in_order(Office.objects.of(appeal), "name")


class OfficeFilter(ModelChoiceFilter):
    """One of the appeal's offices, named by its code."""

    field_class = OfficeField

    def __init__(self, **given: object) -> None:
        super().__init__(**BY_OFFICE, **given)

    def get_queryset(self, request: object) -> QuerySet:
        return Office.objects.of(self.parent.appeal)


class HeadingFilter(ModelChoiceFilter):
    """One of the headings that the appeal requires money for, named by its code."""

    def __init__(self, **given: object) -> None:
        super().__init__(**BY_HEADING | given)

    def get_queryset(self, request: object) -> QuerySet:
        return Heading.objects.of(self.parent.appeal).in_printed_order()


class DayFilter(DateFilter):
    """A day as a page reads it."""

    field_class = DayField


class SearchFilter(CharFilter):
    """Words that a row says; `said` names what of it is searched."""

    def __init__(self, said: object) -> None:
        look = forms.TextInput(attrs={"type": "search", "placeholder": said})
        super().__init__(label=_("Search"), method="search", max_length=100, widget=look)


class CleanFilter(CleanTextMixin, forms.Form):
    """What a filter reads its texts with."""


def in_words(form: forms.Form) -> str:
    """What a filled filter chooses, for the head of a workbook; empty where it is nothing."""
    words = []
    for name, value in form.cleaned_data.items():
        if value:
            shown = dict(getattr(form.fields[name], "choices", [])).get(value, value)
            words.append((form.fields[name].label, shown))
    return chosen_in_words(*words)


def chosen_in_words(*chosen: tuple[object, object]) -> str:
    """Labels with what was chosen for each, for the head of a workbook."""
    return " · ".join(labelled(label, value) for label, value in chosen if value)


def _currencies() -> list[tuple[str, str]]:
    """Those that have a rate."""
    return [(code, code) for code in ExchangeRate.objects.currencies()]


class AppealFilterSet(FilterSet):
    """A filter whose choices are those of one appeal."""

    class Meta:
        form = CleanFilter

    def __init__(self, *args: object, appeal: Appeal, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.appeal = appeal
        # A label is around each field. One that is typed in has an id too: Enter exchanges the
        # list, and the cursor goes back there.
        self.form.auto_id = False
        for name, field in self.form.fields.items():
            if not isinstance(field.widget, forms.Select):
                field.widget.attrs["id"] = f"id_{name}"


class ActivityFilter(AppealFilterSet):
    """Activities by office, heading, status and text."""

    office = OfficeFilter(field_name=to_office())
    heading = HeadingFilter(field_name="priority__headings")
    paid_from = HeadingFilter(
        label=_("Paid from"), field_name="allocations__cell__heading", empty_label=_("Any heading")
    )
    status = ChoiceFilter(
        label=_("Status"), choices=STATUSES, method="in_status", empty_label=_("Any status")
    )
    q = SearchFilter(_("Title, partner, code…"))

    def __init__(self, *args: object, figures: AppealFigures, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.figures = figures

    def in_status(self, rows: QuerySet, name: str, status: str) -> QuerySet:
        found = figures_by_key(rows, self.figures)
        return rows.filter(pk__in=[pk for pk, row in found if row.status == status])

    def search(self, rows: QuerySet, name: str, text: str) -> QuerySet:
        return activities_with(rows, text)


# The filters of entries that stored totals can answer, and their columns.
SUMMED_BY = {
    "office": "cell__office", "paid_from": "cell__heading", "activity": "activity__code__iexact",
    "kind": "kind",
}  # fmt: skip


class TransactionFilter(AppealFilterSet):
    """Ledger entries by office, money, kind, state, date, author and text."""

    office = OfficeFilter()
    paid_from = HeadingFilter(label=_("Paid from"), field_name="cell__heading")
    activity = CharFilter(label=_("Activity code"), method="of_activity", max_length=25)
    kind = ChoiceFilter(
        label=_("Kind"), choices=Transaction.Kind.choices, empty_label=_("Any kind")
    )
    state = ChoiceFilter(
        label=_("State"),
        choices=[("draft", _("draft")), ("posted", _("posted"))],
        method="in_state",
        empty_label=_("Drafts and posted"),
    )
    currency = ChoiceFilter(
        label=_("Currency"),
        choices=lambda: [("USD", "USD"), *_currencies()],
        empty_label=_("Any currency"),
    )
    since = DayFilter(label=_("Value date from"), field_name="value_on", lookup_expr="gte")
    until = DayFilter(label=_("Value date to"), field_name="value_on", lookup_expr="lte")
    grant = GrantFilter()
    entered = ChoiceFilter(
        label=_("Entered"),
        choices=[("me", _("by me"))],
        method="by_me",
        empty_label=_("by anybody"),
    )
    q = SearchFilter(_("Activity, payee, reference…"))

    def __init__(self, *args: object, viewpoint: Viewpoint, reader: User, **kwargs: Any) -> None:
        # What the form offers depends on it.
        self.viewpoint, self.reader = viewpoint, reader
        super().__init__(*args, **kwargs)
        offer_where_asked(self)

    def sums(self) -> dict[str, Any]:
        """The USD of each kind of what is found and posted, added up."""
        return sums_by_kind(self._posted(self.qs))

    def few_sums(self) -> dict[str, Any]:
        """Those sums when few rows are found: they are read one by one."""
        found: Any = self.qs.order_by().values("pk")[:MOST_COUNTED]
        rows = type(self.qs)(self.qs.model).filter(pk__in=found)
        return sums_by_kind(self._posted(rows))

    def _posted(self, rows: Any) -> Any:
        return rows.posted(self.viewpoint)

    def kept_sums(self, until: date | None) -> dict[str, Any] | None:
        """The USD of each kind that is posted of them, up to a day, from stored totals.

        None if it is filtered by anything that they are not stored by.
        """
        wanted = {name: value for name, value in self.form.cleaned_data.items() if value}
        state = wanted.pop("state", "posted")
        if self.viewpoint.is_past or state == "draft" or not wanted.keys() <= SUMMED_BY.keys():
            return None
        kinds = [wanted.pop("kind")] if "kind" in wanted else Transaction.Kind.values
        of_them = {SUMMED_BY[name]: value for name, value in wanted.items()}
        totals = ActivityTotal.objects.filter(cell__appeal=self.appeal, **of_them)
        standing = totals.standing(self.viewpoint) if until else totals
        sums = {kind: usd for kind, usd in standing.usd(*kinds).items() if usd}
        if until is None or sums:
            return sums
        month_on = until.replace(day=1)
        kept = LedgerTotal.objects.filter(cell__appeal=self.appeal, kind__in=kinds, **of_them)
        of_month = self._posted(self.qs).filter(value_on__gte=month_on)
        return sums_by_kind(kept.before(month_on), of_month)

    def of_activity(self, rows: QuerySet, name: str, code: str) -> QuerySet:
        """By its key: an index gives the entries of one, whose code would be looked for in all."""
        found = Activity.objects.of(self.appeal).filter(code__iexact=code)
        return rows.filter(activity__in=list(found.values_list("pk", flat=True)))

    def by_me(self, rows: QuerySet, name: str, _who: str) -> QuerySet:
        return rows.filter(entered_by=self.reader)

    def in_state(self, rows: TransactionQuerySet, name: str, state: str) -> QuerySet:
        chosen = rows.drafts if state == "draft" else rows.posted
        return chosen(self.viewpoint)

    def search(self, rows: QuerySet, name: str, text: str) -> QuerySet:
        if rows.model is Transaction:
            return rows.filter(words__index__is_found_by=text)
        return scanned_for(rows, text, "activity__code", "counterpart", "reference", "note")


class RiskFilter(AppealFilterSet):
    """Risks by office, state, likelihood, consequence and level; closed ones only where asked."""

    office = OfficeFilter(field_name=to_office("activity__"))
    state = ChoiceFilter(
        label=_("State"),
        choices=[*Risk.State.choices, ("all", _("all, including closed"))],
        method="in_state",
        empty_label=_("open or being treated"),
    )
    level = ChoiceFilter(label=_("Level"), choices=Level.choices, empty_label=_("Any level"))
    likelihood = ChoiceFilter(
        label=_("Likelihood"), choices=Risk.Likelihood.choices, empty_label=_("Any likelihood")
    )
    consequence = ChoiceFilter(
        label=_("Impact"), choices=Risk.Consequence.choices, empty_label=_("Any impact")
    )

    def filter_queryset(self, rows: RiskQuerySet) -> QuerySet:
        rows = super().filter_queryset(rows)
        return rows if self.form.cleaned_data.get("state") else rows.open()

    def in_state(self, rows: QuerySet, name: str, state: str) -> QuerySet:
        return rows if state == "all" else rows.filter(state=state)


class RateFilter(FilterSet):
    """Rates of exchange by currency."""

    currency = ChoiceFilter(
        label=_("Currency"), choices=_currencies, empty_label=_("All currencies")
    )


class ContributionFilter(AppealFilterSet):
    """Contributions by the office and heading that they count for, and by text."""

    office = OfficeFilter(method="counting_for")
    heading = HeadingFilter(method="counting_for")
    q = SearchFilter(_("Donor, reference…"))

    def __init__(self, *args: object, viewpoint: Viewpoint, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.viewpoint = viewpoint

    def counting_for(self, rows: ContributionQuerySet, name: str, place: object) -> QuerySet:
        return rows.counting_for(self.viewpoint, **{name: place})

    def search(self, rows: QuerySet, name: str, text: str) -> QuerySet:
        return contributions_with(rows, text)
