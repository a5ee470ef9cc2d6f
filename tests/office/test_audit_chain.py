"""The audit trail as a chain: whatever is done to it by hand in DuckDB, or to the file as a whole, is noticed."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from attendance import i18n
from attendance.__main__ import app
from attendance.district import District, Kind
from attendance.errors import BadEntry, NotAllowed
from attendance.office import audit, backups, trail
from attendance.office.access import SYSTEM, Account, Role
from attendance.office.backups.restoring import restore
from attendance.office.trail import Verified
from data import audit as stored
from data.chain import START, Head
from data.clock import today
from data.database import Database
from data.queries import FOLDER
from tests.support import config_in

ENTRIES = 30
RANI = Account("rani", "Rani", Role.DPO)
COLUMNS = {
    "happened_at": "happened_at + INTERVAL 1 MICROSECOND",
    "username": "'nobody'",
    "action": "'session.started'",
    "subject": "coalesce(subject, '') || '0'",
    "block_id": "'kahalgaon'",
    "detail": """'{"rows": 1}'::JSON""",
    "hash": "unhex(sha256('x'))",
    "entry_id": f"entry_id + {ENTRIES}",
}


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(i18n, "_provider", lambda: "en")


def fill(district: District, count: int = ENTRIES) -> None:
    for place in range(count):
        subject = f"pupil:{place}" if place % 3 else None
        detail = {"text": f"बच्चा {place} | 1:a", "day": today()} if place % 2 else {}
        block = "sabour" if place % 5 else None
        district.db.write(
            lambda tx, subject=subject, block=block, detail=detail: audit.record(  # type: ignore[misc]
                tx, RANI, "class_day.opened", subject, block, **detail
            )
        )


def reopened(folder: Path) -> Verified:
    district = District.open(config_in(folder), Kind.OWN)
    try:
        return trail.verify(district)
    finally:
        district.close()


def by_hand(folder: Path, *statements: str) -> None:
    with duckdb.connect(str(folder / "home" / "own" / "district.duckdb")) as connection:
        for statement in statements:
            connection.execute(statement)


def chained_again(folder: Path, first: int) -> None:
    """Everything from an entry on gets the hash it should have, as by somebody who knows how."""
    with duckdb.connect(str(folder / "home" / "own" / "district.duckdb")) as connection:
        rows = connection.execute(
            "SELECT happened_at, username, action, subject, block_id, detail FROM audit_trail ORDER BY entry_id"
        ).fetchall()
        end = START
        for row in rows:
            end = end.followed_by(*row)
            if end.count >= first:
                connection.execute("UPDATE audit_trail SET hash = $1 WHERE entry_id = $2", [end.hash, end.count])


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A district whose trail has thirty entries, closed."""
    folder = tmp_path_factory.mktemp("written")
    district = District.open(config_in(folder), Kind.OWN)
    fill(district)
    district.close()
    return folder


@pytest.fixture
def folder(written: Path, tmp_path: Path) -> Iterator[Path]:
    """A copy of it."""
    copied = tmp_path / "copy"
    shutil.copytree(written, copied)
    return copied


def test_an_untouched_trail_is_whole(folder: Path) -> None:
    found = reopened(folder)
    assert found.is_whole
    assert found.entries == ENTRIES
    assert found.agrees_to == ENTRIES
    assert found.anchored_since
    assert not found.acknowledged
    assert list(found.words()) == ["The audit trail is whole: 30 entries, none changed, removed or inserted."]


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(entry=st.integers(1, ENTRIES), column=st.sampled_from(sorted(COLUMNS)))
def test_a_changed_value_is_found_in_any_column_of_any_entry(written: Path, tmp_path: Path, entry: int, column: str) -> None:
    copied = tmp_path / "changed"
    shutil.rmtree(copied, ignore_errors=True)
    shutil.copytree(written, copied)
    by_hand(copied, f"UPDATE audit_trail SET {column} = {COLUMNS[column]} WHERE entry_id = {entry}")  # noqa: S608 - our own words
    found = reopened(copied)
    assert not found.is_whole
    named = {one.entry_id for one in found.broken} | ({found.missing.head.count} if found.missing else set())
    assert named & {entry, entry + 1, entry + ENTRIES, ENTRIES}, found


