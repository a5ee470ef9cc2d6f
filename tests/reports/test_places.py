"""Names for places, and nothing outside the scope."""

import pytest

from attendance.reports import places
from attendance.reports.figures import Place
from data.scope import Scope
from tests.support import Small

ALL = Scope.everything()


def test_the_deepest_key_says_all_above_it(small: Small) -> None:
    found = places.locate(small.district.db, ALL, Place(block_id="kahalgaon", class_section_id=302))
    assert found
    assert found.place == Place("sabour", 101, 201, 302)
    assert (found.block, found.cluster, found.school, found.name) == ("सबौर", "संकुल एक", "विद्यालय एक", "कक्षा 4 A")
    assert places.locate(small.district.db, ALL, Place()).name is None  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "place",
    [Place(block_id="sabour"), Place(cluster_id=101), Place(school_id=201), Place(class_section_id=301), Place(school_id=999)],
)
def test_a_foreign_place_is_not_there(small: Small, place: Place) -> None:
    assert places.locate(small.district.db, Scope.of(["kahalgaon"]), place) is None


def test_what_lies_below_a_place(small: Small) -> None:
    db = small.district.db
    assert places.blocks(db, Scope.of(["sabour"])) == {"sabour": "सबौर"}
    assert places.schools_of(db, ALL, "sabour") == {201: "विद्यालय एक"}
    assert places.schools_of(db, ALL, "sabour", 102) == {}
    assert places.schools_of(db, Scope.of(["kahalgaon"]), "sabour") == {}
    assert places.classes_of(db, ALL, 201) == {301: "कक्षा 3 A", 302: "कक्षा 4 A"}
