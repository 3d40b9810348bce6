"""Office reports: who reported on which period, and what each line says."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random

from appeal.base.actions import signed
from appeal.models import Milestone, Office, create_logged

from .. import actions
from ..models import (
    ActualBreakdown,
    IndicatorActual,
    MilestoneAchievement,
    OfficeReport,
    ProgressUpdate,
    ReportingPeriod,
)
from .actuals import reported
from .courses import Course
from .milestones import reached
from .reviews import Review
from .scene import Scene
from .stories import Story

Status = ProgressUpdate.Status
# Up to here every line goes through the action that the page uses; beyond, in bulk.
LINES_ONE_BY_ONE = 40
UNSAID = 0.08  # lines without a percentage


@dataclass
class ReportedLine:
    """What a report says of one activity, with the milestones reached and the indicators told."""

    update: ProgressUpdate
    achievements: dict[Milestone, date] = field(default_factory=dict)
    results: list[actions.Reported] = field(default_factory=list)


@dataclass(frozen=True)
class Reporter:
    """Writes the reports of one office."""

    scene: Scene
    office: Office

    def write(self, index: int, story: Story, courses: list[Course]) -> int:
        """The report on the period with that index, as far as its story goes; says how long."""
        period = self.scene.periods[index]
        chance = self.scene.dice(self.office.code, period.code)
        reporting = [course for course in courses if course.reports(index)]
        if story == Story.BEGUN:
            reporting = reporting[: max(1, len(reporting) // 2)]
        if story == Story.NONE or not reporting:
            return 0
        written_at = self.scene.at(period.ends_on + timedelta(days=5), 10)
        lines = [self._line(course, index, chance) for course in reporting]
        self._write_lines(lines, period, written_at)
        report = OfficeReport.objects.get(office=self.office, period=period)
        if story != Story.BEGUN:
            self._narrate(report, chance, written_at + timedelta(days=2))
            Review(self.scene, report, chance, story).go()
        return len(lines)

    def _line(self, course: Course, index: int, chance: Random) -> ReportedLine:
        activity, phrases = course.activity, self.scene.said_by(self.office)
        percent: int | None = course.percents[index]
        if chance.random() < UNSAID and index < course.known - 1:
            percent = None
        status = self._status(course, index)
        turn = self.scene.dice(activity.code, "narratives").randrange(12) + index
        has_issue = course.is_late or chance.random() < 0.3
        milestones, indicators = activity.milestones.all(), activity.indicators.all()
        by_period = reached(self.scene, course, milestones)
        done = [m for earlier in range(index + 1) for m, _day in by_period.get(earlier, [])]
        is_open = percent == 100 and len(done) < len(milestones)
        update = ProgressUpdate(
            activity=activity,
            percent=percent,
            status=status,
            narrative=phrases.of_work(course.work, status, turn),
            issues=phrases.one("issues", chance) if has_issue else "",
            next_steps="" if percent == 100 else phrases.one("next_steps", chance),
            reason=phrases.only("open_milestones") if is_open else "",
            language=self.office.language,
        )
        results = [reported(self.scene, course, indicator, index) for indicator in indicators]
        return ReportedLine(update, dict(by_period.get(index, [])), results)

    def _status(self, course: Course, index: int) -> str:
        if course.percents[index] == 100:
            return Status.COMPLETED
        if course.is_late and index:
            return Status.DELAYED
        return Status.ONGOING if course.percents[index] > 10 else Status.PLANNED

    def _write_lines(
        self, lines: list[ReportedLine], period: ReportingPeriod, at: datetime
    ) -> None:
        reporter = self.scene.cast.reporters[self.office.code]
        one_by_one = lines[:1] if len(lines) > LINES_ONE_BY_ONE else lines
        for line in one_by_one:
            actions.log_progress(
                update=line.update,
                version=None,
                period=period,
                by=reporter,
                at=at,
                achievements=line.achievements,
                results=line.results,
            )
        others = lines[len(one_by_one) :]
        for line in others:
            line.update.report = lines[0].update.report
            line.update.updated_by, line.update.updated_at = reporter, at
        write_in_bulk(others, at)

    def _narrate(self, report: OfficeReport, chance: Random, at: datetime) -> None:
        phrases = self.scene.said_by(self.office)
        report.highlights = phrases.one("highlights", chance)
        report.challenges = phrases.one("challenges", chance)
        report.next_steps = phrases.one("outlook", chance)
        fields = ["highlights", "challenges", "next_steps"]
        actions.write_narrative(report=report, version=report.version, fields=fields, at=at)


def write_in_bulk(lines: list[ReportedLine], at: datetime) -> None:
    """Lines whose report and author are set, and all that they say."""
    achievements = [
        MilestoneAchievement(update=line.update, milestone=milestone, achieved_on=day)
        for line in lines
        for milestone, day in line.achievements.items()
    ]
    actuals: list[IndicatorActual] = []
    breakdowns: list[ActualBreakdown] = []
    for line in lines:
        for told in line.results:
            actual = told.checked()
            actual.update = line.update
            actuals.append(actual)
            breakdowns += [
                ActualBreakdown(actual=actual, dimension=dimension, category=category, value=value)
                for (dimension, category), value in told.parts.items()
            ]
    with signed(at=at):
        for rows in ([line.update for line in lines], achievements, actuals, breakdowns):
            create_logged(rows)
