"""Every kind of notice in one table: its row, who gets it, when by mail, in which words."""

from collections.abc import Callable, Collection
from dataclasses import dataclass

from django.db.models import Model
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from appeal import duties
from appeal.duties import Duty
from appeal.models import Appeal, Membership

from ..models import (
    Comment,
    Notice,
    NoticeKind,
    OfficeReport,
    ReportingPeriod,
    ReviewEvent,
    Transaction,
    Upload,
    When,
)

Holds = Callable[..., bool]


def is_owed(notice: Notice, period: ReportingPeriod) -> bool:
    """Whether the office has still to hand in its report on the period."""
    handed_in = OfficeReport.objects.filter(state__in=OfficeReport.HANDED_IN)
    is_open = ReportingPeriod.objects.unlocked().filter(pk=period.pk).exists()
    return is_open and not handed_in.filter(office=notice.office_id, period=period).exists()


def is_to_review(notice: Notice, event: ReviewEvent) -> bool:
    return event.report.state == OfficeReport.State.SUBMITTED


def is_to_post(notice: Notice, entry: Transaction) -> bool:
    """Whether a draft of the office waits still."""
    drafts = Transaction.objects.drafts().filter(appeal=notice.appeal_id, office=notice.office_id)
    return drafts.exists()


def always(notice: Notice, row: Model) -> bool:
    return True


@dataclass(frozen=True, eq=False)
class Event:
    """A kind of notice. `gets` are the duties whose holders for the office are told of it.

    Who lacks the duty `needs` when the mail is sent does not get it any more, nor does anybody
    where it no longer `holds`. Subject and sentences name facts: see `facts.py`. A sentence whose
    fact is empty is left out.
    """

    row: type[Model]
    gets: tuple[Duty, ...]
    subject: Promise
    says: tuple[Promise | str, ...]
    button: Promise
    needs: Duty | None = None
    when: When = When.AT_ONCE
    holds: Holds = always

    def reaches(self, roles: Collection[str]) -> bool:
        """Whether somebody with these roles is ever told of it."""
        asked = self.gets or (self.needs,)
        return asked == (None,) or any(duty and set(duty.roles) & set(roles) for duty in asked)


