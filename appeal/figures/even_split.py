"""The even split: how much of each line every activity of its office gets at first."""

from collections.abc import Iterable
from decimal import Decimal

from ..models import Activity, Appeal, Requirement, by_heading

# A line, an activity, and what of the line it gets.
Share = tuple[Requirement, Activity, Decimal]


def even_shares(appeal: Appeal) -> list[Share]:
    """Every line with an amount over the activities of its office that are under its heading.

    An activity that is left with no line joins the split of its office's largest. Whole dollars,
    the remainder one each in printed order. A line that nobody shares is not among them.
    """
    activities = Activity.objects.of(appeal).with_plan().in_printed_order()
    under: dict[int, list[tuple[Activity, set[int]]]] = {}
    for activity in activities:
        headings = {c.heading_id for c in activity.priority.classifications.all()}
        under.setdefault(activity.office.pk, []).append((activity, headings))
    cells: dict[int, list[Requirement]] = {}
    funded = Requirement.objects.of(appeal).filter(amount__isnull=False)
    for cell in funded.select_related("office", "heading").order_by(by_heading()):
        cells.setdefault(cell.office_id, []).append(cell)
    return [
        share
        for office, of_office in cells.items()
        for share in _shares(of_office, under.get(office, []))
    ]


def _shares(
    cells: list[Requirement], activities: list[tuple[Activity, set[int]]]
) -> Iterable[Share]:
    """The even split of one office's cells, in printed order."""
    largest = max(cells, key=lambda cell: cell.amount or 0)
    funded = {cell.heading_id for cell in cells}
    for cell in cells:
        sharing = [
            activity
            for activity, headings in activities
            if cell.heading_id in headings or (cell == largest and not headings & funded)
        ]
        amounts = even_split(cell.amount or Decimal(0), len(sharing))
        for activity, amount in zip(sharing, amounts, strict=True):
            if amount:
                yield cell, activity, amount


def even_split(amount: Decimal, shares: int) -> list[Decimal]:
    """`amount` as `shares` parts of whole units that differ by at most one, larger ones first.

    Cents, where there are any, go to the first part.
    """
    if not shares:
        return []
    whole, cents = divmod(amount, 1)
    each, remainder = divmod(whole, shares)
    parts = [each + 1 if index < remainder else each for index in range(shares)]
    parts[0] += cents
    return parts
