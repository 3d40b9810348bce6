"""Saved views: a list as a person likes to see it, for that person alone."""

from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from appeal.models import Appeal, User
from tests.fixture_types import SignIn
from tests.tracking.browsing import at, words
from tracking.models import SavedView

pytestmark = [pytest.mark.once, pytest.mark.person("reporter_gt")]

ADDRESS = at("saved_view_new")
VIEW = {"page": "activity_list", "name": "Ours", "query": "office=GT&cols=spent&page=3"}


def keep(client: Client, **typed: Any) -> Any:
    """Save a view as a browser does, each time from a page of its own."""
    return client.post(ADDRESS, VIEW | typed | {"idempotency_key": uuid4()})


def forget(client: Client, view: SavedView) -> Any:
    typed = {"idempotency_key": uuid4(), "version": 0}
    return client.post(at("saved_view_discard", view.pk), typed)


def test_a_view_is_kept_without_the_page_that_was_turned_to_and_offered_on_its_list(
    client: Client,
) -> None:
    response = keep(client)

    assert response.url == at("activity_list") + "?office=GT&cols=spent"
    page = client.get(at("activity_list"))
    assert [view.name for view, _form in page.context["saved_views"]] == ["Ours"]
    assert "Ours" not in words(client.get(at("transaction_list")))


def test_the_same_name_again_replaces_what_it_showed(client: Client) -> None:
    keep(client)
    keep(client, query="office=HN")

    assert list(SavedView.objects.values_list("name", "query")) == [("Ours", "office=HN")]


def test_a_view_without_a_name_is_refused_with_a_sentence(client: Client) -> None:
    response = client.get(keep(client, name=" ").url)

    assert "Give the view a name." in words(response)
    assert not SavedView.objects.exists()


@pytest.mark.parametrize("page", ["", "home", "https://example.org", "admin:index"])
def test_only_lists_have_views(client: Client, page: str) -> None:
    assert keep(client, page=page).status_code == 404


def test_nobody_sees_or_forgets_the_views_of_others(
    client: Client, viewer: User, signed_in: SignIn, mi2020: Appeal
) -> None:
    keep(client)
    view = SavedView.objects.get()
    other = signed_in(viewer)

    assert "Ours" not in words(other.get(at("activity_list")))
    assert forget(other, view).status_code == 404
    assert forget(client, view).url == at("activity_list")
    assert not SavedView.objects.exists()


def test_a_view_saved_twice_by_a_double_click_is_saved_once(client: Client) -> None:
    typed = VIEW | {"idempotency_key": uuid4()}
    first = client.post(ADDRESS, typed)
    SavedView.objects.update(query="office=HN")

    assert client.post(ADDRESS, typed).url == first.url
    assert SavedView.objects.get().query == "office=HN"
