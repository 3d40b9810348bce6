"""Office reports: who reported on which period, what each line says, and how far the review is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from simple_history.utils import bulk_create_with_history

from appeal.models import Appeal, Office

from .. import actions
from ..models import OfficeReport, ProgressUpdate, ReportingPeriod
from .courses import UNSAID, Course
from .people import Cast
from .phrases import Phrases, dice

State = OfficeReport.State
Status = ProgressUpdate.Status
# The office that visitors try: its last report is begun and waits for them.
VISITED = "GT"
# Up to here every line goes through the action that the page uses; beyond, in bulk.
LINES_ONE_BY_ONE = 40


def instant(appeal: Appeal, day: date, hour: int) -> datetime:
    return datetime.combine(day, time(hour), ZoneInfo(appeal.time_zone))


def make_stories(offices: Sequence[Office], periods: int, seed: int) -> dict[str, list[str | None]]:
    """For each office's code the state of its report on each period; None where there is none.

    Most have all but the last approved and the last begun. Two wait for approval, one is late with
    a quarter missing, two are through.
    """
    usual: list[str | None] = [*[State.APPROVED] * (periods - 1), State.DRAFT]
    stories = {office.code: usual for office in offices}
    drawn = [office.code for office in offices if office.code != VISITED]
    dice(seed, "stories").shuffle(drawn)
    waiting = [*usual[:-2], State.SUBMITTED, None]
    late = [*usual[:-2], None, None]
    through: list[str | None] = [State.APPROVED] * periods
    special = [waiting, waiting, late, through, through]
    return stories | dict(zip(drawn[: len(drawn) // 2], special, strict=False))


@dataclass(frozen=True)
class Reporter:
    """Writes the reports of one office."""

    appeal: Appeal
    office: Office
    phrases: Phrases
    cast: Cast
    seed: int

    def write(self, period: ReportingPeriod, index: int, state: str, courses: list[Course]) -> int:
        """The report on one period, brought to `state`; says how many lines it has."""
        chance = dice(self.seed, self.office.code, period.code)
        reporting = [course for course in courses if course.reports(index)]
        if state == State.DRAFT:
            reporting = reporting[: max(1, len(reporting) // 2)]
        if not reporting:
            return 0
        written_at = instant(self.appeal, period.ends_on + timedelta(days=5), 10)
        lines = [self._line(course, index, chance) for course in reporting]
        self._write_lines(lines, period, written_at)
        report = OfficeReport.objects.get(office=self.office, period=period)
        if state != State.DRAFT:
            self._narrate(report, chance, written_at + timedelta(days=2))
            self._review(report, state, chance)
        return len(lines)

    def _line(self, course: Course, index: int, chance: Random) -> ProgressUpdate:
        percent = course.percents[index]
        status = self._status(course, index)
        has_issue = course.is_late or chance.random() < 0.3
        return ProgressUpdate(
            activity=course.activity,
            percent=None if chance.random() < UNSAID else percent,
            status=status,
            narrative=self.phrases.one(status, chance),
            issues=self.phrases.one("issues", chance) if has_issue else "",
            next_steps="" if percent == 100 else self.phrases.one("next_steps", chance),
            language=self.office.language,
        )

    def _status(self, course: Course, index: int) -> str:
        if course.percents[index] == 100:
            return Status.COMPLETED
        if course.is_late and index:
            return Status.DELAYED
        return Status.ONGOING if course.percents[index] > 10 else Status.PLANNED

    def _write_lines(
        self, lines: list[ProgressUpdate], period: ReportingPeriod, at: datetime
    ) -> None:
        reporter = self.cast.reporters[self.office.code]
        one_by_one = lines[:1] if len(lines) > LINES_ONE_BY_ONE else lines
        for line in one_by_one:
            actions.log_progress(update=line, period=period, by=reporter, at=at)
        others = lines[len(one_by_one) :]
        for line in others:
            line.report, line.updated_by, line.updated_at = lines[0].report, reporter, at
        bulk_create_with_history(others, ProgressUpdate, batch_size=500, default_date=at)

    def _narrate(self, report: OfficeReport, chance: Random, at: datetime) -> None:
        report.highlights = self.phrases.one("highlights", chance)
        report.challenges = self.phrases.one("challenges", chance)
        report.next_steps = self.phrases.one("outlook", chance)
        report.save_over(report.version, ["highlights", "challenges", "next_steps"], at=at)

    def _review(self, report: OfficeReport, state: str, chance: Random) -> None:
        submitted_on = report.period.due_on - timedelta(days=chance.randrange(6))
        submitted_at = instant(self.appeal, submitted_on, 16)
        actions.submit_report(
            report=report,
            version=report.version,
            by=self.cast.reporters[self.office.code],
            at=submitted_at,
        )
        if state == State.APPROVED:
            actions.approve_report(
                report=report,
                version=report.version,
                by=self.cast.reviewer,
                at=submitted_at + timedelta(days=7),
            )
