"""What people type about the terms of a grant: dates, rates, cost categories, reports due."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from appeal.base.amounts import DASH
from appeal.base.days import DayField
from appeal.base.number_fields import AmountField, NumberField
from appeal.web.forms import FieldGroup, RowForm

from ..actions.terms import TERMS, AskedCategory, AskedReport
from ..models import Contribution, DonorReport, ExchangeRate
from .contributions import OVERTAKEN
from .rates import CurrencyField

# Empty rows that are offered beside those that are filled in.
EMPTY_ROWS = (None, None, None)


class OverheadField(NumberField):
    """A percentage from 0 to 100, with up to two decimals."""

    default_error_messages = dict.fromkeys(
        ("max_digits", "max_whole_digits", "max_value", "min_value"),
        _("Enter a percentage from 0 to 100."),
    )
    limits: ClassVar[dict[str, object]] = {
        "max_digits": 5, "decimal_places": 2, "min_value": 0, "max_value": 100,
    }  # fmt: skip


class AgreedForm(RowForm):
    """What the agreement of one grant says: code, days, currency, overhead, earmarking."""

    overtaken = OVERTAKEN
    reporting_currency = CurrencyField(
        label=_("Reporting currency"),
        required=False,
        help_text=_("The currency of the reports to the donor; empty for that of the agreement."),
    )
    overhead_rate = OverheadField(
        label=_("Overhead rate"),
        required=False,
        help_text=_("In percent of what is spent; empty where none is agreed."),
    )

    class Meta:
        model = Contribution
        fields = TERMS
        field_classes = dict.fromkeys(("starts_on", "ends_on", "extended_to"), DayField)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.currencies = ["USD", *ExchangeRate.objects.currencies()]
        proposed = type(self.instance)(
            office_id=self.instance.office_id, heading_id=self.instance.heading_id
        )
        self.fields["earmarking"].choices = [
            ("", gettext("by its place: %(earmarking)s") % {
                "earmarking": proposed.earmarked_as.label
            }),
            *(each for each in self.fields["earmarking"].choices if each[0]),
        ]  # fmt: skip


class TermsForm(AgreedForm):
    """The terms of one grant; of its categories and reports those that are kept, and empty ones."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.category_keys = self._offer_categories()
        self.report_keys = self._offer_reports()
        self.divided = (
            FieldGroup(_("Terms"), TERMS),
            FieldGroup(
                _("Cost categories"),
                tuple(f"{part}_{n}" for n in self.category_keys for part in ("category", "budget")),
                is_folded=True,
            ),
            FieldGroup(
                _("Reports due"),
                tuple(f"{part}_{n}" for n in self.report_keys for part in ("report", "due")),
                is_folded=True,
            ),
        )

    def _offer_categories(self) -> dict[int, int | None]:
        """Fields of each cost category, and of some more; the ids of the stored, by number."""
        rows = list(self.instance.categories.order_by("order", "pk"))
        keys = dict(enumerate([*(row.pk for row in rows), *EMPTY_ROWS], 1))
        for n in keys:
            row = rows[n - 1] if n <= len(rows) else None
            numbered = {"number": n}
            self.fields[f"category_{n}"] = forms.CharField(
                label=_("Category %(number)s") % numbered,
                max_length=200,
                required=False,
                initial=row.title if row else "",
                help_text=_("As the donor calls it; empty it to take it away."),
            )
            self.fields[f"budget_{n}"] = AmountField(
                label=_("Budget of category %(number)s") % numbered,
                required=False,
                initial=row.budget if row else None,
                currency=self.instance.reported_in,
                help_text=_("In the reporting currency; empty where the donor sets no amount."),
            )
        return keys

    def _offer_reports(self) -> dict[int, int | None]:
        """The same of the reports that are due."""
        rows = list(self.instance.donor_reports.order_by("due_on"))
        keys = dict(enumerate([*(row.pk for row in rows), *EMPTY_ROWS], 1))
        for n in keys:
            row = rows[n - 1] if n <= len(rows) else None
            numbered = {"number": n}
            self.fields[f"report_{n}"] = forms.ChoiceField(
                label=_("Report %(number)s") % numbered,
                choices=[("", DASH), *DonorReport.Kind.choices],
                required=False,
                initial=row.kind if row else "",
            )
            self.fields[f"due_{n}"] = DayField(
                label=_("Report %(number)s is due on") % numbered,
                required=False,
                initial=row.due_on if row else None,
                help_text=_("Empty both to take it away."),
            )
        return keys

    def clean(self) -> dict[str, object]:
        cleaned = super().clean()
        for n in self.category_keys:
            if cleaned.get(f"budget_{n}") is not None and not cleaned.get(f"category_{n}"):
                self.add_error(f"category_{n}", _("Give the category of this budget."))
        for n in self.report_keys:
            kind, day = cleaned.get(f"report_{n}"), cleaned.get(f"due_{n}")
            if kind and not day and f"due_{n}" not in self.errors:
                self.add_error(f"due_{n}", _("Give the day on which it is due."))
            elif day and not kind:
                self.add_error(f"report_{n}", _("Choose interim or final."))
        self._refuse_twice("category", self.category_keys, _("There is a category of this title."))
        self._refuse_twice("due", self.report_keys, _("A report is due on this day already."))
        return cleaned

    def _refuse_twice(self, part: str, keys: dict[int, int | None], sentence: Any) -> None:
        seen = set()
        for n in keys:
            typed = self.cleaned_data.get(f"{part}_{n}")
            if typed and typed in seen:
                self.add_error(f"{part}_{n}", sentence)
            seen.add(typed)

    @property
    def categories(self) -> list[AskedCategory]:
        given = self.cleaned_data
        return [
            AskedCategory(pk, given[f"category_{n}"], given[f"budget_{n}"])
            for n, pk in self.category_keys.items()
        ]

    @property
    def reports(self) -> list[AskedReport]:
        given = self.cleaned_data
        return [
            AskedReport(pk, given[f"report_{n}"], given[f"due_{n}"])
            for n, pk in self.report_keys.items()
        ]
