"""Decisions of people: each counts at once, none is lost, none writes over what its maker has not seen."""

from collections.abc import Callable

import pytest

from attendance.derive import derive
from attendance.errors import BadEntry, Changed, NotAllowed
from attendance.marks import Mark
from attendance.office.access import Account, Role
from attendance.register import evidence, review
from attendance.register.review import ClassDayKey, Decided
from tests.data.two_blocks import put
from tests.register.room import ASHA, MOMENT, RAVI, Face, Room, remove_photos

Decision = Callable[[Room, Account, ClassDayKey], Decided]


A, B, C = 31_001, 31_002, 31_003
"""The three faces."""


def test_not_this_takes_the_machines_name_and_asks_about_the_next(room: Room) -> None:
    district = room.small.district
    done = review.not_this(district, ASHA, room.key(), [A], 401)
    assert (room.mark(401), room.mark(402)) == ("not_recognised", "uncertain")
    shown = evidence.of_class_day(district, ASHA, 301, room.day)
    asked = next(question for question in shown.questions if A in question.face_ids)
    assert [who.pupil_id for who in asked.candidates] == [402, 404]
    review.undo(district, ASHA, room.key(), done.verdict_ids)
    assert (room.mark(401), room.mark(402)) == ("present", "not_recognised")


def test_a_refused_pupil_is_never_proposed_again_and_the_face_is_asked_about_nobody_when_none_is_left(room: Room) -> None:
    district = room.small.district
    for pupil in (403, 404):
        review.not_this(district, ASHA, room.key(), [B], pupil)
    shown = evidence.of_class_day(district, ASHA, 301, room.day)
    assert [question for question in shown.questions if B in question.face_ids] == []
    assert [who for question in shown.others if B in question.face_ids for who in question.candidates] == []
    room.write(lambda tx: derive(tx, [301], room.day))
    assert (room.mark(403), room.mark(404)) == ("not_recognised", "not_recognised")


def test_naming_a_refused_pupil_after_all_counts(room: Room) -> None:
    review.not_this(room.small.district, ASHA, room.key(), [B], 403)
    review.somebody_else(room.small.district, ASHA, room.key(), [B], 403)
    assert room.mark(403) == "present"


def test_what_the_machine_said_stays(room: Room) -> None:
    tables = ("face", "match")
    before = [room.small.district.db._cursor().execute(f"FROM {table} ORDER BY ALL").fetchall() for table in tables]
    review.not_this(room.small.district, ASHA, room.key(), [A], 401)
    review.unknown(room.small.district, ASHA, room.key(), [B])
    assert [room.small.district.db._cursor().execute(f"FROM {table} ORDER BY ALL").fetchall() for table in tables] == before


class TestDrawn:
    """A face that a person draws."""

    def tag(self, room: Room, pupil: int | None, who: Account = ASHA) -> Decided:
        room.keep_photo(31_000)
        return review.tag(room.small.district, who, room.key(), 31_000, (400, 400, 460, 480), pupil)

    def test_as_a_pupil_it_makes_them_present_and_a_person_seen(self, room: Room) -> None:
        before = room.class_day()
        done = self.tag(room, 404)
        assert (room.mark(404), room.class_day()["faces"]) == ("present", before["faces"] + 1)
        shown = evidence.of_class_day(room.small.district, ASHA, 301, room.day)
        (box,) = [box for box in shown.boxes if box.drawn]
        assert (box.pupil_id, box.state, box.xyxy) == (404, "named", (400, 400, 460, 480))
        (question,) = [one for one in shown.others if box.face_id in one.face_ids]
        crop = evidence.crop(room.small.district, shown, question.crops[0])
        assert crop is not None
        assert crop[:4] == b"RIFF"
        review.undo(room.small.district, ASHA, room.key(), done.verdict_ids)
        again = evidence.of_class_day(room.small.district, ASHA, 301, room.day)
        assert room.class_day()["faces"] == before["faces"]
        assert not [box for box in again.boxes if box.drawn]

    def test_as_nobody_known_it_is_one_more_person_seen_but_not_named(self, room: Room) -> None:
        before = room.class_day()
        self.tag(room, None)
        after = room.class_day()
        assert (after["faces"], after["seen_not_named"]) == (before["faces"] + 1, before["seen_not_named"] + 1)

    def test_of_a_pupil_seen_already_it_is_no_further_person(self, room: Room) -> None:
        before = room.class_day()
        self.tag(room, 401)
        assert room.class_day()["faces"] == before["faces"]

    def test_it_can_be_named_later_and_refused(self, room: Room) -> None:
        self.tag(room, None)
        face = room.said()[-1]["face_id"]
        review.somebody_else(room.small.district, ASHA, room.key(), [face], 404)
        assert room.mark(404) == "present"
        review.not_this(room.small.district, ASHA, room.key(), [face], 404)
        assert room.mark(404) == "uncertain"  # face B may still be 404

    def test_a_face_that_has_a_box_is_not_drawn_twice(self, room: Room) -> None:
        self.tag(room, None)
        for box in ((402, 402, 462, 482), (0, 0, 49, 61)):
            with pytest.raises(BadEntry):
                review.tag(room.small.district, ASHA, room.key(), 31_000, box, 404)
        assert len(room.small.district.vault.names("crop")) == 1

    def test_after_an_undo_it_may_be_drawn_again(self, room: Room) -> None:
        done = self.tag(room, None)
        review.undo(room.small.district, ASHA, room.key(), done.verdict_ids)
        self.tag(room, 404)
        assert room.mark(404) == "present"

    @pytest.mark.parametrize("box", [(10, 10, 12, 12), (2000, 2000, 2100, 2100), (100, 500, 900, 504)])
    def test_a_slip_of_the_finger_is_no_face(self, room: Room, box: tuple[float, float, float, float]) -> None:
        room.keep_photo(31_000)
        with pytest.raises(BadEntry):
            review.tag(room.small.district, ASHA, room.key(), 31_000, box, None)

    def test_on_a_photo_that_was_erased_meanwhile_it_is_told(self, room: Room) -> None:
        with pytest.raises(Changed) as problem:
            review.tag(room.small.district, ASHA, room.key(), 31_000, (400, 400, 460, 480), None)
        assert "deleted" in str(problem.value)

    def test_on_a_photo_of_another_class_day_it_is_refused(self, room: Room) -> None:
        with pytest.raises(NotAllowed):
            review.tag(room.small.district, ASHA, room.key(), 99, (400, 400, 460, 480), None)


