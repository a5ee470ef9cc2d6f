"""Who is on the photos: another class, strangers, too few; a class day with three submissions, and one without references."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from numpy.typing import NDArray

from attendance.intake.integrity.finding import Finding
from attendance.intake.integrity.people import too_few, wrong_class_or_strangers
from attendance.office import settings
from attendance.office.access import Account, Role
from data import headcounts, references, submissions
from data.clock import utc_now
from data.database import Transaction
from data.references import NewReference
from data.scope import Scope
from recognition.matching import Gallery
from tests.intake.integrity_support import CLEAR, MODEL, MONDAY, facts, sent, someone, subject
from tests.reports.support import add_class_day
from tests.support import Small

EVERYTHING = Scope.everything()
Face = NDArray[np.float32]


def refer(small: Small, pupils: Sequence[int]) -> None:
    """Give each of these pupils a reference photo: of the face of `someone` with the pupil's number."""

    def work(tx: Transaction) -> None:
        for pupil in pupils:

            def seal(key: int, pupil: int = pupil) -> bytes:
                return small.district.vault.seal(someone(pupil).astype("<f4").tobytes(), f"template/{key}")

            references.add(tx, EVERYTHING, NewReference(pupil, f"{pupil:064x}", f"reference/{pupil}", 200, MODEL, seal, "mis"))

    small.district.db.write(work)


def seen(*pupils: int) -> list[Face]:
    """Their faces on a photo, each a little different from the reference."""
    return [someone(10_000 + pupil, like=pupil, share=0.85) for pupil in pupils]


def gallery(*pupils: int) -> Gallery:
    return Gallery.from_references([(pupil, someone(pupil)) for pupil in pupils], MODEL)


def who(small: Small, faces: Sequence[Face], own: Gallery, **how: object) -> list[Finding]:
    return list(wrong_class_or_strangers(subject(small, [facts(faces)], own, **how)))


def test_the_class_itself_is_no_other_class(small: Small) -> None:
    refer(small, range(401, 409))
    assert who(small, seen(401, 402, 403, 404), gallery(*range(401, 405))) == []
    assert who(small, seen(401, 402), gallery(*range(401, 405))) == []


def test_another_class_of_the_school_is_named_with_both_counts(small: Small) -> None:
    refer(small, range(401, 409))
    (one,) = who(small, seen(405, 406, 407, 408), gallery(*range(401, 405)))
    assert (one.kind, one.severity, one.photo_id) == ("wrong_class", 3, None)
    assert one.evidence == {"class_section_id": 302, "here": 0, "there": 4, "persons": 4, "recognised": 4}


def test_another_class_is_known_where_the_own_one_has_no_reference_photos(small: Small) -> None:
    refer(small, range(405, 409))
    (one,) = who(small, seen(405, 406, 407), gallery())
    assert one.evidence["class_section_id"] == 302


def test_two_classes_in_one_room_are_one_submission(small: Small) -> None:
    refer(small, range(401, 409))
    assert who(small, seen(*range(401, 409)), gallery(*range(401, 409)), sections=(301, 302)) == []


def test_a_few_of_another_class_in_the_room_do_not_make_it_that_class(small: Small) -> None:
    refer(small, range(401, 409))
    assert who(small, seen(401, 402, 403, 405, 406, 407), gallery(*range(401, 405))) == []


def test_a_look_alike_in_another_class_takes_nobody_away(small: Small) -> None:
    refer(small, range(401, 405))

    # Each of the other class resembles one of this one.
    def work(tx: Transaction) -> None:
        for pupil, like in zip(range(405, 409), range(401, 405), strict=True):

            def seal(key: int, pupil: int = pupil, like: int = like) -> bytes:
                vector = someone(pupil, like=like, share=0.75)
                return small.district.vault.seal(vector.astype("<f4").tobytes(), f"template/{key}")

            references.add(tx, EVERYTHING, NewReference(pupil, f"{pupil:064x}", f"reference/{pupil}", 200, MODEL, seal, "mis"))

    small.district.db.write(work)
    assert who(small, seen(401, 402, 403, 404), gallery(*range(401, 405))) == []


