"""What an activity did, in time order: one list of reports, milestones, money, evidence, words."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from appeal.base.amounts import cents
from appeal.base.labels import labelled
from appeal.base.lines import in_one_line
from appeal.models import Activity

from ..models import Evidence, OfficeReport, ProgressUpdate, StatusOverride, Transaction
from .comments import Thread

# The newest are shown; the rest are in the sections below.
SHOWN = 12


@dataclass(frozen=True)
class Happening:
    """Something that happened on a day: its kind, a sentence, and the page with the details.

    `state` says what it is as long as it does not count yet.
    """

    day: date
    kind: Promise | str
    text: str
    address: str
    state: str = ""


def timeline_of(activity: Activity, page: dict[str, Any]) -> list[Happening]:
    """The newest happenings among what the page of the activity shows already; no query."""
    found = [
        *_reported(activity, page["updates"]),
        *_reached(page["milestone_rows"]),
        *_paid(activity, page["entries"]),
        *_proved(page["evidence"]),
        *_said(activity, page["threads"]),
        *_judged(page["judgements"]),
    ]
    return sorted(found, key=lambda row: row.day, reverse=True)[:SHOWN]


def _reported(activity: Activity, updates: Iterable[ProgressUpdate]) -> Iterator[Happening]:
    for row in updates:
        period = row.report.period
        percent = "" if row.percent is None else f"{row.percent}\u00a0%"
        words = " · ".join(filter(None, (period.code, percent, _short(row.narrative))))
        state = "" if row.report_state == OfficeReport.State.APPROVED else row.report_state
        yield Happening(period.ends_on, _("Progress"), words, "#progress", state)


def _reached(rows: Any) -> Iterator[Happening]:
    for row in rows:
        if row.achieved_on:
            yield Happening(row.achieved_on, _("Milestone"), row.title, "#milestones")


def _paid(activity: Activity, entries: Iterable[Transaction]) -> Iterator[Happening]:
    for row in entries:
        amount = f"USD {cents(row.usd)}"
        words = " · ".join(filter(None, (amount, row.counterpart, row.reference)))
        address = reverse("tracking:transaction_detail", args=[activity.appeal.code, row.id])
        kind = row.get_kind_display()
        state = "" if row.is_posted else OfficeReport.State.DRAFT
        yield Happening(row.value_on, str(kind).capitalize(), words, address, state)


def _proved(rows: Iterable[Evidence]) -> Iterator[Happening]:
    for row in rows:
        if not row.was_withdrawn:
            yield Happening(row.dated_on, _("Evidence"), row.title, "#evidence")


def _said(activity: Activity, threads: Iterable[Thread]) -> Iterator[Happening]:
    for thread in threads:
        if thread.comment.withdrawn_at:
            continue
        words = labelled(thread.comment.by, _short(thread.comment.body))
        day = activity.appeal.day_of(thread.comment.at)
        yield Happening(day, _("Comment"), words, "#comments")


def _judged(rows: Iterable[StatusOverride]) -> Iterator[Happening]:
    for row in rows:
        words = f"{row.get_colour_display()} · {_short(row.reason)}" if row.colour else row.reason
        yield Happening(row.effective_on, _("Assessment"), words, "#flags")


def _short(text: str) -> str:
    line = in_one_line(text)
    return line if len(line) <= 90 else f"{line[:89]}…"
