"""Single sign-on by OpenID Connect: an extra, off until a provider is named."""

import re
from dataclasses import dataclass
from importlib.util import find_spec
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured
from environ import Env

PACKAGES = "requirements/signin.txt"
IS_INSTALLED = find_spec("jwt") is not None
WELL_KNOWN = "/.well-known/openid-configuration"
NEEDED = ("OPENID_DISCOVERY", "OPENID_CLIENT_ID", "OPENID_CLIENT_SECRET", "OPENID_DOMAINS")
DOMAIN = re.compile(r"([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z0-9-]{2,}")
ADDRESSES = ("authorization_endpoint", "token_endpoint", "jwks_uri")
LOOPBACK = ("localhost", "127.0.0.1", "::1")


@dataclass(frozen=True)
class OpenID:
    """The provider, what the site is to it, and whose addresses it may vouch for."""

    discovery: str
    client: str
    secret: str
    domains: tuple[str, ...]
    name: str

    def is_described_by(self, said: dict[str, object]) -> bool:
        """Whether it is this provider's description, with addresses that nobody listens to."""
        issuer = self.discovery.removesuffix(WELL_KNOWN)
        named = str(said.get("issuer")).rstrip("/")
        return named == issuer and all(is_safe(said.get(address)) for address in ADDRESSES)


def read(env: Env) -> OpenID | None:
    """What the environment says of the provider; None where it says nothing."""
    given = {name: env.str(name, "").strip() for name in NEEDED}
    if not any(given.values()):
        return None
    if missing := [name for name in NEEDED if not given[name]]:
        raise ImproperlyConfigured(f"Single sign-on needs {', '.join(missing)} too.")
    if not IS_INSTALLED:
        raise ImproperlyConfigured(f"OPENID_DISCOVERY needs the packages of {PACKAGES}.")
    discovery, client, secret, named = given.values()
    if not (discovery.endswith(WELL_KNOWN) and is_safe(discovery)):
        raise ImproperlyConfigured(
            f"OPENID_DISCOVERY is an address that begins with https:// and ends with {WELL_KNOWN}."
        )
    domains = tuple(each.strip().lower() for each in named.split(","))
    if wrong := [each for each in domains if not DOMAIN.fullmatch(each)]:
        raise ImproperlyConfigured(f"OPENID_DOMAINS: {wrong[0]!r} is no domain such as office.org.")
    return OpenID(discovery, client, secret, domains, env.str("OPENID_NAME", "") or domains[0])


def is_safe(address: object) -> bool:
    """Whether what is said to this address stays between the two: by https, or on one machine."""
    try:
        parts = urlsplit(str(address))
    except ValueError:
        return False
    is_here = parts.scheme == "http" and parts.hostname in LOOPBACK
    return is_here or (parts.scheme == "https" and bool(parts.hostname))
