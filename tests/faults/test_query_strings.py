"""Whatever stands behind the question mark of an address, no page of ours breaks."""

import re
from random import Random
from typing import Any
from urllib.parse import quote

import pytest
from django.core.cache import cache
from django.test import Client

from appeal.models import User
from tests.fixture_types import SignIn, Tried
from tests.test_pages import RULES, Place
from tests.test_pages import kept as kept

from .trials import how_often

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

VALUES = (
    "", "0", "-1", "1", "999999999999999999999999", "9" * 400, "1e309", "NaN", "٣", "1.5", "1,5",
    "\0", "%", "%00", "%zz", "\x1b[31m", "\r\nSet-Cookie: a=b", "\u202e", "\ufeff", "\U0001f4a9",
    "é" * 300, "' OR 1=1 --", '"><script>alert(1)</script>', "{{ 7 * 7 }}", "{% debug %}",
    "../../etc/passwd", "2020-02-30", "0000-00-00", "0001-01-01", "9999-12-31", "10000-01-01",
    "2020-12-31T25:61", "2020-06-30", "-", "--", ",", "a,b,c", "GT", "gt", "GT,HN", "null", "True",
    "[]", "__all__", "pk", "-pk", "id__gt", "user__password", "draft", "all", "*", "\\", "a" * 5000,
)  # fmt: skip
# What an address carries as bytes that are no text.
RAW = ("%", "%%", "%f", "%ff%fe", "%c0%80", "%ed%a0%80", "%u0041", "+", "&&&", "=", "=;=", "?", "#")
JUNK = (
    "q", "page", "per_page", "sort", "office", "period", "as_at", "known_on", "since", "until",
    "from_as_at", "from_known_on", "include", "lang", "rows", "state", "before", "next", "of",
    "all", "format", "a[]", "a[b]", "__class__", "csrfmiddlewaretoken", "é", "\0", "",
)  # fmt: skip
NAMES = re.compile(r'name="([\w-]+)"|[?&;]([\w-]+)=')
IS_DAY = re.compile(r"_(at|on)$|^(since|until|before)$")
DAYS = ("0001-01-01", "9999-12-31", "1900-01-01", "2999-12-31", "2020-02-30", "2020-06-30")
# As many at once as one address of a list has when it is narrowed.
MOST = 6


def names_on(page: Any) -> list[str]:
    """What its forms and links send back to it."""
    if page.streaming or "html" not in page.headers.get("Content-Type", ""):
        return []
    return [one or other for one, other in NAMES.findall(page.content.decode())]


def mutated(names: list[str], chance: Random) -> str:
    parts = []
    for _part in range(chance.randint(1, MOST)):
        name = chance.choice(names if names and chance.random() < 0.7 else JUNK)
        value = chance.choice(DAYS if IS_DAY.search(name) and chance.random() < 0.7 else VALUES)
        if chance.random() < 0.2:
            parts.append(f"{quote(name)}={chance.choice(RAW)}{quote(value)}")
        else:
            parts.append(f"{quote(name)}={quote(value)}")
        if chance.random() < 0.2:
            parts.append(parts[-1] if chance.random() < 0.5 else f"{quote(name)}=1")
    return "&".join(parts)


@pytest.mark.parametrize("route", RULES)
def test_no_query_string_breaks_a_page(
    route: str, kept: list[Place], signed_in: SignIn, tried: Tried
) -> None:
    """Seeded fault: a viewpoint that lets the ValueError of a day that is none through."""
    client, address, chance = Client(), kept[0].address(route), Random(route)  # noqa: S311
    if route not in ("login", "logout"):
        client = signed_in(User.objects.get(username="admin"))
    client.raise_request_exception = False
    names = names_on(client.get(address))

    broken = []
    for _turn in range(how_often("RANDOM_QUERIES")):
        cache.clear()
        query = mutated(names, chance)
        # As a browser sends it: the client of the tests would quote it once more.
        answer = client.get(address, QUERY_STRING=query)
        tried()
        if answer.status_code >= 500 or b"Traceback" in b"".join(content_of(answer)):
            broken.append((answer.status_code, query))

    assert broken == []


def content_of(answer: Any) -> list[bytes]:
    return list(answer.streaming_content) if answer.streaming else [answer.content]
