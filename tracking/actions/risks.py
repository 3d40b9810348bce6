"""Keeping the risks of an activity."""

from datetime import datetime

from django.db import transaction

from ..models import Risk

RISK_FIELDS = ("what", "likelihood", "consequence", "treatment", "owner", "state", "language")


@transaction.atomic
def save_risk(*, risk: Risk, at: datetime) -> Risk:
    """Save a new risk, or a changed one; raises StaleVersion where it was saved meanwhile."""
    if risk.pk:
        return risk.save_over(risk.version, RISK_FIELDS, at=at)
    risk._history_date = at  # type: ignore[attr-defined]
    risk.save(force_insert=True)
    return risk
