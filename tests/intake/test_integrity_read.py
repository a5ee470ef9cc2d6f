"""What the checks find is raised with the reading, on composed photos and the real models; a failing check stops no reading."""

import io
import json
import logging

import pytest
from PIL import ExifTags, Image

from attendance.intake import integrity
from attendance.intake.accept import accept
from attendance.intake.integrity.finding import Subject
from attendance.intake.photos import IncomingPhoto
from attendance.office.access import SYSTEM
from attendance.roster import references
from attendance.roster.cast import cast
from attendance.roster.compose import compose_class_day
from data import flags, register, submissions
from data.scope import Scope
from tests.intake.conftest import ClassOfAdults
from tests.support import school_day

EVERYTHING = Scope.everything()
OTHERS = ("P004", "P006", "P008", "P010")


def kinds(adults: ClassOfAdults, section: int) -> set[str]:
    found = flags.of_class_day(adults.small.district.db, EVERYTHING, section, school_day())
    return {flag["kind"] for flag in found}


def send(adults: ClassOfAdults, photos: list[IncomingPhoto], section: int = 301, source: str = "portal") -> str:
    sent = accept(adults.small.district, SYSTEM, photos, [section], school_day(), source)
    assert sent.submission_id
    return sent.submission_id


def test_another_classs_photos_are_found_by_their_faces_look_alikes_or_not(adults: ClassOfAdults) -> None:
    portraits = {member.code: member.reference for member in cast()}
    for code, pupil_id in zip(OTHERS, adults.small.pupils_of(302), strict=True):
        references.add(adults.small.district, SYSTEM, adults.pipeline, pupil_id, portraits[code].read_bytes())
    other = compose_class_day(42, members=OTHERS, absent=(), with_stranger=False)
    send(adults, [IncomingPhoto(f"{photo.side}.jpg", photo.jpeg, photo.side) for photo in other.photos[:3]], 301)
    adults.worker().work_off()
    found = flags.of_class_day(adults.small.district.db, EVERYTHING, 301, school_day())
    (flag,) = [flag for flag in found if flag["kind"] == "wrong_class"]
    evidence = json.loads(flag["evidence"])
    assert (evidence["class_section_id"], evidence["here"]) == (302, 0)
    assert evidence["there"] >= 3


def test_the_class_itself_raises_nothing(read_adults: ClassOfAdults) -> None:
    assert kinds(read_adults, 301) == set()


def test_what_exif_says_is_kept_with_the_photo_and_yesterdays_date_is_asked_about(adults: ClassOfAdults) -> None:
    picture = Image.open(io.BytesIO(adults.photos()[0].content))
    exif = Image.Exif()
    exif[ExifTags.Base.Make], exif[ExifTags.Base.Model], exif[ExifTags.Base.Software] = "samsung", "SM-T225", "T225XX"
    exif.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.DateTimeOriginal] = "2026:04:06 09:45:00"
    exif.get_ifd(ExifTags.IFD.GPSInfo).update({1: "N", 2: (25.0, 15.0, 0.0), 3: "E", 4: (87.0, 0.0, 0.0)})
    out = io.BytesIO()
    picture.save(out, "JPEG", exif=exif)
    submission_id = send(adults, [IncomingPhoto("front.jpg", out.getvalue(), "front")])
    adults.worker().work_off()
    (row,) = submissions.photos(adults.small.district.db, EVERYTHING, submission_id)
    assert (row["camera"], row["software"], row["latitude"], row["longitude"]) == ("samsung SM-T225", "T225XX", 25.25, 87.0)
    assert "wrong_day" in kinds(adults, 301)


def test_of_three_submissions_too_few_is_said_of_all_together(adults: ClassOfAdults) -> None:
    wall = Image.new("RGB", (800, 600), "white")
    photos = adults.photos()
    out = io.BytesIO()
    wall.save(out, "JPEG")
    send(adults, [IncomingPhoto("wall.jpg", out.getvalue(), "front")], source="visit")
    adults.worker().work_off()
    assert "too_few" in kinds(adults, 301)
    send(adults, photos[:1])
    send(adults, photos[1:])
    adults.worker().work_off()
    assert "too_few" not in kinds(adults, 301)


def test_a_check_that_fails_stops_no_reading_and_the_log_names_nobody(
    adults: ClassOfAdults, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    name = "बच्चा " + "चार सौ एक"

    def broken(_subject: Subject) -> list[integrity.Finding]:
        raise ValueError(name)

    monkeypatch.setattr(integrity, "CHECKS", (broken, *integrity.CHECKS))
    with caplog.at_level(logging.ERROR):
        send(adults, adults.photos()[:1])
        adults.worker().work_off()
    row = register.class_day(adults.small.district.db, EVERYTHING, 301, school_day())
    assert row is not None
    assert row["photos"] == 1
    assert "broken failed: ValueError" in caplog.text
    assert name not in caplog.text
