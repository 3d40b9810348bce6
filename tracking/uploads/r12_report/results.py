"""What filled rows say about milestones and indicators, each at its own cells."""

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from appeal.base.excel import InputCell, Kind, UnreadableCell
from appeal.models import Activity, Indicator, Milestone

from ... import actions
from ...models import Dimension, category_name
from ..outcomes import UNREAD_TEXT, Reading
from .columns import INDICATORS, MILESTONES, PARTS, PROGRESS, part_name
from .rows import Parts, Stored, nations_in_words, parts_of

NUMBERS = ("value", "numerator", "denominator")
TEXTS = ("missing_reason", "comment")
NATION = re.compile(r"\s*([A-Za-z]{2})\s*[:=]?\s*(\S.*)")
PERSONS = InputCell(Kind.QUANTITY, least=Decimal(0))
LABELS = {column.name: column.heading for column in (*INDICATORS, *MILESTONES, *PROGRESS)}


def achievements_of(
    activity: Activity, readings: Mapping[int, Reading], stored: Stored
) -> dict[Milestone, date]:
    """The days on which milestones were achieved, as the rows of an activity make them."""
    days = {pk: row.achieved_on for pk, row in stored.achievements(activity).items()}
    milestones = {row.pk: row for row in activity.milestones.all()}
    for pk, reading in readings.items():
        other = stored.elsewhere.get(pk)
        shown = other.achieved_on if other else days.get(pk)
        if "achieved_on" not in reading.values or reading.value("achieved_on") == shown:
            continue
        day = reading.value("achieved_on")
        reading.change("achieved_on", shown, day)
        if other and day is None:
            sentence = _("“%(milestone)s” is already reported as achieved for %(period)s.")
            about = {"milestone": milestones[pk], "period": other.update.report.period}
            reading.refuse("achieved_on", sentence % about)
        days[pk] = day
    return {milestones[pk]: day for pk, day in days.items() if day}


def results_of(
    activity: Activity, readings: Mapping[int, Reading], stored: Stored
) -> list[actions.Reported]:
    """All that the line reports of indicators: what is stored, and what the rows change of it."""
    so_far = stored.actuals(activity)
    results = []
    for indicator in activity.indicators.all():
        actual = so_far.get(indicator.pk)
        kept: dict[str, Any] = {name: getattr(actual, name, None) for name in NUMBERS}
        texts: dict[str, Any] = {name: getattr(actual, name, "") for name in TEXTS}
        parts = parts_of(actual)
        reading = readings.get(indicator.pk)
        if reading:
            kept, texts, parts = _filled(reading, indicator, kept, texts, parts)
        if any(value is not None for value in kept.values()) or any(texts.values()) or parts:
            reported = actions.Reported(indicator, **kept, **texts, parts=parts)
            if reading:
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
        value, place = reading.value(name), "value" if name == "answer" else name
        if name == "answer" and value is not None:
            value = Decimal(value)
        if value == numbers[place]:
            continue
        if name in asked:
            old, new = numbers[place], value
            reading.change(name, *((_said(old), _said(new)) if name == "answer" else (old, new)))
            numbers[place] = value
        else:
            sentence = _("This indicator is not reported here. Fill in “%(column)s” instead.")
            reading.refuse(name, sentence % {"column": LABELS[asked[0]]})
            reading.unread.add(name)
    if indicator.measure == Indicator.Measure.PERCENTAGE:
        numbers["value"] = None
    for name in words:
        if name in reading.values and (value := reading.value(name, "")) != words[name]:
            reading.change(name, words[name], value)
            words[name] = value
        words[name] = UNREAD_TEXT if name in reading.unread else words[name]
    return numbers, words, _parts(reading, parts)


def _said(answer: Decimal | None) -> str | None:
    """A yes or no as its column has it."""
    return None if answer is None else str(int(answer))


def _asked_of(indicator: Indicator) -> tuple[str, ...]:
    return {
        Indicator.Measure.PERCENTAGE.value: ("numerator", "denominator"),
        Indicator.Measure.YES_NO.value: ("answer",),
    }.get(indicator.measure, ("value",))


def _parts(reading: Reading, stored: Parts) -> Parts:
    parts = dict(stored)
    for dimension, category, _label in PARTS:
        name, key = part_name(dimension, category), (str(dimension), category)
        if name not in reading.values:
            continue
        value = reading.value(name)
        reading.change(name, parts.get(key), value)
        parts[key] = value
    if Dimension.NATIONALITY.value in reading.values:
        nations = _nations(reading)
        kept = {key: value for key, value in parts.items() if key[0] != Dimension.NATIONALITY}
        before, after = nations_in_words(parts), nations_in_words(nations)
        reading.change(Dimension.NATIONALITY.value, before, after)
        parts = kept | nations
    return {key: value for key, value in parts.items() if value is not None}


def _nations(reading: Reading) -> Parts:
    """The parts by nationality that are in one cell."""
    written = reading.value(Dimension.NATIONALITY.value, "")
    found: Parts = {}
    for piece in filter(str.strip, re.split(r"[;\n]", written)):
        match = NATION.fullmatch(piece)
        code = match[1].upper() if match else ""
        key = (Dimension.NATIONALITY.value, code)
        if not match or not category_name(Dimension.NATIONALITY, code) or key in found:
            reading.refuse(
                Dimension.NATIONALITY.value,
                _("“%(piece)s”: write each country once, with its two letters, like HN 12; GT 30.")
                % {"piece": piece.strip()[:40]},
            )
            continue
        try:
            found[key] = PERSONS.read(match[2], reading.row.upload.language)
        except UnreadableCell as refusal:
            reading.refuse(Dimension.NATIONALITY.value, refusal)
    return found


def _check(reported: actions.Reported, reading: Reading) -> None:
    """Say at its cell what of an indicator cannot be reported so.

    Without its numbers nothing of it can be judged.
    """
    if not reading.changes or reading.unread & {*_asked_of(reported.indicator)}:
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
