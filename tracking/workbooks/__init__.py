"""What each workbook contains, a module for each, and the list of all of them."""

from django.utils.translation import gettext_lazy as _

from appeal.access import appeals
from appeal.base.excel import Book
from appeal.models import Appeal, Office, User
from appeal.workbooks import appeal_template, requirements_as_published

from .asked import Asked, Workbook
from .r2_funding import funding_status
from .r3_activities import activity_tracker
from .r4_budget import budget_against_actual
from .r5_indicators import indicator_table
from .r6_ledger import ledger
from .r7_contributions import contributions_by_donor
from .r8_compliance import reporting_compliance
from .r9_office_report import office_progress_report
from .r10_region import consolidated_region
from .r11_findings import findings
from .r13_upload_result import upload_result
from .r14_changes import change_log
from .r15_risks import risk_register
from .r16_rates import rates_of_exchange
from .r17_compared import side_by_side
from .r18_access import who_may_what
from .r19_statement import donor_statement
from .templates import offered, template

__all__ = [
    "TO_FILL_IN",
    "TO_READ",
    "WORKBOOKS",
    "Asked",
    "Workbook",
    "activity_tracker",
    "offered_templates",
]


def _requirements(asked: Asked) -> Book:
    return requirements_as_published(
        appeal=asked.appeal, as_at=asked.viewpoint.as_at, context=asked.context
    )


def _whole_appeal(asked: Asked) -> Book:
    return appeal_template(
        appeal=asked.appeal,
        as_at=asked.viewpoint.as_at,
        context=asked.context,
        seen=appeals(asked.user),
    )


WORKBOOKS = {
    book.code: book
    for book in (
        Workbook(
            "R1", _("Funding requirements as published"), _requirements,
            _("The printed table with both title rows, and each stated total beside the"
              " computed one."),
            takes=(),
        ),
        Workbook(
            "R2", _("Funding status"), funding_status,
            _("Offices by headings, a sheet for each measure: required, funded, coverage,"
              " committed, spent, delivery, balance; pledges separately."),
        ),
        Workbook(
            "R3", _("Activity tracker"), activity_tracker,
            _("Every activity with its plan, budget, spending, status and progress, one per row."),
        ),
        Workbook(
            "R4", _("Budget against actual"), budget_against_actual,
            _("By office, heading, activity and month: what was planned, what was spent and"
              " what is committed."),
            has_months=True,
        ),
        Workbook(
            "R5", _("Indicator tracking table"), indicator_table,
            _("Every indicator with its baseline, targets, reported values and status, and"
              " each breakdown, one per row."),
        ),
        Workbook(
            "R6", _("Ledger"), ledger,
            _("Every entry with who entered and posted it, and totals by month and kind."),
            is_large=True,
        ),
        Workbook(
            "R7", _("Contributions by donor"), contributions_by_donor,
            _("Pledged, committed, received and still to be received by donor, office and"
              " heading; steps and distributions."),
        ),
        Workbook(
            "R8", _("Reporting compliance"), reporting_compliance,
            _("Who reported when, how late, how often the report was returned, and every step"
              " of the review."),
            takes=("office", "period", "dates"),
        ),
        Workbook(
            "R9", _("Office progress report"), office_progress_report,
            _("One office and period, ready to send: cover, narrative, activities, results,"
              " money, risks."),
            takes=("office", "period", "dates"), needs=("office", "period"), has_months=True,
        ),
        Workbook(
            "R10", _("Regional consolidated report"), consolidated_region,
            _("The whole appeal: summary, offices, headings, narratives, what is overdue and"
              " what is next."),
            takes=("period", "dates"), has_months=True,
        ),
        Workbook(
            "R11", _("Issues to fix"), findings,
            _("What needs to be fixed, by whom, and how long it has been open, with a link to"
              " each."),
        ),
        Workbook(
            "R12", _("Reporting template"), template,
            _("For one office and period: fill in progress, indicators, milestones and"
              " spending offline, and upload it."),
            takes=("office", "period"), needs=("office", "period"), is_template=True,
        ),
        Workbook(
            "T1", _("Template for many ledger entries"), template,
            _("For one office: one entry per row, such as a month's vouchers. Each becomes a"
              " draft that finance posts."),
            takes=("office", "rows"), needs=("office",), is_template=True,
        ),
        Workbook(
            "T2", _("Template for exchange rates"), template,
            _("The rates already saved, to correct, and empty rows for new ones."),
            takes=(), is_template=True,
        ),
        Workbook(
            "T3", _("Template for contributions"), template,
            _("Contributions to record or correct, and what was pledged, committed and received."),
            takes=(), is_template=True,
        ),
        Workbook(
            "T4", _("Template for activities and budgets"), template,
            _("For one office: its activities, including new ones, and how its money is"
              " divided between them."),
            takes=("office",), needs=("office",), is_template=True,
        ),
        Workbook(
            "T5", _("Template for indicators and milestones"), template,
            _("For one office: how its results are measured, baselines, targets of each period,"
              " and milestones, including new ones."),
            takes=("office",), needs=("office",), is_template=True,
        ),
        Workbook(
            "T6", _("Template for people and roles"), template,
            _("The people and roles where you manage: names, addresses, last days. Whoever is added"
              " is sent an invitation."),
            takes=(), is_template=True,
        ),
        Workbook(
            "R13", _("Result of an upload"), upload_result,
            _("The template as filled in, with the result of each row beside it."),
            takes=("upload",), needs=("upload",),
        ),
        Workbook(
            "R14", _("Change log"), change_log,
            _("Who changed which field, from what to what, when and how."),
            takes=("office",), is_large=True,
        ),
        Workbook(
            "R15", _("Risk register"), risk_register,
            _("Every risk with its likelihood, impact and treatment, most severe first."),
        ),
        Workbook(
            "R16", _("Exchange rates"), rates_of_exchange,
            _("Every exchange rate and the day it applies from."),
            takes=(),
        ),
        Workbook(
            "R17", _("Years or regions side by side"), side_by_side,
            _("The same figures of several appeals, at the same moment of each or at their ends,"
              " and the priorities that continue each other."),
            takes=("dates",),
        ),
        Workbook(
            "R18", _("Who may what"), who_may_what,
            _("For the yearly review of access: who holds which role where you manage, since and"
              " until when, when they last signed in, and who confirmed it; then each duty with"
              " its roles."),
            takes=(),
        ),
        Workbook(
            "R19", _("Donor statement"), donor_statement,
            _("One grant, ready to send to its donor, interim or final: budget against actual,"
              " activities, results, reconciliation to the ledger and a checklist."),
            takes=("grant", "dates"), needs=("grant",),
        ),
        Workbook(
            "T0", _("Appeal template"), _whole_appeal,
            _("The appeal as published: headings, offices, matrix with stated totals, priorities,"
              " activities and indicators. Filled in, it makes another appeal, as a draft."),
            takes=(),
        ),
    )
}  # fmt: skip

TO_FILL_IN = [book for book in WORKBOOKS.values() if book.is_template]


def offered_templates(appeal: Appeal, user: User) -> list[tuple[Workbook, list[Office]]]:
    """What the person may fill in, each with the offices to choose from."""
    found = [(book, offered(book, appeal, user)) for book in TO_FILL_IN]
    return [(book, offices) for book, offices in found if offices is not None]


TO_READ = [
    book for book in WORKBOOKS.values() if not book.is_template and "upload" not in book.takes
]
