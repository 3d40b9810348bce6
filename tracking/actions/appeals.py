"""An appeal is published with its periods, and its money split evenly; a demonstration moves on."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from appeal import actions as plan
from appeal.actions.appeal_facts import forget_other_file
from appeal.actions.drafting import hold_draft
from appeal.base.actions import action
from appeal.figures.readiness import readiness_of
from appeal.models import Allocation, Appeal, User, create_logged

from ..models import ExchangeRate
from .periods import first_days, open_periods


@dataclass(frozen=True)
class Publication:
    """Where the amounts are printed, and since when; `basis`: whether the day is printed too."""

    on: date
    basis: str
    source_name: str


@action
def publish_with_periods(
    *,
    appeal: Appeal,
    version: int | None,
    publication: Publication,
    confirmed: Collection[str],
    by: User,
    at: datetime,
) -> Appeal:
    """Freeze a draft as published, split its money evenly, and make its periods.

    A demonstration that has not come to its year goes on to the first day of it. `confirmed` are
    the keys of what is odd and meant so. Raises NotDraft, StaleVersion, and NotPublishable for what
    does not add up or nobody confirmed.
    """
    stored = hold_draft(appeal, version)
    ready = readiness_of(stored)
    open_questions = [remark for remark in ready.odd if remark.key not in confirmed]
    for remark in (*ready.refused, *open_questions):
        raise plan.NotPublishable(remark.sentence)
    stored.published_on, stored.published_on_basis = publication.on, publication.basis
    before, stored.source_name = stored.source_name, publication.source_name
    forget_other_file(stored, before)
    stored.save_over(
        stored.version, ["published_on", "published_on_basis", "source_name", "source_sha256"]
    )
    if not Allocation.objects.filter(cell__appeal=stored).exists():
        plan.allocate_evenly(appeal=stored, at=at)
    published = plan.publish_appeal(appeal=stored, version=stored.version, at=at)
    open_periods(appeal=published, at=at)
    if day := moves_to(published):
        _move_demonstration(published, day)
    return published


def moves_to(appeal: Appeal) -> date | None:
    """The day on which a demonstration goes on once its next appeal is published.

    None where it has come there, and for what is no demonstration.
    """
    stands_on = appeal.clock_stands_on
    return appeal.starts_on if stands_on and stands_on < appeal.starts_on else None


def _move_demonstration(appeal: Appeal, day: date) -> None:
    """Let every appeal of a demonstration go by another day: entries are dated, reports due by it.

    Where there is no real appeal, whose rates these would be too, the invented rates of its last
    month hold in the months that it passes over.
    """
    if Appeal.objects.demonstration():
        _go_on_with_rates(day)
    for row in Appeal.objects.on_one_clock(appeal).order_by("pk"):
        row.clock_stands_on = day
        row.save_over(row.version, ["clock_stands_on"])
    appeal.refresh_from_db()


def _go_on_with_rates(day: date) -> None:
    """The last rate of each currency for every month after it, up to the day."""
    last: dict[str, ExchangeRate] = {}
    for row in ExchangeRate.objects.filter(effective_on__lte=day).order_by("effective_on"):
        last[row.currency] = row
    create_logged(
        [
            ExchangeRate(
                currency=row.currency, effective_on=month, rate=row.rate, source=row.source
            )
            for row in last.values()
            for month in first_days(row.effective_on.replace(day=1), day, 1)
            if month > row.effective_on
        ]
    )
