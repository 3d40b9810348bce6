"""What the library asks of us: how secrets lie in the database, and how an account is called."""

from base64 import urlsafe_b64encode
from urllib.parse import urlsplit

from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.utils.crypto import salted_hmac

from ..models import User

SALT = "appeal.factors"


class Adapter(DefaultMFAAdapter):
    def get_totp_label(self, user: User) -> str:
        return user.get_username()

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """The site to which a passkey belongs: whatever a request calls it, its public name."""
        own = super().get_public_key_credential_rp_entity()["id"]
        host = urlsplit(settings.SITE_URL).hostname if settings.IS_PUBLIC else own
        return {"id": host or own, "name": self.get_totp_issuer()}

    def encrypt(self, text: str) -> str:
        return _lock().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Raises InvalidToken where another SECRET_KEY encrypted it."""
        return _lock().decrypt(encrypted_text.encode()).decode()


def _lock() -> MultiFernet:
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet([Fernet(_derived(key)) for key in keys])


def _derived(key: str | bytes) -> bytes:
    return urlsafe_b64encode(salted_hmac(SALT, "secrets", secret=key, algorithm="sha256").digest())
