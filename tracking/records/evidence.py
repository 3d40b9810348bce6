"""Files of evidence, uploads and exports beside the SHA-256 written down when they came."""

from collections.abc import Iterator

from ..evidence_files import digest
from ..models import BooksExport, Evidence, Upload


def wrong_files() -> Iterator[str]:
    """Files that are gone, or whose content is another one."""
    rows: list[Evidence | Upload | BooksExport] = [
        *Evidence.objects.exclude(file="").order_by("pk"),
        *Upload.objects.exclude(file="").order_by("pk"),
        *BooksExport.objects.order_by("pk"),
    ]
    for row in rows:
        told = f"{row._meta.db_table} {row.pk}: its file"
        try:
            with row.file.open("rb") as file:
                is_same = digest(file) == row.sha256
        except FileNotFoundError:
            yield f"{told} is gone."
            continue
        if not is_same:
            yield f"{told} is not the one that was attached."
