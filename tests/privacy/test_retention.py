"""What is held goes when its time is over, and not before; wherever a run is stopped, the next one leaves nothing behind."""

import os
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from attendance.district import District
from attendance.house import handlers
from attendance.office.access import SYSTEM
from attendance.office.models import Models
from attendance.office.privacy import retention
from attendance.worker import Worker
from data import jobs, schools
from data import retention as stored
from data import settings as stored_settings
from data.clock import today, utc_now
from data.database import Row, Transaction
from data.scope import Scope
from data.vault import Vault
from tests.data.two_blocks import put
from tests.support import Small

EVERYTHING = Scope.everything()
MODEL = "model"


def worked(district: District, back: int, school_id: int = 201) -> date:
    """The school's so many-th last school day before today."""
    day, left = today(), back
    while left:
        day -= timedelta(days=1)
        left -= schools.is_expected(district.db, EVERYTHING, school_id, day)
    return day


class Held:
    """Class photos of the small district, each with two faces."""

    def __init__(self, small: Small) -> None:
        self.small, self.district = small, small.district
        self._next = 5_000

    def photo(self, day: date, section: int = 301, read: bool = True, decision: str = "accepted") -> int:
        """A photo of a class day; returns its number."""
        self._next += 10
        key, vault = self._next, self.district.vault
        sha = f"{key:064}"
        kinds = ("photo", "screen", "thumb") if read else ("original",)
        for kind in kinds:
            vault.put(f"{kind}/{sha}", b"a picture")
        school = 201 if section < 303 else 202

        def rows(tx: Transaction) -> None:
            moment = utc_now()
            submission = {"submission_id": f"s{key}", "school_id": school, "block_id": "sabour", "day": day, "source": "visit"}
            sent = {
                "class_sections": [section],
                "submitted_by": "mis",
                "submitted_at": moment,
                "read_at": moment if read else None,
            }
            put(tx, "submission", **submission, **sent)
            name = f"photo/{sha}" if read else None
            put(tx, "photo", photo_id=key, submission_id=f"s{key}", sha256=sha, side="front", file_name="f", vault_name=name)
            for face in (1, 2) if read else ():
                vault.put(f"crop/{sha}-{face}", b"a face")
                box = {"x1": 0, "y1": 0, "x2": 9, "y2": 9, "confidence": 1, "blur": 1, "cut": False, "person": 1}
                sealed = vault.seal(b"embedding", f"face/{key + face}")
                of = {
                    "face_id": key + face,
                    "photo_id": key,
                    "crop_name": f"crop/{sha}-{face}",
                    "model": MODEL,
                    "sealed": sealed,
                }
                put(tx, "face", **of, **box)
                limits = {"accept_at": 0.6, "uncertain_at": 0.3, "margin": 0.1}
                put(tx, "match", face_id=key + face, rank=1, pupil_id=401, decision=decision, model=MODEL, **limits)

        self.district.db.write(rows)
        return key

    def row(self, table: str, **values: Any) -> None:
        self.district.db.write(lambda tx: put(tx, table, **values))

    def flag(
        self, day: date, photo_id: int | None, state: str = "open", decided: datetime | None = None, evidence: str = "{}"
    ) -> None:
        self._next += 10
        settled = {"decided_by": "mis", "decided_at": decided} if decided else {}
        about = {"day": day, "class_section_id": 301, "block_id": "sabour", "photo_id": photo_id, "kind": "near_duplicate"}
        self.row(
            "flag",
            flag_id=self._next,
            **about,
            severity=3,
            evidence=evidence,
            cause="c",
            raised_at=utc_now(),
            state=state,
            **settled,
        )

    def there(self, photo_id: int) -> set[str]:
        """The kinds of files that are there of a photo."""
        vault = self.district.vault
        names = [f"{kind}/{photo_id:064}" for kind in ("photo", "screen", "thumb", "original")]
        names += [f"crop/{photo_id:064}-{face}" for face in (1, 2)]
        return {name.partition("/")[0] for name in names if vault.has(name)}

    def said_gone(self, photo_id: int) -> bool:
        sql = "SELECT gone_at IS NOT NULL FROM photo WHERE photo_id = ?"
        (found,) = self.district.db._cursor().execute(sql, [photo_id]).fetchall()
        return bool(found[0])


@pytest.fixture
def kept(small: Small) -> Held:
    return Held(small)


def run(small: Small) -> None:
    """A run, as the worker does it."""
    small.district.db.write(lambda tx: retention.queue(tx, SYSTEM))
    worker = Worker(lambda: [small.district], {retention.RETENTION: retention.let_go})
    worker.work_off()
    job = jobs.latest_of_kind(small.district.db, EVERYTHING, retention.RETENTION)
    assert job is not None
    assert job["state"] == "done"


