"""The faces of a class day, decided in the browser by key or by tap, each decision stored at once.

The desk itself, its words and its pictures travel once. What each tap runs is a fragment that holds nothing but the line to the
server: the browser's `ask` holds all that is not yet stored and what it lacks, the answer says what was stored and brings that.
Messages may be overtaken by the next one or get lost with the line; both sides just say again what the other has not got.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import streamlit as st

from attendance.errors import UserError
from attendance.office.access import Account
from attendance.register import evidence, taps
from attendance.register.evidence import Evidence
from attendance.register.taps import Tap
from ui import failures, guard
from ui.guard import Visit
from ui.review import keeping
from ui.review.desk.answer import Answer, Ask, Held
from ui.review.desk.words import words

_HERE = Path(__file__).parent
_PARTS = ("parts.js", "store.js", "sheets.js", "photo.js", "pieces.js", "view.js")
_view = st.components.v2.component(
    "upasthiti_desk",
    html='<div class="root"></div>',
    css=(_HERE / "desk.css").read_text(encoding="utf-8"),
    js="\n".join((_HERE / name).read_text(encoding="utf-8") for name in _PARTS),
)
_line = st.components.v2.component("upasthiti_desk_line", js=(_HERE / "line.js").read_text(encoding="utf-8"))
_HELD = "_desk_held"


def show(visit: Visit, account: Account, shown: Evidence, leave: Callable[[str], None] | None = None) -> None:
    """The desk of a class day.

    Args:
        account: Who decides: the visitor, or their stand-in in the sandbox.
        leave: Called with "next" or "list" when the reader has done and asks for it; without it the page runs again when all is
            decided.
    """
    before: Held | None = st.session_state.get(_HELD)
    same = before is not None and _place(before.shown) == _place(shown)
    st.session_state[_HELD] = (
        Held(shown, run=before.run, done=before.done, asked=before.asked) if before and same else Held(shown)
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
    kept: Held = st.session_state[_HELD]
    return kept.shown


def _answer(visit: Visit, account: Account, leave: Callable[[str], None] | None) -> None:
    kept: Held = st.session_state[_HELD]
    place = kept.shown.key
    name = f"desk_{place.class_section_id}_{place.day}"
    ask = Ask.of(st.session_state.get(name, {}).get("ask"))
    acks, failed = _store(visit, account, kept, ask) if ask else ([], None)
    # What others decided meanwhile is shown before the browser is told the revision that holds it.
    changed = kept.unseen or any("problem" in ack for ack in acks)
    if ask and (changed or (ask.refresh and kept.asked != ask.run)):
        kept.unseen = False
        kept.shown = evidence.of_class_day(visit.district, account, place.class_section_id, place.day)
    kept.run += 1
    answer = Answer(visit, kept, ask)
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


def _beside(ask: Ask, leave: Callable[[str], None] | None) -> None:
    """What the browser asks for beside decisions, each once."""
    if ask.taps:
        keeping.forget()
    if isinstance(ask.keep, Mapping):
        tap = Tap.of({"id": "keep", "kind": "same", **ask.keep})
        if tap.pupil_id is not None:
            keeping.named(tap.face_ids, tap.pupil_id)
    if ask.go in ("next", "list") and leave is not None:
        leave(ask.go)


def _store(visit: Visit, account: Account, kept: Held, ask: Ask) -> tuple[list[dict[str, Any]], Exception | None]:
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
                kept.unseen |= kept.done[tap.tap_id].merged
            acks.append({"id": tap.tap_id, "verdicts": list(kept.done[tap.tap_id].verdict_ids)})
        except UserError as problem:
            acks.append({"id": raw.get("id") if isinstance(raw, dict) else None, "problem": str(problem)})
        except Exception as problem:  # noqa: BLE001 - as ui.failures: shown below the desk, which keeps the tap
            return acks, problem
    return acks, None
