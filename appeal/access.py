"""Who may see and edit the plan, by the duties declared in `duties.py`; nobody else decides.

`rows` gives the rows to which a person may do a duty, `offices` the offices, `may` says yes or no.
What a person may not see at all is not in these QuerySets: its page is a 404. What they see
and is too late to do is refused by the action: a 409.
"""

from collections.abc import Callable, Mapping
from typing import NamedTuple, TypeVar

from django.db.models import Exists, Model, OuterRef, Q, QuerySet

from . import duties
from .duties import Duty, HeldFor, Whose
from .models import (
    Activity,
    Allocation,
    Appeal,
    Classification,
    CoreIndicator,
    Indicator,
    IndicatorTarget,
    Membership,
    Milestone,
    Office,
    Priority,
    Region,
    Requirement,
    RequirementRevision,
    Role,
    Section,
    StatedTotal,
    User,
)
from .models.appeals import AppealQuerySet
from .models.membership import OVER, Held, MembershipQuerySet
from .models.offices import OfficeQuerySet

Rows = TypeVar("Rows", bound=QuerySet)
BY_OFFICE = (HeldFor.OFFICE, HeldFor.APPEAL)


class Way(NamedTuple):
    """The lookups by which a row leads to its appeal, to its office and to whose own it is.

    `asked_by` is the method of its QuerySet that is asked where several ways lead to the appeal.
    Without an office it is the whole appeal's; `common` is the lookup that says that a row is no
    single office's.
    """

    appeal: str = ""
    office: str = ""
    person: str = ""
    common: str = ""
    asked_by: str = ""

    def within(self, found: Rows, appeals: QuerySet[Appeal]) -> Rows:
        if self.asked_by:
            return getattr(found, self.asked_by)(appeals)
        return found.filter(**{f"{self.appeal}__in": appeals})


def _of_section(step: str) -> Way:
    return Way(f"{step}section__appeal", f"{step}section__office")


# Rows of a model that is not named here are shared by all appeals.
WAYS: dict[type[Model], Way] = {
    Appeal: Way("id"),
    Section: Way("appeal", "office"),
    Priority: _of_section(""),
    Classification: _of_section("priority__"),
    Activity: _of_section("priority__"),
    Allocation: _of_section("activity__priority__"),
    Milestone: _of_section("activity__priority__"),
    Indicator: _of_section("activity__priority__"),
    IndicatorTarget: _of_section("indicator__activity__priority__"),
    CoreIndicator: Way("appeal"),
    Requirement: Way("appeal", "office"),
    RequirementRevision: Way("cell__appeal", "cell__office"),
    StatedTotal: Way("appeal", "office", common="office__isnull"),
}


def may_enter(user: User) -> bool:
    """Whether the person belongs to anything here at all."""
    return user.is_superuser or bool(user.held)


def offices(user: User, duty: Duty, appeal: Appeal | None = None) -> OfficeQuerySet:
    """The offices for which the person has the duty, directly or through the region.

    Of an appeal, those for which they may do it now.
    """
    found = Office.objects.all()
    if appeal:
        is_open = appeal.state in duty.while_in and sees(user, appeal)
        found = found.of(appeal) if is_open else found.none()
    if user.is_superuser:
        return found
    held = [each.office for each in user.held if each.office and each.role in duty.roles]
    return found.filter(Q(pk__in=held) | Q(region__in=_held_regions(user, duty)))


def offices_to(duty: Duty) -> Callable[[User], QuerySet[Office]]:
    return lambda user: offices(user, duty)


def people_with(duty: Duty, office: Office) -> list[User]:
    """Those who have the duty for the office by a role of today, by name."""
    is_there = Q(office=office) | Q(region=office.region_id)
    held = Membership.objects.filter(is_there, role__in=duty.roles).exclude(OVER)
    found = User.objects.filter(is_active=True, pk__in=held.values("user"))
    return list(found.order_by("username"))


def regions(user: User, duty: Duty) -> QuerySet[Region]:
    """The regions for which the person has the duty: all of their offices, and the appeals."""
    if user.is_superuser:
        return Region.objects.all()
    return Region.objects.filter(pk__in=_held_regions(user, duty))


def _held_regions(user: User, duty: Duty) -> list[int]:
    """Those of roles in them, by their ids."""
    return [each.region for each in user.held if each.region and each.role in duty.roles]


def may(user: User, duty: Duty, appeal: Appeal | None = None, office: Office | None = None) -> bool:
    """Whether the person may do it for the office, for the whole appeal, or else anywhere.

    Where no appeal is named, in whichever is open for it: no query for what is always done.
    """
    if appeal:
        is_open = appeal.state in duty.while_in and sees(user, appeal)
    else:
        is_open = duty.while_in == duties.ALWAYS or _open(user, duty).exists()
    return is_open and _holds(user, duty, appeal, office)


def _holds(
    user: User, duty: Duty, appeal: Appeal | None = None, office: Office | None = None
) -> bool:
    return user.is_superuser or any(
        each.role in duty.roles and _reaches(each, duty.held_for, appeal, office)
        for each in user.held
    )


def _reaches(held: Held, held_for: HeldFor, appeal: Appeal | None, office: Office | None) -> bool:
    if held_for == HeldFor.ANYWHERE:
        return True
    if held_for == HeldFor.ANY_REGION:
        return bool(held.region)
    if office and held_for != HeldFor.REGION:
        return held.office == office.pk or held.region == office.region_id
    return held.region == appeal.region_id if appeal else True


