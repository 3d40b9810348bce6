"""Taking in a filled workbook: read, rehearsed, then applied whole or discarded."""

from collections.abc import Callable, Mapping, Sequence
from copy import copy
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import IntegrityError, connection, transaction
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from appeal.excel import Filled, FilledRow, Refused, read_filled
from appeal.models import Appeal, Door, Language, StaleVersion, User, through

from ..evidence_files import clean_name, digest, keep_file
from ..models import Upload, UploadRow
from .forms import Form, NotUploadable, Place
from .rate_files import is_workbook, read_rate_file
from .registry import FORMS
from .rows import Reading, read_row, settle_used

BULK = 500


class NotApplicable(Exception):
    """The upload cannot be applied as it stands; the text says why."""


def receive_upload(*, file: Any, appeal: Appeal, by: User, at: datetime) -> Upload:
    """Read a filled workbook, or a list of rates, and keep it with its rows, still unjudged.

    Raises NotUploadable for what is neither, of another appeal, or not for the person to upload.
    """
    try:
        filled = read_filled(file) if is_workbook(file) else read_rate_file(file, appeal)
    except Refused as refusal:
        raise NotUploadable(str(refusal)) from refusal
    form = _form_of(filled, appeal)
    place = form.place(appeal, filled.words, by)
    language = filled.words.get("language", "")
    upload = Upload(
        appeal=appeal,
        kind=form.code,
        office=place.office,
        period=place.period,
        language=language if language in Language.values else Language.ENGLISH,
        file_name=clean_name(file.name),
        size=file.size,
        sha256=digest(file),
        places=filled.places,
        uploaded_by=by,
        uploaded_at=at,
        state=Upload.State.READ,
    )
    rows = _rows(filled, form, upload)
    if not rows:
        raise NotUploadable(_("Nothing is filled in: no cell of this file says anything."))
    _keep(upload, file, rows)
    return upload


def _form_of(filled: Filled, appeal: Appeal) -> Form:
    form = FORMS.get(filled.code)
    if form is None:
        raise NotUploadable(
            _("This is no template of ours: download one, fill it in and upload that.")
        )
    if filled.words.get("appeal") != appeal.code:
        raise NotUploadable(
            _("This template is of the appeal %(code)s: upload it there.")
            % {"code": filled.words.get("appeal", "")[:30]}
        )
    return form


def _rows(filled: Filled, form: Form, upload: Upload) -> list[UploadRow]:
    """The rows in which something is filled in."""
    columns = form.entries(upload)
    return [
        _row(row, upload)
        for row in filled.rows
        if row.sheet in columns and columns[row.sheet].keys() & row.cells.keys()
    ]


def _row(row: FilledRow, upload: Upload) -> UploadRow:
    cells = {name: cell.as_json() for name, cell in row.cells.items()}
    try:
        key = UUID(str(cells.pop("key", {}).get("value", "")))
    except ValueError:
        key = None
    return UploadRow(
        upload=upload,
        sheet=row.sheet,
        sheet_title=row.sheet_title,
        number=row.number,
        key=key,
        stamp=str(cells.pop("stamp", {}).get("value", ""))[:40],
        cells=cells,
    )


def _keep(upload: Upload, file: Any, rows: list[UploadRow]) -> None:
    """Store file and rows, or neither."""
    try:
        with transaction.atomic():
            keep_file(upload.file, file, "uploads/")
            upload.save(force_insert=True)
            UploadRow.objects.bulk_create(rows, batch_size=BULK)
    except BaseException:
        if upload.file.name:
            default_storage.delete(upload.file.name)
        raise


