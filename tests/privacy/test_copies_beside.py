"""Copies of the district that lie beside it, and backups that cannot be reached or read: an erasure and the daily deletion."""

import json
import logging
import shutil
from collections.abc import Iterator
from datetime import datetime, time, timedelta
from pathlib import Path

import pytest

from attendance import i18n
from attendance.errors import Unavailable
from attendance.office import audit, backups
from attendance.office.access import SYSTEM
from attendance.office.privacy import erasure, retention
from data import copies
from data.clock import today
from tests.privacy.test_retention import run, worked
from tests.support import Small

PEN = "99000000401"


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    with i18n.reading_in("en"):
        yield


def entries(small: Small, action: str) -> list[str | None]:
    found = audit.entries(small.district, SYSTEM, first=today() - timedelta(days=1), last=today(), action=action)
    return sorted((entry.subject for entry in found), key=str)


def planted(folder: Path) -> Path:
    folder.mkdir(parents=True)
    (folder / "district.duckdb").write_bytes(PEN.encode())
    return folder


def test_a_copy_goes_after_as_many_school_days_as_a_class_photo(small: Small, caplog: pytest.LogCaptureFixture) -> None:
    folder, district = small.district.folder, small.district
    seventh, eighth = (datetime.combine(worked(district, back), time(12)) for back in (7, 8))
    stays = [planted(folder.with_name(f"own.before-restore-{seventh:%Y%m%dT%H%M%S}Z"))]
    stays.append(planted(folder.with_name("sandbox.before-restore-20260401T000000Z")))  # nobody's, and not this district's
    goes = planted(folder.with_name(f"own.before-restore-{eighth:%Y%m%dT%H%M%S}Z-2"))
    kept = planted(folder / "kept-aside" / f"{eighth:%Y%m%dT%H%M%S}")
    held = retention.held(district, SYSTEM)
    assert [one.folder for one in held.aside] == [kept, goes, stays[0]]
    assert [one.since for one in held.aside] == [eighth, eighth, seventh]
    with caplog.at_level(logging.INFO, "attendance.office.privacy.retention"):
        run(small)
    assert [one.exists() for one in (*stays, goes, kept, kept.parent)] == [True, True, False, False, False]
    assert entries(small, "aside.deleted") == [f"aside:kept-aside/{kept.name}", f"aside:{goes.name}"]
    assert goes.name in caplog.text


def test_one_that_cannot_be_deleted_stays_for_the_next_run_and_holds_an_erasure(
    small: Small, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = planted(small.district.folder.with_name("own.before-restore-20260401T000000Z"))
    erasure_id = erasure.note(small.district, SYSTEM, 401, PEN, "asked in writing")

    def held(_folder: Path) -> None:
        raise PermissionError

    with monkeypatch.context() as patched:
        patched.setattr(shutil, "rmtree", held)
        run(small)
        with pytest.raises(Unavailable, match=folder.name):
            erasure.run(small.district, erasure_id)
    assert folder.exists()
    assert not entries(small, "aside.deleted")
    assert json.loads(erasure.run(small.district, erasure_id))["copies_put_aside_deleted"] == 1
    assert entries(small, "aside.deleted") == [f"erasure:{erasure_id}"]
    assert not folder.exists()


def test_an_erasure_waits_for_the_disk_with_the_backups_and_drops_what_cannot_be_read(
    small: Small, monkeypatch: pytest.MonkeyPatch
) -> None:
    district = small.district
    made = backups.make(district)
    away = district.backups.with_name("away")
    district.backups.rename(away)
    erasure_id = erasure.note(district, SYSTEM, 401, PEN, "asked in writing")
    with pytest.raises(Unavailable, match="Connect their disk"):
        erasure.run(district, erasure_id)
    away.rename(district.backups)
    spoilt = district.backups / "20260401T000000Z"
    spoilt.mkdir()
    (spoilt / "manifest.json").write_text("[]")

    def failing(_path: Path) -> str:
        raise OSError(5, "Input/output error")

    with monkeypatch.context() as patched:
        patched.setattr(copies, "digest", failing)  # a disk that answers again deletes no backup
        with pytest.raises(Unavailable, match="cannot be read now"):
            erasure.run(district, erasure_id)
    assert backups.Shelf.of(district).stamps() == [made.stamp, spoilt.name]
    told = json.loads(erasure.run(district, erasure_id))
    assert [told[key] for key in ("backups_written_anew", "damaged_backups_deleted", "backups_not_found")] == [1, 1, 0]
    assert backups.Shelf.of(district).stamps() == [made.stamp]
    assert entries(small, "backup.deleted") == [spoilt.name]
