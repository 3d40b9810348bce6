"""What people type about how far people reached overlap."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from appeal.base.amounts import quantity
from appeal.base.days import DayField
from appeal.base.number_fields import QuantityField
from appeal.web.forms import OnceForm

from ..models import OverlapStatement

STATED = ("method", "value", "target", "effective_on", "reason")
Method = OverlapStatement.Method


class OverlapForm(OnceForm):
    """By which method the numbers of people come together, and why."""

    method = forms.ChoiceField(
        label=_("How the numbers come together"),
        choices=[
            (Method.LARGEST, _("the largest counts: the others reach the same people")),
            (Method.SUM, _("they add up: nobody is reached twice")),
            (Method.ESTIMATE, _("an estimate, written below")),
        ],
        widget=forms.RadioSelect,
        help_text=_("If in doubt, the largest: then nobody is counted twice."),
    )
    value = QuantityField(
        label=_("Estimate of the people reached"),
        required=False,
        help_text=_("Of an estimate only: how many different people were reached so far."),
    )
    target = QuantityField(
        label=_("Estimate of the target"),
        required=False,
        help_text=_("Of an estimate only: how many different people were to be reached so far."),
    )
    effective_on = DayField(
        label=_("From which day"), help_text=_("Counts from this day until a later statement.")
    )
    reason = forms.CharField(
        label=_("Reason"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("How you know. Shown beside the number with your name."),
    )

    def __init__(self, *given: Any, statement: OverlapStatement, limits: Any, **named: Any) -> None:
        """`limits` are the least and the most that the people can be, as reported so far."""
        self.statement, self.limits = statement, limits
        super().__init__(*given, **named)

    def clean(self) -> dict[str, object]:
        cleaned = super().clean()
        if cleaned.get("method") == Method.ESTIMATE:
            self._check_estimate(cleaned.get("value"))
        elif cleaned.get("method"):
            for name in ("value", "target"):
                if cleaned.get(name) is not None:
                    self.add_error(name, _("Leave it empty, or choose the estimate above."))
        for name in STATED:
            setattr(self.statement, name, cleaned.get(name))
        return cleaned

    def _check_estimate(self, value: object) -> None:
        """Not fewer than the largest of the numbers, nor more than their sum."""
        least, most = self.limits
        if value is None:
            if "value" not in self.errors:
                self.add_error("value", _("Write the estimate."))
        elif least is not None and not least <= value <= most:
            sentence = _("The people reached are at least %(least)s and at most %(most)s.")
            self.add_error("value", sentence % {"least": quantity(least), "most": quantity(most)})

    def stored(self) -> OverlapStatement | None:
        """The latest statement on the same people."""
        same = OverlapStatement.objects.filter(
            core=self.statement.core_id, office=self.statement.office_id
        )
        return same.order_by("pk").last()
