"""A pupil who was read by the real models is erased; then name, PEN, photos, faces and embeddings are looked for everywhere."""

import hashlib
import shutil
import tempfile
from collections.abc import Callable, Iterator
from datetime import timedelta
from itertools import chain
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pytest
from numpy.typing import NDArray

from attendance.config import Config
from attendance.errors import BadEntry, Changed, NotAllowed
from attendance.intake.accept import accept
from attendance.intake.photos import IncomingPhoto
from attendance.marks import Mark
from attendance.office import aside, backups
from attendance.office.access import SYSTEM, Account, Role
from attendance.office.backups import sealed_list
from attendance.office.privacy import erasure
from attendance.register import review
from attendance.register.review import ClassDayKey
from attendance.roster.cast import cast
from data import erasure as stored
from data import references
from data.clock import utc_now
from data.database import Transaction
from data.errors import VaultError
from data.vault import Vault
from recognition.errors import UnreadablePhoto
from recognition.photo import decode
from tests.data.two_blocks import put
from tests.intake.conftest import ClassOfAdults
from tests.support import config_in, school_day

Looks = NDArray[np.float32]
NAME_HI, NAME_EN = "अनुष्का कुमारी सिन्हाल", "Anushka Kumari Sinhal"
SAME = 0.9
"""A cosine that only the same face of the same photo reaches."""
REASON = "the family asked for it in writing on the first"
FIGURES = ("class_day", "school_day", "grade_day", "block_day")


@pytest.fixture
def pupil(read_adults: ClassOfAdults) -> int:
    """The pupil who will be erased, with traces wherever there may be some."""
    pupil_id, district = read_adults.pupil("P001"), read_adults.small.district
    pen = pen_of(read_adults)
    file_name = f"{pen}_{NAME_EN.replace(' ', '_')}.jpg"

    def traces(tx: Transaction) -> None:
        cursor, moment = tx._cursor(), utc_now()
        cursor.execute("UPDATE pupil SET name_hi = ?, name_en = ? WHERE pupil_id = ?", [NAME_HI, NAME_EN, pupil_id]).fetchall()
        cursor.execute("UPDATE photo SET file_name = ? WHERE side = 'front'", [file_name]).fetchall()
        cursor.execute("UPDATE receipt SET file = 'inbox/' || ? WHERE file LIKE '%front%'", [file_name]).fetchall()
        day = school_day()
        put(tx, "portal_pupil_day", day=day, pupil_id=pupil_id, class_section_id=301, present=False, imported_at=moment)
        about = {"pupil_id": pupil_id, "class_section_id": 301, "school_id": 201, "block_id": "sabour"}
        put(tx, "follow_up", case_id=900_003, **about, first_day=day, last_day=day, days=3, opened_on=day)
        put(
            tx,
            "follow_up_step",
            step_id=900_004,
            case_id=900_003,
            kind="noted",
            text=f"saw {NAME_EN}",
            said_by="brc",
            said_at=moment,
        )
        put(tx, "exception_note", note_id=900_005, exception_id=1, said_by="brc", said_at=moment, text=f"{NAME_HI} बीमार है")
        alike = {"pupil_a": pupil_id, "pupil_b": pupil_id + 1, "photo_a": 1, "photo_b": 2, "similarity": 0.9}
        put(tx, "lead", lead_id=900_002, run_id=1, **alike)
        ground = {"state": "given", "ground": "parents", "reference": f"{NAME_HI} के पिता", "since": day, "said_by": "mis"}
        put(tx, "legal_basis", basis_id=900_001, pupil_id=pupil_id, **ground, said_at=moment)

    district.db.write(traces)
    (receipt,) = district.vault.names("receipt")
    told = district.vault.get(f"receipt/{receipt}").replace(b"front.jpg", file_name.encode())
    district.vault.put(f"receipt/{receipt}", told)
    return pupil_id


def pen_of(adults: ClassOfAdults) -> str:
    row = stored.pupil(adults.small.district.db, adults.pupil("P001"))
    assert row is not None
    return str(row["pen"])


