"""Who may see drafts, record, post and review; builds on who may see the plan."""

from django.db.models import Q, QuerySet

from appeal import access as plan
from appeal.models import Activity, Appeal, Office, Role, Section, User
from appeal.viewpoint import EVERYTHING, Viewpoint

from .models import (
    ActualBreakdown,
    Comment,
    Contribution,
    ContributionAssignment,
    Donor,
    Download,
    Evidence,
    ExchangeRate,
    Flow,
    IndicatorActual,
    LedgerTotal,
    MilestoneAchievement,
    OfficeReport,
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
    included_entries,
)
from .models.comments import CommentQuerySet
from .models.evidence import EvidenceQuerySet
from .models.ledger import TransactionQuerySet

# Who does what of an office's; a manager also plans and withdraws.
REPORTERS = (Role.REPORTER,)
ENTERERS = (Role.REPORTER, Role.FINANCE)
JUDGES = (Role.MANAGER, Role.REVIEWER)
RISK_KEEPERS = (Role.REPORTER, Role.MANAGER)
EVIDENCE_KEEPERS = (Role.REPORTER, Role.FINANCE, Role.MANAGER)


def draft_offices(user: User) -> QuerySet[Office]:
    """The offices whose drafts the person may see."""
    return plan.own_offices(user)


def reporting_offices(user: User) -> QuerySet[Office]:
    """The offices for which the person logs progress and submits."""
    return plan.offices_where(user, *REPORTERS)


def entering_offices(user: User) -> QuerySet[Office]:
    """The offices for which the person may draft transactions."""
    return plan.offices_where(user, *ENTERERS)


def posting_offices(user: User) -> QuerySet[Office]:
    """The offices whose transactions the person may post and reverse."""
    return plan.offices_where(user, Role.FINANCE)


def reviewed_offices(user: User) -> QuerySet[Office]:
    """The offices whose reports the person may approve."""
    return plan.offices_where(user, Role.REVIEWER)


def activities(user: User, appeal: Appeal) -> QuerySet[Activity]:
    """Those the person may see."""
    return Activity.objects.of(appeal).filter(priority__section__appeal__in=plan.appeals(user))


def duties_on(user: User, activity: Activity) -> dict[str, bool]:
    """What the person may do on an activity that they see; no query."""
    appeal, office = activity.appeal, activity.office
    is_seen = plan.sees(user, appeal)
    is_open = is_seen and appeal.state == Appeal.State.PUBLISHED
    return {
        "may_report": is_open and plan.holds(user, office, *REPORTERS),
        "may_spend": is_open and plan.holds(user, office, *ENTERERS),
        "may_judge": is_open and plan.holds(user, office, *JUDGES),
        "may_plan": is_seen and plan.is_open_to(appeal) and plan.holds(user, office, Role.MANAGER),
        "may_keep_risks": is_open and plan.holds(user, office, *RISK_KEEPERS),
        "may_attach": is_open and plan.holds(user, office, *EVIDENCE_KEEPERS),
        "may_withdraw": is_open and plan.holds(user, office, Role.MANAGER),
    }


def _open_for_writing(user: User, appeal: Appeal, offices: QuerySet[Office]) -> QuerySet:
    if appeal.state != Appeal.State.PUBLISHED:
        return Activity.objects.none()
    return activities(user, appeal).in_offices(offices)


def reportable_activities(user: User, appeal: Appeal) -> QuerySet[Activity]:
    """Those the person may log progress on."""
    return _open_for_writing(user, appeal, reporting_offices(user))


def spendable_activities(user: User, appeal: Appeal) -> QuerySet[Activity]:
    """Those the person may record spend on."""
    return _open_for_writing(user, appeal, entering_offices(user))


def judged_activities(user: User, appeal: Appeal) -> QuerySet[Activity]:
    """Those whose overall status the person may judge otherwise than computed."""
    judging = plan.offices_where(user, *JUDGES)
    return _open_for_writing(user, appeal, judging)


def transactions(user: User) -> TransactionQuerySet:
    """Posted ones of every office, drafts of the offices whose drafts the person may see."""
    return Transaction.objects.filter(
        Q(posted_at__isnull=False) | Q(office__in=draft_offices(user)),
        appeal__in=plan.appeals(user),
    )


def transactions_then(user: User, viewpoint: Viewpoint) -> QuerySet[Transaction]:
    """Those that count from there, as they stood then; compare by `id`."""
    rows: QuerySet[Transaction] = included_entries(viewpoint)
    return rows.filter(appeal__in=plan.appeals(user))


