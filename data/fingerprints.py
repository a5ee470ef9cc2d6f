"""Finding a photo again among all that were read: by its perceptual hash in the whole district, by where its faces are in its
school.

Measured at 14 million photos, one district-year, as correlated as composed ones: a scan by DuckDB took 130 ms of processor time
a hash, and its mirror picture's as much again; this index takes 57 ms for both, with 60 candidates (`benchmarks.integrity`). It
holds 24 bytes a photo, 352 MB for 14 million, and is read in 11 s of processor time at the first look-up. A school's
arrangements among 14 million rows take .43 s of processor time, once a submission.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from threading import Lock
from typing import Any

import numpy as np
from numpy.typing import NDArray

from data.database import Statements, Transaction
from data.scope import Scope

WORDS = 4
FACES = 24
"""Numbers in an arrangement of faces, as the recognition package packs it."""
FIRST_BITS = 16
"""Most differing bits of the first 64 that are compared. Of near-duplicates that differ in 40 of all 256 bits, 10 are expected
there, with a standard deviation of 2.5; of unrelated photos 32 with one of 4."""
FIRST_TWO_BITS = 28
"""Most differing bits of the 128 that are held in memory."""
MOST = 12
"""Candidates whose whole hash is looked at, the nearest ones by the bits in memory; each costs a millisecond."""

_BLOCK = 1 << 20
_PART = 1 << 16
_ODD = np.uint64(0x5555555555555555)
_MIRROR = (0x5555555555555555 << 192) | (0x5555555555555555 << 128) | (0x5555555555555555 << 64) | 0x5555555555555555
"""A mirrored picture turns the sign of each odd column of its cosine transform: these bits of the hash."""
_MASK = (1 << 64) - 1

Words = NDArray[np.uint64]


@dataclass(frozen=True)
class Near:
    """A photo like the one asked for.

    Attributes:
        bits: In how many of the 256 bits it differs.
        mirrored: It is like the mirror picture of the one asked for; its bits are then some more (up to 20 were measured),
            because the hash of a mirror picture is worked out, not taken.
        faces: Its arrangement of faces, FACES numbers.
    """

    photo_id: int
    submission_id: str
    bits: int
    mirrored: bool
    faces: NDArray[np.uint32]


@dataclass(frozen=True)
class LookUp:
    """What a look-up found: photos within the bits asked for, nearest first, and how many candidates were compared whole."""

    found: tuple[Near, ...]
    candidates: int


def words_of(phash: int) -> list[int]:
    """A 256-bit hash as four signed 64-bit words, the highest first."""
    words = [(phash >> shift) & _MASK for shift in (192, 128, 64, 0)]
    return [word - (1 << 64) if word >= 1 << 63 else word for word in words]


def add(tx: Transaction, scope: Scope, photo_id: int, school_id: int, faces: NDArray[np.uint32]) -> None:
    """Say that a photo was read and where its faces are; its hash is in the photo's row."""
    tx.run("fingerprints/add", scope, photo_id=photo_id, school_id=school_id, faces=faces.tolist())


def of_school(db: Statements, scope: Scope, school_id: int) -> tuple[NDArray[np.int64], NDArray[np.uint32]]:
    """The photos of a school that were read: their numbers (m,) and their arrangements of faces (m, FACES)."""
    frame = db.frame("fingerprints/of_school", scope, school_id=school_id)
    faces = np.stack(frame["faces"].to_list()) if len(frame) else np.zeros((0, FACES))
    return frame["photo_id"].to_numpy(np.int64), faces.astype(np.uint32)


