"""Marks follow from matches and verdicts as the design says, whatever the order and the number of either."""

from hypothesis import given
from hypothesis import strategies as st

from attendance.register.marks import Mark, PupilMark, Sighting, settle
from attendance.said import Said, standing

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
VERDICTS = st.lists(
    st.tuples(
        st.sampled_from(["same", "other", "unknown", "present", "absent", "undo"]),
        st.integers(0, 11),
        st.sampled_from(PUPILS),
    ),
    max_size=12,
).map(
    lambda rows: [
        Said(
            number,
            kind,  # type: ignore[arg-type]
            face if kind in ("same", "other", "unknown") else None,
            pupil if kind in ("same", "other", "present", "absent") else None,
            face if kind == "undo" else None,
        )
        for number, (kind, face, pupil) in enumerate(rows, start=1)
    ]
)


@given(SIGHTINGS, VERDICTS, st.randoms(use_true_random=False))
def test_every_pupil_has_one_mark_absent_only_by_a_person_and_order_does_not_matter(sightings, said, random) -> None:  # type: ignore[no-untyped-def]
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
