"""What a running site tells those who watch it: settings that are checked where they are read."""

import re
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


def metrics_token(env: Env) -> str:
    """What opens /metrics; empty where nothing does."""
    token = env.str("METRICS_TOKEN", "")
    if token and not re.fullmatch(r"[!-~]{32,}", token):
        raise ImproperlyConfigured(
            "METRICS_TOKEN has at least 32 letters, digits or signs, and no space."
            ' Make one with: python3 -c "import secrets; print(secrets.token_urlsafe(32))"'
        )
    return token


PLAIN = {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}
FORMATS = {"plain": PLAIN, "json": {"()": "appeal.web.log_lines.JsonLines"}}


def log_of(env: Env) -> dict[str, object]:
    """Where the log goes and how it looks; as JSON it has a line for each answer, too."""
    chosen = env.str("LOG_FORMAT", "plain")
    if chosen not in FORMATS:
        raise ImproperlyConfigured(f"LOG_FORMAT is {' or '.join(FORMATS)}, not {chosen!r}.")
    loggers: dict[str, dict[str, object]] = {
        "axes": {"level": "WARNING"},
        # It warns of every request that waits for a moment.
        "waitress.queue": {"level": "ERROR"},
        "appeal.answers": {"level": "INFO" if chosen == "json" else "WARNING"},
    }
    if chosen == "json":
        # Django's have handlers of their own, which write otherwise.
        loggers["django"] = loggers["django.server"] = {"handlers": [], "propagate": True}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"chosen": FORMATS[chosen]},
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "chosen"}},
        "root": {"handlers": ["console"], "level": "INFO"},
        "loggers": loggers,
    }