ALL = {"photo", "screen", "thumb", "crop"}


def test_seven_days_on_which_the_school_worked_and_holidays_do_not_count(small: Small, kept: Held) -> None:
    seventh, eighth = worked(small.district, 7), worked(small.district, 8)
    stays, goes = kept.photo(seventh), kept.photo(eighth)
    elsewhere = kept.photo(eighth, section=303)
    off = worked(small.district, 3, 202)  # the other school has a holiday: it is a day behind
    kept.row("calendar", day=off, kind="holiday", name_hi="छुट्टी", name_en="Holiday", school_id=202)
    marks = figures(small)
    run(small)
    assert (kept.there(stays), kept.there(goes), kept.there(elsewhere)) == (ALL, set(), ALL)
    assert [kept.said_gone(one) for one in (stays, goes, elsewhere)] == [False, True, False]
    assert figures(small) == marks
    sealed = small.district.db._cursor().execute("SELECT photo_id, octet_length(sealed) FROM face").fetchall()
    assert {photo for photo, size in sealed if size == 0} == {goes}
    held = retention.held(small.district, SYSTEM)
    assert {row["what"]: row["removed"] for row in held.removed} == {"class_photo": 3, "crop": 2, "embedding": 2}
    assert all(row["bytes"] > 0 for row in held.removed)
    assert [(row["why"], row["held"]) for row in held.photos] == [("in_time", 2)]
    assert held.counts["gone"] == 1
    assert {row["what"]: row["files"] for row in held.on_disk} == {"class_photo": 6, "crop": 4}


def figures(small: Small) -> list[list[tuple[Any, ...]]]:
    cursor = small.district.db._cursor()
    return [
        cursor.execute(f"FROM {table} ORDER BY ALL").fetchall() for table in ("class_day", "attendance", "match", "school_day")
    ]


def test_what_a_person_must_look_at_stays_until_judged_and_ninety_days(small: Small, kept: Held) -> None:
    old = worked(small.district, 20)
    uncertain = kept.photo(old, decision="uncertain", section=302)
    place = {"school_id": 201, "cluster_id": 101, "block_id": "sabour"}
    counts = dict.fromkeys(("recognised", "seen_not_named", "absent", "not_seen", "enrolled", "faces", "references_of"), 0)
    counts |= {"uncertain": 1, "photos": 1, "sides": 1, "rev": 1}
    kept.row("class_day", day=old, class_section_id=302, **place, **counts, updated_at=utc_now())
    flagged, source, judged_long_ago, judged_now = (kept.photo(old) for _ in range(4))
    sampled = kept.photo(old)
    kept.flag(old, flagged, evidence=f'{{"photo_id": {source}}}')
    kept.flag(old, judged_long_ago, "dismissed", utc_now() - timedelta(days=91))
    kept.flag(old, judged_now, "confirmed", utc_now() - timedelta(days=88))
    kept.row(
        "sample_item",
        item_id=1,
        day=old,
        class_section_id=301,
        grade=3,
        kind="present",
        pupil_id=401,
        face_id=sampled + 1,
        units=1,
        taken=1,
        place=1,
        twice=False,
        block_id="sabour",
        school_id=201,
    )
    run(small)
    there = [kept.there(one) for one in (uncertain, flagged, source, judged_now, sampled)]
    assert there == [ALL] * 5
    assert kept.there(judged_long_ago) == set()
    reasons = {row["why"]: row["held"] for row in retention.held(small.district, SYSTEM).photos}
    assert reasons == {"uncertain": 1, "flag_open": 2, "judged": 1, "sampled": 1}


def test_an_original_that_was_not_read_stays_however_old(small: Small, kept: Held) -> None:
    unread = kept.photo(worked(small.district, 60), read=False)
    read = kept.photo(worked(small.district, 2))
    small.district.vault.put(f"original/{read:064}", b"left behind when the app stopped")
    made_old(small.district.vault)
    run(small)
    assert kept.there(unread) == {"original"}
    assert kept.there(read) == ALL


def made_old(vault: Vault) -> None:
    for path in vault.folder.rglob("*"):
        os.utime(path, (0, 0))


def test_files_that_no_row_knows_are_found_and_removed(small: Small, kept: Held) -> None:
    vault = small.district.vault
    stays = kept.photo(worked(small.district, 1))
    strays = [f"{kind}/{9:064}" for kind in ("original", "photo", "screen", "thumb", "tray", "trayed")]
    strays += [f"crop/{9:064}-0", "crop/drawn-77", "reference/abc", "reference/abc_face"]
    for name in strays:
        vault.put(name, b"stray")
    run(small)
    assert all(vault.has(name) for name in strays)  # their rows may be on their way yet
    made_old(vault)
    run(small)
    assert not [name for name in strays if vault.has(name)]
    assert kept.there(stays) == ALL
    assert vault.number("x") >= 0  # the vault's own secret is nobody's stray


