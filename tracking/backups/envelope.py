"""The file of a backup, encrypted by age (age-encryption.org) where a recipient is named."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pyrage import (
    DecryptError,
    IdentityError,
    RecipientError,
    decrypt_file,
    encrypt_file,
    x25519,
)

from appeal.base.refusals import Refusal

BEGINNING = b"age-encryption.org/"


class Unreadable(Refusal):
    """A backup cannot be written or read like this; the text says what to do."""


def encrypt(plain: Path, into: Path, recipient: str) -> None:
    """Raises Unreadable where the recipient is none."""
    try:
        key = x25519.Recipient.from_str(recipient)
    except RecipientError as error:
        raise Unreadable(
            f"BACKUP_RECIPIENT is no public key of age: {recipient}. It begins with age1."
        ) from error
    encrypt_file(str(plain), str(into), [key])


@contextmanager
def readable(path: Path, identity: Path | None) -> Iterator[Path]:
    """The ZIP file of a backup, decrypted for as long as it is read where it has to be."""
    try:
        with path.open("rb") as file:
            is_encrypted = file.read(len(BEGINNING)) == BEGINNING
    except OSError as error:
        raise Unreadable(f"{path} cannot be read: {error.strerror}.") from error
    if not is_encrypted:
        yield path
        return
    with tempfile.TemporaryDirectory(prefix="backup-") as folder:
        plain = Path(folder) / "backup.zip"
        decrypt(path, plain, identity)
        yield plain


def decrypt(path: Path, into: Path, identity: Path | None) -> None:
    if identity is None:
        raise Unreadable(f"{path} is encrypted: name the file with its key in BACKUP_IDENTITY.")
    try:
        lines = identity.read_text().splitlines()
        keys = [x25519.Identity.from_str(each) for each in lines if each.startswith("AGE-SECRET")]
        decrypt_file(str(path), str(into), keys)
    except (OSError, UnicodeDecodeError, IdentityError, DecryptError) as error:
        raise Unreadable(f"The key in {identity} does not open {path}: {error}.") from error
