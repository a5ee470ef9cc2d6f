"""A block's day from open to locked: who may, what is refused then, what comes too late, and what was signed."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from attendance import i18n
from attendance.derive import derive
from attendance.errors import BadEntry, Changed, NotAllowed
from attendance.marks import Mark
from attendance.office.access import Account, Role
from attendance.register import review, signing
from attendance.register.review import ClassDayKey
from attendance.register.signing import BlockDay, State
from data import audit, block_days, register, rollups
from data.clock import today, utc_now
from data.scope import Scope
from tests.data.two_blocks import fill, put
from tests.support import Small, school_day

EVERYTHING = Scope.everything()
DPO = Account("dpo", "The DPO", Role.DPO)
SABOUR = Account("sabour", "Sabour's own", Role.BRC, frozenset({"sabour"}))
KAHALGAON = Account("kahalgaon", "Kahalgaon's own", Role.BRC, frozenset({"kahalgaon"}))


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    with i18n.reading_in("en"):
        yield


@pytest.fixture
def read(small: Small) -> Small:
    """A class of each block was read today."""
    for block, first, school, section, pupil in (("sabour", 7000, 201, 301, 401), ("kahalgaon", 5000, 202, 303, 409)):
        small.district.db.write(
            lambda tx, values=(block, first, school, section, pupil): fill(tx, *values, school_day())  # type: ignore[misc]
        )
        small.district.db.write(lambda tx, section=section: derive(tx, [section], school_day()))  # type: ignore[misc]
    small.district.db.write(lambda tx: rollups.refresh(tx, school_day(), school_day()))
    return small


def of(small: Small, account: Account = DPO, block: str = "sabour") -> BlockDay:
    found = signing.of_days(small.district, account, school_day(), school_day())
    return next(one for one in found if one.block_id == block)


def bring_to(small: Small, state: State) -> None:
    signing.reviewed(small.district, SABOUR, school_day(), "sabour")
    if state in (State.SIGNED, State.LOCKED):
        signing.sign(small.district, DPO, school_day(), "sabour")
    if state is State.LOCKED:
        lock(small)


def lock(small: Small) -> None:
    """As on the next morning."""
    before = utc_now() - timedelta(days=1)
    small.district.db.write(
        lambda tx: tx._cursor().execute("UPDATE block_day_step SET said_at = ? WHERE kind = 'signed'", [before]).fetchall()
    )
    assert signing.lock_signed(small.district) == 1


def decide(small: Small, mark: Mark = Mark.PRESENT, section: int = 301, pupil: int = 402) -> None:
    row = register.class_day(small.district.db, EVERYTHING, section, school_day())
    assert row
    review.mark_by_hand(small.district, DPO, ClassDayKey(section, school_day(), row["rev"]), pupil, mark, "seen in class")


def further_photo(small: Small) -> None:
    """A photo of the class comes, with a face that is its second pupil."""

    def work(tx) -> None:  # type: ignore[no-untyped-def]
        place = {"school_id": 201, "block_id": "sabour", "day": school_day(), "source": "visit", "class_sections": [301]}
        put(tx, "submission", submission_id="late", **place, submitted_by="x", submitted_at=utc_now(), read_at=utc_now())
        put(tx, "photo", photo_id=7900, submission_id="late", sha256="f" * 64, side="back", file_name="x", faces=1)
        box = {"x1": 0, "y1": 0, "x2": 9, "y2": 9, "confidence": 1, "blur": 1, "cut": False, "person": 1}
        put(tx, "face", face_id=7901, photo_id=7900, **box, model="model", sealed=b"x")
        values = {"similarity": 0.9, "decision": "accepted", "model": "model", "accept_at": 0.7, "uncertain_at": 0.5}
        put(tx, "match", face_id=7901, rank=1, pupil_id=403, margin=0.05, **values)
        derive(tx, [301], school_day())

    small.district.db.write(work)


def test_a_day_goes_from_open_to_locked_with_who_and_when(read: Small) -> None:
    assert of(read).state is State.OPEN
    signing.reviewed(read.district, SABOUR, school_day(), "sabour")
    assert of(read).state is State.REVIEWED
    signing.sign(read.district, DPO, school_day(), "sabour")
    signed = of(read)
    assert (signed.state, signed.signed_by, signed.differs) == (State.SIGNED, "dpo", {})
    lock(read)
    assert of(read).state is State.LOCKED
    kinds = [step["kind"] for step in block_days.steps(read.district.db, EVERYTHING, school_day(), "sabour")]
    assert kinds == ["reviewed", "signed", "locked"]
    assert of(read, block="kahalgaon").state is State.OPEN


def test_what_was_signed_today_is_not_locked_yet(read: Small) -> None:
    bring_to(read, State.SIGNED)
    assert signing.lock_signed(read.district) == 0
    assert of(read).state is State.SIGNED


@pytest.mark.parametrize("state", [State.SIGNED, State.LOCKED])
def test_a_signed_day_refuses_every_change_and_other_blocks_go_on(read: Small, state: State) -> None:
    bring_to(read, state)
    before = register.marks(read.district.db, EVERYTHING, 301, school_day())
    with pytest.raises(NotAllowed, match="signed off"):
        decide(read)
    assert register.marks(read.district.db, EVERYTHING, 301, school_day()).equals(before)
    decide(read, section=303, pupil=410)
    assert of(read, block="kahalgaon").figures["recognised"] == 2


@pytest.mark.parametrize("state", [State.SIGNED, State.LOCKED])
def test_a_late_photo_waits_and_counts_once_the_day_is_opened_again(read: Small, state: State) -> None:
    bring_to(read, state)
    before = of(read).figures
    further_photo(read)
    waiting = of(read)
    assert waiting.figures == before
    assert [late.class_section_id for late in waiting.late] == [301]
    assert signing.waits(read.district, SABOUR, 301, school_day())
    assert not signing.waits(read.district, KAHALGAON, 301, school_day())
    if state is State.LOCKED:
        signing.reopen(read.district, DPO, school_day(), "sabour", "a late photo")
    else:
        signing.take_back(read.district, DPO, school_day(), "sabour", State.SIGNED)
    opened = of(read)
    assert opened.late == ()
    assert opened.figures["recognised"] == before["recognised"] + 1


def test_only_the_dpo_signs_takes_back_and_opens_again(read: Small) -> None:
    signing.reviewed(read.district, SABOUR, school_day(), "sabour")
    mis = Account("mis", "MIS", Role.MIS)
    with pytest.raises(NotAllowed, match="Only the District"):
        signing.sign(read.district, mis, school_day(), "sabour")
    signing.sign(read.district, DPO, school_day(), "sabour")
    with pytest.raises(NotAllowed):
        signing.take_back(read.district, SABOUR, school_day(), "sabour", State.SIGNED)
    lock(read)
    with pytest.raises(NotAllowed):
        signing.reopen(read.district, mis, school_day(), "sabour", "because")
    assert of(read).state is State.LOCKED


def test_opening_a_locked_day_needs_a_reason_that_stays(read: Small) -> None:
    bring_to(read, State.LOCKED)
    with pytest.raises(BadEntry, match="Write why"):
        signing.reopen(read.district, DPO, school_day(), "sabour", "  ")
    signing.reopen(read.district, DPO, school_day(), "sabour", "the teacher sent the right photos")
    assert of(read).reason == "the teacher sent the right photos"
    _people, actions = audit.choices(read.district.db, EVERYTHING)
    assert "block_day.reopened" in actions


def test_a_block_is_the_business_of_its_own_people(read: Small) -> None:
    assert {one.block_id for one in signing.of_days(read.district, KAHALGAON, school_day(), school_day())} == {"kahalgaon"}
    with pytest.raises(NotAllowed, match="not yours"):
        signing.reviewed(read.district, KAHALGAON, school_day(), "sabour")
    trainer = Account("trainer", "Trainer", Role.TRAINER)
    with pytest.raises(NotAllowed):
        signing.of_days(read.district, trainer, school_day(), school_day())


def test_a_step_on_another_state_than_was_seen_is_told(read: Small) -> None:
    signing.reviewed(read.district, SABOUR, school_day(), "sabour")
    with pytest.raises(Changed, match="while you looked"):
        signing.reviewed(read.district, DPO, school_day(), "sabour")
    signing.take_back(read.district, SABOUR, school_day(), "sabour", State.REVIEWED)
    with pytest.raises(Changed):
        signing.sign(read.district, DPO, school_day(), "sabour")


def test_an_import_that_changes_what_was_expected_shows_beside_what_was_signed(read: Small) -> None:
    bring_to(read, State.LOCKED)
    read.district.db.write(
        lambda tx: (
            tx._cursor().execute("DELETE FROM roll_span WHERE class_section_id = 302").fetchall(),
            rollups.refresh(tx, school_day(), school_day()),
        )
    )
    day = of(read)
    assert day.signed
    assert day.differs.get("expected", (1, 1)) == (day.signed["expected"], day.figures["expected"])
    assert day.signed["expected"] - day.figures["expected"] == 1


def test_a_day_to_come_is_not_reviewed(read: Small) -> None:
    with pytest.raises(BadEntry, match="not come"):
        signing.reviewed(read.district, DPO, today() + timedelta(days=1), "sabour")
