"""Why somebody does not come in: a sentence for them, and a reason for whoever reads the log."""

from django.conf import settings

from ..base.given import given
from ..base.refusals import Refusal

NOBODY = "nobody"


class NotSignedOn(Refusal):
    """The sentence may name the provider's `name`, its `domains`, and the person's `address`."""

    # Whose failed attempt it is, so that so many are paused; empty where it is no failure.
    counted_for = ""

    def __init__(self, sentence: str, reason: str, address: str = "") -> None:
        provider = given(settings.OPENID)
        domains = ", ".join(provider.domains)
        super().__init__(sentence % {"name": provider.name, "domains": domains, "address": address})
        self.reason = reason
        self.counted_for = address or self.counted_for


class ProviderSilent(NotSignedOn):
    """The provider does not answer, or what it says is no answer."""


class NotProved(NotSignedOn):
    """What the provider said does not prove who somebody is."""

    counted_for = NOBODY


class NotAdmitted(NotSignedOn):
    """Somebody proved who they are, and may not come in."""

    counted_for = NOBODY
