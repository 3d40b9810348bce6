"""The second step of signing in: an extra, switched on where its packages are installed."""

from importlib.util import find_spec

from django.core.exceptions import ImproperlyConfigured
from environ import Env

ROLES = {"viewer", "reporter", "finance", "reviewer", "manager", "administrator"}
PACKAGES = "requirements/signin.txt"
# The library keeps the secrets and checks codes and keys; pages and the way in are ours.
APPS = ["allauth.account", "allauth.mfa"]
BACKEND = "appeal.factors.backend.Codes"
MIDDLEWARE = "appeal.factors.middleware.FactorMiddleware"
OF_LIBRARY = "allauth.account.middleware.AccountMiddleware"
SETTINGS = {
    "MFA_ADAPTER": "appeal.factors.adapter.Adapter",
    "MFA_SUPPORTED_TYPES": ["totp", "recovery_codes", "webauthn"],
    "MFA_TOTP_ISSUER": "Appeal Tracker",
    # A clock may be half a minute off, and a line slow.
    "MFA_TOTP_TOLERANCE": 1,
}


def read(env: Env) -> tuple[bool, list[str]]:
    """Whether anybody may set one up, and the roles of whoever has to."""
    is_installed = find_spec("allauth") is not None
    roles = env.list("SECOND_FACTOR_ROLES", default=[])
    is_on = env.bool("SECOND_FACTOR", is_installed)
    if unknown := sorted(set(roles) - ROLES):
        raise ImproperlyConfigured(f"SECOND_FACTOR_ROLES: {unknown[0]} is none of {sorted(ROLES)}.")
    if is_on and not is_installed:
        raise ImproperlyConfigured(f"SECOND_FACTOR needs the packages of {PACKAGES}.")
    if roles and not is_on:
        raise ImproperlyConfigured(f"SECOND_FACTOR_ROLES needs the packages of {PACKAGES}.")
    return is_on, roles


def switch_on(apps: list[str], middleware: list[str], backends: list[str]) -> None:
    """Add to the settings what asks for it."""
    apps += APPS
    place = middleware.index("appeal.web.middleware.MembershipMiddleware")
    middleware.insert(place, MIDDLEWARE)
    middleware.append(OF_LIBRARY)
    backends.insert(1, BACKEND)
