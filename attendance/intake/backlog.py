"""The queue of a day: how far it is, when it will be done, and letting the bulk of it wait."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from attendance.district import District
from attendance.i18n import moment_text
from attendance.office import audit
from attendance.office.access import Account, Page
from data import bulk, schools
from data.clock import INDIA, in_india, today, utc_now
from data.database import Transaction

LATEST_JOBS = 50
"""The rate is that of the last photos: about 200, or some minutes."""
LEAST_PHOTOS = 8
"""Fewer say nothing about the rate."""


@dataclass(frozen=True)
class Backlog:
    """The photos of an account's blocks that came today or wait still.

    Attributes:
        done, failed, waiting: How many.
        paused: How many of the account's blocks wait, by whom and since when (UTC) the latest.
        a_minute: Photos read a minute, None while that is not known.
        ready_at: When the last of them will have been read, UTC; None while that is not known, or nothing is read.
    """

    done: int
    failed: int
    waiting: int
    paused: int
    paused_by: str | None
    paused_at: datetime | None
    a_minute: float | None
    ready_at: datetime | None

    @property
    def total(self) -> int:
        """All of them."""
        return self.done + self.failed + self.waiting


def backlog(district: District, account: Account) -> Backlog:
    """How the queue stands for this account's blocks.

    Raises:
        NotAllowed: The role has no upload.
    """
    account.require(Page.UPLOAD)
    since = datetime.combine(today(), time(), INDIA).astimezone(UTC).replace(tzinfo=None)
    standing = bulk.standing(district.db, account.scope, since)
    photos, seconds = bulk.pace(district.db, account.scope, LATEST_JOBS)
    rate = photos / seconds if photos >= LEAST_PHOTOS and seconds > 0 else None
    ahead = bulk.until_done(district.db, account.scope)
    ready_at = utc_now() + timedelta(seconds=ahead / rate) if ahead and rate else None
    paused = bulk.paused(district.db, account.scope)
    return Backlog(
        standing["done"],
        standing["failed"],
        standing["waiting"],
        paused["blocks"],
        paused["paused_by"],
        paused["paused_at"],
        rate * 60 if rate else None,
        ready_at,
    )


def clock_text(moment: datetime) -> str:
    """A UTC moment as 14:20 in India, with the day where it is not today."""
    local = in_india(moment)
    return f"{local:%H:%M}" if local.date() == today() else moment_text(moment)


def pause(district: District, account: Account) -> None:
    """Let the zips' and the inbox's photos of the account's blocks wait; a class sent by itself is read all the same.

    Raises:
        NotAllowed: The role has no upload.
    """
    _for_own_blocks(
        district, account, "queue.paused", lambda tx, blocks: bulk.pause(tx, account.scope, blocks, account.username)
    )


def resume(district: District, account: Account) -> None:
    """Let them be read again.

    Raises:
        NotAllowed: The role has no upload.
    """
    _for_own_blocks(district, account, "queue.resumed", lambda tx, blocks: bulk.resume(tx, account.scope, blocks))


def _for_own_blocks(
    district: District, account: Account, action: str, change: Callable[[Transaction, list[str]], None]
) -> None:
    account.require(Page.UPLOAD)
    blocks = [str(block) for block in schools.blocks(district.db, account.scope)["block_id"]]

    def work(tx: Transaction) -> None:
        change(tx, blocks)
        audit.record(tx, account, action, block_id=blocks[0] if len(blocks) == 1 else None)

    district.db.write(work)
