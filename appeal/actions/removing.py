"""Removing a row that nothing uses, or saying what uses it."""

from datetime import datetime
from typing import Any

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..base.actions import action
from ..base.refusals import Refusal
from ..base.where_used import in_words, uses_of
from ..models import Activity, Appeal, Basis, Indicator, Partner, hold_rows

# What goes with a row, because it is a part of it.
PARTS: dict[type[models.Model], tuple[str, ...]] = {
    Indicator: ("period_targets",),
    Activity: ("milestones", "indicators"),
}


# What to do with a row that is used.
INSTEAD: dict[type[models.Model], Any] = {
    Activity: gettext_lazy("To stop an activity, cancel it instead."),
    Partner: gettext_lazy("If a partner is listed twice, merge one into the other instead."),
}


class StillUsed(Refusal):
    """The row stays because other rows refer to it, or because it is published."""


@action
def remove(*, row: Any, version: int | None, at: datetime) -> None:
    """Delete a row with its parts; they stay in the change log. Raises StillUsed.

    StaleVersion if somebody changed it or took it away in the meantime.
    """
    hold_rows(row, version=version)
    for part in PARTS.get(row._meta.concrete_model, ()):
        for each in getattr(row, part).all():
            remove(row=each, version=None, at=at)
    if refusal := why_it_stays(row):
        raise StillUsed(refusal)
    row.delete()


def _is_printed(row: Indicator) -> bool:
    """Whether a baseline or a target of it was published: of a draft nothing was yet."""
    has_printed = Basis.PUBLISHED in (row.baseline_basis, row.target_basis)
    return has_printed and row.activity.appeal.state != Appeal.State.DRAFT


def why_it_stays(row: Any) -> str:
    """Why the row cannot be removed, its parts apart; empty where it can."""
    if isinstance(row, Indicator) and _is_printed(row):
        return _("“%(row)s” is published and cannot be removed.") % {"row": row}
    model = row._meta.concrete_model
    own = {getattr(model, part).rel.related_model for part in PARTS.get(model, ())}
    names = {str(each._meta.verbose_name_plural) for each in own}
    uses = [use for use in uses_of(row) if use[0] not in names]
    if not uses:
        return ""
    stays = _("“%(row)s” cannot be removed.") % {"row": row}
    return " ".join([stays, in_words(uses), str(INSTEAD.get(model, ""))]).strip()