def looks_of(adults: ClassOfAdults, pupil_id: int) -> Looks:
    """Embeddings of the pupil: of the reference photo, and of the faces that were taken for the pupil."""
    district = adults.small.district
    found = [
        district.vault.unseal(row["sealed"], f"template/{row['reference_photo_id']}")
        for row in stored.templates(district.db, pupil_id)
    ]
    own = stored.assigned_faces(district.db, pupil_id)
    found += [
        district.vault.unseal(row["sealed"], f"face/{row['face_id']}")
        for row in stored.school_faces(district.db, pupil_id)
        if row["face_id"] in own
    ]
    vectors = np.stack([np.frombuffer(one, "<f4") for one in found])
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), np.float32)


def erase(adults: ClassOfAdults, pupil_id: int) -> str:
    district = adults.small.district
    erasure_id = erasure.note(district, SYSTEM, pupil_id, pen_of(adults), REASON)
    return erasure.run(district, erasure_id)


def figures(adults: ClassOfAdults) -> dict[str, list[tuple[Any, ...]]]:
    cursor = adults.small.district.db._cursor()
    counts = {table: cursor.execute(f"FROM {table} ORDER BY ALL").fetchall() for table in FIGURES}
    by_mark = "SELECT day, class_section_id, mark, marked_by, count(*) FROM attendance GROUP BY ALL ORDER BY ALL"
    return counts | {"marks": cursor.execute(by_mark).fetchall()}


def test_nothing_of_the_pupil_is_left_and_the_figures_stand(read_adults: ClassOfAdults, pupil: int, tmp_path: Path) -> None:
    district, config = read_adults.small.district, config_in(tmp_path)
    secrets = secrets_of(read_adults, pupil)
    looks, plain_files = looks_of(read_adults, pupil), files_of(read_adults, pupil)
    before = figures(read_adults)
    assert len(looks) >= 3
    planted = plant_copies(config, backups.make(district), secrets[0])
    found = found_bytes(config, secrets)  # the search finds what is there
    assert all(any(line.startswith(str(folder)) for line in found) for folder in planted)
    assert next(found_faces(config, read_adults, looks, plain_files))

    certificate = erase(read_adults, pupil)

    assert figures(read_adults) == before
    district.close()
    assert found_bytes(config, secrets) == []
    assert list(found_faces(config, read_adults, looks, plain_files)) == []
    assert not [word for word in secrets if word in certificate.encode()]
    assert not [folder for folder in planted if folder.exists()]
    assert '"backups_written_anew": 1' in certificate
    assert '"damaged_backups_deleted": 1' in certificate
    assert '"copies_put_aside_deleted": 4' in certificate
    assert certificate.count('"kind": "reference"') == 2
    assert all(digest in certificate for digest in plain_files)


def plant_copies(config: Config, made: backups.Manifest, secret: bytes) -> list[Path]:
    """Copies as `mend`, `restore`, a restore that was broken off, and a disk that spoilt a manifest leave them."""
    folder, backup = config.home / "own", config.backups / "own" / made.stamp
    before, spoilt = aside.place_before_restore(folder), backup.with_name("20260401T000000Z")
    planted = [before, aside.restoring(folder), folder.with_name("own.restored"), aside.place_of_damaged(folder), spoilt]
    for place in planted:
        place.mkdir(parents=True)
        (place / "left").write_bytes(secret)
    shutil.copy(backup / "district.duckdb", before)
    (spoilt / "manifest.json").write_text("null")
    return planted


def secrets_of(adults: ClassOfAdults, pupil_id: int) -> list[bytes]:
    words = [pen_of(adults), NAME_HI, NAME_EN, NAME_EN.replace(" ", "_"), NAME_EN.upper()]
    return [word.encode(code) for word in words for code in ("utf-8", "utf-16-le", "utf-16-be")] + [
        NAME_HI.encode("unicode_escape"),
    ]


def files_of(adults: ClassOfAdults, pupil_id: int) -> dict[str, bytes]:
    """By their hash, the plain bytes of the reference photo with its face, and of the pupil's crops."""

    district = adults.small.district
    names = [row["vault_name"] for row in stored.reference_photos(district.db, pupil_id)]
    names += [references.face_name(name) for name in names]
    names += stored.crops_of_faces(district.db, stored.assigned_faces(district.db, pupil_id))
    contents = [district.vault.get(name) for name in names]
    return {hashlib.sha256(content).hexdigest(): content for content in contents}


