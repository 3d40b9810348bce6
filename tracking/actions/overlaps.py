"""How far people reached overlap: stated for an office or for the region."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from appeal import reach
from appeal.base.actions import action
from appeal.base.refusals import Refusal
from appeal.models import CoreIndicator, User, refuse_stale

from ..models import OverlapStatement


class NotStatable(Refusal):
    """The statement cannot be made."""


@action
def state_overlap(
    *, statement: OverlapStatement, version: int | None, by: User, at: datetime
) -> OverlapStatement:
    """Record how the people of an office, or of the region, come together from a day on.

    Raises NotStatable; StaleVersion where `version`, the last statement that was read (0: none),
    is not the last one any more.
    """
    core = CoreIndicator.objects.select_for_update(no_key=True).get(pk=statement.core_id)
    refuse_stale(core, version, last_statement(statement))
    appeal = core.appeal
    if statement.effective_on > appeal.day_of(at):
        raise NotStatable(_("This date is in the future."), "effective_on")
    if refusal := reach.JUDGEMENT.refusal(appeal, statement.effective_on):
        raise NotStatable(refusal, "effective_on")
    statement.by, statement.at = by, at
    try:
        statement.full_clean()
    except ValidationError as error:
        raise NotStatable(" ".join(error.messages)) from error
    statement.save(force_insert=True)
    return statement


def last_statement(statement: OverlapStatement) -> int:
    """The number of the one recorded last of the same people, 0 where there is none."""
    same = OverlapStatement.objects.filter(core=statement.core_id, office=statement.office_id)
    return same.order_by("-pk").values_list("pk", flat=True).first() or 0