def test_strangers_are_told_once_enough_have_reference_photos(small: Small) -> None:
    unknown = [someone(number) for number in range(900, 905)]
    refer(small, (401,))
    assert who(small, unknown, gallery(401)) == []
    refer(small, (402, 403))
    (one,) = who(small, [*seen(401), *unknown], gallery(401, 402, 403))
    # One of the five may be the pupil who has no reference photo.
    assert (one.kind, one.severity, one.evidence) == ("strangers", 1, {"unmatched": 4, "persons": 6, "percent": 67})


def test_faces_too_poor_to_be_known_are_no_strangers(small: Small) -> None:
    refer(small, range(401, 405))
    unknown = [someone(number) for number in range(900, 905)]
    poor = facts(unknown, replace(CLEAR, size=25.0))
    assert list(wrong_class_or_strangers(subject(small, [poor], gallery(*range(401, 405))))) == []
    settings.save(small.district, Account("mis", "MIS", Role.MIS), strangers_percent=95)
    assert who(small, [*seen(401), *unknown], gallery(*range(401, 405))) == []


def test_pupils_who_were_nearly_recognised_are_no_strangers(small: Small) -> None:
    refer(small, range(401, 405))
    blurred = [someone(20_000 + pupil, like=pupil, share=0.55) for pupil in range(401, 405)]
    assert subject(small, [facts(blurred)], gallery(*range(401, 405))).fused.unmatched == 4
    assert who(small, blurred, gallery(*range(401, 405))) == []


def few(small: Small, faces: Sequence[Face], **how: object) -> list[Finding]:
    """Found with a submission that no other one waits beside."""
    small.district.db.write(lambda tx: tx._cursor().execute("DELETE FROM submission WHERE read_at IS NULL").fetchall())
    return list(too_few(subject(small, [facts(faces)], **how)))


def count(small: Small, section: int, kind: str, counted: int) -> None:
    row = {"day": MONDAY, "school_id": 201, "class_section_id": section, "kind": kind, "counted": counted}
    small.district.db.write(lambda tx: headcounts.put(tx, EVERYTHING, pd.DataFrame([row]), utc_now()))


FOUR = [someone(number) for number in range(4)]


def test_one_face_of_four_enrolled_is_too_few_and_two_are_not(small: Small) -> None:
    (one,) = few(small, FOUR[:1])
    assert (one.kind, one.severity) == ("too_few", 1)
    assert one.evidence == {"faces": 1, "enrolled": 4, "register": None, "meals": None}
    assert few(small, FOUR[:2]) == []


@pytest.mark.parametrize("kind", ["register", "meal"])
def test_fewer_than_others_counted_is_graver(small: Small, kind: str) -> None:
    count(small, 301, kind, 10)
    (one,) = few(small, FOUR)
    assert one.severity == 2
    assert one.evidence["register" if kind == "register" else "meals"] == 10
    count(small, 301, kind, 6)
    assert few(small, FOUR) == []


def test_a_count_of_the_whole_school_or_of_one_of_two_classes_says_nothing(small: Small) -> None:
    count(small, 0, "meal", 200)
    count(small, 301, "register", 100)
    assert few(small, FOUR, sections=(301, 302)) == []
    count(small, 302, "register", 2)
    assert few(small, FOUR, sections=(301, 302))[0].evidence["register"] == 102


def test_nothing_is_said_before_all_submissions_of_the_class_day_are_read(small: Small) -> None:
    third = subject(small, [facts(FOUR[:1])])
    second = sent(small, [facts(FOUR)])
    assert list(too_few(third)) == []
    small.district.db.write(lambda tx: submissions.mark_read(tx, EVERYTHING, second))
    assert len(list(too_few(third))) == 1


def test_what_earlier_submissions_show_counts(small: Small) -> None:
    add_class_day(small, 301, MONDAY, counts=(1, 2, 1, 0))
    assert few(small, FOUR[:1]) == []
