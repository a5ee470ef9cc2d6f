"""A copy of UPASTHITI_HOME, taken without the keys, gives up no face. Names are not sealed: the disk must be."""

import secrets
import shutil
from collections.abc import Iterator
from pathlib import Path

import duckdb
import numpy as np
import pytest

from attendance.office import backups
from attendance.roster.cast import cast
from data.errors import VaultError
from data.vault import Vault
from tests.intake.conftest import MEMBERS, ClassOfAdults
from tests.support import config_in

MAGIC = (
    b"\xff\xd8\xff\xe0",
    b"\xff\xd8\xff\xe1",
    b"\xff\xd8\xff\xdb",
    b"WEBPVP8",
    b"\x89PNG\r\n\x1a\n",
    b"ftypheic",
    b"JFIF",
    b"Exif\0",
)


@pytest.fixture
def stolen(read_adults: ClassOfAdults, tmp_path: Path) -> Path:
    """The home with a backup in it, copied while the app works, without the keys."""
    backups.make(read_adults.small.district)
    return Path(shutil.copytree(config_in(tmp_path).home, tmp_path / "stick"))


def files(folder: Path) -> Iterator[tuple[Path, bytes]]:
    for path in folder.rglob("*"):
        if path.is_file():
            yield path, path.read_bytes()


def known(adults: ClassOfAdults) -> list[bytes]:
    """Bytes that are known to be in there: of the photos that were sent, of what is kept of them, of embeddings."""
    district = adults.small.district
    vault = district.vault
    found = [photo.content for photo in adults.photos()]
    found += [member.reference.read_bytes() for member in cast() if member.code in MEMBERS]
    found += [vault.get(f"{kind}/{name}") for kind in vault.kinds() for name in vault.names(kind) if kind != "receipt"]
    rows = district.db._cursor().execute("SELECT 'face/' || face_id, sealed FROM face").fetchall()
    rows += district.db._cursor().execute("SELECT 'template/' || reference_photo_id, sealed FROM template").fetchall()
    vectors = [vault.unseal(sealed, name) for name, sealed in rows]
    assert len(vectors) > 8
    # A part from the middle of each, as it would stand in a file that has more around it; embeddings as other numbers too.
    parts = [content[len(content) // 2 :][:48] for content in (*found, *vectors)]
    wider = [np.frombuffer(content, "<f4")[:8] for content in vectors]
    return parts + [vector.astype(kind).tobytes() for vector in wider for kind in ("<f8", ">f4", "<f2")]


def test_no_photo_and_no_embedding_lies_open(read_adults: ClassOfAdults, stolen: Path) -> None:
    parts = known(read_adults)
    searched = list(files(stolen))
    assert len(searched) > 40
    assert not [f"{path}: {magic!r}" for path, content in searched for magic in MAGIC if magic in content and is_ours(path)]
    assert not [path for path, content in searched for part in parts if part in content]
    opened = b"".join(repr(rows).encode() for rows in rows_of(stolen))
    assert not [part for part in parts if repr(part)[2:-1].encode() in opened]
    assert "बच्चा".encode() in opened  # names do: the operator's guide asks for a disk that is encrypted


def is_ours(path: Path) -> bool:
    return "weights" not in path.parts


def rows_of(folder: Path) -> Iterator[list[tuple[object, ...]]]:
    for path in folder.rglob("*.duckdb"):
        with duckdb.connect(str(path)) as connection:
            for (table,) in connection.execute("SELECT table_name FROM duckdb_tables()").fetchall():
                yield connection.execute(f'FROM "{table}"').fetchall()


def test_no_other_key_and_no_other_name_opens_anything(read_adults: ClassOfAdults, stolen: Path) -> None:
    sealed = [(f"{path.parts[-3]}/{path.name}", path.read_bytes()) for path in (stolen / "own" / "vault").glob("*/*/*")]
    vault = read_adults.small.district.vault
    assert len(sealed) > 20
    wrong = [secrets.token_bytes(32), bytes(32), b"\xff" * 32]
    for name, content in sealed:
        vault.unseal(content, name)
        for key in wrong:
            with pytest.raises(VaultError):
                Vault.unseal_with(key, content, name)
    for (name, _own), (_other, content) in zip(sealed, [*sealed[1:], sealed[0]], strict=True):
        with pytest.raises(VaultError):
            vault.unseal(content, name)


def test_the_keys_lie_nowhere_below_the_home_or_in_a_backup(read_adults: ClassOfAdults, stolen: Path, tmp_path: Path) -> None:
    keys = [path.read_bytes() for path in config_in(tmp_path).keys.glob("*.key*")]
    assert keys
    forms = [form for key in keys for form in (key, key.hex().encode(), key.hex().upper().encode())]
    assert not [path for path, content in files(stolen) for form in forms if form in content]


def test_a_stolen_home_does_not_open_with_a_key_made_anew(stolen: Path, tmp_path: Path) -> None:
    with pytest.raises(VaultError):
        Vault(stolen / "own" / "vault", tmp_path / "elsewhere" / "own.key")
    assert not (tmp_path / "elsewhere" / "own.key").exists()
