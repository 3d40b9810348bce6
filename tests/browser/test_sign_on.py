"""Single sign-on through a real provider, as people walk it, with JavaScript and without."""

import pytest
from django.conf import LazySettings

from appeal.models import User
from tests.openid import NAME, Relay

from .conftest import Visit, Visitor

# What the provider's page loads from elsewhere, to look better.
STYLES = "https://cdn.jsdelivr.net/"


def at_the_provider(visitor: Visitor, openid: Relay) -> None:
    """Press the button; what the provider's own page asks for is no fault of ours."""
    visitor.page.route(f"{STYLES}**", lambda route: route.fulfill(body="", content_type="text/css"))
    visitor.press(NAME)
    visitor.page.wait_for_url(f"{openid.address}/**")
    visitor.page.wait_for_load_state()


def home_again(visitor: Visitor, openid: Relay) -> None:
    visitor.page.wait_for_url(f"{visitor.site}/**")
    theirs = tuple(f"request to another host: {each}" for each in (openid.address, STYLES))
    visitor.faults[:] = [fault for fault in visitor.faults if not fault.startswith(theirs)]


@pytest.mark.parametrize("javascript", ["on", "off"])
def test_one_goes_to_the_provider_and_comes_back_to_the_page_one_wanted(
    real_commits: None,
    reporter_gt: User,
    openid: Relay,
    settings: LazySettings,
    visit: Visit,
    javascript: str,
) -> None:
    visitor = visit("", javascript=javascript, width=360)
    settings.SITE_URL = visitor.site
    User.objects.filter(pk=reporter_gt.pk).update(email="ana@office.example")
    openid.vouch("ana@office.example")

    visitor.open("/accounts/profile/")
    at_the_provider(visitor, openid)
    visitor.page.fill("[name=sub]", "ana@office.example")
    visitor.page.click("button >> text=Authorize")
    home_again(visitor, openid)

    assert visitor.page.url == f"{visitor.site}/accounts/profile/"
    assert "My account" in visitor.text


@pytest.mark.parametrize("javascript", ["on", "off"])
def test_who_says_no_there_or_is_a_stranger_is_told_beside_the_password(
    real_commits: None,
    reporter_gt: User,
    openid: Relay,
    settings: LazySettings,
    visit: Visit,
    javascript: str,
) -> None:
    visitor = visit("", javascript=javascript, width=360)
    settings.SITE_URL = visitor.site

    at_the_provider(visitor, openid)
    visitor.page.click("button >> text=Deny")
    home_again(visitor, openid)
    assert f"{NAME} did not sign you in." in visitor.text
    openid.vouch("eve@office.example")
    at_the_provider(visitor, openid)
    visitor.page.fill("[name=sub]", "eve@office.example")
    visitor.page.click("button >> text=Authorize")
    home_again(visitor, openid)

    assert "No account has the address eve@office.example." in visitor.text
    visitor.page.fill("#id_username", "reporter.gt")
    visitor.page.fill("#id_password", "secret")
    visitor.page.press("#id_password", "Enter")
    visitor.page.wait_for_url(f"{visitor.site}/appeals/**")
