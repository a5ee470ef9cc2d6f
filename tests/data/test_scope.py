"""Each repository function, asked with a foreign Scope for Sabour's rows: nothing of Sabour comes back or changes."""

import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

import pandas as pd
import pytest

import data
from data.database import Database, Transaction
from data.errors import OutOfScope
from data.references import NewReference
from data.scope import Scope
from tests.support import FIRST_DAY, small_district

MONDAY = date(2026, 4, 6)
WEDNESDAY = MONDAY + timedelta(days=2)
MOMENT = datetime(2026, 4, 6, 5, 0)
SABOUR_KEYS = {101, 201, 301, 302, *range(401, 409), *range(7001, 7020)}

# Functions that do not filter by their Scope, or take none, each with the reason.
UNSCOPED = {
    **{
        f"accounts.{name}": "accounts belong to the whole installation"
        for name in ("add", "find", "every", "change", "set_active", "set_password", "set_attempts", "count_active")
    },
    **{f"sessions.{name}": "a session belongs to an account" for name in ("account", "add", "end", "end_all")},
    **{f"settings.{name}": "settings hold for the whole district" for name in ("every", "put")},
    **{f"jobs.{name}": "the worker's own" for name in ("claim", "progress", "finish", "fail", "requeue")},
    **{f"submissions.{name}": "the worker's own" for name in ("mark_read", "store_result", "near_duplicates", "ids")},
    **dict.fromkeys(("submissions.add", "flags.add"), "the caller has looked the class sections up within its Scope"),
    **{f"register.{name}": "the caller has looked the class day up" for name in ("add_verdict", "put_class_day", "linked")},
    "jobs.add": "queued for a submission that was just added",
    "jobs.ahead": "only a count",
    "submissions.sent_before": "used anywhere in the district counts; `visible` says what may be told",
    "references.owners": "used anywhere in the district counts; only the pupil's key comes back",
    "faces.add": "the worker's own",
    "faces.take_ids": "keys that no row has yet",
    "schools.next_ids": "keys that no row has yet",
    "schools.add_blocks": "fills a district that has no blocks",
    "schools.clear_district": "the sandbox is made afresh",
    "audit.add": "written for whatever was just done",
}

SAMPLES: dict[str, Any] = {
    "action": "sabour.read",
    "block_id": "sabour",
    "by_day": True,
    "class_section_id": 301,
    "class_section_ids": [301, 302],
    "class_sections": [301, 302],
    "cluster_id": 101,
    "clusters": pd.DataFrame({"cluster_id": [900], "block_id": ["sabour"], "name_hi": ["न"], "name_en": ["N"]}),
    "contacts": pd.DataFrame({"id": [201], "name": ["New"], "phone": [None]}),
    "day": MONDAY,
    "depth": 4,
    "first": MONDAY,
    "first_day": MONDAY,
    "grade": 3,
    "holder": "heads",
    "job_id": 7013,
    "last": WEDNESDAY,
    "last_day": WEDNESDAY,
    "late_after": time(10),
    "model": "model",
    "most": 50,
    "pens": ["99000000401"],
    "photo": NewReference(401, "f" * 64, "reference/x", 200, "model", lambda key: b"sealed", "mis"),
    "pupil_id": 401,
    "pupil_ids": [401, 405],
    "pupils": pd.DataFrame(
        {
            "pupil_id": [401],
            "pen": ["9900009999"],
            "name_hi": ["न"],
            "name_en": ["N"],
            "class_section_id": [301],
            "roll_number": [9],
            "from_day": [FIRST_DAY],
        }
    ),
    "reference_photo_id": 7010,
    "school_id": 201,
    "section": "A",
    "since": MOMENT,
    "submission_id": "sabour",
    "udise": "99000000001",
    "until": MOMENT + timedelta(days=1),
    "username": "sabour",
}
_SCHOOL = {"name_hi": "न", "name_en": "N", "block_id": "sabour", "cluster_id": 101, "management": None, "weekly_off": 5}
SAMPLES_OF_ONE: dict[str, dict[str, Any]] = {
    "schools.add_class_sections": {"class_sections": pd.DataFrame({"school_id": [201], "grade": [1], "section": ["Z"]})},
    "schools.add_schools": {"schools": pd.DataFrame([_SCHOOL | {"udise": "99000000888"}])},
    "schools.change_schools": {"schools": pd.DataFrame([_SCHOOL | {"school_id": 201}])},
}


