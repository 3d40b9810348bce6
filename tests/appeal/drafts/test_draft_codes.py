"""The code of an appeal stands in every address: it is nobody else's, and no word of an address."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import URLResolver, get_resolver

from appeal.models import Appeal
from tests.factories import make_appeal


def addresses(resolver: URLResolver, before: str = "") -> list[str]:
    found = []
    for part in resolver.url_patterns:
        address = before + str(part.pattern)
        found += addresses(part, address) if isinstance(part, URLResolver) else [address]
    return found


def words_for_a_code() -> set[str]:
    """What stands in an address where others have the code of an appeal."""
    own = [each.removeprefix("appeals/") for each in addresses(get_resolver())
           if each.startswith("appeals/")]  # fmt: skip
    return {word for each in own if (word := each.partition("/")[0]) and "<" not in word}


@pytest.mark.django_db
def test_no_word_of_an_address_is_the_code_of_an_appeal() -> None:
    assert words_for_a_code() == {"new"}

    for word in words_for_a_code():
        for code in (word, word.upper()):
            with pytest.raises(ValidationError, match=r"another page|Capital letters"):
                make_appeal(code=code).full_clean()
            Appeal.objects.filter(code=code).delete()
