"""Every setting of the project; machines differ by environment variables only.

Read from the environment: SECRET_KEY, DATABASE_URL, REPLICA_URL, DATABASE_POOL, DATA_DIR,
FILES_URL, ALLOWED_HOSTS, SITE_URL, EMAIL_URL, MAIL_FROM, MAIL_LEASE_SECONDS, DEBUG, PROXY_COUNT,
BACKUP_RECIPIENT, BACKUP_IDENTITY, SECOND_FACTOR, SECOND_FACTOR_ROLES, OPENID_DISCOVERY,
OPENID_CLIENT_ID, OPENID_CLIENT_SECRET, OPENID_DOMAINS, OPENID_NAME, SECURITY_CONTACT, LOG_FORMAT,
METRICS_TOKEN. With none of them set this runs safely on one machine: a SQLite file and a secret key
of its own in `var/`, reachable from this machine only. PROXY_COUNT is how many proxies are in front
of the site, each adding to X-Forwarded-For; 0 if people reach it directly.
"""

import os
from contextlib import suppress
from email.utils import formataddr, parseaddr
from pathlib import Path
from tempfile import NamedTemporaryFile
from urllib.parse import urlsplit

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.core.management.utils import get_random_secret_key
from django.utils.translation import gettext_lazy as _

from . import databases, object_storage, second_step, sign_on, watching
from .environment import Environment

BASE_DIR = Path(__file__).resolve().parent.parent
env = Environment()

DEBUG = env.bool("DEBUG", False)
DATA_DIR = Path(env.str("DATA_DIR", str(BASE_DIR / "var"))).resolve()
DATA_DIR.mkdir(parents=True, exist_ok=True)
SITE_URL = env.str("SITE_URL", f"http://127.0.0.1:{env.int('PORT', 8000)}").rstrip("/")
IS_PUBLIC = SITE_URL.startswith("https://")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]"])
PROXY_COUNT = env.int("PROXY_COUNT", 0)
MAKE_ONE = 'Make one with: python3 -c "import secrets; print(secrets.token_urlsafe(50))"'


def secret_key() -> str:
    """SECRET_KEY, or on a machine that is not public one made once and stored in DATA_DIR."""
    given = env.str("SECRET_KEY", "")
    if IS_PUBLIC and not given:
        raise ImproperlyConfigured(f"Set SECRET_KEY: a public site needs its own. {MAKE_ONE}")
    if IS_PUBLIC and (len(given) < 50 or len(set(given)) < 10):
        raise ImproperlyConfigured(f"This SECRET_KEY can be guessed: make a longer one. {MAKE_ONE}")
    if given:
        return given
    kept = DATA_DIR / "secret_key"
    if not kept.exists():
        keep(kept, get_random_secret_key())
    return kept.read_text()


def keep(file: Path, text: str) -> None:
    """Write a file that only its owner can read, unless it already exists."""
    with NamedTemporaryFile("w", dir=file.parent) as draft:
        draft.write(text)
        draft.flush()
        # The link is made of a whole file and for one only of all that start at once.
        with suppress(FileExistsError):
            os.link(draft.name, file)


SECRET_KEY = secret_key()
if IS_PUBLIC and DEBUG:
    raise ImproperlyConfigured("Unset DEBUG: a public site shows no tracebacks.")
if IS_PUBLIC and "*" in ALLOWED_HOSTS:
    raise ImproperlyConfigured("Name the hosts in ALLOWED_HOSTS: '*' is refused on a public site.")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",  # whose templates draw what ours do not: see FORM_RENDERER
    "django_tables2",
    "django_filters",
    "simple_history",
    "django_htmx",  # for the htmx that it ships; every page works without
    "django_countries",  # names of nationalities in the reader's language
    "axes",
    "csp",
    "appeal",
    "tracking",
    "appeal.apps.AppealAdminConfig",
]

MIDDLEWARE = [
    # Before anything answers, such as what leads to https.
    "appeal.web.middleware.RequestIdMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    # Below what every answer carries: static files carry it too.
    "whitenoise.middleware.WhiteNoiseMiddleware",
    # Before anything reads what was sent.
    "appeal.web.middleware.SizeMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "appeal.web.middleware.AppealsMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "appeal.web.middleware.LanguageMiddleware",
    "appeal.web.middleware.AddressMiddleware",
    "appeal.web.middleware.PrivacyMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "appeal.web.middleware.DoorMiddleware",
    "appeal.web.middleware.DayMiddleware",
    "appeal.web.middleware.MembershipMiddleware",
    "appeal.web.middleware.RefusalMiddleware",
    "appeal.web.middleware.OnceMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "config.templates.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "appeal.web.context_processors.place",
            ],
        },
    },
]

