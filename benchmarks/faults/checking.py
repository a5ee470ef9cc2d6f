"""What must hold after a kill: what was acknowledged is there as it was, nothing is half there, figures follow from rows."""

import hashlib
import json
import os
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date
from itertools import groupby
from pathlib import Path
from typing import Any

import numpy as np

from attendance.derive import derive
from attendance.district import District, Kind
from attendance.intake import receipts
from attendance.intake.recovery import recover
from benchmarks.faults.home import config_of
from benchmarks.faults.paths import IMPORTED, Told
from data import audit, jobs, pupils, register, rollups, submissions
from data.database import Transaction
from data.errors import DataError, VaultError
from data.scope import Scope

EVERYTHING = Scope.everything()
EARLIER = 20
"""Of what earlier processes acknowledged, so many photos are opened again each time; of rows, all are looked at."""
SUMS = ("school_day", "grade_day")


class _Undone(Exception):
    """Rolls back what was worked out for comparison."""


def apart(work: Callable[[], Any]) -> Any:
    """Run it in a process of its own, as a fresh start of the app is, and return what it returns (JSON)."""
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            told = {"done": work()}
        except BaseException:  # noqa: BLE001 - told to the parent
            told = {"failed": traceback.format_exc()}
        with os.fdopen(writing, "wb") as pipe:
            pipe.write(json.dumps(told).encode())
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        answer = json.loads(pipe.read() or b'{"failed": "it died"}')
    os.waitpid(pid, 0)
    if "failed" in answer:
        raise RuntimeError(answer["failed"])
    return answer["done"]


def check(folder: Path, known: list[Told], now: list[Told], begun: Told | None, seed: int, *, deep: bool) -> dict[str, Any]:
    """Open a district after a kill and compare it with what was acknowledged.

    Args:
        known: By earlier processes.
        now: By the one that was killed.
        begun: What it had begun.
        deep: Also work out all roll-ups anew and follow the whole audit trail.

    Returns:
        ``problems``, texts, empty where all holds; ``checked``, how many things of each kind; ``recovered``, what the start
        found.
    """
    chance = np.random.default_rng(seed)
    district = District.open(config_of(folder), Kind.OWN)
    try:
        found = recover(district)
        problems = [f"the start left {found}"] if found.missing or found.left else []
        again = recover(district)
        problems += [f"a second recovery found {again}"] if again.mended or again.requeued else []
        counts: Counter[str] = Counter()
        problems += _acknowledged(district, [*known, *now], counts)
        picked = [known[int(index)] for index in chance.permutation(len(known))[:EARLIER]]
        problems += _photos(district, [*picked, *now], counts)
        problems += _halves(district, begun)
        problems += _figures(district, [*picked[:3], *now], counts)
        if deep:
            problems += _sums(district)
            problems += [f"the audit trail does not hold at {one.entry_id}" for one in audit.broken(district.db)]
        recovered = {name: value for name, value in vars(found).items() if value}
        return {"problems": problems, "checked": dict(counts), "recovered": recovered}
    finally:
        district.close()


def _acknowledged(district: District, told: list[Told], counts: Counter[str]) -> Iterator[str]:
    """Each row that was acknowledged."""
    there = submissions.ids(district.db, EVERYTHING)
    pens = set(pupils.rolls(district.db, EVERYTHING)["pen"])
    for one in told:
        counts[one["kind"]] += 1
        if one["kind"] == "send" and one["submission"] not in there:
            yield f"submission {one['submission']} is lost"
        if one["kind"] == "take" and (lost := set(one["pens"]) - pens):
            yield f"{len(lost)} of {IMPORTED} imported pupils are lost"
        if one["kind"] == "read":
            row = submissions.get(district.db, EVERYTHING, one["submission"])
            if row is None or row["read_at"] is None:
                yield f"submission {one['submission']} is not read any more"
    decided = sorted((one for one in told if one["kind"] == "decide"), key=_class_day_of)
    for (section, day), group in groupby(decided, _class_day_of):
        rows = register.verdicts(district.db, EVERYTHING, [section], date.fromisoformat(day))
        said = {row["verdict_id"]: (row["face_id"], row["kind"]) for row in rows}
        for one in group:
            if any(said.get(number) != (one["face"], one["said"]) for number in one["verdicts"]):
                yield f"a verdict about face {one['face']} is lost"


def _class_day_of(one: Told) -> tuple[int, str]:
    return one["section"], one["day"]


