"""The rules of data quality, in one table."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from appeal.models import Role

from . import ledger, plan, reporting
from .scope import Rows, Scope


class Severity(models.TextChoices):
    """How much a finding matters."""

    HIGH = "high", _("high")
    MEDIUM = "medium", _("medium")
    LOW = "low", _("low")


@dataclass(frozen=True)
class Rule:
    """What is looked for, how much it matters, what to do about it and which role does it.

    `is_reminder`: nothing is wrong yet, something is still to be added, confirmed or read.
    """

    key: str
    title: str | Promise
    severity: Severity
    role: Role
    advice: str | Promise
    check: Callable[[Scope], Rows]
    is_reminder: bool = False


RULES = (
    Rule(
        "unassigned",
        _("Requirement lines without an activity"),
        Severity.HIGH,
        Role.MANAGER,
        _(
            "Money is required under this heading, but no activity has a budget from it. If no"
            " published priority fits the heading, a manager decides which activity should use it."
        ),
        plan.unassigned,
    ),
    Rule(
        "overdrawn",
        _("Requirement lines with budgets above the requirement"),
        Severity.HIGH,
        Role.MANAGER,
        _(
            "A revision made the requirement lower than the budgets. You can only lower"
            " the budgets until they fit."
        ),
        plan.overdrawn,
    ),
    Rule(
        "unfunded",
        _("Activities without a budget"),
        Severity.HIGH,
        Role.MANAGER,
        _("Give them a budget from the office's requirement lines, or cancel them."),
        plan.unfunded,
    ),
    Rule(
        "overspent",
        _("Activities that spent more than their budget"),
        Severity.HIGH,
        Role.MANAGER,
        _(
            "Overspending is allowed and always shown. A manager can raise the budget, or"
            " finance can correct the entries."
        ),
        plan.overspent,
    ),
    Rule(
        "over_assigned",
        _("Contributions distributed beyond what is funded"),
        Severity.HIGH,
        Role.MANAGER,
        _("Reverse a distribution, or record the missing commitment or receipt."),
        plan.over_assigned,
    ),
    Rule(
        "no_rate",
        _("Drafts without an exchange rate"),
        Severity.HIGH,
        Role.MANAGER,
        _("Add the UN operational rate for the month. The draft cannot be posted until then."),
        ledger.no_rate,
    ),
    Rule(
        "no_update",
        _("Activities without a line in an overdue report"),
        Severity.HIGH,
        Role.REPORTER,
        _("Log their progress, even if nothing happened, and submit the report."),
        reporting.no_update,
    ),
    Rule(
        "partly",
        _("Requirement lines that are not fully budgeted"),
        Severity.MEDIUM,
        Role.MANAGER,
        _("Budget the rest for activities of the office."),
        plan.partly,
    ),
    Rule(
        "no_evidence",
        _("Entries of USD 10,000 or more without evidence"),
        Severity.MEDIUM,
        Role.FINANCE,
        _("Attach the voucher, contract or invoice."),
        ledger.no_evidence,
        is_reminder=True,
    ),
    Rule(
        "unproven",
        _("Milestones achieved without evidence"),
        Severity.MEDIUM,
        Role.REPORTER,
        _("Attach evidence: a signed record, a photograph of the place, a link."),
        reporting.unproven,
        is_reminder=True,
    ),
    Rule(
        "short",
        _("Breakdowns that fall short of their total"),
        Severity.MEDIUM,
        Role.REPORTER,
        _("Complete them in the next report. Report what is not known as “not stated”."),
        reporting.short,
    ),
    Rule(
        "silent",
        _("Activities that have not reported a percentage"),
        Severity.MEDIUM,
        Role.REPORTER,
        _("No report in these figures says how far they are: that is unknown, not zero."),
        reporting.silent,
    ),
    Rule(
        "no_indicator",
        _("Activities without an indicator"),
        Severity.MEDIUM,
        Role.MANAGER,
        _("Add an indicator with a target, so that the result can be shown."),
        plan.no_indicator,
    ),
    Rule(
        "indicative",
        _("Even splits that nobody has confirmed"),
        Severity.LOW,
        Role.MANAGER,
        _(
            "Budgets per priority are not published. These activities have an even split"
            " of their office's requirement lines until a manager confirms or changes it."
        ),
        plan.indicative,
        is_reminder=True,
    ),
    Rule(
        "own_draft",
        _("Entries posted by the person who entered them"),
        Severity.LOW,
        Role.MANAGER,
        _("This is allowed. Ask somebody else to check the entry, and reverse it if it is wrong."),
        ledger.own_draft,
        is_reminder=True,
    ),
    Rule(
        "unusual",
        _("Unusual entries and rates saved with a reason"),
        Severity.LOW,
        Role.MANAGER,
        _(
            "They look unusual, and somebody explained why they are right. Read the"
            " reason. If it is not good enough, reverse the entry or correct the rate."
        ),
        ledger.unusual,
        is_reminder=True,
    ),
)
