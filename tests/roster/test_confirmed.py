"""A face of a class photo that a person confirmed is kept as a reference photo when somebody chooses to, and only then."""

import numpy as np
import pytest

from attendance.errors import BadFile, NotAllowed
from attendance.office.access import Account, Role
from attendance.register import evidence, review
from attendance.register.review import Decided
from attendance.roster import confirmed, storing
from attendance.roster.confirmed import ConfirmedFace
from data import faces, references
from data.scope import Scope
from recognition.pipeline import Pipeline
from tests.intake.conftest import ClassOfAdults, composed, read_adults, read_home, unread_home
from tests.support import school_day

__all__ = ["composed", "read_adults", "read_home", "unread_home"]
EVERYTHING = Scope.everything()
MIS = Account("mis", "MIS", Role.MIS)
ELSEWHERE = Account("brc", "BRC", Role.BRC, frozenset({"kahalgaon"}))


def said(adults: ClassOfAdults, smallest: bool = False) -> tuple[int, int, Decided]:
    """A person confirms the largest (or smallest) face that the machine accepted: the face, its pupil, and the decision."""
    district = adults.small.district
    rows = faces.of_class_day(district.db, EVERYTHING, 301, school_day())
    accepted = [row for row in rows if row["decision"] == "accepted"]
    row = sorted(accepted, key=lambda one: one["y2"] - one["y1"])[0 if smallest else -1]
    key = evidence.of_class_day(district, MIS, 301, school_day()).key
    return row["face_id"], row["pupil_id"], review.same(district, MIS, key, [row["face_id"]], row["pupil_id"])


def listed(adults: ClassOfAdults, pupil: int) -> list[ConfirmedFace]:
    return list(confirmed.of_pupil(adults.small.district, MIS, pupil))


def test_a_face_is_kept_only_when_somebody_says_so_and_can_be_embedded_again(
    read_adults: ClassOfAdults, pipeline: Pipeline
) -> None:
    district = read_adults.small.district
    face, pupil, _ = said(read_adults)
    (shown,) = listed(read_adults, pupil)
    assert (shown.face_id, shown.problem, shown.kept, shown.crop is not None) == (face, None, False, True)
    assert len(references.of_pupils(district.db, EVERYTHING, [pupil])) == 1
    key = confirmed.keep(district, MIS, pipeline, pupil, face)
    kept = references.of_pupils(district.db, EVERYTHING, [pupil]).set_index("reference_photo_id").loc[key]
    assert (kept["source"], kept["face_id"]) == ("class_photo", face)
    again = pipeline.read_reference(district.vault.get(kept["vault_name"]))
    assert again.usable
    assert again.embedding is not None
    rows = references.templates_of(district.db, EVERYTHING, [301], school_day(), pipeline.model)
    sealed = next(row["sealed"] for row in rows if row["reference_photo_id"] == key)
    template = np.frombuffer(district.vault.unseal(sealed, storing.template_name(key)), "<f4")
    assert float(template @ again.embedding) > 0.999
    assert listed(read_adults, pupil)[0].kept
    assert confirmed.keep(district, MIS, pipeline, pupil, face) == key
    assert len(references.of_pupils(district.db, EVERYTHING, [pupil])) == 2
    trail = district.db._cursor().execute(
        "SELECT detail->>'source', detail->>'face' FROM audit_trail WHERE detail->>'reference_photo_id' = ?", [str(key)]
    )
    assert trail.fetchall() == [("class_photo", str(face))]


def test_a_face_that_nobody_confirmed_or_that_was_taken_back_is_not_kept(
    read_adults: ClassOfAdults, pipeline: Pipeline
) -> None:
    district = read_adults.small.district
    face, pupil, decided = said(read_adults)
    key = evidence.of_class_day(district, MIS, 301, school_day()).key
    other = next(one for one in read_adults.small.pupils_of(301) if one != pupil)
    for who, whom in ((MIS, other), (ELSEWHERE, pupil)):
        assert confirmed.of_pupil(district, who, whom) == ()
        with pytest.raises(NotAllowed):
            confirmed.keep(district, who, pipeline, whom, face)
    assert confirmed.taken_back(district, MIS, pupil, [face]) == set()
    undone = review.undo(district, MIS, key, decided.verdict_ids)
    assert listed(read_adults, pupil) == []
    assert confirmed.taken_back(district, MIS, pupil, [face]) == {face}
    assert confirmed.taken_back(district, ELSEWHERE, pupil, [face]) == set()
    with pytest.raises(NotAllowed):
        confirmed.keep(district, MIS, pipeline, pupil, face)
    # Somebody else's later word about the same face counts, not the earlier one.
    key = evidence.of_class_day(district, MIS, 301, school_day()).key
    assert key.rev == undone.rev
    review.same(district, MIS, key, [face], pupil)
    review.somebody_else(district, MIS, evidence.of_class_day(district, MIS, 301, school_day()).key, [face], other)
    assert listed(read_adults, pupil) == []
    assert [one.face_id for one in listed(read_adults, other)] == [face]


def test_a_face_too_small_or_whose_photo_is_gone_says_so(
    in_english: None, read_adults: ClassOfAdults, pipeline: Pipeline
) -> None:
    district = read_adults.small.district
    small, pupil, _ = said(read_adults, smallest=True)
    shown = next(one for one in listed(read_adults, pupil) if one.face_id == small)
    assert "should be at least 80" in str(shown.problem)
    with pytest.raises(BadFile, match="at least"):
        confirmed.keep(district, MIS, pipeline, pupil, small)
    large, whose, _ = said(read_adults)
    for row in faces.photos_of_class_day(district.db, EVERYTHING, 301, school_day()):
        district.vault.remove(row["vault_name"])
    shown = next(one for one in listed(read_adults, whose) if one.face_id == large)
    assert "was deleted" in str(shown.problem)
    with pytest.raises(BadFile, match="deleted"):
        confirmed.keep(district, MIS, pipeline, whose, large)
    assert len(references.of_pupils(district.db, EVERYTHING, [pupil, whose])) == len({pupil, whose})
