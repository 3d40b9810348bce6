"""What a trigger refuses is told to people in their language."""

import pytest
from django.db import IntegrityError
from django.utils import translation

from appeal.base import guards
from appeal.web.admin_forms import sentence

pytestmark = [pytest.mark.once, pytest.mark.unit]


@pytest.mark.parametrize("language", ["es", "fr"])
def test_what_any_trigger_refuses_is_told_in_the_readers_language(language: str) -> None:
    declared = [each for each in guards.declared() if isinstance(each, guards.Guard)]
    refused = {guard.message for guard in declared}

    with translation.override(language):
        told = {message: sentence(IntegrityError(message)) for message in refused}

    assert len(refused) > 70
    assert [message for message, said in told.items() if said == message] == []
