"""How an office's cells are split over its activities, as the page of its allocations shows it."""

from decimal import Decimal

from tests.tracking.shown import money

from .money import allocated_from
from .raw import Row
from .seen import Seen, whole

BASES = {"indicative": "indicative", "confirmed": "confirmed"}


def cells(seen: Seen, office: int) -> list[Row]:
    """Those with money: required or allocated."""
    return [
        row
        for row in seen.all_cells
        if row["office_id"] == office
        and (seen.requirements[row["id"]] or allocated_from(seen, row["id"]))
    ]


def activities(seen: Seen, office: int) -> list[Row]:
    return [row for row in seen.every_activity if row["office"]["id"] == office]


def drawn(seen: Seen, activity: int, cell: int) -> Row | None:
    """What an activity holds of a cell."""
    rows = seen.allocations
    return next((r for r in rows if (r["activity_id"], r["cell_id"]) == (activity, cell)), None)


def share(seen: Seen, activity: Row, cell: Row) -> str:
    """As it is read: the amount with its basis, a dash where it may draw, nothing elsewhere."""
    stored = drawn(seen, activity["id"], cell["id"])
    if stored:
        return f"{money(stored['amount'])} {BASES[stored['basis']]}"
    own = {heading["id"] for heading, _basis in activity["priority"]["headings"]}
    may_draw = activity["hold"] != "cancelled" and cell["heading_id"] in own
    return "–" if may_draw else ""


def total(seen: Seen, activity: Row, shown: list[Row]) -> Decimal:
    stored = [drawn(seen, activity["id"], cell["id"]) for cell in shown]
    return whole(row["amount"] for row in stored if row)


def remainder(seen: Seen, office: int, cell: Row) -> Decimal:
    """Of the requirement what no activity of the office holds."""
    rows = [drawn(seen, row["id"], cell["id"]) for row in activities(seen, office)]
    required = seen.requirements[cell["id"]]
    assert required is not None
    return required - whole(row["amount"] for row in rows if row)
