"""Who may see, write and keep what: every function of both `access` against plain Python.

The rules stand here a second time, in the words of the roles, and are asked of every row of a
world in which no office, appeal or state stands alone. A new function without a rule fails.
"""

import ast
import csv
import inspect
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from functools import partial, wraps
from io import StringIO
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db.models import Model, QuerySet

from appeal import access as plan
from appeal import duties
from appeal.base.viewpoint import EVERYTHING, Include, Viewpoint
from appeal.duties import DUTIES, Duty, HeldFor
from appeal.models import (
    AccountLetter,
    Activity,
    Appeal,
    CoreIndicator,
    Membership,
    Milestone,
    Office,
    Partner,
    Priority,
    Receipt,
    Region,
    Requirement,
    RequirementRevision,
    ResetAttempt,
    Role,
    Section,
    StatedTotal,
    User,
)
from tracking import access
from tracking.access import conversation, mail, offers
from tracking.models import (
    ActivityTotal,
    ActualBreakdown,
    Attribution,
    BooksExport,
    CalendarAddress,
    Comment,
    Contribution,
    ContributionAssignment,
    CostCategory,
    Donor,
    DonorReport,
    Download,
    Evidence,
    ExchangeRate,
    Flow,
    IndicatorActual,
    LedgerTotal,
    Mail,
    MilestoneAchievement,
    NoticeChoice,
    OfficeReport,
    OpenCommitment,
    OverlapStatement,
    PeriodEvent,
    ProgressUpdate,
    ReportingPeriod,
    ReviewEvent,
    Risk,
    SavedView,
    StatusOverride,
    Transaction,
    Upload,
    UploadRow,
    Visit,
)

from .factories import ENTERED
from .world import World, make_world

pytestmark = [pytest.mark.django_db, pytest.mark.once]

WORKING = (Role.REPORTER, Role.FINANCE, Role.REVIEWER, Role.MANAGER)
KEPT: dict[tuple[str, Any], Any] = {}


def remembered(function: Callable) -> Callable:
    """Asked once per row and test: every person's rules ask the same."""

    @wraps(function)
    def ask(*rows: Any) -> Any:
        key = (function.__name__, rows)
        if key not in KEPT:
            KEPT[key] = function(*rows)
        return KEPT[key]

    return ask


@remembered
def roles_of(user: User) -> list[Membership]:
    return list(Membership.objects.filter(user=user).select_related("office", "region"))


@remembered
def offices_in(appeal: Appeal) -> list[Office]:
    return [section.office for section in appeal.sections.select_related("office")]


@remembered
def every(model: type[Model]) -> list[Model]:
    return list(model._default_manager.select_related())


class Person:
    """Somebody, and what their roles let them do, asked one row at a time."""

    def __init__(self, user: User) -> None:
        self.user, self.roles = user, roles_of(user)

    def holds(self, office: Office, *roles: str) -> bool:
        return self.user.is_superuser or any(
            each.role in roles and (each.office == office or each.region_id == office.region_id)
            for each in self.roles
        )

    def works_for(self, office: Office) -> bool:
        return self.holds(office, *WORKING)

    def manages(self, office: Office) -> bool:
        return self.holds(office, Role.MANAGER)

    def governs(self, region: Region) -> bool:
        return self.user.is_superuser or any(
            each.role == Role.MANAGER and each.region == region for each in self.roles
        )

    def pays_in(self, region: Region) -> bool:
        return self.user.is_superuser or any(
            each.role == Role.FINANCE and each.region == region for each in self.roles
        )

    def sees(self, appeal: Appeal) -> bool:
        if self.user.is_superuser:
            return True
        return bool(self.roles) and (appeal.state != "draft" or self.governs(appeal.region))

    def writes_in(self, appeal: Appeal) -> bool:
        return self.sees(appeal) and appeal.state == "published"

    def plans_in(self, appeal: Appeal) -> bool:
        return self.sees(appeal) and appeal.state != "closed"

    @property
    def manages_something(self) -> bool:
        return self.user.is_superuser or any(each.role == Role.MANAGER for each in self.roles)

    @property
    def governs_something(self) -> bool:
        return any(map(self.governs, every(Region)))

    def works_in(self, appeal: Appeal) -> bool:
        works = any(map(self.works_for, offices_in(appeal)))
        return self.sees(appeal) and (works or self.governs(appeal.region))

    def keeps_role(self, role: Membership) -> bool:
        """Whether the role is held where the person manages."""
        return self.manages(role.office) if role.office else self.governs(role.region)

    def knows(self, user: User) -> bool:
        if self.user.is_superuser:
            return True
        return not user.is_superuser and any(map(self.keeps_role, roles_of(user)))

    def gives_to(self, user: User) -> bool:
        if self.user.is_superuser:
            return True
        return self.knows(user) and all(each.role != Role.MANAGER for each in roles_of(user))

    def reads(self, report: OfficeReport) -> bool:
        is_public = report.state == "approved" or self.works_for(report.office)
        return self.sees(report.period.appeal) and is_public

    def reads_entry(self, entry: Transaction) -> bool:
        return self.sees(entry.cell.appeal) and (entry.is_posted or self.works_for(entry.office))

    def enters(self, entry: Transaction, *roles: str) -> bool:
        return self.writes_in(entry.cell.appeal) and self.holds(entry.office, *roles)

    def has_role_on(self, report: OfficeReport, *roles: str) -> bool:
        return self.writes_in(report.period.appeal) and self.holds(report.office, *roles)

    def reads_thread(self, comment: Comment) -> bool:
        first = comment.parent or comment
        if first.report:
            return self.reads(first.report)
        return self.sees(first.activity.appeal)

    def knows_upload(self, upload: Upload) -> bool:
        is_near = upload.uploaded_by == self.user or self.works_for(upload.office)
        return self.sees(upload.appeal) and is_near


