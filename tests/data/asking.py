"""Every function of `data` that takes rows, asked with the samples in a district of two blocks, and what its answer tells."""

import importlib
import inspect
import pkgutil
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import duckdb
import pandas as pd
import pytest

import data
from attendance.district import District
from data import rollups
from data.database import Database, Transaction
from data.errors import OutOfScope
from data.scope import Scope
from tests.data.samples import CLASS_DAY, SAMPLES, SAMPLES_OF_ONE, THURSDAY, UNSCOPED
from tests.data.two_blocks import MOMENT, MONDAY, WEDNESDAY, fill, put, remove, sign

SABOUR_KEYS = {101, 201, 301, 302, *range(401, 409), *range(7001, 7062)}
KAHALGAON_KEYS = {102, 202, 303, *range(409, 413), *range(5001, 5062)}


def functions() -> dict[str, Callable[..., Any]]:
    """The public functions of `data` that are given a database, a transaction or a Scope, by whatever name."""
    found = {}
    for module in pkgutil.walk_packages(data.__path__, "data."):
        inside = importlib.import_module(module.name)
        for name, function in inspect.getmembers(inside, inspect.isfunction):
            if function.__module__ == inside.__name__ and not name.startswith("_") and _takes_rows(function):
                found[f"{module.name.removeprefix('data.')}.{name}"] = function
    return found


def _takes_rows(function: Callable[..., Any]) -> bool:
    parameters = inspect.signature(function).parameters.values()
    told = " ".join(str(one.annotation) for one in parameters)
    return bool({one.name for one in parameters} & {"db", "tx", "scope"} or re.search(r"Statements|Transaction|Scope", told))


FUNCTIONS = functions()
SCOPED = sorted(set(FUNCTIONS) - set(UNSCOPED))
FOREIGN = {"sabour": SABOUR_KEYS, "kahalgaon": KAHALGAON_KEYS}


def without_a_flag(tx: Transaction) -> None:
    """A class day of Sabour that was read and has no flag, with a roll that has grown since; one more, on the signed day."""
    place = {"day": THURSDAY, "school_id": 201, "block_id": "sabour"}
    sent = {"source": "visit", "class_sections": [302], "submitted_by": "sabour", "submitted_at": MOMENT, "read_at": MOMENT}
    put(tx, "submission", submission_id="sabour-2", **place, **sent)
    put(
        tx,
        "class_day",
        **{key: value for key, value in CLASS_DAY.items() if key != "class_section_id"}
        | place
        | {"class_section_id": 302, "photos": 1, "uncertain": 1, "updated_at": MOMENT, "enrolled": 3, "not_seen": 3},
    )
    put(tx, "class_day", **CLASS_DAY | {"class_section_id": 302, "day": MONDAY, "updated_at": MOMENT})


def with_a_fake(tx: Transaction) -> None:
    """A class day of Sabour that is set aside, and a flag of the same cause that nobody has settled."""
    on = {"day": WEDNESDAY, "class_section_id": 301, "block_id": "sabour"}
    flag = {"kind": "near_duplicate", "severity": 3, "cause": "near_duplicate:7001", "evidence": "{}", "raised_at": MOMENT}
    put(tx, "flag", flag_id=7006, **on, **flag, photo_id=7001)
    settled = {"state": "confirmed", "decided_by": "mis", "decided_at": MOMENT}
    put(tx, "flag", flag_id=7007, **on, **flag, **settled)
    put(tx, "flag_step", step_id=7008, flag_id=7007, kind="confirmed", text="old", said_by="mis", said_at=MOMENT)
    asked = {"kind": "poor", "severity": 1, "cause": "poor:7029", "evidence": "{}", "raised_at": MOMENT, "state": "asked"}
    put(tx, "flag", flag_id=7029, day=WEDNESDAY, class_section_id=302, block_id="sabour", **asked)
    put(tx, "flag_step", step_id=7030, flag_id=7029, kind="asked", text="why", said_by="mis", said_at=MOMENT)
    put(tx, "class_day", **CLASS_DAY | on | {"photos": 1, "set_aside": True, "updated_at": MOMENT})


@dataclass
class Asked:
    """A database, and what stands in its tables before anybody asks."""

    db: Database
    before: dict[str, list[tuple[Any, ...]]] = field(default_factory=dict)


class Watched:
    """A cursor that notes which tables are written to."""

    def __init__(self, cursor: duckdb.DuckDBPyConnection) -> None:
        self.cursor = cursor
        self.written: set[str] = set()

    def execute(self, sql: str, *bound: Any) -> duckdb.DuckDBPyConnection:
        self.written |= written_by(sql)
        return self.cursor.execute(sql, *bound)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.cursor, name)


@cache
def written_by(sql: str) -> frozenset[str]:
    if all(one.type == duckdb.StatementType.SELECT for one in duckdb.extract_statements(sql)):
        return frozenset()
    plain_sql = re.sub(r"--.*", "", sql)
    tables = re.findall(r"\b(?:INSERT (?:OR \w+ )?INTO|UPDATE|DELETE FROM|MERGE INTO)\s+([a-z_]+)\b", plain_sql)
    assert tables, f"which table does this write to?\n{sql}"
    return frozenset(tables)


