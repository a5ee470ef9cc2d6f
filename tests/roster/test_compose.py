import io
from datetime import datetime

import numpy as np
import pytest
from PIL import Image

from attendance.roster.cast import cast, pictures
from attendance.roster.compose import FACES_AT_LEAST, SIDES, compose_class_day
from recognition.photo import decode, fingerprint, hamming
from recognition.pipeline import Pipeline

SMALL = 600


def test_the_cast_are_nine_without_the_one_left_out() -> None:
    codes = [member.code for member in cast()]
    assert codes == [f"P{number:03d}" for number in (1, 2, 4, 5, 6, 7, 8, 9, 10)]
    for member in cast():
        with Image.open(member.reference) as reference:
            assert min(reference.size) >= 1000


def test_the_reference_photo_is_in_no_class_photo() -> None:
    used = {
        picture.asset for member in cast() for view in ("front", "profile", "back") for picture in pictures(member.code, view)
    }
    assert "studio_portrait" not in used
    assert len(used) >= 5


def test_a_day_has_four_sides_and_the_truth() -> None:
    day = compose_class_day(11, width=SMALL)
    assert [photo.side for photo in day.photos] == list(SIDES)
    assert day.present | day.absent == {member.code for member in cast()}
    assert not day.present & day.absent
    for code in day.present:
        assert sum(code in photo.visible for photo in day.photos) >= FACES_AT_LEAST
    for photo in day.photos:
        assert photo.visible <= day.present
        with Image.open(io.BytesIO(photo.jpeg)) as opened:
            assert (opened.format, opened.width) == ("JPEG", SMALL)


def test_a_seed_is_a_day() -> None:
    first, again, other = (compose_class_day(seed, width=SMALL) for seed in (5, 5, 6))
    assert [photo.jpeg for photo in first.photos] == [photo.jpeg for photo in again.photos]
    assert (first.present, first.stranger) == (again.present, again.stranger)
    assert first.photos[0].jpeg != other.photos[0].jpeg


def test_days_differ_in_who_is_away_and_whether_a_stranger_comes() -> None:
    days = [compose_class_day(seed, width=160) for seed in range(12)]
    assert len({day.absent for day in days}) > 5
    assert {day.stranger for day in days} == {True, False}


def test_the_caller_may_say_who_is_away() -> None:
    day = compose_class_day(3, members=["P001", "P002", "P005"], absent={"P002"}, with_stranger=False, width=SMALL)
    assert (day.present, day.absent, day.stranger) == ({"P001", "P005"}, {"P002"}, False)
    nobody = compose_class_day(3, members=["P001"], absent={"P001"}, with_stranger=False, width=SMALL)
    assert not nobody.present
    with pytest.raises(ValueError, match="P003"):
        compose_class_day(3, members=["P001", "P003"])


def test_the_time_goes_into_the_photos() -> None:
    day = compose_class_day(3, width=SMALL, taken_at=datetime(2026, 11, 20, 9, 58))
    times = [decode(photo.jpeg).taken_at for photo in day.photos]
    assert times == [datetime(2026, 11, 20, 9 + minute // 60, minute % 60) for minute in (58, 59, 60, 61)]
    assert decode(compose_class_day(3, width=SMALL).photos[0].jpeg).taken_at is None


def test_no_two_photos_pass_for_the_same() -> None:
    prints = [
        fingerprint(decode(photo.jpeg).picture) for seed in (1, 2) for photo in compose_class_day(seed, width=SMALL).photos
    ]
    pairs = [hamming(a, b) for place, a in enumerate(prints) for b in prints[:place]]
    assert min(pairs) > 24


def test_the_faces_are_found_once_each_and_large_enough(pipeline: Pipeline) -> None:
    day = compose_class_day(21, with_stranger=False)
    drawn = found = 0
    heights: list[float] = []
    for photo in day.photos:
        reading = pipeline.read(photo.jpeg)
        assert len(reading) <= len(photo.visible)
        drawn += len(photo.visible)
        found += len(reading)
        heights += [face.size for face in reading.quality]
    assert found >= 0.9 * drawn
    assert min(heights) > 50
    assert max(heights) < 140


def test_the_stranger_is_like_nobody_and_like_themselves(pipeline: Pipeline) -> None:
    references = [pipeline.read_reference(member.reference.read_bytes()).embedding for member in cast()]
    day = compose_class_day(31, absent={member.code for member in cast()}, with_stranger=True)
    faces = np.concatenate([pipeline.read(photo.jpeg).embeddings for photo in day.photos])
    assert len(faces) == 4
    assert (faces @ np.stack(references).T).max() < 0.35
    assert (faces @ faces.T).min() > 0.6
