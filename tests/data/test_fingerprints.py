"""A photo is found again by its hash, changed a little or mirrored, among rows that come while the app runs."""

from typing import Any

import numpy as np
import pytest
from PIL import Image

from data import fingerprints, migrations, submissions
from data.database import Database, Transaction
from data.fingerprints import FACES, Fingerprints
from data.scope import Scope
from data.submissions import NewPhoto, PhotoResult
from recognition import layout
from recognition.photo import fingerprint
from tests.data.two_blocks import MONDAY, put
from tests.support import Small

EVERYTHING = Scope.everything()
NOBODY = np.zeros(FACES, np.uint32)


@pytest.fixture
def db(small: Small) -> Database:
    return small.district.db


def some_hash(seed: int) -> int:
    return int.from_bytes(np.random.default_rng(seed).bytes(32), "big")


def with_bits_turned(phash: int, count: int, seed: int = 0) -> int:
    for bit in np.random.default_rng(seed).choice(256, count, replace=False).tolist():
        phash ^= 1 << bit
    return phash


def read(db: Database, hashes: list[int | None], name: str = "read") -> list[int]:
    """Photos that were read, of one submission; their numbers."""

    def work(tx: Transaction) -> list[int]:
        new = [NewPhoto(f"{abs(hash((name, number))):064d}", "front", "photo.jpg") for number in range(len(hashes))]
        given: dict[str, Any] = {"source": "visit", "class_sections": [301], "submitted_by": "mis", "photos": new}
        submissions.add(tx, EVERYTHING, submission_id=name, school_id=201, day=MONDAY, **given)
        rows = submissions.photos(tx, EVERYTHING, name)
        for row, phash in zip(rows, hashes, strict=True):
            submissions.store_result(tx, EVERYTHING, PhotoResult(row["photo_id"], phash=phash))
            if phash is not None:
                fingerprints.add(tx, EVERYTHING, row["photo_id"], 201, NOBODY)
        return [row["photo_id"] for row in rows]

    return db.write(work)


def found(index: Fingerprints, db: Database, phash: int, at_most: int = 48) -> list[tuple[int, int, bool]]:
    return [(near.photo_id, near.bits, near.mirrored) for near in index.near(db, EVERYTHING, phash, at_most).found]


def test_near_hashes_are_found_nearest_first_and_far_ones_are_not(db: Database) -> None:
    asked = some_hash(1)
    numbers = read(db, [with_bits_turned(asked, 30), asked, some_hash(2), with_bits_turned(asked, 6), None])
    index = Fingerprints()
    assert found(index, db, asked) == [(numbers[1], 0, False), (numbers[3], 6, False), (numbers[0], 30, False)]
    assert found(index, db, asked, at_most=6) == [(numbers[1], 0, False), (numbers[3], 6, False)]
    assert index.near(db, EVERYTHING, asked, 6).candidates == 3
    assert len(index) == 4


def test_rows_committed_since_the_last_look_up_are_found_and_refused_ones_are_not(db: Database) -> None:
    index = Fingerprints()
    assert found(index, db, some_hash(1)) == []
    (number,) = read(db, [some_hash(1)])

    def refused(tx: Transaction) -> None:
        fingerprints.add(tx, EVERYTHING, number, 201, NOBODY)
        raise ValueError("not this time")

    with pytest.raises(ValueError, match="not this time"):
        db.write(refused)
    assert found(index, db, some_hash(1)) == [(number, 0, False)]
    assert len(index) == 1


def test_a_photo_whose_row_is_gone_is_found_no_more(db: Database) -> None:
    index = Fingerprints()
    (number,) = read(db, [some_hash(1)])
    assert found(index, db, some_hash(1)) == [(number, 0, False)]
    db.write(lambda tx: tx._cursor().execute("DELETE FROM photo").fetchall())
    assert found(index, db, some_hash(1)) == []


def test_the_hash_of_a_mirror_picture_leads_to_the_picture(db: Database) -> None:
    chance = np.random.default_rng(3)
    picture = Image.fromarray(chance.integers(0, 255, (12, 16, 3), dtype=np.uint8)).resize((640, 480), Image.Resampling.BICUBIC)
    (number,) = read(db, [fingerprint(picture)])
    ((near, bits, mirrored),) = found(Fingerprints(), db, fingerprint(picture.transpose(Image.Transpose.FLIP_LEFT_RIGHT)))
    assert (near, mirrored) == (number, True)
    assert bits <= 24


def test_more_photos_than_one_block_of_memory_holds_are_all_looked_at(db: Database) -> None:
    (number,) = read(db, [some_hash(1)])
    index = Fingerprints()
    many = (1 << 20) + 5
    words = np.random.default_rng(4).integers(0, 2**64, (many, 4), dtype=np.uint64)
    index.extend(np.full(many, -1), words)
    assert found(index, db, some_hash(1)) == [(number, 0, False)]
    assert len(index) == many + 1
    assert index.size == 2 * 24 * (1 << 20)


def test_photos_that_were_read_before_the_update_have_their_arrangement(db: Database) -> None:
    (number,) = read(db, [some_hash(1)])
    boxes = np.random.default_rng(5).uniform(0, 1000, (30, 4)).astype(np.float32)
    boxes[:, 2:] = boxes[:, :2] + np.linspace(20, 200, 30)[:, None]
    update = (migrations.FOLDER / "0020_layout.sql").read_text(encoding="utf-8").partition("INSERT INTO")

    def as_before(tx: Transaction) -> None:
        tx._cursor().execute("UPDATE photo SET width = 1600, height = 1200").fetchall()
        tx._cursor().execute("DELETE FROM photo_layout").fetchall()
        for face, (x1, y1, x2, y2) in enumerate(boxes.tolist()):
            said = {"confidence": 1, "blur": 1, "cut": False, "person": face, "model": "model", "sealed": b"x"}
            put(tx, "face", face_id=face, photo_id=number, x1=x1, y1=y1, x2=x2, y2=y2, **said)
        tx._cursor().execute("".join(update[1:])).fetchall()

    db.write(as_before)
    ((photo_id,), (faces,)) = fingerprints.of_school(db, EVERYTHING, 201)
    assert photo_id == number
    assert np.abs(faces.astype(np.int64) - layout.pack(boxes, 1600, 1200)).max() <= 1 << 20
    assert np.abs((faces & 0xFF).astype(int) - (layout.pack(boxes, 1600, 1200) & 0xFF)).max() <= 1


def test_a_school_has_the_arrangements_of_its_own_photos(db: Database) -> None:
    numbers = read(db, [some_hash(1), some_hash(2)])
    photo_ids, faces = fingerprints.of_school(db, EVERYTHING, 201)
    assert photo_ids.tolist() == numbers
    assert faces.shape == (2, FACES)
    photo_ids, faces = fingerprints.of_school(db, EVERYTHING, 202)
    assert (photo_ids.shape, faces.shape) == ((0,), (0, FACES))
