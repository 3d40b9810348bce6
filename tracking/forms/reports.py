"""What people type about progress, and the narrative of a report."""

from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from appeal.base.number_fields import WholeField
from appeal.base.refusals import Refusal
from appeal.web.forms import OnceForm
from appeal.web.marked_forms import MarkedForm

from ..actions import ReasonMissing
from ..models import OfficeReport, ProgressUpdate, ReportingPeriod

WRITTEN_IN = _("The language you write in. Readers of other languages see which one it is.")


class PercentField(WholeField):
    """A field for a whole percentage."""

    default_error_messages = dict.fromkeys(
        ("invalid", "min_value", "max_value", "max_decimal_places"),
        _("Enter a whole number from 0 to 100, or leave it empty."),
    )
    limits = WholeField.limits | {"min_value": 0, "max_value": 100}


class LineForm(MarkedForm):
    """What holds of a line wherever it is typed: a whole percentage, and why it falls."""

    percent = PercentField(
        label=capfirst(_("percent complete")),
        required=False,
        widget=forms.NumberInput(attrs={"step": 1, "inputmode": "numeric"}),
        help_text=_(
            "A whole number from 0 to 100. Leave empty if you do not know: empty is not 0."
        ),
    )

    def __init__(self, *args: Any, previous: ProgressUpdate | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.previous = previous
        self.fields["reason"].help_text = _(
            "Needed if the percentage falls, or is 100 while milestones are open."
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        percent, before = cleaned.get("percent"), self.previous
        falls = ProgressUpdate(percent=percent).falls_below(before)
        if before and falls and not cleaned.get("reason"):
            self.add_error(
                "reason",
                _("Progress falls from %(before)s %% to %(percent)s %%. Explain why.")
                % {"before": before.percent, "percent": percent},
            )
        return cleaned


class ProgressForm(OnceForm, LineForm):
    """One activity's line in its office's report on a period."""

    def __init__(
        self, *args: object, period: ReportingPeriod | None = None, **kwargs: object
    ) -> None:
        super().__init__(*args, **kwargs)
        self.period = period

    def refuse(self, refusal: Refusal) -> None:
        """A reason is asked for where it is written, whatever asks for it."""
        if isinstance(refusal, ReasonMissing):
            self.add_error("reason", str(refusal))
        else:
            super().refuse(refusal)

    def stored(self) -> Any:
        lines = ProgressUpdate.objects.standing().filter(activity=self.instance.activity_id)
        return lines.filter(report__period=self.period).select_related("updated_by").first()

    class Meta:
        model = ProgressUpdate
        fields = ("percent", "status", "narrative", "issues", "next_steps", "reason", "language")
        widgets = {
            "narrative": forms.Textarea(attrs={"rows": 4}),
            "issues": forms.Textarea(attrs={"rows": 3}),
            "next_steps": forms.Textarea(attrs={"rows": 3}),
        }
        help_texts = {
            "status": _("How the work is going: planned, ongoing, delayed or completed."),
            "issues": _("What makes the work difficult, and what would help."),
            "next_steps": _("What comes next, and by when."),
            "language": WRITTEN_IN,
        }


class ReportForm(OnceForm, MarkedForm):
    """The narrative of an office report."""

    overtaken = _("Somebody changed this report while you were writing")

    class Meta:
        model = OfficeReport
        fields = ("highlights", "challenges", "next_steps", "language")
        widgets = {
            name: forms.Textarea(attrs={"rows": 4})
            for name in ("highlights", "challenges", "next_steps")
        }
        help_texts = {
            "highlights": _("What the office achieved in this period, in a few sentences."),
            "challenges": _("What made the work difficult, and how the office dealt with it."),
            "next_steps": _("What the office will do in the next period."),
            "language": WRITTEN_IN,
        }
