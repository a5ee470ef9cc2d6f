"""Advice on the next photos: told when it matters, with numbers, and not otherwise."""

from typing import Any

from attendance.register.advice import advise

FIGURES = {"photos": 4, "faces": 30, "enrolled": 40}
PHOTOS = [{"width": 4000, "height": 3000, "sharpness": 120.0}]


def face(height: float = 60, **changes: Any) -> dict[str, Any]:
    good = {"y1": 10.0, "y2": 10.0 + height, "blur": 400.0, "confidence": 0.99, "cut": False}
    return good | {"light": 120.0, "roll": 0.0, "yaw": 0.0} | changes


def told(shown: list[dict[str, Any]], photos: list[dict[str, Any]] = PHOTOS, **figures: int) -> list[str]:
    return [str(one) for one in advise(shown, photos, FIGURES | figures)]


def test_good_photos_and_one_bad_face_need_no_advice() -> None:
    assert told([face()] * 30) == []
    assert told([face()] * 30 + [face(yaw=0.5, light=20.0)]) == []
    assert told([]) == []


def test_small_faces_are_told_with_their_size_and_what_is_needed() -> None:
    (text,) = told([face()] * 10 + [face(18)] * 20)
    assert [number in text for number in ("18", "40", "20", "30")] == [True] * 4


def test_copies_of_a_messenger_are_told_where_faces_are_small() -> None:
    copies = [{"width": 1600, "height": 1200, "sharpness": 120.0}]
    assert len(told([face(18)] * 20, copies)) == 2
    assert told([face()] * 20, copies) == []


def test_a_blurred_photo_is_told_once_even_when_no_face_was_found_in_it() -> None:
    blurred = [*PHOTOS, {"width": 4000, "height": 3000, "sharpness": 5.0}, {"width": None, "height": None, "sharpness": None}]
    (text,) = told([face()] * 20, blurred)
    assert ("1" in text, "3" in text) == (True, True)
    assert len(told([face(blur=20.0)] * 20, blurred)) == 1


def test_the_most_frequent_fault_comes_first() -> None:
    found = told([face(blur=50.0)] * 20 + [face(light=30.0)] * 12)
    assert len(found) == 2
    assert "20" in found[0]
    assert "12" in found[1]


def test_a_class_of_which_few_are_seen_is_told() -> None:
    (text,) = told([face()] * 8, faces=8)
    assert "8" in text
    assert "40" in text


def test_faces_read_before_light_was_stored_are_not_blamed() -> None:
    assert told([face(light=None, roll=None, yaw=None)] * 10) == []