Rule = Callable[[Person, Any], bool]


def section_of(row: Any) -> Section:
    """The section that a row of the plan belongs to."""
    steps = (
        "actual", "update", "report", "indicator", "milestone", "activity", "priority", "section",
    )  # fmt: skip
    while not isinstance(row, Section):
        row = next(getattr(row, step) for step in steps if hasattr(row, step))
    return row


@remembered
def is_open(period: ReportingPeriod) -> bool:
    last = period.lock_events.order_by("pk").last()
    return last is None or last.kind == PeriodEvent.Kind.UNLOCKED


@remembered
def submitter(report: OfficeReport) -> User | None:
    last = report.reviews.filter(to_state="submitted").order_by("pk").last()
    return last.by if last else None


def waits(person: Person, report: OfficeReport) -> bool:
    is_waiting = report.state == "submitted" and is_open(report.period)
    return is_waiting and person.has_role_on(report, Role.REVIEWER)


@remembered
def writers(report: OfficeReport) -> set[User]:
    return {line.updated_by for line in report.updates.filter(superseded_at=None)}


def uploads_in(person: Person, appeal: Appeal) -> bool:
    roles = {Role.REPORTER, Role.FINANCE, Role.MANAGER}
    holds = any(each.role in roles for each in person.roles)
    return appeal.state == "published" and (person.user.is_superuser or holds)


def own_contribution(person: Person, row: Contribution) -> bool:
    is_own = row.office is None or person.works_for(row.office)
    return is_own and person.works_in(row.appeal)


def sees_mail(person: Person, row: Mail) -> bool:
    offices = [each.office for each in row.notices.all()]
    about_own = [
        person.manages(office) if office else person.governs(row.appeal.region)
        for office in offices
    ]
    return person.sees(row.appeal) and all(about_own)


def own_report(person: Person, report: OfficeReport) -> bool:
    return person.reads(report) and person.works_for(report.office)


def own_activity(person: Person, activity: Activity) -> bool:
    return person.sees(activity.appeal) and person.works_for(activity.office)


def own_comment(person: Person, row: Comment) -> bool:
    return own_report(person, row.report) if row.report else own_activity(person, row.activity)


def planned(person: Person, row: Any) -> bool:
    section = section_of(row)
    return person.plans_in(section.appeal) and person.manages(section.office)


def own_planned(person: Person, row: Any) -> bool:
    section = section_of(row)
    return person.sees(section.appeal) and person.works_for(section.office)


@remembered
def is_shown(row: Evidence) -> bool:
    """Whether what it proves is official."""
    if row.transaction:
        return row.transaction.is_posted
    if row.update:
        return row.update.report.state == "approved"
    return any(
        each.update.report.state == "approved" and each.update.superseded_at is None
        for each in row.milestone.achievements.all()
    )


def appeal_of(row: Evidence) -> Appeal:
    return row.transaction.cell.appeal if row.transaction else row.activity.appeal


def is_draft_of(person: Person, entry: Transaction) -> bool:
    return entry.entered_by == person.user and entry.cell.appeal.needs_second_person


@remembered
def was_approved(row: ProgressUpdate) -> bool:
    approvals = row.report.reviews.filter(to_state="approved")
    return any(row.submitted_at <= each.at <= row.superseded_at for each in approvals)


def records(person: Person, row: Contribution) -> bool:
    is_kept = person.governs(row.appeal.region) or (row.office and person.manages(row.office))
    return person.writes_in(row.appeal) and bool(is_kept)


def records_in(person: Person, appeal: Appeal) -> bool:
    manages = any(map(person.manages, offices_in(appeal)))
    return person.writes_in(appeal) and (person.governs(appeal.region) or manages)


def resolves(person: Person, row: Comment) -> bool:
    office = row.report.office if row.report else row.activity.office
    both = row.activity and person.works_for(row.activity.office)
    is_near = row.by == person.user or person.works_for(office) or bool(both)
    return row.parent is None and person.reads_thread(row) and is_near


def withdraws(person: Person, row: Comment) -> bool:
    is_own = row.by == person.user or person.user.is_superuser
    return row.withdrawn_at is None and person.reads_thread(row) and is_own


def is_own(person: Person, row: Any) -> bool:
    return row.user == person.user and person.sees(row.appeal)


class Asked:
    """A question of a duty, asked as the functions of `access.py` are."""

    def __init__(self, duty: Duty, found: Any = None) -> None:
        self.duty, self.found = duty, found
        self.__name__ = f"{type(self).__name__} {duty.verb}"


class OfficesTo(Asked):
    def __call__(self, user: User) -> QuerySet:
        return access.offices(user, self.duty)


class RegionsTo(Asked):
    def __call__(self, user: User) -> QuerySet:
        return access.regions(user, self.duty)


class RowsTo(Asked):
    def __call__(self, user: User) -> QuerySet:
        is_model = isinstance(self.found, type)
        found = self.found.objects.all() if is_model else self.found
        return access.rows(user, self.duty, found)


class ActivitiesTo(Asked):
    def __call__(self, user: User, appeal: Appeal) -> QuerySet:
        return access.rows(user, self.duty, Activity.objects.of(appeal))


class OfficesIn(Asked):
    def __call__(self, user: User, appeal: Appeal) -> QuerySet:
        return access.offices(user, self.duty, appeal)


