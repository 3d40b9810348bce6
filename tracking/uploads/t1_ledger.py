"""Many entries of an office's ledger at once (T1): each row a draft, as in R12."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from appeal import duties
from appeal.base.excel import Column, Sheet
from appeal.base.given import given
from appeal.models import Appeal, User

from .. import access
from ..models import Upload
from .columns import sheet_to_fill, spare_rows
from .drafts import Drafting, enter
from .money import money_columns
from .outcomes import Reading, Typed, unsettled
from .template import NotUploadable, OfficeTemplate, UploadPlace


class LedgerTemplate(OfficeTemplate):
    """As many entries as there are rows; finance posts them like any others."""

    code = "T1"
    batch = 10_000
    spare = 100
    about_rows = gettext_lazy(
        "Use one of the empty rows for each entry. If you need more of them, choose more"
        " when you download the template."
    )

    def place(self, appeal: Appeal, words: Mapping[str, str], user: User) -> UploadPlace:
        """The office that the file is of, where the person may enter money for it."""
        own = access.offices(user, duties.ENTER).of(appeal)
        office = own.filter(code=words.get("office", "")).first()
        if office is None:
            raise NotUploadable(
                _(
                    "You do not record spending for the office of this template. Download"
                    " your office's template and fill it in."
                )
            )
        return UploadPlace(office)

    def columns(self, appeal: Appeal, place: UploadPlace) -> Mapping[str, Sequence[Column]]:
        return {"entries": money_columns(appeal, given(place.office))}

    def sheets(self, appeal: Appeal, place: UploadPlace, spare: int = 0) -> list[Sheet]:
        return [
            sheet_to_fill(name, _("Entries"), columns, spare_rows(spare))
            for name, columns in self.columns(appeal, place).items()
        ]

    def carry_out(self, readings: list[Reading], upload: Upload, at: datetime) -> None:
        drafting = Drafting(upload, at, [reading.row for reading in readings])
        enter(drafting.judge(unsettled(readings)), upload, at)

    def rehearsal(
        self, upload: Upload, at: datetime, rows: Sequence[Typed]
    ) -> Callable[[list[Reading]], None]:
        """Drafts do not weigh on each other: nothing has to be saved to know what would happen."""
        drafting = Drafting(upload, at, rows)
        return lambda readings: drafting.judge(unsettled(readings))  # type: ignore[return-value]
