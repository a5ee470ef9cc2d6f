"""Zips: what can be placed, what goes to the tray, and what is refused whole."""

import io
import zipfile
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attendance.errors import BadFile
from attendance.intake.archive import Placed, accept_all, open_zip, place_of, side_of
from tests.intake.test_accept import BRC, MIS, jpeg, school_day
from tests.support import Small


def zip_of(files: dict[str, bytes], compression: int = zipfile.ZIP_STORED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", compression) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


def test_photos_are_placed_by_their_folders_and_the_rest_goes_to_the_tray() -> None:
    found = open_zip(
        zip_of(
            {
                "district/99000000001/3-A/2026-11-23/front.jpg": b"one",
                "district/99000000001/3-A/2026-11-23/पीछे.jpg": b"two",
                "99000000001/3-A/yesterday/x.jpg": b"three",
                "loose.jpg": b"four",
                "__MACOSX/99000000001/3-A/2026-11-23/._front.jpg": b"five",
            }
        )
    )
    place = Placed("99000000001", 3, "A", date(2026, 11, 23))
    assert {key: sorted(photo.side for photo in photos) for key, photos in found.placed.items()} == {place: ["back", "front"]}
    assert sorted(refusal.name for refusal in found.tray) == ["99000000001/3-A/yesterday/x.jpg", "loose.jpg"]


@pytest.mark.parametrize(
    "name", ["../../etc/99000000001/3-A/2026-11-23/x.jpg", "/99000000001/3-A/2026-11-23/x.jpg", "C:\\x.jpg", "a\\..\\b.jpg"]
)
def test_paths_that_climb_out_refuse_the_whole_zip(name: str) -> None:
    with pytest.raises(BadFile):
        open_zip(zip_of({"99000000001/3-A/2026-11-23/good.jpg": b"x", name: b"x"}))


def test_what_unpacks_without_end_is_refused() -> None:
    with pytest.raises(BadFile):
        open_zip(zip_of({"99000000001/3-A/2026-11-23/x.jpg": bytes(30_000_000)}, zipfile.ZIP_DEFLATED))


def test_damaged_and_empty_zips_are_refused() -> None:
    whole = zip_of({"99000000001/3-A/2026-11-23/x.jpg": b"x" * 1000})
    for data in (b"", b"no zip", whole[: len(whole) // 2], zip_of({})):
        with pytest.raises(BadFile):
            open_zip(data)


def test_a_damaged_file_inside_a_zip_refuses_it_in_words() -> None:
    path = "99000000001/3-A/2026-11-23/x.jpg"
    packed = bytearray(zip_of({path: bytes(range(256)) * 4}, zipfile.ZIP_DEFLATED))
    start = packed.index(path.encode()) + len(path)
    for place in range(start, start + 20):
        damaged = bytes(packed[:place]) + bytes([packed[place] ^ 0xFF]) + bytes(packed[place + 1 :])
        with pytest.raises(BadFile):
            open_zip(damaged)


def test_a_class_day_that_is_refused_does_not_hold_up_the_others(small: Small) -> None:
    day = school_day().isoformat()
    found = open_zip(
        zip_of(
            {
                f"99000000001/3-A/{day}/front.jpg": jpeg(1),
                f"99000000001/9-Z/{day}/front.jpg": jpeg(2),
                f"99000000002/5-A/{day}/front.jpg": jpeg(3),
            }
        )
    )
    by_school = {
        taken.place.udise + str(taken.place.grade): taken.accepted is not None
        for taken in accept_all(small.district, BRC, found, "portal")
    }
    assert by_school == {"990000000013": True, "990000000019": False, "990000000025": False}
    again = accept_all(small.district, MIS, found, "portal")
    assert [taken.accepted.taken for taken in again if taken.accepted] == [0, 1]


@given(st.text(max_size=60))
def test_any_path_is_placed_or_not_but_never_an_error(path: str) -> None:
    place = place_of(path)
    assert place is None or 1 <= place.grade <= 12
    assert side_of(path) in ("front", "back", "left", "right", "unknown")


@given(st.binary(max_size=400))
def test_any_bytes_are_a_zip_or_refused(data: bytes) -> None:
    with pytest.raises(BadFile):
        open_zip(data)