def entered_transactions(user: User) -> QuerySet[Transaction]:
    """Drafts and posted ones of the offices for which the person enters."""
    return _of_open_appeals(user).filter(office__in=entering_offices(user))


def discarded_transactions(user: User, pk: int) -> QuerySet:
    """The change log's line of a draft of the person's offices that is gone."""
    return Transaction.history.filter(id=pk, history_type="-", office__in=entering_offices(user))


def editable_transactions(user: User) -> QuerySet[Transaction]:
    """Drafts that the person may change or discard."""
    return entered_transactions(user).drafts()


def kept_transactions(user: User) -> TransactionQuerySet:
    """Drafts and posted ones of the offices whose books the person keeps."""
    return _of_open_appeals(user).filter(office__in=posting_offices(user))


def kept_drafts(user: User) -> TransactionQuerySet:
    """Drafts that wait for whoever keeps the books, be it the person or somebody else."""
    return kept_transactions(user).drafts()


def postable_transactions(user: User) -> TransactionQuerySet:
    """Drafts that the person posts: not their own where the appeal needs a second person."""
    return kept_drafts(user).not_for(user)


def reversible_transactions(user: User) -> QuerySet[Transaction]:
    """Posted ones that are neither a reversal nor reversed already."""
    return kept_transactions(user).posted().filter(reverses__isnull=True, reversal__isnull=True)


def _of_open_appeals(user: User) -> TransactionQuerySet:
    return transactions(user).filter(appeal__state=Appeal.State.PUBLISHED)


def is_poster(user: User, appeal: Appeal) -> bool:
    """Whether the person posts drafts of some office of the appeal."""
    return _acts_in(appeal, posting_offices(user))


def is_reviewer(user: User, appeal: Appeal) -> bool:
    """Whether the person approves reports of some office of the appeal."""
    return _acts_in(appeal, reviewed_offices(user))


def _acts_in(appeal: Appeal, offices: QuerySet[Office]) -> bool:
    is_open = appeal.state == Appeal.State.PUBLISHED
    return is_open and offices.filter(sections__appeal=appeal).exists()


def keeps_rates(user: User, appeal: Appeal) -> bool:
    """Whether the person adds and edits rates of exchange: whoever manages any office does."""
    return appeal.state == Appeal.State.PUBLISHED and plan.is_manager(user)


def kept_rates(user: User) -> QuerySet[ExchangeRate]:
    """The rates that the person edits."""
    return ExchangeRate.objects.all() if plan.is_manager(user) else ExchangeRate.objects.none()


def reports(user: User) -> QuerySet[OfficeReport]:
    """Approved ones of every office, all of the offices whose drafts the person may see."""
    return OfficeReport.objects.filter(
        Q(state=OfficeReport.State.APPROVED) | Q(office__in=draft_offices(user)),
        period__appeal__in=plan.appeals(user),
    )


def reports_then(user: User, viewpoint: Viewpoint) -> QuerySet[OfficeReport]:
    """The same as known then: of other offices what was approved by then; with their review."""
    known = OfficeReport.objects.begun(viewpoint).with_review(viewpoint)
    return known.filter(
        Q(state_then=OfficeReport.State.APPROVED) | Q(office__in=draft_offices(user)),
        period__appeal__in=plan.appeals(user),
    )


def written_reports(user: User) -> QuerySet[OfficeReport]:
    """Reports, in whatever state, of the offices for which the person writes."""
    return reports(user).filter(
        office__in=reporting_offices(user), period__appeal__state=Appeal.State.PUBLISHED
    )


def writable_reports(user: User) -> QuerySet[OfficeReport]:
    """Reports that the person may write and submit."""
    return _unlocked(written_reports(user)).filter(state__in=OfficeReport.WRITABLE)


def _unlocked(rows: QuerySet[OfficeReport]) -> QuerySet[OfficeReport]:
    return rows.filter(period__in=ReportingPeriod.objects.unlocked().values("pk"))


def reviewed_reports(user: User) -> QuerySet[OfficeReport]:
    """Reports, in whatever state, of the offices that the person reviews."""
    return reports(user).filter(
        office__in=reviewed_offices(user), period__appeal__state=Appeal.State.PUBLISHED
    )


def approvable_reports(user: User) -> QuerySet[OfficeReport]:
    """Submitted reports that the person reviews, and neither submitted nor wrote a line of."""
    waiting = returnable_reports(user)
    return waiting.exclude(pk__in=waiting.written_by(user).values("pk"))


