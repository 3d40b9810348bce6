"""What the address of a workbook needs at least: an office, a period, a grant."""

from typing import Any

from appeal.models import Appeal
from tests.factories import make_contribution
from tests.tracking.browsing import APPEAL
from tracking.models import Contribution
from tracking.workbooks import WORKBOOKS


def asked_of(code: str, **query: str) -> dict[str, Any]:
    """What it needs, and `query`."""
    found: dict[str, Any] = {"office": "GT", "period": "2020-Q1"}
    needs = WORKBOOKS[code].needs
    if "grant" in needs:
        found["grant"] = a_grant().pk
    return {name: found[name] for name in needs} | query


def a_grant() -> Contribution:
    """The first contribution to the 2020 appeal, or a new one."""
    appeal = Appeal.objects.get(code=APPEAL)
    rows = Contribution.objects.of(appeal).with_names().order_by("pk")
    return rows.first() or make_contribution(appeal=appeal, committed=500)
