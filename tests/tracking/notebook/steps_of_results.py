"""Steps that a year takes with results and risks: lines of reports, targets, judgements, risks."""

from datetime import date, timedelta
from decimal import Decimal

from appeal.models import Activity, Basis, Indicator, IndicatorTarget, Milestone, Office
from tests.tracking.notebook.world import NEW_YEAR, QUARTERS, Dice, Measure, World, some_day
from tracking import actions
from tracking.actions import Reported
from tracking.models import (
    MilestoneAchievement,
    OfficeReport,
    ProgressUpdate,
    Risk,
)

State, Status = OfficeReport.State, ProgressUpdate.Status


def office_of(world: World, number: int) -> Office:
    """Of an activity by its number."""
    return world.offices[number // 2]


def log_line(world: World, dice: Dice) -> None:
    number, begun = dice.below(4), [row for row in world.periods if row.starts_on <= world.today]
    period = dice.of(begun)
    report = OfficeReport.objects.filter(office=office_of(world, number), period=period).first()
    activity = world.activities[number]
    own = ProgressUpdate.objects.standing().filter(activity=activity, report=report)
    line = own.first() or ProgressUpdate(activity=activity, version=0)
    line.percent, line.status = dice.of([None, 0, dice.below(101)]), dice.of(Status.values)
    line.reason = "Counted again"
    reached, told = achievements(world, dice, line), results(world, dice, number)
    actions.log_progress(
        update=line,
        version=None,
        period=period,
        by=world.person,
        at=world.at,
        achievements=reached,
        results=None if told is None else told.values(),
    )
    values: dict[str, object] = {}
    if reached is not None:
        values["achieved"] = {world.milestones.index(row): day for row, day in reached.items()}
    if told is not None:
        values["results"] = {index: plain(entry) for index, entry in told.items()}
    key = (number, world.periods.index(period))
    world.note("line", key, percent=line.percent, status=line.status, **values)


def achievements(world: World, dice: Dice, line: ProgressUpdate) -> dict[Milestone, date] | None:
    """Some milestones of the line's activity that no line before reports; None leaves them be."""
    told = MilestoneAchievement.objects.filter(update__superseded_at__isnull=True)
    before = told.exclude(update=line.pk).values_list("milestone", flat=True)
    own = [row for row in world.milestones if row.activity_id == line.activity_id]
    left = [row for row in own if row.pk not in before]
    if not left or dice.below(2):
        return None
    return {row: some_day(world, dice) for row in left if dice.below(2)}


def results(world: World, dice: Dice, number: int) -> dict[int, Reported] | None:
    """Something of some indicators of the activity; None leaves them be."""
    own = [
        index
        for index, row in enumerate(world.indicators)
        if row.activity_id == world.activities[number].pk
    ]
    if not dice.below(3):
        return None
    return {index: reported(world.indicators[index], dice) for index in own if dice.below(4)}


def reported(indicator: Indicator, dice: Dice) -> Reported:
    """A number with some of its parts, a percentage, a yes or a no; or why there is no data."""
    if not dice.below(5):
        return Reported(indicator, missing_reason="Nobody counted")
    if indicator.measure == Measure.YES_NO:
        return Reported(indicator, value=Decimal(dice.below(2)))
    whole = dice.amount()
    part = (whole * dice.below(101) / 100).quantize(Decimal("0.01"))
    if indicator.measure == Measure.PERCENTAGE:
        return Reported(indicator, numerator=part, denominator=whole)
    return Reported(indicator, value=whole, parts={("sex", "female"): part} if part else {})


def plain(entry: Reported) -> tuple[Decimal | None, ...]:
    """Its value, the two numbers of a percentage, and its part of women and girls."""
    return entry.value, entry.numerator, entry.denominator, entry.parts.get(("sex", "female"))


def review(world: World, dice: Dice) -> None:
    """One step of one report, whichever it can take; sometimes by whom it is refused to."""
    reports = OfficeReport.objects.of(world.appeal).order_by("pk")
    if not reports:
        return
    report = dice.of(reports)
    step = {"report": report, "version": report.version, "at": world.at}
    reviewer = world.reviewer if dice.below(4) else world.person
    if report.is_writable:
        actions.submit_report(**step, by=world.person)
    elif report.state == State.APPROVED:
        actions.reopen_report(**step, by=world.person, reason="A late correction")
    elif dice.below(3):
        actions.approve_report(**step, by=reviewer)
    else:
        actions.return_report(**step, by=reviewer, reason="Look again")
    report.refresh_from_db()
    key = (world.offices.index(report.office), world.periods.index(report.period))
    world.note("report", key, state=report.state)


def move_milestone(world: World, dice: Dice) -> None:
    number = dice.below(len(world.milestones))
    row = Milestone.objects.get(pk=world.milestones[number].pk)
    row.due_on = NEW_YEAR + timedelta(days=dice.below(366))
    row.save_over(row.version, ["due_on"], at=world.at)
    world.note("milestone", number, due_on=row.due_on)


def change_indicator(world: World, dice: Dice) -> None:
    """Another baseline and another target of the whole activity, or none."""
    number = dice.below(len(world.indicators))
    row = Indicator.objects.get(pk=world.indicators[number].pk)
    is_answer = row.measure == Measure.YES_NO
    row.baseline = None if is_answer else dice.of([None, dice.amount()])
    row.target = dice.of([None, Decimal(1) if is_answer else dice.amount()])
    row.baseline_basis = "" if row.baseline is None else Basis.ASSIGNED
    row.target_basis = "" if row.target is None else Basis.ASSIGNED
    names = ["baseline", "baseline_basis", "target", "target_basis"]
    row.save_over(row.version, names, at=world.at)
    world.note("indicator", number, baseline=row.baseline, target=row.target)


def aim(world: World, dice: Dice) -> None:
    """A target of a quarter: set, changed or taken away."""
    number, day = dice.below(len(world.indicators)), dice.of(QUARTERS)
    if world.indicators[number].measure == Measure.YES_NO:
        return
    place = {"indicator": world.indicators[number], "ends_on": day}
    row = IndicatorTarget.objects.filter(**place).first()
    value = None if row and dice.below(2) else dice.amount()
    if value is None:
        row._history_date = world.at
        row.delete()
    elif row:
        row.value = value
        row.save_over(row.version, ["value"], at=world.at)
    else:
        row = IndicatorTarget(**place, value=value)
        row._history_date = world.at
        row.save()
    world.note("target", (number, day), value=value)


def judge(world: World, dice: Dice) -> None:
    """A judgement, or one taken back."""
    number, colour = dice.below(4), dice.of(["green", "amber", "red", ""])
    given = {
        "activity": Activity.objects.get(pk=world.activities[number].pk),
        "reason": "We know better",
        "effective_on": some_day(world, dice),
        "by": world.person,
        "at": world.at,
    }
    if colour:
        actions.override_status(colour=colour, version=None, **given)
    else:
        actions.lift_override(version=None, **given)
    world.note("override", number, colour=colour, effective_on=given["effective_on"])


def keep_risk(world: World, dice: Dice) -> None:
    """A risk, new or judged again."""
    rows = list(Risk.objects.of(world.appeal).order_by("pk"))
    risk = dice.of([None, *rows])
    if risk is None:
        number = dice.below(4)
        risk = Risk(activity=world.activities[number], what="Rain", owner="Somebody", version=1)
    risk.likelihood, risk.consequence = 1 + dice.below(5), 1 + dice.below(5)
    risk.state = dice.of([Risk.State.OPEN, *Risk.State.values])
    actions.save_risk(risk=risk, version=None, at=world.at)
    world.note("risk", risk.pk, score=risk.likelihood * risk.consequence, state=risk.state)


def remove_risk(world: World, dice: Dice) -> None:
    if rows := list(Risk.objects.of(world.appeal).order_by("pk")):
        risk = dice.of(rows)
        key = risk.pk
        actions.remove_risk(row=risk, version=None, at=world.at)
        world.note("risk_gone", key)
