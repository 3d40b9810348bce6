"""Giving out files that people uploaded."""

from django.http import FileResponse

from ..evidence_files import content_type
from ..models import Evidence, Upload


def given_out(row: Evidence | Upload) -> FileResponse | None:
    """The file of a row, to be saved and never to be shown within the site; None where it is gone.

    It may have been made to be opened as something that it is not.
    """
    try:
        content = row.file.open("rb")
    except FileNotFoundError:
        return None
    return FileResponse(
        content,
        as_attachment=True,
        filename=row.file_name,
        content_type=content_type(row.file_name),
        headers={
            "Content-Security-Policy": "sandbox; default-src 'none'",
            "X-Content-Type-Options": "nosniff",
            "Cache-Control": "private, no-store",
        },
    )
