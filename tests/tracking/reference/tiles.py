"""The tiles of a place, an activity's overall status, and where spend and progress diverge."""

from decimal import ROUND_HALF_UP, Decimal

from tests.tracking.shown import delivered, dollars, points, share, weighed

from .money import group, money_of
from .progress import flags, judgement, progress, weighted
from .raw import Row
from .seen import Seen
from .words import COLOURS, EN_DASH

APART_SHOWN = 8


def tiles(seen: Seen, office: int | None = None) -> dict[str, str]:
    """Of an office or the whole appeal: each figure with the small print below it."""
    row = group(seen, office)
    percent, silent = weighted(seen, row["cells"])
    given = f"coverage: {share(row['coverage'])} of the requirement"
    pledged = f" {dollars(row['pledged'])} pledged, not counted" if row["pledged"] else ""
    rest = f" {dollars(row['unallocated'])} not budgeted" if row["unallocated"] else ""
    held = f" {dollars(row['committed'])} committed, not yet spent" if row["committed"] else ""
    unheard = f" not reported: {share(silent)} of the money" if silent else ""
    return {
        "Requirement": f"{dollars(row['requirement'])} USD",
        "Funded": f"{dollars(row['funded'])} {given}{pledged}",
        "Budgeted": f"{dollars(row['allocated'])}{rest}",
        "Spent": f"{dollars(row['spent'])}{held}",
        "Balance": dollars(row["balance"]),
        "Delivery of the requirement": delivered(row["delivery"]),
        "Progress": f"{weighed(percent)}{unheard}",
    }


def silent(seen: Seen, office: int | None = None) -> tuple[int, int]:
    """How many activities that go on have not reported a percentage, of how many."""
    own = [
        row
        for row in seen.every_activity
        if row["hold"] != "cancelled" and office in (None, row["office"]["id"])
    ]
    return sum(progress(seen, row)[0] is None for row in own), len(own)


def overall(seen: Seen, activity: Row) -> str:
    """The colour in words; the computed one where a person judged, else how many are grey."""
    own = flags(seen)[activity["id"]]
    words = COLOURS.get(own["judged"] or "", EN_DASH)
    if judgement(seen, activity):
        return f"{words} changed; calculated: {COLOURS.get(own['overall'] or '', EN_DASH)}"
    grey = [own[name] for name in ("schedule", "results", "progress", "spend")].count("grey")
    if grey and own["overall"] != "grey":
        words += f" {grey} of 4 not reported"
    return words


def apart(seen: Seen) -> list[list[str]]:
    """Activities by how far progress and delivery are apart, the furthest first."""
    found = []
    for row in seen.every_activity:
        percent, delivery = progress(seen, row)[0], money_of(seen)[row["id"]]["delivery"]
        if percent is not None and delivery is not None:
            found.append((percent - delivery * 100, row, percent, delivery))
    found.sort(key=lambda each: (-abs(each[0]), each[1]["id"]))
    return [
        [
            f"{row['code']} {row['title']}",
            points(percent),
            delivered(delivery),
            f"{_whole(gap)} {'work' if gap > 0 else 'spending'} is ahead",
        ]
        for gap, row, percent, delivery in found[:APART_SHOWN]
    ]


def _whole(gap: Decimal) -> str:
    return str(gap.quantize(Decimal(1), ROUND_HALF_UP))
