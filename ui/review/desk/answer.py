"""What the desk's browser part asks for and what an answer brings it: only what it has not got yet."""

import base64
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from attendance.i18n import _, number, pick
from attendance.register import evidence
from attendance.register.evidence import Evidence, FaceBox, Question
from attendance.register.review import Decided
from ui import pictures
from ui.guard import Visit

MOST_CROPS = 4
"""Of one person, in one look; the same in store.js."""
_MOST_WANTED = 200
PRELOADED = 4
"""Faces whose pictures come with the desk itself: with their candidates about 50 kB."""


@dataclass
class Held:
    """What the server remembers of a class day that is open in a browser session.

    Attributes:
        shown: The class day as it was read last.
        run: Counts the answers.
        sent: By name of what was sent, the answer that it was last in.
        done: The verdicts of the taps that were stored.
        asked: The last ask that was answered, beside its taps.
        unseen: Whether others decided something that was not read yet.
    """

    shown: Evidence
    run: int = 0
    sent: dict[str, int] = field(default_factory=dict)
    done: dict[str, Decided] = field(default_factory=dict)
    asked: str | None = None
    unseen: bool = False


@dataclass(frozen=True)
class Ask:
    """What the browser says: see store.js."""

    run: str
    rev: int
    got: int
    taps: tuple[Any, ...]
    want: tuple[str, ...]
    refresh: bool
    go: str | None
    keep: Any

    @classmethod
    def of(cls, given: object) -> "Ask | None":
        if not isinstance(given, Mapping):
            return None
        rev, got = (value if isinstance(value := given.get(name), int) else 0 for name in ("rev", "got"))
        taps_, want = (tuple(value) if isinstance(value := given.get(name), list) else () for name in ("taps", "want"))
        wanted = tuple(str(name) for name in want[:_MOST_WANTED])
        return cls(
            str(given.get("run")), rev, got, taps_, wanted, bool(given.get("refresh")), given.get("go"), given.get("keep")
        )


