"""What the tests of single sign-on share: Ana, who has an address, and her way there and back."""

import json
import re
from collections.abc import Callable

import pytest
from django.test import Client

from appeal.models import User
from tests.openid import Answer, Relay, Spoil, come_back, set_out

ADDRESS = "Ana.Lopez@Office.example"


@pytest.fixture
def ana(reporter_gt: User) -> User:
    """Somebody who has an address at the office."""
    reporter_gt.email = ADDRESS
    reporter_gt.save()
    return reporter_gt


def sign_on(browser: Client, openid: Relay, name: str, goal: str = ""):
    """What our site says to a browser that the provider sent back."""
    address, _asked = set_out(browser, goal)
    return come_back(browser, openid.answer_to(address, name))


def told(browser: Client, answer) -> str:
    """What the page *Sign in* says, where the answer leads."""
    assert answer.url.startswith("/accounts/login/?next="), answer.url
    page = browser.get(answer.url)
    assert page.status_code == 200
    said = re.search(r'<p class="alert alert-danger"\s+role="status">(.+?)</p>', page.text)
    assert said, page.text
    return said[1]


def spoilt(change: Callable[[dict], object]) -> Spoil:
    """The answer, a JSON object, after `change`."""

    def spoil(answer: Answer) -> Answer:
        said = json.loads(answer[1])
        change(said)
        return answer[0], json.dumps(said).encode()

    return spoil