def found_bytes(config: Config, secrets: list[bytes]) -> list[str]:
    """Every file below the home, the keys and the backups that holds one of these."""
    paths = [path for folder in (config.home, config.keys, config.backups) for path in folder.rglob("*") if path.is_file()]
    assert any(path.suffix == ".duckdb" for path in paths)
    contents = {path: path.read_bytes() for path in paths}
    found = [f"{path}: {word!r}" for path, content in contents.items() for word in secrets if word in content]
    return found + [f"{place}: {word!r}" for place, text in cells(config) for word in secrets if word in text]


def databases(config: Config) -> Iterator[Path]:
    yield from {*config.home.rglob("*.duckdb"), *config.backups.rglob("*.duckdb")}


def cells(config: Config) -> Iterator[tuple[str, bytes]]:
    """Every value of every table, of the district and of its backups: in the file they may be compressed."""
    for path in databases(config):
        for table, rows in tables(path):
            yield f"{path} {table}", repr(rows).encode()
    for path in config.backups.rglob("*.parquet"):
        with duckdb.connect() as connection:
            yield str(path), repr(connection.execute(f"FROM read_parquet('{path}')").fetchall()).encode()


def tables(path: Path) -> Iterator[tuple[str, list[tuple[Any, ...]]]]:

    with tempfile.TemporaryDirectory() as folder:
        copy = Path(shutil.copy(path, folder))
        with duckdb.connect(str(copy)) as connection:
            for (table,) in connection.execute("SELECT table_name FROM duckdb_tables()").fetchall():
                yield table, connection.execute(f'FROM "{table}"').fetchall()


def found_faces(config: Config, adults: ClassOfAdults, looks: Looks, plain_files: dict[str, bytes]) -> Iterator[str]:
    """Every sealed file and column that opens with the key and holds the pupil's photo, embedding or face."""
    vault = adults.small.district.vault
    for name, content in opened_files(config, vault):
        if content in plain_files.values():
            yield f"{name}: the very bytes"
        elif name.partition("/")[0] in ("photo", "screen", "original", "reference", "crop") and shows(adults, content, looks):
            yield f"{name}: the face"
    for path in databases(config):
        held = dict(tables(path))
        for table in ("face", "template"):
            for row in held[table]:
                yield from embedding_in(vault, row, f"{path} {table}", f"{table}/", looks)


def opened_files(config: Config, vault: Vault) -> Iterator[tuple[str, bytes]]:
    """All sealed files of the vault and of the backups' pool; a name in the pool is told by the lists of the backups."""
    seen = set[bytes]()
    places = [(f"{path.parts[-3]}/{path.name}", path) for path in vault.folder.glob("*/*/*")]
    lists = [sealed_list.read(path.parent) for path in config.backups.rglob(sealed_list.SEALED)]
    names = {name for name, _path in places} | {one.name for one in chain.from_iterable(lists)}
    pool = [path for path in (config.backups / "own").rglob("*") if path.is_file() and len(path.name) == 64]
    for name, path in places:
        content = path.read_bytes()
        if content not in seen:
            seen.add(content)
            yield name, vault.unseal(content, name)
    for path in pool:
        content = path.read_bytes()
        if content in seen:
            continue
        opened = [(name, plain) for name in names if (plain := opens(vault, content, name)) is not None]
        assert opened, "a file of the pool that nothing names"
        yield opened[0]


def opens(vault: Vault, content: bytes, name: str) -> bytes | None:
    try:
        return vault.unseal(content, name)
    except VaultError:
        return None


def shows(adults: ClassOfAdults, picture: bytes, looks: Looks) -> bool:
    """Whether a face in a picture is the pupil's, as the machine would accept it."""
    try:
        reading = adults.pipeline.read(decode(picture), 20)
    except UnreadablePhoto:
        return False
    return bool(len(reading) and (reading.embeddings @ looks.T).max() > SAME)


def embedding_in(vault: Vault, row: tuple[Any, ...], place: str, kind: str, looks: Looks) -> list[str]:
    key, blob = row[0], next(value for value in row if isinstance(value, bytes))
    content = opens(vault, blob, f"{kind}{key}")
    if content is None:
        assert blob == b""
        return []
    return [f"{place} {key}: the embedding"] if float((looks @ np.frombuffer(content, "<f4")).max()) > SAME else []


