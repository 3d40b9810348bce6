"""What becomes of a report: approved at once, returned and corrected, or re-opened and amended."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from .. import actions
from ..models import Comment, OfficeReport, ProgressUpdate
from .phrases import Phrases
from .scene import Scene
from .stories import Story
from .workdays import workday, workdays_after

REMARKS = 2
AMENDED_BY = 5  # points


@dataclass
class Review:
    """The way of one report; its steps are counted in working days from its submission."""

    scene: Scene
    report: OfficeReport
    chance: Random
    story: Story

    def __post_init__(self) -> None:
        due_on = self.report.period.due_on
        early, late = timedelta(days=self.chance.randrange(2, 8)), timedelta(days=4)
        self.submitted_on = workday(due_on + late if self.is_late else due_on - early)
        self.reporter = self.scene.cast.reporters[self.report.office.code]
        self.reviewer = self.scene.cast.reviewer
        self.phrases: Phrases = self.scene.said_by(self.report.office)

    @property
    def is_late(self) -> bool:
        return self.story == Story.LATE

    def go(self) -> None:
        """Bring the report as far as its story says."""
        story = self.story
        self.submit(0)
        if story in (Story.RETURNED, Story.CORRECTED):
            self.send_back(3)
        if story == Story.CORRECTED:
            self.correct(4)
            self.submit(5)
        if story in (Story.APPROVED, Story.CORRECTED, Story.AMENDED):
            self.approve(7 if story == Story.CORRECTED else 4)
        if story == Story.AMENDED:
            self.reopen(16)
            self.amend(17)
            self.submit(18)
            self.approve(21)

    def after(self, days: int) -> datetime:
        return self.scene.at(workdays_after(self.submitted_on, days), 16)

    def submit(self, days: int) -> None:
        report, at = self.report, self.after(days)
        actions.submit_report(report=report, version=report.version, by=self.reporter, at=at)

    def approve(self, days: int) -> None:
        actions.approve_report(
            report=self.report,
            version=self.report.version,
            by=self.reviewer,
            at=self.after(days),
            comment=self.phrases.only("approval"),
        )

    def send_back(self, days: int) -> None:
        """With a reason and a remark on each of two lines."""
        lines = list(self.report.updates.standing().order_by("activity_id"))
        remarked = self.chance.sample(lines, min(REMARKS, len(lines)))
        actions.return_report(
            report=self.report,
            version=self.report.version,
            reason=self.phrases.only("returning"),
            by=self.reviewer,
            at=self.after(days),
            remarks={
                line.activity_id: self.phrases.one("remarks", self.chance) for line in remarked
            },
        )

    def correct(self, days: int) -> None:
        """The reporter corrects the lines that were remarked on; the reviewer settles it."""
        for thread in Comment.objects.unresolved().filter(report=self.report):
            line = self.report.updates.standing().get(activity=thread.activity)
            line.narrative = self.phrases.only("corrected")
            self.save(line, days)
            actions.add_comment(
                body=self.phrases.only("corrected"),
                parent=thread,
                by=self.reporter,
                at=self.after(days),
            )
            actions.resolve_thread(thread=thread, by=self.reviewer, at=self.after(days + 2))

    def reopen(self, days: int) -> None:
        actions.reopen_report(
            report=self.report,
            version=self.report.version,
            reason=self.phrases.only("reopening"),
            by=self.scene.cast.manager,
            at=self.after(days),
        )

    def amend(self, days: int) -> None:
        """One line says another narrative, and a little less where that is not a fall."""
        for line in self.report.updates.standing().filter(percent__lt=100).order_by("activity_id"):
            earlier = ProgressUpdate.objects.before(line.activity, self.report.period)
            lowered = (line.percent or 0) - AMENDED_BY
            if lowered >= (earlier.percent or 0 if earlier else 0):
                line.percent = lowered
                line.narrative = self.phrases.only("amended")
                self.save(line, days)
                return

    def save(self, line: ProgressUpdate, days: int) -> None:
        period, at = self.report.period, self.after(days)
        actions.log_progress(update=line, version=None, period=period, by=self.reporter, at=at)
