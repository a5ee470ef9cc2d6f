"""How entries of the audit trail hang together: each one's hash covers its content and the hash of the entry before it."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

_EPOCH = datetime(1970, 1, 1)


@dataclass(frozen=True)
class Head:
    """The end of a chain.

    Attributes:
        count: How many entries it has, which is the last one's number.
        hash: SHA-256 of the last one, 32 bytes; zeros where there is none.
    """

    count: int
    hash: bytes

    def followed_by(
        self,
        happened_at: datetime,
        username: str,
        action: str,
        subject: str | None,
        block_id: str | None,
        detail: str | None,
    ) -> "Head":
        """The chain's end after one more entry, whose values are those of its columns.

        ``audit/broken.sql`` puts the same text together: each value after its length, so that no two entries share one.
        """
        moment = (happened_at - _EPOCH) // timedelta(microseconds=1)
        values = "|".join(_sized(value) for value in (username, action, subject, block_id, detail))
        content = f"{self.hash.hex()}|{self.count + 1}|{moment}|{values}"
        return Head(self.count + 1, hashlib.sha256(content.encode()).digest())


START = Head(0, bytes(32))
"""Of a trail without entries."""


def _sized(value: str | None) -> str:
    return "-" if value is None else f"{len(value)}:{value}"
