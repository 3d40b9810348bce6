"""What filled rows say of money: each a draft of the ledger, entered as on the page."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from appeal.excel import Column
from appeal.models import Activity, Requirement

from ... import actions
from ...forms import TransactionForm
from ...models import Upload, UploadRow
from ..rows import Reading
from .rows import Stored

TEXTS = ("counterpart", "reference", "note", "late_reason")
REQUIRED = ("value_on", "activity", "cell", "kind", "amount")
Outcome = UploadRow.Outcome


def enter_rows(
    readings: Iterable[Reading],
    stored: Stored,
    upload: Upload,
    at: datetime,
    columns: Mapping[str, Column],
) -> None:
    """Enter a draft for each row; each reading is told its outcome."""
    for reading in readings:
        for name, value in reading.values.items():
            choices = columns[name].entry.choices
            reading.change(columns[name].heading, None, choices.get(value, value))
        _enter(reading, stored, upload, at, columns)
        reading.conclude(Outcome.NEW)


def _enter(
    reading: Reading, stored: Stored, upload: Upload, at: datetime, columns: Mapping[str, Column]
) -> None:
    for name in REQUIRED:
        if reading.value(name) is None:
            reading.refuse_once(
                name,
                _("“%(column)s” is missing: every entry has one.")
                % {"column": columns[name].heading},
            )
    activity = stored.activities.get(reading.value("activity", ""))
    if activity is None:
        return
    reading.row.name = f"{activity.code} {activity.title}"
    form = TransactionForm(_typed(reading, activity), activity=activity)
    for name, sentences in form.errors.items():
        for sentence in sentences:
            reading.refuse_once(name if name in form.fields else "", sentence)
    _judge_date(reading, form.instance, upload.appeal.day_of(at), upload)
    if reading.problems:
        return
    try:
        reading.transaction = actions.draft_transaction(
            entry=form.instance, by=upload.uploaded_by, at=at
        )
    except actions.NotPostable as refusal:
        reading.refuse(refusal.about, str(refusal))


def _typed(reading: Reading, activity: Activity) -> dict[str, Any]:
    """What a person would have typed into the form of the page."""
    drawn = Requirement.objects.filter(allocations__activity=activity).select_related("heading")
    cells = {cell.heading.code: cell for cell in drawn.order_by("heading__order")}
    heading = reading.value("cell")
    if heading and heading not in cells:
        reading.refuse(
            "cell",
            _("%(activity)s draws no money from %(heading)s: choose one of %(headings)s.")
            % {
                "activity": activity.code,
                "heading": heading,
                "headings": ", ".join(cells) or "–",
            },
        )
    amount, day = reading.value("amount"), reading.value("value_on")
    return {
        **{name: reading.value(name, "") for name in TEXTS},
        "currency": reading.value("currency", "") or "USD",
        "kind": reading.value("kind", ""),
        "against": reading.value("against", ""),
        "amount": "" if amount is None else number_format(amount, 2, use_l10n=True),
        "value_on": "" if day is None else day.isoformat(),
        "cell": cells[heading].pk if heading in cells else "",
        "idempotency_key": reading.row.key,
        "version": 0,
    }


def _judge_date(reading: Reading, entry: Any, today: date, upload: Upload) -> None:
    """Say what is wrong with the value date even where something else is wrong too."""
    if not isinstance(entry.value_on, date):
        return
    entry.cell = entry.cell if entry.cell_id else Requirement(appeal=upload.appeal)
    try:
        actions.check_value_date(entry, today)
    except actions.NotPostable as refusal:
        reading.refuse_once("value_on", str(refusal))
