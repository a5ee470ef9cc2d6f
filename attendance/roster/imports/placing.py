"""What the kinds have in common when they find where rows belong and which of them say something new."""

from typing import Any

import pandas as pd

from attendance.errors import Message
from attendance.i18n import N_
from attendance.roster.imports.spec import Placed
from attendance.roster.units import UnitNames
from data import schools
from data.database import Statements
from data.scope import Scope

NO_BLOCK = N_("“{value}” is not one of the district's units. Write the block's name as in the list of blocks.")
NO_SCHOOL = N_("No school with the UDISE code {value} is there. Import the schools first.")
NO_CLASS = N_("The school {value} has no such class and section. Import the class sections first.")
EVERYTHING = Scope.everything()


def because(why: str, values: pd.Series) -> dict[int, Message]:
    """A refusal for each line, which names the line's value."""
    return {line: Message(why, {"value": value}) for line, value in zip(values.index.tolist(), values, strict=True)}


def block_ids(db: Statements, names: pd.Series) -> pd.Series:
    """The units of these names, missing where a name is not known."""
    return names.map(UnitNames(schools.blocks(db, EVERYTHING)).find)


def school_ids(db: Statements, udise: pd.Series) -> pd.Series:
    """The schools of these codes, Int64, missing where a code is not known."""
    known = schools.schools(db, EVERYTHING).set_index("udise")["school_id"]
    return udise.map(known).astype("Int64")


def class_section_ids(db: Statements, rows: pd.DataFrame) -> tuple[pd.Series, dict[int, Message]]:
    """The class sections of the columns udise, grade and section (Int64), and why lines have none."""
    sections = schools.class_sections(db, EVERYTHING)
    known = pd.DataFrame(
        {
            "udise": sections["udise"].astype(str),
            "grade": sections["grade"].astype(str),
            "section": sections["section"].astype(str),
            "class_section_id": sections["class_section_id"].astype("Int64"),
        }
    )
    found = rows[["udise", "grade", "section"]].merge(known, how="left", on=["udise", "grade", "section"])
    keys = found["class_section_id"].set_axis(rows.index)
    schoolless = school_ids(db, rows["udise"]).isna()
    refused = because(NO_SCHOOL, rows["udise"][schoolless])
    refused |= because(NO_CLASS, rows["udise"][keys.isna() & ~schoolless])
    return keys, refused


def both(hindi: pd.Series, english: pd.Series) -> tuple[pd.Series, pd.Series]:
    """Each of two columns, filled from the other where it is empty."""
    return hindi.where(hindi != "", english), english.where(english != "", hindi)


def named(rows: pd.DataFrame) -> pd.DataFrame:
    """Rows with a name in both languages."""
    hindi, english = both(rows["name_hi"], rows["name_en"])
    return rows.assign(name_hi=hindi, name_en=english)


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows as dicts, with None for what is missing."""
    found = frame.astype(object).where(frame.notna(), None)
    return [{str(key): value for key, value in row.items()} for row in found.to_dict("records")]


def compared(wanted: pd.DataFrame, stored: pd.DataFrame, key: str, kept: list[str], columns: list[str]) -> Placed:
    """Sort by what is new under `key`; where a cell is empty, what is stored stays.

    Args:
        stored: Indexed by `key`, with the columns `kept`, which the known rows get, and `columns`, which are compared.
    """
    known = wanted[key].isin(stored.index)
    filled = wanted[known].copy()
    old = stored.loc[filled[key]].set_axis(filled.index)
    filled[kept] = old[kept]
    differs = pd.Series(False, index=filled.index)
    for column in columns:
        given = filled[column].astype(object)
        before = old[column].astype(object).where(old[column].notna(), None)
        filled[column] = given.where(given.notna() & (given != ""), before)
        differs |= (filled[column] != before) & (filled[column].notna() | before.notna())
    return Placed(wanted[~known], filled[differs], filled[~differs])
