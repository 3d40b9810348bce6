"""What is said to the provider and back: with a limit of time and size, and nowhere else."""

import json
from http.client import HTTPException, HTTPResponse
from urllib.request import HTTPErrorProcessor, Request, build_opener

from django.conf import settings
from django.core.cache import cache
from django.utils.translation import gettext as _

from ..base.given import given
from .refusing import ProviderSilent

# In seconds: so long the provider has for an answer, so long one that did not answer is left alone,
# because whoever waits holds a worker, and so long its description is believed.
TIMEOUT, LEFT_ALONE, DESCRIBED = 5, 10, 600
# In bytes.
LONGEST_ANSWER = 256 * 1024
DESCRIPTION, SILENCE = "sign_on.description", "sign_on.silence"

Said = dict[str, object]


class AsAnswered(HTTPErrorProcessor):
    """Takes every answer as it is, and follows nowhere: the secret is for whom it was sent to."""

    def http_response(self, request: Request, response: HTTPResponse) -> HTTPResponse:
        return response

    https_response = http_response


def described() -> Said:
    """What the provider says of itself: its name, and where it is asked what."""
    provider = given(settings.OPENID)

    def read() -> Said:
        said = ask(provider.discovery)
        if not provider.is_described_by(said):
            raise silent("its description is not that of this provider, or names unsafe addresses")
        return said

    return given(cache.get_or_set(DESCRIPTION, read, DESCRIBED))


def ask(asked: str | Request) -> Said:
    """What is answered, whether it is yes or no; raises ProviderSilent."""
    if cache.get(SILENCE):
        raise silent("it did not answer a moment ago")
    try:
        with build_opener(AsAnswered).open(asked, timeout=TIMEOUT) as answer:
            said = json.loads(answer.read(LONGEST_ANSWER))
        if answer.status >= 500 or not isinstance(said, dict):
            raise ValueError(f"status {answer.status}")
    except (OSError, HTTPException, ValueError, RecursionError) as error:
        cache.set(SILENCE, True, LEFT_ALONE)
        raise silent(f"{type(error).__name__}: {error}") from error
    return said


def silent(reason: str) -> ProviderSilent:
    sentence = _("%(name)s does not answer. Wait a minute and try again, or use your password.")
    return ProviderSilent(sentence, reason)
