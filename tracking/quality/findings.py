"""Finding: every rule asked of an appeal, with who owns each answer and how long it is open."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse

from appeal.models import Appeal, Membership, Office
from appeal.viewpoint import Viewpoint

from .rules import RULES, Rule
from .scope import Scope


@dataclass(frozen=True)
class Finding:
    """One thing to mend: `owners` are the people who hold the rule's role there.

    `office` None is the appeal as a whole. `days_open` are counted up to the as-at date.
    """

    rule: Rule
    office: Office | None
    about: str
    message: str
    address: str
    owners: tuple[str, ...]
    since: date
    days_open: int


def find(
    appeal: Appeal, viewpoint: Viewpoint, office: Office | None = None, rule: str | None = None
) -> list[Finding]:
    """What the rules find, or the one whose key is `rule`; in the order of RULES.

    Drafts of offices whose drafts the viewpoint's reader may not see are never found.
    """
    scope, people = Scope(appeal, viewpoint, office), owners_in(appeal)
    found = []
    for asked in RULES:
        if rule not in (None, asked.key):
            continue
        for row in asked.check(scope):
            found.append(
                Finding(
                    asked,
                    row.office,
                    row.about,
                    row.message,
                    reverse(row.page, args=[appeal.code, *row.place]),
                    owners_of(people, asked, row.office or appeal),
                    row.since,
                    max(0, (viewpoint.as_at - row.since).days),
                )
            )
    return found


People = dict[tuple[str, str, int], list[str]]


def owners_in(appeal: Appeal) -> People:
    """The names of active people by role and place: ("finance", "office", its id)."""
    held = Membership.objects.filter(user__is_active=True).select_related("user")
    people: People = {}
    for membership in held.order_by("user__username"):
        name = membership.user.get_full_name() or membership.user.username
        kind = "office" if membership.office_id else "region"
        place = membership.office_id or membership.region_id
        people.setdefault((membership.role, kind, place), []).append(name)  # type: ignore[arg-type]
    return people


def owners_of(people: People, rule: Rule, place: Any) -> tuple[str, ...]:
    """Who holds the rule's role for an office, or failing that for its region."""
    of_office = people.get((rule.role, "office", place.pk), []) if isinstance(place, Office) else []
    return tuple(of_office or people.get((rule.role, "region", place.region_id), []))