def functions() -> dict[str, Callable[..., Any]]:
    """The public functions of the repository modules: those that take a database or a transaction."""
    found = {}
    for module in pkgutil.iter_modules(data.__path__):
        inside = importlib.import_module(f"data.{module.name}")
        for name, function in inspect.getmembers(inside, inspect.isfunction):
            takes = set(inspect.signature(function).parameters) & {"db", "tx", "scope"}
            if function.__module__ == inside.__name__ and not name.startswith("_") and takes:
                found[f"{module.name}.{name}"] = function
    return found


FUNCTIONS = functions()
SCOPED = sorted(set(FUNCTIONS) - set(UNSCOPED))


def put(tx: Transaction, table: str, **row: Any) -> None:
    sql = f"INSERT INTO {table} ({', '.join(row)}) VALUES ({', '.join('?' * len(row))})"  # noqa: S608 - names from this file
    tx._cursor().execute(sql, list(row.values())).fetchall()


def fill(tx: Transaction, block: str, first: int, school: int, section: int, pupil: int) -> None:
    """A row of a block in each table that holds the days' work; its keys begin with ``first``."""
    on = {"day": MONDAY, "class_section_id": section}
    place = {"block_id": block, "school_id": school}
    put(
        tx,
        "submission",
        submission_id=block,
        **place,
        day=MONDAY,
        source="visit",
        class_sections=[section],
        submitted_by=block,
        submitted_at=MOMENT,
        read_at=MOMENT,
    )
    put(tx, "photo", photo_id=first + 1, submission_id=block, sha256=f"{first:064}", side="front", file_name=block)
    put(
        tx,
        "face",
        face_id=first + 2,
        photo_id=first + 1,
        x1=0,
        y1=0,
        x2=9,
        y2=9,
        confidence=1,
        blur=1,
        cut=False,
        person=1,
        model="model",
        sealed=b"x",
    )
    put(
        tx,
        "match",
        face_id=first + 2,
        rank=1,
        pupil_id=pupil,
        similarity=0.6,
        decision="uncertain",
        model="model",
        accept_at=0.7,
        uncertain_at=0.5,
        margin=0.05,
    )
    put(tx, "verdict", verdict_id=first + 3, **on, kind="present", pupil_id=pupil, reason=block, said_by=block, said_at=MOMENT)
    put(tx, "attendance", **on, **place, pupil_id=pupil, mark="present", marked_by="person")
    put(
        tx,
        "class_day",
        **on,
        **place,
        cluster_id=school - 100,
        rev=1,
        enrolled=4,
        recognised=1,
        seen_not_named=1,
        absent=0,
        not_seen=2,
        uncertain=1,
        faces=2,
        photos=1,
        sides=1,
        references_of=1,
        updated_at=MOMENT,
    )
    put(
        tx,
        "flag",
        flag_id=first + 4,
        **on,
        block_id=block,
        photo_id=first + 1,
        kind="same_bytes",
        severity=3,
        evidence="{}",
        raised_at=MOMENT,
    )
    put(
        tx,
        "reference_photo",
        reference_photo_id=first + 10,
        pupil_id=pupil,
        sha256=f"{first + 1:064}",
        vault_name=block,
        face_px=200,
        added_at=MOMENT,
        added_by=block,
    )
    put(tx, "template", reference_photo_id=first + 10, pupil_id=pupil, model="model", sealed=b"x")
    put(
        tx,
        "job",
        job_id=first + 13,
        kind="read",
        submission_id=block,
        block_id=block,
        state="failed",
        created_by=block,
        created_at=MOMENT,
    )
    put(tx, "audit_trail", entry_id=first + 14, happened_at=MOMENT, username=block, action=f"{block}.read", block_id=block)
    put(tx, "calendar", day=MONDAY + timedelta(days=1), kind="holiday", name_hi=block, name_en=block, block_id=block)
    put(tx, "portal_class_day", **on, uploaded=True, uploaded_at=MOMENT, present=3, imported_at=MOMENT)


