"""Every public function of `attendance` that is told who asks, called with samples; what it writes is undone."""

import dataclasses
import enum
import importlib
import inspect
import io
import pkgutil
import types
import typing
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pandas as pd

import attendance
from attendance.district import District
from attendance.errors import Message, UserError
from attendance.house import House
from attendance.intake.photos import IncomingPhoto
from attendance.intake.receipts import Receipt
from attendance.office.access import Account, Role
from attendance.register.flag_groups import CauseKey
from attendance.register.review import ClassDayKey
from attendance.register.taps import Tap
from attendance.reports.figures import Place, Span
from attendance.reports.handing import Rows
from attendance.reports.pupil_files import PupilRows
from attendance.reports.pupil_year import Case
from attendance.roster.imports import ImportKind
from data.database import Statements, Transaction
from data.errors import OutOfScope
from data.scope import Scope
from tests.data import asking as stored
from tests.data.asking import Asked, Watched
from tests.data.samples import SAMPLES
from tests.data.two_blocks import MOMENT, MONDAY, WEDNESDAY

MOST_WRITES = 20
WEEK = Span(MONDAY, WEDNESDAY)
_TABLE = pd.DataFrame({"school": ["x"]})
NAMED: dict[str, Any] = {
    **{name: value for name, value in SAMPLES.items() if name not in ("photo", "photos", "files", "entry", "new", "kind")},
    "blocks": ["sabour"],
    "case": Case.UNCERTAIN,
    "case_id": 7025,
    "cause": "near_duplicate:7001",
    "counted": 3,
    "data": b"no photo",
    "detail": {},
    "entry_id": 7021,
    "exception_ids": [7018],
    "face_id": 7002,
    "hashes": [f"{7000:064}"],
    "key": ClassDayKey(301, MONDAY, 1),
    "mark": "present",
    "month": MONDAY,
    "owner": "sabour",
    "password": "a long password",
    "place": Place("sabour", 101, 201, 301),
    "reason": "a reason",
    "said": "seen",
    "sections": [301],
    "skipped": (),
    "text": "a text",
    "verdict_ids": [7003],
    "visitor": "sabour",
    "why": Message("a reason"),
    "xyxy": (1.0, 1.0, 90.0, 90.0),
}
TYPED: dict[Any, Any] = {
    Span: WEEK,
    Place: Place("sabour", 101, 201, 301),
    ClassDayKey: ClassDayKey(301, MONDAY, 1),
    CauseKey: CauseKey("near_duplicate:7001", 0, 9000),
    IncomingPhoto: IncomingPhoto("f.jpg", b"no photo"),
    Receipt: Receipt("new", 201, "sabour", MONDAY, "visit", (301,), "sabour", ()),
    Tap: Tap("1", "same", face_ids=(7002,), pupil_id=401),
    Rows: Rows("exceptions", "title", WEEK, [], _TABLE, ["sabour"], {"sabour": "Sabour"}),
    PupilRows: PupilRows("follow_ups", "title", WEEK, [], _TABLE, ["sabour"], 1),
    Role: Role.BRC,
    ImportKind: ImportKind.SCHOOLS,
    int: 1,
    str: "x",
    float: 0.5,
    bytes: b"x",
    bool: False,
    date: MONDAY,
    datetime: MOMENT,
    pd.DataFrame: pd.DataFrame(),
    dict: {},
    list: [],
    tuple: (),
    timedelta: timedelta(1),
    Path: Path("/nowhere"),
    typing.BinaryIO: io.BytesIO(b"no zip"),
}


class Reached(Exception):
    """The networks, or another part that has no rows, were asked: everything before let the caller pass."""


class Machine:
    """Stands where the networks would."""

    def __getattr__(self, name: str) -> Any:
        raise Reached(name)


def functions() -> dict[str, Callable[..., Any]]:
    """The public functions that are given a district, a house, an account or a Scope."""
    found = {}
    for module in pkgutil.walk_packages(attendance.__path__, "attendance."):
        if module.name.endswith("__main__"):
            continue
        inside = importlib.import_module(module.name)
        for name, function in inspect.getmembers(inside, inspect.isfunction):
            if function.__module__ == inside.__name__ and not name.startswith("_") and _types(function) & _TELLING:
                found[f"{module.name.removeprefix('attendance.')}.{name}"] = function
    return found


_TELLING = {District, House, Account, Scope}


def _types(function: Callable[..., Any]) -> set[Any]:
    return {part for one in inspect.signature(function).parameters.values() for part in _parts(one.annotation)}


def _parts(annotation: Any) -> Iterator[Any]:
    yield annotation
    if typing.get_origin(annotation) in (types.UnionType, typing.Union):
        yield from typing.get_args(annotation)


def is_told_who(function: Callable[..., Any]) -> bool:
    """Whether a function is given an account or a Scope."""
    return bool(_types(function) & {Account, Scope})


