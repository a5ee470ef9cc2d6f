"""Photos, crops and templates, sealed with AES-256-GCM before they touch the disk.

A sealed text is a 12-byte nonce, then the ciphertext with its 16-byte tag. The name under which something is stored is bound
into the tag, so that one sealed file cannot be put in another's place.

The key can be replaced by another (`renew`). Until all is sealed anew, what the earlier key sealed opens with the retired one,
which lies beside the key; nothing is sealed with it any more.
"""

import hashlib
import hmac
import os
import secrets
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from data import errors

KEY_BYTES = 32
NONCE_BYTES = 12
NUMBERS = "secret/numbers"
"""Where the secret of `Vault.number` is sealed: it outlives the key it was first made from."""
_HALF = ".new-"


class Vault:
    """Sealed files below one folder, all under one key.

    Args:
        folder: Where the sealed files live.
        key_file: The key's file, in a folder apart; made on first use.

    Attributes:
        key_file: Where that key is.
        key_id: Names the key that seals now, without telling it (see `key_id`).
        retired_ids: Name the earlier keys under which some of what is stored may be sealed yet (see `unfinished`).

    Raises:
        VaultError: The key file is not a key, or it is missing though sealed files exist.
    """

    def __init__(self, folder: Path, key_file: Path) -> None:
        self.folder = folder
        self.key_file = key_file
        key = secret(key_file, must_exist=folder.exists() and any(folder.iterdir()))
        self.key_id = key_id(key)
        self._cipher = AESGCM(key)
        retired_keys = [secret(file, must_exist=True) for file in retired(key_file)]
        self.retired_ids = [key_id(old) for old in retired_keys] if unfinished(key_file).exists() else []
        self._retired = [AESGCM(old) for old in retired_keys]
        self._for_numbers: bytes | None = None
        folder.mkdir(parents=True, exist_ok=True)
        if not self.has(NUMBERS):
            self.put(NUMBERS, hmac.digest(key, b"numbers", "sha256"))

    def seal(self, plain: bytes, name: str) -> bytes:
        """Encrypt for keeping elsewhere, as in a database column; ``name`` must be given again to open it."""
        nonce = secrets.token_bytes(NONCE_BYTES)
        return nonce + self._cipher.encrypt(nonce, plain, name.encode())

    def unseal(self, sealed: bytes, name: str) -> bytes:
        """Decrypt what `seal` made.

        Raises:
            VaultError: It was changed, or belongs to another name or key.
        """
        for cipher in (self._cipher, *self._retired):
            plain = _opened(cipher, sealed, name)
            if plain is not None:
                return plain
        raise errors.VaultError("a sealed record was changed or belongs to another key")

    def seal_anew(self, sealed: bytes, name: str) -> bytes | None:
        """The same under the key that seals now; None where it is already.

        Raises:
            VaultError: As `unseal`.
        """
        return None if _opened(self._cipher, sealed, name) is not None else self.seal(self.unseal(sealed, name), name)

    def number(self, text: str) -> int:
        """A number from 0 to 2^63 - 1 that only who has the key can tell from the text; the same each time, whatever key
        seals by then.

        Raises:
            VaultError: The secret that it is made with was changed on the disk.
        """
        if self._for_numbers is None:
            self._for_numbers = self.get(NUMBERS)
        return int.from_bytes(hmac.digest(self._for_numbers, text.encode(), "sha256")[:8], "big") >> 1

    def put(self, name: str, plain: bytes) -> None:
        """Store under a name, on the disk before this returns; the same name again replaces it whole.

        Raises:
            StorageFull: The disk has no room; nothing is left behind.
        """
        write_durably(self._path(name), self.seal(plain, name))

    def put_anew(self, name: str) -> None:
        """Store under the key that seals now what an earlier one sealed.

        Raises:
            VaultError, StorageFull: As `get` and `put`.
        """
        try:
            sealed = self.seal_anew(self._path(name).read_bytes(), name)
        except FileNotFoundError as problem:
            raise errors.VaultError("a sealed file is missing") from problem
        if sealed is not None:
            write_durably(self._path(name), sealed)

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
        return [path.name for path in (self.folder / kind).glob("*/*") if not path.name.startswith(_HALF)]

    def kinds(self) -> list[str]:
        """The kinds of what is stored, without the vault's own secret."""
        own = NUMBERS.partition("/")[0]
        return sorted(path.name for path in self.folder.iterdir() if path.is_dir() and path.name != own)

    def size(self, name: str) -> int:
        """How many bytes it takes on the disk; 0 for a name that is not there."""
        try:
            return self._path(name).stat().st_size
        except FileNotFoundError:
            return 0

    def age(self, name: str) -> float:
        """Seconds since it was stored, by the computer's clock; 0 for a name that is not there."""
        try:
            return time.time() - self._path(name).stat().st_mtime
        except FileNotFoundError:
            return 0.0

    def remove(self, name: str) -> None:
        """Delete; a name that is not there is no error."""
        self._path(name).unlink(missing_ok=True)

    def clear_half(self) -> None:
        """Delete what a stop left half written; only while nobody writes."""
        for half in self.folder.glob(f"*/*/{_HALF}*"):
            half.unlink(missing_ok=True)

    @staticmethod
    def unseal_with(key: bytes, sealed: bytes, name: str) -> bytes:
        """Decrypt with a key that is no vault's, as one that was typed.

        Raises:
            VaultError: It was changed, or belongs to another name or key.
        """
        plain = _opened(AESGCM(key), sealed, name)
        if plain is None:
            raise errors.VaultError("a sealed record was changed or belongs to another key")
        return plain

    @staticmethod
    def path_in(folder: Path, name: str) -> Path:
        """Where something lies below a vault's folder.

        Raises:
            VaultError: It is not a name for a sealed file.
        """
        kind, _, rest = name.partition("/")
        if not _is_name(kind, rest):
            raise errors.VaultError("not a name for a sealed file")
        return folder.joinpath(kind, rest[:2], rest)

    def _path(self, name: str) -> Path:
        return self.path_in(self.folder, name)


