"""Contributions of invented donors: pledges, commitments, receipts, and money moved down."""

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from functools import cached_property

from django.conf import settings

from appeal.base.given import given
from appeal.loading.documents import LoadedEntry, read_list
from appeal.models import Heading, Office

from .. import actions
from ..models import Contribution, ContributionAssignment, Donor, Flow
from .scene import Scene

FILE = settings.BASE_DIR / "fixtures" / "demonstration" / "contributions.yaml"


@dataclass(frozen=True)
class Recording:
    """Records what the file says as the region's manager did."""

    scene: Scene

    @cached_property
    def places(self) -> dict[str, dict[str, Office | Heading]]:
        """The offices and headings of the appeal by their codes."""
        appeal = self.scene.appeal
        return {
            "office": {office.code: office for office in Office.objects.of(appeal)},
            "heading": {heading.code: heading for heading in Heading.objects.of(appeal)},
        }

    def all(self) -> None:
        """Every contribution; what is for a place that the appeal has not is left out."""
        for number, entry in enumerate(read_list(FILE), start=1):
            if self._has_place(entry):
                contribution = self._contribution(entry, number)
                for flow in entry.entries("flows"):
                    self._flow(contribution, flow)
                for moved in filter(self._has_place, entry.entries("moved")):
                    self._assign(contribution, moved)

    def _has_place(self, entry: LoadedEntry) -> bool:
        return all(entry[name] in rows for name, rows in self.places.items() if name in entry)

    def _place(self, entry: LoadedEntry) -> dict[str, Office | Heading]:
        return {name: rows[entry[name]] for name, rows in self.places.items() if name in entry}

    def _contribution(self, entry: LoadedEntry, number: int) -> Contribution:
        name = entry.text("donor")
        donor = Donor.objects.filter(name=name).first()
        return actions.save_contribution(
            version=None,
            contribution=Contribution(
                appeal=self.scene.appeal,
                reference=f"{self.scene.appeal.year}-{number:03}",
                currency=entry.text("currency"),
                note=self.scene.said_by_manager.only("gift"),
                **self._place(entry),
            ),
            donor=donor or Donor(name=name, kind=entry.choice("kind", Donor.Kind)),
            by=self.scene.cast.manager,
            at=self.scene.at(self.scene.this_year(entry.day("recorded_on")), 9),
        )

    def _flow(self, contribution: Contribution, entry: LoadedEntry) -> None:
        """Recorded on the next day; what was entered twice is reversed a week later."""
        phrases, by = self.scene.said_by_manager, self.scene.cast.manager
        day = self.scene.this_year(entry.day("value_on"))
        for _time in range(2 if entry.get("twice") else 1):
            flow = Flow(
                contribution=contribution,
                kind=entry.choice("kind", Flow.Kind),
                value_on=day,
                amount=given(entry.number("amount")),
                note=phrases.only("flow"),
            )
            at = self.scene.at(day + timedelta(days=1), 10)
            flow = actions.record_flow(flow=flow, version=None, by=by, at=at)
        if entry.get("twice"):
            reason, at = phrases.only("double_flow"), self.scene.at(day + timedelta(days=8), 10)
            actions.reverse_flow(flow=flow, reason=reason, by=by, at=at)

    def _assign(self, contribution: Contribution, entry: LoadedEntry) -> None:
        day = self.scene.this_year(entry.day("effective_on"))
        actions.assign_contribution(
            assignment=ContributionAssignment(
                contribution=contribution,
                from_office=contribution.office,
                from_heading=contribution.heading,
                amount=Decimal(entry.whole("amount")),
                effective_on=day,
                reason=self.scene.said_by_manager.only("assigning"),
                **self._place(entry),
            ),
            by=self.scene.cast.manager,
            at=self.scene.at(day + timedelta(days=2), 11),
        )
