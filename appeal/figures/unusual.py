"""What is odd about a draft: what whoever publishes it confirms to be meant so."""

import re
from collections.abc import Callable, Iterable

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from .. import duties
from ..base.amounts import money
from ..base.labels import labelled
from ..models import (
    Allocation,
    Appeal,
    Classification,
    Language,
    Membership,
    Office,
    Priority,
    Requirement,
    Section,
    in_languages,
)
from ..models.membership import OVER
from .even_split import even_shares
from .remarks import PageToMend, Remark, place_of


def odd_of(appeal: Appeal) -> list[Remark]:
    """What is to be confirmed, each in a sentence."""
    cells = list(
        Requirement.objects.of(appeal).select_related("office", "heading").in_printed_order()
    )
    under = set(
        Classification.objects.filter(priority__section__appeal=appeal).values_list(
            "priority__section__office", "heading"
        )
    )
    return [
        *_without_priority(appeal, cells, under),
        *_without_amount(appeal, cells),
        *_without_people(appeal),
        *_days(appeal),
        *_years(appeal),
        *_without_heading(appeal),
        *_not_stated(appeal),
        *_same_summaries(appeal),
    ]


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
    loose = [
        cell for cell in cells if cell.amount and (cell.office_id, cell.heading_id) not in under
    ]
    if not loose:
        return
    happens = _happens(appeal)
    for cell in loose:
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
                "happens": happens(cell),
            },
            "appeal:draft_priorities",
            (cell.office.code,),
        )


def _happens(appeal: Appeal) -> Callable[[Requirement], object]:
    """What publishing does with the money of a line: the even split is worked out to say so."""
    if Allocation.objects.filter(cell__appeal=appeal).exists():
        return lambda cell: _STAYS
    shared = {cell.pk for cell, _activity, _part in even_shares(appeal)}
    return lambda cell: _SPLIT if cell.pk in shared else _NOT_SPLIT


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
    own = list(appeal.sections.select_related("office").order_by("order"))
    earlier = Section.objects.filter(
        office__in=[row.office_id for row in own], appeal__year__lte=appeal.year
    ).exclude(appeal=appeal)
    said = {(row.office_id, text) for row in earlier for text in _summaries(row).values()}
    ways = tuple(
        PageToMend(
            labelled(row.office, language.label),
            "appeal:draft_section",
            (row.office.code,),
            f"summary_{language}",
        )
        for row in own
        for language, text in _summaries(row).items()
        if (row.office_id, text) in said
    )
    if ways:
        count = len({way.args for way in ways})
        sentence = ngettext(
            "The summary of %(count)d office is word for word that of an earlier appeal. Check"
            " that it is right for %(year)s.",
            "The summaries of %(count)d offices are word for word those of an earlier appeal. Check"
            " that they are right for %(year)s.",
            count,
        )
        told = sentence % {"count": count, "year": appeal.year}
        yield Remark("summaries", told, ways[0].route, ways[0].args, ways=ways)


def _summaries(row: Section) -> dict[Language, str]:
    texts = {language: getattr(row, f"summary_{language}") for language in Language}
    return {language: text for language, text in texts.items() if text}
