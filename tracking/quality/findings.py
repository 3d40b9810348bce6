"""Finding: every rule asked of an appeal, with who owns each answer and how long it is open."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from typing import Any

from django.urls import reverse

from appeal.base.viewpoint import Viewpoint
from appeal.models import Appeal, Membership, Office
from appeal.models.membership import OVER

from .rules import RULES, Rule
from .scope import Scope, ToldFinding


@dataclass(frozen=True)
class Finding:
    """One thing to correct: `owners` are the people who hold the rule's role there.

    `office` None is the appeal as a whole. `days_open` are counted up to the as-at date. What it
    says is made when it is shown.
    """

    rule: Rule
    appeal: Appeal
    office: Office | None
    tell: Callable[[], ToldFinding]
    owners: tuple[str, ...]
    since: date
    days_open: int

    @cached_property
    def _told(self) -> ToldFinding:
        return self.tell()

    @property
    def about(self) -> str:
        return self._told.about

    @property
    def message(self) -> str:
        return self._told.message

    @property
    def address(self) -> str:
        return _address(self._told.route, self.appeal.code, *self._told.place)


@lru_cache(maxsize=2_000)
def _address(route: str, *place: object) -> str:
    """Several rules lead to the same page, and making an address takes longer than a rule."""
    return reverse(route, args=place)


def find(
    appeal: Appeal, viewpoint: Viewpoint, office: Office | None = None, rule: str | None = None
) -> list[Finding]:
    """What the rules find, or the one whose key is `rule`; in the order of RULES.

    Drafts of offices whose drafts the viewpoint's reader may not see are never found.
    """
    scope, people = Scope(appeal, viewpoint, office), owners_in(appeal)
    return [
        Finding(
            asked,
            appeal,
            row.office,
            row.tell,
            owners_of(people, asked, row.office or appeal),
            row.since,
            max(0, (viewpoint.as_at - row.since).days),
        )
        for asked in RULES
        if rule in (None, asked.key)
        for row in asked.check(scope)
    ]


People = dict[tuple[str, str, int | None], list[str]]


def owners_in(appeal: Appeal) -> People:
    """The names of active people by role and place: ("finance", "office", its id)."""
    held = Membership.objects.filter(user__is_active=True).exclude(OVER).select_related("user")
    people: People = {}
    for membership in held.order_by("user__username"):
        name = membership.user.get_full_name() or membership.user.username
        kind = "office" if membership.office_id else "region"
        place = membership.office_id or membership.region_id
        people.setdefault((membership.role, kind, place), []).append(name)
    return people


def owners_of(people: People, rule: Rule, place: Any) -> tuple[str, ...]:
    """Who holds the rule's role for an office, or failing that for its region."""
    of_office = people.get((rule.role, "office", place.pk), []) if isinstance(place, Office) else []
    return tuple(of_office or people.get((rule.role, "region", place.region_id), []))
