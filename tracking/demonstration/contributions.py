"""Contributions of invented donors: pledges, commitments, receipts, and money moved down."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property
from random import Random

from django.conf import settings

from appeal.loading.documents import LoadedEntry, read_list
from appeal.models import Heading, Office, Requirement

from .. import actions
from ..models import Contribution, ContributionAssignment, Donor, Flow
from .phrases import Phrases
from .rates import Rates
from .scene import Scene
from .workdays import workday

FILE = settings.BASE_DIR / "fixtures" / "demonstration" / "contributions.yaml"
THOUSAND = Decimal(1000)
PROMISED, PAID_EVERY = timedelta(days=20), timedelta(days=55)
# Money moved down covers this much of the requirement of each place, while this much is left.
SPREAD, SPENDABLE = (0.2, 0.5), Decimal("0.8")
Place = tuple[Office | None, Heading | None]


def write_contributions(scene: Scene, rates: Rates) -> None:
    """Those of the file; one whose earmark the appeal has not is left out."""
    sizes = Sizes(scene)
    funded: set[Place] = set()
    spread: list[Gift] = []
    for number, entry in enumerate(read_list(FILE), start=1):
        ranked = sizes.ranked(entry.text("earmark"))
        nth = entry.whole("nth") if "nth" in entry else 1
        if nth <= len(ranked):
            gift = Gift(scene, rates, entry, ranked[nth - 1], sizes, number)
            gift.write()
            funded.add(gift.place)
            if entry.get("spread"):
                spread.append(gift)
    for gift in spread:
        gift.spread([place for place in gift.places_within() if place not in funded])


class Sizes:
    """What the appeal, its offices, headings and cells require, as published."""

    def __init__(self, scene: Scene) -> None:
        cells = Requirement.objects.of(scene.appeal).filter(amount__isnull=False)
        self.cells: list[tuple[Place, Decimal]] = [
            ((cell.office, cell.heading), cell.amount or Decimal(0))
            for cell in cells.select_related("office", "heading").order_by("pk")
        ]

    def of(self, place: Place) -> Decimal:
        office, heading = place
        return sum(
            (
                amount
                for (own_office, own_heading), amount in self.cells
                if office in (None, own_office) and heading in (None, own_heading)
            ),
            Decimal(0),
        )

    def ranked(self, kind: str) -> list[Place]:
        """All places of a kind (appeal, office, heading, cell), the largest first."""
        wanted: dict[Place, None] = {
            (office if kind in ("office", "cell") else None,
             heading if kind in ("heading", "cell") else None): None
            for (office, heading), _amount in self.cells
        }  # fmt: skip
        return sorted(wanted, key=self.of, reverse=True)


@dataclass
class Gift:
    """One contribution of the file, with its flows."""

    scene: Scene
    rates: Rates
    entry: LoadedEntry
    place: Place
    sizes: Sizes
    number: int

    @cached_property
    def chance(self) -> Random:
        return self.scene.dice("gift", self.number)

    @cached_property
    def phrases(self) -> Phrases:
        return self.scene.said_by_manager

    @cached_property
    def promised_on(self) -> date:
        first = self.scene.periods[0].starts_on
        return workday(first + PROMISED + timedelta(days=self.chance.randrange(30)))

    @cached_property
    def usd(self) -> Decimal:
        """What it is worth, in whole thousands."""
        jitter = Decimal(self.chance.randint(97, 103)) / 100
        exact = self.sizes.of(self.place) * (self.entry.number("share") or 0) * jitter
        return max(THOUSAND, round(exact / THOUSAND) * THOUSAND)

    @cached_property
    def amount(self) -> Decimal:
        """What it is worth in its own currency."""
        rate = self.rates.of(self.entry.text("currency"), self.promised_on)
        return round(self.usd * rate / THOUSAND) * THOUSAND

    def write(self) -> None:
        """The contribution with its pledge, its commitment and its receipts."""
        self.save()
        kinds = Flow.Kind
        if pledged := self.entry.number("pledged"):
            self.flow(kinds.PLEDGE, pledged, workday(self.promised_on - timedelta(days=15)))
        if committed := self.entry.number("committed"):
            self.flow(kinds.COMMITMENT, committed, self.promised_on)
        for index, part in enumerate(self.entry.texts("received"), start=1):
            day = workday(self.promised_on + index * PAID_EVERY)
            receipt = self.flow(kinds.RECEIPT, Decimal(part), day)
        if self.entry.get("twice"):
            second = self.flow(kinds.RECEIPT, receipt.amount / self.amount, receipt.value_on)
            self.reverse(second)

    def save(self) -> None:
        office, heading = self.place
        name = self.entry.text("donor")
        donor = Donor.objects.filter(name=name).first()
        at = self.scene.at(self.promised_on - timedelta(days=16), 9)
        self.contribution = actions.save_contribution(
            version=None,
            contribution=Contribution(
                appeal=self.scene.appeal,
                reference=f"{self.scene.appeal.year}-{self.number:03}",
                currency=self.entry.text("currency"),
                office=office,
                heading=heading,
                note=self.phrases.only("gift"),
            ),
            donor=donor or Donor(name=name, kind=self.entry.choice("kind", Donor.Kind)),
            by=self.scene.cast.manager,
            at=at,
        )

    def flow(self, kind: str, part: Decimal, day: date) -> Flow:
        return actions.record_flow(
            flow=Flow(
                contribution=self.contribution,
                kind=kind,
                value_on=day,
                amount=(self.amount * part).quantize(Decimal("0.01")),
                note=self.phrases.only("flow"),
            ),
            version=None,
            by=self.scene.cast.manager,
            at=self.scene.at(day + timedelta(days=1), 10),
        )

    def reverse(self, flow: Flow) -> None:
        actions.reverse_flow(
            flow=flow,
            reason=self.phrases.only("double_flow"),
            by=self.scene.cast.manager,
            at=self.scene.at(flow.value_on + timedelta(days=8), 10),
        )

    def places_within(self) -> list[Place]:
        """The offices of an appeal; the cells of an office or a heading."""
        kind = "office" if self.place == (None, None) else "cell"
        office, heading = self.place
        return [
            (own_office, own_heading)
            for own_office, own_heading in self.sizes.ranked(kind)
            if office in (None, own_office) and heading in (None, own_heading)
        ]

    def spread(self, places: Iterable[Place]) -> None:
        """Assign money down to places, a part of what each requires, the smallest first."""
        rest = self.usd * (self.entry.number("committed") or 0) * SPENDABLE
        day = workday(self.promised_on + PAID_EVERY)
        for office, heading in reversed(list(places)):
            share = Decimal(self.chance.uniform(*SPREAD))
            amount = round(self.sizes.of((office, heading)) * share / THOUSAND) * THOUSAND
            if 0 < amount <= rest:
                rest -= amount
                self.assign(office, heading, amount, day)

    def assign(
        self, office: Office | None, heading: Heading | None, amount: Decimal, day: date
    ) -> None:
        from_office, from_heading = self.place
        actions.assign_contribution(
            assignment=ContributionAssignment(
                contribution=self.contribution,
                from_office=from_office,
                from_heading=from_heading,
                office=office,
                heading=heading,
                amount=amount,
                effective_on=day,
                reason=self.phrases.only("assigning"),
            ),
            by=self.scene.cast.manager,
            at=self.scene.at(day + timedelta(days=2), 11),
        )
