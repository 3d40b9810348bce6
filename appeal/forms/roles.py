"""What people choose of roles: which, where, until when, and as whose stand-in."""

from datetime import date, datetime

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from appeal import duties

from .. import access
from ..actions import change_role, give_role
from ..base.days import DayField
from ..base.refusals import Refusal
from ..models import Membership, Region, Role, User, is_over
from ..models.ordering import in_order
from ..web.forms import CleanTextMixin, OnceForm, UnversionedForm

LAST_DAY = _("If empty: until somebody ends it. After that day the role has no effect.")
STANDS_IN = _("If the role is held for somebody who is away. It then needs a last day.")
PLACE = _("Where the role is held.")
EVERYWHERE = _("Instead of one office: all offices of a region.")
NOT_GIVEN = _("This role is given by an administrator only.")


class ConfirmRolesForm(OnceForm):
    """Roles that are still needed, ticked in the list of a review."""

    # A role is confirmed as it is, whoever changed it since the page was opened.
    version = None
    roles = forms.ModelMultipleChoiceField(
        label=_("Roles"),
        queryset=Membership.objects.none(),
        error_messages={"required": _("Select at least one.")},
    )


def offer_roles(form: CleanTextMixin, by: User) -> None:
    """Offer the roles and places that a person may give; regions only to whoever has one."""
    roles, regions = access.grantable_roles(by), access.regions(by, duties.GIVE_ROLES)
    named = [choice for choice in Role.choices if choice[0] in roles]
    form.fields["role"].choices = [("", _("Choose a role")), *named]
    form.fields["role"].error_messages["invalid_choice"] = NOT_GIVEN
    form.fields["office"].queryset = in_order(access.offices(by, duties.GIVE_ROLES), "name")
    form.fields["office"].empty_label = _("Choose an office")
    form.fields["region"].queryset = regions
    form.fields["region"].empty_label = _("One office only")
    if not regions:
        del form.fields["region"]
        form.fields["office"].required = True


def refuse_past(day: date | None, stored: date | None = None) -> date | None:
    """The last day of a role; refused where it is past, unless that is what is `stored`."""
    if day and day != stored and is_over(day):
        raise ValidationError(_("This day is past. Choose today or a later day."))
    return day


class GrantForm(UnversionedForm):
    """A role of a person, for an office or a region, as long as it is needed."""

    class Meta:
        model = Membership
        fields = ("role", "office", "region", "ends_on", "stands_in_for")
        field_classes = {"ends_on": DayField}
        help_texts = {
            "role": _("Everybody with a role can read; see under People what each role adds."),
            "office": PLACE,
            "region": EVERYWHERE,
            "ends_on": LAST_DAY,
            "stands_in_for": STANDS_IN,
        }
        error_messages = {
            "stands_in_for": {
                "invalid_choice": _(
                    "Choose somebody else who may sign in and has a role where you manage."
                )
            }
        }

    def clean_ends_on(self) -> date | None:
        return refuse_past(self.cleaned_data["ends_on"], self.instance.ends_on)

    def keep(self, at: datetime) -> None:
        """Give the role, or change how long it is held; raises StaleVersion."""
        role = self.instance
        if role.pk:
            change_role(role=role, version=self.cleaned_data["version"], at=at)
            return
        try:
            give_role(role=role, at=at)
        except ValidationError as error:
            raise Refusal(" ".join(error.messages)) from error

    def offer_absent(self, by: User, region: Region) -> None:
        """Offer those with a role in the region who may sign in, and whoever it is already."""
        field, stored = self.fields["stands_in_for"], self.instance.stands_in_for_id
        held = Membership.objects.filter(Q(region=region) | Q(office__region=region))
        absent = Q(is_active=True, pk__in=held.values("user")) | Q(pk=stored)
        people = access.people(by).filter(absent).exclude(pk=self.instance.user_id)
        field.queryset = in_order(people, "last_name", "username")
        field.empty_label = _("Nobody")
        field.label_from_instance = lambda person: person.get_full_name() or person.username

    def only_its_end(self) -> None:
        """Of a role that is held only the last day changes: another role is another row."""
        for name in ("role", "office", "region"):
            del self.fields[name]
