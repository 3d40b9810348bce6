"""Results, status flags and risks, worked out of the notebook."""

from collections import Counter
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

from tests.tracking.notebook.rows import Notebook, share
from tests.tracking.notebook.world import INDICATORS, Accumulation, Direction, Measure
from tracking.models import ProgressUpdate

Told = tuple[Decimal | None, ...]


class Reached(Notebook):
    """What indicators, milestones and judgements say."""

    def rows_of_results(self) -> list[dict[str, Any]]:
        return [self.result(index) for index in range(len(INDICATORS))]

    def points(self, index: int) -> list[tuple[str, Fraction | None, Told]]:
        """What was told of an indicator: the period, its value, and all that was written."""
        activity, fixed, _ = INDICATORS[index]
        found = []
        for period, line in self.included_lines(activity):
            if index in line.results:
                told = line.results[index]
                value = None if told[0] is None else Fraction(told[0])
                if fixed.get("measure") == Measure.PERCENTAGE and told[1] is not None:
                    value = Fraction(
                        round(100 * Fraction(told[1]) / Fraction(told[2]) * 10**4), 10**4
                    )
                found.append((self.world.periods[period].code, value, told))
        return found

    def result(self, index: int) -> dict[str, Any]:
        actual, target, _ = self.told(index)
        achieved = self.achieved(index)
        return {
            "points": [
                (code, None if value is None else float(value), told[3])
                for code, value, told in self.points(index)
            ],
            "actual": None if actual is None else share(actual, 1),
            "target": None if target is None else share(target, 1),
            "achieved": None if achieved is None else share(achieved, 1),
            "colour": self.indicator_colour(index),
        }

    def told(self, index: int) -> tuple[Fraction | None, Fraction | None, date | None]:
        """What was reached, what should have been by the date, and when the last of it is due."""
        activity, fixed, _ = INDICATORS[index]
        adds_up = fixed.get("accumulation", Accumulation.SUM)
        is_percentage = fixed.get("measure") == Measure.PERCENTAGE
        values = [value for _, value, _ in self.points(index) if value is not None]
        actual = over_periods(adds_up, values)
        if is_percentage and adds_up == Accumulation.SUM and values:
            told = [told for _, value, told in self.points(index) if value is not None]
            parts = sum((Fraction(row[1]) for row in told), Fraction(0))
            actual = 100 * parts / sum((Fraction(row[2]) for row in told), Fraction(0))
        targets = dict(self.targets[index])
        if not targets and self.aims[index]["target"] is not None:
            targets = {self.plans[activity]["ends_on"]: self.aims[index]["target"]}
        due = [Fraction(value) for day, value in sorted(targets.items()) if day <= self.as_at]
        if is_percentage and adds_up == Accumulation.SUM:
            due = due[-1:]
        return actual, over_periods(adds_up, due), max(targets, default=None)

    def achieved(self, index: int) -> Fraction | None:
        actual, target, _ = self.told(index)
        start = self.aims[index]["baseline"]
        if start is None and INDICATORS[index][1].get("direction") != Direction.DOWN:
            start = 0
        if start is None or actual is None or target is None or target == start:
            return None
        return (actual - Fraction(start)) / (target - Fraction(start))

    def indicator_colour(self, index: int) -> str | None:
        actual, _, final_on = self.told(index)
        if final_on is None:
            return None
        if INDICATORS[index][1].get("measure") == Measure.YES_NO:
            if actual:
                return "green"
            return "red" if final_on <= self.as_at and self.points(index) else "grey"
        achieved = self.achieved(index)
        return "grey" if achieved is None else at_least(achieved, Fraction(9, 10), Fraction(7, 10))

    def elapsed(self, number: int, day: date | None = None) -> Fraction:
        plan, passed = self.plans[number], day or self.as_at
        days = (plan["ends_on"] - plan["starts_on"]).days + 1
        gone = (passed - plan["starts_on"]).days + 1
        return Fraction(min(max(gone, 0), days), days)

    def planned_part(self, number: int, day: date | None = None) -> Fraction:
        """Day by day: each has an equal part of what is planned for its month."""
        plan, passed = self.plans[number], day or self.as_at
        if not plan["phasing"]:
            return self.elapsed(number, day)
        length = (plan["ends_on"] - plan["starts_on"]).days + 1
        days = [plan["starts_on"] + timedelta(days=each) for each in range(length)]
        in_month = Counter(f"{each:%Y-%m}" for each in days)
        weight = {month: Fraction(usd) / in_month[month] for month, usd in plan["phasing"].items()}
        gone = sum((weight.get(f"{each:%Y-%m}", 0) for each in days if each <= passed), Fraction())
        return gone / sum(map(Fraction, plan["phasing"].values()))

    def flags(self, number: int, row: dict[str, Any]) -> dict[str, Any]:
        """Of an activity with its figures."""
        own = [index for index, told in enumerate(INDICATORS) if told[0] == number]
        colours: dict[str, str | None] = {
            "schedule": self.schedule(row),
            "results": worst([self.indicator_colour(index) for index in own]),
            "progress": self.progress(number, row),
            "spend": self.spend(number, row),
        }
        if row["hold"]:
            colours = dict.fromkeys(colours)
        overall = worst(list(colours.values()))
        greys = list(colours.values()).count("grey")
        judged = row["override"] or overall
        return colours | {"overall": overall, "greys": greys, "judged": judged}

    def schedule(self, row: dict[str, Any]) -> str | None:
        if not row["has_milestones"]:
            return None
        days = (self.as_at - row["overdue_since"]).days if row["overdue_since"] else 0
        if days:
            return "amber" if days <= 30 else "red"
        return "green" if row["has_reported"] else "grey"

    def progress(self, number: int, row: dict[str, Any]) -> str:
        if row["progress"] is None:
            return "grey"
        return at_least(row["progress"] - 100 * self.planned_part(number), -10, -25)

    def spend(self, number: int, row: dict[str, Any]) -> str | None:
        if not row["allocated"]:
            return None
        if not row["spent"]:
            return "grey"
        if row["spent"] > row["allocated"]:
            return "red"
        if row["status"] == ProgressUpdate.Status.COMPLETED:
            return "green"
        delivery = Fraction(row["spent"]) / Fraction(row["allocated"])
        return at_least(-abs(100 * (delivery - self.planned_part(number))), -10, -25)

    def rows_of_risks(self) -> list[dict[str, Any]]:
        bands = [(4, "low"), (9, "medium"), (16, "high"), (25, "critical")]
        return [
            risk | {"level": next(level for most, level in bands if risk["score"] <= most)}
            for _, risk in sorted(self.risks.items())
        ]


def over_periods(accumulation: str, values: list[Fraction]) -> Fraction | None:
    if not values:
        return None
    if accumulation == Accumulation.SUM:
        return sum(values, Fraction(0))
    return max(values) if accumulation == Accumulation.MAX else values[-1]


def at_least(value: Any, green: Any, amber: Any) -> str:
    return "green" if value >= green else "amber" if value >= amber else "red"


def worst(colours: list[str | None]) -> str | None:
    return next((each for each in ("red", "amber", "green", "grey") if each in colours), None)
