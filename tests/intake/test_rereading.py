"""A photo is read again: what was not known is added with its matches, what was known stays as it is."""

import pytest

from attendance.derive import derive
from attendance.errors import BadEntry, Changed, NotAllowed
from attendance.intake import rereading
from attendance.intake.rereading import READ_AGAIN
from attendance.office.access import SYSTEM, Account, Role
from attendance.register import evidence, review
from attendance.register.review import ClassDayKey
from data import jobs, register
from data.database import Transaction
from data.scope import Scope
from tests.data.two_blocks import put
from tests.intake.conftest import ClassOfAdults
from tests.support import school_day

EVERYTHING = Scope.everything()


class Reread:
    """A class day whose front photo lost a pupil's face, as if it had been too small to be looked for."""

    def __init__(self, adults: ClassOfAdults) -> None:
        self.adults = adults
        self.district = adults.small.district
        self.pupil = adults.pupil("P001")
        (self.photo_id,) = self.one("SELECT photo_id FROM photo WHERE side = 'front'")
        found = "SELECT face_id FROM face JOIN match USING (face_id) WHERE photo_id = ? AND pupil_id = ? AND rank = 1"
        (self.lost,) = self.one(found, self.photo_id, self.pupil)
        self.before = self.rows("FROM face JOIN match USING (face_id) WHERE face_id <> ? ORDER BY ALL", self.lost)
        (self.person,) = self.one("SELECT person FROM face WHERE face_id = ?", self.lost)
        self.forget(self.lost)

    def forget(self, face_id: int) -> None:
        """As if the machine had never found it."""

        def work(tx: Transaction) -> None:
            tx._cursor().execute("DELETE FROM match WHERE face_id = ?", [face_id]).fetchall()
            tx._cursor().execute("DELETE FROM face WHERE face_id = ?", [face_id]).fetchall()
            derive(tx, [301], school_day())

        self.district.db.write(work)

    def rows(self, sql: str, *given: object) -> list[tuple[object, ...]]:
        return self.district.db._cursor().execute(sql, list(given)).fetchall()

    def one(self, sql: str, *given: object):  # type: ignore[no-untyped-def]
        return self.rows(sql, *given)[0]

    @property
    def key(self) -> ClassDayKey:
        stored = register.class_day(self.district.db, EVERYTHING, 301, school_day())
        assert stored
        return ClassDayKey(301, school_day(), stored["rev"])

    def ask(self, min_face: int = 39) -> int:
        return rereading.request(self.district, SYSTEM, self.key, self.photo_id, min_face)

    def again(self):  # type: ignore[no-untyped-def]
        self.ask()
        self.adults.worker().work_off()
        return jobs.of_photo(self.district.db, EVERYTHING, READ_AGAIN, self.photo_id)


@pytest.fixture
def lost(read_adults: ClassOfAdults) -> Reread:
    return Reread(read_adults)


def test_the_missed_face_is_added_and_all_that_was_known_stays(lost: Reread) -> None:
    rev = lost.key.rev
    job = lost.again()
    assert (job["state"], job["detail"]["found"]) == ("done", 1)
    ((face_id, person, pupil, decision),) = lost.rows(
        "SELECT face_id, person, pupil_id, decision FROM face JOIN match USING (face_id) WHERE rank = 1 AND face_id NOT IN "
        "(SELECT unnest(?))",
        [row[0] for row in lost.before],
    )
    assert (person, pupil, decision) == (lost.person, lost.pupil, "accepted")
    kept = lost.rows("FROM face JOIN match USING (face_id) WHERE face_id <> ? ORDER BY ALL", face_id)
    assert kept == lost.before
    assert lost.key.rev >= rev
    shown = evidence.of_class_day(lost.district, SYSTEM, 301, school_day())
    (question,) = [one for one in shown.others if face_id in one.face_ids]
    crop = evidence.crop(lost.district, shown, question.crops[question.face_ids.index(face_id)])
    assert crop is not None


def test_reading_it_once_more_finds_nothing_new(lost: Reread) -> None:
    lost.again()
    count = lost.one("SELECT count(*) FROM face")
    lost.ask(38)
    lost.adults.worker().work_off()
    assert lost.one("SELECT count(*) FROM face") == count
    assert rereading.standing_of(lost.district, SYSTEM, lost.photo_id)["detail"] == {  # type: ignore[index]
        "min_face": 38, "photo_id": lost.photo_id, "found": 0,
    }  # fmt: skip


def test_a_face_that_a_person_drew_is_not_added_beside(lost: Reread) -> None:
    lost.again()
    newest = "SELECT face_id, x1, y1, x2, y2 FROM face WHERE photo_id = ? ORDER BY face_id DESC LIMIT 1"
    face_id, x1, y1, x2, y2 = lost.one(newest, lost.photo_id)
    lost.forget(face_id)
    review.tag(lost.district, SYSTEM, lost.key, lost.photo_id, (x1 - 2, y1 - 2, x2 + 2, y2 + 2), lost.pupil)
    lost.ask(37)
    lost.adults.worker().work_off()
    told = rereading.standing_of(lost.district, SYSTEM, lost.photo_id)
    assert told
    assert told["detail"]["found"] == 0


def test_it_is_on_the_audit_trail_with_who_asked(lost: Reread) -> None:
    lost.again()
    found = lost.rows("SELECT action, username FROM audit_trail WHERE action LIKE 'photo.read_again%' ORDER BY entry_id")
    assert found == [("photo.read_again_asked", "system"), ("photo.read_again", "system")]


def test_on_a_signed_day_it_is_refused_and_one_signed_meanwhile_fails_with_the_reason(lost: Reread) -> None:
    lost.ask()
    lost.district.db.write(lambda tx: put(tx, "block_day", day=school_day(), block_id="sabour", state="signed", figures="{}"))
    count = lost.one("SELECT count(*) FROM face")
    lost.adults.worker().work_off()
    job = rereading.standing_of(lost.district, SYSTEM, lost.photo_id)
    assert job
    assert job["state"] == "failed"
    assert "signed off" in job["error"]
    assert lost.one("SELECT count(*) FROM face") == count
    with pytest.raises(NotAllowed):
        lost.ask(38)


def test_what_cannot_be_done_is_told_before_anything_waits(lost: Reread) -> None:
    for min_face in (40, 500, 5):
        with pytest.raises(BadEntry):
            lost.ask(min_face)
    with pytest.raises(NotAllowed):
        rereading.request(lost.district, SYSTEM, lost.key, 99, 30)
    with pytest.raises(NotAllowed):
        rereading.request(lost.district, Account("k", "K", Role.BRC, frozenset({"kahalgaon"})), lost.key, lost.photo_id, 30)
    (name,) = lost.one("SELECT vault_name FROM photo WHERE photo_id = ?", lost.photo_id)
    lost.district.vault.remove(name)
    with pytest.raises(Changed):
        lost.ask()
    assert lost.rows("SELECT * FROM job WHERE kind = 'read_again'") == []


def test_it_is_asked_for_once_at_a_time(lost: Reread) -> None:
    lost.ask()
    with pytest.raises(BadEntry):
        lost.ask(38)
