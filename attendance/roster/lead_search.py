"""The job that searches for one child under two pupils: a block of comparisons a step, over all templates of one model."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from attendance.district import District
from attendance.office import audit
from attendance.office.access import SYSTEM
from attendance.roster.storing import template_name
from data import jobs, leads
from data.database import Row, Transaction
from data.errors import VaultError
from data.scope import Scope

if TYPE_CHECKING:
    from recognition.leads import Pairs, SelfJoin

EVERYTHING = Scope.everything()
MOST_LEADS = 1000
"""Kept of a search, the most similar ones: more than a committee looks at means that the similarity was set too low."""
_BATCH = 10_000
_DIMENSIONS = 512


@dataclass(frozen=True)
class _Held:
    """What a search compares, kept in memory from one step to the next.

    Attributes:
        photos: Ascending reference_photo_ids, one a template.
        pupils: Whose they are.
        missing: How many of the search's templates are not among them, or could not be opened.
    """

    run_id: int
    photos: NDArray[np.int64]
    pupils: NDArray[np.int64]
    join: "SelfJoin"
    missing: int


class FindLeads:
    """Does the jobs of kind `find_leads`, a step at a time.

    How far a search is, is stored by reference photo, not by position: after a stop it goes on with the templates that are left
    then, and what was stored stays.
    """

    def __init__(self) -> None:
        self._held: dict[Path, _Held] = {}

    def __call__(self, district: District, job: Row, progress: Callable[[int], None]) -> None:
        """One step: compare some thousand templates with all later ones, store what is alike, finish after the last."""
        run = leads.run(district.db, EVERYTHING, job["detail"]["run_id"])
        if run["state"] != "allowed":
            self._held.pop(district.folder, None)
            district.db.write(lambda tx: jobs.finish(tx, EVERYTHING, job["job_id"]))
            return
        held = self._of(district, run)
        start = int(np.searchsorted(held.photos, run["done_to_photo"], side="right"))
        pairs = held.join.step(start) if start < len(held.photos) else None
        stop = pairs.stop if pairs else start
        is_last = stop >= len(held.photos)

        def work(tx: Transaction) -> None:
            if leads.run(tx, EVERYTHING, run["run_id"])["state"] != "allowed":
                return  # stopped meanwhile; the next step ends the job
            if pairs:
                _store(tx, run, held, pairs)
            if is_last:
                _finish(tx, run, job)

        district.db.write(work)
        if is_last:
            self._held.pop(district.folder, None)
        else:
            progress(stop)

    def _of(self, district: District, run: Row) -> _Held:
        held = self._held.get(district.folder)
        if held is None or held.run_id != run["run_id"]:
            self._held.pop(district.folder, None)  # before the next is taken in: two do not fit in the memory allowed
            held = self._held[district.folder] = _take_in(district, run)
        return held


def _take_in(district: District, run: Row) -> _Held:
    from recognition.leads import SelfJoin  # it brings torch, which the first page must not wait for

    keys = leads.keys(district.db, EVERYTHING, run["model"], run["up_to_photo"])
    photos, pupils = (keys[name].to_numpy(np.int64) for name in ("reference_photo_id", "pupil_id"))
    blank = 0

    def batches() -> Iterator[NDArray[np.float32]]:
        nonlocal blank
        for start in range(0, len(photos), _BATCH):
            rows = _vectors(district, run["model"], photos[start : start + _BATCH])
            blank += int((~rows.any(axis=1)).sum())
            yield rows

    def exact(positions: NDArray[np.int64]) -> NDArray[np.float32]:
        return _vectors(district, run["model"], photos[positions])

    # One thread: the other cores are for the pages.
    join = SelfJoin(batches(), pupils, run["threshold"], exact, threads=1)
    return _Held(run["run_id"], photos, pupils, join, run["templates"] - len(photos) + blank)


def _vectors(district: District, model: str, photos: NDArray[np.int64]) -> NDArray[np.float32]:
    """Templates float32 (k, 512); of zeros, which are like nothing, for one that is gone or cannot be opened."""
    rows = np.zeros((len(photos), _DIMENSIONS), dtype=np.float32)
    sealed = leads.templates(district.db, EVERYTHING, model, photos.tolist())
    for row, photo in enumerate(photos.tolist()):
        try:
            plain = district.vault.unseal(sealed.get(photo, b""), template_name(photo))
        except VaultError:
            continue
        if len(plain) == rows.itemsize * _DIMENSIONS:
            rows[row] = np.frombuffer(plain, "<f4")
    return rows


def _store(tx: Transaction, run: Row, held: _Held, pairs: "Pairs") -> None:
    found = _by_pupils(held, pairs)
    dropped = leads.add(tx, EVERYTHING, run["run_id"], found, MOST_LEADS)
    leads.advance(
        tx,
        EVERYTHING,
        run["run_id"],
        done_to_photo=int(held.photos[pairs.stop - 1]),
        missing=held.missing,
        left_out=dropped + pairs.left_out,
    )


def _by_pupils(held: _Held, pairs: "Pairs") -> pd.DataFrame:
    """Each two pupils once, with the most similar of their photos."""
    one, other = held.pupils[pairs.first], held.pupils[pairs.second]
    turned = one > other
    first, second = np.where(turned, pairs.second, pairs.first), np.where(turned, pairs.first, pairs.second)
    found = pd.DataFrame(
        {
            "pupil_a": held.pupils[first],
            "pupil_b": held.pupils[second],
            "photo_a": held.photos[first],
            "photo_b": held.photos[second],
            "similarity": pairs.similarity.astype(float),
        }
    )
    return found.drop_duplicates(["pupil_a", "pupil_b"])  # the most similar comes first


def _finish(tx: Transaction, run: Row, job: Row) -> None:
    leads.end(tx, EVERYTHING, run["run_id"], "done", by=SYSTEM.username)
    jobs.finish(tx, EVERYTHING, job["job_id"])
    count = len(leads.found(tx, EVERYTHING, run["run_id"]))
    audit.record(tx, SYSTEM, "leads.done", f"lead_run:{run['run_id']}", photos=run["templates"], found=count)