OPEN_REPORT = _("Open the report")
DUE = _("The report of %(office)s on %(period)s (%(first)s – %(last)s) is due on %(due)s.")
WAS_DUE = _(
    "The report of %(office)s on %(period)s (%(first)s – %(last)s) was due on %(due)s and has not"
    " been submitted."
)
REPORTS, DECIDES = (duties.REPORT,), (duties.APPROVE,)
KINDS: dict[str, Event] = {
    NoticeKind.DUE_SOON: Event(
        ReportingPeriod, REPORTS, _("Due on %(due)s: report of %(office)s on %(period)s"),
        (DUE, _("Write a line for each activity, then read and submit the report.")),
        OPEN_REPORT, duties.REPORT, holds=is_owed,
    ),
    NoticeKind.DUE_TODAY: Event(
        ReportingPeriod, REPORTS, _("Due today: report of %(office)s on %(period)s"),
        (DUE, _("Read and submit it today.")), OPEN_REPORT, duties.REPORT, holds=is_owed,
    ),
    NoticeKind.OVERDUE: Event(
        ReportingPeriod, REPORTS, _("Overdue: report of %(office)s on %(period)s"),
        (WAS_DUE, _("Until it is submitted you are reminded every week.")),
        OPEN_REPORT, duties.REPORT, holds=is_owed,
    ),
    NoticeKind.REMINDER: Event(
        ReportingPeriod, (), _("Reminder: report of %(office)s on %(period)s"),
        (_("%(by)s reminds you:"), WAS_DUE, _("Write and submit it now.")),
        OPEN_REPORT, duties.REPORT, holds=is_owed,
    ),
    NoticeKind.MONTH_LATE: Event(
        ReportingPeriod, (duties.REOPEN,),
        _("A month overdue: report of %(office)s on %(period)s"),
        (WAS_DUE, _("Its office has been reminded every week.")),
        OPEN_REPORT, duties.REOPEN, holds=is_owed,
    ),
    NoticeKind.SUBMITTED: Event(
        ReviewEvent, DECIDES, _("To review: report of %(office)s on %(period)s"),
        (
            _("%(by)s submitted the report of %(office)s on %(period)s."), "%(said)s",
            _("Approve it, or return it with your remarks. Until then it does not count."),
        ),
        OPEN_REPORT, duties.APPROVE, holds=is_to_review,
    ),
    NoticeKind.TAKEN_BACK: Event(
        ReviewEvent, DECIDES, _("Taken back: report of %(office)s on %(period)s"),
        (
            _("%(by)s took the report of %(office)s on %(period)s back to change it."), "%(said)s",
            _("There is nothing to review until it is submitted again."),
        ),
        OPEN_REPORT, when=When.DIGEST,
    ),
    NoticeKind.RETURNED: Event(
        ReviewEvent, REPORTS, _("Returned: report of %(office)s on %(period)s"),
        (
            _("%(by)s returned the report of %(office)s on %(period)s:"), "%(said)s",
            "%(remarks)s", _("Change what was remarked on, then submit the report again."),
        ),
        OPEN_REPORT,
    ),
    NoticeKind.APPROVED: Event(
        ReviewEvent, REPORTS, _("Approved: report of %(office)s on %(period)s"),
        (
            _("%(by)s approved the report of %(office)s on %(period)s. It now counts."),
            "%(said)s",
        ),
        OPEN_REPORT,
    ),
    NoticeKind.REOPENED: Event(
        ReviewEvent, REPORTS, _("Re-opened: report of %(office)s on %(period)s"),
        (
            _("%(by)s re-opened the report of %(office)s on %(period)s:"), "%(said)s",
            _("It does not count until it is submitted and approved again."),
        ),
        OPEN_REPORT,
    ),
    NoticeKind.MENTION: Event(
        Comment, (), _("%(by)s names you: %(place)s"),
        (_("%(by)s wrote about %(place)s, and named you:"), "%(said)s"), _("Open it and answer"),
    ),
    NoticeKind.COMMENT: Event(
        Comment, (), _("Comment by %(by)s: %(place)s"),
        (_("%(by)s wrote about %(place)s:"), "%(said)s"), _("Open it and answer"),
    ),
    NoticeKind.UPLOADED: Event(
        Upload, (duties.REPORT, duties.POST), _("Upload applied: %(office)s"),
        (_("%(by)s applied the file %(file)s to %(office)s."),),
        _("See what it changed"), when=When.DIGEST,
    ),
    NoticeKind.TO_POST: Event(
        Transaction, (duties.POST,), _("To post: drafts of %(office)s"),
        (_("Drafts of %(office)s that others entered wait for you to post them."),),
        _("Open the drafts"), duties.POST, holds=is_to_post,
    ),
    NoticeKind.ROLE_GIVEN: Event(
        Membership, (), _("Your new role: %(role)s, %(place)s"),
        (
            _("%(by)s gave you the role of %(role)s for %(place)s."),
            _("You hold it until %(day)s."),
        ),
        _("Open the tracker"),
    ),
    NoticeKind.ROLE_ENDS: Event(
        Membership, (), _("Ends on %(day)s: your role of %(role)s, %(place)s"),
        (
            _("Your role of %(role)s for %(place)s ends on %(day)s."),
            _("If you still need it, ask a manager to extend it."),
        ),
        _("Open the tracker"),
    ),
    # Its lists are written for its reader when it is sent: see `week.py`.
    NoticeKind.WEEK: Event(
        Appeal, (), _("%(place)s, %(period)s: the week to %(last)s"), (),
        _("Open the tracker"), duties.WORK, When.DIGEST,
    ),
}  # fmt: skip
