"""Names are found in either script, and not quite as they are written."""

import pytest

from attendance.office.access import Account, Role
from attendance.roster.search import find_pupils, find_schools, sound
from tests.support import Small

DPO = Account("dpo", "DPO", Role.DPO)
ELSEWHERE = Account("brc", "BRC", Role.BRC, frozenset({"kahalgaon"}))


@pytest.mark.parametrize(
    ("hindi", "english"),
    [
        ("खुशबू", "Khusboo"),
        ("अंजलि", "Anjali"),
        ("लक्ष्मी", "Laxmi"),
        ("चाँदनी", "Chandni"),
        ("छोटू", "Chhotu"),
        ("ज़ैनब", "Zainab"),
        ("फ़ातिमा", "Fatima"),
        ("अंबिका", "Ambika"),
        ("सृष्टि", "Shrishti"),
    ],
)
def test_a_name_sounds_the_same_in_both_scripts(hindi: str, english: str) -> None:
    assert sound(hindi) == sound(english)


def test_schools_and_pupils_are_found_by_name_and_code_within_the_scope(small: Small) -> None:
    district = small.district
    assert [row["school_id"] for row in find_schools(district, DPO, "skool too")] == []
    assert find_schools(district, DPO, "school two")[0]["school_id"] == 202
    assert find_schools(district, DPO, "विद्यालय दो")[0]["school_id"] == 202
    assert [row["school_id"] for row in find_schools(district, DPO, "99000000001")] == [201]
    assert [row["pupil_id"] for row in find_pupils(district, DPO, "99000000410")] == [410]
    assert find_pupils(district, DPO, "बच्चा 410")[0]["pupil_id"] == 410
    assert {row["class_section_id"] for row in find_pupils(district, ELSEWHERE, "pupil")} == {303}
    assert {row["class_section_id"] for row in find_pupils(district, DPO, "pupil", blocks=["sabour"])} == {301, 302}
    assert find_schools(district, ELSEWHERE, "School One")[0]["school_id"] == 202
    assert find_pupils(district, DPO, "x") == find_pupils(district, DPO, "  ") == []