def sample(name: str, annotation: Any) -> Any:
    """A value for a parameter: of Sabour, where it can name something."""
    (kept,) = [one for one in _parts(annotation) if one is not type(None)][-1:] or [annotation]
    known = NAMED.get(name, dataclasses.MISSING)
    if known is not dataclasses.MISSING and _fits(known, kept):
        return known
    if kept in TYPED:
        return TYPED[kept]
    origin = typing.get_origin(kept) or kept
    if origin is typing.Literal:
        return typing.get_args(kept)[0]
    if inspect.isclass(origin) and issubclass(origin, enum.Enum):
        return next(iter(origin))
    if dataclasses.is_dataclass(origin):
        hints = typing.get_type_hints(origin)
        needed = [one for one in dataclasses.fields(origin) if one.default is one.default_factory is dataclasses.MISSING]
        return origin(**{one.name: sample(one.name, hints[one.name]) for one in needed if one.init})
    if inspect.isclass(origin) and issubclass(origin, Mapping):
        return {}
    if origin is Callable:
        return lambda *_args: None
    if inspect.isclass(origin) and hasattr(origin, "__iter__"):
        return ()
    return Machine()


def _fits(value: Any, kept: Any) -> bool:
    origin = typing.get_origin(kept) or kept
    if origin is typing.Literal:
        return value in typing.get_args(kept)
    if not inspect.isclass(origin):
        return True
    loose = (isinstance(value, str) and origin is not str) or (isinstance(value, datetime) and origin is date)
    return isinstance(value, origin) and not loose


@dataclasses.dataclass
class Installation:
    """A district whose writes are undone.

    Attributes:
        files: What the vault holds, by name.
        changes: The rows that the last question added and removed.
        writes: How often it wrote.
    """

    district: District
    asked: Asked
    files: dict[str, bytes]
    changes: list[tuple[Any, ...]] = dataclasses.field(default_factory=list)
    writes: int = 0

    def __post_init__(self) -> None:
        self._write = self.district.db.write
        self.district.db.write = self._undone  # type: ignore[method-assign]

    def _undone(self, work: Callable[[Transaction], Any]) -> Any:
        given = []
        if self.writes == MOST_WRITES:
            raise Reached("it begins again, since what it wrote is not there")

        def watched(tx: Transaction) -> None:
            cursor = tx._own = Watched(tx._own)  # type: ignore[assignment]
            given.append(work(tx))
            self.changes += stored.changes(self.asked, cursor)
            self.writes += 1
            raise stored.Undone

        try:
            self._write(watched)
        except stored.Undone:
            return given[0]
        raise AssertionError("the transaction was not undone")

    def ask(self, function: Callable[..., Any], account: Account, given: Mapping[str, Any]) -> Any:
        """What a function answers, or the error it raises."""
        self.changes.clear()
        self.writes = 0
        for name, content in self.files.items():
            if not self.district.vault.has(name):  # an earlier question removed it
                self.district.vault.put(name, content)
        parameters = inspect.signature(function).parameters.values()
        own = {District: self.district, Account: account, Scope: account.scope, Statements: self.district.db}
        values = {}
        for one in (one for one in parameters if one.kind is not one.VAR_KEYWORD):
            kept = next((part for part in _parts(one.annotation) if part in own), None)
            values[one.name] = given[one.name] if one.name in given else own[kept] if kept else sample(one.name, one.annotation)
        named = {one.name: values[one.name] for one in parameters if one.kind is one.KEYWORD_ONLY} | given.get("**", {})
        positional = [one for one in parameters if one.kind in (one.POSITIONAL_ONLY, one.POSITIONAL_OR_KEYWORD)]

        def call(tx: Transaction | None = None) -> Any:
            return function(*(tx if one.annotation is Transaction else values[one.name] for one in positional), **named)

        try:
            return self.district.db.write(call) if any(one.annotation is Transaction for one in positional) else call()
        except (UserError, OutOfScope, Reached) as refusal:
            return refusal


def leaves(answer: Any) -> Iterator[Any]:
    """The values that an answer holds, wherever they stand in it."""
    if isinstance(answer, pd.DataFrame):
        yield from leaves([answer.columns.tolist(), *answer.reset_index().to_numpy().tolist()])
    elif isinstance(answer, BaseException):
        yield str(answer)
    elif dataclasses.is_dataclass(answer) and not isinstance(answer, type):
        for one in dataclasses.fields(answer):
            yield from leaves(getattr(answer, one.name))
    elif isinstance(answer, Mapping):
        for key, value in answer.items():
            yield from (*leaves(key), *leaves(value))
    elif isinstance(answer, list | tuple | set | frozenset):
        for value in answer:
            yield from leaves(value)
    else:
        yield answer
