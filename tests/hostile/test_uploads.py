"""Large and many uploads: a message, nothing stored, nothing left behind."""

import tomllib
from pathlib import Path

import pytest

from attendance.errors import BadEntry
from attendance.intake.accept import MOST_PHOTOS, accept
from attendance.intake.inbox import Inbox
from attendance.intake.photos import IncomingPhoto
from attendance.office.access import SYSTEM
from benchmarks.hostile.whole import base
from recognition.photo import MAX_BYTES
from tests.support import Small, school_day

WHOLE = base("JPEG")


def stored(small: Small) -> list[str]:
    return [name for kind in ("original", "receipt", "tray") for name in small.district.vault.names(kind)]


def test_ten_thousand_photos_at_once_are_refused_before_one_is_stored(small: Small) -> None:
    many = [IncomingPhoto(f"{number}.jpg", WHOLE + b"%d" % number) for number in range(10_000)]
    with pytest.raises(BadEntry) as raised:
        accept(small.district, SYSTEM, many, [301], school_day(), "visit")
    assert raised.value.message.values == {"most": MOST_PHOTOS}
    assert stored(small) == []


def test_a_photo_of_many_megabytes_is_refused_and_the_others_are_taken(small: Small) -> None:
    given = [IncomingPhoto("large.jpg", WHOLE + bytes(MAX_BYTES)), IncomingPhoto("right.jpg", WHOLE)]
    done = accept(small.district, SYSTEM, given, [301], school_day(), "visit")
    assert done.taken == 1
    assert [refusal.why.text for refusal in done.refused] == [
        "The file is larger than 60 MB. Send the photo as the phone made it."
    ]
    assert len(list(small.district.vault.names("original"))) == 1


def test_a_name_that_is_no_text_is_stored_as_codes(small: Small) -> None:
    done = accept(small.district, SYSTEM, [IncomingPhoto("a\ud800\0.jpg", WHOLE)], [301], school_day(), "visit")
    assert done.taken == 1


def test_a_large_file_in_the_inbox_is_named_on_the_tray_and_not_read(small: Small) -> None:
    small.district.inbox.mkdir(parents=True, exist_ok=True)
    with (small.district.inbox / "large.jpg").open("wb") as file:
        file.truncate(300 * 1024**2)
    now = [0.0]
    inbox = Inbox(small.district, lambda: now[0])
    for moment in (0.0, 700.0, 1400.0):
        now[0] = moment
        assert inbox.look().taken == 0
    assert stored(small) == []


def test_the_page_takes_no_more_than_its_memory_allows() -> None:
    with Path(".streamlit/config.toml").open("rb") as file:
        assert tomllib.load(file)["server"]["maxUploadSize"] <= 200
