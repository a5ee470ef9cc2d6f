"""Accounts of an older installation are still there after the tables of sign-in were made anew; its sessions are over."""

from pathlib import Path

import duckdb

from data import accounts, migrations, sessions
from data.database import Database

BEFORE = "0021_taken"


def test_accounts_of_before_sign_in_again(tmp_path: Path) -> None:
    path = tmp_path / "district.duckdb"
    with duckdb.connect(str(path)) as old:
        old.execute("CREATE TABLE migration (name TEXT PRIMARY KEY, applied_at TIMESTAMP NOT NULL)")
        for name in migrations.names():
            if name <= BEFORE:
                old.execute((migrations.FOLDER / f"{name}.sql").read_text(encoding="utf-8"))
                old.execute("INSERT INTO migration VALUES ($name, now()::TIMESTAMP)", {"name": name})
        old.execute(
            "INSERT INTO account (username, name, role, blocks, password_hash, failed_attempts, created_at, created_by) "
            "VALUES ('rani', 'Rani', 'brc', ['sabour'], 'hash', 5, now()::TIMESTAMP, 'mis')"
        )
        old.execute(
            "INSERT INTO session (session_id, username, started_at, expires_at) "
            "VALUES ('s', 'rani', now()::TIMESTAMP, now()::TIMESTAMP + INTERVAL 12 HOUR)"
        )
    with Database(path) as db:
        row = accounts.find(db, "rani")
        assert row
        kept = {
            "name": "Rani",
            "role": "brc",
            "blocks": ["sabour"],
            "password_hash": "hash",
            "must_change": False,
            "active": True,
        }
        assert row.items() >= kept.items()
        assert sessions.lasting(db, "rani") == []
        db.write(lambda tx: accounts.set_password(tx, "rani", "other", must_change=True))
        again = accounts.find(db, "rani")
        assert again
        assert again["must_change"]
