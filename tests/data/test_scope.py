"""Each repository function, asked for Sabour's rows with the Scope of every role: nothing foreign comes back or changes.

The functions are found in the code. One without a Scope stands in `UNSCOPED` with its reason, or fails here; so does one with a
parameter that has no sample. Each is asked in a district with rows of both blocks and in the same district without the foreign
block: the answers, figures and refusals included, must be the same, and no foreign row may change.
"""

import importlib
import inspect
import pkgutil
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cache
from typing import Any

import duckdb
import pandas as pd
import pytest

import data
from attendance.district import District
from attendance.office.access import Account, Role
from data import pupils, rollups, submissions
from data.database import Database, Transaction
from data.errors import OutOfScope
from data.receipts import Received
from data.references import NewReference
from data.register import NewVerdict
from data.sample import NewAnswer
from data.scope import Scope
from data.tray import NewEntry
from tests.data.two_blocks import MOMENT, MONDAY, WEDNESDAY, fill, put, remove, sign
from tests.support import BLOCKS, FIRST_DAY, small_district

THURSDAY = MONDAY + timedelta(days=3)
SABOUR_KEYS = {101, 201, 301, 302, *range(401, 409), *range(7001, 7062)}
KAHALGAON_KEYS = {102, 202, 303, *range(409, 413), *range(5001, 5062)}

# Functions that do not filter by their Scope, or take none, each with the reason.
UNSCOPED = {
    **{
        f"accounts.{name}": "accounts belong to the whole installation"
        for name in ("add", "find", "every", "change", "set_active", "set_password", "count_active")
    },
    **{
        f"sessions.{name}": "a session belongs to an account"
        for name in ("add", "find", "lasting", "seen", "end", "end_all", "sweep")
    },
    **{
        f"tallies.{name}": "wrong passwords are counted before anybody is signed in"
        for name in ("of", "put", "forget_name", "forget_pair", "forget_old", "waiting")
    },
    **{f"settings.{name}": "settings hold for the whole district" for name in ("every", "put")},
    **{f"jobs.{name}": "the worker's own" for name in ("claim", "progress", "put_back", "finish", "fail", "requeue", "tell")},
    **{f"submissions.{name}": "the worker's own" for name in ("mark_read", "more_found", "store_result")},
    **{
        f"submissions.{name}": "receipts and sealed files are reconciled with rows before anybody is signed in"
        for name in ("ids", "unfinished", "sealed")
    },
    **{
        f"claims.{name}": "who works on an item is told to whoever sees it, and the caller looked the item up"
        for name in ("held", "take", "renew", "release")
    },
    "flags.dismissed_pairs": "dismissed anywhere, it is raised nowhere; only keys of photos come back",
    "fingerprints.of_school": "used anywhere in the district counts; only keys reach a flag",
    "fingerprints.add": "the worker's own",
    **{
        f"sealing.{name}": "the key is changed for the whole district, while the app is stopped"
        for name in ("seal_anew", "seal_span_anew")
    },
    **{
        f"erasure.{name}": "the MIS in-charge erases a pupil of the whole district"
        for name in (
            *("pupil", "by_pen", "unread", "add", "get", "unfinished", "every", "reference_photos", "templates"),
            *("assigned_faces", "school_faces", "photos_of_faces", "crops_of_faces", "named_receipts", "note_found"),
            *("add_files", "files", "faces", "photos", "set_state", "finish", "anonymise"),
        )
    },
    **{
        f"retention.{name}": "the app's own daily job"
        for name in (
            *("run", "begin", "due", "let_go", "remove_left_references", "remove_idle_templates", "idle", "doom", "doomed"),
            *("school_days_from", "undoom", "count_removed", "put_held", "finish"),
        )
    },
    **{
        f"retention.{name}": "counts of the whole district, shown to the MIS in-charge and the DPO alone"
        for name in ("held_counts", "last_run", "removed", "on_disk")
    },
    "sample.free": "an account's own claims",
    "jobs.ahead": "only a count",
    "bulk.until_done": "only a count, and of other blocks' photos only how many come before",
    "bulk.pace": "only a rate",
    "receipts.known": "only what was given comes back",
    "receipts.below": "the app's own look at the inbox",
    "tray.holding": "a photo waits once, wherever it came from; only whether it does comes back",
    **{f"tray.{name}": "the app's own look at the inbox" for name in ("in_inbox", "gone")},
    "tray.sealed": "the vault is compared with rows before anybody is signed in",
    "soundness.of_database": "every block and row is looked at, and none comes back",
    "submissions.sent_before": "used anywhere in the district counts; where and when is told within the Scope only",
    "references.usable": "only leaves out rows that were read within a Scope",
    "references.owners": "used anywhere in the district counts; only the pupil's key comes back",
    "faces.add": "the worker's own",
    "faces.match_anew": "for faces that were looked up within the Scope",
    **{f"models.{name}": "the worker's own" for name in ("add_template", "add_unread", "forget_unread", "add_comparison")},
    "faces.take_ids": "keys that no row has yet",
    "schools.next_ids": "keys that no row has yet",
    **{
        f"rollups.{name}": "derived for the whole district"
        for name in ("catch_up", "class_day_changed", "refresh", "rolls_changed")
    },
    "pupils.rolls_changed": "brings the roll-ups in step with rolls that were written within a Scope",
    "schools.add_places": "each school has a place, whoever adds it",
    **{f"imports.{name}": "headings of files, the same for the whole district" for name in ("columns", "remember_columns")},
    "schools.add_blocks": "fills a district that has no blocks",
    "schools.clear_district": "the sandbox is made afresh",
    "sandbox.add_history": "the sandbox is filled before anybody works in it",
    "audit.add": "written for whatever was just done",
    **{f"audit.{name}": "numbers and hashes of entries, the whole chain or nothing" for name in ("head", "hashes", "broken")},
    **{
        f"exceptions.{name}": "the rules are evaluated for the whole district; the list filters what they found"
        for name in (
            *("first_of_window", "days_to_look_at", "class_facts", "silent_schools", "head_counts", "without_references"),
            *("used_photos", "put_found"),
        )
    },
    **{f"follow_ups.{name}": "the evaluation looks at the whole district" for name in ("recognised_again", "put_found")},
    "exceptions.last_look": "a day and a moment, the same for everybody",
    "exceptions.reported_since": "yes or no, the same for everybody",
}