class Fingerprints:
    """The hashes of all photos that were read, held in memory from the first look-up on.

    Rows that other work committed since the last look-up are taken up at the next. Rows that are gone stay in memory and are
    found by nobody: whatever is found is compared with its row.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._blocks: list[tuple[Words, Words, NDArray[np.int64]]] = []
        self._count = 0
        self._last = 0

    def __len__(self) -> int:
        return self._count

    @property
    def size(self) -> int:
        """Bytes that it holds."""
        return sum(part.nbytes for block in self._blocks for part in block)

    def near(self, db: Statements, scope: Scope, phash: int, at_most: int) -> LookUp:
        """Photos whose hash, or whose mirror picture's hash, differs from this one in at most so many of the 256 bits.

        Those that differ much in just the bits held in memory are missed: see FIRST_BITS.
        """
        with self._lock:
            self._take_up(db, scope)
            numbers, apart = self._scan(phash)
        found = []
        for photo_id in numbers[np.argsort(apart, kind="stable")][:MOST].tolist():
            if row := db.one("fingerprints/photo", scope, photo_id=photo_id):
                theirs = _joined(row)
                direct, mirror = (phash ^ theirs).bit_count(), (phash ^ _MIRROR ^ theirs).bit_count()
                if min(direct, mirror) <= at_most:
                    faces = np.asarray(row["faces"], dtype=np.uint32)
                    found.append(Near(photo_id, row["submission_id"], min(direct, mirror), mirror < direct, faces))
        return LookUp(tuple(sorted(found, key=lambda near: (near.bits, near.photo_id))), len(numbers))

    def _take_up(self, db: Statements, scope: Scope) -> None:
        while len(frame := db.frame("fingerprints/since", scope, last=self._last, most=_BLOCK)):
            words = [frame[f"phash_{number}"].to_numpy(np.int64).view(np.uint64) for number in range(WORDS)]
            self.extend(frame["photo_id"].to_numpy(np.int64), np.stack(words, axis=1))
            self._last = int(frame["layout_id"].iloc[-1])
            if len(frame) < _BLOCK:
                return

    def extend(self, photo_ids: NDArray[np.int64], words: Words) -> None:
        """Hold these photos (n,) with their hashes (n, 4) too."""
        first, second = _held(words)
        done = 0
        while done < len(photo_ids):
            at = self._count % _BLOCK
            if at == 0:
                self._blocks.append((np.empty(_BLOCK, np.uint64), np.empty(_BLOCK, np.uint64), np.empty(_BLOCK, np.int64)))
            fit = min(_BLOCK - at, len(photo_ids) - done)
            for held, new in zip(self._blocks[-1], (first, second, photo_ids), strict=True):
                held[at : at + fit] = new[done : done + fit]
            self._count += fit
            done += fit

    def _scan(self, phash: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """The numbers of photos near enough in the bits held, and by how many of them they are apart."""
        first, second = _held(np.array([words_of(phash)], dtype=np.int64).view(np.uint64))
        word, count = np.empty(_PART, np.uint64), np.empty(_PART, np.uint8)
        numbers, apart = [], []
        left = self._count
        for firsts, seconds, photo_ids in self._blocks:
            for start in range(0, min(left, _BLOCK), _PART):
                end = min(start + _PART, left, _BLOCK)
                size = end - start
                np.bitwise_xor(firsts[start:end], first[0], out=word[:size])
                np.bitwise_count(word[:size], out=count[:size])
                # All bits held turn over in the mirror picture: near it is as many bits from 64 as near is from 0. Below 0, an
                # unsigned byte starts again from 255, so that one comparison finds both ends.
                np.subtract(count[:size], FIRST_BITS + 1, out=count[:size])
                some = np.flatnonzero(count[:size] >= 63 - 2 * FIRST_BITS) + start
                if len(some):
                    both = np.bitwise_count(firsts[some] ^ first[0]).astype(np.int64)
                    both += np.bitwise_count(seconds[some] ^ second[0])
                    both = np.minimum(both, 128 - both)
                    near = both <= FIRST_TWO_BITS
                    numbers.append(photo_ids[some[near]])
                    apart.append(both[near])
            left -= _BLOCK
        nothing = np.zeros(0, dtype=np.int64)
        return np.concatenate([nothing, *numbers]), np.concatenate([nothing, *apart])


def _held(words: Words) -> tuple[Words, Words]:
    """Of hashes (n, 4) the 128 bits of odd columns, as two words each. They differ between unrelated photos as coins do; even
    columns are alike in many rooms."""
    odd = words & _ODD
    return odd[:, 0] | odd[:, 1] << np.uint64(1), odd[:, 2] | odd[:, 3] << np.uint64(1)


def _joined(row: dict[str, Any]) -> int:
    words: Sequence[int] = [row[f"phash_{number}"] & _MASK for number in range(WORDS)]
    return words[0] << 192 | words[1] << 128 | words[2] << 64 | words[3]
