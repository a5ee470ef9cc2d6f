"""The faces of a class day, decided in the browser by key or by tap, each decision stored at once.

The desk itself, its words and its pictures travel once. What each tap runs is a fragment that holds nothing but the line to the
server: the browser's `ask` holds all that is not yet stored and what it lacks, the answer says what was stored and brings that.
Messages may be overtaken by the next one or get lost with the line; both sides just say again what the other has not got.
"""

import base64
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

import streamlit as st

from attendance.errors import UserError
from attendance.i18n import _, number, pick
from attendance.office.access import Account
from attendance.register import evidence, taps
from attendance.register.evidence import Evidence, FaceBox, Question
from attendance.register.review import Decided
from attendance.register.taps import Tap
from ui import failures, guard, pictures
from ui.guard import Visit
from ui.review import keeping
from ui.review.desk.words import words

_HERE = Path(__file__).parent
_PARTS = ("parts.js", "store.js", "photo.js", "view.js")
_view = st.components.v2.component(
    "upasthiti_desk",
    html='<div class="root"></div>',
    css=(_HERE / "desk.css").read_text(encoding="utf-8"),
    js="\n".join((_HERE / name).read_text(encoding="utf-8") for name in _PARTS),
)
_line = st.components.v2.component("upasthiti_desk_line", js=(_HERE / "line.js").read_text(encoding="utf-8"))
_HELD = "_desk_held"
MOST_CROPS = 4
_MOST_WANTED = 200
PRELOADED = 4
"""Faces whose pictures come with the desk itself: with their candidates about 60 kB."""


@dataclass
class _Held:
    """What the server remembers of a class day that is open in a browser session.

    Attributes:
        shown: The class day as it was read last.
        run: Counts the answers.
        sent: By name of what was sent, the answer that it was last in.
        done: The verdicts of the taps that were stored.
        asked: The last ask that was answered, beside its taps.
    """

    shown: Evidence
    run: int = 0
    sent: dict[str, int] = field(default_factory=dict)
    done: dict[str, Decided] = field(default_factory=dict)
    asked: str | None = None


@dataclass(frozen=True)
class _Ask:
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
    def of(cls, given: object) -> "_Ask | None":
        if not isinstance(given, Mapping):
            return None
        rev, got = (value if isinstance(value := given.get(name), int) else 0 for name in ("rev", "got"))
        taps_, want = (tuple(value) if isinstance(value := given.get(name), list) else () for name in ("taps", "want"))
        wanted = tuple(str(name) for name in want[:_MOST_WANTED])
        return cls(
            str(given.get("run")), rev, got, taps_, wanted, bool(given.get("refresh")), given.get("go"), given.get("keep")
        )


def show(visit: Visit, account: Account, shown: Evidence, leave: Callable[[str], None] | None = None) -> None:
    """The desk of a class day.

    Args:
        account: Who decides: the visitor, or their stand-in in the sandbox.
        leave: Called with "next" or "list" when the reader has done and asks for it; without it the page runs again when all is
            decided.
    """
    before: _Held | None = st.session_state.get(_HELD)
    same = before is not None and _place(before.shown) == _place(shown)
    st.session_state[_HELD] = (
        _Held(shown, run=before.run, done=before.done, asked=before.asked) if before and same else _Held(shown)
    )
    _view(key="desk", data={"words": words(leads_on=leave is not None)})

    @guard.fragment(visit)
    def line() -> None:
        _answer(visit, account, leave)

    line()


def _place(shown: Evidence) -> tuple[int, date]:
    return shown.key.class_section_id, shown.key.day


def held() -> Evidence:
    """The class day that is open, at the revision that the browser was told last."""
    kept: _Held = st.session_state[_HELD]
    return kept.shown


def _answer(visit: Visit, account: Account, leave: Callable[[str], None] | None) -> None:
    kept: _Held = st.session_state[_HELD]
    place = kept.shown.key
    name = f"desk_{place.class_section_id}_{place.day}"
    ask = _Ask.of(st.session_state.get(name, {}).get("ask"))
    acks, failed = _store(visit, account, kept, ask) if ask else ([], None)
    changed = any("problem" in ack for ack in acks)
    if ask and (changed or (ask.refresh and kept.asked != ask.run)):
        kept.shown = evidence.of_class_day(visit.district, account, place.class_section_id, place.day)
    kept.run += 1
    answer = _Answer(visit, kept, ask)
    data = {**answer.data(), "acks": acks, "user": account.username, "item": name, "run": kept.run}
    _line(key=name, data=data, on_ask_change=lambda: None)
    kept.sent |= dict.fromkeys(answer.sent, kept.run)  # not before: a run that is overtaken ends where its element is sent
    if failed:
        failures.show(failed)
    if leave is None and ask and ask.refresh and ask.run != kept.asked and not kept.shown.questions:
        kept.asked = ask.run
        st.rerun(scope="app")  # what else the page shows of this class day is shown anew
    if ask and ask.run != kept.asked:
        kept.asked = ask.run
        _beside(ask, leave)
    keeping.show(visit, account, kept.shown)


def _beside(ask: _Ask, leave: Callable[[str], None] | None) -> None:
    """What the browser asks for beside decisions, each once."""
    if ask.taps:
        keeping.forget()
    if isinstance(ask.keep, Mapping):
        tap = Tap.of({"id": "keep", "kind": "same", **ask.keep})
        if tap.pupil_id is not None:
            keeping.named(tap.face_ids, tap.pupil_id)
    if ask.go in ("next", "list") and leave is not None:
        leave(ask.go)


def _store(visit: Visit, account: Account, kept: _Held, ask: _Ask) -> tuple[list[dict[str, Any]], Exception | None]:
    """Store what is not stored; returns what became of each tap, and what went wrong beside refusals: those taps come again."""
    place = kept.shown.key
    acks: list[dict[str, Any]] = []
    for raw in ask.taps:
        try:
            tap = Tap.of(raw)
            if tap.undone in kept.done and not tap.verdict_ids:
                tap = replace(tap, verdict_ids=kept.done[tap.undone].verdict_ids)
            if tap.tap_id not in kept.done:
                kept.done[tap.tap_id] = taps.store(visit.district, account, replace(place, rev=ask.rev), tap)
                kept.shown = replace(kept.shown, key=replace(place, rev=kept.done[tap.tap_id].rev))
            acks.append({"id": tap.tap_id, "verdicts": list(kept.done[tap.tap_id].verdict_ids)})
        except UserError as problem:
            acks.append({"id": raw.get("id") if isinstance(raw, dict) else None, "problem": str(problem)})
        except Exception as problem:  # noqa: BLE001 - as ui.failures: shown below the desk, which keeps the tap
            return acks, problem
    return acks, None


class _Answer:
    """What an answer brings: all of the desk the first time, then what is new, and what the browser lacks."""

    def __init__(self, visit: Visit, kept: _Held, ask: _Ask | None) -> None:
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
