"""Who may see and edit the plan, by the duties declared in `duties.py`; nobody else decides.

What a person may not see at all is not in these QuerySets: its page is a 404. What they may see
and is too late to do is refused by the action: a 409.
"""

from collections.abc import Callable, Mapping
from typing import TypeVar

from django.db.models import Exists, Model, OuterRef, Q, QuerySet

from . import duties
from .duties import Duty, HeldFor
from .models import (
    Activity,
    Allocation,
    Appeal,
    Classification,
    Indicator,
    IndicatorTarget,
    Membership,
    Milestone,
    Office,
    Partner,
    Priority,
    Receipt,
    Region,
    Requirement,
    RequirementRevision,
    Role,
    Section,
    StatedTotal,
    User,
)
from .models.activities import ActivityQuerySet
from .models.appeals import AppealQuerySet
from .models.membership import Held
from .models.offices import OfficeQuerySet
from .models.priorities import PriorityQuerySet
from .models.requirements import RequirementQuerySet

Rows = TypeVar("Rows", bound=QuerySet)
# From a row to its appeal and to its office.
Way = tuple[str, str]


def _of_section(step: str) -> Way:
    return f"{step}section__appeal", f"{step}section__office"


WAYS: dict[type[Model], Way] = {
    Section: ("appeal", "office"),
    Priority: _of_section(""),
    Classification: _of_section("priority__"),
    Activity: _of_section("priority__"),
    Allocation: _of_section("activity__priority__"),
    Milestone: _of_section("activity__priority__"),
    Indicator: _of_section("activity__priority__"),
    IndicatorTarget: _of_section("indicator__activity__priority__"),
    Requirement: ("appeal", "office"),
    RequirementRevision: ("cell__appeal", "cell__office"),
}


def may_enter(user: User) -> bool:
    """Whether the person belongs to anything here at all."""
    return user.is_superuser or bool(user.held)


def offices(user: User, duty: Duty) -> OfficeQuerySet:
    """The offices for which the person has the duty, directly or through the region."""
    if user.is_superuser:
        return Office.objects.all()
    held = [each.office for each in user.held if each.office and each.role in duty.roles]
    return Office.objects.filter(Q(pk__in=held) | Q(region__in=_held_regions(user, duty)))


def offices_to(duty: Duty) -> Callable[[User], QuerySet[Office]]:
    return lambda user: offices(user, duty)


def people_with(duty: Duty, office: Office) -> list[User]:
    """Those who have the duty for the office by a role of theirs, by name."""
    is_there = Q(memberships__office=office) | Q(memberships__region=office.region_id)
    held = User.objects.filter(is_there, memberships__role__in=duty.roles, is_active=True)
    return list(held.distinct().order_by("username"))


def regions(user: User, duty: Duty) -> QuerySet[Region]:
    """The regions for which the person has the duty: all of their offices, and the appeals."""
    if user.is_superuser:
        return Region.objects.all()
    return Region.objects.filter(pk__in=_held_regions(user, duty))


def _held_regions(user: User, duty: Duty) -> list[int]:
    """Those of roles in them, by their ids."""
    return [each.region for each in user.held if each.region and each.role in duty.roles]


def has(user: User, duty: Duty, appeal: Appeal | None = None, office: Office | None = None) -> bool:
    """Whether the person has the duty for the office, region or anything it is held for."""
    return user.is_superuser or any(
        each.role in duty.roles and _reaches(each, duty.held_for, appeal, office)
        for each in user.held
    )


def _reaches(held: Held, held_for: HeldFor, appeal: Appeal | None, office: Office | None) -> bool:
    if held_for == HeldFor.OFFICE and office:
        return held.office == office.pk or held.region == office.region_id
    if held_for == HeldFor.REGION and appeal:
        return held.region == appeal.region_id
    return held_for == HeldFor.ANYWHERE or bool(held_for == HeldFor.ANY_REGION and held.region)


def may(user: User, duty: Duty, appeal: Appeal, office: Office | None = None) -> bool:
    """Whether the person may do it in the appeal, and for the office where it is held for one."""
    is_open = appeal.state in duty.while_in
    return is_open and sees(user, appeal) and has(user, duty, appeal, office)


def acts_somewhere(user: User, duty: Duty, appeal: Appeal) -> bool:
    """Whether there is an office of the appeal for which the person may do it."""
    return appeal.state in duty.while_in and offices(user, duty).of(appeal).exists()


def rows(user: User, duty: Duty, found: Rows, ways: Mapping = WAYS) -> Rows:
    """Those of `found`, rows of a model in `ways`, to which the person may do it."""
    to_appeal, to_office = ways[found.model]
    seen = appeals(user).filter(state__in=duty.while_in)
    return found.filter(**{f"{to_appeal}__in": seen, f"{to_office}__in": offices(user, duty)})


def rows_to(duty: Duty, found: Rows) -> Callable[[User], Rows]:
    """For the admin: the rows to which a person may do it."""
    return lambda user: rows(user, duty, found)