class ToDo(Asked):
    def __call__(self, user: User) -> QuerySet:
        return access.to_do(user, self.duty)


class Waiting(Asked):
    def __call__(self, user: User) -> QuerySet:
        return access.waiting(user, self.duty)


class PeopleTo(Asked):
    def __call__(self, user: User) -> QuerySet:
        return plan.people(user, self.duty)


class RolesTo(Asked):
    def __call__(self, user: User) -> QuerySet:
        return plan.memberships(user, self.duty)


class May(Asked):
    def __call__(self, user: User, appeal: Appeal) -> bool:
        return access.may(user, self.duty, appeal)


class MayAnywhere(Asked):
    def __call__(self, user: User) -> bool:
        return access.may(user, self.duty)


RULES: dict[Callable, tuple[type[Model], Rule]] = {
    OfficesTo(duties.WORK): (Office, Person.works_for),
    OfficesTo(duties.PLAN): (Office, Person.manages),
    plan.appeals: (Appeal, Person.sees),
    plan.appeals_own_first: (Appeal, Person.sees),
    RegionsTo(duties.EDIT_APPEAL): (Region, Person.governs),
    RegionsTo(duties.BEGIN): (Region, Person.governs),
    RegionsTo(duties.PREPARE): (Region, Person.governs),
    RowsTo(duties.PREPARE, Appeal): (
        Appeal, lambda p, row: row.state == "draft" and p.governs(row.region),
    ),
    RowsTo(duties.WORK, Appeal): (Appeal, Person.works_in),
    RowsTo(duties.EDIT_APPEAL, Appeal): (
        Appeal, lambda p, row: p.plans_in(row) and p.governs(row.region),
    ),
    RowsTo(duties.WORK, Requirement): (
        Requirement, lambda p, row: p.sees(row.appeal) and p.works_for(row.office),
    ),
    RowsTo(duties.PLAN, Priority): (Priority, planned),
    RowsTo(duties.PLAN, Activity): (Activity, planned),
    RowsTo(duties.PLAN, Requirement): (
        Requirement, lambda p, row: p.plans_in(row.appeal) and p.manages(row.office),
    ),
    RowsTo(duties.WORK, CoreIndicator): (CoreIndicator, lambda p, row: p.works_in(row.appeal)),
    RowsTo(duties.KEEP_CORE, CoreIndicator): (
        CoreIndicator, lambda p, row: p.plans_in(row.appeal) and p.governs(row.appeal.region),
    ),
    RowsTo(duties.KEEP_CORE, Appeal): (
        Appeal, lambda p, row: p.plans_in(row) and p.governs(row.region),
    ),
    RowsTo(duties.WORK, OverlapStatement): (
        OverlapStatement,
        lambda p, row: p.works_in(row.core.appeal)
        and (row.office is None or p.works_for(row.office)),
    ),
    RowsTo(duties.WORK, StatedTotal): (
        StatedTotal,
        lambda p, row: p.works_in(row.appeal) and (row.office is None or p.works_for(row.office)),
    ),
    RowsTo(duties.WORK, RequirementRevision): (
        RequirementRevision,
        lambda p, row: p.sees(row.cell.appeal) and p.works_for(row.cell.office),
    ),
    RowsTo(duties.KEEP_PARTNERS, Partner): (Partner, lambda p, row: p.manages_something),
    RowsTo(duties.MERGE, Partner): (Partner, lambda p, row: p.governs_something),
    RowsTo(duties.ADMINISTER, AccountLetter): (AccountLetter, lambda p, row: p.user.is_superuser),
    RowsTo(duties.ADMINISTER, ResetAttempt): (ResetAttempt, lambda p, row: p.user.is_superuser),
    RowsTo(duties.ADMINISTER, Receipt): (Receipt, lambda p, row: p.user.is_superuser),
    plan.people: (User, Person.knows),
    PeopleTo(duties.KEEP_ACCOUNTS): (
        User,
        lambda p, row: p.user.is_superuser
        or (p.gives_to(row) and all(map(p.keeps_role, roles_of(row)))),
    ),
    PeopleTo(duties.TAKE_FACTORS): (User, lambda p, row: p.user.is_superuser),
    PeopleTo(duties.GIVE_ROLES): (User, Person.gives_to),
    plan.memberships: (
        Membership,
        lambda p, row: p.user.is_superuser or (p.keeps_role(row) and p.knows(row.user)),
    ),
    RolesTo(duties.GIVE_ROLES): (
        Membership,
        lambda p, row: p.user.is_superuser or (p.keeps_role(row) and p.gives_to(row.user)),
    ),
    OfficesTo(duties.SEE_MAIL): (Office, Person.manages),
    mail.mails: (Mail, sees_mail),
    OfficesTo(duties.REPORT): (Office, lambda p, row: p.holds(row, Role.REPORTER)),
    OfficesTo(duties.ENTER): (Office, lambda p, row: p.holds(row, Role.REPORTER, Role.FINANCE)),
    OfficesTo(duties.POST): (Office, lambda p, row: p.holds(row, Role.FINANCE)),
    OfficesTo(duties.REMIND): (Office, lambda p, row: p.holds(row, Role.REVIEWER, Role.MANAGER)),
    OfficesTo(duties.APPROVE): (Office, lambda p, row: p.holds(row, Role.REVIEWER)),
    access.transactions: (Transaction, Person.reads_entry),
    RowsTo(duties.ENTER, Transaction): (
        Transaction, lambda p, row: p.enters(row, Role.REPORTER, Role.FINANCE),
    ),
    RowsTo(duties.ENTER, Transaction.objects.drafts()): (
        Transaction,
        lambda p, row: p.enters(row, Role.REPORTER, Role.FINANCE) and not row.is_posted,
    ),
    OfficesTo(duties.RECONCILE): (Office, lambda p, row: p.holds(row, Role.FINANCE)),
    RowsTo(duties.RECONCILE, BooksExport): (
        BooksExport,
        lambda p, row: p.writes_in(row.appeal)
        and (p.holds(row.office, Role.FINANCE) if row.office else p.pays_in(row.appeal.region)),
    ),
    RowsTo(duties.CARRY_OVER, Transaction): (
        Transaction,
        lambda p, row: p.sees(row.cell.appeal)
        and row.cell.appeal.state != "draft"
        and p.holds(row.office, Role.FINANCE, Role.MANAGER),
    ),
    RowsTo(duties.ATTRIBUTE, Transaction): (
        Transaction, lambda p, row: p.enters(row, Role.FINANCE),
    ),
    RowsTo(duties.CARRY_MILESTONES, Milestone): (
        Milestone,
        lambda p, row: p.sees(row.activity.appeal)
        and row.activity.appeal.state != "draft"
        and p.manages(row.activity.office),
    ),
    RowsTo(duties.POST, Transaction): (Transaction, lambda p, row: p.enters(row, Role.FINANCE)),
    Waiting(duties.POST): (
        Transaction, lambda p, row: p.enters(row, Role.FINANCE) and not row.is_posted,
    ),
    ToDo(duties.POST): (
        Transaction,
        lambda p, row: p.enters(row, Role.FINANCE)
        and not row.is_posted
        and not is_draft_of(p, row),
    ),
    ToDo(duties.REVERSE): (
        Transaction,
        lambda p, row: p.enters(row, Role.FINANCE)
        and row.is_posted
        and not row.is_reversal
        and row.reversal_by(EVERYTHING) is None,
    ),
    RowsTo(duties.KEEP_RATES, ExchangeRate): (ExchangeRate, lambda p, row: p.manages_something),
    access.rates: (ExchangeRate, lambda p, row: p.user.is_superuser or bool(p.roles)),
    access.reports: (OfficeReport, Person.reads),
    RowsTo(duties.REPORT, OfficeReport): (
        OfficeReport, lambda p, row: p.has_role_on(row, Role.REPORTER),
    ),
    ToDo(duties.REPORT): (
        OfficeReport,
        lambda p, row: p.has_role_on(row, Role.REPORTER)
        and row.state in ("draft", "returned")
        and is_open(row.period),
    ),
    RowsTo(duties.APPROVE, OfficeReport): (
        OfficeReport, lambda p, row: p.has_role_on(row, Role.REVIEWER),
    ),
    Waiting(duties.APPROVE): (OfficeReport, waits),
    ToDo(duties.RETURN): (
        OfficeReport, lambda p, row: waits(p, row) and submitter(row) != p.user,
    ),
    ToDo(duties.APPROVE): (
        OfficeReport,
        lambda p, row: waits(p, row) and submitter(row) != p.user and p.user not in writers(row),
    ),
    ToDo(duties.TAKE_BACK): (
        OfficeReport,
        lambda p, row: p.has_role_on(row, Role.REPORTER)
        and row.state == "submitted"
        and is_open(row.period),
    ),
    RowsTo(duties.REOPEN, OfficeReport): (
        OfficeReport, lambda p, row: p.has_role_on(row, Role.MANAGER),
    ),
    ToDo(duties.REOPEN): (
        OfficeReport,
        lambda p, row: p.has_role_on(row, Role.MANAGER)
        and row.state == "approved"
        and is_open(row.period),
    ),
    access.updates: (
        ProgressUpdate, lambda p, row: row.superseded_at is None and p.reads(row.report),
    ),
    RowsTo(duties.GOVERN, Appeal): (
        Appeal, lambda p, row: row.state != "draft" and p.governs(row.region),
    ),
    RowsTo(duties.GOVERN, ReportingPeriod): (
        ReportingPeriod,
        lambda p, row: row.appeal.state != "draft" and p.governs(row.appeal.region),
    ),
    RowsTo(duties.MOVE_PERIODS, ReportingPeriod): (
        ReportingPeriod,
        lambda p, row: row.appeal.state == "published" and p.governs(row.appeal.region),
    ),
    conversation.comments: (Comment, lambda p, row: p.reads_thread(row)),
    conversation.to_resolve: (Comment, resolves),
    conversation.to_remove: (Comment, withdraws),
    access.contributions: (Contribution, lambda p, row: p.sees(row.appeal)),
    RowsTo(duties.RECORD, Appeal): (Appeal, records_in),
    RowsTo(duties.RECORD, Contribution): (Contribution, records),
    RowsTo(duties.KEEP_RISKS, Risk): (
        Risk,
        lambda p, row: p.writes_in(row.activity.appeal)
        and p.holds(row.activity.office, Role.REPORTER, Role.MANAGER),
    ),
    conversation.evidence: (
        Evidence,
        lambda p, row: p.sees(appeal_of(row)) and (p.works_for(row.office) or is_shown(row)),
    ),
    RowsTo(duties.WITHDRAW, Evidence): (
        Evidence, lambda p, row: p.writes_in(appeal_of(row)) and p.manages(row.office),
    ),
    access.uploads: (Upload, Person.knows_upload),
    access.upload_rows: (UploadRow, lambda p, row: p.knows_upload(row.upload)),
    RowsTo(duties.UPLOAD, Upload): (
        Upload, lambda p, row: uploads_in(p, row.appeal) and row.uploaded_by == p.user,
    ),
    access.downloads: (Download, lambda p, row: p.user.is_superuser or row.by == p.user),
    access.visits: (Visit, is_own),
    access.calendar_addresses: (CalendarAddress, lambda p, row: row.user == p.user),
    access.notice_choices: (NoticeChoice, lambda p, row: row.user == p.user),
    RowsTo(duties.SAVE_VIEWS, SavedView): (SavedView, is_own),
    RowsTo(duties.WORK, ReportingPeriod): (ReportingPeriod, lambda p, row: p.works_in(row.appeal)),
    RowsTo(duties.WORK, OfficeReport): (OfficeReport, own_report),
    RowsTo(duties.WORK, ProgressUpdate): (ProgressUpdate, lambda p, row: own_report(p, row.report)),
    access.unsent_updates: (
        ProgressUpdate,
        lambda p, row: row.superseded_at is None
        and row.submitted_at is None
        and p.has_role_on(row.report, Role.REPORTER)
        and row.report.state in ("draft", "returned")
        and is_open(row.report.period),
    ),
    RowsTo(duties.WORK, ReviewEvent): (ReviewEvent, lambda p, row: own_report(p, row.report)),
    RowsTo(duties.WORK, Transaction): (
        Transaction, lambda p, row: p.sees(row.cell.appeal) and p.works_for(row.office),
    ),
    RowsTo(duties.WORK, Attribution): (
        Attribution,
        lambda p, row: p.sees(row.entry.cell.appeal) and p.works_for(row.entry.office),
    ),
    RowsTo(duties.WORK, Contribution): (Contribution, own_contribution),
    RowsTo(duties.WORK, Flow): (Flow, lambda p, row: own_contribution(p, row.contribution)),
    RowsTo(duties.WORK, ContributionAssignment): (
        ContributionAssignment, lambda p, row: own_contribution(p, row.contribution),
    ),
    RowsTo(duties.WORK, CostCategory): (
        CostCategory, lambda p, row: own_contribution(p, row.contribution),
    ),
    RowsTo(duties.WORK, DonorReport): (
        DonorReport, lambda p, row: own_contribution(p, row.contribution),
    ),
    RowsTo(duties.MERGE, Donor): (Donor, lambda p, row: p.governs_something),
    RowsTo(duties.WORK, Risk): (Risk, lambda p, row: own_activity(p, row.activity)),
    RowsTo(duties.WORK, StatusOverride): (
        StatusOverride, lambda p, row: own_activity(p, row.activity),
    ),
    conversation.own_comments: (Comment, own_comment),
    RowsTo(duties.WORK, Evidence): (
        Evidence, lambda p, row: p.sees(appeal_of(row)) and p.works_for(row.office),
    ),
    RowsTo(duties.WORK, PeriodEvent): (PeriodEvent, lambda p, row: p.works_in(row.period.appeal)),
    RowsTo(duties.WORK, MilestoneAchievement): (
        MilestoneAchievement, lambda p, row: own_report(p, row.update.report),
    ),
    RowsTo(duties.WORK, IndicatorActual): (
        IndicatorActual, lambda p, row: own_report(p, row.update.report),
    ),
    RowsTo(duties.WORK, ActualBreakdown): (
        ActualBreakdown, lambda p, row: own_report(p, row.actual.update.report),
    ),
    **{
        RowsTo(duties.WORK, model): (
            model, lambda p, row: p.sees(row.cell.appeal) and p.works_for(row.cell.office),
        )
        for model in (ActivityTotal, LedgerTotal, OpenCommitment)
    },
}  # fmt: skip


