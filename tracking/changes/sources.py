"""The change logs and append-only tables of an appeal, each with the pages it leads to."""

from appeal.access import Way
from appeal.models import (
    Activity,
    Allocation,
    Appeal,
    Classification,
    CoreIndicator,
    Indicator,
    IndicatorTarget,
    Membership,
    Milestone,
    Office,
    Partner,
    Priority,
    RequirementRevision,
    Section,
    User,
)

from ..models import (
    ActualBreakdown,
    Attribution,
    Comment,
    Contribution,
    ContributionAssignment,
    CostCategory,
    Donor,
    DonorReport,
    Download,
    Evidence,
    ExchangeRate,
    ExplainedDifference,
    Flow,
    IndicatorActual,
    MilestoneAchievement,
    Notice,
    OfficeReport,
    OverlapStatement,
    PeriodEvent,
    ProgressUpdate,
    ReportingPeriod,
    ReviewEvent,
    Risk,
    StatusOverride,
    Transaction,
)
from .source import (
    ChangeSource,
    of_the_appeal,
    own_offices,
    posted,
    visible_evidence,
)

OF_ACTIVITY = ("tracking:activity_detail", "activity__code")
REPORT = ("tracking:report_detail", "report__office__code", "report__period__code")
LINE = ("tracking:report_detail", *(f"update__{path}" for path in REPORT[1:]))
OF_CONTRIBUTION = ("tracking:contribution_detail", "contribution_id")
PERIODS = ("tracking:period_list",)

