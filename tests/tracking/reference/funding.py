"""Contributions: what is funded, pledged and distributed to where."""

from decimal import Decimal
from functools import cache

from tracking.models import Contribution, ContributionAssignment, Donor, Flow

from .raw import Row, before
from .seen import Seen, in_usd, whole

KINDS = {"pledged": "pledge", "committed": "commitment", "received": "receipt"}
Place = tuple[int | None, int | None]


def signed(row: Row, column: str = "amount") -> Decimal:
    return -row[column] if row["reverses_id"] else row[column]


@cache
def flows(seen: Seen) -> list[Row]:
    rows = before(seen.raw.table(Flow), "recorded_at", seen.known_at)
    return [row for row in rows if row["value_on"] <= seen.as_at]


@cache
def moves(seen: Seen) -> list[Row]:
    rows = before(seen.raw.table(ContributionAssignment), "recorded_at", seen.known_at)
    return [row for row in rows if row["effective_on"] <= seen.as_at]


@cache
def contributions(seen: Seen) -> dict[int, Row]:
    """Those entered by then, by id, with what is given."""
    there = seen.raw.known(Contribution, seen.known_at)
    donors = seen.raw.by_id(Donor)
    return {
        row["id"]: row | {"donor": donors[row["donor_id"]]} | _given(seen, row)
        for row in seen.raw.table(Contribution)
        if row["appeal_id"] == seen.appeal["id"] and row["id"] in there
    }


def _given(seen: Seen, contribution: Row) -> Row:
    own = [row for row in flows(seen) if row["contribution_id"] == contribution["id"]]
    given: Row = {}
    for name, kind in KINDS.items():
        rows = [row for row in own if row["kind"] == kind]
        given[f"own_{name}"] = whole(signed(row) for row in rows)
        given[name] = whole(signed(row, "usd_amount") for row in rows)
    undone = {row["reverses_id"] for row in own}
    standing = [
        row
        for row in own
        if row["kind"] == "commitment" and not row["reverses_id"] and row["id"] not in undone
    ]
    left = max(Decimal(0), given["own_committed"] - given["own_received"])
    last = max(standing, key=lambda row: (row["value_on"], row["id"]), default=None)
    given["own_outstanding"] = left
    given["outstanding"] = in_usd(left, last["rate"]) if last else Decimal(0)
    ours = [row for row in moves(seen) if row["into_id"]]
    given["came"] = whole(signed(row) for row in ours if row["into_id"] == contribution["id"])
    went = [row for row in ours if row["contribution_id"] == contribution["id"]]
    given["shared"] = given["came"] - whole(map(signed, went))
    given["given"] = given["received"] + given["outstanding"]
    given["funded"] = given["given"] + given["shared"]
    into_cells = [
        signed(row)
        for row in moves(seen)
        if row["contribution_id"] == contribution["id"] and row["office_id"] and row["heading_id"]
    ]
    # A part may leave from a cell, where it was distributed to before.
    out_of_cells = [signed(row) for row in went if row["from_office_id"] and row["from_heading_id"]]
    is_cell = contribution["office_id"] and contribution["heading_id"]
    in_cells = whole(into_cells) - whole(out_of_cells)
    given["unassigned"] = Decimal(0) if is_cell else given["funded"] - in_cells
    return given


def is_within(inner: Place, outer: Place) -> bool:
    """Whether a place is another one or lies within it; None is any."""
    pairs = zip(inner, outer, strict=True)
    return all(wide in (None, narrow) for narrow, wide in pairs)


def funded_at(seen: Seen, office: int | None, heading: int | None) -> Decimal:
    """What is earmarked for the place or within it, and what came into it from outside."""
    place = (office, heading)
    earmarked = [
        row["funded"]
        for row in contributions(seen).values()
        if is_within((row["office_id"], row["heading_id"]), place)
    ]
    came_in = [
        signed(row)
        for row in moves(seen)
        if row["contribution_id"] in contributions(seen)
        and is_within((row["office_id"], row["heading_id"]), place)
        and not is_within((row["from_office_id"], row["from_heading_id"]), place)
    ]
    # The part of another appeal that leaves from below what the contribution is earmarked for
    # has left here what is within the place, and no longer the earmarked one.
    went_out = [
        signed(row)
        for row in moves(seen)
        if row["into_id"]
        and row["contribution_id"] in contributions(seen)
        and is_within((row["from_office_id"], row["from_heading_id"]), place)
        and not is_within(_earmark(seen, row), place)
    ]
    return whole(earmarked) + whole(came_in) - whole(went_out)


def _earmark(seen: Seen, move: Row) -> Place:
    row = contributions(seen)[move["contribution_id"]]
    return row["office_id"], row["heading_id"]


def unassigned_at(seen: Seen, office: int | None, heading: int | None) -> Decimal:
    """What of the funded stands in no cell."""
    cells = [
        funded_at(seen, row["office_id"], row["heading_id"])
        for row in seen.all_cells
        if is_within((row["office_id"], row["heading_id"]), (office, heading))
    ]
    return funded_at(seen, office, heading) - whole(cells)


def pledged_at(seen: Seen, office: int | None, heading: int | None) -> Decimal:
    return whole(
        row["pledged"]
        for row in contributions(seen).values()
        if is_within((row["office_id"], row["heading_id"]), (office, heading))
    )