class Stopped(BaseException):
    """The power fails here."""


def test_wherever_it_is_stopped_it_goes_on(
    read_adults: ClassOfAdults, pupil: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    district = read_adults.small.district
    secrets, before = secrets_of(read_adults, pupil), figures(read_adults)
    backups.make(district)
    erasure_id = erasure.note(district, SYSTEM, pupil, pen_of(read_adults), REASON)
    steps: list[tuple[Any, str]] = [(stored, "note_found"), (Vault, "remove"), (stored, "anonymise"), (backups, "rewrite_all")]
    steps += [(backups, "forget_files"), (type(district.db), "rewrite"), (stored, "finish")]
    for owner, name in steps:
        with monkeypatch.context() as patched:
            patched.setattr(owner, name, stops(getattr(owner, name)))
            with pytest.raises(Stopped):
                erasure.run(district, erasure_id)
        held = district.db._cursor().execute("SELECT sha256 FROM photo WHERE gone_at IS NULL").fetchall()
        assert all(district.vault.has(f"photo/{sha}") for (sha,) in held)  # no row claims what is gone
    erasure.run(district, erasure_id)
    assert figures(read_adults) == before
    district.close()
    assert found_bytes(config_in(tmp_path), secrets) == []


def stops(real: Callable[..., Any]) -> Callable[..., Any]:
    calls = 0

    def stopped(*given: Any, **named: Any) -> Any:
        nonlocal calls
        calls += 1
        if calls > 1 or real.__name__ != "remove":
            raise Stopped
        return real(*given, **named)

    return stopped


def test_each_table_that_names_a_pupil_is_thought_of(read_adults: ClassOfAdults, pupil: int) -> None:
    """A table that is added later and names pupils fails here until an erasure knows it."""
    cursor = read_adults.small.district.db._cursor()
    columns = "SELECT table_name FROM duckdb_columns() WHERE column_name IN ('pupil_id', 'pupil_a') AND NOT internal"
    tables = {table for (table,) in cursor.execute(columns).fetchall()}
    views = {name for (name,) in cursor.execute("SELECT view_name FROM duckdb_views() WHERE NOT internal").fetchall()}
    assert tables - views - {"erasure", "pupil"} <= {*stored.DELETED, *stored.POINTED}


def test_who_may_and_what_must_be_typed(read_adults: ClassOfAdults, pupil: int) -> None:
    district, pen = read_adults.small.district, pen_of(read_adults)
    division = Account("division", "Division", Role.DIVISION)
    for account, typed, reason, problem in (
        (division, pen, REASON, NotAllowed),
        (SYSTEM, pen[:-1], REASON, BadEntry),
        (SYSTEM, pen, "  ", BadEntry),
        (SYSTEM, pen, f"{NAME_EN}'s father asked", BadEntry),
    ):
        with pytest.raises(problem):
            erasure.note(district, account, pupil, typed, reason)
    assert stored.unfinished(district.db) == []


def test_photos_that_wait_to_be_read_are_read_first(read_adults: ClassOfAdults, pupil: int) -> None:
    district = read_adults.small.district
    portrait = next(member.reference for member in cast() if member.code == "P010").read_bytes()
    day = school_day() - timedelta(days=1 if school_day().isoweekday() != 1 else 2)
    accept(district, SYSTEM, [IncomingPhoto("front.jpg", portrait, "front")], [301], day, "visit")
    with pytest.raises(Changed):
        erasure.note(district, SYSTEM, pupil, pen_of(read_adults), REASON)


def test_the_class_goes_on(read_adults: ClassOfAdults, pupil: int) -> None:
    """The day's figures can be derived anew, and another pupil is marked, after one was erased."""
    district = read_adults.small.district
    before = figures(read_adults)
    erase(read_adults, pupil)
    row = district.db._cursor().execute("SELECT rev FROM class_day WHERE class_section_id = 301").fetchall()
    other = read_adults.pupil("P007")
    key = ClassDayKey(301, school_day(), row[0][0])
    review.mark_by_hand(district, SYSTEM, key, other, Mark.PRESENT, "seen in class")
    after = figures(read_adults)
    changed = {mark: count for _day, _section, mark, _by, count in before["marks"]}
    assert sum(count for *_rest, count in after["marks"]) == sum(changed.values())