@transaction.atomic
def check_upload(*, upload: Upload, at: datetime) -> Upload:
    """Judge the next rows, or all of them where the template is judged at once.

    The upload is checked once no row is left.
    """
    upload = _undecided(upload)
    form = FORMS[upload.kind]
    rows = list(upload.upload_rows.unjudged().to_judge()[: form.batch or None])
    readings = _judge(form, rows, upload, at, form.rehearse)
    _say_in_every_language(form, readings, upload, at)
    _keep_said(readings)
    if not upload.upload_rows.unjudged().exists():
        upload.state = Upload.State.CHECKED
        upload.save(update_fields=["state"])
    return upload


def _undecided(upload: Upload) -> Upload:
    """The upload as it is stored, locked; raises StaleVersion where it was decided meanwhile."""
    stored = Upload.objects.select_for_update().get(pk=upload.pk)
    if stored.is_decided:
        raise StaleVersion(stored)
    return stored


Carrier = Callable[[list[Reading], Upload, datetime], None]


def _judge(
    form: Form, rows: list[UploadRow], upload: Upload, at: datetime, carry: Carrier
) -> list[Reading]:
    """Read the rows, have them rehearsed or carried out, and tell each what is said of it."""
    entries = form.entries(upload)
    readings = [read_row(row, entries[row.sheet], upload.language) for row in rows]
    _refuse_copies(readings, upload)
    settle_used(readings, entries)
    carry(readings, upload, at)
    return readings


def _refuse_copies(readings: list[Reading], upload: Upload) -> None:
    """Refuse rows that no template brought, and all of those with the same key.

    What else is wrong with them is said too, but for the second copy on: it would repeat the first.
    """
    seen: dict[UUID | None, list[int]] = {}
    for pk, key in upload.upload_rows.in_order().values_list("pk", "key"):
        seen.setdefault(key, []).append(pk)
    for reading in readings:
        alike = seen[reading.row.key]
        if reading.row.key is None:
            reading.refuse("", _("This row has no key: fill in a row that the template brought."))
        elif len(alike) > 1:
            reading.refuse("", _("This row stands more than once in the file: delete the copies."))
            if reading.row.pk != alike[0]:
                reading.conclude()


def _say_in_every_language(
    form: Form, readings: list[Reading], upload: Upload, at: datetime
) -> None:
    """Have what is said of cells said in the other languages too: not only who uploads it reads it.

    Sentences come from everywhere, the framework included, so the rows are judged once more in
    each language; only those of which something is said where each is judged without the others.
    """
    told = [
        reading
        for reading in readings
        if any(isinstance(each["sentence"], str) for each in reading.sayings)
    ]
    own = str(get_language())
    said = {own: {reading.row.pk: reading for reading in told}}
    for language in told and {code for code, _name in settings.LANGUAGES} - {own}:
        with override(language):
            rows = [copy(reading.row) for reading in (told if form.batch else readings)]
            again = _judge(form, rows, upload, at, form.rehearse)
            said[language] = {reading.row.pk: reading for reading in again}
    for reading in told:
        alike = {language: rows[reading.row.pk] for language, rows in said.items()}
        reading.problems, reading.remarks = (
            every_language({language: getattr(each, name) for language, each in alike.items()}, own)
            for name in ("problems", "remarks")
        )


Sayings = list[dict[str, Any]]


def every_language(said: Mapping[str, Sayings], own: str) -> Sayings:
    """The sayings in the language `own`, each with its sentence in every one that says the same."""
    about = [each["column"] for each in said[own]]
    matching = {
        code: rows for code, rows in said.items() if [each["column"] for each in rows] == about
    }
    return [
        each
        if isinstance(each["sentence"], dict)
        else each | {"sentence": {code: rows[at]["sentence"] for code, rows in matching.items()}}
        for at, each in enumerate(said[own])
    ]


SAID = ["outcome", "changes", "problems", "asked", "needs_reason", "about"]


def _keep_said(readings: Sequence[Reading]) -> None:
    """Save what is said of rows."""
    for reading in readings:
        row = reading.row
        row.outcome, row.changes, row.problems = reading.outcome, reading.changes, reading.sayings
        row.asked = [each.as_stored for each in reading.asked]
        row.needs_reason = reading.needs_reason
    _keep_rows([reading.row for reading in readings], SAID)


