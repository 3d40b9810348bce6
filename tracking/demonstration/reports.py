"""Office reports: who reported on which period, and what each line says."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from appeal.models import Office

from .. import actions
from ..models import (
    OfficeReport,
    ProgressUpdate,
)
from .actuals import reported
from .courses import Course
from .milestones import reached
from .reviews import Review
from .scene import Scene
from .stories import Story

Status = ProgressUpdate.Status
UNSAID = 0.08  # lines without a percentage


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
        for course in reporting:
            self._log(course, index, chance, written_at)
        report = OfficeReport.objects.get(office=self.office, period=period)
        if story != Story.BEGUN:
            self._narrate(report, chance, written_at + timedelta(days=2))
            Review(self.scene, report, chance, story).go()
        return len(reporting)

    def _log(self, course: Course, index: int, chance: Random, at: datetime) -> None:
        """Log what is said of an activity, milestones and indicators included."""
        milestones = course.activity.milestones.all()
        by_period = reached(self.scene, course, milestones)
        done = [m for earlier in range(index + 1) for m, _day in by_period.get(earlier, [])]
        update = self._update(course, index, chance, are_open=len(done) < len(milestones))
        indicators = course.activity.indicators.all()
        actions.log_progress(
            update=update,
            version=None,
            period=self.scene.periods[index],
            by=self.scene.cast.reporters[self.office.code],
            at=at,
            achievements=dict(by_period.get(index, [])),
            results=[reported(self.scene, course, indicator, index) for indicator in indicators],
        )

    def _update(
        self, course: Course, index: int, chance: Random, *, are_open: bool
    ) -> ProgressUpdate:
        activity, phrases = course.activity, self.scene.said_by(self.office)
        percent: int | None = course.percents[index]
        if chance.random() < UNSAID and index < course.known - 1:
            percent = None
        status = self._status(course, index)
        turn = self.scene.dice(activity.code, "narratives").randrange(12) + index
        has_issue = course.is_late or chance.random() < 0.3
        return ProgressUpdate(
            activity=activity,
            percent=percent,
            status=status,
            narrative=phrases.of_work(course.work, status, turn),
            issues=phrases.one("issues", chance) if has_issue else "",
            next_steps="" if percent == 100 else phrases.one("next_steps", chance),
            reason=phrases.only("open_milestones") if percent == 100 and are_open else "",
            language=self.office.language,
        )

    def _status(self, course: Course, index: int) -> str:
        if course.percents[index] == 100:
            return Status.COMPLETED
        if course.is_late and index:
            return Status.DELAYED
        return Status.ONGOING if course.percents[index] > 10 else Status.PLANNED

    def _narrate(self, report: OfficeReport, chance: Random, at: datetime) -> None:
        phrases = self.scene.said_by(self.office)
        report.highlights = phrases.one("highlights", chance)
        report.challenges = phrases.one("challenges", chance)
        report.next_steps = phrases.one("outlook", chance)
        fields = ["highlights", "challenges", "next_steps"]
        actions.write_narrative(report=report, version=report.version, fields=fields, at=at)