def _photos(district: District, told: list[Told], counts: Counter[str]) -> Iterator[str]:
    """The bytes of photos: the original until it is read, then what is kept of it."""
    for one in (one for one in told if one["kind"] == "send"):
        rows = {row["sha256"]: row for row in submissions.photos(district.db, EVERYTHING, one["submission"])}
        for sha256 in one["photos"]:
            counts["photos opened"] += 1
            try:
                if rows[sha256]["vault_name"]:
                    district.vault.get(rows[sha256]["vault_name"])
                    district.vault.get(rows[sha256]["thumb_name"])
                elif hashlib.sha256(district.vault.get(f"original/{sha256}")).hexdigest() != sha256:
                    yield f"the photo {sha256} is another one"
            except KeyError:
                yield f"the photo {sha256} has no row"
            except VaultError as problem:
                yield f"the photo {sha256}: {problem}"


def _halves(district: District, begun: Told | None) -> Iterator[str]:
    """What was begun is there whole or not at all."""
    for row in submissions.unfinished(district.db, EVERYTHING):
        yield f"submission {row['submission_id']} is not whole: {row}"
    begun = begun or {}
    if begun.get("begins") == "take":
        there = set(begun["pens"]) & set(pupils.rolls(district.db, EVERYTHING)["pen"])
        if len(there) not in (0, IMPORTED):
            yield f"{len(there)} of {IMPORTED} pupils of an import are there"
    if begun.get("begins") == "send":
        rows = submissions.sent_before(district.db, EVERYTHING, begun["photos"])
        if len(rows) not in (0, len(begun["photos"])):
            yield f"{len(rows)} of {len(begun['photos'])} photos of a submission are there"
        for submission in {row["submission_id"] for row in rows}:
            if receipts.read(district, submission) is None:
                yield f"submission {submission} has no receipt"
    if begun.get("begins") == "read":
        read = submissions.get(district.db, EVERYTHING, begun["submission"])
        job = jobs.of_submission(district.db, EVERYTHING, begun["submission"])
        if read and job and (read["read_at"] is None) == (job["state"] == "done"):
            yield f"submission {begun['submission']} is read, or its job done, without the other"


def _figures(district: District, told: list[Told], counts: Counter[str]) -> Iterator[str]:
    """Class days are what deriving them anew says."""
    looked_at = {(one["section"], date.fromisoformat(one["day"])) for one in told if "section" in one}
    for one in (one for one in told if one["kind"] == "take"):
        read = register.since(district.db, EVERYTHING, [one["roll"]], [date.fromisoformat(one["since"])])
        looked_at |= {(row["class_section_id"], row["day"]) for row in read}
        counts["class days read whose roll an import changed"] += len(read)
    for section, day in sorted(looked_at):
        before = _class_day(district.db, section, day)
        fresh: list[Any] = []

        def work(tx: Transaction, section: int = section, day: date = day, fresh: list[Any] = fresh) -> None:
            derive(tx, [section], day)
            fresh.append(_class_day(tx, section, day))
            raise _Undone

        try:
            district.db.write(work)
        except _Undone:
            counts["class days derived"] += 1
        if before[0] is not None and fresh != [before]:
            (after,) = fresh
            names = [name for name, value in before[0].items() if value != after[0][name]]
            yield f"the class day of {section} on {day} is not what follows from its rows: {names or 'marks'}"


def _class_day(db: Any, section: int, day: date) -> tuple[Any, Any]:
    row = register.class_day(db, EVERYTHING, section, day)
    marks = register.marks(db, EVERYTHING, section, day)
    told = {key: value for key, value in row.items() if key not in ("rev", "updated_at")} if row else None
    return told, sorted(marks[["pupil_id", "mark", "marked_by"]].itertuples(index=False, name=None))


def _sums(district: District) -> Iterator[str]:
    """The roll-ups are what making them anew says."""
    found: list[list[Any]] = []

    def work(tx: Transaction) -> None:
        found.append(_rows(tx))
        rollups.refresh(tx)
        found.append(_rows(tx))
        raise _Undone

    try:
        district.db.write(work)
    except (_Undone, DataError):
        if len(found) != 2 or found[0] != found[1]:
            yield "a roll-up is not what its class days say"


def _rows(tx: Transaction) -> list[Any]:
    cursor = tx._cursor()
    return [sorted(map(str, cursor.execute(f"SELECT * FROM {table}").fetchall())) for table in SUMS]  # noqa: S608
