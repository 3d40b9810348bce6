"""Evidence and uploads in a bucket of S3 instead of a folder: an extra, off until one is named."""

from importlib import import_module
from importlib.util import find_spec
from urllib.parse import parse_qs, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured
from environ import Env

from .sign_on import is_safe

PACKAGES = "requirements/s3.txt"
FORM = "FILES_URL is https://KEY:SECRET@HOST/BUCKET?region=REGION"


def read(env: Env) -> dict[str, object] | None:
    """The storage that FILES_URL names; None where it names none."""
    given = env.str("FILES_URL", "").strip()
    if not given:
        return None
    if find_spec("storages") is None or find_spec("boto3") is None:
        raise ImproperlyConfigured(f"FILES_URL needs the packages of {PACKAGES}.")
    parts = urlsplit(given)
    bucket, place = parts.path.strip("/"), parts.netloc.rpartition("@")[2]
    address = f"{parts.scheme}://{place}"
    if not bucket or "/" in bucket or not is_safe(address):
        raise ImproperlyConfigured(f"{FORM}, with one name as the bucket.")
    return {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            # Without a key boto3 asks the machine, as on Amazon's own.
            "access_key": unquote(parts.username or "") or None,
            "secret_key": unquote(parts.password or "") or None,
            "bucket_name": bucket,
            "endpoint_url": address,
            "region_name": parse_qs(parts.query).get("region", [None])[0],
            "client_config": import_module("botocore.config").Config(
                signature_version="s3v4",
                # Other makers' servers have no name for each bucket.
                s3={"addressing_style": "path"},
                # Somebody waits for the answer.
                connect_timeout=5,
                read_timeout=30,
                retries={"total_max_attempts": 2},
            ),
            "default_acl": None,
            "file_overwrite": False,
        },
    }


def faults_of(storage: dict[str, object] | None) -> tuple[type[Exception], ...]:
    """What is raised while the bucket cannot be reached, or does not take or give what is asked."""
    if storage is None:
        return ()
    kinds = import_module("botocore.exceptions")
    return kinds.BotoCoreError, kinds.ClientError