def rows(user: User, duty: Duty, found: Rows, ways: Mapping[type[Model], Way] = WAYS) -> Rows:
    """Those of `found` to which the person may do it.

    What a second person has to do is among them: `to_do` of what happened leaves it out.
    """
    way = ways.get(found.model)
    if way is None:
        return found if may(user, duty) else found.none()
    if not _holds(user, duty):
        # No database need be asked, and the query that would ask it is not even built.
        return found.none()
    if way.office and duty.held_for in BY_OFFICE:
        own = Q(**{f"{way.office}__in": offices(user, duty)})
        if way.common:
            own |= Q(**{way.common: True, f"{way.appeal}__in": _common(user, duty)})
        found = way.within(found, _open(user, duty)).filter(own)
    else:
        found = way.within(found, _reached(user, duty))
    is_own = duty.whose == Whose.OWN and way.person
    return found.filter(**{way.person: user.pk}) if is_own else found


def rows_to(duty: Duty, found: Rows) -> Callable[[User], Rows]:
    """For the admin: the rows to which a person may do it."""
    return lambda user: rows(user, duty, found)


def _open(user: User, duty: Duty) -> AppealQuerySet:
    """The appeals that the person sees and that are open for it."""
    return appeals(user).filter(state__in=duty.while_in)


def _reached(user: User, duty: Duty) -> AppealQuerySet:
    """Those of them in which the person may do it, be it for one office."""
    found, in_region = _open(user, duty), Q(region__in=regions(user, duty))
    if duty.held_for == HeldFor.REGION:
        return found.filter(in_region)
    if duty.held_for in BY_OFFICE:
        sections = Section.objects.filter(appeal=OuterRef("pk"), office__in=offices(user, duty))
        return found.filter(in_region | Exists(sections))
    return found if _holds(user, duty) else found.none()


def _common(user: User, duty: Duty) -> AppealQuerySet:
    """Those whose rows of no single office the person may do it to."""
    if duty.held_for == HeldFor.APPEAL:
        return _reached(user, duty)
    return _open(user, duty).filter(region__in=regions(user, duty))


def working_language(user: User) -> str:
    """The language of the office where the person belongs; empty where it is none or a region."""
    return next((each.language for each in user.held if each.language), "")


def appeals(user: User) -> AppealQuerySet:
    """Those the person may see: whoever belongs here sees all; drafts only where they manage."""
    if not may_enter(user):
        return Appeal.objects.none()
    if user.is_superuser:
        return Appeal.objects.all()
    planned = Q(region__in=_held_regions(user, duties.SEE_PLANNED))
    return Appeal.objects.filter(Q(state__in=duties.SEE.while_in) | planned)


def appeals_own_first(user: User) -> AppealQuerySet:
    """Those the person may see, with `is_own`: whether a role of theirs is in it; these first."""
    if user.is_superuser:
        return appeals(user).own_first(Q(pk__isnull=False))
    of_region = Q(region__in=[each.region for each in user.held if each.region])
    held = [each.office for each in user.held if each.office]
    sections = Section.objects.filter(appeal=OuterRef("pk"), office__in=held)
    return appeals(user).own_first(of_region | Q(Exists(sections)) if held else of_region)


def sees(user: User, appeal: Appeal) -> bool:
    """Whether the appeal is one of `appeals`; no query."""
    duty = duties.SEE if appeal.state in duties.SEE.while_in else duties.SEE_PLANNED
    return _holds(user, duty, appeal)


def _where_managed(user: User) -> Q:
    """Memberships for an office or region that the person manages."""
    return Q(office__in=offices(user, duties.SEE_PEOPLE)) | Q(
        region__in=regions(user, duties.SEE_PEOPLE)
    )


def people(user: User, duty: Duty = duties.SEE_PEOPLE) -> QuerySet[User]:
    """Those with a role where the person manages.

    To give roles to: whoever manages nothing. To keep the account of: those of them with no role
    beyond where the person manages. Superusers do all of it with everybody.
    """
    if user.is_superuser:
        return User.objects.all()
    if not may(user, duty):
        return User.objects.none()
    theirs = Membership.objects.filter(user=OuterRef("pk"))
    within = Membership.objects.filter(_where_managed(user))
    found = User.objects.filter(Exists(theirs.filter(pk__in=within.values("pk"))))
    found = found.filter(is_superuser=False)
    if duty is duties.SEE_PEOPLE:
        return found
    hands_off = Q(role=Role.MANAGER)
    if duty is duties.KEEP_ACCOUNTS:
        hands_off |= ~Q(pk__in=within.values("pk"))
    return found.exclude(Exists(theirs.filter(hands_off)))


def people_to(duty: Duty) -> Callable[[User], QuerySet[User]]:
    return lambda user: people(user, duty)


def memberships(user: User, duty: Duty = duties.SEE_PEOPLE) -> MembershipQuerySet:
    """Roles held where the person manages; to give and take: by whoever manages nothing."""
    if user.is_superuser:
        return Membership.objects.all()
    return Membership.objects.filter(_where_managed(user), user__in=people(user, duty))


def memberships_to(duty: Duty) -> Callable[[User], MembershipQuerySet]:
    return lambda user: memberships(user, duty)


def grantable_roles(user: User) -> list[str]:
    """Roles that the person gives: those below manager; a superuser gives them all."""
    return [role for role in Role.values if role != Role.MANAGER or may(user, duties.ADMINISTER)]
