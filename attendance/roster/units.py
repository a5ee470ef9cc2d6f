"""The seventeen reporting units of Bhagalpur: sixteen blocks and the city, Nagar Nigam.

Tablets are the education office's own count, and serve as weights; tiles are places on the district's tile map, which follows
the Ganga from north to south.
"""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd

from data import schools
from data.database import Transaction


@dataclass(frozen=True)
class Unit:
    """A block, or the city."""

    name_en: str
    name_hi: str
    aliases: tuple[str, ...]
    tablets: int
    tile_row: int
    tile_column: int

    @property
    def block_id(self) -> str:
        """Its key: the English name in lower case with underscores."""
        return self.name_en.lower().replace(" ", "_")


UNITS = (
    Unit("Narayanpur", "नारायणपुर", (), 143, 0, 0),
    Unit("Bihpur", "बिहपुर", (), 187, 0, 1),
    Unit("Kharik", "खरीक", (), 181, 0, 2),
    Unit("Naugachhia", "नवगछिया", ("Naugachia",), 214, 0, 3),
    Unit("Rangra Chowk", "रंगरा चौक", (), 118, 0, 4),
    Unit("Ismailpur", "इस्माईलपुर", ("इस्माइलपुर",), 88, 1, 3),
    Unit("Gopalpur", "गोपालपुर", (), 145, 1, 4),
    Unit("Sultanganj", "सुल्तानगंज", (), 388, 2, 0),
    Unit("Nathnagar", "नाथनगर", (), 236, 2, 1),
    Unit("Nagar Nigam", "नगर निगम", ("Bhagalpur city",), 257, 2, 2),
    Unit("Sabour", "सबौर", (), 179, 2, 3),
    Unit("Kahalgaon", "कहलगाँव", ("Colgong", "कहलगांव"), 469, 2, 4),
    Unit("Pirpainti", "पीरपैंती", ("Pirpainty",), 450, 2, 5),
    Unit("Shahkund", "शाहकुंड", (), 360, 3, 1),
    Unit("Jagdishpur", "जगदीशपुर", (), 262, 3, 2),
    Unit("Goradih", "गोराडीह", (), 284, 3, 3),
    Unit("Sanhaula", "सन्हौला", ("Sonhaula",), 343, 3, 4),
)


class UnitNames:
    """Finds a unit by any of its names, however they are typed.

    Args:
        known: The block table: block_id, name_hi, name_en, aliases.
    """

    def __init__(self, known: pd.DataFrame) -> None:
        self._by_name: dict[str, str] = {}
        for block in known.to_dict("records"):
            for name in (block["block_id"], block["name_hi"], block["name_en"], *block["aliases"]):
                self._by_name[folded(str(name))] = str(block["block_id"])

    def find(self, text: str) -> str | None:
        """The block_id, or None for a name that is not known."""
        return self._by_name.get(folded(text))


def units_frame(units: Iterable[Unit] = UNITS) -> pd.DataFrame:
    """The units as rows of the block table."""
    return pd.DataFrame(
        {
            "block_id": unit.block_id,
            "name_hi": unit.name_hi,
            "name_en": unit.name_en,
            "aliases": list(unit.aliases),
            "tablets": unit.tablets,
            "tile_row": unit.tile_row,
            "tile_column": unit.tile_column,
        }
        for unit in units
    )


def add_units(tx: Transaction) -> None:
    """Load the units into a district that has none yet; one that has them is left alone."""
    schools.add_blocks(tx, units_frame())


def folded(name: str) -> str:
    """A name as it is compared: without case, spaces and the ways in which the same Devanagari is typed."""
    # NFKC joins the two ways to write a nukta; chandrabindu and anusvara are used for one another.
    plain = unicodedata.normalize("NFKC", name).casefold().replace("ँ", "ं")
    return "".join(letter for letter in plain if not letter.isspace() and letter not in "_-.\u200c\u200d")
