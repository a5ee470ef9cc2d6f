"""The blocks by name, for forms that choose among them."""

from attendance.district import District
from attendance.i18n import pick
from data import schools
from data.scope import Scope


def names(district: District, scope: Scope | None = None) -> dict[str, str]:
    """Block by block its name in the reader's language, in the order of the tile map; all of them unless a scope is given."""
    rows = schools.blocks(district.db, scope or Scope.everything()).to_dict("records")
    return {str(row["block_id"]): pick(row["name_hi"], row["name_en"]) for row in rows}
