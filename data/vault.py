"""Photos, crops and templates, sealed with AES-256-GCM before they touch the disk.

A sealed text is a 12-byte nonce, then the ciphertext with its 16-byte tag. The name under which something is stored is bound
into the tag, so that one sealed file cannot be put in another's place.
"""

import hmac
import os
import secrets
import tempfile
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from data import errors

KEY_BYTES = 32
NONCE_BYTES = 12


class Vault:
    """Sealed files below one folder, all under one key.

    Args:
        folder: Where the sealed files live.
        key_file: The key's file, in a folder apart; made on first use.

    Raises:
        VaultError: The key file is not a key, or it is missing though sealed files exist.
    """

    def __init__(self, folder: Path, key_file: Path) -> None:
        self.folder = folder
        key = secret(key_file, must_exist=folder.exists() and any(folder.iterdir()))
        self._cipher = AESGCM(key)
        self._for_numbers = hmac.digest(key, b"numbers", "sha256")
        folder.mkdir(parents=True, exist_ok=True)

    def seal(self, plain: bytes, name: str) -> bytes:
        """Encrypt for keeping elsewhere, as in a database column; ``name`` must be given again to open it."""
        nonce = secrets.token_bytes(NONCE_BYTES)
        return nonce + self._cipher.encrypt(nonce, plain, name.encode())

    def unseal(self, sealed: bytes, name: str) -> bytes:
        """Decrypt what `seal` made.

        Raises:
            VaultError: It was changed, or belongs to another name or key.
        """
        try:
            return self._cipher.decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], name.encode())
        except (InvalidTag, ValueError) as problem:
            raise errors.VaultError("a sealed record was changed or belongs to another key") from problem

    def number(self, text: str) -> int:
        """A number from 0 to 2^63 - 1 that only who has the key can tell from the text; the same each time."""
        return int.from_bytes(hmac.digest(self._for_numbers, text.encode(), "sha256")[:8], "big") >> 1

    def put(self, name: str, plain: bytes) -> None:
        """Store under a name, on the disk before this returns; the same name again replaces it whole.

        Raises:
            StorageFull: The disk has no room; nothing is left behind.
        """
        write_durably(self._path(name), self.seal(plain, name))

    def get(self, name: str) -> bytes:
        """Read back what was put.

        Raises:
            VaultError: It is missing or was changed.
        """
        try:
            sealed = self._path(name).read_bytes()
        except FileNotFoundError as problem:
            raise errors.VaultError("a sealed file is missing") from problem
        return self.unseal(sealed, name)

    def has(self, name: str) -> bool:
        """Whether something is stored under the name."""
        return self._path(name).exists()

    def names(self, kind: str) -> list[str]:
        """What is stored of a kind, without the kind's own name."""
        return [path.name for path in (self.folder / kind).glob("*/*") if not path.name.startswith(".new-")]

    def remove(self, name: str) -> None:
        """Delete; a name that is not there is no error."""
        self._path(name).unlink(missing_ok=True)

    def _path(self, name: str) -> Path:
        kind, _, rest = name.partition("/")
        if not (kind.isidentifier() and rest and all(part.isalnum() for part in rest.replace("-", "_").split("_"))):
            raise errors.VaultError("not a name for a sealed file")
        return self.folder / kind / rest[:2] / rest


def write_durably(path: Path, content: bytes) -> None:
    """Write a file so that after a power cut it is there whole or not at all.

    Raises:
        StorageFull: The disk has no room; nothing is left behind.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".new-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).replace(path)
    except OSError as problem:
        Path(temporary).unlink(missing_ok=True)
        raise errors.StorageFull("no room for a file") from problem
    _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    if os.name == "nt":
        return  # Windows cannot open a folder; NTFS journals the rename itself
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def secret(file: Path, must_exist: bool = False) -> bytes:
    """A random 32-byte secret kept in a file that only its owner may read; made on first use.

    Raises:
        VaultError: The file is not a secret, or is missing though it must exist.
    """
    if not file.exists():
        if must_exist:
            raise errors.VaultError(f"the key {file.name} is missing")
        write_durably(file, secrets.token_bytes(KEY_BYTES))
        file.chmod(0o600)
    content = file.read_bytes()
    if len(content) != KEY_BYTES:
        raise errors.VaultError(f"{file.name} is not a key")
    return content