def returnable_reports(user: User) -> QuerySet[OfficeReport]:
    """Submitted reports that the person reviews and did not submit."""
    waiting = submitted_reports(user)
    return waiting.exclude(pk__in=waiting.submitted_by(user).values("pk"))


def submitted_reports(user: User) -> QuerySet[OfficeReport]:
    """Those that wait for a reviewer of the person's offices, be it the person or another."""
    return _unlocked(reviewed_reports(user)).filter(state=OfficeReport.State.SUBMITTED)


def managed_reports(user: User) -> QuerySet[OfficeReport]:
    """Reports, in whatever state, of the offices that the person manages."""
    return reports(user).filter(
        office__in=plan.managed_offices(user), period__appeal__state=Appeal.State.PUBLISHED
    )


def reopenable_reports(user: User) -> QuerySet[OfficeReport]:
    """Approved reports that the person may re-open."""
    return _unlocked(managed_reports(user)).filter(state=OfficeReport.State.APPROVED)


def updates(user: User) -> QuerySet[ProgressUpdate]:
    """The standing lines of the reports that the person may see."""
    return ProgressUpdate.objects.standing().filter(report__in=reports(user))


def earlier_revisions(user: User, viewpoint: Viewpoint) -> QuerySet[ProgressUpdate]:
    """Lines superseded by then, of the reports that the person could read then.

    Of other offices only what was once approved.
    """
    readable = reports_then(user, viewpoint).values("pk")
    earlier = ProgressUpdate.objects.superseded(viewpoint).filter(report__in=readable)
    return earlier.filter(report__office__in=draft_offices(user)) | earlier.once_approved()


def governed_appeals(user: User) -> QuerySet[Appeal]:
    """Appeals, published or closed, whose periods the person locks and which they close."""
    published = plan.appeals(user).exclude(state=Appeal.State.DRAFT)
    return published.filter(region__in=plan.managed_regions(user))


def governed_periods(user: User) -> QuerySet[ReportingPeriod]:
    return ReportingPeriod.objects.filter(appeal__in=governed_appeals(user))


def movable_periods(user: User) -> QuerySet[ReportingPeriod]:
    """Periods whose days the person moves: of appeals that are not closed."""
    return governed_periods(user).exclude(appeal__state=Appeal.State.CLOSED)


def comments(user: User) -> CommentQuerySet:
    """Those on activities that the person may see and on reports that they may read."""
    on_activity = Q(report=None, activity__priority__section__appeal__in=plan.appeals(user))
    said: CommentQuerySet = Comment.objects.filter(on_activity | Q(report__in=reports(user)))
    return said


def comments_then(user: User, viewpoint: Viewpoint) -> CommentQuerySet:
    """The same of what was said by then, on reports that could be read then."""
    on_activity = Q(report=None, activity__priority__section__appeal__in=plan.appeals(user))
    readable = reports_then(user, viewpoint).values("pk")
    said: CommentQuerySet = Comment.objects.known(viewpoint)
    return said.filter(on_activity | Q(report__in=readable))


def threads(user: User) -> CommentQuerySet:
    """The first comment of each thread that the person may read."""
    return comments(user).threads()


def resolvable_threads(user: User) -> QuerySet[Comment]:
    """Those that the person opened, and those on offices whose drafts they see."""
    own = draft_offices(user)
    of_office = Q(report__office__in=own) | Q(activity__priority__section__office__in=own)
    return threads(user).filter(Q(by=user) | of_office)


def resolves(user: User, thread: Comment) -> bool:
    """Whether a thread that the person reads is one of `resolvable_threads`; no query."""
    about = thread.report or thread.activity
    is_own = about is not None and plan.holds(user, about.office, *plan.OWN)
    return thread.by_id == user.pk or is_own  # type: ignore[attr-defined]


def takes_back(user: User, comment: Comment) -> bool:
    """Whether a comment that the person reads is one of `withdrawable_comments`; no query."""
    is_theirs = user.is_superuser or comment.by_id == user.pk  # type: ignore[attr-defined]
    return is_theirs and comment.withdrawn_at is None


def withdrawable_comments(user: User) -> QuerySet[Comment]:
    """The person's own words, where they may read them; a superuser takes back anybody's."""
    seen = threads(user)
    standing = Comment.objects.filter(withdrawn_at=None)
    standing = standing.filter(Q(pk__in=seen.values("pk")) | Q(parent__in=seen.values("pk")))
    return standing if user.is_superuser else standing.filter(by=user)


def contributions(user: User) -> QuerySet[Contribution]:
    """Those of every appeal that the person may see."""
    return Contribution.objects.filter(appeal__in=plan.appeals(user))