def test_reference_photos_of_pupils_who_left_go(small: Small, kept: Held) -> None:
    vault = small.district.vault
    for pupil, name in ((401, "reference/gone"), (402, "reference/here")):
        vault.put(name, b"photo")
        vault.put(f"{name}_face", b"face")
        photo = {"reference_photo_id": pupil, "pupil_id": pupil, "sha256": f"{pupil:064}", "vault_name": name, "face_px": 200}
        kept.row("reference_photo", **photo, added_at=utc_now(), added_by="mis")
        kept.row(
            "template", reference_photo_id=pupil, pupil_id=pupil, model=MODEL, sealed=vault.seal(b"t", f"template/{pupil}")
        )
    left = today() - timedelta(days=91)
    small.district.db._cursor().execute("UPDATE enrolment SET to_day = ? WHERE pupil_id = 401", [left]).fetchall()
    run(small)
    assert [vault.has(name) for name in ("reference/gone", "reference/gone_face", "reference/here", "reference/here_face")] == [
        False,
        False,
        True,
        True,
    ]
    assert small.district.db._cursor().execute("SELECT pupil_id FROM template").fetchall() == [(402,)]


class Stopped(BaseException):
    """The power fails here."""


@pytest.mark.parametrize("at", ["let_go", "doomed", "undoom", "remove", "finish"])
def test_wherever_a_run_is_stopped_the_next_one_leaves_nothing(
    small: Small, kept: Held, monkeypatch: pytest.MonkeyPatch, at: str
) -> None:
    goes = [kept.photo(worked(small.district, 9)) for _ in range(3)]
    owner: Any = Vault if at == "remove" else stored
    real: Callable[..., Any] = getattr(owner, at)
    calls = 0

    def stops(*given: Any, **named: Any) -> Any:
        nonlocal calls
        calls += 1
        if calls > (4 if at == "remove" else 1 if at == "doomed" else 0):
            raise Stopped
        return real(*given, **named)

    small.district.db.write(lambda tx: retention.queue(tx, SYSTEM))
    with monkeypatch.context() as patched:
        patched.setattr(owner, at, stops)
        job = small.district.db.write(lambda tx: jobs.claim(tx, EVERYTHING))
        assert job is not None
        with pytest.raises(Stopped):
            steps(small, job)
    for photo in goes:  # a row never claims a photo that is gone
        assert kept.there(photo) == ALL or kept.said_gone(photo)
    small.district.db.write(lambda tx: jobs.fail(tx, EVERYTHING, job["job_id"], "{}"))
    run(small)
    assert [kept.there(photo) for photo in goes] == [set()] * 3
    assert all(kept.said_gone(photo) for photo in goes)
    files = [path for path in small.district.vault.folder.rglob("*") if path.is_file()]
    assert [path.name for path in files] == ["numbers"]


def steps(small: Small, job: Row) -> None:
    for _step in range(5):
        retention.let_go(small.district, job, None)


def test_it_is_due_once_a_day_and_the_office_sets_the_days(small: Small, kept: Held) -> None:
    day = worked(small.district, 4)
    photo = kept.photo(day)
    small.district.db.write(lambda tx: stored_settings.put(tx, "keep_school_days", 3, "mis"))
    retention.each_hour(small.district)
    retention.each_hour(small.district)
    worker = Worker(lambda: [small.district], {retention.RETENTION: retention.let_go})
    assert worker.work_off() >= 1
    retention.each_hour(small.district)
    assert worker.work_off() == 0
    assert kept.there(photo) == set()
    assert retention.RETENTION in handlers(Models(small.district.folder))


def test_a_flag_raised_while_the_run_waits_keeps_its_photos(small: Small, kept: Held, monkeypatch: pytest.MonkeyPatch) -> None:
    old = worked(small.district, 9)
    flagged, source, goes, beside = (kept.photo(old) for _ in range(4))
    real = stored.begin

    def begin(tx: Transaction, run_id: int, day: date, **limits: int) -> None:
        real(tx, run_id, day, **limits)
        about = {"day": old, "class_section_id": 301, "block_id": "sabour", "kind": "near_duplicate", "severity": 3}
        evidence = f'{{"photo_id": {source}, "photo_ids": [{beside}]}}'
        put(tx, "flag", flag_id=1, **about, photo_id=flagged, evidence=evidence, cause="c", raised_at=utc_now())

    monkeypatch.setattr(stored, "begin", begin)
    run(small)
    assert [kept.there(one) for one in (flagged, source, goes, beside)] == [ALL, ALL, set(), ALL]
