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
    """What is looked for, how much it matters, what to do about it and which role does it."""

    key: str
    title: str | Promise
    severity: Severity
    role: Role
    advice: str | Promise
    check: Callable[[Scope], Rows]


RULES = (
    Rule(
        "unassigned",
        _("Funded cells without an activity"),
        Severity.HIGH,
        Role.MANAGER,
        _(
            "Money is required under this heading, but no activity holds any of it. Where no"
            " published priority can honestly be read under the heading, a manager decides which"
            " activity draws on it."
        ),
        plan.unassigned,
    ),
    Rule(
        "overdrawn",
        _("Cells allocated above their requirement"),
        Severity.HIGH,
        Role.MANAGER,
        _(
            "A revision lowered the requirement below the allocations; they may only go down until"
            " they fit."
        ),
        plan.overdrawn,
    ),
    Rule(
        "unfunded",
        _("Activities without an allocation"),
        Severity.HIGH,
        Role.MANAGER,
        _("Allocate money of the office's cells to them, or cancel them."),
        plan.unfunded,
    ),
    Rule(
        "overspent",
        _("Activities that spent more than is allocated to them"),
        Severity.HIGH,
        Role.MANAGER,
        _(
            "Overspending is allowed and never hidden. A manager allocates more, or finance"
            " corrects the entries."
        ),
        plan.overspent,
    ),
    Rule(
        "over_assigned",
        _("Contributions assigned beyond what is funded of them"),
        Severity.HIGH,
        Role.MANAGER,
        _("Reverse an assignment, or record the flow that is missing."),
        plan.over_assigned,
    ),
    Rule(
        "no_rate",
        _("Drafts without a rate of exchange"),
        Severity.HIGH,
        Role.MANAGER,
        _("Add the UN operational rate of the month; until then the draft cannot be posted."),
        ledger.no_rate,
    ),
    Rule(
        "no_update",
        _("Activities without a line in a report that is overdue"),
        Severity.HIGH,
        Role.REPORTER,
        _("Log progress on them, if only that nothing happened, and submit the report."),
        reporting.no_update,
    ),
    Rule(
        "partly",
        _("Cells with money that is not allocated yet"),
        Severity.MEDIUM,
        Role.MANAGER,
        _("Allocate the rest to activities of the office."),
        plan.partly,
    ),
    Rule(
        "no_evidence",
        _("Transactions of USD 10,000 or more without evidence"),
        Severity.MEDIUM,
        Role.FINANCE,
        _("Attach the voucher, contract or invoice."),
        ledger.no_evidence,
    ),
    Rule(
        "unproven",
        _("Milestones achieved without evidence"),
        Severity.MEDIUM,
        Role.REPORTER,
        _("Attach what shows it: a signed record, a photograph of the place, a link."),
        reporting.unproven,
    ),
    Rule(
        "short",
        _("Breakdowns that fall short of their total"),
        Severity.MEDIUM,
        Role.REPORTER,
        _("Complete them in the next report; what is not known is “not stated”."),
        reporting.short,
    ),
    Rule(
        "silent",
        _("Activities that have not reported a percentage"),
        Severity.MEDIUM,
        Role.REPORTER,
        _("Nothing that counts says how far they are. That is not zero: it is not known."),
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
            "Budgets per priority are not published. These activities hold an even split of their"
            " office's cells until a manager confirms or changes it."
        ),
        plan.indicative,
    ),
    Rule(
        "own_draft",
        _("Entries posted by the person who drafted them"),
        Severity.LOW,
        Role.MANAGER,
        _("That is allowed. Let somebody else look at the entry, and reverse it if it is wrong."),
        ledger.own_draft,
    ),
    Rule(
        "unusual",
        _("Entries and rates kept after a question"),
        Severity.LOW,
        Role.MANAGER,
        _(
            "They are far from their neighbours, and somebody said why they are right. Read the"
            " reason; reverse the entry or correct the rate if it does not hold."
        ),
        ledger.unusual,
    ),
)
