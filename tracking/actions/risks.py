"""Keeping the risks of an activity."""

from datetime import datetime

from django.utils.translation import gettext as _

from appeal import actions as plan
from appeal.base.actions import action

from ..models import Risk

RISK_FIELDS = ("what", "likelihood", "consequence", "treatment", "owner", "state", "language")


@action
def save_risk(*, risk: Risk, version: int | None, at: datetime) -> Risk:
    """Save a new risk, or a changed one; raises StaleVersion if somebody else saved it."""
    return risk.keep(version, RISK_FIELDS)


@action
def remove_risk(*, row: Risk, version: int | None, at: datetime) -> None:
    """Take a risk away that was entered by mistake. Raises StillUsed for one that was treated."""
    if refusal := why_risk_stays(row):
        raise plan.StillUsed(refusal)
    plan.remove(row=row, version=version, at=at)


def why_risk_stays(risk: Risk) -> str:
    """Why it is not removed; empty where it is open as on the day it was entered."""
    if not risk.history.exclude(state=Risk.State.OPEN).exists():
        return ""
    return _(
        "“%(risk)s” was being treated or is closed, so it cannot be removed. Close it instead."
    ) % {"risk": risk}
