"""Rolls that change for days whose photos were read: class days follow in the import itself, and nobody is missed unseen."""

from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

from attendance.derive import derive
from attendance.register import signing
from attendance.register.signing import State
from attendance.roster.imports import ImportKind
from data import register
from data.database import Transaction
from data.scope import Scope
from tests.roster.read_days import (
    CAME,
    DPO,
    EVERYTHING,
    HERE,
    MOVES,
    PUPILS,
    bring,
    comes,
    days,
    figures,
    follows,
    forget_faces,
    marks,
    missed,
    photographed,
    read,
)
from tests.support import Small


@pytest.fixture
def known(small: Small) -> Small:
    """All of 301 and who comes later have reference photos."""
    photographed(small, [401, 402, 403, 404, CAME])
    return small


def test_who_was_put_on_the_roll_later_is_looked_for_in_the_faces_of_then(known: Small) -> None:
    (day,) = days(1)
    read(known, day, [401, 402, CAME])
    assert figures(known, day) == (4, 2, 1, 1)
    comes(known, day)
    assert figures(known, day) == (5, 3, 0, 2)
    assert marks(known, day)[CAME] == "present"
    assert follows(known, day)


def test_who_left_gives_the_name_of_a_face_back(known: Small) -> None:
    (day,) = days(1)
    read(known, day, [401, 402])
    bring(known, ImportKind.MOVES, f"{MOVES}99000000402,Left,{day},,,\n")
    assert figures(known, day) == (3, 1, 1, 1)
    assert 402 not in marks(known, day)
    assert follows(known, day)


def test_whom_nobody_could_look_for_any_more_was_not_missed(known: Small) -> None:
    read_on = days(5)
    for day in read_on:
        read(known, day, [401, 402])
    forget_faces(known)
    comes(known, read_on[-1])
    for day in read_on:
        assert figures(known, day) == (5, 2, 0, 3)
        assert CAME not in marks(known, day)
        assert follows(known, day)
    told = register.marks(known.district.db, EVERYTHING, 301, read_on[0]).set_index("pupil_id")
    assert (len(told), told.loc[CAME, "mark"]) == (5, "not_recognised")
    assert missed(known, read_on[0]) == {403, 404}


def test_a_pupil_who_is_new_has_no_mark_of_days_before_until_photos_were_read_with_them(known: Small) -> None:
    (day,) = days(1)
    read(known, day, [401])
    bring(known, ImportKind.PUPILS, f"{PUPILS}99000000777,New,{HERE},\n")
    assert figures(known, day) == (5, 1, 0, 4)
    (new,) = {row["pupil_id"] for row in register.enrolled(known.district.db, EVERYTHING, [301], day)} - {401, 402, 403, 404}
    assert new not in marks(known, day)
    known.district.db.write(lambda tx: derive(tx, [301], day, judged=[401, 402, 403, 404, new]))
    assert marks(known, day)[new] == "not_recognised"


def test_a_signed_day_stays_and_tells_that_a_roll_waits(known: Small) -> None:
    (day,) = days(1)
    read(known, day, [401, 402, CAME])
    signing.reviewed(known.district, DPO, day, "sabour")
    signing.sign(known.district, DPO, day, "sabour")
    before = (figures(known, day), marks(known, day))
    comes(known, day)
    assert (figures(known, day), marks(known, day)) == before
    (found,) = [one for one in signing.of_days(known.district, DPO, day, day) if one.block_id == "sabour"]
    assert [late.class_section_id for late in found.late] == [301]
    signing.take_back(known.district, DPO, day, "sabour", State.SIGNED)
    assert figures(known, day) == (5, 2, 1, 2)
    assert marks(known, day).get(CAME) != "not_recognised"


def test_a_school_that_moved_since_keeps_its_earlier_days_where_they_were(known: Small) -> None:
    (day,) = days(1)
    read(known, day, [401])
    known.district.db.write(
        lambda tx: (
            tx._cursor().execute("UPDATE school SET block_id = 'kahalgaon', cluster_id = 102 WHERE school_id = 201").fetchall()
        )
    )
    comes(known, day)
    row = register.class_day(known.district.db, EVERYTHING, 301, day)
    assert row is not None
    assert (row["enrolled"], row["block_id"], row["cluster_id"]) == (5, "sabour", 101)


def statements(small: Small, monkeypatch: pytest.MonkeyPatch, work: Callable[[], None]) -> tuple[Counter[str], int]:
    """How often each query runs on the writer, and how many rows came back."""
    ran: Counter[str] = Counter()
    rows = [0]
    plain = Transaction.rows

    def counted(self: Transaction, name: str, scope: Scope, /, **parameters: Any) -> list[dict[str, Any]]:
        found = plain(self, name, scope, **parameters)
        ran[name] += 1
        rows[0] += len(found) if name.startswith(("register", "faces", "references")) else 0
        return found

    with monkeypatch.context() as patched:
        patched.setattr(Transaction, "rows", counted)
        work()
    return ran, rows[0]


def test_before_the_first_photo_an_import_touches_no_more_than_it_did(small: Small, monkeypatch: pytest.MonkeyPatch) -> None:
    def first_pupils(first: int, count: int) -> Callable[[], None]:
        rows = "".join(f"{first + number},New,{HERE},\n" for number in range(count))
        return lambda: bring(small, ImportKind.PUPILS, PUPILS + rows)

    first_pupils(99000000900, 1)()  # the trail's end is looked up once
    few, none = statements(small, monkeypatch, first_pupils(99100000000, 1))
    many, none_either = statements(small, monkeypatch, first_pupils(99200000000, 100))
    assert few == many
    assert (few["register/since"], none, none_either) == (1, 0, 0)
    assert not any(name.startswith(("faces", "references", "register")) for name in few if name != "register/since")