def of_open(*roles: str) -> Callable[[Person, Appeal, Any], bool]:
    """Activities of an open appeal, of the offices for which the person holds a role."""
    return lambda p, appeal, row: (
        row.appeal == appeal and p.writes_in(appeal) and p.holds(row.office, *roles)
    )


# Those that are asked within one appeal.
WITHIN: dict[Callable, tuple[type[Model], Callable[[Person, Appeal, Any], bool]]] = {
    access.activities: (
        Activity, lambda p, appeal, row: row.appeal == appeal and p.sees(appeal),
    ),
    ActivitiesTo(duties.REPORT): (Activity, of_open(Role.REPORTER)),
    ActivitiesTo(duties.ENTER): (Activity, of_open(Role.REPORTER, Role.FINANCE)),
    ActivitiesTo(duties.JUDGE): (Activity, of_open(Role.MANAGER, Role.REVIEWER)),
    ActivitiesTo(duties.KEEP_RISKS): (Activity, of_open(Role.REPORTER, Role.MANAGER)),
    ActivitiesTo(duties.ATTACH): (
        Activity, of_open(Role.REPORTER, Role.FINANCE, Role.MANAGER),
    ),
    OfficesIn(duties.STATE_OVERLAP): (
        Office,
        lambda p, appeal, row: p.writes_in(appeal)
        and row in offices_in(appeal)
        and p.manages(row),
    ),
    OfficesIn(duties.RECORD): (
        Office,
        lambda p, appeal, row: p.writes_in(appeal)
        and row in offices_in(appeal)
        and p.manages(row),
    ),
}  # fmt: skip


