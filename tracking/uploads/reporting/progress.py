"""What filled rows say of activities, indicators and milestones, logged as the pages log it."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from appeal.models import Activity, Indicator, StaleVersion

from ... import actions
from ...models import Dimension, ProgressUpdate, Upload, UploadRow, category_name
from ..rows import Reading, whole
from .columns import INDICATORS, MILESTONES, PARTS, PROGRESS, YES_NO, part_name
from .rows import Parts, Stored, nations_in_words, parts_of, stamp_of

Outcome = UploadRow.Outcome
TYPED = ("percent", "status", "narrative", "issues", "next_steps", "reason")
NUMBERS = ("value", "numerator", "denominator")
NATION = re.compile(r"\s*([A-Za-z]{2})\s*[:=]?\s*(\d+(?:\.\d{1,4})?)\s*")
LABELS = {
    **{column.name: column.heading for column in (*INDICATORS, *MILESTONES, *PROGRESS)},
}


@dataclass
class Line:
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
    """Log what the rows say, an activity at a time; each reading is told its outcome.

    An activity of which anything is wrong is not logged at all.
    """
    for line in _lines(readings, stored):
        _log(line, stored, upload, at)


def _lines(readings: Iterable[Reading], stored: Stored) -> Iterator[Line]:
    lines: dict[str, Line] = {}
    for reading in readings:
        code = str(reading.row.cells.get("activity", {}).get("value", ""))
        activity = stored.activities.get(code)
        if activity is None:
            reading.refuse(
                "activity", _("“%(code)s” is no activity of this office.") % {"code": code[:30]}
            )
            reading.conclude()
            continue
        reading.row.name = f"{activity.code} {activity.title}"
        line = lines.setdefault(code, Line(activity))
        _join(line, reading)
    yield from lines.values()


def _join(line: Line, reading: Reading) -> None:
    """Put a row with the others of its activity; refuse what is about nothing of it."""
    if reading.row.sheet == "progress":
        if line.progress is None:
            line.progress = reading
            return
        reading.refuse("activity", _("This activity stands here twice."))
    else:
        is_indicator = reading.row.sheet == "indicators"
        rows = line.activity.indicators if is_indicator else line.activity.milestones  # type: ignore[attr-defined]
        places = line.indicators if is_indicator else line.milestones
        number = whole(reading.row.cells.get("id", {}).get("value"))
        found = next((row for row in rows.all() if row.pk == number), None)
        if found and found.pk not in places:
            reading.row.name = f"{line.activity.code} {found}"
            places[found.pk] = reading
            return
        reading.refuse(
            "", _("This row is about nothing of the activity: download the template anew.")
        )
    reading.conclude()


def _log(line: Line, stored: Stored, upload: Upload, at: datetime) -> None:
    standing = stored.lines.get(line.activity.pk)
    update = _update(line, standing, upload)
    actuals = _results(line, stored)
    achievements = _achievements(line, stored, upload, at)
    changed = [reading for reading in line.readings if reading.changes]
    for reading in changed:
        if reading.row.stamp != stamp_of(standing):
            _tell_conflict(reading, standing)
    if changed and not any(reading.problems for reading in line.readings):
        _save(line, update, achievements, actuals, upload, at)
    for reading in line.readings:
        if not reading.outcome:
            reading.conclude(Outcome.CHANGED if standing else Outcome.NEW)


def _tell_conflict(reading: Reading, standing: ProgressUpdate | None) -> None:
    who = standing.updated_by if standing else ""
    reading.refuse(
        "",
        _(
            "Changed since you downloaded the template, by %(person)s: what is stored now stands"
            " beside what you wrote. Download the template anew and fill in what still holds."
        )
        % {"person": who},
    )
    reading.outcome = Outcome.CONFLICT


def _update(line: Line, standing: ProgressUpdate | None, upload: Upload) -> ProgressUpdate:
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
            line.progress.refuse(name, _("A status is always given: choose one."))
            continue
        if name == "percent" and value is not None:
            value = int(value)
        old = getattr(standing, name) if standing else (None if name == "percent" else "")
        if value != old:
            line.progress.change(LABELS[name], _shown(name, old), _shown(name, value))
        setattr(update, name, value)
    return update


def _shown(name: str, value: Any) -> Any:
    return dict(ProgressUpdate.Status.choices).get(value, value) if name == "status" else value


def _achievements(line: Line, stored: Stored, upload: Upload, at: datetime) -> dict[Any, Any]:
    """The days on which milestones were achieved, as the rows make them."""
    so_far = stored.achievements(line.activity)
    days = {pk: row.achieved_on for pk, row in so_far.items()}
    for pk, reading in line.milestones.items():
        if "achieved_on" not in reading.values:
            continue
        day = reading.value("achieved_on")
        if day != days.get(pk):
            reading.change(LABELS["achieved_on"], days.get(pk), day)
        try:
            if day:
                actions.check_achieved_on(day, upload.period, upload.appeal.day_of(at))
        except actions.NotWritable as refusal:
            reading.refuse("achieved_on", str(refusal))
        days[pk] = day
    milestones = {row.pk: row for row in line.activity.milestones.all()}  # type: ignore[attr-defined]
    return {milestones[pk]: day for pk, day in days.items() if day}


def _results(line: Line, stored: Stored) -> list[actions.Reported]:
    """All that the line reports of indicators: what is stored, and what the rows change of it."""
    so_far = stored.actuals(line.activity)
    results = []
    for indicator in line.activity.indicators.all():  # type: ignore[attr-defined]
        actual = so_far.get(indicator.pk)
        kept = {name: getattr(actual, name, None) for name in NUMBERS}
        texts = {name: getattr(actual, name, "") for name in ("missing_reason", "comment")}
        parts = parts_of(actual)
        reading = line.indicators.get(indicator.pk)
        if reading:
            kept, texts, parts = _filled(reading, indicator, kept, texts, parts)
        if any(value is not None for value in kept.values()) or any(texts.values()) or parts:
            reported = actions.Reported(indicator, **kept, **texts, parts=parts)
            _check(reported, reading)
            results.append(reported)
    return results


def _filled(
    reading: Reading,
    indicator: Indicator,
    kept: dict[str, Any],
    texts: dict[str, str],
    parts: Parts,
) -> tuple[dict[str, Any], dict[str, str], Parts]:
    """What a row makes of an indicator; notes each change."""
    asked = _asked_of(indicator)
    numbers, words = dict(kept), dict(texts)
    for name in ("value", "answer", "numerator", "denominator"):
        if name not in reading.values:
            continue
        if name not in asked:
            reading.refuse(
                name,
                _("This indicator is not reported here: fill in “%(column)s”.")
                % {"column": LABELS[asked[0]]},
            )
            continue
        value, place = reading.value(name), "value" if name == "answer" else name
        if name == "answer" and value is not None:
            value = Decimal(value)
        if value != numbers[place]:
            old, new = numbers[place], value
            if name == "answer":
                old, new = _said(old), _said(new)
            reading.change(LABELS[name], old, new)
        numbers[place] = value
    if indicator.measure == Indicator.Measure.PERCENTAGE:
        numbers["value"] = None
    for name in words:
        if name in reading.values and (value := reading.value(name, "")) != words[name]:
            reading.change(LABELS[name], words[name], value)
            words[name] = value
    return numbers, words, _parts(reading, parts)


def _said(answer: Decimal | None) -> Any:
    return None if answer is None else YES_NO[str(int(answer))]


def _asked_of(indicator: Indicator) -> tuple[str, ...]:
    return {
        Indicator.Measure.PERCENTAGE.value: ("numerator", "denominator"),
        Indicator.Measure.YES_NO.value: ("answer",),
    }.get(indicator.measure, ("value",))


def _parts(reading: Reading, stored: Parts) -> Parts:
    parts = dict(stored)
    for dimension, category, label in PARTS:
        name, key = part_name(dimension, category), (str(dimension), category)
        if name not in reading.values:
            continue
        value = reading.value(name)
        if value != parts.get(key):
            reading.change(label, parts.get(key), value)
        parts[key] = value
    if Dimension.NATIONALITY.value in reading.values:
        nations = _nations(reading)
        kept = {key: value for key, value in parts.items() if key[0] != Dimension.NATIONALITY}
        before, after = nations_in_words(parts), nations_in_words(nations)
        if before != after:
            reading.change(Dimension.NATIONALITY.label, before, after)
        parts = kept | nations
    return {key: value for key, value in parts.items() if value is not None}


def _nations(reading: Reading) -> Parts:
    """The parts by nationality that stand in one cell."""
    written = reading.value(Dimension.NATIONALITY.value, "")
    found: Parts = {}
    for piece in filter(str.strip, re.split(r"[;\n]", written)):
        match = NATION.fullmatch(piece)
        code = match[1].upper() if match else ""
        key = (Dimension.NATIONALITY.value, code)
        if not match or not category_name(Dimension.NATIONALITY, code) or key in found:
            reading.refuse(
                Dimension.NATIONALITY.value,
                _("“%(piece)s”: write each country once, by its two letters, as HN 12; GT 30.")
                % {"piece": piece.strip()[:40]},
            )
        else:
            found[key] = Decimal(match[2])
    return found


def _check(reported: actions.Reported, reading: Reading | None) -> None:
    """Say at its cell what of an indicator cannot be reported so."""
    if reading is None or not reading.changes or reading.problems:
        return
    try:
        reported.checked()
    except ValidationError as refusal:
        for name, errors in refusal.update_error_dict({}).items():
            for error in errors:
                for sentence in error.messages:
                    reading.refuse(_column(name, reported.indicator), sentence)


def _column(name: str, indicator: Indicator) -> str:
    """The column to which an error of the model belongs."""
    firsts = {str(by): part_name(by, category) for by, category, _label in reversed(PARTS)}
    asked = _asked_of(indicator)
    return firsts.get(
        name, name if name in (*asked, "missing_reason", "comment", "nationality") else asked[0]
    )


def _save(
    line: Line,
    update: ProgressUpdate,
    achievements: dict[Any, Any],
    results: list[actions.Reported],
    upload: Upload,
    at: datetime,
) -> None:
    """Log the line as a page does; a refusal stands at the row that it is about."""
    place = line.progress or line.readings[0]
    try:
        actions.log_progress(
            update=update,
            period=upload.period,
            by=upload.uploaded_by,
            at=at,
            achievements=achievements,
            results=results,
        )
    except actions.ReasonMissing as refusal:
        place.refuse("reason" if line.progress else "", str(refusal))
    except (actions.NotWritable, actions.PeriodLocked) as refusal:
        place.refuse("", str(refusal))
    except StaleVersion:
        _tell_conflict(place, line_of(update))


def line_of(update: ProgressUpdate) -> ProgressUpdate | None:
    """The line as somebody saved it meanwhile."""
    standing = ProgressUpdate.objects.standing().filter(activity=update.activity)
    return standing.filter(report_id=update.report_id).select_related("updated_by").first()
