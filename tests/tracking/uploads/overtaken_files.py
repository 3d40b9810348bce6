"""Filled files whose records somebody else changed since the download, and what is said of them."""

from collections.abc import Callable
from datetime import date

from appeal.models import Allocation
from tests.tracking.reference.teller import Teller
from tests.tracking.uploads.mixed import CHANGES, Mixed
from tests.tracking.uploads.mixed_files import Books
from tracking.models import ExchangeRate, ProgressUpdate

SINCE = "Somebody changed this after you downloaded the template. Download a new template."
BY_WHOM = (
    "reporter.gt changed this after you downloaded the template. What is saved now is"
    " beside what you wrote. Download a new template and fill in what is still right."
)


def report_overtaken(_books: Books) -> Mixed:
    """Of one activity the line is another by then, of another it is the first."""

    def meanwhile(year: Teller) -> None:
        lines = ProgressUpdate.objects.standing().filter(report__period=year.periods["Q3"])
        year.change(lines.get(activity__code="GT-1.1"), percent=62, issues="More rain.")
        year.line("GT-5.1", "Q3", 5, narrative="Told by another.")

    return Mixed(
        "R12", "reporter.gt", office="GT", period="Q3", meanwhile=meanwhile,
        filled={
            ("progress", 0): {"percent": 65},
            ("progress", 4): {"percent": 20},
            ("indicators", 0): {"value": 9},
            ("milestones", 2): {"achieved_on": date(2020, 8, 1)},
        },
        said={
            ("progress", 0): ["conflict", ("percent", BY_WHOM)],
            ("progress", 4): ["conflict", ("percent", BY_WHOM)],
            ("indicators", 0): ["conflict", ("value", BY_WHOM)],
            ("milestones", 2): ["conflict", ("achieved_on", BY_WHOM)],
        },
    )  # fmt: skip


def rates_overtaken(_books: Books) -> Mixed:
    def meanwhile(year: Teller) -> None:
        year.change(ExchangeRate.objects.get(currency="EUR", effective_on=date(2020, 5, 1)),
                    source="Told by another.")  # fmt: skip

    return Mixed(
        "T2", "manager.ro", meanwhile=meanwhile,
        filled={("rates", 0): {"rate": 0.94}, ("rates", 2): {"rate": 7.76}},
        said={
            ("rates", 0): ["conflict", ("rate", SINCE)],
            ("rates", 2): ["changed", CHANGES],
        },
    )  # fmt: skip


def contributions_overtaken(_books: Books) -> Mixed:
    def meanwhile(year: Teller) -> None:
        year.change(year.made.open, note="Told by another.")

    return Mixed(
        "T3", "manager.ro", meanwhile=meanwhile,
        filled={
            ("contributions", 0): {"note": "Late"},
            ("flows", 0): {"contribution": "B-1", "kind": "pledge", "value_on": date(2020, 8, 1),
                           "amount": 7},
        },
        said={("contributions", 0): ["conflict", ("note", SINCE)], ("flows", 0): ["new", CHANGES]},
    )  # fmt: skip


def plan_overtaken(_books: Books) -> Mixed:
    def meanwhile(year: Teller) -> None:
        year.change(year.activities["GT-1.1"], lead="Told by another.")
        year.change(Allocation.objects.get(activity__code="GT-3.1"), amount=1_900_000)

    return Mixed(
        "T4", "manager.ro", office="GT", meanwhile=meanwhile,
        filled={
            ("activities", 0): {"lead": "A. Lopez"},
            ("activities", 3): {"lead": "B. Ruiz"},
            ("allocations", 2): {"amount": 1_800_000},
        },
        said={
            ("activities", 0): ["conflict", ("lead", SINCE)],
            ("activities", 3): ["changed", CHANGES],
            ("allocations", 2): ["conflict", ("amount", SINCE)],
        },
    )  # fmt: skip


OVERTAKEN: dict[str, Callable[[Books], Mixed]] = {
    each.__name__: each
    for each in (report_overtaken, rates_overtaken, contributions_overtaken, plan_overtaken)
}
