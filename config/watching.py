"""What a running site tells those who watch it: settings that are checked where they are read."""

from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured
from environ import Env


def security_contact(env: Env) -> str:
    """Whom /.well-known/security.txt names; empty for nobody."""
    contact = env.str("SECURITY_CONTACT", "").strip()
    if contact and not is_contact(contact):
        raise ImproperlyConfigured(
            "SECURITY_CONTACT is mailto: and an address, such as mailto:security@office.org,"
            " or an address that begins with https://."
        )
    return contact


def is_contact(contact: str) -> bool:
    """Whether it is one line that a browser can follow, and that nobody on the way can change."""
    if not (contact.isascii() and contact.isprintable()) or " " in contact:
        return False
    try:
        parts = urlsplit(contact)
    except ValueError:
        return False
    if parts.scheme == "mailto":
        name, _at, domain = parts.path.partition("@")
        return bool(name and "." in domain)
    return parts.scheme == "https" and bool(parts.hostname)