def works_for_an_office(user: User) -> bool:
    """Whether the person has any role but viewer."""
    return user.is_superuser or any(each.role in duties.WORK.roles for each in user.held)


def working_language(user: User) -> str:
    """The language of the office where the person belongs; empty where it is none or a region."""
    return next((each.language for each in user.held if each.language), "")


def appeals(user: User) -> AppealQuerySet:
    """Those the person may see: whoever belongs here sees all; drafts only where they manage."""
    if not may_enter(user):
        return Appeal.objects.none()
    if user.is_superuser:
        return Appeal.objects.all()
    is_draft = Q(state=Appeal.State.DRAFT)
    return Appeal.objects.filter(~is_draft | Q(region__in=_held_regions(user, duties.EDIT_APPEAL)))


def sees(user: User, appeal: Appeal) -> bool:
    """Whether the appeal is one of `appeals`; no query."""
    return user.is_superuser or any(
        appeal.state != Appeal.State.DRAFT
        or (each.role == Role.MANAGER and each.region == appeal.region_id)
        for each in user.held
    )


def priorities(user: User) -> PriorityQuerySet:
    return Priority.objects.filter(section__appeal__in=appeals(user))


def activities(user: User) -> ActivityQuerySet:
    return Activity.objects.filter(priority__section__appeal__in=appeals(user))


def cells(user: User) -> RequirementQuerySet:
    return Requirement.objects.filter(appeal__in=appeals(user))


def own_appeals(user: User) -> AppealQuerySet:
    """Appeals in which an office of the person's has a section, and those of managed regions."""
    sections = Section.objects.filter(appeal=OuterRef("pk"), office__in=offices(user, duties.WORK))
    return appeals(user).filter(Exists(sections) | Q(region__in=regions(user, duties.EDIT_APPEAL)))


def editable_appeals(user: User) -> AppealQuerySet:
    """Those that the person edits as a whole."""
    own = own_appeals(user).filter(state__in=duties.EDIT_APPEAL.while_in)
    return own.filter(region__in=regions(user, duties.EDIT_APPEAL))


def own_totals(user: User) -> QuerySet[StatedTotal]:
    """Totals of the person's offices, and those of no single office, of appeals they work on."""
    is_own = Q(office__isnull=True) | Q(office__in=offices(user, duties.WORK))
    return StatedTotal.objects.filter(is_own, appeal__in=own_appeals(user))


def kept_partners(user: User) -> QuerySet[Partner]:
    """Partners are shared by all offices: whoever manages one adds, renames and removes them."""
    return _all_or_none(Partner, has(user, duties.KEEP_PARTNERS))


def merged_partners(user: User) -> QuerySet[Partner]:
    """Merging changes other offices' activities: managers of a region do it."""
    return _all_or_none(Partner, has(user, duties.MERGE))


def _all_or_none(model: type[Model], are_all: bool) -> QuerySet:
    return model._default_manager.all() if are_all else model._default_manager.none()


def is_open_to(appeal: Appeal) -> bool:
    """Whether the plan of the appeal is written."""
    return appeal.state in duties.PLAN.while_in


def receipts(user: User) -> QuerySet[Receipt]:
    return _all_or_none(Receipt, user.is_superuser)


def _managed_scope(user: User) -> Q:
    """Memberships for an office or region that the person manages."""
    return Q(office__in=offices(user, duties.KEEP_PEOPLE)) | Q(
        region__in=regions(user, duties.KEEP_PEOPLE)
    )


def people(user: User) -> QuerySet[User]:
    """Those with a role where the person manages; superusers see everybody."""
    if user.is_superuser:
        return User.objects.all()
    roles = Membership.objects.filter(_managed_scope(user), user=OuterRef("pk"))
    return User.objects.filter(Exists(roles), is_superuser=False)


def managed_people(user: User) -> QuerySet[User]:
    """Those whose account the person keeps: no manager, and no role beyond where they manage."""
    if user.is_superuser:
        return User.objects.all()
    within = Membership.objects.filter(_managed_scope(user)).exclude(role=Role.MANAGER)
    beyond = Membership.objects.exclude(pk__in=within.values("pk"))
    return people(user).exclude(Exists(beyond.filter(user=OuterRef("pk"))))


def assignable_people(user: User) -> QuerySet[User]:
    """Those to whom the person may give roles: managers get theirs from a superuser."""
    if user.is_superuser:
        return User.objects.all()
    managing = Membership.objects.filter(user=OuterRef("pk"), role=Role.MANAGER)
    return people(user).exclude(Exists(managing))


def memberships(user: User) -> QuerySet[Membership]:
    """Roles held where the person manages."""
    if user.is_superuser:
        return Membership.objects.all()
    return Membership.objects.filter(_managed_scope(user), user__in=people(user))


def managed_memberships(user: User) -> QuerySet[Membership]:
    """Roles that the person gives and takes."""
    return memberships(user).filter(user__in=assignable_people(user))


def grantable_roles(user: User) -> list[str]:
    """Roles that the person gives: those below manager; a superuser gives them all."""
    return [role for role in Role.values if user.is_superuser or role != Role.MANAGER]
