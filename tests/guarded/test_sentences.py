"""What a trigger refuses is told to people in their language."""

import pytest
from django.db import IntegrityError
from django.utils import translation

from appeal.base.guards import Guard
from appeal.web.admin_forms import sentence
from tracking.models.guarded.contributions import CONTRIBUTIONS

pytestmark = [pytest.mark.once, pytest.mark.unit]


@pytest.mark.parametrize("language", ["es", "fr"])
def test_what_is_refused_of_contributions_is_told_in_the_readers_language(language: str) -> None:
    refused = {guard.message for guard in CONTRIBUTIONS if isinstance(guard, Guard)}

    with translation.override(language):
        told = {message: sentence(IntegrityError(message)) for message in refused}

    assert len(refused) > 10
    assert [message for message, said in told.items() if said == message] == []
