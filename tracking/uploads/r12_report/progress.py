"""What filled rows say of activities, logged with their results as the pages log them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from appeal import duties
from appeal.base.given import given
from appeal.models import Activity, StaleVersion

from ... import access, actions
from ...models import ProgressUpdate, Upload
from ..outcomes import UNREAD_TEXT, Reading
from .results import achievements_of, results_of
from .rows import Stored, stamp_of

TYPED = ("percent", "status", "narrative", "issues", "next_steps", "reason")


@dataclass
class SaidLine:
    """What the rows of one activity say of its line in the report."""

    activity: Activity
    progress: Reading | None = None
    indicators: dict[int, Reading] = field(default_factory=dict)
    milestones: dict[int, Reading] = field(default_factory=dict)

    @property
    def readings(self) -> list[Reading]:
        first = [self.progress] if self.progress else []
        return [*first, *self.indicators.values(), *self.milestones.values()]


def log_rows(readings: Iterable[Reading], stored: Stored, upload: Upload, at: datetime) -> None:
    """Log what the rows say, an activity at a time.

    Rows that change nothing are let be, whoever uploads them. An activity of which anything is
    wrong is not logged at all.
    """
    log = Log(stored, upload, at)
    for line in _lines(readings, stored):
        log.keep(line)


class Log:
    """The report of an office on a period, as an upload writes it."""

    def __init__(self, stored: Stored, upload: Upload, at: datetime) -> None:
        self.stored, self.upload, self.at = stored, upload, at
        self.period = given(upload.period)
        self.closed = self._why_closed()

    def _why_closed(self) -> str:
        """Why nothing can be logged; empty where it can."""
        own = access.offices(self.upload.uploaded_by, duties.REPORT)
        if not own.filter(pk=given(self.upload.office_id)).exists():
            return _("You can record spending for this office, but not progress.")
        try:
            actions.report_taking_lines(given(self.upload.office), self.period)
        except (actions.NotWritable, actions.PeriodLocked) as refusal:
            return str(refusal)
        return ""

    def keep(self, line: SaidLine) -> None:
        """Log a line, or say at each cell why it cannot be."""
        standing = self.stored.lines.get(line.activity.pk)
        update = _update(line, standing, self.upload)
        results = results_of(line.activity, line.indicators, self.stored)
        achievements = achievements_of(line.activity, line.milestones, self.stored)
        changed = [reading for reading in line.readings if reading.says_something]
        if not changed:
            return
        for reading in changed:
            if self.closed:
                reading.refuse(reading.first_column(), self.closed)
            else:
                reading.compare(standing, stamp_of(standing), _changed_by(standing))
        today = self.upload.appeal.day_of(self.at)
        for refusal in actions.line_refusals(update, self.period, achievements, today):
            _tell(line, changed, refusal)
        if not any(reading.problems for reading in line.readings):
            self._save(line, changed, update, achievements, results)

    def _save(
        self,
        line: SaidLine,
        changed: list[Reading],
        update: ProgressUpdate,
        achievements: dict[Any, Any],
        results: list[actions.Reported],
    ) -> None:
        try:
            actions.log_progress(
                update=update,
                version=None,
                period=self.period,
                by=self.upload.uploaded_by,
                at=self.at,
                achievements=achievements,
                results=results,
            )
        except actions.NotWritable as refusal:
            _tell(line, changed, refusal)
        except actions.PeriodLocked as refusal:
            changed[0].refuse(changed[0].first_column(), refusal)
        except StaleVersion:
            changed[0].conflict(_changed_by(line_of(update)))


def _tell(line: SaidLine, changed: list[Reading], refusal: actions.NotWritable) -> None:
    """Say what is wrong with a line at the cell that it is about, or that changes it."""
    milestone = refusal.milestone and line.milestones.get(refusal.milestone.pk)
    if milestone:
        if milestone.says_something:  # What is stored was accepted.
            milestone.refuse("achieved_on", refusal)
    elif refusal.field == "milestones" and any(each.unread for each in line.milestones.values()):
        return  # Whether they are open is not known.
    elif line.progress and line.progress.says_something:
        line.progress.refuse("percent", refusal)
    else:
        changed[0].refuse(changed[0].first_column(), refusal)


def _lines(readings: Iterable[Reading], stored: Stored) -> Iterator[SaidLine]:
    lines: dict[str, SaidLine] = {}
    for reading in readings:
        code = str(reading.row.typed("activity") or "")
        activity = stored.activities.get(code)
        if activity is None:
            reading.refuse(
                "activity", _("“%(code)s” is not an activity of this office.") % {"code": code[:30]}
            )
            continue
        reading.name(activity)
        line = lines.setdefault(code, SaidLine(activity))
        _join(line, reading)
    yield from lines.values()


def _join(line: SaidLine, reading: Reading) -> None:
    """Put a row with the others of its activity; refuse what is about nothing of it."""
    if reading.row.sheet == "progress":
        if line.progress is None:
            line.progress = reading
            return
        reading.refuse("activity", _("This activity is here twice. Remove one of the rows."))
    else:
        is_indicator = reading.row.sheet == "indicators"
        rows = line.activity.indicators if is_indicator else line.activity.milestones
        places = line.indicators if is_indicator else line.milestones
        found = next((row for row in rows.all() if row.pk == reading.record), None)
        if found and found.pk not in places:
            reading.name(line.activity.code, found)
            places[found.pk] = reading
            return
        reading.refuse(
            "", _("This row doesn't match anything in the activity. Download a new template.")
        )


def _changed_by(standing: ProgressUpdate | None) -> str:
    sentence = _(
        "%(person)s changed this after you downloaded the template. What is saved now is"
        " beside what you wrote. Download a new template and fill in what is still right."
    )
    return sentence % {"person": standing.updated_by if standing else ""}


def _update(line: SaidLine, standing: ProgressUpdate | None, upload: Upload) -> ProgressUpdate:
    """The line as the row makes it; without a status so far it is ongoing."""
    update = ProgressUpdate(
        activity=line.activity,
        status=ProgressUpdate.Status.ONGOING,
        language=upload.language,
        version=0,
    )
    if standing is not None:
        for name in (*TYPED, "id", "language", "version", "report_id"):
            setattr(update, name, getattr(standing, name))
    if line.progress is None:
        return update
    for name in TYPED:
        if name not in line.progress.values:
            continue
        value = line.progress.value(name, "" if name != "percent" else None)
        if name == "status" and not value:
            line.progress.refuse(name, _("Every activity has a status. Choose one."))
            continue
        if name == "percent" and value is not None:
            value = int(value)
        old = getattr(standing, name) if standing else (None if name == "percent" else "")
        line.progress.change(name, old, value)
        setattr(update, name, value)
    if "reason" in line.progress.unread:
        update.reason = UNREAD_TEXT
    return update


def line_of(update: ProgressUpdate) -> ProgressUpdate | None:
    """The line as somebody else saved it."""
    standing = ProgressUpdate.objects.standing().filter(activity=update.activity)
    return standing.filter(report_id=update.report_id).select_related("updated_by").first()
