"""What is to become the same in several rows of the admin; what is left empty stays in each."""

from datetime import datetime

from django import forms
from django.utils.translation import gettext_lazy as _

from .. import access
from ..actions import change_role, give_role, keep_activity
from ..base.days import DayField
from ..models import Activity, Membership, Office, Partner, Region, Role, User
from ..models.ordering import in_order
from ..web.forms import Boxes, SeveralRowsForm
from .roles import EVERYWHERE, LAST_DAY, PLACE, offer_roles

AS_IT_IS = _("If empty: as it is in each.")


class SeveralActivitiesForm(SeveralRowsForm[Activity]):
    """Lead, days and partners of activities."""

    lead = forms.CharField(label=_("lead"), max_length=100, required=False, help_text=AS_IT_IS)
    starts_on = DayField(label=_("starts on"), required=False, help_text=AS_IT_IS)
    ends_on = DayField(label=_("ends on"), required=False, help_text=AS_IT_IS)
    added = forms.ModelMultipleChoiceField(
        label=_("partners to add"),
        widget=Boxes,
        queryset=Partner.objects.none(),
        required=False,
        help_text=_("They are added to those that each activity already has."),
    )
    taken = forms.ModelMultipleChoiceField(
        label=_("partners to take away"),
        widget=Boxes,
        queryset=Partner.objects.none(),
        required=False,
        help_text=_("From each activity that names them."),
    )

    def offer(self, user: User) -> None:
        for name in ("added", "taken"):
            self.fields[name].queryset = in_order(Partner.objects.all(), "name")

    def write(self, row: Activity, seen: int, at: datetime) -> None:
        given = self.cleaned_data
        for name in ("lead", "starts_on", "ends_on"):
            if given[name]:
                setattr(row, name, given[name])
        named = {}
        if given["added"] or given["taken"]:
            own = {*row.partners.all(), *given["added"]} - {*given["taken"]}
            named = {"partners": own}
        keep_activity(activity=row, version=seen, at=at, named=named)


class SeveralRolesForm(SeveralRowsForm[Membership]):
    """Which role it is, and until when it is held."""

    role = forms.ChoiceField(label=_("role"), required=False, help_text=AS_IT_IS)
    ends_on = DayField(label=_("last day"), required=False, help_text=AS_IT_IS)

    def offer(self, user: User) -> None:
        own = access.grantable_roles(user)
        named = [choice for choice in Role.choices if choice[0] in own]
        self.fields["role"].choices = [("", _("as it is")), *named]

    def write(self, row: Membership, seen: int, at: datetime) -> None:
        row.role = self.cleaned_data["role"] or row.role
        row.ends_on = self.cleaned_data["ends_on"] or row.ends_on
        change_role(role=row, version=seen, at=at)


class SeveralPeopleForm(SeveralRowsForm[User]):
    """A role that is given to several people."""

    role = forms.ChoiceField(
        label=_("role"),
        help_text=_("Everybody with a role can read; see under People what each role adds."),
    )
    office = forms.ModelChoiceField(
        label=_("office"),
        queryset=Office.objects.none(),
        required=False,
        help_text=PLACE,
    )
    region = forms.ModelChoiceField(
        label=_("region"),
        queryset=Region.objects.none(),
        required=False,
        help_text=EVERYWHERE,
    )
    ends_on = DayField(label=_("last day"), required=False, help_text=LAST_DAY)

    def offer(self, user: User) -> None:
        offer_roles(self, user)

    def write(self, row: User, seen: int, at: datetime) -> None:
        give_role(role=Membership(user=row, **self.cleaned_data), at=at)
