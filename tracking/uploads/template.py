"""What every template has in common once it comes back: whose it is, and how it is rehearsed."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from appeal import duties
from appeal.base.excel import Column, InputCell, Sheet
from appeal.base.given import given
from appeal.base.refusals import Refusal
from appeal.models import Appeal, Office, User

from .. import access
from ..models import ReportingPeriod, Upload
from .outcomes import Reading, Typed

STEPS = (
    (
        _("1. Fill in"),
        _("Only the yellow cells can be filled in. Leave a cell blank for no change."),
    ),
    (_("2. Empty a cell"), _("Write CLEAR to empty what is saved. 0 is zero, not empty.")),
    (
        _("3. Dates and numbers"),
        _("Enter dates as Excel dates or like 2020-06-30, and numbers as numbers."),
    ),
    (
        _("4. Save and upload"),
        _(
            "You see what will change before anything is saved; then either everything is"
            " saved, or nothing. The names and order of sheets and columns do not matter."
        ),
    ),
)
NEVER = (_("Never"), _("Never write the names of beneficiaries."))


class NotUploadable(Refusal):
    """The workbook is not one that this person can upload here."""

    field = "file"


@dataclass(frozen=True)
class UploadPlace:
    """What an upload is about, where it is about an office or a period."""

    office: Office | None = None
    period: ReportingPeriod | None = None
    # Whose file it is, where that decides what is in it.
    person: User | None = None

    @classmethod
    def of(cls, upload: Upload) -> Self:
        return cls(upload.office, upload.period, upload.uploaded_by)


class Template:
    """A template as it is read: subclasses say whose it is and what its rows do.

    `code` is that of the workbook. Where `batch` is above 0 so many rows are judged at a time,
    each without the others; otherwise all at once. `spare` empty rows are in a template unless more
    are asked for. What it says is dated by the clock of the appeal if it `is_of_appeal`.
    """

    code = ""
    batch = 0
    spare = 40
    is_of_appeal = True
    about_rows: Any = _(
        "You can correct rows that are already filled in. For something new, use one of"
        " the empty rows."
    )

    @property
    def instructions(self) -> Sequence[tuple[Any, Any]]:
        """How the template is filled in, in steps."""
        return (*STEPS, (_("5. Rows"), self.about_rows), NEVER)

    def place(self, appeal: Appeal, words: Mapping[str, str], user: User) -> UploadPlace:
        """What the file is about, by its own `words`; raises NotUploadable."""
        raise NotImplementedError

    def columns(self, appeal: Appeal, place: UploadPlace) -> Mapping[str, Sequence[Column]]:
        """The columns of each sheet, by its name, with their choices as they are now."""
        raise NotImplementedError

    def sheets(self, appeal: Appeal, place: UploadPlace, spare: int = 0) -> list[Sheet]:
        """The template as it is downloaded now: pre-filled rows, then `spare` empty ones."""
        raise NotImplementedError

    def words(self, appeal: Appeal, place: UploadPlace) -> dict[str, str]:
        """By what a file that comes back is known: of which appeal, office and period."""
        return {
            "form": self.code,
            "appeal": appeal.code,
            "office": place.office.code if place.office else "",
            "period": place.period.code if place.period else "",
            "language": get_language() or "en",
        }

    def check_reader(self, appeal: Appeal, place: UploadPlace, user: User) -> None:
        """Raises NotUploadable where the person may not even download the template."""

    def offices(self, appeal: Appeal, user: User) -> QuerySet[Office]:
        """Those whose template the person may download; none where it is of no office."""
        return Office.objects.none()

    def facts(self, place: UploadPlace) -> list[tuple[Any, Any]]:
        """Further lines of the first sheet."""
        return []

    def carry_out(self, readings: list[Reading], upload: Upload, at: datetime) -> None:
        """Do what the rows say, and note the outcome of each reading.

        Rows with an outcome are settled; rows with problems are not to be carried out.
        """
        raise NotImplementedError

    def rehearse(self, readings: list[Reading], upload: Upload, at: datetime) -> None:
        """Note what the outcome of each reading would be: carried out, then rolled back."""
        with transaction.atomic():
            self.carry_out(readings, upload, at)
            transaction.set_rollback(True)

    def rehearsal(
        self, upload: Upload, at: datetime, rows: Sequence[Typed]
    ) -> Callable[[list[Reading]], None]:
        """What rehearses rows bit by bit; `rows` are all that it will be given."""
        return lambda readings: self.rehearse(readings, upload, at)

    def columns_by_name(self, appeal: Appeal, place: UploadPlace) -> dict[str, dict[str, Column]]:
        """The columns of each sheet by their names."""
        return {
            sheet: {column.name: column for column in columns}
            for sheet, columns in self.columns(appeal, place).items()
        }

    def inputs(self, upload: Upload) -> dict[str, dict[str, InputCell]]:
        """What is filled in, by sheet and column."""
        columns = self.columns_by_name(upload.appeal, UploadPlace.of(upload))
        return {
            sheet: {name: column.input_cell for name, column in named.items() if column.input_cell}
            for sheet, named in columns.items()
        }


class OfficeTemplate(Template):
    """A template of one office, for whoever sees its drafts."""

    def offices(self, appeal: Appeal, user: User) -> QuerySet[Office]:
        return access.offices(user, duties.WORK).of(appeal)

    def check_reader(self, appeal: Appeal, place: UploadPlace, user: User) -> None:
        if not self.offices(appeal, user).filter(pk=given(place.office).pk).exists():
            raise NotUploadable(
                gettext(
                    "Only people who work at %(office)s or for its region can use this template."
                )
                % {"office": place.office}
            )
