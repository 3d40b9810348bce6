"""Taking in a filled workbook: read, rehearsed, then applied whole or discarded."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from appeal.base.actions import Door, action, signed
from appeal.base.excel import Filled, FilledRow, read_filled
from appeal.base.refusals import TooLate
from appeal.models import Appeal, Language, StaleVersion, User

from ..evidence_files import clean_name, digest, keep_file
from ..models import NoticeKind, Upload, UploadRow
from ..notices import tell
from .outcomes import Reading
from .registry import TEMPLATES
from .rehearsing import Judge, Rehearsal, Spot, first_copies
from .storing import SAID, insert_rows, update_rows
from .t2_rate_files import is_workbook, read_rate_file
from .template import NotUploadable, Template, UploadPlace

# More would live long enough for the garbage collector to look at them again and again.
A_BIT = 100


class NotApplicable(TooLate):
    """The upload cannot be applied as it is."""


def receive_upload(*, file: Any, appeal: Appeal, by: User, at: datetime) -> Upload:
    """Read a filled workbook, or a list of rates, and store it with its rows, judged.

    Of very many rows the first ones are; `check_upload` judges the others. Raises NotUploadable
    for what is of another appeal or not for the person to upload, UnreadableFile for what is
    neither.
    """
    filled = read_filled(file) if is_workbook(file) else read_rate_file(file, appeal)
    template = _template_of(filled, appeal)
    upload = _made(template, template.place(appeal, filled.words, by), filled, file)
    upload.appeal, upload.uploaded_by, upload.uploaded_at = appeal, by, at
    filled_in = _filled_in(filled.rows, template.inputs(upload))
    if not filled_in:
        raise NotUploadable(
            _("Nothing is filled in. Fill in the yellow cells and upload the file again.")
        )
    try:
        with transaction.atomic():
            keep_file(upload.file, file, "uploads/")
            upload.save(force_insert=True)
            _keep(filled_in, upload, at)
    except BaseException:
        if upload.file.name:
            default_storage.delete(upload.file.name)
        raise
    return upload


def _made(template: Template, place: UploadPlace, filled: Filled, file: Any) -> Upload:
    language = filled.words.get("language", "")
    return Upload(
        kind=template.code,
        office=place.office,
        period=place.period,
        language=language if language in Language.values else Language.ENGLISH,
        file_name=clean_name(file.name),
        size=file.size,
        sha256=digest(file),
        places=filled.places,
        state=Upload.State.READ,
    )


def _filled_in(rows: Sequence[FilledRow], inputs: Mapping[str, Any]) -> list[FilledRow]:
    """Those in which something is that is asked for."""
    return [
        row
        for row in rows
        if row.sheet in inputs and not inputs[row.sheet].keys().isdisjoint(row.names)
    ]


def _template_of(filled: Filled, appeal: Appeal) -> Template:
    template = TEMPLATES.get(filled.code)
    if template is None:
        raise NotUploadable(
            _("This is not one of our templates. Download one, fill it in and upload it.")
        )
    if filled.words.get("appeal") != appeal.code:
        raise NotUploadable(
            _("This template is for the appeal %(code)s. Upload it there.")
            % {"code": filled.words.get("appeal", "")[:30]}
        )
    return template


def _keep(filled: Sequence[FilledRow], upload: Upload, at: datetime) -> None:
    """Store the rows, the first ones judged, as many as are judged at a time."""
    template = TEMPLATES[upload.kind]
    copies = first_copies((_key(row), (row.sheet_title, row.number)) for row in filled)
    first = filled[: template.batch or None]
    rehearsal = Rehearsal(template, upload, at, copies, first)
    for some in _in_bits(first, template):
        rows = [_row(row, upload) for row in some]
        rehearsal.judge(rows)
        insert_rows(rows)
    for some in _in_bits(filled[len(first) :], template):
        insert_rows([_row(row, upload) for row in some])
    if len(first) == len(filled):
        _be_checked(upload)


def _in_bits(rows: Sequence[object], template: Template) -> Iterator[Sequence[Any]]:
    """The rows bit by bit, so that what is made of them does not stay in memory; or all at once."""
    size = A_BIT if template.batch else len(rows) or 1
    return (rows[first : first + size] for first in range(0, len(rows), size))


def _row(row: FilledRow, upload: Upload) -> UploadRow:
    stamp = row.typed("stamp")
    # In the order of its columns: by their names a row takes four times as long to make.
    made = UploadRow(  # type: ignore[misc]
        None, upload.pk, row.sheet, row.sheet_title, row.number, _key(row),
        "" if stamp is None else str(stamp)[:40], "", row.as_json("key", "stamp"),
    )  # fmt: skip
    made.upload = upload
    return made


def _key(row: FilledRow) -> UUID | None:
    try:
        return UUID(str(row.typed("key")))
    except ValueError:
        return None


def _be_checked(upload: Upload) -> None:
    upload.state = Upload.State.CHECKED
    upload.save(update_fields=["state"])


@action
def check_upload(*, upload: Upload, at: datetime) -> Upload:
    """Judge the next rows, or all of them where the template is judged at once.

    The upload is checked once no row is left.
    """
    upload = _undecided(upload)
    template = TEMPLATES[upload.kind]
    rows = list(upload.upload_rows.unjudged().to_judge()[: template.batch or None])
    rehearsal = Rehearsal(template, upload, at, _copies(upload), rows)
    for some in _in_bits(rows, template):
        rehearsal.judge(some)
        update_rows(some, SAID)
    if not upload.upload_rows.unjudged().exists():
        _be_checked(upload)
    return upload


def _copies(upload: Upload) -> dict[UUID, Spot]:
    rows = upload.upload_rows.in_order().values_list("key", "sheet_title", "number")
    return first_copies((key, (title, number)) for key, title, number in rows)


def _undecided(upload: Upload) -> Upload:
    """The upload as it is stored, locked; raises StaleVersion if somebody else decided it."""
    stored = Upload.objects.select_for_update(no_key=True).get(pk=upload.pk)
    if stored.is_decided:
        raise StaleVersion(stored, _("This upload was already applied or discarded."))
    return stored


def apply_upload(*, upload: Upload, at: datetime, reason: str = "") -> Upload:
    """Carry out every row, or none; `reason` is for the unusual rows that give none.

    Everything is judged again. Raises NotApplicable if a row is now wrong, or queried
    without a reason: then nothing is saved, and `recheck_upload` says of what; StaleVersion where
    somebody else decided it.
    """
    try:
        with transaction.atomic(), signed(door=Door.UPLOAD):
            return _apply(upload, at, reason)
    except IntegrityError:
        # Of two uploads that use the same key at once the database lets one through.
        raise NotApplicable(
            _("Nothing was saved: the same rows have just been applied. Upload the file again.")
        ) from None


def _apply(upload: Upload, at: datetime, reason: str) -> Upload:
    upload = _undecided(upload)
    upload.unusual_reason = reason
    if upload.state != Upload.State.CHECKED:
        raise NotApplicable(_("This upload is still being checked. Wait until it is done."))
    template, rows = TEMPLATES[upload.kind], list(upload.upload_rows.to_judge())
    _check_place(template, upload)
    before = [(row.outcome, row.about) for row in rows]
    carry = partial(template.carry_out, upload=upload, at=at)
    readings = Judge(upload, template.inputs(upload), _copies(upload), carry).judge(rows)
    if any(reading.outcome in UploadRow.WRONG for reading in readings):
        raise NotApplicable(
            _("Nothing was saved: some rows are now wrong. See the errors beside them.")
        )
    if any(reading.needs_reason for reading in readings):
        raise NotApplicable(_("Nothing was saved. Explain why the unusual rows are right."))
    _note(readings, before)
    if upload.office:
        tell(NoticeKind.UPLOADED, upload, upload.office, by=upload.uploaded_by, at=at)
    return _decide(upload, Upload.State.APPLIED, at)


def _note(readings: Sequence[Reading], before: Sequence[tuple[str, object]]) -> None:
    """Store what became of the rows, where it is not what was stored when they were checked.

    Remarks stay as they were said then: in every language. So does what a new row changes, which
    is all that it says.
    """
    other, changing = [], []
    for reading, judged in zip(readings, before, strict=True):
        row, outcome = reading.row, reading.outcome
        if outcome != UploadRow.Outcome.NEW or judged != (outcome, row.about):
            row.outcome, row.changes = outcome, reading.changes
            other.append(row)
        if outcome in UploadRow.CHANGING:
            row.applied_key, row.transaction = row.key, reading.transaction
            changing.append(row)
    update_rows(other, ["outcome", "changes", "about"])
    update_rows(changing, ["applied_key", "transaction"])


def _check_place(template: Template, upload: Upload) -> None:
    """Refuse where the person may no longer upload for that place, which they once might."""
    words = template.words(upload.appeal, UploadPlace.of(upload))
    try:
        template.place(upload.appeal, words, upload.uploaded_by)
    except NotUploadable as refusal:
        raise NotApplicable(str(refusal)) from refusal


@action
def recheck_upload(*, upload: Upload, at: datetime) -> Upload:
    """Judge the rows again, since what is stored has changed. Raises StaleVersion."""
    upload = _undecided(upload)
    upload.upload_rows.update(outcome="")
    upload.state = Upload.State.READ
    upload.save(update_fields=["state"])
    return check_upload(upload=upload, at=at)


@action
def discard_upload(*, upload: Upload, at: datetime) -> Upload:
    """Discard an upload: it stays stored, and changes nothing. Raises StaleVersion."""
    return _decide(_undecided(upload), Upload.State.DISCARDED, at)


def _decide(upload: Upload, state: str, at: datetime) -> Upload:
    upload.state, upload.decided_at = state, at
    upload.save(update_fields=["state", "decided_at", "unusual_reason"])
    return upload