def _keep_rows(rows: list[UploadRow], columns: list[str]) -> None:
    """Save columns of rows that are stored already; many times faster than `bulk_update`."""
    fields: list[Any] = [UploadRow._meta.get_field(name) for name in columns]
    assigned = ", ".join(f"{connection.ops.quote_name(field.column)} = %s" for field in fields)
    values = (
        [field.get_db_prep_save(getattr(row, field.attname), connection) for field in fields]
        + [row.pk]
        for row in rows
    )
    with connection.cursor() as cursor:
        cursor.executemany(
            f"UPDATE {UploadRow._meta.db_table} SET {assigned} WHERE id = %s",  # noqa: S608
            values,
        )


def apply_upload(*, upload: Upload, at: datetime, reason: str = "") -> Upload:
    """Carry out every row, or none; `reason` is for the rows that are asked about and give none.

    Everything is judged anew. Raises NotApplicable where a row is wrong by now, or asked about
    without a reason: then nothing is saved, and `recheck_upload` says of what; StaleVersion where
    it was decided meanwhile.
    """
    try:
        with transaction.atomic(), through(Door.UPLOAD):
            return _apply(upload, at, reason)
    except IntegrityError:
        # Of two uploads that use the same key at once the database lets one through.
        raise NotApplicable(
            _("Nothing was saved: the same rows were applied just now. Upload the file again.")
        ) from None


def _apply(upload: Upload, at: datetime, reason: str) -> Upload:
    upload = _undecided(upload)
    upload.unusual_reason = reason
    if upload.state != Upload.State.CHECKED:
        raise NotApplicable(_("This upload is still being checked: wait until it is."))
    form, rows = FORMS[upload.kind], list(upload.upload_rows.to_judge())
    _check_place(form, upload)
    readings = _judge(form, rows, upload, at, form.carry_out)
    if any(reading.outcome in UploadRow.WRONG for reading in readings):
        raise NotApplicable(
            _("Nothing was saved: some rows are wrong by now. Look at what is said of them.")
        )
    if any(reading.needs_reason for reading in readings):
        raise NotApplicable(
            _("Nothing was saved: give the reason why the rows that are asked about are right.")
        )
    for reading in readings:
        row = reading.row
        row.outcome, row.changes = reading.outcome, reading.changes
        if reading.outcome in UploadRow.CHANGING:
            row.applied_key, row.transaction = row.key, reading.transaction
    # Remarks stay as they were said when it was checked: in every language.
    _keep_rows(rows, ["outcome", "changes", "about", "applied_key", "transaction"])
    return _decide(upload, Upload.State.APPLIED, at)


def _check_place(form: Form, upload: Upload) -> None:
    """Refuse where the person may no longer upload for that place, which they once might."""
    words = form.words(upload.appeal, Place(upload.office, upload.period))
    try:
        form.place(upload.appeal, words, upload.uploaded_by)
    except NotUploadable as refusal:
        raise NotApplicable(str(refusal)) from refusal


@transaction.atomic
def recheck_upload(*, upload: Upload, at: datetime) -> Upload:
    """Judge the rows anew, since what is stored has changed. Raises StaleVersion."""
    upload = _undecided(upload)
    upload.upload_rows.update(outcome="")
    upload.state = Upload.State.READ
    upload.save(update_fields=["state"])
    return check_upload(upload=upload, at=at)


@transaction.atomic
def discard_upload(*, upload: Upload, at: datetime) -> Upload:
    """Let an upload be; it is kept, and changes nothing. Raises StaleVersion."""
    return _decide(_undecided(upload), Upload.State.DISCARDED, at)


def _decide(upload: Upload, state: str, at: datetime) -> Upload:
    upload.state, upload.decided_at = state, at
    upload.save(update_fields=["state", "decided_at", "unusual_reason"])
    return upload
