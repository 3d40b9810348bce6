"""The reporting template of an office and a period (R12): what its filled rows mean."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from appeal import duties
from appeal.base.excel import Column, Sheet
from appeal.base.given import given
from appeal.models import Appeal, User

from ... import access
from ...models import ReportingPeriod, Upload
from ..columns import sheet_to_fill, spare_rows
from ..drafts import Drafting, enter
from ..money import money_columns
from ..outcomes import Reading, unsettled
from ..template import NotUploadable, OfficeTemplate, UploadPlace
from .columns import INDICATORS, MILESTONES, PROGRESS
from .progress import log_rows
from .rows import Stored


class ReportTemplate(OfficeTemplate):
    """An office's report on a period, and its new entries of the ledger."""

    code = "R12"
    about_rows = gettext_lazy(
        "Leave the rows of activities, indicators and milestones as they are. Use one of"
        " the empty rows for each ledger entry. If you need more of them, upload this"
        " file and download a new template."
    )

    def place(self, appeal: Appeal, words: Mapping[str, str], user: User) -> UploadPlace:
        """The office and period that the file is of, where the person may write for them."""
        own = access.offices(user, duties.REPORT) | access.offices(user, duties.ENTER)
        office = own.of(appeal).filter(code=words.get("office", "")).first()
        period = ReportingPeriod.objects.of(appeal).filter(code=words.get("period", "")).first()
        if office is None or period is None:
            raise NotUploadable(
                _(
                    "You do not report for the office of this template. Download your"
                    " office's template and fill it in."
                )
            )
        return UploadPlace(office, period)

    def facts(self, place: UploadPlace) -> list[tuple[Any, Any]]:
        return [(_("Period"), str(place.period)), (_("Report due on"), given(place.period).due_on)]

    def columns(self, appeal: Appeal, place: UploadPlace) -> Mapping[str, Sequence[Column]]:
        return {
            "progress": PROGRESS,
            "indicators": INDICATORS,
            "milestones": MILESTONES,
            "spend": money_columns(appeal, given(place.office)),
        }

    def sheets(self, appeal: Appeal, place: UploadPlace, spare: int = 0) -> list[Sheet]:
        stored = Stored.read(given(place.office), given(place.period))
        columns = self.columns(appeal, place)
        rows = {
            "progress": (_("Progress"), stored.progress_rows()),
            "indicators": (_("Indicators"), stored.indicator_rows()),
            "milestones": (_("Milestones"), stored.milestone_rows()),
            "spend": (_("Spend"), spare_rows(spare)),
        }
        return [
            sheet_to_fill(name, title, columns[name], own) for name, (title, own) in rows.items()
        ]

    def carry_out(self, readings: list[Reading], upload: Upload, at: datetime) -> None:
        stored = Stored.read(given(upload.office), given(upload.period))
        money = unsettled(readings, "spend")
        logged = [each for each in unsettled(readings) if each.row.sheet != "spend"]
        log_rows(logged, stored, upload, at)
        enter(Drafting(upload, at, [each.row for each in money]).judge(money), upload, at)
