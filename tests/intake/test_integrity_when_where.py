"""When, where and with what photos were taken: what is odd is told once, a wrong clock is one cause, no EXIF says nothing."""

from datetime import datetime, timedelta
from math import isclose

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attendance.intake.integrity.finding import Finding
from attendance.intake.integrity.when_where import kilometres, when_and_where
from recognition.pipeline import PhotoFacts
from tests.intake.integrity_support import MONDAY, facts, sent, subject
from tests.support import Small

MORNING = datetime(2026, 11, 23, 9, 40)
SCHOOL = (25.2425, 87.0042)
FAR = {"latitude": 25.40, "longitude": 87.20}


def taken(moment: datetime | None = MORNING, camera: str | None = "samsung SM-T225", **place: float) -> PhotoFacts:
    return facts(taken_at=moment, camera=camera, **place)


def found(small: Small, *photos: PhotoFacts, **how: object) -> list[Finding]:
    return list(when_and_where(subject(small, photos, **how)))


def on_days_before(small: Small, days: int, *photos: PhotoFacts, off: timedelta = timedelta()) -> None:
    """Photos that were read on so many days before Monday, each `off` from its own day."""
    for number in range(1, days + 1):
        back = timedelta(days=number)
        shifted = [facts(**_said(photo, (photo.taken_at or MORNING) - back + off)) for photo in photos]
        sent(small, shifted, day=MONDAY - back, read=True)


def _said(photo: PhotoFacts, moment: datetime) -> dict[str, object]:
    return {"taken_at": moment, "camera": photo.camera, "latitude": photo.latitude, "longitude": photo.longitude}


def place_school(small: Small) -> None:
    def work(tx: object) -> None:
        statement = "UPDATE school SET latitude = ?, longitude = ? WHERE school_id = 201"
        tx._cursor().execute(statement, list(SCHOOL)).fetchall()  # type: ignore[attr-defined]

    small.district.db.write(work)


def test_a_photo_of_the_day_and_one_without_exif_are_not_asked_about(small: Small) -> None:
    assert found(small, taken(), facts(), taken(camera=None)) == []


def test_yesterdays_photo_is_asked_about_with_both_days(small: Small) -> None:
    (one,) = found(small, taken(), taken(MORNING - timedelta(days=1)))
    assert (one.kind, one.severity, one.evidence["days"], one.evidence["clock"]) == ("wrong_day", 3, -1, False)
    assert one.evidence["taken_at"] == "2026-11-22T09:40:00"
    assert one.photo_id is not None


def test_yesterdays_photo_is_still_one_when_the_camera_was_right_before(small: Small) -> None:
    on_days_before(small, 3, taken())
    (one,) = found(small, taken(MORNING - timedelta(days=1)))
    assert one.severity == 3


def test_a_clock_that_is_off_the_same_way_each_day_is_one_cause_and_a_hint(small: Small) -> None:
    on_days_before(small, 3, taken(), off=timedelta(days=-40))
    late = taken(MORNING - timedelta(days=40))
    both = found(small, late, late)
    assert [one.severity for one in both] == [1, 1]
    tuesday = found(small, taken(MORNING - timedelta(days=39)), day=MONDAY + timedelta(days=1))
    assert {one.cause for one in (*both, *tuesday)} == {"wrong_day:201:samsung SM-T225:-40"}


def test_another_cameras_clock_excuses_nobody(small: Small) -> None:
    on_days_before(small, 3, taken(camera="other"), off=timedelta(days=-1))
    told = found(small, taken(MORNING - timedelta(days=1)))
    assert [(one.kind, one.severity) for one in told] == [("wrong_day", 3), ("other_device", 1)]


def test_a_photo_filed_under_an_earlier_day_is_no_clock_but_one_from_the_future_is(small: Small) -> None:
    tomorrow = MORNING + timedelta(days=1)
    (filed,) = found(small, taken(tomorrow), submitted_at=datetime(2026, 11, 25, 5))
    (ahead,) = found(small, taken(tomorrow), submitted_at=datetime(2026, 11, 23, 5))
    assert [(one.severity, one.evidence["days"]) for one in (filed, ahead)] == [(3, 1), (1, 1)]


def test_a_clock_that_started_anew_is_one_cause_whatever_the_day(small: Small) -> None:
    (first,) = found(small, taken(datetime(2015, 1, 1, 0, 5)))
    (second,) = found(small, taken(datetime(2015, 1, 2, 7, 5)), day=MONDAY + timedelta(days=1))
    assert first.cause == second.cause
    assert (first.severity, second.severity) == (2, 2)


@pytest.mark.parametrize(("hour", "minute", "minutes"), [(5, 59, 1), (6, 0, None), (16, 59, None), (17, 0, 0), (22, 30, 330)])
def test_an_hour_outside_the_school_day_is_a_hint(small: Small, hour: int, minute: int, minutes: int | None) -> None:
    told = found(small, taken(MORNING.replace(hour=hour, minute=minute)))
    assert [one.evidence["minutes"] for one in told] == ([] if minutes is None else [minutes])
    assert all(one.severity == 1 for one in told)


def test_a_place_far_from_the_school_is_asked_about_only_when_the_schools_place_is_known(small: Small) -> None:
    assert found(small, taken(**FAR)) == []
    place_school(small)
    assert found(small, taken(latitude=SCHOOL[0] + 0.001, longitude=SCHOOL[1])) == []
    (one,) = found(small, taken(**FAR))
    assert (one.kind, one.severity, one.cause) == ("wrong_place", 2, "wrong_place:201:2026-11-23")
    assert isclose(one.evidence["km"], 26.4, abs_tol=0.2)


def test_the_same_far_place_each_day_is_rather_the_schools_stored_place(small: Small) -> None:
    place_school(small)
    on_days_before(small, 2, taken(**FAR))
    (one,) = found(small, taken(**FAR))
    assert (one.severity, one.cause, one.evidence["settled"]) == (1, "wrong_place:201:25.40,87.20", True)


def test_a_device_that_the_school_does_not_use_is_a_hint_once_there_is_something_usual(small: Small) -> None:
    on_days_before(small, 2, taken())
    assert found(small, taken(camera="vivo Y20")) == []
    on_days_before(small, 3, taken())
    assert found(small, taken()) == []
    (one,) = found(small, taken(camera="vivo Y20"), taken(camera="vivo Y20"), facts())
    assert (one.kind, one.severity) == ("other_device", 1)
    assert one.evidence == {"camera": "vivo Y20", "usual": "samsung SM-T225"}
    assert found(small, taken(camera="vivo Y20"), source="visit") == []


DEGREES = st.tuples(st.floats(-90, 90), st.floats(-180, 180))


@given(DEGREES, DEGREES, DEGREES)
def test_distances_are_those_of_a_ball(
    one: tuple[float, float], other: tuple[float, float], third: tuple[float, float]
) -> None:
    assert kilometres(one, one) == 0
    assert isclose(kilometres(one, other), kilometres(other, one), abs_tol=1e-6)
    assert kilometres(one, other) <= 20016
    assert kilometres(one, third) <= kilometres(one, other) + kilometres(other, third) + 1e-3


def test_a_degree_of_latitude_is_111_kilometres() -> None:
    assert isclose(kilometres((25.0, 87.0), (26.0, 87.0)), 111.2, abs_tol=0.1)
