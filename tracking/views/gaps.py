"""Gaps and data quality: what is to be mended, whose it is and since when."""

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.http import HttpResponse
from django.shortcuts import render

from appeal.models import Office
from appeal.web.request import Request

from ..forms import QualityFilter
from ..quality import RULES, Finding, Rule, find
from .pages import open_appeal, read_viewpoint
from .reminding import late_reports

FIRST, PER_PAGE = 5, 50


@dataclass(frozen=True)
class RuleSection:
    """One rule with what it found: the first few, or a page where the rule is asked for alone.

    A reminder is folded, but where it is asked for.
    """

    rule: Rule
    count: int
    page: Page
    oldest: int
    is_alone: bool

    @property
    def is_open(self) -> bool:
        return self.is_alone or not self.rule.is_reminder


def gaps(request: Request, appeal_code: str) -> HttpResponse:
    """Where plan, money, reporting and evidence do not meet yet."""
    appeal = open_appeal(request, appeal_code)
    viewpoint = read_viewpoint(request, appeal)
    narrowed = QualityFilter(request.GET, appeal=appeal)
    rule, severity = narrowed.chosen("rule"), narrowed.chosen("severity")
    office = narrowed.chosen("office")
    found = find(appeal, viewpoint, office)
    offices = Office.objects.of(appeal).in_printed_order()
    if office:
        offices = offices.filter(pk=office.pk)
    by_rule: dict[str, list[Finding]] = {row.key: [] for row in RULES}
    for finding in found:
        by_rule[finding.rule.key].append(finding)
    wanted = [row for row in RULES if severity in (None, row.severity) and rule in (None, row.key)]
    sections = [
        _section(request, row, by_rule[row.key])
        for row in sorted(wanted, key=lambda row: row.is_reminder)
    ]
    return render(
        request,
        "tracking/gaps/gaps.html",
        {
            "viewpoint": viewpoint,
            "filter": narrowed,
            "is_narrowed": any(narrowed.cleaned_data.values()) or bool(narrowed.errors),
            "shown": [row for row in sections if row.count],
            "clear": [row.rule for row in sections if not row.count],
            "findings": by_rule,
            **late_reports(request, appeal, viewpoint, offices),
        },
    )


def _section(request: Request, rule: Rule, found: list[Any]) -> RuleSection:
    is_alone = request.GET.get("rule") == rule.key
    pages = Paginator(found, PER_PAGE if is_alone else FIRST)
    page = pages.get_page(request.GET.get("page") if is_alone else 1)
    oldest = max((finding.days_open for finding in found), default=0)
    return RuleSection(rule, len(found), page, oldest, is_alone)
