"""What goes with a draft that is discarded, or with an office that is taken out of one."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from hashlib import sha256
from typing import Any

from django.db.models import QuerySet

from ..models import (
    Activity,
    Allocation,
    Appeal,
    Indicator,
    Milestone,
    Office,
    Priority,
    Requirement,
    StatedTotal,
)


@dataclass(frozen=True)
class WhatGoes:
    """The rows that go, each kind with what a page may name of it.

    `cells` and `totals` have ids and amounts, `offices` and `priorities` ids and names; of the
    rest the ids.
    """

    offices: list[tuple[int, str]]
    cells: list[tuple[int, Decimal | None]]
    totals: list[tuple[int, Decimal]]
    priorities: list[tuple[int, str]]
    activities: list[int]
    milestones: list[int]
    indicators: list[int]
    budgets: list[tuple[int, Decimal]]

    @property
    def amounts(self) -> list[Decimal]:
        return [amount for _pk, amount in self.cells if amount is not None]

    @cached_property
    def mark(self) -> str:
        """Another one as soon as a row is added, changed in its amount, or taken away."""
        parts = [getattr(self, name) for name in self.__dataclass_fields__]
        return sha256(repr(parts).encode()).hexdigest()[:32]


def goes_with_draft(appeal: Appeal) -> WhatGoes:
    sections = appeal.sections.order_by("order")
    return _rows(appeal, sections, lambda rows, _way: rows)


def goes_with_office(appeal: Appeal, office: Office) -> WhatGoes:
    """Only the office's own: the totals of headings and of the whole table stay."""
    sections = appeal.sections.filter(office=office)
    return _rows(appeal, sections, lambda rows, way: rows.filter(**{way: office}))


def _rows(appeal: Appeal, sections: QuerySet, own: Callable[[QuerySet, str], QuerySet]) -> WhatGoes:
    priorities = own(Priority.objects.of(appeal).in_printed_order(), "section__office")
    activities = own(Activity.objects.of(appeal), "priority__section__office")

    def ids(rows: QuerySet) -> list[Any]:
        return list(rows.order_by("pk").values_list("pk", flat=True))

    def amounts(rows: QuerySet) -> list[Any]:
        return list(rows.order_by("pk").values_list("pk", "amount"))

    return WhatGoes(
        offices=[(row.pk, str(row.office)) for row in sections.select_related("office")],
        cells=amounts(own(Requirement.objects.of(appeal), "office")),
        totals=amounts(own(StatedTotal.objects.filter(appeal=appeal), "office")),
        priorities=list(priorities.values_list("pk", "code")),
        activities=ids(activities),
        milestones=ids(Milestone.objects.filter(activity__in=activities)),
        indicators=ids(Indicator.objects.filter(activity__in=activities)),
        budgets=amounts(Allocation.objects.filter(activity__in=activities)),
    )
