"""What the vault has sealed in columns, for sealing it anew under another key."""

from collections.abc import Callable, Iterator

from data.database import Database, Transaction
from data.scope import Scope

STEP = 20_000
"""Keys a transaction: about 40 MB of embeddings at most."""
EVERYTHING = Scope.everything()


def seal_anew(db: Database, change: Callable[[bytes, str], bytes | None], seen: Callable[[int], None]) -> None:
    """Give every sealed column of the district what ``change`` makes of it, some thousand in a transaction.

    Args:
        change: Takes what is sealed and the name it is sealed under; None leaves it as it is.
        seen: Called with how many were looked at since the last call.
    """
    for table in ("templates", "faces"):
        for first, last in _spans(db, table):
            seen(db.write(lambda tx, table=table, first=first, last=last: seal_span_anew(tx, table, first, last, change)))  # type: ignore[misc]


def seal_span_anew(tx: Transaction, table: str, first: int, last: int, change: Callable[[bytes, str], bytes | None]) -> int:
    """The rows of a table whose key lies in a span; returns how many were looked at."""
    rows = tx.rows(f"sealing/{table}", EVERYTHING, first=first, last=last)
    changed = [(row["key"], row["model"], change(row["sealed"], row["name"])) for row in rows]
    if new := [one for one in changed if one[2] is not None]:
        keys, models, sealed = (list(part) for part in zip(*new, strict=True))
        tx.run(f"sealing/put_{table}", EVERYTHING, keys=keys, models=models, sealed=sealed)
    return len(rows)


def _spans(db: Database, table: str) -> Iterator[tuple[int, int]]:
    ends = db.one(f"sealing/span_of_{table}", EVERYTHING)
    if ends and ends["first"] is not None:
        for first in range(ends["first"], ends["last"] + 1, STEP):
            yield first, first + STEP - 1
