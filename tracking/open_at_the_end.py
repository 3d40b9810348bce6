"""What of an appeal is open at its end: milestones, commitments, contributions with money left."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Exists, OuterRef, Prefetch

from appeal.base.viewpoint import Viewpoint
from appeal.models import Activity, Appeal, Indicator, Milestone

from .figures.contributions import read_contributions
from .figures.definitions import ContributionFigures
from .models import Contribution, IndicatorActual, MilestoneAchievement, Transaction, rests_among


@dataclass(frozen=True)
class Undecided:
    """What somebody decides on: each commitment with what it leaves open, each contribution."""

    commitments: list[tuple[Transaction, Decimal]]
    contributions: list[tuple[Contribution, ContributionFigures]]

    def __bool__(self) -> bool:
        return bool(self.commitments or self.contributions)


def undecided(appeal: Appeal, viewpoint: Viewpoint) -> Undecided:
    """Commitments not drawn in full; contributions to be received or not distributed."""
    posted = Transaction.objects.of(appeal).posted()
    rests = {pk: rest for pk, rest in rests_among(posted).items() if rest.outstanding}
    rows = Transaction.objects.filter(pk__in=rests).select_related("activity", "cell__heading")
    figures = read_contributions(viewpoint, contribution__appeal=appeal)
    with_money = [pk for pk, each in figures.items() if each.outstanding or each.unassigned > 0]
    given = Contribution.objects.filter(pk__in=with_money).select_related("donor")
    return Undecided(
        [(row, rests[row.pk].outstanding) for row in rows.order_by("value_on", "pk")],
        [(row, figures[row.pk]) for row in given.order_by("donor__name", "pk")],
    )


def milestones_to_carry(appeal: Appeal) -> list[Milestone]:
    """Those that are open in activities that go on, first what goes on nowhere yet.

    What they go on as is read along with them.
    """
    rows = Milestone.objects.filter(pk__in=open_milestones(appeal))
    going = rows.exclude(activity__hold=Activity.Hold.CANCELLED).select_related("activity")
    later = Prefetch(
        "continued_by", Milestone.objects.select_related("activity__priority__section__appeal")
    )
    found = going.prefetch_related(later).order_by("due_on", "pk")
    return sorted(found, key=lambda row: bool(row.continued_by.all()))


def waiting(milestones: Iterable[Milestone]) -> list[Milestone]:
    """Those that go on nowhere."""
    return [row for row in milestones if not row.continued_by.all()]


def in_drafts(milestones: Iterable[Milestone]) -> list[Milestone]:
    """Those that go on in drafts alone, which somebody may still discard."""
    return [
        row
        for row in milestones
        if (later := row.continued_by.all())
        and all(each.activity.appeal.state == Appeal.State.DRAFT for each in later)
    ]


def open_milestones(appeal: Appeal) -> set[int]:
    """The ids of those that no standing line says were reached."""
    reached = MilestoneAchievement.objects.filter(
        milestone=OuterRef("pk"), update__superseded_at=None
    )
    rows = Milestone.objects.filter(activity__in=Activity.objects.of(appeal))
    return set(rows.filter(~Exists(reached)).values_list("pk", flat=True))


def last_actuals(appeal: Appeal) -> dict[int, Decimal | None]:
    """The last approved value of every indicator; None where it has none."""
    own = Indicator.objects.filter(activity__in=Activity.objects.of(appeal))
    found: dict[int, Decimal | None] = dict.fromkeys(own.values_list("pk", flat=True))
    approved = IndicatorActual.objects.filter(
        indicator__in=found, update__superseded_at=None, update__report__state="approved",
        value__isnull=False,
    )  # fmt: skip
    rows = approved.order_by("update__report__period__ends_on", "pk")
    found.update(rows.values_list("indicator", "value"))
    return found
