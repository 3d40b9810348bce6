"""The reporting template of an office and a period (R12): what its filled rows mean."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from appeal.excel import Sheet
from appeal.models import Appeal, User

from ... import access
from ...models import ReportingPeriod, Upload
from ..columns import sheet_to_fill, spare_rows
from ..forms import NotUploadable, OfficeForm, Place
from ..money import enter, judge_entries, money_columns
from ..rows import Reading
from .columns import INDICATORS, MILESTONES, PROGRESS
from .progress import log_rows
from .rows import Stored


class ReportingForm(OfficeForm):
    """An office's report on a period, and its new entries of the ledger."""

    code = "R12"
    about_rows = gettext_lazy(
        "Leave the rows of activities, indicators and milestones as they are. Each entry of"
        " money takes one of the empty rows; if you need more of them, upload and download"
        " again."
    )

    def place(self, appeal: Appeal, words: Mapping[str, str], user: User) -> Place:
        """The office and period that the file is of, where the person may write for them."""
        own = access.reporting_offices(user) | access.entering_offices(user)
        office = own.filter(code=words.get("office", ""), sections__appeal=appeal).first()
        period = ReportingPeriod.objects.of(appeal).filter(code=words.get("period", "")).first()
        if office is None or period is None:
            raise NotUploadable(
                _(
                    "This template is not of an office that you report for: download that of your"
                    " office and fill it in."
                )
            )
        return Place(office, period)

    def facts(self, place: Place) -> list[tuple[Any, Any]]:
        return [
            (_("Period"), str(place.period)),
            (_("Report due on"), place.period.due_on),
        ]

    def sheets(self, appeal: Appeal, place: Place, spare: int = 0) -> list[Sheet]:
        stored = Stored.read(place.office, place.period)
        money = money_columns(appeal, place.office)
        return [
            sheet_to_fill("progress", _("Progress"), PROGRESS, stored.progress_rows()),
            sheet_to_fill("indicators", _("Indicators"), INDICATORS, stored.indicator_rows()),
            sheet_to_fill("milestones", _("Milestones"), MILESTONES, stored.milestone_rows()),
            sheet_to_fill("spend", _("Spend"), money, spare_rows(spare)),
        ]

    def carry_out(self, readings: list[Reading], upload: Upload, at: datetime) -> None:
        stored = Stored.read(upload.office, upload.period)
        money = [reading for reading in readings if reading.row.sheet == "spend"]
        lines = [reading for reading in readings if reading.row.sheet != "spend"]
        self._keep_to_roles(lines, upload)
        log_rows([each for each in lines if not each.outcome], stored, upload, at)
        judged = judge_entries([each for each in money if not each.outcome], upload, at)
        enter(judged, upload, at)

    def _keep_to_roles(self, lines: list[Reading], upload: Upload) -> None:
        """Whoever enters money only, fills in nothing about progress."""
        own = access.reporting_offices(upload.uploaded_by)
        if own.filter(pk=upload.office_id).exists():
            return
        for reading in lines:
            if reading.values and not reading.outcome:
                reading.refuse("", _("You record money for this office, not progress."))
                reading.conclude()
