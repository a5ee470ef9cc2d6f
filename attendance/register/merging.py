"""Two people at one class day: what both decided goes together where it is about other faces and other pupils.

A decision names the revision on which it was made; each verdict names the revisions that followed it. Where every revision
since came from a verdict, and none of those is about the same person seen or the same pupil, nothing that the decision rests on
has changed. All else is told to whoever decided last, who looks again: nothing is written over unseen.
"""

from collections.abc import Mapping, Sequence
from datetime import date

from attendance.derive import Rest
from attendance.errors import BadEntry, Changed
from attendance.i18n import N_, pick
from attendance.office.access import Account
from attendance.said import Said, taken_back
from data import register
from data.database import Row, Statements
from data.register import NewVerdict
from data.scope import Scope

_NEW_PHOTOS = N_(
    "New photos of this class were read while you looked, or its figures were worked out anew. Look at it again, then decide."
)
_NOT_OURS = N_("This does not belong to the class you are looking at. Open the class again.")
_MET = {
    "same": N_("{who} confirmed a face as {pupil} while you looked. Look at it again, then decide."),
    "other": N_("{who} named a face as {pupil} while you looked. Look at it again, then decide."),
    "unknown": N_("{who} said of this face that nobody can be named, while you looked. Look at it again, then decide."),
    "not_this": N_("{who} said that this face is not {pupil}, while you looked. Look at it again, then decide."),
    "tagged": N_("{who} drew a face while you looked. Look at it again, then decide."),
    "present": N_("{who} marked {pupil} present while you looked. Look at it again, then decide."),
    "absent": N_("{who} marked {pupil} absent while you looked. Look at it again, then decide."),
    "undo": N_("{who} took a decision about this back while you looked. Look at it again, then decide."),
}

Persons = Mapping[int, tuple[str, int]]
"""Of each face its submission and person."""


class Met(Exception):
    """Somebody else decided about the same; `told` says so in the words of whoever asks, not of the writer's thread."""

    def __init__(self, verdict: Row) -> None:
        super().__init__(verdict["kind"])
        self._verdict = verdict

    def told(self, db: Statements) -> Changed:
        """Who, and what."""
        names = register.told(db, Scope.everything(), self._verdict["verdict_id"])
        pupil = pick(names["name_hi"], names["name_en"]) if names["name_hi"] else ""
        return Changed(_MET[self._verdict["kind"]], who=names["said_by_name"], pupil=pupil)


class RollChanged(Exception):
    """A pupil who was on the roll when the class day was worked out is not on it any more."""

    def __init__(self, name_hi: str, name_en: str) -> None:
        super().__init__()
        self._names = name_hi, name_en

    def told(self) -> Changed:
        """Who."""
        return Changed(
            N_("{pupil} is no longer on the roll of this class for that day; the roll was changed. Look at the class again."),
            pupil=pick(*self._names),
        )


def require_known(
    db: Statements,
    class_section_id: int,
    day: date,
    verdicts: Sequence[NewVerdict],
    rest: Rest,
) -> None:
    """Refuse verdicts on what is not of this class day: a face of its photos, a pupil of the room, a verdict on it.

    Raises:
        BadEntry: A face, pupil or verdict is of another class day, or a verdict was taken back already.
        RollChanged: A pupil has left the roll since the class day was worked out.
    """
    faces = {new.face_id for new in verdicts if new.face_id is not None}
    undone = {new.undoes for new in verdicts if new.undoes is not None}
    own = {row["verdict_id"] for row in rest.said if row["class_section_id"] == class_section_id}
    if faces - {face.face_id for face in rest.seen} or undone - own:
        raise BadEntry(_NOT_OURS)
    if undone & taken_back(Said.of(row) for row in rest.said):
        raise BadEntry(N_("This decision was taken back already."))
    gone = {new.pupil_id for new in verdicts if new.pupil_id is not None}.difference(*rest.rolls.values())
    if gone:
        marks = register.marks(db, Scope.everything(), class_section_id, day)
        known = marks[marks["pupil_id"].isin(gone)]
        if known.empty:
            raise BadEntry(_NOT_OURS)
        raise RollChanged(known["name_hi"].iloc[0], known["name_en"].iloc[0])


def require_apart(
    account: Account,
    class_section_id: int,
    seen_rev: int,
    rev: int,
    verdicts: Sequence[NewVerdict],
    rest: Rest,
) -> bool:
    """Refuse verdicts about what changed since the revision that was looked at; returns whether anything else did.

    What the same account decided meanwhile is no surprise to it.

    Raises:
        Met: Somebody else decided about the same faces (those of one person seen are the same) or pupils.
        Changed: Something else than verdicts changed the class day.
    """
    if seen_rev == rev:
        return False
    since = [row for row in rest.said if (row["revs"] or {}).get(class_section_id, 0) > seen_rev]
    if {row["revs"][class_section_id] for row in since} != set(range(seen_rev + 1, rev + 1)):
        raise Changed(_NEW_PHOTOS)
    by_id = {row["verdict_id"]: row for row in rest.said}
    persons = {face.face_id: (face.submission_id, face.person) for face in rest.seen}
    mine = set[object]().union(*(_about(vars(new), by_id, persons) for new in verdicts))
    others = [row for row in since if row["said_by"] != account.username]
    for row in reversed(others):
        if mine & _about(row, by_id, persons):
            raise Met(row)
    return bool(others)


def _about(verdict: Row, by_id: Mapping[int, Row], persons: Persons) -> set[object]:
    """The persons seen and the pupils that a verdict is about; a taking back is about what it takes back."""
    if verdict["undoes"] is not None:
        return _about(by_id[verdict["undoes"]], by_id, persons) if verdict["undoes"] in by_id else set()
    about: set[object] = set()
    if verdict["face_id"] is not None:
        about.add(persons.get(verdict["face_id"], verdict["face_id"]))
    if verdict["pupil_id"] is not None:
        about.add(("pupil", verdict["pupil_id"]))
    return about
