"""The expectation of every workbook, by its code."""

from collections.abc import Callable

from . import lists, r2, r3, r4, r5, r6, r7, r8, r9, r10, r11, r12, r14, templates
from .expected import Book
from .forms import Form
from .seen import Seen

BOOKS: dict[str, Callable[[Seen], Book]] = {
    "R1": lists.as_published,
    "R2": r2.funding_status,
    "R3": r3.tracker,
    "R4": r4.budget,
    "R5": r5.indicators,
    "R6": r6.ledger,
    "R7": r7.by_donor,
    "R8": r8.compliance,
    "R9": r9.progress_report,
    "R10": r10.regional_report,
    "R11": r11.data_quality,
    "R14": r14.change_log,
    "R15": lists.risk_register,
    "R16": lists.rates_of_exchange,
}
# The sheets of every template by their titles.
TEMPLATES: dict[str, Callable[[Seen], dict[str, Form]]] = {
    "R12": r12.reporting_template,
    "T1": templates.many_entries,
    "T2": templates.rates,
    "T3": templates.contributions,
    "T4": templates.plan,
    "T5": templates.results,
}