# fmt: off
ACTIVITY = ChangeSource(
    Activity, ("code", "own_title"), places=(("tracking:activity_detail", "code"),), activity="id",
)
INDICATOR = ChangeSource(
    Indicator, ("activity__code", "title"), of=("activity_id", ACTIVITY),
    places=(OF_ACTIVITY,), activity="activity",
)
ACTUAL = ChangeSource(
    IndicatorActual, ("update__activity__code", "indicator__title"), seen=own_offices,
    places=(LINE,),
)
SOURCES = [
    ChangeSource(Appeal, ("code",), places=(("tracking:home",),)),
    ChangeSource(
        Section, ("office__code",), places=(("tracking:office_detail", "office__code"),)
    ),
    ChangeSource(Priority, ("code",), places=(("appeal:priority_detail", "code"),)),
    ChangeSource(
        Classification, ("priority__code", "heading__code"),
        places=(("appeal:priority_detail", "priority__code"),),
    ),
    ACTIVITY,
    ChangeSource(CoreIndicator, ("code",), places=(("tracking:result_detail", "code"),)),
    ChangeSource(
        Allocation, ("activity__code", "cell__heading__code"), Way("cell__appeal", "cell__office"),
        places=(OF_ACTIVITY,), activity="activity",
    ),
    ChangeSource(
        Milestone, ("activity__code", "title"), of=("activity_id", ACTIVITY),
        places=(OF_ACTIVITY,), activity="activity",
    ),
    INDICATOR,
    ChangeSource(
        IndicatorTarget, ("indicator__title", "ends_on"), of=("indicator_id", INDICATOR),
        places=(("tracking:activity_detail", "indicator__activity__code"),),
        activity="indicator__activity",
    ),
    ChangeSource(
        RequirementRevision, ("cell__office__code", "cell__heading__code"),
        places=(("tracking:office_detail", "cell__office__code"),),
        at="recorded_at", by="revised_by", facts=("amount", "effective_on", "reason", "reverses"),
    ),
    ChangeSource(
        Office, ("code",), Way(office="id"), seen=of_the_appeal,
        places=(("tracking:office_detail", "code"),),
    ),
    # Shared by all appeals: each tells of them.
    ChangeSource(Partner, ("name_en",), places=(("appeal:partner_list",),)),
    ChangeSource(Donor, ("name",), places=(("tracking:donor_list",),)),
    ChangeSource(ReportingPeriod, ("code",), places=(PERIODS,)),
    ChangeSource(
        PeriodEvent, ("period__code",), places=(PERIODS,),
        at="at", by="by", facts=("kind", "reason"),
    ),
    ChangeSource(
        OfficeReport, ("office__code", "period__code"), seen=own_offices,
        places=(("tracking:report_detail", "office__code", "period__code"),),
    ),
    ChangeSource(
        ReviewEvent, ("report__office__code", "report__period__code"), seen=own_offices,
        places=(REPORT,), at="at", by="by", facts=("from_state", "to_state", "comment"),
    ),
    ChangeSource(
        ProgressUpdate, ("activity__code", "report__period__code"), seen=own_offices,
        places=(REPORT,),
    ),
    ChangeSource(
        MilestoneAchievement, ("update__activity__code", "milestone__title"), seen=own_offices,
        places=(LINE,),
    ),
    ACTUAL,
    ChangeSource(
        ActualBreakdown, ("actual__indicator__title", "instance.name"), of=("actual_id", ACTUAL),
        places=(("tracking:report_detail", *(f"actual__{path}" for path in LINE[1:])),),
    ),
    ChangeSource(
        Transaction, ("activity__code", "value_on", "reference"), seen=posted,
        places=(("tracking:transaction_detail", "id"),),
    ),
    ChangeSource(
        Attribution, ("entry__activity__code", "entry__value_on", "entry__reference"),
        places=(("tracking:transaction_detail", "entry_id"),),
        at="recorded_at", by="recorded_by",
        facts=("giver", "giver_category", "receiver", "category", "usd", "reason"),
    ),
    ChangeSource(ExchangeRate, ("currency", "effective_on"), places=(("tracking:rate_list",),)),
    ChangeSource(
        Contribution, ("donor__name", "reference"),
        places=(("tracking:contribution_detail", "id"),),
    ),
    ChangeSource(
        Flow, ("contribution__donor__name", "contribution__reference"),
        places=(OF_CONTRIBUTION,), at="recorded_at", by="recorded_by",
        facts=("kind", "value_on", "amount", "usd_amount", "note", "reverses"),
    ),
    ChangeSource(
        ContributionAssignment, ("contribution__donor__name", "contribution__reference"),
        Way("contribution__appeal", "office"), places=(OF_CONTRIBUTION,),
        at="recorded_at", by="recorded_by",
        facts=("from_office", "from_heading", "office", "heading", "into", "amount",
               "effective_on", "reason"),
    ),
    ChangeSource(
        CostCategory, ("contribution__donor__name", "contribution__reference", "title"),
        places=(OF_CONTRIBUTION,),
    ),
    ChangeSource(
        DonorReport, ("contribution__donor__name", "contribution__reference", "due_on"),
        places=(OF_CONTRIBUTION,),
    ),
    ChangeSource(Risk, ("activity__code", "what"), places=(OF_ACTIVITY,)),
    ChangeSource(
        StatusOverride, ("activity__code",), places=(OF_ACTIVITY,), activity="activity",
        at="at", by="by", facts=("colour", "effective_on", "reason"),
    ),
    ChangeSource(
        OverlapStatement, ("core__code",), places=(("tracking:result_detail", "core__code"),),
        at="at", by="by", facts=("office", "method", "value", "target", "effective_on", "reason"),
    ),
    ChangeSource(
        Evidence, ("title",), seen=visible_evidence,
        places=(
            ("tracking:transaction_detail", "transaction_id"),
            ("tracking:activity_detail", "update__activity__code"),
            ("tracking:activity_detail", "milestone__activity__code"),
        ),
    ),
]
# fmt: on
# Who people are and what they may do: told on the page of each, and in the admin. A conversation is
# its own log, a download changes nothing, a notice tells of what is in the log itself, and why a
# difference from the finance system is right is shown beside it with its person and instant.
LEFT_OUT = (User, Membership, Comment, Download, Notice, ExplainedDifference)


def kinds() -> list[tuple[str, str]]:
    """The kinds of rows that are in the log, as choices."""
    return [(source.kind, str(source.model._meta.verbose_name)) for source in SOURCES]