def test_an_erased_photo_is_no_error_and_its_faces_can_still_be_decided(room: Room) -> None:
    district = room.small.district
    shown = evidence.of_class_day(district, ASHA, 301, room.day)
    assert evidence.photo(district, shown, 31_000) is None
    assert evidence.crop(district, shown, shown.questions[0].crops[0]) is None
    review.same(district, ASHA, shown.key, [B], 403)
    assert room.mark(403) == "present"


def test_nearly_sure_is_who_is_close_below_being_accepted_clearly_ahead_and_the_first_of_no_other_person(room: Room) -> None:
    room.submit(
        [
            Face(0, "uncertain", [(402, 0.6), (401, 0.4)], 0.60),
            Face(1, "uncertain", [(403, 0.6), (404, 0.55)], 0.60),
            Face(2, "uncertain", [(404, 0.6)], 0.50),
        ]
    )
    shown = evidence.of_class_day(room.small.district, ASHA, 301, room.day)
    assert {question.candidates[0].pupil_id for question in shown.questions if question.sure} == {402}
    room.submit([Face(0, "uncertain", [(402, 0.5), (401, 0.1)], 0.45)])
    again = evidence.of_class_day(room.small.district, ASHA, 301, room.day)
    assert not [question for question in again.questions if question.sure]


def test_several_nearly_sure_ones_are_confirmed_and_taken_back_in_one_step(room: Room) -> None:
    done = review.confirm_sure(room.small.district, ASHA, room.key(), [([B], 403), ([C], 402)])
    assert (room.mark(402), room.mark(403)) == ("present", "present")
    assert len({row["revs"][301] for row in room.said()}) == 1
    review.undo(room.small.district, ASHA, room.key(), done.verdict_ids)
    assert (room.mark(402), room.mark(403)) == ("not_recognised", "uncertain")


def test_a_taking_back_is_not_taken_twice(room: Room) -> None:
    done = review.unknown(room.small.district, ASHA, room.key(), [C])
    review.undo(room.small.district, ASHA, room.key(), done.verdict_ids)
    with pytest.raises(BadEntry):
        review.undo(room.small.district, ASHA, room.key(), done.verdict_ids)


