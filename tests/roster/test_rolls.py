"""Rolls that change for days whose photos were read: class days follow in the import itself, and nobody is missed unseen."""

from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd
import pytest

from attendance.derive import derive
from attendance.matching import looked_for, match_again
from attendance.office.access import Account, Role
from attendance.register import signing
from attendance.register.signing import State
from attendance.roster import imports
from attendance.roster.imports import ImportKind
from data import exceptions, register, rollups
from data.clock import today, utc_now
from data.database import Transaction
from data.scope import Scope
from recognition.thresholds import Thresholds
from tests.data.two_blocks import put
from tests.support import FIRST_DAY, Small

MIS = Account("mis", "MIS", Role.MIS)
DPO = Account("dpo", "DPO", Role.DPO)
EVERYTHING = Scope.everything()
MOVES = "PEN,What happened,From day,UDISE code,Class,Section\n"
PUPILS = "PEN,Name (English),UDISE code,Class,Section,Enrolled from\n"
HERE = "99000000001,3,A"
CAME = 409
"""On the roll of 303 until the import, and on the photo of 301."""


def face_of(pupil: int) -> Any:
    """The very same on each photo, and like nobody else's."""
    vector = np.zeros(512, np.float32)
    vector[pupil - 400] = 1
    return vector


def days(count: int) -> list[date]:
    """The last weekdays, the latest first."""
    back = (today() - timedelta(days=number) for number in range(1, 3 * count))
    return [day for day in back if day.isoweekday() != 7][:count]


def sealed(small: Small, pupil: int, name: str) -> bytes:
    return small.district.vault.seal(face_of(pupil).tobytes(), name)


def photographed(small: Small, pupils: list[int], before: date = FIRST_DAY) -> None:
    def work(tx: Transaction) -> None:
        for pupil in pupils:
            key = 9000 + pupil
            moment = pd.Timestamp(before).to_pydatetime()
            row = {"reference_photo_id": key, "pupil_id": pupil}
            put(tx, "reference_photo", **row, sha256=f"{key:064}", vault_name="x", face_px=99, added_at=moment, added_by="x")
            put(tx, "template", **row, model="m", sealed=sealed(small, pupil, f"template/{key}"))

    small.district.db.write(work)


def read(small: Small, day: date, pupils: list[int]) -> None:
    """A photo of 301 that shows these, as read with the roll of now."""
    number = 100_000 + 100 * (today() - day).days
    submission = {"submission_id": f"s{number}", "class_sections": [301]}

    def work(tx: Transaction) -> None:
        place = {"school_id": 201, "block_id": "sabour", "day": day, "source": "visit", "submitted_by": "x"}
        put(tx, "submission", **submission, **place, submitted_at=utc_now(), read_at=utc_now())
        photo = {"photo_id": number, "submission_id": f"s{number}", "sha256": f"{number:064}", "faces": len(pupils)}
        put(tx, "photo", **photo, side="front", file_name="p.jpg")
        for index, pupil in enumerate(pupils, start=number + 1):
            box = {"x1": 0, "y1": 0, "x2": 9, "y2": 9, "confidence": 1, "blur": 9, "cut": False}
            vector = sealed(small, pupil, f"face/{index}")
            put(tx, "face", face_id=index, photo_id=number, person=index - number, **box, model="m", sealed=vector)
            used = {"accept_at": 0.6, "uncertain_at": 0.35, "margin": 0.04}
            put(tx, "match", face_id=index, rank=1, decision="unknown", model="m", **used)
        assert match_again(tx, small.district.vault, submission, day, Thresholds())
        derive(tx, [301], day, looked_for(tx, [301], day))

    small.district.db.write(work)


def bring(small: Small, kind: ImportKind, text: str) -> None:
    plan = imports.plan(small.district, MIS, kind, text.encode(), "file.csv")
    assert plan.refused.empty, imports.refused_table(plan).to_string()
    imports.apply(small.district, MIS, plan)


def comes(small: Small, day: date) -> None:
    bring(small, ImportKind.MOVES, f"{MOVES}{99000000000 + CAME},Transfer,{day},{HERE}\n")


def forget_faces(small: Small) -> None:
    """As when the photos' time is over."""
    small.district.db.write(lambda tx: tx._cursor().execute("UPDATE face SET sealed = ''::BLOB").fetchall())


def figures(small: Small, day: date) -> tuple[int, ...]:
    """Enrolled, recognised, seen and not named, not seen."""
    row = register.class_day(small.district.db, EVERYTHING, 301, day)
    assert row is not None
    return tuple(row[name] for name in ("enrolled", "recognised", "seen_not_named", "not_seen"))


def marks(small: Small, day: date) -> dict[int, str]:
    """Those that stand, not those that are told in the place of none."""
    return {row["pupil_id"]: row["mark"] for row in register.stored_marks(small.district.db, EVERYTHING, [301], day)}


def missed(small: Small, day: date) -> set[int]:
    """Whom the exception list would send somebody to."""
    return set(
        exceptions.pupil_leads(small.district.db, EVERYTHING, FIRST_DAY, day, running=3, percent=10, least_days=20)["pupil_id"]
    )


def follows(small: Small, day: date) -> bool:
    """Whether the class day and the roll-ups are what making them anew says."""
    found: list[Any] = []

    def work(tx: Transaction) -> None:
        tables = ("school_day", "grade_day")
        for make in (lambda: None, lambda: (derive(tx, [301], day), rollups.refresh(tx))):
            make()
            class_day = register.class_day(tx, EVERYTHING, 301, day)
            sums = [sorted(map(str, tx._cursor().execute(f"FROM {name}").fetchall())) for name in tables]
            found.append((class_day, register.stored_marks(tx, EVERYTHING, [301], day), sums))
        raise KeyError

    with pytest.raises(KeyError):
        small.district.db.write(work)
    return bool(found[0] == found[1])


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
