"""The way to the provider and back, by OpenID Connect Core 1.0, and what of its word holds."""

from base64 import b64encode, urlsafe_b64encode
from dataclasses import dataclass, field
from hashlib import sha256
from secrets import token_urlsafe
from urllib.parse import quote, urlencode
from urllib.request import Request

import jwt
from django.conf import settings
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _

from ..base.given import given
from .asking import Said, ask, described
from .refusing import NotProved

# Signed by the provider's own key: never by "none", never by the secret that we share.
ALGORITHMS = [
    "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA",
]  # fmt: skip
NEEDED = ["iss", "sub", "aud", "exp", "iat", "nonce"]
# In seconds: so far the provider's clock and ours may differ.
LEEWAY = 60


@dataclass(frozen=True)
class Attempt:
    """What a browser set out with; its session holds it until the provider sends it back."""

    goal: str
    at: str
    state: str = field(default_factory=token_urlsafe)
    nonce: str = field(default_factory=token_urlsafe)
    # Of PKCE (RFC 7636): whoever steals the code has not this.
    verifier: str = field(default_factory=lambda: token_urlsafe(48))


def address_to_ask(attempt: Attempt, back: str) -> str:
    """Where the provider asks who it is, to send the browser `back`; raises ProviderSilent."""
    digest = sha256(attempt.verifier.encode()).digest()
    asked = {
        "response_type": "code",
        "scope": "openid email",
        "client_id": given(settings.OPENID).client,
        "redirect_uri": back,
        "state": attempt.state,
        "nonce": attempt.nonce,
        "code_challenge": urlsafe_b64encode(digest).rstrip(b"=").decode(),
        "code_challenge_method": "S256",
    }
    address = str(described()["authorization_endpoint"])
    return f"{address}{'&' if '?' in address else '?'}{urlencode(asked)}"


def proved(code: str, attempt: Attempt, back: str) -> Said:
    """What the provider says of whoever brought the code; raises ProviderSilent or NotProved."""
    answer = ask(_exchange(code, attempt, back))
    if "id_token" not in answer:
        raise _not_proved(f"no ID token, error {answer.get('error')!s:.100}")
    keys = ask(str(described()["jwks_uri"]))
    try:
        said = _checked(str(answer["id_token"]), keys)
        if not constant_time_compare(str(said["nonce"]), attempt.nonce):
            raise jwt.InvalidTokenError("another nonce")
    except jwt.PyJWTError as error:
        raise _not_proved(f"{type(error).__name__}: {error}") from error
    return said


def _checked(token: str, keys: Said) -> Said:
    """What a token says, if the provider signed it, for us, and it holds still."""
    client = given(settings.OPENID).client
    said: Said = jwt.decode(
        token,
        _key(token, keys),
        algorithms=ALGORITHMS,
        audience=client,
        issuer=str(described()["issuer"]),
        leeway=LEEWAY,
        options={"require": NEEDED},
    )
    # One that is for several names who asked for it.
    is_for_one = said["aud"] in (client, [client])
    if said.get("azp", client if is_for_one else None) != client:
        raise jwt.InvalidAudienceError("another party asked for it")
    return said


def _key(token: str, keys: Said) -> jwt.PyJWK:
    """The key that the token names, or the only one there is."""
    known = [key for key in jwt.PyJWKSet.from_dict(keys).keys if key.public_key_use != "enc"]
    name = jwt.get_unverified_header(token).get("kid")
    if name is not None:
        known = [key for key in known if key.key_id == name]
    if len(known) != 1:
        raise jwt.InvalidKeyError(f"{len(known)} keys for it")
    return known[0]


def _exchange(code: str, attempt: Attempt, back: str) -> Request:
    """What the code is exchanged by, with our secret where the provider reads it."""
    provider = given(settings.OPENID)
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": back,
        "code_verifier": attempt.verifier,
    }
    headers = {}
    ways = described().get("token_endpoint_auth_methods_supported")
    if isinstance(ways, list) and "client_secret_basic" not in ways:
        form |= {"client_id": provider.client, "client_secret": provider.secret}
    else:
        pair = f"{quote(provider.client, '')}:{quote(provider.secret, '')}"
        headers["Authorization"] = f"Basic {b64encode(pair.encode()).decode()}"
    address = str(described()["token_endpoint"])
    return Request(address, urlencode(form).encode(), headers)  # noqa: S310


def _not_proved(reason: str) -> NotProved:
    sentence = _(
        "What %(name)s says of you could not be checked. Try again, and tell an administrator if it"
        " happens again."
    )
    return NotProved(sentence, reason)