def remove_sabour(tx: Transaction) -> None:
    for sql in (
        "DELETE FROM enrolment WHERE pupil_id < 409",
        "DELETE FROM pupil WHERE pupil_id < 409",
        "DELETE FROM class_section WHERE school_id = 201",
        "DELETE FROM school WHERE school_id = 201",
        "DELETE FROM cluster WHERE cluster_id = 101",
        "DELETE FROM block WHERE block_id = 'sabour'",
    ):
        tx._cursor().execute(sql).fetchall()


@pytest.fixture(scope="module")
def districts(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Database, Database]]:
    """One district with rows in both blocks, and the same without anything of Sabour."""
    both, without = (small_district(tmp_path_factory.mktemp(name)).district for name in ("both", "without"))
    for district in (both, without):
        district.db.write(lambda tx: fill(tx, "kahalgaon", 5000, 202, 303, 409))
    both.db.write(lambda tx: fill(tx, "sabour", 7000, 201, 301, 401))
    both.db.write(
        lambda tx: put(tx, "portal_class_day", day=WEDNESDAY, class_section_id=302, uploaded=False, imported_at=MOMENT)
    )
    without.db.write(remove_sabour)
    yield both.db, without.db
    both.close()
    without.close()


class _Undone(Exception):
    pass


def tables(tx: Transaction) -> dict[str, list[Any]]:
    names = [name for (name,) in tx._cursor().execute("SELECT table_name FROM duckdb_tables()").fetchall()]
    return {name: sorted(map(repr, tx._cursor().execute(f"FROM {name}").fetchall())) for name in names}


def plain(answer: Any) -> Any:
    return answer.to_dict("records") if isinstance(answer, pd.DataFrame) else answer


def leaves(answer: Any) -> Iterator[Any]:
    if isinstance(answer, dict):
        for key, value in answer.items():
            yield from (*leaves(key), *leaves(value))
    elif isinstance(answer, list | tuple | set):
        for value in answer:
            yield from leaves(value)
    else:
        yield answer


def ask(db: Database, name: str, scope: Scope, optional: bool) -> tuple[Any, bool]:
    """What a function answers (its refusal by name), and whether it changed a table; nothing stays changed."""
    given: list[Any] = []
    samples = SAMPLES | SAMPLES_OF_ONE.get(name, {})

    def work(tx: Transaction) -> None:
        before = tables(tx)
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
        except OutOfScope:
            answer = "out of scope"
        given.extend((answer, tables(tx) != before))
        raise _Undone

    with pytest.raises(_Undone):
        db.write(work)
    return given[0], given[1]


def test_reasons_are_given_for_functions_that_exist() -> None:
    assert set(UNSCOPED) <= set(FUNCTIONS)


@pytest.mark.parametrize("name", SCOPED)
def test_every_parameter_has_a_sample(name: str) -> None:
    parameters = set(inspect.signature(FUNCTIONS[name]).parameters)
    assert "scope" in parameters, "takes no Scope and gives no reason"
    assert parameters - {"db", "tx", "scope"} <= set(SAMPLES | SAMPLES_OF_ONE.get(name, {}))


@pytest.mark.parametrize("name", SCOPED)
def test_a_foreign_scope_meets_nothing_of_sabour(districts: tuple[Database, Database], name: str) -> None:
    both, without = districts
    for optional in (False, True):
        for scope in (Scope.of({"kahalgaon"}), Scope.nothing()):
            answer, changed = ask(both, name, scope, optional)
            assert not changed
            assert repr(answer) == repr(ask(without, name, scope, optional)[0]), "Sabour's rows make a difference"
            told = list(leaves(answer))
            assert not [value for value in told if type(value) is int and value in SABOUR_KEYS]
            assert not [value for value in told if isinstance(value, str) and ("sabour" in value.lower() or value == "सबौर")]


@pytest.mark.parametrize("name", SCOPED)
def test_the_samples_do_meet_sabour_in_its_own_scope(districts: tuple[Database, Database], name: str) -> None:
    both, without = districts
    answer, changed = ask(both, name, Scope.everything(), True)
    assert changed or repr(answer) != repr(ask(without, name, Scope.everything(), True)[0])
