"""R11, data quality: what is to be mended, whose it is and for how long it is open."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from appeal.base.excel import Book, Column, Control, Definition, Format, Sheet, Tone

from ..forms import QualityFilter
from ..quality import RULES, Finding, Severity, find
from .asked import Asked
from .columns import OFFICE, untagged

TONES = {
    Severity.HIGH.label: Tone.BAD,
    Severity.MEDIUM.label: Tone.WARNING,
    Severity.LOW.label: Tone.QUIET,
}


def findings(asked: Asked) -> Book:
    """R11: everything that the rules of the page of the gaps find."""
    narrowed = QualityFilter(asked.query, appeal=asked.appeal)
    asked = asked.narrowed(narrowed, asked.query.get("rule", ""), asked.query.get("severity", ""))
    rule, severity = narrowed.chosen("rule"), narrowed.chosen("severity")
    found = [
        each
        for each in find(asked.appeal, asked.viewpoint, asked.office)
        if rule in (None, each.rule.key) and severity in (None, each.rule.severity)
    ]
    return asked.book(
        [_findings(asked, found), _by_rule(asked, found)],
        definitions=[Definition(rule.title, rule.advice) for rule in RULES],
    )


def _findings(asked: Asked, found: list[Finding]) -> Sheet:
    titles = {rule.key: str(rule.title) for rule in RULES}
    severities = {severity: str(severity.label) for severity in Severity}
    opens = gettext("Open")
    title = Column(_("Rule"), lambda row: titles[row.rule.key], width=30)
    columns = [
        title,
        Column(_("Severity"), lambda row: severities[row.rule.severity], width=11, tones=TONES),
        *untagged(OFFICE),
        Column(_("About"), "about", width=38),
        Column(_("Message"), "message", width=56),
        Column(_("Owner"), lambda row: ", ".join(row.owners) or None, width=20),
        Column(
            _("Link"), lambda row: opens, width=9, link=lambda row: f"{asked.site}{row.address}"
        ),
        Column(_("Open since"), "since", Format.DAY, width=12),
        Column(_("Days open"), "days_open", Format.INTEGER, width=9),
    ]
    count = Control(_("Issues to fix"), "COUNTA({})", [title], len(found))
    return Sheet("findings", _("Issues to fix"), columns, found, controls=[count])


def _by_rule(asked: Asked, found: list[Finding]) -> Sheet:
    """How many of each rule, by office."""
    counted = Counter((row.rule.key, row.office and row.office.pk) for row in found)
    offices = list(asked.offices)

    def of_place(title: Any, pk: int | None, width: float, name: str) -> Column:
        return Column(
            title, lambda rule: counted.get((rule.key, pk)), Format.INTEGER, width, total=name
        )

    counts = [
        *(of_place(office.code, office.pk, 7, office.code) for office in offices),
        of_place(_("Appeal"), None, 9, "appeal"),
    ]
    by_rule = Counter(row.rule.key for row in found)
    total = Column(
        _("Total"), lambda rule: by_rule[rule.key], Format.INTEGER, 9, total="all", adds=counts
    )
    columns = [Column(_("Rule"), lambda rule: str(rule.title), width=40), *counts, total]
    totals = {**dict(_totals(offices, found)), "all": len(found)}
    return Sheet("rules", _("By rule and office"), columns, RULES, totals=totals)


def _totals(offices: list[Any], found: list[Finding]) -> Iterator[tuple[str, int]]:
    by_office = Counter(row.office.code if row.office else "appeal" for row in found)
    for name in (*(office.code for office in offices), "appeal"):
        yield name, by_office[name]
