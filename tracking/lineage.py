"""What a row was in an earlier appeal and became in later ones, with the figures they ended on."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import NamedTuple

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from appeal import duties
from appeal.base.amounts import dollars, percent
from appeal.base.labels import labelled
from appeal.base.viewpoint import Viewpoint
from appeal.duties import Duty
from appeal.models import Activity, Appeal, Continuing, Indicator, Office, Priority, appeal_of
from appeal.templatetags.figures import progress

from .access import WAYS
from .figures import ActivityFigures, ContributionFigures, figures_of
from .figures.lines import LineFigures, lines_of
from .models import Contribution
from .moments import at_the_end
from .row_addresses import address_of


class Lineal(NamedTuple):
    """A kind of rows that continue others: who says so, and what is read to name one."""

    model: type[Continuing]
    duty: Duty
    named: tuple[str, ...]

    @property
    def way(self) -> str:
        """The lookup that leads to the appeal."""
        return WAYS[self.model].appeal

    def of(self, *appeals: Appeal) -> "QuerySet[Continuing]":
        rows = self.model._default_manager.filter(**{f"{self.way}__in": appeals})
        return rows.select_related(*self.named, self.way)


# By what an address calls them.
KINDS = {
    "priorities": Lineal(Priority, duties.PLAN, ("section__office",)),
    "activities": Lineal(Activity, duties.PLAN, ("priority__section__office",)),
    "indicators": Lineal(Indicator, duties.PLAN, ("activity__priority__section__office",)),
    "contributions": Lineal(Contribution, duties.RECORD, ("donor", "office")),
}
KIND_OF: dict[type, Lineal] = {kind.model: kind for kind in KINDS.values()}


@dataclass(frozen=True)
class Relative:
    """A row of another appeal, its page from the end of that appeal, and its figures then."""

    row: Continuing
    appeal: Appeal
    address: str
    facts: list[tuple[str, str]]


def before(row: Continuing, seen: Sequence[Appeal], today: date) -> list[Relative]:
    """What the row continues, if the person may see its appeal: one of those `seen`."""
    return _relatives(KIND_OF[type(row)].of(*seen).filter(pk=row.continues_id), today)


def after(row: Continuing, seen: Sequence[Appeal], today: date) -> list[Relative]:
    """What continues the row, in the appeals that the person may see."""
    return _relatives(KIND_OF[type(row)].of(*seen).filter(Q(continues=row.pk)), today)


def _relatives(rows: "QuerySet[Continuing]", today: date) -> list[Relative]:
    found = sorted(rows, key=lambda row: (_appeal(row).year, _appeal(row).pk, row.pk))
    return [
        relative
        for appeal, own in groupby(found, _appeal)
        for relative in _told(appeal, list(own), today)
    ]


def _told(appeal: Appeal, rows: Sequence[Continuing], today: date) -> Iterable[Relative]:
    viewpoint = at_the_end(appeal, today)
    facts = _facts(appeal, viewpoint, rows)
    for row in rows:
        address = f"{address_of(row, appeal)}?{viewpoint.query}"
        yield Relative(row, appeal, address, facts.get(row.pk, []))


def _facts(
    appeal: Appeal, viewpoint: Viewpoint, rows: Sequence[Continuing]
) -> dict[int, list[tuple[str, str]]]:
    """The figures of rows of one kind, by their ids; an indicator's stand with its activity."""
    keys = [row.pk for row in rows]
    if isinstance(rows[0], Activity):
        figures = figures_of(appeal, viewpoint, only=keys)
        return {pk: _work(figures.activity(pk)) for pk in keys}
    if isinstance(rows[0], Priority):
        own = Activity.objects.filter(priority__in=keys)
        lines = dict(own.values_list("pk", "priority"))
        work = lines_of(figures_of(appeal, viewpoint, only=[*lines]), lines)
        return {pk: _work(line) for pk, line in work.items()}
    if isinstance(rows[0], Contribution):
        given = figures_of(appeal, viewpoint)
        return {pk: _money(given.contribution(pk)) for pk in keys}
    return {}


def _work(figures: ActivityFigures | LineFigures) -> list[tuple[str, str]]:
    return [
        (_("Budget"), dollars(figures.allocated)),
        (_("Spent"), dollars(figures.spent)),
        (_("Delivery"), percent(figures.delivery)),
        (_("Progress"), progress(figures.progress)),
    ]


def _money(figures: ContributionFigures) -> list[tuple[str, str]]:
    return [
        (_("Funded"), dollars(figures.funded)),
        (_("Received"), dollars(figures.received)),
        (_("Still to be received"), dollars(figures.outstanding)),
    ]


def earlier_appeals(appeal: Appeal, seen: Iterable[Appeal]) -> list[Appeal]:
    """Those of the region before this one that the person may see, the last of them first."""
    earlier = [each for each in seen if each.region_id == appeal.region_id]
    earlier = [each for each in earlier if each.year < appeal.year]
    return sorted(earlier, key=lambda each: each.year, reverse=True)


Group = tuple[str, list[tuple[str, str]]]


def offered(row: Continuing, seen: Sequence[Appeal]) -> list[Group]:
    """What a row may continue, by appeal and office: first what is of its own office.

    An indicator continues one of the same office. What it continues now is always among them.
    """
    kind, office = KIND_OF[type(row)], _office(row)
    rows = kind.of(*earlier_appeals(_appeal(row), seen))
    found = [each for each in rows if kind.model is not Indicator or _office(each) == office]
    if row.continues_id and row.continues_id not in {each.pk for each in found}:
        found += kind.of(*seen).filter(pk=row.continues_id)
    found.sort(key=lambda each: (_office(each) != office, *_place(each)))
    groups = [
        (group, [(str(each.pk), _named(each)) for each in own])
        for group, own in groupby(found, _group)
    ]
    if row.continues_id and row.continues_id not in {each.pk for each in found}:
        groups.append((_("Now"), [(str(row.continues_id), _("A row that you may not see"))]))
    return groups


def _office(row: Continuing) -> Office | None:
    if isinstance(row, Contribution):
        return row.office
    activity = row.activity if isinstance(row, Indicator) else row
    priority = activity.priority if isinstance(activity, Activity) else activity
    return priority.section.office if isinstance(priority, Priority) else None


def _appeal(row: Continuing) -> Appeal:
    appeal = appeal_of(row)
    assert appeal  # noqa: S101
    return appeal


def _place(row: Continuing) -> tuple[int, str, int]:
    office = _office(row)
    return (-_appeal(row).year, office.name if office else "", row.pk)


def _group(row: Continuing) -> str:
    office = _office(row)
    return labelled(_appeal(row).choice, office.name if office else _("The appeal as a whole"))


def _named(row: Continuing) -> str:
    return f"{row.activity.code} {row}" if isinstance(row, Indicator) else str(row)