@pytest.mark.parametrize(
    ("statements", "told"),
    [
        (["DELETE FROM audit_trail WHERE entry_id = 1"], "Entry 1 was removed."),
        (["DELETE FROM audit_trail WHERE entry_id BETWEEN 11 AND 13"], "Entries 11 to 13 were removed."),
        (["DELETE FROM audit_trail WHERE entry_id = 30"], "The trail ends at entry 29"),
        (["DELETE FROM audit_trail"], "The trail ends at entry 0"),
        (["INSERT INTO audit_trail SELECT * FROM audit_trail WHERE entry_id = 7"], "Entry 7 is there twice"),
        (
            [
                "UPDATE audit_trail SET entry_id = CASE entry_id WHEN 8 THEN 9 ELSE 8 END WHERE entry_id IN (8, 9)",
            ],
            "Entry 8, or the one before it, was changed.",
        ),
        (
            [
                "DELETE FROM audit_trail WHERE entry_id = 20",
                "UPDATE audit_trail SET entry_id = entry_id - 1 WHERE entry_id > 20",
            ],
            "Entry 20, or the one before it, was changed.",
        ),
    ],
    ids=["first", "middle", "last", "all", "inserted", "swapped", "renumbered"],
)
def test_entries_removed_inserted_or_swapped_are_named(folder: Path, statements: list[str], told: str) -> None:
    by_hand(folder, *statements)
    found = reopened(folder)
    assert not found.is_whole
    assert any(told in text for text in found.words()), list(found.words())


@pytest.mark.parametrize("entry", [1, 17, ENTRIES])
def test_a_trail_chained_again_by_hand_disagrees_with_what_was_noted_outside(folder: Path, entry: int) -> None:
    by_hand(folder, f"UPDATE audit_trail SET username = 'nobody' WHERE entry_id = {entry}")  # noqa: S608 - our own words
    chained_again(folder, entry)
    found = reopened(folder)
    assert not found.broken, "the chain itself holds: that is what the test is about"
    assert found.missing
    assert not found.is_whole
    assert any("is not the one noted on" in text for text in found.words())


def test_an_entry_added_by_hand_at_the_end_is_found(folder: Path) -> None:
    by_hand(
        folder,
        "INSERT INTO audit_trail SELECT 31, happened_at, username, action, subject, block_id, detail, hash FROM "
        "audit_trail WHERE entry_id = 30",
    )
    assert any(one.entry_id == 31 for one in reopened(folder).broken)


def test_work_that_is_rolled_back_leaves_no_gap(folder: Path) -> None:
    district = District.open(config_in(folder), Kind.OWN)

    def refused(tx):  # type: ignore[no-untyped-def]
        audit.record(tx, RANI, "class_day.opened")
        audit.record(tx, RANI, "class_day.opened")
        raise KeyError

    with pytest.raises(KeyError):
        district.db.write(refused)
    fill(district, 2)
    with pytest.raises(KeyError):
        district.db.write(refused)
    fill(district, 1)
    found = trail.verify(district)
    district.close()
    assert found.is_whole
    assert found.entries == ENTRIES + 3


def test_a_restored_backup_is_told_and_acknowledged_with_a_reason(written: Path, folder: Path) -> None:
    config = config_in(folder)
    district = District.open(config, Kind.OWN)
    fill(district, 10)
    district.close()
    shutil.copytree(written / "home", folder / "home", dirs_exist_ok=True)  # the keys' folder stays as it is

    district = District.open(config, Kind.OWN)
    try:
        fill(district, 3)  # nobody looked yet, work went on
        found = trail.verify(district)
        assert found.missing
        assert found.missing.head.count == ENTRIES + 10
        assert any("ends at entry 33" in text and "40" in text for text in found.words())
        with pytest.raises(BadEntry):
            trail.acknowledge(district, RANI, "  ")
        with pytest.raises(NotAllowed):
            trail.acknowledge(district, Account("b", "B", Role.BRC), "restored")
        trail.acknowledge(district, RANI, "backup restored, the disk was broken")
        after = trail.verify(district)
        assert after.is_whole
        assert len(after.acknowledged) == 1
        assert any("acknowledged that entries after number" in text for text in after.words()), "it is never hidden"
        with pytest.raises(BadEntry, match="Nothing"):
            trail.acknowledge(district, RANI, "again")
        entry = audit.entries(district, SYSTEM, first=today(), last=today(), action="trail.acknowledged")
        assert len(entry) == 1
        assert "the disk was broken" in entry[0].detail
        fill(district, 12)  # beyond what was lost
        assert trail.verify(district).is_whole
    finally:
        district.close()
    by_hand(folder, "DELETE FROM audit_trail WHERE entry_id > 40")
    assert not reopened(folder).is_whole, "an acknowledgement is no pardon for what comes later"


def test_what_was_lost_stays_noted_when_the_head_is_written_over(written: Path, folder: Path) -> None:
    """Without a line in between: only the head's file knew of the last entries."""
    config = config_in(folder)
    district = District.open(config, Kind.OWN)
    fill(district, 5)
    district.db.close()  # as a killed process: no line at close
    shutil.copytree(written / "home", folder / "home", dirs_exist_ok=True)
    for _ in range(2):
        district = District.open(config, Kind.OWN)
        fill(district, 1)
        district.close()
    found = reopened(folder)
    assert found.missing
    assert found.missing.head.count == ENTRIES + 5


