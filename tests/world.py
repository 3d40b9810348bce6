"""Two regions with appeals in every state, everything recorded in each, and people with each role.

For tests that ask of every row whether a person may: nothing here is told apart by one office or
one appeal alone.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count, cycle
from typing import Any

import time_machine

from appeal.models import (
    AccountLetter,
    Activity,
    Appeal,
    Office,
    Partner,
    Receipt,
    RequirementRevision,
    ResetAttempt,
    Role,
    StatedTotal,
    User,
)
from tracking.models import (
    CalendarAddress,
    Comment,
    Download,
    NoticeChoice,
    OfficeReport,
    PeriodEvent,
    ProgressUpdate,
    ReportingPeriod,
    SavedView,
    StatusOverride,
    Visit,
)

from .factories import (
    ENTERED,
    make_achievement,
    make_activity,
    make_actual,
    make_appeal,
    make_assignment,
    make_contribution,
    make_core,
    make_evidence,
    make_export,
    make_flow,
    make_heading,
    make_indicator,
    make_mail,
    make_membership,
    make_milestone,
    make_notice,
    make_office,
    make_overlap,
    make_period,
    make_priority,
    make_rate,
    make_region,
    make_report,
    make_risk,
    make_section,
    make_transaction,
    make_update,
    make_upload,
    make_user,
    move,
    publish,
)

STATES = ("draft", "submitted", "returned", "approved")
# When what is proved was not official yet.
BEFORE = ENTERED - timedelta(days=2)
numbers = count(1)


@dataclass
class World:
    people: dict[str, User]
    appeals: list[Appeal]


def make_world() -> World:
    """North: an appeal in every state, three offices; south: a published one with one office.

    A last one of the north is planned by nobody yet: its region alone knows of it.
    """
    north, south = make_region(), make_region()
    offices = [make_office(region=north) for _ in range(3)]
    far = make_office(region=south)
    people = make_people(offices, far)
    appeals = [
        make_appeal(region=north, needs_second_person=True),
        make_appeal(region=north),
        make_appeal(region=north),
    ]
    for appeal in appeals:
        furnish(appeal, offices, people)
    elsewhere = make_appeal(region=south)
    furnish(elsewhere, [far], people)
    for appeal in (appeals[0], appeals[1], elsewhere):
        publish(appeal)
    Appeal.objects.filter(pk=appeals[1].pk).update(state=Appeal.State.CLOSED)
    empty = make_appeal(region=north)
    share(people)
    made = [*appeals, elsewhere, empty]
    return World(people, [*Appeal.objects.filter(pk__in=[each.pk for each in made])])


def make_people(offices: list[Office], far: Office) -> dict[str, User]:
    """Each role for one office, for a region, mixed, none and all."""
    region = offices[0].region
    people = {"superuser": make_user(is_superuser=True), "stranger": make_user()}
    for role in Role.values:
        people[f"{role} of an office"] = make_membership(role=role, office=offices[0]).user
        people[f"{role} of the region"] = make_membership(role=role, region=region).user
    both = make_membership(role=Role.REPORTER, office=offices[1]).user
    make_membership(user=both, role=Role.FINANCE, office=far)
    make_membership(user=both, role=Role.VIEWER, office=offices[0])
    people["reporter here, finance there"] = both
    people["manager there"] = make_membership(role=Role.MANAGER, office=far).user
    hidden = make_user(is_superuser=True)
    make_membership(user=hidden, role=Role.REPORTER, office=offices[0])
    people["superuser with a role"] = hidden
    several = make_membership(role=Role.REPORTER, office=offices[0]).user
    make_membership(user=several, role=Role.MANAGER, office=far)
    people["reporter here, manager there"] = several
    return people


def furnish(appeal: Appeal, offices: list[Office], people: dict[str, User]) -> None:
    """A section for each office, with one of everything, reports in every state of review."""
    periods = [make_period(appeal=appeal, quarter=quarter) for quarter in (1, 2, 3, 4)]
    hands = cycle([people[f"{role} of the region"] for role in ("reviewer", "finance", "reporter")])
    StatedTotal.objects.create(appeal=appeal, amount=900 * len(offices))
    contribution = make_contribution(appeal=appeal)
    core = make_core(appeal=appeal, is_people=True)
    make_overlap(core=core)
    make_flow(contribution=contribution)
    for turn, office in enumerate(offices):
        section = make_section(appeal=appeal, office=office)
        StatedTotal.objects.create(appeal=appeal, office=office, amount=900)
        activity = make_activity(
            priority=make_priority(section=section, headings=[make_heading(appeal=appeal)]),
            allocated=900,
        )
        tracked = Activity.objects.get(pk=activity.pk)
        record(tracked, people)
        for period, state in zip(periods, [*STATES[turn:], *STATES[:turn]], strict=True):
            report_on(tracked, period, state, (next(hands), next(hands)))
        next(hands)
        make_mail(appeal=appeal, office=office)
        make_overlap(core=core, office=office)
    mixed = make_mail(appeal=appeal, office=offices[0])
    make_notice(to=mixed.to, appeal=appeal, period=periods[0], office=offices[-1], mail=mixed)
    # About the whole region.
    make_mail(appeal=appeal, office=None)
    for kind in (PeriodEvent.Kind.LOCKED, PeriodEvent.Kind.UNLOCKED):
        lock(periods[0], kind)
    lock(periods[1], PeriodEvent.Kind.LOCKED)


def lock(period: ReportingPeriod, kind: str) -> None:
    PeriodEvent.objects.create(period=period, kind=kind, by=make_user(), at=ENTERED, reason="So.")


def report_on(
    activity: Activity, period: ReportingPeriod, state: str, hands: tuple[User, User]
) -> None:
    """A report in a state; written by one of `hands`, submitted by the other."""
    begun = ENTERED + timedelta(days=1 if state == OfficeReport.State.DRAFT else -3)
    with time_machine.travel(begun, tick=False):
        report = make_report(office=activity.office, period=period)
    # Two earlier revisions: one that stood when the report was approved, one that did not.
    for days in (1, -1):
        earlier = make_update(activity=activity, report=report)
        prove(earlier, period.ends_on)
        kept = ProgressUpdate.objects.filter(pk=earlier.pk)
        kept.update(submitted_at=BEFORE)
        kept.update(superseded_at=ENTERED + timedelta(days=days))
    line = make_update(activity=activity, report=report, updated_by=hands[0])
    prove(line, period.ends_on)
    make_evidence(update=line, added_at=BEFORE)
    make_actual(indicator=activity.indicators.get(), update=line, parts={("sex", "female"): 4})
    for step in {"draft": [], "approved": ["submitted", "approved"]}.get(
        state, ["submitted", state] if state == "returned" else [state]
    ):
        move(report, step, by=hands[1] if step == OfficeReport.State.SUBMITTED else None)
    for about in ({"report": report}, {"report": report, "activity": activity}):
        talk(about, hands[0], hands[1])


def prove(line: ProgressUpdate, day: date) -> None:
    """A milestone that the line says was reached, with what proves it."""
    milestone = make_milestone(activity=line.activity)
    make_achievement(milestone=milestone, update=line, achieved_on=day)
    make_evidence(milestone=milestone, added_at=BEFORE)


def record(activity: Activity, people: dict[str, User]) -> None:
    """Money, risks, judgements, words and files of an activity."""
    cell, office = activity.allocations.get().cell, activity.office
    poster = people["finance of the region"]
    make_indicator(activity=activity, targets={date(2020, 6, 30): 5})
    draft = make_transaction(activity=activity, cell=cell, entered_by=poster)
    make_transaction(activity=activity, cell=cell)
    own: dict[str, Any] = {"activity": activity, "cell": cell, "posted": True, "posted_by": poster}
    posted = make_transaction(**own)
    own["value_on"] = date(2020, 3, 20)
    make_transaction(**own, reverses=make_transaction(**own))
    for entry in (draft, posted):
        make_evidence(transaction=entry, added_at=BEFORE)
    earmarked = make_contribution(appeal=activity.appeal, office=office)
    make_flow(contribution=earmarked)
    make_assignment(contribution=earmarked, office=office, heading=cell.heading)
    make_risk(activity=activity)
    RequirementRevision.objects.create(
        cell=cell,
        amount=950,
        effective_on=date(2020, 2, 1),
        reason="So.",
        revised_by=poster,
        recorded_at=ENTERED,
    )
    StatusOverride.objects.create(
        activity=activity, colour="red", effective_on=date(2020, 2, 1), reason="So.", by=poster,
        at=ENTERED,
    )  # fmt: skip
    talk({"activity": activity}, poster, people["stranger"])
    for person in (people["reporter of an office"], poster):
        make_upload(appeal=activity.appeal, office=office, period=None, uploaded_by=person)
    for of in (office, None):
        make_export(appeal=activity.appeal, office=of, uploaded_by=poster)


def talk(about: dict, by: User, answers: User) -> None:
    """A thread of two, the answer taken back, and another one."""
    first = Comment.objects.create(**about, by=by, at=ENTERED, body="How so?")
    Comment.objects.create(**about, parent=first, by=answers, at=ENTERED, body="So.")
    Comment.objects.create(
        **about, parent=first, by=answers, at=ENTERED, withdrawn_at=ENTERED, withdrawn_by=answers
    )
    Comment.objects.create(**about, by=answers, at=ENTERED, body="And this?")


def share(people: dict[str, User]) -> None:
    """What is nobody's, and what each person has alone."""
    Partner.objects.create(name_en=f"Partner {next(numbers)}", kind=Partner.Kind.values[0])
    make_rate()
    ResetAttempt.objects.create(client="203.0.113.9", at=ENTERED)
    for person in people.values():
        AccountLetter.objects.create(to=person, kind="reset", at=ENTERED)
        CalendarAddress.objects.create(user=person, turn=1)
        NoticeChoice.objects.create(user=person, kind="comment", when="never")
        Receipt.objects.create(user=person, location="/", received_at=ENTERED)
        for appeal in Appeal.objects.all():
            Visit.objects.create(user=person, appeal=appeal, seen_at=ENTERED)
            SavedView.objects.create(user=person, appeal=appeal, page="matrix", name="Mine")
            Download.objects.create(by=person, appeal=appeal, workbook="R1", at=ENTERED)
