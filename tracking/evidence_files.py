"""What an uploaded file really is: allowed by its name and by its content, and by nothing less."""

import codecs
import hashlib
import unicodedata
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from html import unescape
from typing import Any
from uuid import uuid4

from django.core.files.storage import default_storage
from django.utils.translation import gettext as _

from appeal.base.refusals import Refusal

LONGEST_NAME = 200
# A workbook of a whole office has some hundred parts; one with more is made to keep us busy.
MOST_PARTS = 5000
MACROS = ("vbaproject", "macrosheets/")
# What the list of a file's parts says of macros, whatever their parts are called.
TYPES, MACRO_TYPES = "[content_types].xml", ("macroenabled", "vbaproject")
LONGEST_TYPES = 512 * 1024
UNREADABLE = (zipfile.BadZipFile, zlib.error, RuntimeError, ValueError, OSError, EOFError)
PACKED_AS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


class NotAccepted(Refusal):
    """The file is not accepted as evidence; the text says why and what would be."""

    field = "upload"


def begins_with(*beginnings: bytes) -> Callable[[object], bool]:
    """A check that a file begins with one of these bytes."""

    def check(file: Any) -> bool:
        file.seek(0)
        return file.read(16).startswith(beginnings)

    return check


def is_office_file(folder: str) -> Callable[[object], bool]:
    """A check for a Word or Excel file without macros; only its lists of parts are read."""

    def check(file: Any) -> bool:
        if not begins_with(b"PK\x03\x04")(file):
            return False
        try:
            with zipfile.ZipFile(file) as parts:
                names = [name.lower() for name in parts.namelist()]
                types = types_of(parts)
        except UNREADABLE:
            return False
        if len(names) > MOST_PARTS:
            return False
        if any(macro in name for name in names for macro in MACROS) or any(
            macro in types for macro in MACRO_TYPES
        ):
            raise NotAccepted(
                _("The file contains macros. Save it without macros and attach it again.")
            )
        is_inside = any(name.startswith(folder) for name in names)
        return TYPES in names and is_inside

    return check


def types_of(parts: zipfile.ZipFile) -> str:
    """What the file says its parts are, in small letters and in whatever encoding it is written."""
    room, said = LONGEST_TYPES, b""
    for part in parts.infolist():
        if part.filename.lower() == TYPES:
            if part.compress_type not in PACKED_AS:
                raise zipfile.BadZipFile(part.filename)
            with parts.open(part) as listed:
                said += listed.read(room + 1 - len(said))
    if len(said) > room:
        raise zipfile.BadZipFile(TYPES)
    return unescape(said.replace(b"\0", b"").decode("latin-1")).lower()


def is_text(file: Any) -> bool:
    """Whether the file is text; raises NotAccepted where it is not UTF-8 throughout."""
    file.seek(0)
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for chunk in file.chunks():
            if "\0" in decoder.decode(chunk):
                return False
        decoder.decode(b"", final=True)
    except UnicodeDecodeError as error:
        raise NotAccepted(_("Save the text again with UTF-8 encoding first.")) from error
    return True


@dataclass(frozen=True)
class FileKind:
    """A kind of file: what it is served as, and the check of its content."""

    content_type: str
    check: Callable[[object], bool]


OOXML = "application/vnd.openxmlformats-officedocument"
JPEG = FileKind("image/jpeg", begins_with(b"\xff\xd8\xff"))
KINDS = {
    "pdf": FileKind("application/pdf", begins_with(b"%PDF-")),
    "jpg": JPEG,
    "jpeg": JPEG,
    "png": FileKind("image/png", begins_with(b"\x89PNG\r\n\x1a\n")),
    "docx": FileKind(f"{OOXML}.wordprocessingml.document", is_office_file("word/")),
    "xlsx": FileKind(f"{OOXML}.spreadsheetml.sheet", is_office_file("xl/")),
    "txt": FileKind("text/plain; charset=utf-8", is_text),
    "csv": FileKind("text/csv; charset=utf-8", is_text),
}


def extension(name: str) -> str:
    return name.rpartition(".")[2].lower() if "." in name else ""


def clean_name(name: str) -> str:
    """The name as it is shown and offered for saving: no folder, no invisible or reordering sign.

    Characters that some systems do not allow in file names become underscores.
    """
    last = name.replace("\\", "/").rpartition("/")[2]
    seen = "".join(
        " " if sign.isspace() else "_" if sign in '<>:"|?*' else sign
        for sign in unicodedata.normalize("NFC", last)
        if sign.isspace() or unicodedata.category(sign)[0] != "C"
    )
    stem, _dot, ending = " ".join(seen.split()).rpartition(".")
    ending = ending.strip()[:10]
    return f"{stem.strip(' .')[: LONGEST_NAME - 11] or _('file')}.{ending}"


def too_large(most_megabytes: int) -> str:
    return _("The file is larger than %(most)s MB. Make it smaller, or give a link to it.") % {
        "most": most_megabytes
    }


def check_file(file: Any, most_megabytes: int) -> None:
    """Raises NotAccepted unless the upload is small enough and of an allowed kind, in truth."""
    if file.size > most_megabytes * 1024 * 1024:
        raise NotAccepted(too_large(most_megabytes))
    if not file.size:
        raise NotAccepted(_("The file is empty."))
    kind = KINDS.get(extension(clean_name(file.name)))
    if kind is None:
        raise NotAccepted(
            _("This kind of file is not accepted. Attach one of these: %(kinds)s.")
            % {"kinds": ", ".join(KINDS)}
        )
    if not kind.check(file):
        raise NotAccepted(
            _("This file is not a %(kind)s, although its name says so. Save it again.")
            % {"kind": extension(file.name).upper()}
        )


def content_type(name: str) -> str:
    """What a file is served as, by the list of what was accepted."""
    kind = KINDS.get(extension(name))
    return kind.content_type if kind else "application/octet-stream"


def keep_file(field: Any, content: object, folder: str = "") -> None:
    """Store an upload under a name of ours in a row's file field; the row itself is not saved.

    Nothing is left of it where it cannot be stored whole: the disk may be full.
    """
    key = uuid4().hex
    name = f"{folder}{key[:2]}/{key}"
    try:
        field.save(name, content, save=False)
    except BaseException:
        default_storage.delete(name)
        raise


def digest(file: Any) -> str:
    """The SHA-256 of a file's content, in hexadecimal."""
    file.seek(0)
    sha256 = hashlib.sha256()
    for chunk in file.chunks():
        sha256.update(chunk)
    file.seek(0)
    return sha256.hexdigest()