DATABASES = databases.read(env, DATA_DIR / "appeal.sqlite3")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# People
AUTH_USER_MODEL = "appeal.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "config.signing_in.People",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "login"
SESSION_COOKIE_AGE = 60 * 60 * 12

# Log-in throttling: by name and address together, so that nobody can lock a colleague out from
# elsewhere, and an office behind one address is not locked out by one person's mistakes. An address
# that tries one name after another is paused altogether.
AXES_LOCKOUT_PARAMETERS = "config.signing_in.counted_together"
AXES_CLIENT_IP_CALLABLE = "config.signing_in.client_address"
AXES_FAILURE_LIMIT = 8
FAILURES_PER_ADDRESS = 100
AXES_COOLOFF_TIME = 0.25
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_TEMPLATE = "registration/locked_out.html"
# What the log of failures never holds.
AXES_SENSITIVE_PARAMETERS = ["username", "ip_address", "code", "credential"]
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False

SECOND_FACTOR, SECOND_FACTOR_ROLES = second_step.read(env)
if SECOND_FACTOR:
    second_step.switch_on(INSTALLED_APPS, MIDDLEWARE, AUTHENTICATION_BACKENDS)
    vars().update(second_step.SETTINGS)
OPENID = sign_on.read(env)
if databases.REPLICA in DATABASES:
    MIDDLEWARE.append("appeal.web.replica.ReplicaMiddleware")

# Languages. USE_THOUSAND_SEPARATOR is off: figures are formatted by our own filters, ids never.
LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("es", _("Spanish")), ("fr", _("French"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = ["config.formats"]
USE_I18N = True
TIME_ZONE = "America/Costa_Rica"
USE_TZ = True

# Files
STATIC_URL = "static/"
STATICFILES_DIRS = [
    BASE_DIR / "config" / "static",
    ("guide", BASE_DIR / "docs" / "guide" / "pictures"),
]
STATIC_ROOT = DATA_DIR / "static"
# The default storage keeps evidence: outside every served folder, readable by the site alone.
BUCKET = object_storage.read(env)
FOLDER = {
    "BACKEND": "django.core.files.storage.FileSystemStorage",
    "OPTIONS": {
        "location": DATA_DIR / "evidence",
        "base_url": None,
        "file_permissions_mode": 0o600,
        "directory_permissions_mode": 0o700,
    },
}
STORAGES = {
    "default": BUCKET or FOLDER,
    "staticfiles": {"BACKEND": "config.static_files.StaticFiles"},
}
STORAGE_FAULTS = object_storage.faults_of(BUCKET)
# What any form may send; views that take files declare more (`takes_files`), and no server of ours
# reads on beyond the largest of them.
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
LARGEST_REQUEST = 12 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
# A scanned contract fits; a film does not, and the nightly copy of all evidence stays small.
EVIDENCE_MAX_MEGABYTES = 10

# Headers and cookies
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    },
}
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = IS_PUBLIC
SECURE_SSL_REDIRECT = IS_PUBLIC
SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365 if IS_PUBLIC else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = IS_PUBLIC
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if IS_PUBLIC else None
CSRF_TRUSTED_ORIGINS = [SITE_URL] if IS_PUBLIC else []
SECURITY_CONTACT = watching.security_contact(env)
METRICS_TOKEN = watching.metrics_token(env)
CSRF_FAILURE_VIEW = "config.errors.csrf_failure"

# Backups: the public key of age that they are encrypted with, and the file of the one to read them.
BACKUP_RECIPIENT = env.str("BACKUP_RECIPIENT", "")
BACKUP_IDENTITY = Path(identity) if (identity := env.str("BACKUP_IDENTITY", "")) else None

# Mail: without EMAIL_URL nothing is sent, and the page "Mail" shows what would have been. A server
# that says nothing is given up long before another worker may take the mail.
IS_MAIL_SENT = bool(env.str("EMAIL_URL", ""))
vars().update(env.email_url("EMAIL_URL", default="consolemail://"))
_name, _address = parseaddr(env.str("MAIL_FROM", f"tracker@{urlsplit(SITE_URL).hostname}"))
DEFAULT_FROM_EMAIL = formataddr((_name or "Appeal Tracker", _address))
MAIL_LEASE_SECONDS = env.int("MAIL_LEASE_SECONDS", 120)
EMAIL_TIMEOUT = 20

# Parts
# What the plan asks before an allocation is lowered: see appeal/figures/used_amounts.py.
USED_OF_ALLOCATIONS = "tracking.figures.spent_of_pairs"
# Where the admin of the plan leads back to: see tracking/row_addresses.py.
ADDRESS_OF_A_ROW = "tracking.row_addresses.address_of"
FORM_RENDERER = "config.forms.Renderer"
SIMPLE_HISTORY_HISTORY_ID_USE_UUID = False
SIMPLE_HISTORY_REVERT_DISABLED = True

LOGGING = watching.log_of(env)