ANSWERS: dict[Callable, Callable[[Person, Appeal], bool]] = {
    May(duties.UPLOAD): uploads_in,
    May(duties.RECORD): lambda p, appeal: p.writes_in(appeal) and p.governs(appeal.region),
    May(duties.STATE_OVERLAP): lambda p, appeal: p.writes_in(appeal) and p.governs(appeal.region),
    May(duties.KEEP_CORE): lambda p, appeal: p.plans_in(appeal) and p.governs(appeal.region),
    May(duties.GOVERN): lambda p, appeal: appeal.state != "draft" and p.governs(appeal.region),
    May(duties.KEEP_PARTNERS): lambda p, appeal: p.plans_in(appeal) and p.manages_something,
    May(duties.MERGE): lambda p, appeal: p.plans_in(appeal) and p.governs_something,
    May(duties.COMMENT): Person.sees,
    May(duties.REMOVE_ANY_COMMENT): lambda p, appeal: p.user.is_superuser,
    May(duties.SEE): lambda p, appeal: appeal.state != "draft" and p.sees(appeal),
    May(duties.SEE_PLANNED): lambda p, appeal: appeal.state == "draft" and p.sees(appeal),
    May(duties.KEEP_RATES): lambda p, appeal: appeal.state == "published" and p.manages_something,
}
OF_NOBODY_ELSE: dict[Callable, Callable[[Person], Any]] = {
    plan.may_enter: lambda p: p.user.is_superuser or bool(p.roles),
    MayAnywhere(duties.SEE_PEOPLE): lambda p: p.manages_something,
    MayAnywhere(duties.UPLOAD): lambda p: any(uploads_in(p, each) for each in every(Appeal)),
    MayAnywhere(duties.WORK): lambda p: (
        p.user.is_superuser or any(each.role != Role.VIEWER for each in p.roles)
    ),
    plan.grantable_roles: lambda p: [
        role for role in Role.values if p.user.is_superuser or role != Role.MANAGER
    ],
}