class Answer:
    """What an answer brings: all of the desk the first time, then what is new, and what the browser lacks."""

    def __init__(self, visit: Visit, kept: Held, ask: Ask | None) -> None:
        self._visit = visit
        self._kept = kept
        self._shown = kept.shown
        self._ask = ask
        self.sent: list[str] = []

    def data(self) -> dict[str, Any]:
        shown = self._shown
        asked = {_name(question): question for question in shown.questions}
        unnamed = {_name(question): question for question in shown.others if self._state(question) == "unknown"}
        pages: dict[str, Any] = {"rev": shown.key.rev, "order": list(asked), "strangers": list(unnamed)}
        pages["sure"] = [name for name, question in asked.items() if question.sure]
        pages["marks"] = {row["pupil_id"]: row["mark"] for row in shown.marks.to_dict("records")}
        if self._lacks("roster"):
            pages |= {"pupils": self._pupils(), "photos": self._photos()}
        known = asked | unnamed
        pages["questions"] = {name: self._question(one) for name, one in known.items() if self._lacks(name)}
        for name in self._wanted("face:"):
            found = known.get(name) or self._with_face(name)
            if found and name not in pages["questions"]:
                pages["questions"][name] = self._question(found)
        pages["pictures"] = self._pictures(list(asked.values()))
        pages["boxes"] = {name.partition(":")[2]: self._boxes(name.partition(":")[2]) for name in self._wanted("boxes:")}
        return pages

    def _lacks(self, name: str) -> bool:
        """Whether something that nobody has to ask for was not sent yet."""
        if name in self._kept.sent:
            return name in self._wanted(name)
        self.sent.append(name)
        return True

    def _wanted(self, kind: str) -> list[str]:
        """What the browser lacks of a kind, but for what is on its way to it."""
        if self._ask is None:
            return []
        names = [name for name in self._ask.want if name.startswith(kind)]
        if kind == "boxes:":
            return names
        return [name for name in names if self._kept.sent.get(name, 0) <= self._ask.got]

    def _pupils(self) -> dict[int, dict[str, Any]]:
        """The roll, and those of other classes in the room whom a face may be."""
        every = (*self._shown.questions, *self._shown.others)
        guests = {one.pupil_id: _pupil(one.name_hi, one.name_en, None) for question in every for one in question.candidates}
        roll = {
            row["pupil_id"]: _pupil(row["name_hi"], row["name_en"], row["mark"]) for row in self._shown.marks.to_dict("records")
        }
        return {pupil: one | {"reference": pupil in self._shown.references} for pupil, one in (guests | roll).items()}

    def _photos(self) -> list[dict[str, Any]]:
        return [
            {"id": row["photo_id"], "width": row["width"], "height": row["height"], "label": pictures.photo_label(row, place)}
            for place, row in enumerate(self._shown.photos, 1)
            if not row["error"] and row["width"]
        ]

    def _state(self, question: Question) -> str:
        box = self._box(question.face_ids[0])
        return "open" if box is None or box.state == "uncertain" else box.state

    def _box(self, face_id: int) -> FaceBox | None:
        return next((box for box in self._shown.boxes if box.face_id == face_id), None)

    def _with_face(self, name: str) -> Question | None:
        every = (*self._shown.questions, *self._shown.others)
        return next((one for one in every if name.partition(":")[2] in map(str, one.face_ids)), None)

    def _question(self, question: Question) -> dict[str, Any]:
        box = self._box(question.face_ids[0])
        return {
            "faces": question.face_ids,
            "crops": [f"crop:{face_id}" for face_id in question.face_ids],
            "side": _(pictures.SIDE_NAMES[question.side]),
            "state": self._state(question),
            "pupil": box.pupil_id if box else None,
            "photo": box.photo_id if box else None,
            "candidates": [
                {"pupil": one.pupil_id, "percent": f"{number(round(100 * (one.similarity or 0)))} %"}
                for one in question.candidates
            ],
        }

    def _pictures(self, asked: list[Question]) -> dict[str, str]:
        names = self._wanted("crop:") + self._wanted("pupil:") + self._wanted("photo:")
        if self._ask is None:
            for question in asked[:PRELOADED]:
                names += [f"crop:{face_id}" for face_id in question.face_ids[:MOST_CROPS]]
                names += [f"pupil:{one.pupil_id}" for one in question.candidates if one.reference]
        self.sent += names
        return {name: self._picture(name) for name in dict.fromkeys(names)}

    def _picture(self, name: str) -> str:
        """As base64, "" when it is gone."""
        kind, _colon, number_ = name.partition(":")
        webp = None
        if kind == "photo" and number_.isdigit():
            webp = evidence.photo(self._visit.district, self._shown, int(number_))
        elif kind == "pupil":
            found = next((stored for pupil, stored in self._shown.references.items() if str(pupil) == number_), None)
            webp = evidence.crop(self._visit.district, self._shown, found) if found else None
        else:
            question = self._with_face(name)
            if question:
                stored = dict(zip(map(str, question.face_ids), question.crops, strict=True))[number_]
                webp = evidence.crop(self._visit.district, self._shown, stored) if stored else None
        return base64.b64encode(webp).decode("ascii") if webp else ""

    def _boxes(self, photo: str) -> list[list[Any]]:
        """Of a photo: face, box in pixels, what it is, and who."""
        return [
            [box.face_id, *(round(value, 1) for value in box.xyxy), box.state, box.pupil_id]
            for box in self._shown.boxes
            if str(box.photo_id) == photo
        ]


def _pupil(name_hi: str, name_en: str, mark: str | None) -> dict[str, Any]:
    return {"name": pick(name_hi, name_en), "also": pick(name_en, name_hi), "mark": mark}


def _percent(similarity: float | None) -> str:
    return f"{number(round(100 * (similarity or 0)))} %"


def _name(question: Question) -> str:
    return f"face:{question.face_ids[0]}"
