"""Taking in what the finance system exports: the file, which column is what, its lines."""

from collections.abc import Sequence
from datetime import datetime

from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.translation import gettext as _

from appeal.base.actions import action, signed
from appeal.base.refusals import Refusal, TooLate
from appeal.models import Appeal, User

from ..evidence_files import keep_file
from ..models import BooksExport, BooksLayout, BooksLine
from ..reconciling import Lines, Listing, Problem, read_lines, read_listing


class NoLines(Refusal):
    """No line of an export says anything that can be compared."""


class LinesUnclear(Refusal):
    """Lines cannot be read for sure; `problems` are the first of them, `wrong` how many lines."""

    def __init__(self, problems: Sequence[Problem], wrong: int) -> None:
        super().__init__(
            _("Nothing was read: some lines are not clear. See which, and what is wrong.")
        )
        self.problems, self.wrong = problems, wrong


def kept_layout(appeal: Appeal, listing: Listing) -> BooksLayout | None:
    """How files with these headings are read; None where nobody has said it yet."""
    layouts = BooksLayout.objects.of(appeal).newest_first()
    return next((each for each in layouts if each.headings == [*listing.headings]), None)


def same_export(export: BooksExport) -> BooksExport | None:
    """An earlier one that was read of the same file, for the same office and days."""
    same = BooksExport.objects.of(export.appeal).filter(
        sha256=export.sha256, office=export.office, first_on=export.first_on,
        last_on=export.last_on, read_at__isnull=False,
    )  # fmt: skip
    return same.select_related("uploaded_by").newest_first().first()


def receive_export(
    *,
    export: BooksExport,
    file: object,
    listing: Listing,
    layout: BooksLayout | None,
    by: User,
    at: datetime,
) -> BooksExport:
    """Store an export, and its lines where they can be read by a layout that is known.

    Else it is to be read by `read_export`, once it is said which column is what.
    """
    export.uploaded_by, export.uploaded_at = by, at
    try:
        with transaction.atomic(), signed(by=by, at=at):
            keep_file(export.file, file, "uploads/")
            export.save(force_insert=True)
            if layout:
                lines = read_lines(listing, layout, export.first_on, export.last_on)
                if lines.found and not lines.problems:
                    _keep_lines(export, layout, lines, at)
    except BaseException:
        if export.file.name:
            default_storage.delete(export.file.name)
        raise
    return export


@action
def read_export(*, export: BooksExport, layout: BooksLayout, by: User, at: datetime) -> BooksExport:
    """Read the lines of an export by a new layout, which is saved for files with its headings.

    Raises LinesUnclear where a line can be read in two ways or not at all, TooLate where somebody
    read it before.
    """
    stored = BooksExport.objects.select_for_update(no_key=True).get(pk=export.pk)
    if stored.is_read:
        raise TooLate(_("This export has already been read."))
    with stored.file.open("rb") as file:
        lines = read_lines(read_listing(file), layout, stored.first_on, stored.last_on)
    if lines.problems:
        raise LinesUnclear(lines.problems, lines.wrong)
    if not lines.found:
        raise NoLines(_("No line of this file has an amount. Check the columns."))
    layout.decided_by, layout.decided_at = by, at
    layout.save(force_insert=True)
    _keep_lines(stored, layout, lines, at)
    return stored


def _keep_lines(export: BooksExport, layout: BooksLayout, lines: Lines, at: datetime) -> None:
    for line in lines.found:
        line.export = export
    BooksLine.objects.bulk_create(lines.found, batch_size=500)
    export.layout, export.left_out, export.read_at = layout, lines.left_out, at
    export.save(update_fields=["layout", "left_out", "read_at"])
