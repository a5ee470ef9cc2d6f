"""The rows that count wrong passwords. Keys are keyed hashes of what was typed and where it came from; "" stands for any."""

from datetime import datetime

from data.clock import utc_now
from data.database import Row, Statements, Transaction
from data.scope import Scope

_ALL = Scope.everything()


def of(db: Statements, name_key: str, address_key: str) -> list[Row]:
    """What is counted of a name at an address, of the name and of the address: both keys, failures, counted_at, waits_until."""
    return db.rows("tallies/of", _ALL, name_key=name_key, address_key=address_key)


def put(
    tx: Transaction, name_key: str, address_key: str, *, failures: float, counted_at: datetime, waits_until: datetime | None
) -> None:
    """Keep a count as it was at a UTC moment, and the moment before which no password is looked at."""
    tx.run(
        "tallies/put",
        _ALL,
        name_key=name_key,
        address_key=address_key,
        failures=failures,
        counted_at=counted_at,
        waits_until=waits_until,
    )


def forget_name(tx: Transaction, name_key: str) -> None:
    """Drop what is counted of a name, wherever from."""
    tx.run("tallies/forget_name", _ALL, name_key=name_key)


def forget_pair(tx: Transaction, name_key: str, address_key: str) -> None:
    """Drop what is counted of a name at one address."""
    tx.run("tallies/forget_pair", _ALL, name_key=name_key, address_key=address_key)


def forget_old(tx: Transaction, before: datetime) -> None:
    """Drop counts that were last raised before a UTC moment."""
    tx.run("tallies/forget_old", _ALL, before=before)


def waiting(db: Statements) -> dict[str, datetime]:
    """The names that must wait somewhere, each with the last UTC moment until which."""
    return {row["name_key"]: row["waits_until"] for row in db.rows("tallies/waiting", _ALL, now=utc_now())}