class TestTwoPeople:
    """Both have the class day open; Asha decides first."""

    @pytest.mark.parametrize(
        ("first", "second"),
        [
            (
                lambda r, k: review.unknown(r.small.district, ASHA, k, [C]),
                lambda r, k: review.same(r.small.district, RAVI, k, [B], 403),
            ),
            (
                lambda r, k: review.same(r.small.district, ASHA, k, [B], 403),
                lambda r, k: review.not_this(r.small.district, RAVI, k, [A], 401),
            ),
            (
                lambda r, k: review.mark_by_hand(r.small.district, ASHA, k, 402, Mark.ABSENT, "the teacher"),
                lambda r, k: review.same(r.small.district, RAVI, k, [B], 403),
            ),
        ],
    )
    def test_different_children_go_together(
        self, room: Room, first: Callable[..., Decided], second: Callable[..., Decided]
    ) -> None:
        seen = room.key()
        first(room, seen)
        done = second(room, seen)
        assert (done.merged, done.rev) == (True, seen.rev + 2)
        assert [row["said_by"] for row in room.said()] == ["asha", "ravi"]

    @pytest.mark.parametrize(
        ("first", "second", "words"),
        [
            (
                lambda r, k: review.same(r.small.district, ASHA, k, [B], 403),
                lambda r, k: review.somebody_else(r.small.district, RAVI, k, [B], 404),
                "Asha confirmed a face as Pupil 403",
            ),
            (
                lambda r, k: review.unknown(r.small.district, ASHA, k, [C]),
                lambda r, k: review.somebody_else(r.small.district, RAVI, k, [C], 402),
                "Asha said of this face that nobody can be named",
            ),
            (
                lambda r, k: review.not_this(r.small.district, ASHA, k, [A], 401),
                lambda r, k: review.mark_by_hand(r.small.district, RAVI, k, 401, Mark.PRESENT, "seen"),
                "Asha said that this face is not Pupil 401",
            ),
            (
                lambda r, k: review.mark_by_hand(r.small.district, ASHA, k, 403, Mark.ABSENT, "the teacher"),
                lambda r, k: review.same(r.small.district, RAVI, k, [B], 403),
                "Asha marked Pupil 403 absent",
            ),
        ],
    )
    def test_about_the_same_the_later_is_told_who_and_what(
        self, room: Room, first: Callable[..., Decided], second: Callable[..., Decided], words: str
    ) -> None:
        seen = room.key()
        first(room, seen)
        before = room.figures()
        with pytest.raises(Changed) as problem:
            second(room, seen)
        assert words in str(problem.value)
        assert room.figures() == before
        assert [row["said_by"] for row in room.said()] == ["asha"]

    def test_a_verdict_that_changes_no_mark_is_not_written_over_either(self, room: Room) -> None:
        seen = room.key()
        before = room.figures()
        review.unknown(room.small.district, ASHA, seen, [C])
        assert room.figures() == before
        with pytest.raises(Changed):
            review.somebody_else(room.small.district, RAVI, seen, [C], 402)

    def test_one_person_in_two_photos_is_the_same(self, room: Room) -> None:
        (faces,) = room.submit([Face(0, "uncertain", [(402, 0.4)], 0.4)], [Face(0, "uncertain", [(402, 0.41)], 0.4)])[:1]
        other = faces[0] + 100
        seen = room.key()
        review.unknown(room.small.district, ASHA, seen, [faces[0]])
        with pytest.raises(Changed):
            review.same(room.small.district, RAVI, seen, [other], 402)

    def test_a_taking_back_is_about_what_it_takes_back(self, room: Room) -> None:
        done = review.same(room.small.district, ASHA, room.key(), [B], 403)
        seen = room.key()
        review.undo(room.small.district, ASHA, seen, done.verdict_ids)
        with pytest.raises(Changed) as problem:
            review.somebody_else(room.small.district, RAVI, seen, [B], 404)
        assert "Asha took a decision about this back" in str(problem.value)
        assert review.not_this(room.small.district, RAVI, seen, [A], 401).merged

    def test_an_undo_goes_together_with_what_others_decided_about_other_children(self, room: Room) -> None:
        done = review.same(room.small.district, ASHA, room.key(), [B], 403)
        review.not_this(room.small.district, RAVI, room.key(), [A], 401)
        review.undo(room.small.district, ASHA, ClassDayKey(301, room.day, done.rev), done.verdict_ids)
        assert (room.mark(403), room.mark(401)) == ("uncertain", "not_recognised")

    def test_new_photos_read_meanwhile_are_told(self, room: Room) -> None:
        seen = room.key()
        room.submit([Face(0, "accepted", [(402, 0.7)], 0.7)])
        review.unknown(room.small.district, ASHA, room.key(), [C])
        with pytest.raises(Changed) as problem:
            review.same(room.small.district, RAVI, seen, [B], 403)
        assert "New photos" in str(problem.value)

    def test_what_oneself_decided_in_another_window_is_no_surprise(self, room: Room) -> None:
        seen = room.key()
        review.same(room.small.district, ASHA, seen, [B], 403)
        review.somebody_else(room.small.district, ASHA, seen, [B], 404)
        assert (room.mark(403), room.mark(404)) == ("not_recognised", "present")

    def test_two_who_draw_the_same_face_do_not_count_it_twice(self, room: Room) -> None:
        room.keep_photo(31_000)
        seen = room.key()
        review.tag(room.small.district, ASHA, seen, 31_000, (400, 400, 460, 480), None)
        with pytest.raises(BadEntry):
            review.tag(room.small.district, RAVI, seen, 31_000, (398, 400, 460, 482), None)


