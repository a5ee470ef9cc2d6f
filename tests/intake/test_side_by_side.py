"""A photo sent again for another class, read by the real models: both photos and the same faces side by side."""

import io

import pytest
from PIL import Image

from attendance.intake.accept import accept
from attendance.intake.photos import IncomingPhoto
from attendance.office.access import SYSTEM, Account, Role
from attendance.register import flagged, side_by_side
from attendance.register.flag_groups import Group
from data import flags, submissions
from data.scope import Scope
from tests.intake.conftest import ClassOfAdults
from tests.support import school_day

EVERYTHING = Scope.everything()
FIRST_SCREEN = 300_000


@pytest.fixture
def reused(read_adults: ClassOfAdults) -> tuple[ClassOfAdults, Group]:
    """The front photo of class section 301, saved anew, was sent for 303 in the other block."""
    out = io.BytesIO()
    Image.open(io.BytesIO(read_adults.day.photos[0].jpeg)).convert("RGB").save(out, "JPEG", quality=60)
    accept(
        read_adults.small.district, SYSTEM, [IncomingPhoto("front.jpg", out.getvalue(), "front")], [303], school_day(), "visit"
    )
    read_adults.worker().work_off()
    causes = flags.open_causes(read_adults.small.district.db, EVERYTHING)
    (cause,) = [row["cause"] for row in causes if row["kind"] == "near_duplicate"]
    return read_adults, flagged.of_cause(read_adults.small.district, SYSTEM, cause)


def test_both_photos_and_their_faces_are_shown_within_what_a_weak_line_carries(reused: tuple[ClassOfAdults, Group]) -> None:
    adults, group = reused
    found = side_by_side.of_flag(adults.small.district, SYSTEM, group.first[0])
    assert [side.photo["class_section_id"] for side in found.sides if side.photo] == [303, 301]
    assert len(found.pairs) >= 2
    assert all(pair.similarity > 0.8 for pair in found.pairs)
    pictures = [side.webp for side in found.sides] + [crop for pair in found.pairs for crop in pair.crops]
    assert all(pictures)
    assert sum(4 * len(one) // 3 for one in pictures if one) < 0.8 * FIRST_SCREEN


def test_of_another_block_neither_photo_nor_faces_are_shown(reused: tuple[ClassOfAdults, Group]) -> None:
    adults, group = reused
    brc = Account("brc", "BRC", Role.BRC, frozenset({"kahalgaon"}))
    found = side_by_side.of_flag(adults.small.district, brc, group.first[0])
    assert [side.photo is None for side in found.sides] == [False, True]
    assert (found.pairs, found.blocks) == ((), {"kahalgaon"})
    assert side_by_side.sources(adults.small.district, brc, group.first) == {}


def test_a_photo_erased_under_review_leaves_its_fingerprint(reused: tuple[ClassOfAdults, Group]) -> None:
    adults, group = reused
    source = side_by_side.source_of(group.first[0])
    assert source
    row = flags.photos(adults.small.district.db, EVERYTHING, [source])[source]
    adults.small.district.vault.remove(row["vault_name"].replace("photo/", "screen/", 1))
    found = side_by_side.of_flag(adults.small.district, SYSTEM, group.first[0])
    assert [side.webp is None for side in found.sides] == [False, True]
    assert found.sides[1].photo == row
    assert submissions.get(adults.small.district.db, EVERYTHING, row["submission_id"])
