"""Who has which item of the desk open. No figure is made of it."""

from collections.abc import Sequence
from datetime import datetime

from data.database import Row, Statements, Transaction
from data.scope import Scope


def held(db: Statements, scope: Scope, items: Sequence[str], now: datetime) -> list[Row]:
    """The claims on these items that have not ended. Keys: item, username, name (of the account), until (UTC)."""
    return db.rows("claims/held", scope, items=list(items), now=now)


def take(tx: Transaction, scope: Scope, item: str, username: str, now: datetime, until: datetime) -> None:
    """Give an item to an account until a moment, whoever had it; ended claims on other items are forgotten."""
    tx.run("claims/clear_ended", scope, item=item, now=now)
    tx.run("claims/take", scope, item=item, username=username, until=until)


def renew(tx: Transaction, scope: Scope, item: str, username: str, until: datetime) -> None:
    """Let an account keep an item longer; nothing happens when it has it not."""
    tx.run("claims/renew", scope, item=item, username=username, until=until)


def release(tx: Transaction, scope: Scope, item: str, username: str) -> None:
    """Give up an item; one that somebody else has is left alone."""
    tx.run("claims/release", scope, item=item, username=username)
