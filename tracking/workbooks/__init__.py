"""What each workbook contains, a module for each, and the list of all of them."""

from django.utils.translation import gettext_lazy as _

from appeal.base.excel import Report
from appeal.models import Appeal, Office, User
from appeal.workbooks import requirements_as_published

from .asked import Asked, NotAskable, Workbook
from .r2_funding import funding_status
from .r3_activities import activity_tracker
from .r4_budget import budget_against_actual
from .r5_indicators import indicator_table
from .r6_ledger import ledger
from .r7_contributions import contributions_by_donor
from .r8_compliance import reporting_compliance
from .r9_office_report import office_progress_report
from .r10_region import regional_report
from .r11_findings import findings
from .r13_upload_result import upload_result
from .r14_changes import change_log
from .r15_risks import risk_register
from .r16_rates import rates_of_exchange
from .templates import offered, template

__all__ = [
    "REPORTS",
    "TEMPLATES",
    "WORKBOOKS",
    "Asked",
    "NotAskable",
    "Workbook",
    "activity_tracker",
    "offered_templates",
]


def _requirements(asked: Asked) -> Report:
    return requirements_as_published(
        appeal=asked.appeal, as_at=asked.viewpoint.as_at, context=asked.context
    )


WORKBOOKS = {
    book.code: book
    for book in (
        Workbook(
            "R1",
            _("Funding requirements as published"),
            _("The printed table with both title rows; each stated total beside the computed one."),
            _requirements,
            takes=(),
        ),
        Workbook(
            "R2",
            _("Funding status"),
            _(
                "Office by heading, a sheet for each measure: requirement, funded, coverage,"
                " committed, spent, delivery, balance; pledges apart."
            ),
            funding_status,
        ),
        Workbook(
            "R3",
            _("Activity tracker"),
            _("Every activity with its plan, budget, spend, status and progress, one row each."),
            activity_tracker,
        ),
        Workbook(
            "R4",
            _("Budget against actual"),
            _(
                "By office, cell, activity and month: what was to be spent, what was, and what"
                " is bound."
            ),
            budget_against_actual,
        ),
        Workbook(
            "R5",
            _("Indicator tracking table"),
            _(
                "Every indicator with baseline, targets, actuals and status; and each"
                " breakdown, one row each."
            ),
            indicator_table,
        ),
        Workbook(
            "R6",
            _("Ledger"),
            _("Every entry with who entered and posted it; the sums by month and kind."),
            ledger,
            is_large=True,
        ),
        Workbook(
            "R7",
            _("Contributions by donor"),
            _(
                "Pledged, committed, received and outstanding by donor, office and heading;"
                " flows and assignments."
            ),
            contributions_by_donor,
        ),
        Workbook(
            "R8",
            _("Reporting compliance"),
            _(
                "Who reported when, how late, how often it was returned, and every step of the"
                " reviews."
            ),
            reporting_compliance,
            takes=("office", "period", "dates"),
        ),
        Workbook(
            "R9",
            _("Office progress report"),
            _(
                "One office and period, ready to send: cover, narrative, activities, results,"
                " money, risks."
            ),
            office_progress_report,
            takes=("office", "period", "dates"),
            needs=("office", "period"),
        ),
        Workbook(
            "R10",
            _("Regional consolidated report"),
            _(
                "The whole appeal: a summary, offices, headings, narratives, what is overdue"
                " and what comes."
            ),
            regional_report,
            takes=("period", "dates"),
        ),
        Workbook(
            "R11",
            _("Data quality"),
            _(
                "What is to be mended, whose it is, and for how long it is open, with a link"
                " to each."
            ),
            findings,
        ),
        Workbook(
            "R12",
            _("Reporting template"),
            _(
                "For one office and period: fill in progress, indicators, milestones and spend"
                " wherever you are, and upload it."
            ),
            template,
            takes=("office", "period"),
            needs=("office", "period"),
            is_template=True,
        ),
        Workbook(
            "T1",
            _("Template for many entries of the ledger"),
            _(
                "For one office: an entry a row, such as a month's vouchers; each becomes a draft"
                " that finance posts."
            ),
            template,
            takes=("office", "rows"),
            needs=("office",),
            is_template=True,
        ),
        Workbook(
            "T2",
            _("Template for rates of exchange"),
            _("The rates that are known, to correct, and empty rows for those that are new."),
            template,
            takes=(),
            is_template=True,
        ),
        Workbook(
            "T3",
            _("Template for contributions"),
            _("Contributions to record or correct, and what was pledged, committed and received."),
            template,
            takes=(),
            is_template=True,
        ),
        Workbook(
            "T4",
            _("Template for activities and allocations"),
            _("For one office: its activities, new ones too, and how its money is split on them."),
            template,
            takes=("office",),
            needs=("office",),
            is_template=True,
        ),
        Workbook(
            "R13",
            _("Result of an upload"),
            _("The template as it was filled in, with what became of each row beside it."),
            upload_result,
            takes=("upload",),
            needs=("upload",),
        ),
        Workbook(
            "R14",
            _("Change log"),
            _("Who changed which field of what, from what to what, when and through which door."),
            change_log,
            takes=("office",),
            is_large=True,
        ),
        Workbook(
            "R15",
            _("Risk register"),
            _("Every risk with its likelihood, consequence and treatment, gravest first."),
            risk_register,
        ),
        Workbook(
            "R16",
            _("Rates of exchange"),
            _("Each rate by which amounts become US dollars, and from which day on."),
            rates_of_exchange,
            takes=(),
        ),
    )
}

TEMPLATES = [book for book in WORKBOOKS.values() if book.is_template]


def offered_templates(appeal: Appeal, user: User) -> list[tuple[Workbook, list[Office]]]:
    """What the person may fill in, each with the offices to choose from."""
    found = [(book, offered(book, appeal, user)) for book in TEMPLATES]
    return [(book, offices) for book, offices in found if offices is not None]


REPORTS = [
    book for book in WORKBOOKS.values() if not book.is_template and "upload" not in book.takes
]
