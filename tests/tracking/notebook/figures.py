"""The figures worked out of the notebook by hand: the same definitions without a database."""

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

from appeal.models import Activity
from tests.tracking.notebook.donors import Given
from tests.tracking.notebook.results import Reached
from tests.tracking.notebook.rows import Entry, added, cents, in_usd, share
from tests.tracking.notebook.world import MILESTONES, NEW_YEAR
from tracking.models import ProgressUpdate, Transaction

Kind, Status = Transaction.Kind, ProgressUpdate.Status


class Known(Given, Reached):
    """Every figure, at each level, of what the notebook said before an instant."""

    def spent(self, entries: list[Entry]) -> Decimal:
        return added(entry.signed for entry in entries if entry.kind in Transaction.SPENDING)

    def committed(self, **place: int) -> Decimal:
        counted, held = self.counted_entries(), Decimal(0)
        for key, entry in counted.items():
            is_here = all(getattr(entry, name) == value for name, value in place.items())
            if entry.kind == Kind.COMMITMENT and not entry.reverses and is_here:
                draws = [row for row in counted.values() if row.against == key]
                undone = any(row.reverses == key for row in counted.values())
                held += Decimal(0) if undone else left_open(entry, draws)
        return held

    def percent(self, number: int) -> tuple[int | None, str | None]:
        told = [
            (period, line)
            for period, line in self.included_lines(number)
            if line.percent is not None
        ]
        if not told:
            return None, None
        period, line = told[-1]
        return line.percent, self.world.periods[period].code

    def allocated(self, number: int) -> Decimal:
        return added(sum_ for (activity, _), sum_ in self.allocations.items() if activity == number)

    def activity(self, number: int) -> dict[str, Any]:
        entries = [row for row in self.counted_entries().values() if row.activity == number]
        spent, committed = self.spent(entries), self.committed(activity=number)
        allocated = self.allocated(number)
        percent, period = self.percent(number)
        lines, plan = self.included_lines(number), self.plans[number]
        begun = plan["starts_on"] <= self.as_at
        unreported = "not_reported" if begun else Status.PLANNED
        return {
            "allocated": allocated,
            "spent": spent,
            "committed": committed,
            "balance": allocated - spent - committed,
            "overspent": max(Decimal(0), spent - allocated),
            "delivery": share(spent, allocated),
            "progress": percent,
            "progress_period": period,
            "status": plan["hold"] or (lines[-1][1].status if lines else unreported),
            "hold": plan["hold"],
            "starts_on": plan["starts_on"],
            "ends_on": plan["ends_on"],
            "has_reported": bool(lines),
            "has_milestones": any(activity == number for activity, _ in MILESTONES),
            "overdue_since": None if plan["hold"] else self.overdue_since(number),
            "override": self.override(number),
        }

    def overdue_since(self, number: int) -> date | None:
        reached = {
            milestone
            for _, line in self.counted_lines(number)
            for milestone, day in line.achieved.items()
            if day <= self.as_at
        }
        open_ones = [
            due_on
            for index, due_on in enumerate(self.due)
            if MILESTONES[index][0] == number and index not in reached and due_on < self.as_at
        ]
        return min(open_ones, default=None)

    def override(self, number: int) -> str | None:
        given = [
            (fact.values["effective_on"], place, fact.values["colour"])
            for place, fact in enumerate(self.overrides)
            if fact.key == number and fact.values["effective_on"] <= self.as_at
        ]
        return max(given)[2] if given else None

    def requirement(self, cell: int) -> Decimal | None:
        effective = [
            (revision["effective_on"], key, revision["amount"])
            for key, revision in self.revisions.items()
            if revision["cell"] == cell and revision["effective_on"] <= self.as_at
        ]
        return max(effective)[2] if effective else self.world.cells[cell].amount

    def group(self, office: int | None = None, heading: int | None = None) -> dict[str, Any]:
        """Of the cells of an office, of a heading, of both; of all of them."""
        cells = [
            cell for cell in range(4) if office in (None, cell // 2) and heading in (None, cell % 2)
        ]
        known = [amount for cell in cells if (amount := self.requirement(cell)) is not None]
        requirement = added(known) if known else None
        entries = [row for row in self.counted_entries().values() if row.cell in cells]
        spent = self.spent(entries)
        committed = added(self.committed(cell=cell) for cell in cells)
        own = [
            amount
            for (_, cell), amount in self.allocations.items()
            if cell in cells and self.requirement(cell) is not None
        ]
        allocated = added(own) if known else None
        given = self.given(office, heading)
        return {
            "requirement": requirement,
            "allocated": allocated,
            "unallocated": None if allocated is None else requirement - allocated,
            "spent": spent,
            "committed": committed,
            "balance": None if requirement is None else requirement - spent - committed,
            "delivery": share(spent, requirement),
            "coverage": share(given["funded"], requirement),
            **given,
            **self.weighted(cells),
        }

    def weighted(self, cells: list[int]) -> dict[str, Any]:
        weights = [
            (amount, self.percent(number)[0])
            for (number, cell), amount in self.allocations.items()
            if cell in cells and self.plans[number]["hold"] != Activity.Hold.CANCELLED
        ]
        everything = added(amount for amount, _ in weights)
        told = [(amount, percent) for amount, percent in weights if percent is not None]
        weight = added(amount for amount, _ in told)
        points = added(amount * percent for amount, percent in told)
        return {
            "progress": share(points, weight),
            "unreported": share(everything - weight, everything),
        }

    def office(self, number: int) -> dict[str, Any]:
        numbers = (2 * number, 2 * number + 1)
        going = [row for row in numbers if self.plans[row]["hold"] != Activity.Hold.CANCELLED]
        silent = [row for row in going if self.percent(row)[0] is None]
        return self.group(office=number) | {"activities": len(going), "silent": len(silent)}

    def rest(self, whole: dict[str, Any], rows: list[dict[str, Any]]) -> dict[str, Any]:
        """What of the whole stands in none of the rows."""
        names = ("funded", "pledged", "unassigned")
        return {name: whole[name] - added(row[name] for row in rows) for name in names}

    def rows(self, level: str) -> list[dict[str, Any]]:
        """Every row of a level, in the order in which the world has them."""
        return getattr(self, f"rows_of_{level}")()

    def rows_of_activities(self) -> list[dict[str, Any]]:
        return [self.activity(number) for number in range(4)]

    def rows_of_cells(self) -> list[dict[str, Any]]:
        return [self.group(cell // 2, cell % 2) for cell in range(4)]

    def rows_of_offices(self) -> list[dict[str, Any]]:
        rows = [self.office(number) for number in range(2)]
        return [*rows, self.rest(self.group(), rows)]

    def rows_of_headings(self) -> list[dict[str, Any]]:
        rows = [self.group(heading=number) for number in range(2)]
        return [*rows, self.rest(self.group(), rows)]

    def rows_of_appeal(self) -> list[dict[str, Any]]:
        return [self.group()]

    def rows_of_flags(self) -> list[dict[str, Any]]:
        return [self.flags(number, self.activity(number)) for number in range(4)]

    def rows_of_months(self) -> list[dict[str, Any]]:
        """Every month from the first to the last, with what was planned and spent by its end."""
        rows, before, entries = [], Decimal(0), list(self.counted_entries().values())
        for month in range(1, 13):
            end = date(2020 + month // 12, month % 12 + 1, 1) - timedelta(days=1)
            planned = added(
                cents(Fraction(self.allocated(number)) * self.planned_part(number, end))
                for number in range(4)
            )
            is_past = end.replace(day=1) <= self.as_at
            spent = self.spent([row for row in entries if row.value_on <= end])
            in_month = self.spent([row for row in entries if row.value_on.month == month])
            rows.append(
                {
                    "first_day": NEW_YEAR.replace(month=month),
                    "planned": planned - before,
                    "planned_by_then": planned,
                    "spent": in_month if is_past else None,
                    "spent_by_then": spent if is_past else None,
                }
            )
            before = planned
        return rows


def left_open(commitment: Entry, draws: list[Entry]) -> Decimal:
    """What is drawn in the commitment's currency comes off its amount, the rest off its USD."""
    own = [draw.own for draw in draws if draw.currency == commitment.currency]
    others = added(draw.signed for draw in draws if draw.currency != commitment.currency)
    left = max(Decimal(0), commitment.amount - added(own))
    return max(Decimal(0), in_usd(left, commitment.rate) - others)
