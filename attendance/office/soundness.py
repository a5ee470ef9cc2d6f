"""Looking through all that a district stores: whether it can be read and is what was written."""

from dataclasses import dataclass

from attendance.district import District
from data import soundness
from data.soundness import Stored


@dataclass(frozen=True)
class Found:
    """What was looked at, and what of it is damaged.

    Attributes:
        database: What of the database.
        files: The sealed files that do not open, by the name they are sealed under.
        looked_at: How many sealed files there are.
    """

    database: Stored
    files: tuple[str, ...]
    looked_at: int

    @property
    def is_sound(self) -> bool:
        """Whether nothing is damaged."""
        return not (self.files or self.database.log or self.database.blocks or self.database.tables)


def check(district: District) -> Found:
    """Read every block and row of the database and open every sealed file; reads as much as the district holds.

    Raises:
        DatabaseDamaged: The database file cannot be read at all.
    """
    stored = soundness.of_database(district.db)
    closed, count = [], 0
    for name, opens in soundness.of_vault(district.vault):
        count += 1
        if not opens:
            closed.append(name)
    return Found(stored, tuple(closed), count)