@remembered
def begun_at(report: OfficeReport) -> datetime:
    return report.history.earliest("history_date").history_date


@remembered
def state_by(report: OfficeReport, known_at: datetime) -> str:
    last = report.reviews.filter(at__lt=known_at).order_by("pk").last()
    return last.to_state if last else "draft"


def read_then(person: Person, known_at: datetime, report: OfficeReport) -> bool:
    is_public = state_by(report, known_at) == "approved" or person.works_for(report.office)
    return begun_at(report) < known_at and person.sees(report.period.appeal) and is_public


def read_comment_then(person: Person, known_at: datetime, row: Comment) -> bool:
    if row.report:
        readable = read_then(person, known_at, row.report)
    else:
        readable = person.sees(row.activity.appeal)
    return row.at < known_at and readable


def stood(line: ProgressUpdate, known_at: datetime) -> bool:
    """Whether the line was in force then, and approved."""
    stands = line.superseded_at is None or line.superseded_at >= known_at
    return stands and state_by(line.report, known_at) == "approved"


@remembered
def was_shown(row: Evidence, known_at: datetime) -> bool:
    """Whether what it proves was official then."""
    if row.transaction:
        return bool(row.transaction.posted_at and row.transaction.posted_at < known_at)
    if row.update:
        return state_by(row.update.report, known_at) == "approved"
    return any(stood(each.update, known_at) for each in row.milestone.achievements.all())


def proof_then(person: Person, known_at: datetime, row: Evidence) -> bool:
    near = person.works_for(row.office) or was_shown(row, known_at)
    return row.added_at < known_at and person.sees(appeal_of(row)) and near


def earlier_then(person: Person, known_at: datetime, row: ProgressUpdate) -> bool:
    if row.superseded_at is None or row.superseded_at >= known_at:
        return False
    is_public = person.works_for(row.report.office) or was_approved(row)
    return is_public and read_then(person, known_at, row.report)


def counted_then(person: Person, known_at: datetime, row: Transaction) -> bool:
    was_posted = row.posted_at is not None and row.posted_at < known_at
    return was_posted and row.value_on <= AS_AT and person.sees(row.cell.appeal)


AS_AT = date(2020, 3, 15)
DAY = timedelta(days=1)
INSTANTS = (ENTERED - 2 * DAY, ENTERED, ENTERED + DAY / 2, ENTERED + 2 * DAY, None)
# Those that are asked as known at an instant.
THEN: dict[Callable, tuple[type[Model], Callable[[Person, datetime, Any], bool]]] = {
    access.transactions_then: (Transaction, counted_then),
    access.reports_then: (OfficeReport, read_then),
    access.earlier_revisions: (ProgressUpdate, earlier_then),
    conversation.comments_then: (Comment, read_comment_then),
    conversation.evidence_then: (Evidence, proof_then),
}
# Asked with more than a person and an appeal: tests of their own, below.
ELSEWHERE = {
    plan.offices, plan.regions, plan.rows, plan.may, access.rows, access.waiting, access.to_do,
    access.without_own, access.is_second, plan.working_language, offers.duties_on,
    access.discarded_transactions, plan.sees, conversation.resolves, conversation.removes,
}  # fmt: skip


# Duties that are asked by functions of their own: each of these has its rule above.
RULED_BY_NAME = {
    duties.REMOVE_COMMENT,  # to_remove
    duties.RESOLVE,  # to_resolve
    duties.RESOLVE_OWN,  # the same
}


@pytest.fixture
def world(mi2020: Appeal) -> Iterator[World]:
    yield make_world()
    KEPT.clear()


@pytest.fixture
def people(world: World) -> dict[str, Person]:
    return {name: Person(user) for name, user in world.people.items()}


def test_every_question_of_access_has_a_rule() -> None:
    asked = {
        function
        for module in (plan, access, conversation, mail, offers)
        for name, function in inspect.getmembers(module, inspect.isfunction)
        if function.__module__ == module.__name__ and not name.startswith("_")
        if next(iter(inspect.signature(function).parameters)) == "user"
    }

    ruled = {*RULES, *WITHIN, *THEN, *ANSWERS, *OF_NOBODY_ELSE, *ELSEWHERE}
    assert asked == {each for each in ruled if not isinstance(each, Asked)}


