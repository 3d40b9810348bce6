"""What a person does with a page: find it, read it, fill its form, wait for it."""

import re
from html import unescape
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.html import strip_tags

from appeal.models import Activity, Appeal
from tracking.models import ReportingPeriod

APPEAL = "MI2020-CNAC"


def at(page: str, *args: Any) -> str:
    """The address of a page of the 2020 appeal."""
    return reverse(f"tracking:{page}", args=[APPEAL, *args])


def period_of(appeal: Appeal, code: str = "2020-Q1") -> ReportingPeriod:
    return ReportingPeriod.objects.of(appeal).get(code=code)


def activity_of(code: str) -> Activity:
    """An activity of the 2020 appeal, whose codes no other appeal of the tests has."""
    return Activity.objects.with_plan().get(code=code)


def words(page: Any) -> str:
    """What a reader sees: the text without its markup, each run of white space as one space."""
    return words_in(page.content.decode())


def words_in(html: str) -> str:
    """The same of a part of a page."""
    text = re.sub(r"(<(?:td|th|dt|dd)\b|</(?:h\d|summary|p|div)>)", r" \1", html)
    return " ".join(unescape(strip_tags(text)).split())


def filled(page: Any, form: str = "form", **typed: Any) -> dict[str, Any]:
    """What a browser sends back of the page's form, with `typed` over it."""
    text = page.content.decode()
    there = {field.html_name for field in page.context[form] if f'name="{field.html_name}"' in text}
    needed = {
        field.html_name for field in page.context[form] if field.is_hidden and field.field.required
    }
    # Some ask for a form that the page does not offer: what is sent all the same is refused.
    assert not there or needed <= there, f"The page does not send {needed - there}"
    shown = {field.html_name: field.value() for field in page.context[form]}
    shown |= {
        field.html_initial_name: field.initial
        for field in page.context[form]
        if field.field.show_hidden_initial
    }
    return {name: value for name, value in shown.items() if value is not None} | typed


def pressed(page: Any) -> dict[str, str]:
    """What a browser sends back of a page whose only form with a button has no field to fill in."""
    (form,) = re.findall(r'(?s)<form method="post"[^>]*>(?:(?!</form>).)*idempotency_key.*?</form>',
                         page.content.decode())  # fmt: skip
    return {
        name: unescape(value)
        for name, value in re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form)
    }


def complaints(page: Any, form: str = "form") -> dict[str, list[str]]:
    """The sentences beside each field; those of the form as a whole under `__all__`."""
    return {name: list(errors) for name, errors in page.context[form].errors.items()}


def count_queries(client: Client, address: str) -> int:
    """What the page costs, once whatever is kept between requests is there."""
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)
