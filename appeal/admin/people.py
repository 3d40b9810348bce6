"""Admin of people and roles: superusers manage all, managers those below them in their scope."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import AdminUserCreationForm, UserChangeForm
from django.db.models import Field, OuterRef, QuerySet, Subquery
from django.forms.models import BaseInlineFormSet
from django.forms.utils import ErrorDict
from django.utils.translation import gettext_lazy as _

from appeal import duties

from .. import access, actions
from ..forms import SeveralPeopleForm, SeveralRolesForm
from ..models import Membership, Role, User
from ..web.admin_base import ScopedAdmin
from ..web.admin_forms import OwnChangesForm, RelationsInScope
from ..web.admin_groups import TableGroup
from ..web.admin_inlines import ScopedInline
from ..web.admin_list import by_words
from ..web.clock import real_now
from ..web.marked_forms import MarkedForm
from ..web.request import Request

PERSON = ("username", "first_name", "last_name", "email", "language", "is_active")


class GrantedRoles(RelationsInScope):
    """Offers, and accepts, only the roles and places that the person may give."""

    choices = {
        "user": access.people_to(duties.GIVE_ROLES),
        "office": access.offices_to(duties.GIVE_ROLES),
        "region": lambda user: access.regions(user, duties.GIVE_ROLES),
    }

    def formfield_for_choice_field(self, field: Field, request: Request, **kwargs: object) -> Any:
        if field.name == "role":
            grantable = access.grantable_roles(request.user)
            kwargs["choices"] = [choice for choice in field.flatchoices if choice[0] in grantable]
        return super().formfield_for_choice_field(field, request, **kwargs)


WITHOUT_ROLE = _(
    "Give the person a role and choose the office: without a role, nobody here can find them."
)


class RoleForm(OwnChangesForm):
    """A missing role is reported once, in a sentence of its own."""

    def full_clean(self) -> None:
        super().full_clean()
        is_needed = self.is_bound and not self.instance.pk and not self.empty_permitted
        if is_needed and not self.has_changed():
            self._errors = ErrorDict()
            self.add_error(None, WITHOUT_ROLE)


class RolesFormSet(BaseInlineFormSet):
    default_error_messages = {
        **BaseInlineFormSet.default_error_messages,
        "too_few_forms": WITHOUT_ROLE,
    }


class RolesOfUser(GrantedRoles, ScopedInline):
    model = Membership
    fk_name = "user"
    form = RoleForm
    formset = RolesFormSet
    fields = ("role", "office", "region", "ends_on", "stands_in_for")
    show_change_link = False

    def get_min_num(self, request: Request, obj: object = None, **kwargs: object) -> int:
        """A manager gives a new person a role: without one they would lose sight of them."""
        return 0 if obj or request.user.is_superuser else 1

    def get_formset(self, request: Request, obj: Any = None, **kwargs: object) -> Any:
        must_have_one = self.get_min_num(request, obj) > 0
        return super().get_formset(request, obj, validate_min=must_have_one, **kwargs)


SIGNS_IN_AS = {
    "username": _(
        "What the person signs in with: letters, digits and @ . + - _, at most 150 characters."
    )
}


class PersonChangeForm(OwnChangesForm, UserChangeForm):
    class Meta(UserChangeForm.Meta):
        model = User
        help_texts = SIGNS_IN_AS


class PersonCreationForm(MarkedForm, AdminUserCreationForm):
    usable_password = forms.ChoiceField(
        label=_("How the person signs in"),
        required=False,
        initial="true",
        choices=[
            ("true", _("with the password below")),
            ("false", _("not yet, without a password")),
        ],
        widget=forms.RadioSelect(attrs={"class": "radiolist inline"}),
        help_text=_(
            "A link with which people choose a password of their own is made on the page People."
        ),
    )

    class Meta(AdminUserCreationForm.Meta):
        model = User
        help_texts = SIGNS_IN_AS


@admin.register(User)
class PersonAdmin(ScopedAdmin, UserAdmin):  # type: ignore[misc]
    """People are never deleted, since what they entered stays theirs: they are deactivated.

    A superuser's or manager's account is a superuser's to edit. Django's staff flag, groups and
    permissions are not offered: nothing here asks for them.
    """

    group = TableGroup.PEOPLE
    holds = _(
        "Nobody is removed, since what they entered stays theirs: take away their right to "
        "sign in. The accounts of managers are an administrator's to change."
    )
    called_by = ("username",)
    found = access.people
    edited = access.people_to(duties.KEEP_ACCOUNTS)
    form = PersonChangeForm
    add_form = PersonCreationForm
    # The same page as that of any other row.
    add_form_template = None
    list_display = ("username", "first_name", "last_name", "email", "roles", "is_active")
    list_filter = ("memberships__office", "memberships__role", "is_active")
    ordering = ("username",)
    search_fields = ("username", "first_name", "last_name", "email")
    inlines = (RolesOfUser,)
    several = SeveralPeopleForm
    several_label = _("Give several people a role")
    add_fieldsets = (
        (
            None,
            {
                "classes": ("wide",),
                "fields": (
                    "username", "first_name", "last_name", "email", "language",
                    "usable_password", "password1", "password2",
                ),
            },
        ),
    )  # fmt: skip
    readonly_fields = ("last_login", "date_joined")

    def get_queryset(self, request: Request) -> Any:
        held = Membership.objects.filter(user=OuterRef("pk"))
        held = held.annotate(rank=by_words(Role.choices, "role")).order_by("rank")
        rows = super().get_queryset(request).annotate(first_role=Subquery(held.values("rank")[:1]))
        return rows.prefetch_related("memberships__office")

    def save_model(self, request: Request, obj: User, form: forms.ModelForm, change: bool) -> None:
        if change:
            actions.tell_address_before(person=obj, at=real_now())
        super().save_model(request, obj, form, change)

    def several_rows(self, request: Request) -> QuerySet:
        return access.people(request.user, duties.GIVE_ROLES)

    def get_fieldsets(self, request: Request, obj: object = None) -> Any:
        if obj is None:
            return self.add_fieldsets
        shown: list[Any] = [(None, {"fields": PERSON})]
        if self.has_change_permission(request, obj):
            shown = [(None, {"fields": (*PERSON, "password")})]
        if request.user.is_superuser:
            shown.append((_("Permissions"), {"fields": ("is_superuser",)}))
        return [*shown, (_("Important dates"), {"fields": self.readonly_fields})]

    def has_view_permission(self, request: Request, obj: object = None) -> bool:
        return access.may(request.user, duties.SEE_PEOPLE)

    def has_add_permission(self, request: Request) -> bool:
        return access.may(request.user, duties.KEEP_ACCOUNTS)

    def has_change_permission(self, request: Request, obj: object = None) -> bool:
        if obj is None:
            return access.may(request.user, duties.KEEP_ACCOUNTS)
        return self.may_edit(request, obj)

    @admin.display(description=_("roles"), ordering="first_role")
    def roles(self, person: User) -> str:
        return ", ".join(
            f"{held.get_role_display()} {held.office.code if held.office else _('region')}"
            for held in person.memberships.all()
        )


@admin.register(Membership)
class MembershipAdmin(GrantedRoles, ScopedAdmin):
    """Managers give and take roles below manager, for the offices and regions they manage."""

    group = TableGroup.PEOPLE
    holds = _(
        "Each role is held once for an office or a region. The role of manager is an "
        "administrator's to give. After its last day a role has no effect."
    )
    called_by = ("user__username", "role")
    found = access.memberships
    edited = access.memberships_to(duties.GIVE_ROLES)
    list_display = ("user", "role", "office", "region", "ends_on")
    list_filter = ("role", "office", "region")
    list_select_related = ("user", "office", "region")
    search_fields = ("user__username", "user__last_name", "office__code", "region__code")
    ordering = ("user__username", "role", "office__code")
    fields = ("user", "role", "office", "region", "ends_on", "stands_in_for")
    several = SeveralRolesForm
    several_label = _("Change several roles, or until when they are held")

    def fixed(self, request: Request, obj: object = None) -> tuple[str, ...]:
        return ("user",) if obj else ()

    def has_view_permission(self, request: Request, obj: object = None) -> bool:
        return access.may(request.user, duties.SEE_PEOPLE)

    def has_add_permission(self, request: Request) -> bool:
        return access.may(request.user, duties.GIVE_ROLES)

    def has_delete_permission(self, request: Request, obj: object = None) -> bool:
        return self.may_edit(request, obj)
