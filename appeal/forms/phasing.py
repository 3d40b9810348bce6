"""What people type about what each month takes of an activity's budget."""

from decimal import Decimal

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from ..base.amounts import as_typed, money
from ..base.number_fields import AmountField
from ..base.refusals import Refusal
from ..figures.even_split import even_split
from ..models import Activity, Phasing, days_of, months_between
from ..web.forms import OnceForm, overtaken, retype


class MonthField(AmountField):
    """A field for what is planned for a month."""

    default_error_messages = {
        "min_value": _("An amount must be above zero. Leave a month empty if it takes nothing.")
    }


class PhasingForm(OnceForm):
    """The budget of an activity over its months; those that take nothing stay empty."""

    step = forms.ChoiceField(
        choices=[("save", ""), ("remainder", ""), ("spread", "")], required=False
    )
    activity: Activity
    budget: Decimal

    def about(self, activity: Activity, budget: Decimal) -> None:
        """Ask for each month of the activity."""
        self.activity, self.budget = activity, budget
        self.names = list(months_between(activity.starts_on, activity.ends_on))
        for name in self.names:
            stored = activity.phasing.get(name)
            label = date_format(days_of(name)[0], "YEAR_MONTH_FORMAT")
            field = MonthField(label=label, required=False, initial=stored and as_typed(stored))
            # The script adds up what has the same activity, and takes it from the same cell.
            field.widget.attrs |= {
                "class": "form-control form-control-sm", "aria-label": label,
                "data-activity": activity.pk, "data-cell": activity.pk,
            }  # fmt: skip
            self.fields[name] = field

    @property
    def months(self) -> list[forms.BoundField]:
        return [self[name] for name in self.names]

    @property
    def phasing(self) -> Phasing:
        """What was typed as far as it can be read; what is stored where nothing was sent."""
        if not self.is_bound:
            return self.activity.phasing
        self.is_valid()
        return {name: usd for name in self.names if (usd := self.cleaned_data.get(name))}

    @property
    def total(self) -> Decimal:
        return sum(self.phasing.values(), Decimal(0))

    @property
    def remainder(self) -> Decimal:
        return self.budget - self.total

    @property
    def cents(self) -> int:
        """The budget, for the script."""
        return int(self.budget * 100)

    @property
    def asked(self) -> str:
        """The button that was pressed; empty where none was, or what was typed is wrong."""
        return str(self.cleaned_data["step"]) if self.is_valid() else ""

    def spread(self) -> None:
        """Put an even split of the budget into the months."""
        parts = even_split(self.budget, len(self.names))
        for name, part in zip(self.names, parts, strict=True):
            retype(self, name, self.fields[name].prepare_value(as_typed(part)) if part else "")
        self.full_clean()

    def stored(self) -> Activity | None:
        return Activity.objects.filter(pk=self.activity.pk).first()

    def refuse(self, refusal: Refusal) -> None:
        """Say beside each month what somebody else planned for it."""
        super().refuse(refusal)
        for name in self.names if self.theirs else ():
            stored = self.theirs.phasing.get(name)
            if stored != self.cleaned_data.get(name):
                self.add_error(name, overtaken(money(stored)))
