"""R13: today's template with what a file filled in, and what is to be said of each of its rows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from .forms import Box, Form

# A row of a file by the names of its columns.
Filed = Mapping[str, Any]
BESIDE = {"Result": Box(), "Message": Box()}


@dataclass(frozen=True)
class Verdict:
    """What became of a row, and what is said of it, a line each."""

    result: str
    lines: Sequence[str] = ()


UNCHANGED = Verdict("unchanged")


def result(
    form: Form, file: Sequence[Filed], verdicts: Mapping[int, Verdict], *, is_applied: bool
) -> Form:
    """A sheet of R13; `verdicts` by the place of a row among all those of the file."""
    asked = [box.name for box in form.boxes.values() if box.asks]
    told = [
        (row, verdicts.get(place, UNCHANGED))
        for place, row in enumerate(file)
        if any(row[name] is not None for name in asked)
    ]
    fixed, free = _apart(form, told)
    shown = []
    for place, values in enumerate(form.rows):
        fresh = dict(zip(form.headings, values, strict=True))
        is_spare = place >= len(form.rows) - form.spare
        found = fixed.pop(_about(form, {b.name: fresh[h] for h, b in form.boxes.items()}), None)
        if found is None and is_spare and free and not _is_named(form, fresh):
            found = free.pop(0)
        shown.append(_row(form, {} if is_spare and found else fresh, found, is_applied))
    shown += [_row(form, {}, found, is_applied) for found in (*fixed.values(), *free)]
    return replace(
        form, headings=[*BESIDE, *form.headings], rows=shown, boxes=BESIDE | dict(form.boxes),
        controls=[("Rows checked", len(told))],
    )  # fmt: skip


Told = tuple[Filed, Verdict]


def _about(form: Form, row: Filed) -> tuple[str, ...]:
    """By what a row is known: what the template prints, but for what it shows to people."""
    names = [b.name for b in form.boxes.values() if b.name and not b.asks]
    return tuple(str(row[name] or "") for name in names if name not in ("key", "stamp"))


def _apart(form: Form, told: Sequence[Told]) -> tuple[dict[tuple[str, ...], Told], list[Told]]:
    """The rows about something of the template, the first of each; and the others in order."""
    fixed: dict[tuple[str, ...], Told] = {}
    free = []
    for each in told:
        about = _about(form, each[0])
        if any(about) and about not in fixed:
            fixed[about] = each
        else:
            free.append(each)
    return fixed, free


def _is_named(form: Form, fresh: Mapping[str, Any]) -> bool:
    return any(_about(form, {box.name: fresh[h] for h, box in form.boxes.items()}))


def _row(form: Form, fresh: Mapping[str, Any], found: Told | None, is_applied: bool) -> list[Any]:
    """What was filled in, today's version of what is stored; once applied, what is stored."""
    if found is None:
        return [None, None, *fresh.values()]
    filed, verdict = found
    message = "\n".join(verdict.lines) or None
    if is_applied and fresh:
        return [verdict.result, message, *fresh.values()]
    values = []
    for heading, box in form.boxes.items():
        is_ours = fresh and not box.asks and box.name != "key"
        typed = None if is_ours or not box.name else filed[box.name]
        values.append(fresh.get(heading) if typed is None else typed)
    return [verdict.result, message, *values]
