"""Texts that try to be code are shown as they were typed, and nothing of theirs runs."""

from typing import Any
from urllib.parse import quote_from_bytes

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from playwright.sync_api import Dialog

from appeal.models import User
from tests.browser.conftest import Visit, Visitor
from tests.browser.naughty import NAUGHTY
from tests.factories import make_update
from tests.faults.foreign import filled_out
from tests.faults.person import form_of
from tests.faults.trials import how_often
from tests.fixture_types import SignIn, Tried
from tests.tracking.browsing import activity_of, at

pytestmark = [pytest.mark.publication, pytest.mark.slow]
APPEAL, GT1 = "/appeals/MI2020-CNAC", "/appeals/MI2020-CNAC/activities/GT-1.1"
# Each makes a row of its own; or writes over one, which then says what was written last.
FORMS = (
    f"{GT1}/risks/new/", f"{GT1}/transactions/new/", f"{GT1}/comments/", f"{GT1}/milestones/new/",
    f"{GT1}/evidence/new/", f"{APPEAL}/contributions/new/", f"{APPEAL}/partners/new/",
    f"{APPEAL}/reports/GT/2020-Q1/edit/",
)  # fmt: skip
# The pages that show them, and on which every one of them is to be read.
EVERY = (
    f"{GT1}/", f"{APPEAL}/risks/?per_page=100", f"{APPEAL}/transactions/?per_page=100",
    f"{APPEAL}/contributions/?per_page=100", f"{APPEAL}/partners/?per_page=100",
)  # fmt: skip
SOME = (
    f"{APPEAL}/", f"{APPEAL}/changes/?per_page=100", f"{APPEAL}/search/?q=N0",
    f"{APPEAL}/reports/GT/2020-Q1/", f"{GT1}/progress/", f"{APPEAL}/reports/GT/2020-Q1/edit/",
    f"{APPEAL}/gaps/", f"{APPEAL}/contributions/new/", f"{GT1}/transactions/new/",
)  # fmt: skip

# What is chosen among rows, or is an address.
NO_TEXT = {"against": "", "link": "", "donor": "", "currency": "USD"}


def texts_of(page: Any, text: str) -> dict[str, str]:
    """The text in every field of the page's form that takes one."""
    return {
        field.html_name: text
        for field in page.context["form"]
        if isinstance(field.field, forms.CharField)
        and type(field.field.widget) in (forms.TextInput, forms.Textarea)
        and not isinstance(field.field, forms.EmailField | forms.URLField | forms.UUIDField)
        and (field.field.max_length or 1000) > len(text)
    }


def save(client: Client, address: str, text: str) -> int:
    """The status of the last answer; what is asked is confirmed."""
    page = client.get(address)
    sent: dict[str, Any] = filled_out(form_of(page.content.decode())) | texts_of(page, text)
    sent |= {name: given for name, given in NO_TEXT.items() if name in sent}
    if "upload" in page.context["form"].fields:
        sent["upload"] = SimpleUploadedFile("voucher.txt", text.encode())
    answer = client.post(address, sent)
    if answer.status_code == 422 and (asked := form_of(answer.content.decode())[0].get("answers")):
        answer = client.post(address, sent | {"answers": asked})
    assert answer.status_code == 302, (address, answer.context["form"].errors)
    return answer.status_code


def plain(text: str) -> str:
    return " ".join(text.split())


def seen(visitor: Visitor, address: str) -> str:
    """All text of a page, of what is folded away too."""
    status, _where = visitor.open(address)
    assert status == 200, address
    assert visitor.page.evaluate("window.naughty") is None, address
    fields = "Array.from(document.querySelectorAll('input, textarea'), each => each.value)"
    return plain(visitor.page.evaluate(f"[document.body.textContent, ...{fields}].join(' ')"))


def test_naughty_strings_are_shown_as_typed_and_none_runs(
    transactional_db: None, superuser: User, visit: Visit, signed_in: SignIn, tried: Tried
) -> None:
    """Seeded fault: `|safe` behind the text of a risk in its table."""
    User.objects.update(language="en")
    client = signed_in(superuser)
    texts = [f"N{number} {text} N" for number, text in enumerate(NAUGHTY)]
    texts = texts[: how_often("NAUGHTY_STRINGS")]
    make_update(activity=activity_of("GT-1.1"), narrative="\n".join(texts))
    for text in texts:
        for address in FORMS:
            save(client, address, text)
    visitor, dialogs = visit("admin"), list[Dialog]()

    def note(dialog: Dialog) -> None:
        dialogs.append(dialog)
        dialog.dismiss()

    visitor.page.on("dialog", note)

    missing = []
    for address in (*EVERY, *SOME):
        page = seen(visitor, address)
        for text in texts:
            is_shown = plain(text) in page
            for _time in range(is_shown):
                tried()
            if address in EVERY and not is_shown:
                missing.append((address, text))

    assert dialogs == []
    assert missing == []


@pytest.mark.parametrize("raw", [b"\xed\xa0\x80", b"\xff\xfe", b"\xc0\xaf"])
def test_bytes_that_are_no_text_are_no_error_of_ours(
    transactional_db: None, superuser: User, signed_in: SignIn, raw: bytes
) -> None:
    client, address = signed_in(superuser), at("risk_new", "GT-1.1")
    client.raise_request_exception = False
    page = client.get(address)
    sent = "&".join(f"{name}=x{quote_from_bytes(raw)}" for name in texts_of(page, "x"))

    answer = client.post(address, sent, content_type="application/x-www-form-urlencoded")

    assert answer.status_code == 422
