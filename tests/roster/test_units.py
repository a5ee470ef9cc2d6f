"""The seventeen units and the ways their names are typed."""

import unicodedata

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from attendance.district import District
from attendance.roster.units import UNITS, Unit, UnitNames, add_units, units_frame
from data import schools
from data.scope import Scope

NAMES = UnitNames(units_frame())
NAMED = [(unit, name) for unit in UNITS for name in (unit.name_en, unit.name_hi, unit.block_id, *unit.aliases)]


@given(
    named=st.sampled_from(NAMED),
    form=st.sampled_from([str.upper, str.lower, str.title, str.swapcase]),
    space=st.sampled_from([" ", "  ", "_", "-", "", "\u00a0", "\u200c"]),
    script=st.sampled_from(["NFC", "NFD"]),
)
def test_a_unit_is_found_however_its_name_is_typed(named: tuple[Unit, str], form: object, space: str, script: str) -> None:
    unit, name = named
    typed = unicodedata.normalize(script, space.join(form(name).split()))  # type: ignore[operator]
    assert NAMES.find(f" {typed} ") == unit.block_id


def test_there_are_seventeen_with_4304_tablets_on_places_of_their_own() -> None:
    frame = units_frame()
    assert len(frame) == 17
    assert frame["tablets"].sum() == 4304
    assert not frame.duplicated(["tile_row", "tile_column"]).any()


@pytest.mark.parametrize("name", ["", " ", "Patna", "सबौ", "Sab"])
def test_other_names_are_not_taken_for_one(name: str) -> None:
    assert NAMES.find(name) is None


def test_loading_them_twice_keeps_what_the_office_entered(empty: District) -> None:
    contact = pd.DataFrame({"id": ["sabour"], "name": ["Somebody"], "phone": ["1"]})
    empty.db.write(lambda tx: schools.set_contacts(tx, Scope.everything(), "officers", contact))
    empty.db.write(add_units)
    found = schools.blocks(empty.db, Scope.everything()).set_index("block_id")
    assert len(found) == 17
    assert found.loc["sabour", "beo_name"] == "Somebody"