CLASS_DAY = dict.fromkeys(("recognised", "seen_not_named", "absent", "uncertain", "faces", "photos", "sides"), 0) | {
    "day": MONDAY,
    "class_section_id": 301,
    "school_id": 201,
    "cluster_id": 101,
    "block_id": "sabour",
    "rev": 2,
    "enrolled": 4,
    "not_seen": 4,
    "references_of": 0,
    "doubt": 0.0,
    "set_aside": False,
}
SAMPLES: dict[str, Any] = {
    "class_days": [(WEDNESDAY, 301)],
    "fakes": ["wrong_day"],
    "newest": 9000,
    "photo_ids": [7001],
    "came_by": "inbox",
    "entry": NewEntry("f", "f", "e" * 64, "inbox", "{}", "mis", block_id="sabour", school_id=201),
    "entry_ids": [7021],
    "files": [Received("f", "e" * 64)],
    "folder": "folder",
    "outcome": "again",
    "rank": 2,
    "reason": "{}",
    "received_by": "mis",
    "state": "discarded",
    "unplaced": False,
    "action": "sabour.read",
    "allowed_by": "dpo",
    "asked_by": "mis",
    "by": "mis",
    "done_to_photo": 7010,
    "lead_id": 7015,
    "left_out": 1,
    "missing": 1,
    "pairs": pd.DataFrame({"pupil_a": [403], "pupil_b": [404], "photo_a": [7010], "photo_b": [7011], "similarity": [0.9]}),
    "purpose": "transfers that nobody reported",
    "reference_photo_ids": [7010],
    "run_id": 7016,
    "threshold": 0.8,
    "up_to_photo": 9000,
    "why": "not now",
    "case_ids": [7025],
    "overdue": True,
    "today": WEDNESDAY,
    "visit_by": WEDNESDAY,
    "cause": "near_duplicate:7001",
    "created_by": "mis",
    "detail": {},
    "evidence": {},
    "face_ids": [7002],
    "kind": "near_duplicate",
    "marks": pd.DataFrame({"pupil_id": [402], "mark": ["present"], "marked_by": ["machine"], "similarity": [0.9]}),
    "new": [NewVerdict("present", pupil_id=401, reason="seen")],
    "revs": {301: 2},
    "photo_id": 7001,
    "photos": [],
    "row": CLASS_DAY,
    "said_at": MOMENT,
    "said_by": "mis",
    "severity": 1,
    "source": "visit",
    "submitted_at": MOMENT,
    "submitted_by": "mis",
    "total": 1,
    "block_id": "sabour",
    "block_ids": ["sabour"],
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
    "from_day": FIRST_DAY,
    "grade": 3,
    "holder": "heads",
    "job_id": 7013,
    "last": WEDNESDAY,
    "last_day": WEDNESDAY,
    "model": "model",
    "most": 50,
    "old_before": MOMENT,
    "pen": "99000000401",
    "pens": ["99000000401"],
    "hindi": False,
    "names": ["Pupil 401"],
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
    "school_ids": [201],
    "section": "A",
    "since": MOMENT,
    "small_below": 128,
    "submission_id": "sabour",
    "udise": "99000000001",
    "until": MOMENT + timedelta(days=1),
    "username": "sabour",
    "item_id": 7022,
    "open_days": 5,
}
_STRATUM = {"block_id": ["sabour"], "kind": ["class_day"], "units": [1], "seed": [1], "take": [1], "share": [0.5]}
_SAMPLED = {"first": MONDAY - timedelta(days=7), "last": MONDAY}
_SCHOOL = {"name_hi": "न", "name_en": "N", "block_id": "sabour", "cluster_id": 101, "management": None, "weekly_off": 5}
_REPORTED = {"school_id": [201], "class_section_id": [301], "uploaded": [True], "present": [2]}
_DAY_OFF = {"day": MONDAY, "block_id": "sabour", "school_id": None, "grades": None}
_HEADED = {"village": "N", "tablets": 1, "head_name": "N", "head_phone": None, "latitude": 25.2, "longitude": None}
SAMPLES_OF_ONE: dict[str, dict[str, Any]] = {
    "sample.add_answer": {"new": NewAnswer("seen")},
    "sample.add_draw": {"seed": 1, "minutes": 50.0, "items": pd.DataFrame({"block_id": []})},
    "sample.choose": {"day": THURSDAY, "strata": pd.DataFrame(_STRATUM)},
    **{f"sample.{name}": _SAMPLED for name in ("draws", "judged", "progress")},
    **{f"sample.{name}": {"username": "mis", "skipped": []} for name in ("open_items", "waiting")},
    "sample.hold": {"username": "mis"},
    "sample.units": {"day": THURSDAY},
    "faces.add_drawn": {
        "face_id": 9000,
        "xyxy": (1.0, 1.0, 20.0, 20.0),
        "crop_name": "crop/drawn-9000",
        "drawn_by": "mis",
        "drawn_at": MOMENT,
    },
    "audit.entries": {"keys": None, "skip": 0},
    "bases.add": {"state": "given", "ground": "order", "reference": "No. 2", "since": MONDAY, "said_by": "mis"},
    "desk.class_days": {"last_day": THURSDAY},
    "register.put_class_day": {"before": CLASS_DAY},
    "register.told": {"verdict_id": 7003},
    "exceptions.add_notes": {"exception_ids": [7018], "text": "they promised to send them"},
    **{
        f"follow_ups.{name}": {"states": ["visiting"], "today": WEDNESDAY, "visitor": "sabour"}
        for name in ("schools", "listed")
    },
    "follow_ups.corrections": {"first": MONDAY, "last": MONDAY},
    "follow_ups.close": {"case_id": 7025, "outcome": "ill", "text": "with fever"},
    "follow_ups.reopen": {"case_id": 7026, "text": "seen on the road"},
    "follow_ups.set_visitor": {"visitor": "the CRC"},
    "follow_ups.add_steps": {"kind": "closed", "outcome": "ill", "text": "with fever"},
    "flags.add_steps": {"kind": "asked", "text": "why"},
    "flags.forget_open": {"kind": "too_few"},
    "flags.set_aside_days": {"fakes": ["near_duplicate"]},
    "flags.fakes_of": {"fakes": ["near_duplicate"], "day": WEDNESDAY},
    "flags.school_days_since": {"since": MONDAY},
    "exceptions.history": {"rule": "low", "step": 0},
    "exceptions.listed": {"rule": "low", "step": 0, "states": ["new"], "owner": "sabour"},
    "exceptions.pupil_leads": {"year_first": FIRST_DAY, "running": 1, "percent": 0, "least_days": 1},
    "exceptions.schools": {"rule": "low", "step": 0, "states": ["new"], "owner": "sabour"},
    "exceptions.set_owner": {"exception_ids": [7018], "owner": "mis"},
    "exceptions.set_state": {"exception_ids": [7018], "state": "closed"},
    "block_days.put": {"state": "open", "kind": "reopened", "reason": "a late photo", "figures": {}},
    "block_days.to_lock": {"before": MOMENT + timedelta(days=1)},
    "bases.withdrawn": {"pupil_ids": [404]},
    "calendar.class_days_read": {"days": pd.DataFrame([_DAY_OFF])},
    "calendar.put": {"days": pd.DataFrame([_DAY_OFF | {"kind": "closure", "name_hi": "न", "name_en": "N", "by_order": None}])},
    "calendar.remove": {"days": pd.DataFrame([_DAY_OFF | {"day": MONDAY + timedelta(days=1)}])},
    "headcounts.put": {
        "counts": pd.DataFrame([{"day": MONDAY, "school_id": 201, "class_section_id": 0, "kind": "meal", "counted": 9}]),
        "imported_at": MOMENT,
    },
    "pupils.move": {
        "moves": pd.DataFrame({"pupil_id": [401], "class_section_id": [302], "roll_number": [1], "from_day": [WEDNESDAY]})
    },
    "trends.sums": {"by": "school", "period": "week", "weekday": 1},
    "portal.put_class_sections": {"rows": pd.DataFrame(_REPORTED)},
    "portal.put_pupils": {
        "rows": pd.DataFrame({"school_id": [201], "class_section_id": [301], "pupil_id": [402], "present": [1]})
    },
    "portal.put_schools": {"rows": pd.DataFrame({"school_id": [201], "uploaded": [True], "present": [9]})},
    "leads.add": {"run_id": 7017},
    "leads.advance": {"run_id": 7017},
    "leads.decide": {"before": "open", "state": "same"},
    "leads.end": {"state": "stopped"},
    "leads.found": {"run_id": 7017},
    "models.lacking": {"model": "other"},
    "models.unread": {"model": "unread"},
    "block_days.add_pending_since": {"days": [MONDAY, MONDAY]},
    "register.count_newcomers": {"days": [MONDAY, MONDAY]},
    "register.since": {"days": [MONDAY, MONDAY]},
    "schools.add_class_sections": {"class_sections": pd.DataFrame({"school_id": [201], "grade": [1], "section": ["Z"]})},
    "schools.add_schools": {"schools": pd.DataFrame([_SCHOOL | {"udise": "99000000888"}])},
    "submissions.add": {"submission_id": "new"},
    "submissions.taken_near": {"day": WEDNESDAY, "days": 14},
    "receipts.add": {"submission_id": None},
    "jobs.latest_of_kind": {"kind": "read"},
    "retention.held_photos": {"school_days": 7, "judged_days": 90, "unjudged_days": 180},
    "jobs.of_photo": {"kind": "read_again"},
    "schools.change_schools": {"schools": pd.DataFrame([_SCHOOL | _HEADED | {"school_id": 201}])},
}


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
ROLES = {
    **{str(role): Account("a", "A", role) for role in Role},
    **{f"brc of {' and '.join(blocks)}": Account("a", "A", Role.BRC, frozenset(blocks)) for blocks in (*zip(BLOCKS), BLOCKS)},
}
SCOPES = {account.scope: role for role, account in ROLES.items()}
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