def test_a_trail_from_before_the_chain_is_chained_by_the_migration(tmp_path: Path) -> None:
    path = tmp_path / "old.duckdb"
    sql = (FOLDER.parent / "migrations" / "0027_chain.sql").read_text(encoding="utf-8")
    first = (FOLDER.parent / "migrations" / "0001_first.sql").read_text(encoding="utf-8")
    table = first[first.index("CREATE TABLE audit_trail") :]
    with duckdb.connect(str(path)) as connection:
        connection.execute("CREATE SEQUENCE entity_id START 5")
        connection.execute(table[: table.index(";")])
        connection.execute(
            "INSERT INTO audit_trail (happened_at, username, action, subject, block_id, detail) "
            "SELECT TIMESTAMP '2026-11-01 10:00:00.000007' + INTERVAL (n) SECOND, 'रानी', 'a.b', "
            "CASE WHEN n % 3 = 0 THEN 'pupil:' || n END, CASE WHEN n % 2 = 0 THEN 'sabour' END, "
            'CASE WHEN n % 4 = 0 THEN \'{"text": "बच्चा"}\' END FROM range(95) AS t (n)'
        )
        connection.execute(sql)
        rows = connection.execute(
            "SELECT happened_at, username, action, subject, block_id, detail, entry_id, hash FROM audit_trail ORDER BY entry_id"
        ).fetchall()
    end = START
    for *values, entry_id, sha256 in rows:
        end = end.followed_by(*values)
        assert Head(entry_id, sha256) == end
    assert end.count == 95


def test_many_entries_are_checked_piece_by_piece(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stored, "_AT_ONCE", 7)
    by_hand(
        folder,
        "DELETE FROM audit_trail WHERE entry_id BETWEEN 7 AND 15",
        "UPDATE audit_trail SET subject = 'x' WHERE entry_id = 22",
    )
    with Database(folder / "home" / "own" / "district.duckdb") as db:
        assert [(one.before_id, one.entry_id) for one in stored.broken(db)] == [(6, 16), (21, 22)]


def test_no_query_changes_or_removes_an_entry() -> None:
    for path in FOLDER.rglob("*.sql"):
        sql = " ".join(path.read_text(encoding="utf-8").upper().split())
        for word in ("DELETE FROM", "UPDATE", "TRUNCATE", "DROP TABLE", "ALTER TABLE", "MERGE INTO", "REPLACE INTO"):
            assert f"{word} AUDIT_TRAIL" not in sql, path.name
        assert "INSERT INTO AUDIT_TRAIL" not in sql or path == FOLDER / "audit" / "add.sql", path.name


@pytest.fixture
def command(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setenv("UPASTHITI_HOME", str(folder / "home"))
    monkeypatch.setenv("UPASTHITI_KEYS", str(folder / "keys"))

    def run(*words: str) -> Any:
        return CliRunner().invoke(app, ["verify-audit", *words])

    return run


def test_the_command_says_what_is_wrong_and_ends_with_1(folder: Path, command: Any) -> None:
    good = command()
    assert good.exit_code == 0
    assert "whole" in good.output
    by_hand(folder, "DELETE FROM audit_trail WHERE entry_id > 25")
    bad = command()
    assert bad.exit_code == 1
    assert "ends at entry 25" in bad.output
    assert "tell the DPO" in bad.output
    acknowledged = command("--acknowledge", "backup of yesterday restored")
    assert acknowledged.exit_code == 0
    assert "acknowledged" in acknowledged.output
    assert command("--sandbox").exit_code == 1


def test_a_line_torn_by_a_power_cut_spoils_no_other(folder: Path) -> None:
    with (folder / "keys" / "own.trail").open("a", encoding="ascii") as file:
        file.write("37 00ab")
    district = District.open(config_in(folder), Kind.OWN)
    fill(district, 1)
    district.close()
    found = reopened(folder)
    assert found.is_whole
    assert found.agrees_to == ENTRIES + 1


def test_an_end_that_cannot_be_noted_stops_no_work_and_is_said(folder: Path) -> None:
    district = District.open(config_in(folder), Kind.OWN)
    assert district.anchors
    district.anchors.file = district.anchors._head_file = folder / "keys" / "own.trail" / "not a folder"
    fill(district, 1)
    trail.anchor(district, "hour")
    found = trail.verify(district)
    district.close()
    assert found.cannot_note
    assert any("can't be written to the keys' folder" in text for text in found.words())


def test_after_a_real_backup_is_brought_back_the_trail_goes_on_once_it_is_acknowledged(folder: Path, command: Any) -> None:
    config = config_in(folder)
    district = District.open(config, Kind.OWN)
    backups.make(district)
    fill(district, 4)
    district.close()
    restore(config, Kind.OWN)
    told = command()
    assert told.exit_code == 1
    assert "an older backup was restored" in told.output
    assert f"Entry {ENTRIES + 1} says that the backup" in told.output
    assert command("--acknowledge", "practice").exit_code == 0
    found = reopened(folder)
    assert found.is_whole
    assert len(found.acknowledged) == 1
