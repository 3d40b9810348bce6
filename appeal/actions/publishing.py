"""Publishing: an appeal's printed table is frozen once its totals agree."""

from collections.abc import Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from ..base.actions import action
from ..base.refusals import Refusal
from ..figures.readiness import in_another_currency
from ..models import Appeal, Requirement


def published_at(appeal: Appeal) -> datetime:
    """Midnight, in the appeal's time zone, of the day it was published."""
    day = appeal.published_on or appeal.starts_on
    return datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(appeal.time_zone))


class NotPublishable(Refusal):
    """It is published already, not in US dollars, or a stated total is not that of its cells."""


@action
def publish_appeal(*, appeal: Appeal, version: int | None, at: datetime) -> Appeal:
    """Freeze the appeal as published; raises NotPublishable with a sentence."""
    if appeal.state != Appeal.State.DRAFT:
        raise NotPublishable(_("%(appeal)s is already published.") % {"appeal": appeal})
    for sentence in (*in_another_currency(appeal), *differences(appeal)):
        raise NotPublishable(sentence)
    appeal.state = Appeal.State.PUBLISHED
    appeal.published_on = appeal.published_on or appeal.day_of(at)
    return appeal.save_over(version, ["state", "published_on"])


def differences(appeal: Appeal) -> Iterable[str]:
    """A sentence for each stated total that is not the sum of its cells."""
    cells = list(Requirement.objects.of(appeal).values_list("office", "heading", "amount"))
    for stated in appeal.stated_totals.select_related("appeal", "office", "heading"):
        computed = sum(
            amount
            for office, heading, amount in cells
            if amount is not None
            and stated.office_id in (None, office)
            and stated.heading_id in (None, heading)
        )
        if computed != stated.amount:
            yield _("%(total)s: stated %(stated)s, computed %(computed)s.") % {
                "total": stated,
                "stated": stated.amount,
                "computed": computed,
            }