def furnish(opened: dict[str, District]) -> None:
    """Put the rows of both blocks into small districts, and leave one block out of those that are called by its name."""
    report = {"day": WEDNESDAY, "imported_at": MOMENT}
    for without, district in opened.items():
        if without != "kahalgaon":
            district.db.write(lambda tx: (fill(tx, "kahalgaon", 5000, 202, 303, 409), sign(tx, "kahalgaon", 5000, 303)))
        district.db.write(lambda tx: put(tx, "exception_look", day=MONDAY, looked_at=MOMENT))
        if without != "sabour":
            district.db.write(lambda tx: (fill(tx, "sabour", 7000, 201, 301, 401), sign(tx, "sabour", 7000, 301)))
            district.db.write(lambda tx: put(tx, "portal_class_day", **report, class_section_id=302, uploaded=False))
            district.db.write(lambda tx: put(tx, "portal_report", **report, block_id="sabour"))
            district.db.write(without_a_flag)
            district.db.write(with_a_fake)
        if without != "both":
            district.db.write(lambda tx, block=without: remove(tx, block))
        district.db.write(lambda tx: (rollups.rolls_changed(tx), rollups.refresh(tx)))


class Undone(Exception):
    pass


def rows_of(cursor: duckdb.DuckDBPyConnection, table: str) -> list[tuple[Any, ...]]:
    return sorted(cursor.execute(f"FROM {table}").fetchall(), key=repr)


def plain(answer: Any) -> Any:
    return answer.to_dict("records") if isinstance(answer, pd.DataFrame) else answer


def leaves(answer: Any) -> Iterator[Any]:
    if isinstance(answer, dict):
        for key, value in answer.items():
            yield from (*leaves(key), *leaves(value))
    elif isinstance(answer, list | tuple | set | frozenset):
        for value in answer:
            yield from leaves(value)
    else:
        yield answer


def told_of(answer: Any, block: str) -> list[Any]:
    """What of an answer belongs to a block."""
    names = {"sabour": ("sabour", "सबौर"), "kahalgaon": ("kahalgaon", "कहलगाँव")}[block]
    return [
        value
        for value in leaves(answer)
        if (type(value) is int and value in FOREIGN[block])
        or (isinstance(value, str) and any(name in value.lower() for name in names))
    ]


@dataclass(frozen=True)
class Answer:
    """What a function answers (its refusal by its text), and the rows that it added and removed; nothing stays changed."""

    value: Any
    changes: list[tuple[Any, ...]]

    def __str__(self) -> str:
        """The value; keys just drawn from a sequence, which counts on whatever is undone, are not told apart."""
        drawn = {str(row[1]) for row in self.changes if type(row[1]) is int}
        return re.sub(r"\d+", lambda found: "new" if found[0] in drawn else found[0], repr(in_order(self.value)))


def in_order(value: Any) -> Any:
    """What has no order of its own, in one."""
    if isinstance(value, dict):
        return sorted(value.items(), key=repr)
    return sorted(value, key=repr) if isinstance(value, set | frozenset) else value


def ask(asked: Asked, name: str, scope: Scope, optional: bool) -> Answer:
    """Ask a function with the samples, in a transaction that is undone."""
    given: list[Answer] = []
    samples = SAMPLES | SAMPLES_OF_ONE.get(name, {})

    def work(tx: Transaction) -> None:
        watched = Watched(tx._own)
        tx._own = watched  # type: ignore[assignment]
        special = {"db": tx, "tx": tx, "scope": scope}
        parameters = inspect.signature(FUNCTIONS[name]).parameters.values()
        positional = [
            (special | samples)[one.name] for one in parameters if one.kind is not one.KEYWORD_ONLY and one.default is one.empty
        ]
        named = {
            one.name: samples[one.name]
            for one in parameters
            if (one.kind is one.KEYWORD_ONLY and one.default is one.empty) or (optional and one.default is not one.empty)
        }
        try:
            answer = plain(FUNCTIONS[name](*positional, **named))
        except OutOfScope as refusal:
            answer = f"out of scope: {refusal}"
        except (
            duckdb.ConstraintException
        ):  # the optional arguments are needed here; nothing more can be asked in this transaction
            given.append(Answer("refused by the schema", []))
            raise Undone from None
        given.append(Answer(answer, list(changes(asked, watched))))
        raise Undone

    with pytest.raises(Undone):
        asked.db.write(work)
    return given[0]


def changes(asked: Asked, watched: Watched) -> Iterator[tuple[Any, ...]]:
    cursor = asked.db._cursor()
    for table in sorted(watched.written):
        if table not in asked.before:  # another cursor sees what was there before this transaction
            asked.before[table] = rows_of(cursor, table)
        before, after = set(map(repr, asked.before[table])), rows_of(watched.cursor, table)
        yield from ((table, *row) for row in after if repr(row) not in before)
        left = set(map(repr, after))
        yield from ((table, *row) for row in asked.before[table] if repr(row) not in left)
    cursor.close()


def each_way(name: str) -> tuple[bool, ...]:
    """Without the optional arguments and, where there are any, with them."""
    parameters = inspect.signature(FUNCTIONS[name]).parameters.values()
    return (False, True) if any(one.default is not one.empty for one in parameters) else (False,)
