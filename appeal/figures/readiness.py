"""What of a draft does not add up, and what is odd about it, before it is published."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .. import duties
from ..base.amounts import money
from ..models import (
    Allocation,
    Appeal,
    Classification,
    Heading,
    Membership,
    Office,
    Priority,
    Requirement,
    Section,
    in_languages,
)
from ..models.membership import OVER
from .even_split import even_shares


@dataclass(frozen=True)
class Remark:
    """A sentence about a draft; `key` names what it is about, `route` and `args` where to mend it.

    `place` is the part of that page.
    """

    key: str
    sentence: str
    route: str
    args: tuple[str, ...] = ()
    place: str = ""


@dataclass(frozen=True)
class Readiness:
    """What prevents publishing, what is to be confirmed, and what will freeze."""

    refused: list[Remark]
    odd: list[Remark]
    frozen: dict[str, Any]


def place_of(office: int | None, heading: int | None) -> str:
    """How a field of the table of requirements is called: of a cell, or of a stated total."""
    return f"cell-{office or 0}-{heading or 0}"


def readiness_of(appeal: Appeal) -> Readiness:
    cells = list(
        Requirement.objects.of(appeal).select_related("office", "heading").in_printed_order()
    )
    under = set(
        Classification.objects.filter(priority__section__appeal=appeal).values_list(
            "priority__section__office", "heading"
        )
    )
    refused = [
        *_nothing(appeal, cells), *_currency(appeal), *differences_of(appeal, cells),
    ]  # fmt: skip
    odd = [
        *_without_priority(appeal, cells, under),
        *_without_amount(appeal, cells),
        *_without_people(appeal),
        *_days(appeal),
        *_years(appeal),
        *_without_heading(appeal),
        *_not_stated(appeal),
        *_same_summaries(appeal),
    ]
    return Readiness(refused, odd, _frozen(appeal, cells))


def _frozen(appeal: Appeal, cells: list[Requirement]) -> dict[str, Any]:
    amounts = [cell.amount for cell in cells if cell.amount is not None]
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


# What publishing does with the money of a line that no priority is under.
_STAYS = gettext_lazy("The draft has budgets already: publishing leaves them as they are.")
_NOT_SPLIT = gettext_lazy("Publishing budgets this money to no activity.")
_SPLIT = gettext_lazy(
    "Publishing splits this money evenly over those activities of the office whose own headings"
    " have no money."
)


def _without_priority(
    appeal: Appeal, cells: list[Requirement], under: set[tuple[int, int]]
) -> Iterable[Remark]:
    is_split = Allocation.objects.filter(cell__appeal=appeal).exists()
    shares = [] if is_split else even_shares(appeal)
    shared = {cell.pk for cell, _activity, _part in shares}
    for cell in cells:
        if cell.amount and (cell.office_id, cell.heading_id) not in under:
            yield Remark(
                f"funded-{cell.office.code}-{cell.heading.code}",
                _(
                    "%(office)s requires %(amount)s under %(heading)s but has no priority there."
                    " %(happens)s Put a priority under %(heading)s, or decide under Budgets once"
                    " the appeal is published."
                )
                % {
                    "office": cell.office,
                    "amount": money(cell.amount),
                    "heading": cell.heading.code,
                    "happens": _STAYS if is_split else _SPLIT if cell.pk in shared else _NOT_SPLIT,
                },
                "appeal:draft_priorities",
                (cell.office.code,),
            )


def _without_amount(appeal: Appeal, cells: list[Requirement]) -> Iterable[Remark]:
    """The offices that promise something and require nothing."""
    required = {cell.office_id for cell in cells if cell.amount}
    promised = Priority.objects.of(appeal).values_list("section__office", flat=True)
    for office in Office.objects.filter(pk__in=set(promised) - required).order_by("code"):
        yield Remark(
            f"nothing-{office.code}",
            _("%(office)s has priorities, but only dashes in the table.") % {"office": office},
            "appeal:draft_table",
        )


def _without_people(appeal: Appeal) -> Iterable[Remark]:
    roles = duties.REPORT.roles
    held = Membership.objects.filter(role__in=roles).exclude(OVER).filter(user__is_active=True)
    if held.filter(region=appeal.region_id).exists():
        return
    staffed = held.filter(office__isnull=False).values("office")
    for office in Office.objects.of(appeal).exclude(pk__in=staffed).in_printed_order():
        yield Remark(
            f"people-{office.code}",
            _("Nobody can report for %(office)s yet.") % {"office": office},
            "appeal:person_list",
        )


def _days(appeal: Appeal) -> Iterable[Remark]:
    if {appeal.starts_on.year, appeal.ends_on.year} != {appeal.year}:
        yield Remark(
            "days",
            _("This appeal is for %(year)s, but some of its days are outside that year.")
            % {"year": appeal.year},
            "appeal:draft_edit",
        )


def _years(appeal: Appeal) -> Iterable[Remark]:
    """A code or a title in which another year is, and not the appeal's own."""
    for name in ("code", *in_languages("title", "table_title")):
        text = getattr(appeal, name)
        years = re.findall(r"(?<!\d)(?:19|20)\d\d(?!\d)", text)
        if years and str(appeal.year) not in years:
            yield Remark(
                f"year-{name}",
                _("This appeal is for %(year)s, but it is called “%(text)s”.")
                % {"year": appeal.year, "text": text},
                "appeal:draft_edit",
                place=name,
            )


def _without_heading(appeal: Appeal) -> Iterable[Remark]:
    rows = Priority.objects.of(appeal).filter(classifications=None)
    for priority in rows.select_related("section__office").in_printed_order():
        yield Remark(
            f"heading-{priority.code}",
            _("%(priority)s is under no heading.") % {"priority": priority},
            "appeal:draft_priority",
            (priority.code,),
        )


def _not_stated(appeal: Appeal) -> Iterable[Remark]:
    if not appeal.stated_totals.filter(office=None, heading=None).exists():
        yield Remark(
            "total",
            _("There is no stated total of all offices to check the amounts against."),
            "appeal:draft_table",
            place=place_of(None, None),
        )


def _same_summaries(appeal: Appeal) -> Iterable[Remark]:
    """The offices that say of themselves, word for word, what they said in an earlier appeal."""
    columns = in_languages("summary")

    def texts_of(row: Section) -> set[tuple[int, str]]:
        return {(row.office_id, text) for name in columns if (text := getattr(row, name))}

    own = list(appeal.sections.select_related("office").order_by("order"))
    earlier = Section.objects.filter(
        office__in=[row.office_id for row in own], appeal__year__lte=appeal.year
    ).exclude(appeal=appeal)
    said = {text for row in earlier for text in texts_of(row)}
    same = [row.office for row in own if texts_of(row) & said]
    if same:
        yield Remark(
            "summaries",
            _(
                "The summary of these offices is word for word that of an earlier appeal:"
                " %(offices)s. Check that it is right for %(year)s."
            )
            % {"offices": ", ".join(map(str, same)), "year": appeal.year},
            "appeal:draft_section",
            (same[0].code,),
        )


def in_another_currency(appeal: Appeal) -> Iterable[str]:
    """Entries are converted to US dollars, so requirements in anything else would not compare."""
    if appeal.currency != "USD":
        yield _(
            "Figures are in US dollars, so an appeal in %(currency)s cannot be published."
            " Change its currency to USD, and enter its amounts in US dollars."
        ) % {"currency": appeal.currency}
