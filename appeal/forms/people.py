"""What people type about people: who they are, and how somebody new is invited."""

from collections.abc import Callable
from datetime import date

from django import forms
from django.contrib.auth.forms import PasswordChangeForm
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from ..base.days import DayField
from ..base.folding import fold
from ..models import Membership, Office, Region, Role, User
from ..web.forms import CleanTextMixin, FieldGroup, OnceForm, RowForm
from .roles import EVERYWHERE, LAST_DAY, PLACE, refuse_past


class PersonForm(RowForm):
    """Name and address of a person, and whether they may sign in."""

    class Meta:
        model = User
        fields: tuple[str, ...] = ("first_name", "last_name", "email", "language", "is_active")
        labels = {"is_active": _("May sign in")}
        help_texts = {
            "first_name": _("As colleagues know them."),
            "last_name": _("As colleagues know them."),
            "email": _("The address at work."),
            "username": _("What they sign in with. If empty: the address."),
            "language": _("If empty: the language of their office."),
            "is_active": _(
                "Without this they cannot sign in. What they entered stays under their name: nobody"
                " is ever deleted."
            ),
        }

    taken = _("Somebody else has this address.")

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        languages = self.fields["language"].choices
        self.fields["language"].choices = [("", _("that of the office")), *languages[1:]]

    def clean_email(self) -> str:
        email = str(self.cleaned_data["email"])
        others = User.objects.exclude(pk=self.instance.pk).filter(email__iexact=email)
        if email and email != self.instance.email and others.exists():
            raise ValidationError(self.taken)
        return email


class OwnForm(PersonForm):
    """What people say of themselves: their address has a page of its own."""

    class Meta(PersonForm.Meta):
        fields = ("first_name", "last_name", "language")
        help_texts = {
            "first_name": _("As colleagues know you."),
            "last_name": _("As colleagues know you."),
            "language": _("If empty: that of your office."),
        }


class OwnPasswordForm(OnceForm):
    """Asks for the person's password: a session alone changes nothing of how one signs in."""

    # Set by the view, which knows where the attempt comes from.
    is_own: Callable[[str], bool]
    password = forms.CharField(
        label=_("Your password"),
        max_length=4096,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        help_text=_("So that nobody else does it while you are away."),
    )

    def clean_password(self) -> str:
        password = str(self.cleaned_data["password"])
        if not self.is_own(password):
            raise ValidationError(_("This is not your password."))
        return password


class NewAddressForm(OwnPasswordForm):
    """The address that a person wants."""

    email = forms.EmailField(
        label=_("New address"), max_length=254, help_text=_("Where mail is to come.")
    )
    field_order = ("email", "password")


class OldPasswordForm(PasswordChangeForm):
    """Django's own, of which the old password is asked as when signing in: guesses are counted."""

    is_own: Callable[[str], bool]

    def clean_old_password(self) -> str:
        password = str(self.cleaned_data["old_password"])
        if not self.is_own(password):
            said = self.error_messages["password_incorrect"]
            raise ValidationError(said, code="password_incorrect")
        return password


class EndSessionForm(OnceForm):
    """A button that ends one of the person's sessions; without a mark all but the one it is in."""

    session = forms.CharField(required=False, max_length=32, widget=forms.HiddenInput)

    @classmethod
    def of(cls, mark: str) -> "EndSessionForm":
        """One of several on a page."""
        return cls(initial={"session": mark}, auto_id=False)


class PeopleFilter(CleanTextMixin):
    """Which people of the list are looked for."""

    search = forms.CharField(
        label=_("Search"),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": _("name, address")}),
    )
    role = forms.ChoiceField(
        label=_("Role"), required=False, choices=[("", _("Any role")), *Role.choices]
    )
    office = forms.ModelChoiceField(
        label=_("Office"),
        required=False,
        queryset=Office.objects.none(),
        empty_label=_("All offices"),
    )
    active = forms.ChoiceField(
        label=_("May sign in"),
        required=False,
        choices=[("", _("yes or no")), ("yes", _("yes")), ("no", _("no"))],
    )

    def narrowed(self, people: QuerySet[User], roles: QuerySet[Membership]) -> QuerySet[User]:
        """Those of the people that are looked for; a role counts where the reader sees it."""
        wanted = self.cleaned_data if self.is_valid() else {}
        if role := wanted.get("role"):
            roles = roles.filter(role=role)
        if office := wanted.get("office"):
            roles = roles.filter(Q(office=office) | Q(region=office.region_id))
        if role or office:
            people = people.filter(pk__in=roles.values("user"))
        if wanted.get("active"):
            people = people.filter(is_active=wanted["active"] == "yes")
        for word in fold(wanted.get("search", "")).split():
            named = Q()
            for column in ("first_name", "last_name", "username", "email"):
                named |= Q(**{f"{column}__folded__contains": word})
            people = people.filter(named)
        return people


class InviteForm(PersonForm):
    """A new person and their first role."""

    marked = ("office",)
    divided = (
        FieldGroup(_("Who it is"), ("first_name", "last_name", "email", "username", "language")),
        FieldGroup(_("Their first role"), ("role", "office", "region", "ends_on")),
    )
    role = forms.ChoiceField(
        label=_("Role"),
        help_text=_("Everybody with a role can read; see under People what each role adds."),
    )
    office = forms.ModelChoiceField(
        label=_("Office"),
        queryset=Office.objects.none(),
        required=False,
        empty_label=_("Choose an office"),
        help_text=PLACE,
    )
    region = forms.ModelChoiceField(
        label=_("Region"),
        queryset=Region.objects.none(),
        required=False,
        empty_label=_("One office only"),
        help_text=EVERYWHERE,
    )
    ends_on = DayField(label=_("Last day"), required=False, help_text=LAST_DAY)

    class Meta(PersonForm.Meta):
        fields = ("first_name", "last_name", "email", "username", "language")

    taken = _(
        "Somebody with this address has an account. Give them a role on their page under People;"
        " where they are not listed, ask an administrator."
    )

    def clean_ends_on(self) -> date | None:
        return refuse_past(self.cleaned_data["ends_on"])

    def clean_username(self) -> str:
        return str(self.cleaned_data["username"] or self.cleaned_data.get("email", ""))

    def clean_region(self) -> Region | None:
        region: Region | None = self.cleaned_data["region"]
        if bool(region) == bool(self.cleaned_data.get("office")):
            raise ValidationError(_("Choose either an office or a region for this role."))
        return region

    def ask(self) -> None:
        """Name and address are needed of somebody who is invited."""
        for name in ("first_name", "last_name", "email"):
            self.fields[name].required = True
        self.fields["username"].required = False

    def only_who_it_is(self) -> None:
        """Ask for the person alone: their roles are given by another form."""
        for name in ("role", "office", "region", "ends_on"):
            del self.fields[name]

    @property
    def first_role(self) -> Membership:
        """The role that they begin with, not saved."""
        names = ("role", "office", "region", "ends_on")
        return Membership(**{name: self.cleaned_data.get(name) for name in names})
