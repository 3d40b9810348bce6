"""Giving out files that people uploaded."""

from django.http import FileResponse, HttpResponse
from django.shortcuts import render

from appeal.web.request import Request

from ..evidence_files import content_type, digest
from ..models import BooksExport, Evidence, Upload

Stored = Evidence | Upload | BooksExport


def given_out(request: Request, row: Stored) -> FileResponse | HttpResponse | None:
    """The file of a row, to be saved and never to be shown within the site; None where it is gone.

    It may have been made to be opened as something that it is not. One that was changed where it
    is kept is not given out: the page says so.
    """
    try:
        content = row.file.open("rb")
    except FileNotFoundError:
        return None
    if digest(content) != row.sha256:
        content.close()
        return render(request, "tracking/evidence/file_changed.html", {"row": row}, status=410)
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
