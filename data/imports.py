"""How the columns of imported files are named, where somebody has said it by hand: the same for the whole district."""

import json
from collections.abc import Mapping
from datetime import datetime

from data.database import Statements, Transaction
from data.scope import Scope


def columns(db: Statements, kind: str, headings: str) -> dict[str, str] | None:
    """The column's key by the file's heading, None where nobody has said it.

    Args:
        headings: The digest of the file's headings.
    """
    found = db.value("imports/columns", Scope.everything(), kind=kind, headings=headings)
    return None if found is None else json.loads(found)


def remember_columns(tx: Transaction, kind: str, headings: str, columns: Mapping[str, str], *, by: str, at: datetime) -> None:
    """Keep it for files of this kind with these headings; what was said before is forgotten.

    Args:
        by: Whose word it is.
        at: UTC.
    """
    said = json.dumps(dict(columns), ensure_ascii=False)
    tx.run("imports/remember_columns", Scope.everything(), kind=kind, headings=headings, columns=said, by=by, at=at)
