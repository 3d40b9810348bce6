"""A person's assessment of an activity, beside the computed status: given and removed."""

from datetime import date, datetime

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from appeal import reach
from appeal.base.actions import action
from appeal.base.refusals import Refusal
from appeal.models import Activity, User, refuse_stale

from ..models import Colour, StatusOverride

JUDGEMENTS = (Colour.GREEN, Colour.AMBER, Colour.RED)


class NotJudgeable(Refusal):
    """The assessment cannot be given or removed."""


@action
def override_status(
    *,
    activity: Activity,
    version: int | None,
    colour: str,
    reason: str,
    effective_on: date,
    by: User,
    at: datetime,
) -> StatusOverride:
    """Give the activity a status from a day on; the computed one stays beside it.

    Raises NotJudgeable; StaleVersion where `version`, the last judgement that was read (0: none),
    is not the last one any more.
    """
    _hold(activity, version)
    if colour not in JUDGEMENTS:
        raise NotJudgeable(_("Choose on track, needs attention or off track."), "colour")
    return _record(activity, colour, reason, effective_on, by, at)


@action
def lift_override(
    *,
    activity: Activity,
    version: int | None,
    reason: str,
    effective_on: date,
    by: User,
    at: datetime,
) -> StatusOverride:
    """Remove the assessment from a day on, so that only the computed status counts.

    Raises NotJudgeable, also where no judgement is in force on that day; StaleVersion as above.
    """
    _hold(activity, version)
    given = StatusOverride.objects.filter(activity=activity, effective_on__lte=effective_on)
    last = given.order_by("-effective_on", "-pk").first()
    if last is None or last.colour == StatusOverride.LIFTED:
        raise NotJudgeable(
            _("There is no assessment on %(day)s, so there is nothing to remove.")
            % {"day": date_format(effective_on)},
            "colour",
        )
    return _record(activity, StatusOverride.LIFTED, reason, effective_on, by, at)


def _hold(activity: Activity, version: int | None) -> None:
    """Lock the activity, and check that nobody else has just assessed it."""
    Activity.objects.select_for_update(no_key=True).get(pk=activity.pk)
    refuse_stale(activity, version, last_judgement(activity))


def last_judgement(activity: Activity) -> int:
    """The number of the judgement recorded last, 0 where there is none: a form's version."""
    recorded = StatusOverride.objects.filter(activity=activity).order_by("-pk")
    return recorded.values_list("pk", flat=True).first() or 0


def _record(
    activity: Activity, colour: str, reason: str, effective_on: date, by: User, at: datetime
) -> StatusOverride:
    appeal = activity.appeal
    if not reason.strip():
        raise NotJudgeable(_("Explain why you change the assessment."), "reason")
    if effective_on > appeal.day_of(at):
        raise NotJudgeable(_("This date is in the future."), "effective_on")
    if refusal := reach.JUDGEMENT.refusal(appeal, effective_on):
        raise NotJudgeable(refusal, "effective_on")
    return StatusOverride.objects.create(
        activity=activity, colour=colour, reason=reason, effective_on=effective_on, by=by, at=at
    )
