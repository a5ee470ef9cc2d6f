"""What a check says."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from attendance.config import Config
from attendance.district import District
from attendance.errors import Message


class State(StrEnum):
    """How it stands; a check that could not be made says why and has its own."""

    OK = "ok"
    LOOK = "look"
    WRONG = "wrong"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Finding:
    """One line.

    Attributes:
        text: What was found.
        fix: What to do about it; None where nothing is to be done.
    """

    state: State
    text: Message
    fix: Message | None = None


@dataclass(frozen=True)
class Patient:
    """What is looked at.

    Attributes:
        districts: Those that are open here.
        held: Another process, the app, has the databases: the checks that need them cannot be made.
        closed: Why a district could not be opened; empty where none failed.
        deep: Whether to read everything, which takes minutes.
    """

    config: Config
    districts: Sequence[District] = ()
    held: bool = False
    closed: Sequence[Finding] = ()
    deep: bool = False


Looks = Callable[[Patient], Iterable[Finding]]


@dataclass(frozen=True)
class Check:
    """One of the list.

    Attributes:
        name: One of the few words that the health address says.
        title: As people read it; marked with ``N_``.
    """

    name: str
    title: str
    look: Looks


def ok(text: str, **values: object) -> Finding:
    """Nothing to do."""
    return Finding(State.OK, Message(text, values))


def look(text: str, fix: str, **values: object) -> Finding:
    """Works, but somebody should see to it."""
    return Finding(State.LOOK, Message(text, values), Message(fix, values))


def wrong(text: str, fix: str, **values: object) -> Finding:
    """Does not work, or will not for long."""
    return Finding(State.WRONG, Message(text, values), Message(fix, values))


def unknown(text: str, fix: str | None = None, **values: object) -> Finding:
    """Could not be looked at."""
    return Finding(State.UNKNOWN, Message(text, values), Message(fix, values) if fix else None)
