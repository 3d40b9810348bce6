"""The test databases: as each test expects to find them, and made once for all."""

import pytest

from appeal.models import Appeal, User

from . import databases
from .factories import make_user


@pytest.mark.parametrize("content", ["published", "demonstrated"])
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
    monkeypatch.setitem(databases.CONTENTS, "published", (pytest.fail, databases.EVERYTHING))

    databases.restore("published")

    assert Appeal.objects.get().code == "MI2020-CNAC"
