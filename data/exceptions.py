"""What the exception list needs beyond the sums of `data.figures`."""

from datetime import date

import pandas as pd

from data.database import Statements
from data.scope import Scope


def used_photos(db: Statements, scope: Scope, first: date, last: date, *, block_id: str | None = None) -> pd.DataFrame:
    """Class sections with open flags that a photo of theirs was used before, from ``first`` to ``last``.

    Returns:
        Columns class_section_id, block_id (of the flag), cluster_id, school_id, last_day, photos, days, same_bytes (one of them
        to the byte), severity (1 to 3, 3 gravest), and the names as in `data.figures.sums`.
    """
    return db.frame("exceptions/used_photos", scope, first=first, last=last, block_id=block_id)
