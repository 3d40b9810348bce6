"""An appeal is published with its periods, and its money split evenly."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from appeal import actions as plan
from appeal.actions.drafting import hold_draft
from appeal.base.actions import action
from appeal.figures.readiness import readiness_of
from appeal.models import Allocation, Appeal, User

from .periods import open_periods


@dataclass(frozen=True)
class Publication:
    """Where the amounts are printed, and since when; `basis`: whether the day is printed too."""

    on: date
    basis: str
    source_name: str
    source_sha256: str = ""


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

    `confirmed` are the keys of what is odd and meant so. Raises NotDraft, StaleVersion, and
    NotPublishable for what does not add up or nobody confirmed.
    """
    stored = hold_draft(appeal, version)
    ready = readiness_of(stored)
    open_questions = [remark for remark in ready.odd if remark.key not in confirmed]
    for remark in (*ready.refused, *open_questions):
        raise plan.NotPublishable(remark.sentence)
    stored.published_on, stored.published_on_basis = publication.on, publication.basis
    stored.source_name, stored.source_sha256 = publication.source_name, publication.source_sha256
    stored.save_over(
        stored.version, ["published_on", "published_on_basis", "source_name", "source_sha256"]
    )
    if not Allocation.objects.filter(cell__appeal=stored).exists():
        plan.allocate_evenly(appeal=stored, at=at)
    published = plan.publish_appeal(appeal=stored, version=stored.version, at=at)
    open_periods(appeal=published, at=at)
    return published