def test_every_duty_has_a_rule() -> None:
    asked = {
        each.duty
        for each in (*RULES, *WITHIN, *ANSWERS, *OF_NOBODY_ELSE)
        if isinstance(each, Asked)
    }

    assert {str(duty.verb) for duty in DUTIES if duty not in asked} == {
        str(duty.verb) for duty in RULED_BY_NAME
    }


# What a person does by each action. Those of `NOBODY` are a command's, part of another, or what
# everybody does for themselves.
DOES: dict[Duty, str] = {
    duties.REPORT: "log_progress log_lines submit_report write_narrative",
    duties.TAKE_BACK: "take_back_report",
    duties.APPROVE: "approve_report approve_reports",
    duties.RETURN: "return_report",
    duties.REOPEN: "reopen_report",
    duties.JUDGE: "override_status lift_override",
    duties.STATE_OVERLAP: "state_overlap",
    duties.KEEP_CORE: "keep_core",
    duties.KEEP_RISKS: "save_risk remove_risk",
    duties.ATTACH: "_attach",
    duties.WITHDRAW: "withdraw_evidence",
    duties.COMMENT: "add_comment",
    duties.REMOVE_COMMENT: "withdraw_comment",
    duties.RESOLVE: "resolve_thread reopen_thread",
    duties.SEE_MAIL: "send_again",
    duties.REMIND: "remind_office",
    duties.SAVE_VIEWS: "keep_view forget_view",
    duties.ENTER: "draft_transaction draft_transactions discard_transaction",
    duties.POST: "post_transaction post_transactions",
    duties.REVERSE: "reverse_transaction",
    duties.ATTRIBUTE: "attribute_entry attribute_entries",
    duties.CARRY_OVER: "carry_commitment",
    duties.RECONCILE: "read_export draft_missing correct_entries explain_differences",
    duties.CARRY_MILESTONES: "carry_milestone",
    duties.RECORD: "save_contribution record_flow reverse_flow assign_contribution"
    " reverse_assignment share_contribution keep_terms save_grant",
    duties.KEEP_RATES: "keep_rate write_rate remove_rate",
    duties.UPLOAD: "check_upload recheck_upload discard_upload",
    duties.PLAN: "keep_activity copy_activity hold_activity phase_activity keep_milestone"
    " keep_indicator set_allocation set_allocations revise_requirement reverse_revision"
    " continue_row",
    duties.GOVERN: "open_periods lock_period unlock_period close_appeal reopen_appeal",
    duties.BEGIN: "copy_appeal make_appeal",
    duties.PREPARE: "keep_appeal keep_offices add_office keep_table keep_priority remove_priority"
    " keep_section discard_draft discard_office publish_with_periods",
    duties.KEEP_PARTNERS: "remove",
    duties.MERGE: "merge_partners merge_donors",
    duties.KEEP_ACCOUNTS: "invite_person keep_person",
    duties.GIVE_ROLES: "give_role change_role confirm_roles",
    duties.TAKE_FACTORS: "take_factors",
}
NOBODY = (
    "publish_appeal allocate_evenly value_drafts choose_language choose_notices read_notices"
    " renew_calendar_address stop_calendar_address ask_letter ask_reset"
    " move_address tell_address_before"
    " set_up_app make_codes remove_factor prove add_passkey answer_by_passkey note_sessions_ended"
)


def test_every_action_has_a_duty_in_the_table() -> None:
    found = {
        node.name
        for app in ("appeal", "tracking")
        for path in (Path(__file__).parent.parent / app).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef)
        and any(isinstance(each, ast.Name) and each.id == "action" for each in node.decorator_list)
    }
    named = {name for names in (*DOES.values(), NOBODY) for name in names.split()}

    assert found == named
    assert set(DOES) <= set(DUTIES)


def test_each_person_gets_the_rows_that_the_rules_give(people: dict[str, Person]) -> None:
    wrong = [
        f"{function.__name__} of {name}: {found}"
        for function, (model, rule) in RULES.items()
        for name, person in people.items()
        if (found := difference(function(person.user), model, partial(rule, person)))
    ]

    assert not wrong, "\n".join(wrong)


def difference(rows: QuerySet, model: type[Model], rule: Callable[[Any], bool]) -> str:
    """How the rows differ from those of the rule; empty where they do not."""
    given = sorted(rows.values_list("pk", flat=True))
    wanted = sorted(row.pk for row in every(model) if rule(row))
    return "" if given == wanted else f"{given}, not {wanted}"


def test_each_person_gets_the_rows_of_an_appeal_that_the_rules_give(
    world: World, people: dict[str, Person]
) -> None:
    wrong = [
        f"{function.__name__} of {name} in {appeal}: {found}"
        for function, (model, rule) in WITHIN.items()
        for name, person in people.items()
        for appeal in world.appeals
        if (
            found := difference(function(person.user, appeal), model, partial(rule, person, appeal))
        )
    ]

    assert not wrong, "\n".join(wrong)


def test_each_person_gets_the_rows_that_the_rules_gave_then(people: dict[str, Person]) -> None:
    wrong = [
        f"{function.__name__} of {name} at {known_at}: {found}"
        for known_at, (function, (model, rule)) in product(INSTANTS, THEN.items())
        for name, person in people.items()
        if (
            found := difference(
                function(person.user, seen(known_at)),
                model,
                partial(rule, person, known_at or datetime.max.replace(tzinfo=UTC)),
            )
        )
    ]

    assert not wrong, "\n".join(wrong)


