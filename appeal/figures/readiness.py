"""What of a draft does not add up, and what is odd about it, before it is published."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from ..base.amounts import money
from ..models import Allocation, Appeal, Heading, Priority, Requirement
from .remarks import Remark, place_of
from .unusual import odd_of


@dataclass(frozen=True)
class Readiness:
    """What prevents publishing, what is to be confirmed, and what will freeze."""

    refused: list[Remark]
    odd: list[Remark]
    frozen: dict[str, object]


def readiness_of(appeal: Appeal) -> Readiness:
    return Readiness(refused_of(appeal), odd_of(appeal), frozen_of(appeal))


def refused_of(appeal: Appeal) -> list[Remark]:
    """What does not add up, which nobody can publish."""
    cells = list(Requirement.objects.of(appeal))
    return [*_nothing(appeal, cells), *_currency(appeal), *differences_of(appeal, cells)]


def frozen_of(appeal: Appeal) -> dict[str, object]:
    """What can no longer change once the draft is published, counted."""
    cells = list(Requirement.objects.of(appeal).values_list("amount", flat=True))
    amounts = [amount for amount in cells if amount is not None]
    return {
        "offices": appeal.sections.count(),
        "headings": Heading.objects.of(appeal).count(),
        "amounts": len(amounts),
        "dashes": len(cells) - len(amounts),
        "totals": appeal.stated_totals.count(),
        "priorities": Priority.objects.of(appeal).count(),
        "budgets": Allocation.objects.filter(cell__appeal=appeal).count(),
        "required": sum(amounts, Decimal(0)),
    }


def _nothing(appeal: Appeal, cells: list[Requirement]) -> Iterable[Remark]:
    if not appeal.sections.exists():
        yield Remark("offices", _("No offices added yet."), "appeal:draft_offices")
    elif all(cell.amount is None for cell in cells):
        yield Remark("amounts", _("No amounts entered yet."), "appeal:draft_table")


def _currency(appeal: Appeal) -> Iterable[Remark]:
    for sentence in in_another_currency(appeal):
        yield Remark("currency", sentence, "appeal:draft_edit")


def differences_of(appeal: Appeal, cells: list[Requirement]) -> Iterable[Remark]:
    """Each stated total that is not the sum of its lines."""
    for stated in appeal.stated_totals.select_related("office", "heading").order_by("pk"):
        own = [
            cell.amount or Decimal(0)
            for cell in cells
            if stated.office_id in (None, cell.office_id)
            and stated.heading_id in (None, cell.heading_id)
        ]
        computed = sum(own, Decimal(0))
        if computed != stated.amount:
            place = place_of(stated.office_id, stated.heading_id)
            words = {
                "total": stated.office or stated.heading or _("All offices"),
                "stated": money(stated.amount),
                "computed": money(computed),
                "difference": money(stated.amount - computed),
            }
            yield Remark(
                place,
                _(
                    "%(total)s: the stated total is %(stated)s, the lines add up to %(computed)s;"
                    " the difference is %(difference)s."
                )
                % words,
                "appeal:draft_table",
                place=place,
            )


def in_another_currency(appeal: Appeal) -> Iterable[str]:
    """Entries are converted to US dollars, so requirements in anything else would not compare."""
    if appeal.currency != "USD":
        yield _(
            "Figures are in US dollars, so an appeal in %(currency)s cannot be published."
            " Change its currency to USD, and enter its amounts in US dollars."
        ) % {"currency": appeal.currency}
