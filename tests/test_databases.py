"""The test databases: as each test expects to find them, and made once for all."""

import pytest

from appeal.models import Appeal, Section, User

from . import databases
from .factories import make_user


@pytest.mark.parametrize("content", ["three_offices", "published", "demonstrated"])
def test_what_was_committed_is_gone_once_a_content_is_restored(
    real_commits: None, content: str
) -> None:
    make_user(username="somebody.new")

    databases.restore(content)

    assert Appeal.objects.get().is_demonstration == (content == "demonstrated")
    assert not User.objects.filter(username="somebody.new").exists()


def test_a_content_is_made_once_and_copied_from_then_on(
    real_commits: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(databases.CONTENTS, "three_offices", (pytest.fail, databases.EVERYTHING))

    databases.restore("three_offices")

    assert Appeal.objects.get().code == "MI2020-CNAC"


def codes() -> list[str]:
    return [section.office.code for section in Section.objects.order_by("order")]


@pytest.mark.django_db
def test_a_test_finds_three_offices() -> None:
    assert codes() == ["BZ", "GT", "HN"]


@pytest.mark.publication
def test_a_test_of_the_publication_finds_all_offices_also_after_a_commit(
    real_commits: None, databases_of_this_process: databases.Turn
) -> None:
    make_user(username="somebody.new")

    databases_of_this_process.back()

    assert len(codes()) == 14
    assert not User.objects.filter(username="somebody.new").exists()


def test_a_module_that_turned_aside_returns(
    real_commits: None, databases_of_this_process: databases.Turn
) -> None:
    with databases_of_this_process.aside("demonstrated"):
        assert Appeal.objects.get().is_demonstration

    assert codes() == ["BZ", "GT", "HN"]
