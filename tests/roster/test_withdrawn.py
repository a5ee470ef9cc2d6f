"""From the moment of a withdrawal the machine looks for the pupil no more, and nobody says that they were missed."""

import pytest

from attendance.intake.accept import accept
from attendance.intake.reading import read_submission
from attendance.matching import gallery_of
from attendance.office import consent
from attendance.office.consent import Ground
from attendance.register import evidence
from benchmarks.faults.home import Stub
from data import jobs, leads, references, register
from data.clock import today
from recognition import decoding, photo
from tests.intake.support import photos
from tests.roster.read_days import DPO, EVERYTHING, MIS, days, figures, marks, missed, photographed, read
from tests.support import Small


@pytest.fixture
def known(small: Small) -> Small:
    photographed(small, [401, 402, 403, 404])
    return small


def pupil(small: Small, state: consent.State = "withdrawn") -> None:
    consent.say_of_pupil(small.district, MIS, 402, state, "form 7", today())


def school(small: Small) -> None:
    consent.say_of_schools(small.district, MIS, [201], "withdrawn", Ground.ORDER, "order 9", today())


def in_gallery(small: Small) -> list[int]:
    found = gallery_of(small.district.db, small.district.vault, [301], today(), "m")
    of_school = references.templates_of_schools(small.district.db, EVERYTHING, [201], today(), "m")
    compared = leads.templates(small.district.db, EVERYTHING, "m", range(9401, 9405))
    assert [row["pupil_id"] for row in of_school] == [key - 9000 for key in compared] == list(found.keys)
    return list(found.keys)


def test_a_face_is_named_no_more_once_the_parents_withdrew_and_again_when_they_consent(known: Small) -> None:
    day, before, earliest = days(3)
    read(known, earliest, [401, 402])
    pupil(known)
    read(known, before, [401, 402])
    pupil(known, "given")
    read(known, day, [401, 402])
    assert marks(known, earliest)[402] == marks(known, day)[402] == "present"
    assert 402 not in marks(known, before)
    assert figures(known, before) == (4, 1, 1, 2)
    row = register.class_day(known.district.db, EVERYTHING, 301, before)
    assert row is not None
    assert row["references_of"] == 3


def test_no_template_of_who_withdrew_comes_near_a_face(known: Small) -> None:
    assert in_gallery(known) == [401, 402, 403, 404]
    pupil(known)
    assert in_gallery(known) == [401, 403, 404]
    assert set(register.reference_photos(known.district.db, EVERYTHING, [301])) == {401, 403, 404}
    school(known)
    assert in_gallery(known) == []


def test_who_withdrew_is_on_no_list_of_those_who_are_missed(known: Small) -> None:
    pupil(known)
    for day in days(5):
        read(known, day, [401])
    assert missed(known, days(1)[0]) == {403, 404}


def test_photos_that_are_read_leave_out_who_withdrew(known: Small, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(photo, "inspect", decoding.header_of)
    pupil(known)
    (day,) = days(1)
    sent = accept(known.district, DPO, photos(1), [301], day, "visit")
    assert sent.submission_id
    job = known.district.db.write(lambda tx: jobs.claim(tx, EVERYTHING))
    assert job is not None
    read_submission(Stub(), known.district, job, lambda _done: None)  # type: ignore[arg-type]
    assert set(marks(known, day)) == {401, 403, 404}
    shown = evidence.of_class_day(known.district, DPO, 301, day).marks
    assert set(shown["pupil_id"]) == {401, 402, 403, 404}
