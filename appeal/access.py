"""Who may see and edit the plan. Returns QuerySets; nobody else decides."""

from django.db.models import Exists, Model, OuterRef, Q, QuerySet

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

# The roles of whoever works for an office: all but viewer.
OWN = (Role.REPORTER, Role.FINANCE, Role.REVIEWER, Role.MANAGER)


def may_enter(user: User) -> bool:
    """Whether the person belongs to anything here at all."""
    return user.is_superuser or bool(user.held)


def offices_where(user: User, *roles: str) -> QuerySet[Office]:
    """The offices for which the person holds one of `roles`, directly or through the region."""
    if user.is_superuser:
        return Office.objects.all()
    held = [each for each in user.held if each.role in roles]
    directly = Q(pk__in=[each.office for each in held if each.office])
    return Office.objects.filter(
        directly | Q(region__in=[each.region for each in held if each.region])
    )


def holds(user: User, office: Office, *roles: str) -> bool:
    """Whether the office is one of `offices_where`; no query."""
    return user.is_superuser or any(
        each.office == office.pk or each.region == office.region_id
        for each in user.held
        if each.role in roles
    )


def own_offices(user: User) -> QuerySet[Office]:
    """The offices that the person works for, in any role but viewer."""
    return offices_where(user, *OWN)


def works_for_an_office(user: User) -> bool:
    """Whether `own_offices` has any."""
    return user.is_superuser or any(each.role != Role.VIEWER for each in user.held)


def working_language(user: User) -> str:
    """The language of the office where the person belongs; empty where it is none or a region."""
    return next((each.language for each in user.held if each.language), "")


def managed_offices(user: User) -> QuerySet[Office]:
    return offices_where(user, Role.MANAGER)


def appeals(user: User) -> QuerySet[Appeal]:
    """Those the person may see: whoever belongs here sees all; drafts only where they manage."""
    if not may_enter(user):
        return Appeal.objects.none()
    if user.is_superuser:
        return Appeal.objects.all()
    is_draft = Q(state=Appeal.State.DRAFT)
    return Appeal.objects.filter(~is_draft | Q(region__in=managed_regions(user)))


def sees(user: User, appeal: Appeal) -> bool:
    """Whether the appeal is one of `appeals`; no query."""
    return user.is_superuser or any(
        appeal.state != Appeal.State.DRAFT
        or (each.role == Role.MANAGER and each.region == appeal.region_id)
        for each in user.held
    )


def managed_regions(user: User) -> QuerySet[Region]:
    """The regions for which the person is a manager; the appeal as a whole is theirs to edit."""
    if user.is_superuser:
        return Region.objects.all()
    return Region.objects.filter(
        pk__in=[each.region for each in user.held if each.region and each.role == Role.MANAGER]
    )


def priorities(user: User) -> QuerySet[Priority]:
    return Priority.objects.filter(section__appeal__in=appeals(user))


def activities(user: User) -> QuerySet[Activity]:
    return Activity.objects.filter(priority__section__appeal__in=appeals(user))


def cells(user: User) -> QuerySet[Requirement]:
    return Requirement.objects.filter(appeal__in=appeals(user))


# What follows scopes the admin, which shows the rows of the offices that a person works for only.

# The way from a row of the plan to the section that it belongs to.
SECTION_OF: dict[type[Model], str] = {
    Section: "pk",
    Priority: "section",
    Classification: "priority__section",
    Activity: "priority__section",
    Allocation: "activity__priority__section",
    Milestone: "activity__priority__section",
    Indicator: "activity__priority__section",
    IndicatorTarget: "indicator__activity__priority__section",
}


def own_rows(user: User, model: type[Model]) -> QuerySet:
    """Rows of `model` (a key of SECTION_OF) of the offices that the person works for."""
    sections = Section.objects.filter(appeal__in=appeals(user), office__in=own_offices(user))
    return model._default_manager.filter(**{f"{SECTION_OF[model]}__in": sections})


def managed_rows(user: User, model: type[Model]) -> QuerySet:
    """Rows of `model` that the person manages, in appeals that are not closed."""
    sections = Section.objects.filter(
        appeal__in=_unclosed(appeals(user)), office__in=managed_offices(user)
    )
    return model._default_manager.filter(**{f"{SECTION_OF[model]}__in": sections})


def _unclosed(rows: QuerySet[Appeal]) -> QuerySet[Appeal]:
    return rows.exclude(state=Appeal.State.CLOSED)


def own_appeals(user: User) -> QuerySet[Appeal]:
    """Appeals in which an office of the person's has a section, and those of managed regions."""
    sections = Section.objects.filter(appeal=OuterRef("pk"), office__in=own_offices(user))
    return appeals(user).filter(Exists(sections) | Q(region__in=managed_regions(user)))


def editable_appeals(user: User) -> QuerySet[Appeal]:
    return _unclosed(own_appeals(user)).filter(region__in=managed_regions(user))


def own_cells(user: User) -> QuerySet[Requirement]:
    return cells(user).filter(office__in=own_offices(user))


def managed_priorities(user: User) -> QuerySet[Priority]:
    """Priorities for which the person adds activities."""
    return managed_rows(user, Priority)


def managed_activities(user: User) -> QuerySet[Activity]:
    """Activities to which the person adds milestones, indicators and allocations."""
    return managed_rows(user, Activity)


def managed_cells(user: User) -> QuerySet[Requirement]:
    """Cells that the person allocates and revises, in appeals that are not closed."""
    return Requirement.objects.filter(
        appeal__in=_unclosed(appeals(user)), office__in=managed_offices(user)
    )


def own_totals(user: User) -> QuerySet[StatedTotal]:
    """Totals of the person's offices, and those of no single office, of appeals they work on."""
    is_own = Q(office__isnull=True) | Q(office__in=own_offices(user))
    return StatedTotal.objects.filter(is_own, appeal__in=own_appeals(user))


def own_revisions(user: User) -> QuerySet[RequirementRevision]:
    return RequirementRevision.objects.filter(cell__in=own_cells(user))


def kept_partners(user: User) -> QuerySet[Partner]:
    """Partners are shared by all offices: whoever manages one adds, renames and removes them."""
    return Partner.objects.all() if is_manager(user) else Partner.objects.none()


def merged_partners(user: User) -> QuerySet[Partner]:
    """Merging changes other offices' activities: managers of a region do it."""
    return Partner.objects.all() if managed_regions(user).exists() else Partner.objects.none()


def is_open_to(appeal: Appeal) -> bool:
    """Whether the plan of the appeal is written."""
    return appeal.state != Appeal.State.CLOSED


def receipts(user: User) -> QuerySet[Receipt]:
    return Receipt.objects.all() if user.is_superuser else Receipt.objects.none()


def is_manager(user: User) -> bool:
    return user.is_superuser or any(each.role == Role.MANAGER for each in user.held)


def _managed_scope(user: User) -> Q:
    """Memberships for an office or region that the person manages."""
    return Q(office__in=managed_offices(user)) | Q(region__in=managed_regions(user))


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
