"""Marks follow from matches and verdicts as the design says, whatever the order and the number of either."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from attendance.marks import Mark, PupilMark, Sighting, name_of, settle
from attendance.said import NOTHING, Said, of_faces, standing

PUPILS = (1, 2, 3, 4)


def accepted(face: int, pupil: int, person: int, submission: str = "s") -> Sighting:
    return Sighting(face, submission, person, "accepted", pupil, 0.7)


def uncertain(face: int, proposed: tuple[int, ...], person: int, submission: str = "s") -> Sighting:
    return Sighting(face, submission, person, "uncertain", proposed[0], 0.42, tuple((pupil, 0.42) for pupil in proposed))


def stranger(face: int, person: int, submission: str = "s") -> Sighting:
    return Sighting(face, submission, person, "unknown", None, None)


def marks_of(sightings: list[Sighting], said: list[Said]) -> dict[int, Mark]:
    return {pupil: found.mark for pupil, found in settle(PUPILS, sightings, said).marks.items()}


def test_one_accepting_photo_is_enough() -> None:
    assert marks_of([stranger(10, 0), accepted(11, 1, 1)], [])[1] is Mark.PRESENT


def test_a_machine_never_makes_anyone_absent() -> None:
    assert set(marks_of([], []).values()) == {Mark.NOT_RECOGNISED}


def test_a_face_that_may_be_either_leaves_both_uncertain() -> None:
    found = marks_of([uncertain(10, (1, 2), 0)], [])
    assert (found[1], found[2], found[3]) == (Mark.UNCERTAIN, Mark.UNCERTAIN, Mark.NOT_RECOGNISED)


def test_an_uncertain_view_of_somebody_accepted_elsewhere_needs_nobody() -> None:
    settled = settle(PUPILS, [accepted(10, 1, 0), uncertain(11, (2,), 0)], [])
    assert settled.open_faces == {}
    assert settled.marks[2].mark is Mark.NOT_RECOGNISED


def test_confirming_names_the_pupil_and_explains_the_face() -> None:
    settled = settle(PUPILS, [uncertain(10, (1,), 0)], [Said(1, "same", 10, 1)])
    assert settled.marks[1] == PupilMark(Mark.PRESENT, "person", 0.42)
    assert (settled.unmatched, settled.open_faces) == (0, {})


def test_somebody_else_takes_the_mark_from_whom_the_machine_accepted() -> None:
    found = marks_of([accepted(10, 1, 0)], [Said(1, "other", 10, 2)])
    assert (found[1], found[2]) == (Mark.NOT_RECOGNISED, Mark.PRESENT)


def test_unknown_leaves_a_person_seen_but_not_named() -> None:
    settled = settle(PUPILS, [uncertain(10, (1,), 0)], [Said(1, "unknown", 10)])
    assert settled.marks[1].mark is Mark.NOT_RECOGNISED
    assert (settled.unmatched, settled.open_faces) == (1, {})


def test_a_persons_word_goes_before_the_machines_and_the_later_before_the_earlier() -> None:
    said = [Said(1, "absent", pupil_id=1), Said(2, "present", pupil_id=1), Said(3, "absent", pupil_id=1)]
    assert settle(PUPILS, [accepted(10, 1, 0)], said).marks[1] == PupilMark(Mark.ABSENT, "person")


def test_undo_brings_the_earlier_word_back_and_undoing_the_undo_the_later() -> None:
    said = [Said(1, "absent", pupil_id=1), Said(2, "undo", undoes=1)]
    assert marks_of([accepted(10, 1, 0)], said)[1] is Mark.PRESENT
    assert marks_of([accepted(10, 1, 0)], [*said, Said(3, "undo", undoes=2)])[1] is Mark.ABSENT


def test_a_stranger_from_four_sides_counts_once_and_of_two_submissions_the_larger_count_stands() -> None:
    seen = [stranger(10, 0), stranger(11, 0), stranger(12, 0), stranger(13, 0), stranger(14, 0, "t"), stranger(15, 1, "t")]
    assert settle(PUPILS, seen, []).unmatched == 2


SIGHTINGS = st.lists(
    st.builds(
        lambda person, decision, who, submission: (person, decision, who, submission),
        st.integers(0, 5),
        st.sampled_from(["accepted", "uncertain", "unknown"]),
        st.lists(st.sampled_from(PUPILS), min_size=1, max_size=3, unique=True),
        st.sampled_from(["s", "t"]),
    ),
    max_size=12,
).map(
    lambda rows: [
        Sighting(
            face,
            submission,
            person,
            decision,  # type: ignore[arg-type]
            who[0] if decision != "unknown" else None,
            0.5,
            tuple((pupil, 0.5 - 0.1 * rank) for rank, pupil in enumerate(who)) if decision != "unknown" else (),
            0.1,
        )
        for face, (person, decision, who, submission) in enumerate(rows)
    ]
)
DRAWN = [Sighting(face, "s", -face, "unknown", None, None, drawn=True) for face in (20, 21)]
VERDICTS = st.lists(
    st.tuples(
        st.sampled_from(["same", "other", "unknown", "not_this", "tagged", "present", "absent", "undo"]),
        st.integers(0, 11),
        st.sampled_from(PUPILS),
    ),
    max_size=12,
).map(
    lambda rows: [
        Said(
            number,
            kind,  # type: ignore[arg-type]
            20 + face % 2 if kind == "tagged" else face if kind in ("same", "other", "unknown", "not_this") else None,
            pupil if kind in ("same", "other", "not_this", "tagged", "present", "absent") else None,
            face if kind == "undo" else None,
        )
        for number, (kind, face, pupil) in enumerate(rows, start=1)
    ]
)


@given(SIGHTINGS, VERDICTS, st.randoms(use_true_random=False))
def test_every_pupil_has_one_mark_absent_only_by_a_person_and_order_does_not_matter(sightings, said, random) -> None:  # type: ignore[no-untyped-def]
    sightings = [*sightings, *DRAWN]
    settled = settle(PUPILS, sightings, said)
    assert set(settled.marks) == set(PUPILS)
    assert all(mark.marked_by == "person" for mark in settled.marks.values() if mark.mark is Mark.ABSENT)
    assert settled.unmatched <= settled.persons
    shuffled_faces, shuffled_said = list(sightings), list(said)
    random.shuffle(shuffled_faces)
    random.shuffle(shuffled_said)
    again = settle(PUPILS, shuffled_faces, shuffled_said)
    assert {pupil: found.mark for pupil, found in again.marks.items()} == {
        pupil: found.mark for pupil, found in settled.marks.items()
    }
    assert again.open_faces == settled.open_faces


@given(VERDICTS)
def test_taking_everything_back_leaves_nothing_said(said) -> None:  # type: ignore[no-untyped-def]
    stands = standing(said)
    more = [Said(len(said) + number, "undo", undoes=verdict.verdict_id) for number, verdict in enumerate(stands, start=1)]
    assert standing([*said, *more]) == []


@given(SIGHTINGS, VERDICTS, VERDICTS)
def test_undo_restores_exactly_what_stood_before(sightings, said, later) -> None:  # type: ignore[no-untyped-def]
    moved = [replace(one, verdict_id=one.verdict_id + 100) for one in later if one.kind != "undo"]
    undone = [Said(200 + number, "undo", undoes=one.verdict_id) for number, one in enumerate(moved)]
    seen = [*sightings, *DRAWN]
    assert settle(PUPILS, seen, [*said, *moved, *undone]) == settle(PUPILS, seen, said)


@given(SIGHTINGS, VERDICTS)
def test_a_refused_pupil_is_neither_named_nor_proposed_for_the_face(sightings, said) -> None:  # type: ignore[no-untyped-def]
    settled = settle(PUPILS, [*sightings, *DRAWN], said)
    words = of_faces(standing(said))
    for face in sightings:
        word = words.get(face.face_id, NOTHING)
        assert name_of(face, word) not in word.never
        assert not word.never & set(settled.open_faces.get(face.face_id, ()))


@given(SIGHTINGS, VERDICTS)
def test_a_persons_last_word_on_a_face_or_pupil_is_what_counts(sightings, said) -> None:  # type: ignore[no-untyped-def]
    settled = settle(PUPILS, [*sightings, *DRAWN], said)
    stand = standing(said)
    by_hand = {one.pupil_id: one.kind for one in stand if one.kind in ("present", "absent")}
    for pupil, found in settled.marks.items():
        if pupil in by_hand:
            assert (found.mark, found.marked_by) == (Mark(by_hand[pupil]), "person")
    last = {one.face_id: one for one in stand if one.face_id is not None}
    for face in sightings:
        word = last.get(face.face_id)
        if word and word.kind != "not_this" and word.pupil_id is not None and word.pupil_id not in by_hand:
            assert settled.marks[word.pupil_id] == replace(settled.marks[word.pupil_id], mark=Mark.PRESENT, marked_by="person")
        if word:
            assert face.face_id not in settled.open_faces or word.kind == "not_this"


@given(SIGHTINGS)
def test_refusing_everybody_for_every_face_leaves_nobody_named_and_everybody_seen(sightings) -> None:  # type: ignore[no-untyped-def]
    refused = [(face.face_id, pupil) for face in sightings for pupil in PUPILS]
    said = [Said(number, "not_this", face, pupil) for number, (face, pupil) in enumerate(refused, start=1)]
    settled = settle(PUPILS, sightings, said)
    assert {found.mark for found in settled.marks.values()} == {Mark.NOT_RECOGNISED}
    assert settled.open_faces == {}
    assert settled.unmatched == settled.persons


def test_of_several_candidates_the_next_moves_up_when_the_first_is_refused() -> None:
    face = Sighting(10, "s", 0, "uncertain", 1, 0.5, ((1, 0.5), (2, 0.40), (3, 0.37)), 0.04)
    assert settle(PUPILS, [face], []).open_faces == {10: (1,)}
    assert settle(PUPILS, [face], [Said(1, "not_this", 10, 1)]).open_faces == {10: (2, 3)}


def test_a_face_that_was_drawn_counts_as_one_person_with_the_pupil_seen_elsewhere() -> None:
    seen = [accepted(10, 1, 0), *DRAWN]
    assert settle(PUPILS, seen, []).persons == 1
    assert settle(PUPILS, seen, [Said(1, "tagged", 20, 1)]).persons == 1
    found = settle(PUPILS, seen, [Said(1, "tagged", 20, 2), Said(2, "tagged", 21)])
    assert (found.persons, found.unmatched, found.marks[2].mark) == (3, 1, Mark.PRESENT)


def test_two_persons_of_the_machine_whom_a_person_names_as_one_pupil_are_one() -> None:
    seen = [uncertain(10, (1,), 0), uncertain(11, (1,), 1)]
    assert settle(PUPILS, seen, [Said(1, "same", 10, 1), Said(2, "same", 11, 1)]).persons == 1
