"""The change logs and append-only tables of an appeal: whose rows, who sees them, their pages."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from appeal import duties
from appeal.access import Way
from appeal.models import (
    Activity,
    Allocation,
    Appeal,
    Classification,
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
    log_of,
)

from .. import access
from ..access import conversation
from ..models import (
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
    MilestoneAchievement,
    Notice,
    OfficeReport,
    PeriodEvent,
    ProgressUpdate,
    ReportingPeriod,
    ReviewEvent,
    Risk,
    StatusOverride,
    Transaction,
)

ALL, NO_WAY = Q(), Way()


def everybody(user: User, appeal: Appeal, source: "ChangeSource") -> Q:
    """The plan and what is always official."""
    return Q()


def own_offices(user: User, appeal: Appeal, source: "ChangeSource") -> Q:
    """What is a draft, or was one: of the offices whose drafts the person may see."""
    return Q(**{f"{source.office}__in": access.offices(user, duties.WORK)})


def posted(user: User, appeal: Appeal, source: "ChangeSource") -> Q:
    return Q(posted_at__isnull=False) | own_offices(user, appeal, source)


def of_the_appeal(user: User, appeal: Appeal, source: "ChangeSource") -> Q:
    """An office is in several appeals; each shows its own changes."""
    return Q(id__in=appeal.offices.values("pk"))


def visible_evidence(user: User, appeal: Appeal, source: "ChangeSource") -> Q:
    return Q(id__in=conversation.evidence(user).of(appeal).values("pk"))


@dataclass(frozen=True)
class ChangeSource:
    """A change log, or a table that is append-only, and how its rows lead elsewhere.

    `way` leads to its appeal and office where it is another than that of `access`, `activity` to
    an activity; rows whose own way may be deleted under them say of which other source's rows
    they are (`of`: column and source). A row is called by its `names`, of which some are behind a
    dot: what its model says; `places` are pages, the first whose arguments are all there is linked.
    An append-only table says when (`at`) and by whom (`by`) it was written, and its `facts`.
    """

    model: type[models.Model]
    names: tuple[str, ...]
    way: Way | None = None
    of: "tuple[str, ChangeSource] | None" = None
    seen: Callable[[User, Appeal, "ChangeSource"], Q] = everybody
    places: tuple[tuple[str, ...], ...] = ()
    activity: str = ""
    at: str = "history_date"
    by: str = "history_user"
    facts: tuple[str, ...] = ()

    @property
    def appeal(self) -> str:
        return (self.way or access.WAYS.get(self.model, NO_WAY)).appeal

    @property
    def office(self) -> str:
        return (self.way or access.WAYS.get(self.model, NO_WAY)).office

    @property
    def is_log(self) -> bool:
        return not self.facts

    @property
    def kind(self) -> str:
        return str(self.model._meta.model_name)

    @property
    def key(self) -> str:
        return "history_id" if self.is_log else "id"

    def rows(self) -> QuerySet:
        rows: Any = log_of(self.model) if self.is_log else self.model
        return rows._default_manager.all()

    def visible(
        self, user: User, appeal: Appeal, office: Office | None = None, within: Q = ALL
    ) -> QuerySet:
        """What of it, and `within` that, the person may see of an appeal, or of an office in it."""
        asked = self.seen(user, appeal, self) & within
        if self.of:
            # Not `__in`: that makes an inner join of the relation, which may be gone.
            column, parent = self.of
            own = parent.visible(user, appeal, office, Q(id=OuterRef(column)))
            return self.rows().filter(asked, Exists(own))
        if self.appeal:
            asked &= Q(**{self.appeal: appeal.pk})
        if office and not self.office:
            return self.rows().none()
        if office:
            asked &= Q(**{self.office: office.pk})
        return self.rows().filter(asked)

    def with_line(self, rows: QuerySet) -> QuerySet:
        """With the names that a line of the page needs."""
        paths = [*self.names, *(path for place in self.places for path in place[1:])]
        related = {path.rpartition("__")[0] for path in paths} - {""}
        return rows.select_related(self.by, *sorted(related), *self.relations_of_facts())

    def with_before(self) -> QuerySet:
        """Of a log: the number of each line, that of the line before, whether the row is gone."""
        same = self.rows().filter(id=OuterRef("id"))
        earlier = Q(history_date__lt=OuterRef("history_date")) | Q(
            history_date=OuterRef("history_date"), history_id__lt=OuterRef("history_id")
        )
        last = same.filter(earlier).order_by("-history_date", "-history_id")
        return self.rows().values_list(
            "history_id",
            Subquery(last.values("history_id")[:1]),
            Exists(same.filter(history_type="-")),
        )

    def relations_of_facts(self) -> list[str]:
        columns = self.model._meta
        return [name for name in self.facts if columns.get_field(name).is_relation]


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
    ChangeSource(Risk, ("activity__code", "what"), places=(OF_ACTIVITY,)),
    ChangeSource(
        StatusOverride, ("activity__code",), places=(OF_ACTIVITY,), activity="activity",
        at="at", by="by", facts=("colour", "effective_on", "reason"),
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
# its own log, a download changes nothing, and a notice tells of what is in the log itself.
LEFT_OUT = (User, Membership, Comment, Download, Notice)


def kinds() -> list[tuple[str, str]]:
    """The kinds of rows that are in the log, as choices."""
    return [(source.kind, str(source.model._meta.verbose_name)) for source in SOURCES]
