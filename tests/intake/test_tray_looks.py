"""Photos of the tray that somebody opened are on the audit trail, by the first letters of their hashes."""

from attendance.intake import tray
from attendance.office import audit
from attendance.office.access import SYSTEM, Account, Role
from data.clock import today
from tests.support import Small


def test_photos_of_one_block_are_entered_under_it(small: Small) -> None:
    account = Account("brc", "B", Role.BRC, frozenset({"sabour"}))
    rows = [{"block_id": "sabour", "sha256": letter * 64} for letter in "ab"]
    tray.looked(small.district, account, rows)
    tray.looked(small.district, account, [*rows, {"block_id": None, "sha256": "c" * 64}])
    of_none, of_sabour = audit.entries(small.district, SYSTEM, first=today(), last=today(), action="tray.opened")
    assert (of_sabour.block_id, of_none.block_id) == ("sabour", None)
    assert "aaaaaaaaaaaa" in of_sabour.detail
    assert "a" * 13 not in of_sabour.detail
