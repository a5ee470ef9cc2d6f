"""Every query file is one that the schema understands, and filters by Scope or says why not."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from data import queries
from data.database import Database

DRAWN = "sandbox/"
"""Queries that hand temporary tables on to each other: bound together, when tests/roster/test_district_scale.py runs them."""


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    with Database(tmp_path_factory.mktemp("queries") / "empty.duckdb") as db:
        yield db


@pytest.mark.parametrize("name", queries.every())
def test_a_query_binds_to_the_schema_and_its_scope(empty: Database, name: str) -> None:
    query = queries.load(name)
    if name.startswith(DRAWN):
        return
    empty._cursor().execute(f"PREPARE checked AS {query.sql}")


def test_a_query_that_forgets_the_scope_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "family").mkdir()
    (tmp_path / "family" / "careless.sql").write_text("SELECT * FROM pupil")
    (tmp_path / "family" / "reasoned.sql").write_text("-- unscoped: because\nSELECT 1")
    monkeypatch.setattr(queries, "FOLDER", tmp_path)
    with pytest.raises(ValueError, match="binds no Scope"):
        queries.load("family/careless")
    assert queries.load("family/reasoned").parameters == frozenset()
