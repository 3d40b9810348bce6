"""What people type to carry a commitment or a milestone over to another appeal."""

from collections.abc import Iterable, Mapping
from datetime import date
from itertools import groupby

from django import forms
from django.utils.translation import gettext_lazy as _

from appeal import duties
from appeal.base.days import DayField, years_later
from appeal.models import Activity, Allocation, Appeal, Milestone, User
from appeal.web.forms import OnceForm

from .. import access
from ..models import Transaction


def places_to_carry_to(by: User, commitment: Transaction) -> list[Allocation]:
    """What activities of the office have in other open appeals, where the person carries over."""
    appeals = Appeal.objects.filter(
        state=Appeal.State.PUBLISHED, currency=commitment.cell.appeal.currency
    ).exclude(pk=commitment.cell.appeal_id)
    own = Allocation.objects.filter(
        cell__appeal__in=appeals, cell__office=commitment.office_id
    ).select_related("activity__priority", "cell__heading", "cell__appeal")
    found = access.rows(by, duties.CARRY_OVER, own)
    return list(found.order_by("-cell__appeal__year", "cell__appeal__code", "activity__code", "pk"))


class CarryForm(OnceForm):
    """To which activity and line, on which day, and why."""

    to = forms.ChoiceField(
        label=_("Activity that goes on with it"),
        help_text=_("Its appeal, the activity, and the heading that it is paid from."),
    )
    value_on = DayField(
        label=_("Value date"),
        help_text=_(
            "The release is dated on this day. The new commitment is too or, where its appeal"
            " begins later, on the first day of that appeal; each at the rate of its own month."
        ),
    )
    reason = forms.CharField(
        label=_("Why does it go on?"),
        max_length=300,
        help_text=_("It is shown with both entries."),
    )

    def __init__(
        self,
        typed: Mapping[str, str] | None,
        *,
        commitment: Transaction,
        places: Iterable[Allocation],
        today: date,
    ) -> None:
        super().__init__(typed, initial={"value_on": today})
        self.places = {str(row.pk): row for row in places}
        # What continues the activity, if one does.
        goes_on = (
            pk
            for pk, row in self.places.items()
            if row.activity.continues_id == commitment.activity_id
        )
        self.initial["to"] = next(goes_on, "")
        by_appeal = groupby(self.places.values(), key=lambda row: row.cell.appeal)
        self.fields["to"].choices = [("", _("Choose an activity"))] + [
            (str(appeal), [(str(row.pk), _named(row)) for row in rows])
            for appeal, rows in by_appeal
        ]

    @property
    def place(self) -> Allocation:
        return self.places[self.cleaned_data["to"]]


def activities_to_carry_to(by: User, milestone: Milestone) -> list[Activity]:
    """Those of the office in later appeals, where the person edits the plan."""
    own = milestone.activity
    found = Activity.objects.filter(
        priority__section__office=own.office.pk,
        priority__section__appeal__year__gt=own.appeal.year,
    ).exclude(hold=Activity.Hold.CANCELLED)
    rows = access.rows(by, duties.PLAN, found).select_related("priority__section__appeal")
    way = "priority__section__appeal"
    return list(rows.order_by(f"-{way}__year", f"{way}__code", "code"))


class CarryMilestoneForm(OnceForm):
    """To which activity, and when it is due there."""

    to = forms.ChoiceField(
        label=_("Activity that goes on with it"), help_text=_("Its appeal and the activity.")
    )
    due_on = DayField(label=_("Due on"), help_text=_("A day within the dates of that appeal."))

    def __init__(
        self,
        typed: Mapping[str, str] | None,
        *,
        milestone: Milestone,
        activities: Iterable[Activity],
    ) -> None:
        super().__init__(typed)
        self.activities = {str(row.pk): row for row in activities}
        by_appeal = groupby(self.activities.values(), key=lambda row: row.appeal.choice)
        self.fields["to"].choices = [("", _("Choose an activity"))] + [
            (name, [(str(row.pk), f"{name} {row.code} {row.title}") for row in rows])
            for name, rows in by_appeal
        ]
        own = milestone.activity
        goes_on = (row for row in self.activities.values() if row.continues_id == own.pk)
        if to := next(goes_on, None):
            years = to.appeal.year - own.appeal.year
            self.initial.update(to=str(to.pk), due_on=years_later(milestone.due_on, years))

    @property
    def activity(self) -> Activity:
        return self.activities[self.cleaned_data["to"]]


def _named(row: Allocation) -> str:
    """With its appeal: no heading shows that once the list is closed."""
    return (
        f"{row.cell.appeal.code} {row.activity.code} {row.activity.title} · {row.cell.heading.code}"
    )