@pytest.fixture(scope="module")
def districts(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Asked, dict[str, Asked]]]:
    """One district with rows in both blocks, and by block the same without anything of it."""
    opened = {name: small_district(tmp_path_factory.mktemp(name)).district for name in ("both", *BLOCKS)}
    furnish(opened)
    asked = {name: Asked(district.db) for name, district in opened.items()}
    yield asked.pop("both"), asked
    for district in opened.values():
        district.close()


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


def test_reasons_are_given_for_functions_that_exist() -> None:
    assert set(UNSCOPED) <= set(FUNCTIONS)


@pytest.mark.parametrize("name", SCOPED)
def test_every_parameter_has_a_sample(name: str) -> None:
    parameters = set(inspect.signature(FUNCTIONS[name]).parameters)
    assert "scope" in parameters, "takes no Scope and gives no reason: give it one, or a reason in UNSCOPED"
    assert parameters - {"db", "tx", "scope"} <= set(SAMPLES | SAMPLES_OF_ONE.get(name, {})), (
        "add a sample of the new parameter"
    )


@pytest.mark.parametrize("name", SCOPED)
def test_no_role_meets_a_foreign_block(districts: tuple[Asked, dict[str, Asked]], name: str) -> None:
    both, without = districts
    for optional in each_way(name):
        for scope, role in SCOPES.items():
            for block in (block for block in BLOCKS if not scope.includes(block)):
                found = ask(both, name, scope, optional)
                if not scope.includes("sabour"):  # the samples name Sabour's rows
                    assert not found.changes, role
                alone = ask(without[block], name, scope, optional)
                assert str(found) == str(alone), f"{role}: rows of {block} make a difference"
                assert not told_of(found.value, block), role
                assert not told_of(found.changes, block), role


