"""What the rules of the gaps say of an appeal."""

from datetime import date
from typing import Any

from appeal.base.viewpoint import EVERYTHING
from appeal.models import Appeal
from tracking.quality import find


def gaps_of(appeal: Appeal, rule: str, on: date, **of: Any) -> list[str]:
    """What a rule is broken by on a day, by name: `GT O1`, `GT-1.1 Reception`."""
    return [finding.about for finding in find(appeal, EVERYTHING.on(on), rule=rule, **of)]