class TestTwoClassesInOneRoom:
    """Class sections 301 and 302 on the same photos."""

    @pytest.fixture
    def shared(self, room: Room) -> Room:
        room.write(remove_photos)
        made = Room(room.small, sections=(301, 302))
        made.submit([Face(0, "uncertain", [(401, 0.45), (405, 0.44)], 0.4), Face(1, "unknown", [(402, 0.1)], 0.1)])
        return made

    def test_what_was_said_in_one_is_not_written_over_in_the_other(self, shared: Room) -> None:
        seen = shared.key(302)
        review.unknown(shared.small.district, ASHA, shared.key(301), [A + 1])
        with pytest.raises(Changed) as problem:
            review.somebody_else(shared.small.district, RAVI, seen, [A + 1], 406)
        assert "Asha" in str(problem.value)
        assert review.same(shared.small.district, RAVI, seen, [A], 405).merged

    def test_a_face_named_in_one_is_not_asked_about_in_the_other(self, shared: Room) -> None:
        review.same(shared.small.district, ASHA, shared.key(301), [A], 401)
        shown = evidence.of_class_day(shared.small.district, ASHA, 302, shared.day)
        assert shown.questions == ()
        assert next(box for box in shown.boxes if box.face_id == A).pupil_id == 401

    def test_children_of_both_are_proposed_by_name(self, shared: Room) -> None:
        (question,) = evidence.of_class_day(shared.small.district, ASHA, 302, shared.day).questions
        assert [who.name_en for who in question.candidates] == ["Pupil 401", "Pupil 405"]


class TestTheRollChanged:
    """While the class day was open."""

    def test_a_pupil_who_left_is_told_by_name_and_nothing_is_lost(self, room: Room) -> None:
        review.not_this(room.small.district, ASHA, room.key(), [A], 401)
        seen = room.key()
        room.write(lambda tx: tx._cursor().execute("DELETE FROM enrolment WHERE pupil_id = 403").fetchall())
        with pytest.raises(Changed) as problem:
            review.same(room.small.district, RAVI, seen, [B], 403)
        assert "Pupil 403 is no longer on the roll" in str(problem.value)
        assert [row["kind"] for row in room.said()] == ["not_this"]
        assert room.class_day()["enrolled"] == 3
        review.somebody_else(room.small.district, RAVI, room.key(), [B], 404)
        assert room.mark(404) == "present"

    def test_a_pupil_who_came_can_be_named_at_once(self, room: Room) -> None:
        seen = room.key()
        room.write(lambda tx: tx._cursor().execute("DELETE FROM enrolment WHERE pupil_id = 405").fetchall())
        room.write(lambda tx: put(tx, "enrolment", pupil_id=405, class_section_id=301, roll_number=9, from_day=MOMENT.date()))
        review.somebody_else(room.small.district, RAVI, seen, [C], 405)
        assert (room.mark(405), room.class_day()["enrolled"]) == ("present", 5)

    def test_somebody_who_never_was_on_it_is_refused(self, room: Room) -> None:
        with pytest.raises(BadEntry):
            review.same(room.small.district, ASHA, room.key(), [B], 409)


def test_a_signed_day_refuses_each_decision(room: Room) -> None:
    room.write(lambda tx: put(tx, "block_day", day=room.day, block_id="sabour", state="signed", figures="{}"))
    room.keep_photo(31_000)
    before = room.figures()
    for decide in (
        lambda: review.not_this(room.small.district, ASHA, room.key(), [A], 401),
        lambda: review.tag(room.small.district, ASHA, room.key(), 31_000, (400, 400, 460, 480), None),
        lambda: review.confirm_sure(room.small.district, ASHA, room.key(), [([B], 403)]),
    ):
        with pytest.raises(NotAllowed):
            decide()
    assert (room.figures(), room.said()) == (before, [])
    assert room.small.district.vault.names("crop") == []


def test_a_role_without_review_and_a_foreign_block_decide_nothing(room: Room) -> None:
    for account in (Account("t", "T", Role.TRAINER), Account("k", "K", Role.BRC, frozenset({"kahalgaon"}))):
        with pytest.raises(NotAllowed):
            review.not_this(room.small.district, account, room.key(), [A], 401)
    assert room.said() == []


def test_each_step_is_on_the_audit_trail_with_its_faces(room: Room) -> None:
    review.confirm_sure(room.small.district, ASHA, room.key(), [([B, C], 403)])
    rows = room.small.district.db._cursor().execute("SELECT action, detail FROM audit_trail WHERE username = 'asha'").fetchall()
    (row,) = rows
    assert row[0] == "verdict.same"
    assert str(B) in row[1]
    assert str(C) in row[1]