@pytest.mark.parametrize("name", SCOPED)
def test_the_samples_do_meet_sabour_in_its_own_scope(districts: tuple[Asked, dict[str, Asked]], name: str) -> None:
    both, without = districts
    found = ask(both, name, Scope.everything(), True)
    assert found.changes or repr(found.value) != repr(ask(without["sabour"], name, Scope.everything(), True).value)


def test_where_a_photo_was_used_before_is_told_within_the_scope_only(districts: tuple[Asked, dict[str, Asked]]) -> None:
    both = districts[0].db
    used = f"{7000:064}"
    (foreign,) = submissions.sent_before(both, Scope.of({"kahalgaon"}), [used], [301], MONDAY)
    assert foreign == {"sha256": used, "photo_id": 7001, "submission_id": None, "day": None, "same_class_day": False}
    (own,) = submissions.sent_before(both, Scope.of({"sabour"}), [used], [301], MONDAY)
    assert own == {"sha256": used, "photo_id": 7001, "submission_id": "sabour", "day": MONDAY, "same_class_day": True}


def test_a_pupils_former_block_renames_them_no_more(districts: tuple[Asked, dict[str, Asked]]) -> None:
    both = districts[0].db
    moved = pd.DataFrame({"pupil_id": [401], "name_hi": ["न"], "name_en": ["N"], "from_day": [FIRST_DAY], "roll_number": [1]})
    names = []

    def work(tx: Transaction) -> None:
        put(tx, "enrolment", pupil_id=401, class_section_id=303, roll_number=5, from_day=MONDAY)
        for block in ("sabour", "kahalgaon"):
            pupils.change(tx, Scope.of({block}), moved)
            names.append(tx._cursor().execute("SELECT name_en FROM pupil WHERE pupil_id = 401").fetchall()[0][0])
        raise Undone

    with pytest.raises(Undone):
        both.write(work)
    assert names == ["Pupil 401", "N"]