def contributing_appeals(user: User) -> QuerySet[Appeal]:
    """The appeals whose contributions, all or those of an office, the person records."""
    is_managed = Q(region__in=plan.managed_regions(user)) | Q(
        pk__in=Section.objects.filter(office__in=plan.managed_offices(user)).values("appeal")
    )
    return plan.appeals(user).filter(is_managed, state=Appeal.State.PUBLISHED)


def is_recorder_for_all(user: User, appeal: Appeal) -> bool:
    """Whether the person records contributions earmarked for no office, or for any."""
    return plan.managed_regions(user).filter(pk=appeal.region_id).exists()


def earmarked_offices(user: User, appeal: Appeal) -> QuerySet[Office]:
    """The appeal's offices for which the person records contributions, in printed order."""
    offices = Office.objects.filter(sections__appeal=appeal).order_by("sections__order")
    if is_recorder_for_all(user, appeal):
        return offices
    return offices.filter(pk__in=plan.managed_offices(user).values("pk"))


def kept_contributions(user: User) -> QuerySet[Contribution]:
    """Those that the person records: all of a region, or those earmarked for a managed office."""
    is_kept = Q(appeal__region__in=plan.managed_regions(user)) | Q(
        office__in=plan.managed_offices(user)
    )
    return contributions(user).filter(is_kept, appeal__state=Appeal.State.PUBLISHED)


def kept_risk_activities(user: User, appeal: Appeal) -> QuerySet[Activity]:
    """Those whose risks the person keeps."""
    keepers = plan.offices_where(user, *RISK_KEEPERS)
    return _open_for_writing(user, appeal, keepers)


def kept_risks(user: User) -> QuerySet[Risk]:
    """Risks that the person may change."""
    return Risk.objects.filter(
        activity__priority__section__appeal__in=plan.appeals(user).filter(
            state=Appeal.State.PUBLISHED
        ),
        activity__priority__section__office__in=plan.offices_where(user, *RISK_KEEPERS),
    )


def evidenced_activities(user: User, appeal: Appeal) -> QuerySet[Activity]:
    """Those to whose lines, milestones and transactions the person may attach evidence."""
    keepers = plan.offices_where(user, *EVIDENCE_KEEPERS)
    return _open_for_writing(user, appeal, keepers)


def evidence(user: User) -> EvidenceQuerySet:
    """What proves official things, of every office; all of those whose drafts the person sees."""
    return _proofs(user, EVERYTHING)


def evidence_then(user: User, viewpoint: Viewpoint) -> EvidenceQuerySet:
    """The same as known then, withdrawn or not: of other offices what was official by then."""
    return _proofs(user, viewpoint).known(viewpoint)


def _proofs(user: User, viewpoint: Viewpoint) -> EvidenceQuerySet:
    reviewed = OfficeReport.objects.with_review(viewpoint)
    approved = reviewed.filter(state_then=OfficeReport.State.APPROVED).values("pk")
    standing = ProgressUpdate.objects.standing(viewpoint).filter(report__in=approved)
    reached = MilestoneAchievement.objects.filter(update__in=standing.values("pk"))
    return Evidence.objects.in_appeals(plan.appeals(user)).filter(
        Q(office__in=draft_offices(user))
        | viewpoint.by_then("transaction__posted_at")
        | Q(update__report__in=approved)
        | Q(milestone__in=reached.values("milestone"))
    )


def managed_evidence(user: User) -> EvidenceQuerySet:
    """Evidence, withdrawn or not, of the offices that the person manages, in open appeals."""
    published = plan.appeals(user).filter(state=Appeal.State.PUBLISHED)
    managed = Evidence.objects.in_appeals(published)
    return managed.filter(office__in=plan.managed_offices(user))


def uploads(user: User) -> QuerySet[Upload]:
    """The person's own, and those about offices whose drafts they see."""
    seen = Q(uploaded_by=user) | Q(office__in=draft_offices(user))
    return Upload.objects.filter(seen, appeal__in=plan.appeals(user))


def upload_rows(user: User) -> QuerySet[UploadRow]:
    return UploadRow.objects.filter(upload__in=uploads(user))


def downloads(user: User) -> QuerySet[Download]:
    """The person's own; all of them for whoever manages people everywhere."""
    return Download.objects.all() if user.is_superuser else Download.objects.filter(by=user)


def visits(user: User) -> QuerySet[Visit]:
    """One's own."""
    return Visit.objects.filter(user=user.pk, appeal__in=plan.appeals(user))


