"""Photos that cannot be counted are told with what was measured; good ones, and backs seen from behind, are not."""

from dataclasses import replace
from typing import Any

import pytest

from attendance.intake.integrity.finding import CheckedPhoto, Finding
from attendance.intake.integrity.poor import poor
from recognition.pipeline import PhotoFacts
from tests.intake.integrity_support import CLEAR, facts, someone, subject
from tests.support import Small

FACES = [someone(number) for number in range(5)]


def found(small: Small, *photos: PhotoFacts, sides: tuple[str, ...] = ()) -> list[Finding]:
    given = subject(small, photos)
    if sides:
        turned = [
            CheckedPhoto(photo.row | {"side": side}, photo.facts, photo.matches)
            for photo, side in zip(given.photos, sides, strict=True)
        ]
        given = replace(given, photos=turned)
    return list(poor(given))


def test_good_photos_are_not_told(small: Small) -> None:
    assert found(small, facts(FACES), facts(FACES[:1])) == []


@pytest.mark.parametrize(
    ("photo", "evidence"),
    [
        (facts(FACES, sharpness=9.04), {"reason": "blurred", "sharpness": 9.0}),
        (facts(FACES, replace(CLEAR, light=31.0)), {"reason": "dark", "light": 31}),
        (facts(FACES, replace(CLEAR, size=22.0)), {"reason": "far", "face_px": 22}),
        (facts(light=12.0), {"reason": "dark", "light": 12}),
        (facts(), {"reason": "no_face"}),
    ],
)
def test_what_hinders_counting_is_told_as_measured(small: Small, photo: PhotoFacts, evidence: dict[str, Any]) -> None:
    (one,) = found(small, facts(FACES), photo)
    assert (one.kind, one.severity, one.evidence) == ("poor", 1, evidence)
    assert one.cause == f"poor:201:2026-11-23:{evidence['reason']}"


def test_a_class_from_behind_need_show_no_face(small: Small) -> None:
    assert found(small, facts(FACES), facts(), sides=("front", "back")) == []
    assert len(found(small, facts(FACES), facts(), sides=("back", "front"))) == 1


def test_no_face_on_any_photo_is_told_once_and_graver(small: Small) -> None:
    told = found(small, facts(), facts(), facts(sharpness=3.0))
    assert [(one.severity, one.evidence["reason"]) for one in told] == [(2, "no_face"), (1, "blurred")]
    assert told[0].photo_id != told[1].photo_id
