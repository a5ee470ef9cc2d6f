"""Zips: what can be placed, what goes to the tray, and what is refused whole."""

import io
import zipfile
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attendance.errors import BadFile
from attendance.intake import tray
from attendance.intake.archive import Taken, accept_all, open_zip
from attendance.intake.layout import Placed, place_of, side_of
from tests.intake.support import BRC, MIS, jpeg
from tests.support import Small, school_day


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
    assert became(accept_all(small.district, BRC, found, "portal")) == ["taken", "tray", "tray"]
    assert became(accept_all(small.district, MIS, found, "portal")) == ["again", "tray", "taken"]
    assert tray.count(small.district, MIS) == 2


def became(taken: list[Taken]) -> list[str]:
    return [one.outcome for of_place in taken for one in of_place.became]


def test_a_manifest_in_a_zip_places_its_files(small: Small) -> None:
    day = school_day()
    rows = f"फ़ाइल;यूडाइस कोड;कक्षा;सेक्शन;दिनांक;दिशा\nइक.jpg;९९००००००००१;३;A;{day:%d/%m/%Y};पीछे\ntwo.jpg;9.9E+10;3;A;{day};\n"
    found = open_zip(zip_of({"x/सूची.CSV": rows.encode(), "x/इक.jpg": jpeg(1), "x/two.jpg": jpeg(2), "x/three.jpg": jpeg(3)}))
    assert {place: [(one.path, one.side) for one in members] for place, members in found.placed.items()} == {
        Placed("99000000001", 3, "A", day): [("x/इक.jpg", "back")]
    }
    assert [(refusal.name, refusal.why.values) for refusal in found.tray] == [("x/two.jpg", {"row": 3}), ("x/three.jpg", {})]
    assert became(accept_all(small.district, MIS, found, "portal")) == ["taken", "tray", "tray"]
    assert became(accept_all(small.district, MIS, found, "portal")) == ["again", "tray", "tray"]
    assert tray.count(small.district, MIS) == 2


@pytest.mark.parametrize("written", ["5A", "5-A", "5_a", "५A", "५-a", "5 A", "V-A", "Class 5 A", "कक्षा ५-A", "5.A"])
def test_a_class_section_is_read_as_people_write_it(written: str) -> None:
    assert place_of(f"९९०००००००01/{written}/23-11-2026/x.jpg") == Placed("99000000001", 5, "A", date(2026, 11, 23))


@pytest.mark.parametrize("written", ["13A", "0-A", "A5", "-", "5-ABCDEFGHI", "५५५"])
def test_what_is_no_class_section_is_not_guessed(written: str) -> None:
    assert place_of(f"99000000001/{written}/2026-11-23/x.jpg") is None


@given(st.text(max_size=60))
def test_any_path_is_placed_or_not_but_never_an_error(path: str) -> None:
    place = place_of(path)
    assert place is None or 1 <= place.grade <= 12
    assert side_of(path) in ("front", "back", "left", "right", "unknown")


@given(st.binary(max_size=400))
def test_any_bytes_are_a_zip_or_refused(data: bytes) -> None:
    with pytest.raises(BadFile):
        open_zip(data)