def saved_views(user: User) -> QuerySet[SavedView]:
    """One's own."""
    return SavedView.objects.filter(user=user.pk, appeal__in=plan.appeals(user))


def own_uploads(user: User) -> QuerySet[Upload]:
    """Those that the person decides about: what they uploaded, in an appeal open for writing."""
    return uploads(user).filter(uploaded_by=user, appeal__state=Appeal.State.PUBLISHED)


def is_uploader(user: User, appeal: Appeal) -> bool:
    """Whether there is anything that the person may upload."""
    return appeal.state == Appeal.State.PUBLISHED and (
        plan.offices_where(user, Role.REPORTER, Role.FINANCE, Role.MANAGER).exists()
    )


# What follows scopes the admin, which shows the rows of the offices that a person works for only.


def own_periods(user: User) -> QuerySet[ReportingPeriod]:
    return ReportingPeriod.objects.filter(appeal__in=plan.own_appeals(user))


def own_reports(user: User) -> QuerySet[OfficeReport]:
    return reports(user).filter(office__in=plan.own_offices(user))


def own_updates(user: User) -> QuerySet[ProgressUpdate]:
    """Every revision of every line of the person's offices."""
    return ProgressUpdate.objects.filter(report__in=own_reports(user))


def writable_updates(user: User) -> QuerySet[ProgressUpdate]:
    """Lines not submitted yet, of reports that the person may write."""
    drafts = ProgressUpdate.objects.standing().filter(submitted_at__isnull=True)
    return drafts.filter(report__in=writable_reports(user))


def own_reviews(user: User) -> QuerySet[ReviewEvent]:
    return ReviewEvent.objects.filter(report__in=own_reports(user))


def own_transactions(user: User) -> QuerySet[Transaction]:
    return transactions(user).filter(office__in=plan.own_offices(user))


def seen_rates(user: User) -> QuerySet[ExchangeRate]:
    """Every rate, for whoever belongs here."""
    return ExchangeRate.objects.all() if plan.may_enter(user) else ExchangeRate.objects.none()


def own_contributions(user: User) -> QuerySet[Contribution]:
    """Those of the person's offices, and of no single office, of appeals they work on."""
    is_own = Q(office__isnull=True) | Q(office__in=plan.own_offices(user))
    return Contribution.objects.filter(is_own, appeal__in=plan.own_appeals(user))


def own_flows(user: User) -> QuerySet[Flow]:
    return Flow.objects.filter(contribution__in=own_contributions(user))


def own_assignments(user: User) -> QuerySet[ContributionAssignment]:
    return ContributionAssignment.objects.filter(contribution__in=own_contributions(user))


def edited_donors(user: User) -> QuerySet[Donor]:
    """Donors are shared by all appeals: managers of a region keep their names."""
    is_manager = plan.managed_regions(user).exists()
    return Donor.objects.all() if is_manager else Donor.objects.none()


def _own_activities(user: User) -> QuerySet[Activity]:
    sections = Section.objects.filter(
        appeal__in=plan.appeals(user), office__in=plan.own_offices(user)
    )
    return Activity.objects.filter(priority__section__in=sections)


def own_risks(user: User) -> QuerySet[Risk]:
    return Risk.objects.filter(activity__in=_own_activities(user))


def own_overrides(user: User) -> QuerySet[StatusOverride]:
    return StatusOverride.objects.filter(activity__in=_own_activities(user))


def own_comments(user: User) -> QuerySet[Comment]:
    """Every comment and answer on the activities and reports of the person's offices."""
    on_activity = Q(report=None, activity__in=_own_activities(user))
    return Comment.objects.filter(on_activity | Q(report__in=own_reports(user)))


def own_evidence(user: User) -> QuerySet[Evidence]:
    return evidence(user).filter(office__in=plan.own_offices(user))


def own_period_events(user: User) -> QuerySet[PeriodEvent]:
    return PeriodEvent.objects.filter(period__in=own_periods(user))


def own_achievements(user: User) -> QuerySet[MilestoneAchievement]:
    return MilestoneAchievement.objects.filter(update__in=own_updates(user))


def own_actuals(user: User) -> QuerySet[IndicatorActual]:
    return IndicatorActual.objects.filter(update__in=own_updates(user))


def own_breakdowns(user: User) -> QuerySet[ActualBreakdown]:
    return ActualBreakdown.objects.filter(actual__in=own_actuals(user))


def own_totals(user: User) -> QuerySet[LedgerTotal]:
    return LedgerTotal.objects.filter(cell__office__in=plan.own_offices(user))