def _opened(cipher: AESGCM, sealed: bytes, name: str) -> bytes | None:
    try:
        return cipher.decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], name.encode())
    except (InvalidTag, ValueError):
        return None


def _is_name(kind: str, rest: str) -> bool:
    return kind.isidentifier() and all(part.isalnum() for part in rest.replace("-", "_").split("_"))


def files_in(folder: Path) -> Iterator[tuple[str, Path]]:
    """The sealed files below a vault's folder, which need not be there, ordered by name: a district has millions."""
    for place, folders, files in os.walk(folder):
        folders.sort()
        within = Path(place)
        kind = within.parent.name
        yield from ((f"{kind}/{rest}", within / rest) for rest in sorted(files) if _is_name(kind, rest) and within != folder)


def key_id(key: bytes) -> str:
    """What names a key where the key itself must not stand: 16 hexadecimal digits."""
    return hashlib.sha256(b"key-id" + key).hexdigest()[:16]


def unfinished(key_file: Path) -> Path:
    """The file that is there until everything is sealed under the present key; it holds the number of the key before."""
    return key_file.with_name(f"{key_file.name}.rotating")


def retired(key_file: Path) -> list[Path]:
    """The keys that a vault had before, beside the one it has."""
    return sorted(key_file.parent.glob(f"{key_file.name}.retired-*"))


def renew(key_file: Path) -> None:
    """Put a new key in a key's place and keep the old one as retired. A stop in the middle leaves the old one in its place.

    Raises:
        VaultError: There is no key.
    """
    old = secret(key_file, must_exist=True)
    coming = key_file.with_name(f"{key_file.name}.coming")
    secret(coming)
    kept = key_file.with_name(f"{key_file.name}.retired-{key_id(old)}")
    if not kept.exists():
        write_durably(kept, old)
    coming.replace(key_file)
    sync_folder(key_file.parent)


def write_durably(path: Path, content: bytes) -> None:
    """Write a file so that after a power cut it is there whole or not at all; only its owner may read it.

    Raises:
        StorageFull: The disk has no room; nothing is left behind.
    """
    temporary = None
    try:
        _make_folder(path.parent)
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=_HALF)
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).replace(path)
        sync_folder(path.parent)
    except OSError as problem:
        if temporary:
            Path(temporary).unlink(missing_ok=True)
        raise errors.StorageFull("no room for a file") from problem


def _make_folder(folder: Path) -> None:
    """With those above it, each on the disk before what it holds is."""
    if not folder.exists():
        _make_folder(folder.parent)
        folder.mkdir(exist_ok=True)
        sync_folder(folder.parent)


def sync_folder(folder: Path) -> None:
    """Have a folder's names on the disk."""
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
