"""The desk of a class day as its browser part speaks with it: AppTest knows no such elements."""

import json
from datetime import date
from itertools import count
from typing import Any

from streamlit.testing.v1 import AppTest

_NUMBERS = count(1)


def name_of(class_section_id: int, day: date) -> str:
    """The element's key."""
    return f"desk_{class_section_id}_{day}"


def answer(at: AppTest, name: str) -> dict[str, Any]:
    """What the last run said to the browser."""
    element = next(one for one in at.main if getattr(one, "key", None) == name)
    said: dict[str, Any] = json.loads(element.proto.json)
    return said


def tap(kind: str, **about: Any) -> dict[str, Any]:
    """A decision with a number of its own."""
    return {"id": f"tap-{next(_NUMBERS)}", "kind": kind, **about}


def ask(at: AppTest, name: str, *taps: dict[str, Any], rev: int | None = None, **more: Any) -> dict[str, Any]:
    """Send decisions, made on the revision that the last answer brought, and return the answer."""
    before = answer(at, name)
    at.session_state[name] = {
        "ask": {
            "run": str(next(_NUMBERS)),
            "rev": before["rev"] if rev is None else rev,
            "got": before["run"],
            "taps": list(taps),
            "want": [],
            **more,
        }
    }
    at.run()
    assert not at.exception
    return answer(at, name)
