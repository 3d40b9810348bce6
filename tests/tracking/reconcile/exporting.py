"""An export of the finance system: made, uploaded, its columns chosen, and what is done with it."""

from collections.abc import Iterable
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.tracking.browsing import at, filled
from tracking.models import BooksExport

HEADINGS = ("Posting date", "Voucher", "Amount", "Currency", "Vendor", "Activity code")
MARCH = {"first_on": "2020-03-01", "last_on": "2020-03-31"}


def csv_of(*lines: Iterable[object], headings: Iterable[object] = HEADINGS) -> bytes:
    return "\n".join(";".join(map(str, line)) for line in (headings, *lines)).encode()


def send(client: Client, content: bytes, name: str = "books.csv", **typed: Any) -> Any:
    page = client.get(at("reconcile_list"))
    file = SimpleUploadedFile(name, content)
    return client.post(at("reconcile_list"), filled(page, **MARCH | typed, file=file))


def choose(client: Client, export: BooksExport, **typed: Any) -> Any:
    """Say which column is what, as guessed but for what is `typed`."""
    address = at("reconcile_columns", export.pk)
    return client.post(address, filled(client.get(address), **typed))


def compared(client: Client, content: bytes, **typed: Any) -> BooksExport:
    """The export, uploaded and read."""
    answer = send(client, content, **typed)
    assert answer.status_code == 302, answer.context["form"].errors
    export = BooksExport.objects.newest_first()[0]
    if not export.is_read:
        assert choose(client, export).status_code == 302
        export.refresh_from_db()
    return export


def shown(client: Client, export: BooksExport, kind: str = "") -> Any:
    return client.get(at("reconcile_detail", export.pk), {"kind": kind} if kind else {})


def act(
    client: Client, export: BooksExport, step: str, kind: str, follow: bool = True, **typed: Any
) -> Any:
    """Press a button with what is ticked: all on the page, unless `typed` says it."""
    page = shown(client, export, kind)
    marks = [finding.mark for finding, _place in page.context["rows"]]
    sent = {"idempotency_key": page.context["form"]["idempotency_key"].value(), "kind": kind}
    sent |= {"chosen": marks} | typed
    return client.post(at(f"reconcile_{step}", export.pk), sent, follow=follow)