def test_of_one_office_each_person_sees_the_same_evidence_as_among_all(
    people: dict[str, Person],
) -> None:
    for known_at, person, office in product(INSTANTS, people.values(), Office.objects.all()):
        among_all = conversation.evidence_then(person.user, seen(known_at)).filter(office=office)
        of_one = conversation.evidence_then(person.user, seen(known_at), office)
        assert {*of_one} == {*among_all}, (person, known_at, office)


def seen(known_at: datetime | None) -> Viewpoint:
    return Viewpoint(AS_AT, Include.OFFICIAL, Office.objects.none(), known_at=known_at)


def test_each_person_is_what_the_rules_say(world: World, people: dict[str, Person]) -> None:
    for name, person in people.items():
        for function, rule in OF_NOBODY_ELSE.items():
            assert function(person.user) == rule(person), (function, name)
        for appeal in world.appeals:
            for asked, answer in ANSWERS.items():
                assert asked(person.user, appeal) == answer(person, appeal), (asked, name, appeal)


def test_the_admin_shows_and_changes_the_plan_of_own_offices_alone(
    people: dict[str, Person],
) -> None:
    of_sections = [model for model, way in plan.WAYS.items() if "section" in way[0]]
    for model, (name, person) in product([Section, *of_sections], people.items()):
        own = plan.rows(person.user, duties.WORK, model._default_manager.all())
        managed = plan.rows(person.user, duties.PLAN, model._default_manager.all())
        assert not difference(own, model, partial(own_planned, person)), (model, name)
        assert not difference(managed, model, partial(planned, person)), (model, name)


def test_the_duties_on_an_activity_are_those_of_the_lists(
    world: World, people: dict[str, Person]
) -> None:
    lists = {
        "may_report": ActivitiesTo(duties.REPORT),
        "may_spend": ActivitiesTo(duties.ENTER),
        "may_judge": ActivitiesTo(duties.JUDGE),
        "may_plan": ActivitiesTo(duties.PLAN),
        "may_keep_risks": ActivitiesTo(duties.KEEP_RISKS),
        "may_attach": ActivitiesTo(duties.ATTACH),
    }
    for person in people.values():
        for appeal in world.appeals:
            listed = {
                name: set(rows(person.user, appeal).values_list("pk", flat=True))
                for name, rows in lists.items()
            }
            for activity in Activity.objects.of(appeal):
                given = offers.duties_on(person.user, activity)
                if not plan.sees(person.user, appeal):
                    assert not any(given.values())
                    continue
                assert {name: given[name] for name in lists} == {
                    name: activity.pk in pks for name, pks in listed.items()
                }
                proofs = access.rows(person.user, duties.WITHDRAW, Evidence.objects.on(activity))
                assert given["may_withdraw"] or not proofs.exists()


def test_what_is_answered_without_a_query_is_what_the_lists_say(
    world: World, people: dict[str, Person], django_assert_num_queries: Any
) -> None:
    offices = list(Office.objects.select_related("region"))
    comments = list(
        Comment.objects.select_related("report__office", "activity__priority__section__office")
    )
    for person in (each.user for each in people.values()):
        seen = set(plan.appeals(person))
        assert {each for each in Appeal.objects.all() if plan.sees(person, each)} == seen
        for duty in DUTIES:
            if duty.held_for == HeldFor.OFFICE:
                for appeal in world.appeals:
                    held = {each for each in offices if plan.may(person, duty, appeal, each)}
                    held &= {*Office.objects.of(appeal)}
                    assert held == {*plan.offices(person, duty, appeal)}, duty.verb
        read = set(conversation.comments(person).values_list("pk", flat=True))
        mine = [row for row in comments if row.pk in read]
        threads = [row for row in mine if row.parent_id is None]
        assert {row for row in threads if conversation.resolves(person, row)} == {
            *conversation.to_resolve(person)
        }
        assert {row for row in mine if conversation.removes(person, row)} == {
            *conversation.to_remove(person)
        }
        with django_assert_num_queries(0):
            for row in mine:
                conversation.resolves(person, row)


def test_a_discarded_draft_is_remembered_for_those_who_enter_for_its_office(
    people: dict[str, Person],
) -> None:
    draft = next(
        each for each in every(Transaction) if not each.is_posted and not each.evidence.exists()
    )
    pk, office = draft.pk, draft.office
    draft.delete()

    for person in people.values():
        gone = access.discarded_transactions(person.user, pk)
        assert gone.exists() == person.holds(office, Role.REPORTER, Role.FINANCE)


def test_who_may_what_prints_as_a_table() -> None:
    said, table = StringIO(), StringIO()
    call_command("who_may", "--csv", stdout=said)
    call_command("who_may", stdout=table)

    head, *rows = list(csv.reader(said.getvalue().splitlines()))
    assert head == [
        "Duty", "viewer", "reporting officer", "finance", "reviewer", "manager", "administrator",
        "Only", "For", "While the appeal is",
    ]  # fmt: skip
    assert ["post ledger entries", "", "", "x", "", "", "x",
            "what they neither entered nor changed, where the appeal asks for a second person",
            "the office, or its region", "published"] in rows  # fmt: skip
    assert ["approve reports", "", "", "", "x", "", "x",
            "what they neither submitted nor wrote a line of",
            "the office, or its region", "published"] in rows  # fmt: skip
    assert ["remove a comment", "x", "x", "x", "x", "x", "x", "their own", "any office or region",
            "draft, published, closed"] in rows  # fmt: skip
    assert len(rows) == len(DUTIES) == len(table.getvalue().splitlines()) - 1
