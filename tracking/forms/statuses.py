"""What people type when they judge an activity otherwise."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from appeal.base.days import DayField
from appeal.models import Activity
from appeal.web.forms import OnceForm

from ..models import Colour, StatusOverride


class StatusForm(OnceForm):
    """The overall status that a person gives an activity, or that they take it back."""

    LIFT = "lift"

    colour = forms.ChoiceField(
        label=_("Your assessment"),
        widget=forms.RadioSelect,
        help_text=_("Shown beside the calculated status, which stays visible."),
    )
    effective_on = DayField(
        label=_("From which day"),
        help_text=_("Counts from this day until a later assessment."),
    )
    reason = forms.CharField(
        label=_("Reason"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("What the numbers do not show. Everybody who sees the activity can read it."),
    )

    def __init__(self, *args: object, activity: Activity, override: str, **kwargs: object) -> None:
        """`override` is the colour in force, empty where there is none to take back."""
        self.activity = activity
        super().__init__(*args, **kwargs)
        choices: list[tuple[str, Any]] = [
            (colour.value, colour.label) for colour in (Colour.GREEN, Colour.AMBER, Colour.RED)
        ]
        if override:
            choices.append((self.LIFT, _("remove the assessment and use the calculated status")))
        self.fields["colour"].choices = choices

    def stored(self) -> StatusOverride | None:
        """The latest judgement of the activity."""
        return StatusOverride.objects.filter(activity=self.activity).order_by("pk").last()
