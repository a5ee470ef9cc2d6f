"""Whether the audit trail is whole: its chain, and the ends of it that were noted outside the database."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from attendance.district import District
from attendance.errors import BadEntry
from attendance.i18n import N_, _, moment_text, number
from attendance.office import audit
from attendance.office.access import Account, Page
from data import audit as stored
from data.anchors import Anchor, Why
from data.audit import Broken
from data.chain import START, Head
from data.database import Row
from data.scope import Scope

MOST_TOLD = 50
"""Places that are listed; of a trail that somebody rewrote all are wrong, and the first ones tell enough."""


@dataclass(frozen=True)
class Verified:
    """What a look at the whole trail found.

    Attributes:
        entries: How many entries there are, by the last one's number.
        broken: Where the chain does not hold, the first `MOST_TOLD`.
        missing: The first noted end, outside the database, that the trail does not have (any more), None when it has all.
        agrees_to: The last entry up to which noted ends agree.
        anchored_since: UTC, the oldest noted end; None where none was noted.
        acknowledged: Noted breaks that somebody has acknowledged with a reason, as after a restored backup.
        restored: The entry after `agrees_to` that says that a backup was brought back, None where there is none.
        cannot_note: The last end could not be noted in the keys' folder.
    """

    entries: int
    broken: tuple[Broken, ...]
    missing: Anchor | None
    agrees_to: int
    anchored_since: datetime | None
    acknowledged: tuple[Anchor, ...]
    restored: Row | None
    cannot_note: bool

    @property
    def is_whole(self) -> bool:
        """Whether nothing was changed, removed or inserted, as far as can be known."""
        return not self.broken and self.missing is None

    def words(self) -> Iterator[str]:
        """What was found, one sentence after the other, with the next step."""
        if self.is_whole:
            yield _("The audit trail is whole: {entries} entries, none changed, removed or inserted.").format(
                entries=number(self.entries)
            )
        yield from map(_in_words, self.broken)
        if len(self.broken) == MOST_TOLD:
            yield _("Only the first {count} places are listed.").format(count=number(MOST_TOLD))
        if self.missing:
            yield self._missing_in_words(self.missing)
        if self.missing and self.restored:
            yield _("Entry {entry} says that the backup {stamp} was brought back on {moment}.").format(
                entry=number(self.restored["entry_id"]),
                stamp=self.restored["subject"],
                moment=moment_text(self.restored["happened_at"]),
            )
        if not self.is_whole:
            yield _("Keep the database file and the keys' folder as they are, copy both, and tell the DPO in writing.")
        for one in self.acknowledged:
            yield _(
                "On {moment} it was acknowledged that entries after number {count} are gone; the entry there says why."
            ).format(moment=moment_text(one.moment), count=number(one.head.count))
        if self.anchored_since is None:
            yield _("No end of the trail has been noted outside the database yet: entries cut off at the end can't be noticed.")
        if self.cannot_note:
            yield _("The trail's end can't be written to the keys' folder. See that it exists and that there is room.")

    def _missing_in_words(self, missing: Anchor) -> str:
        values = {
            "count": number(missing.head.count),
            "moment": moment_text(missing.moment),
            "entries": number(self.entries),
            "agrees": number(self.agrees_to),
        }
        if self.entries < missing.head.count:
            text = _(
                "The trail ends at entry {entries}, but on {moment} it had {count}: entries were cut off, or an older backup "
                "was restored. If a backup was restored, acknowledge it with the reason."
            )
        else:
            text = _(
                "After entry {agrees} the trail is not the one noted on {moment} (entry {count}): it was rewritten, or an "
                "older backup was restored and work went on. If a backup was restored, acknowledge it with the reason."
            )
        return text.format(**values)


def verify(district: District) -> Verified:
    """Read the whole trail and compare it with the ends noted outside; some seconds for a million entries."""
    standing = _standing(district)  # before the rows: what is noted was committed
    lines = district.anchors.lines() if district.anchors else []
    broken = tuple(islice(stored.broken(district.db), MOST_TOLD))
    entries = stored.head(district.db).count
    agreeing, missing = _compared(district, standing, entries)
    return Verified(
        entries=entries,
        broken=broken,
        missing=missing,
        agrees_to=agreeing.count,
        anchored_since=lines[0].moment if lines else None,
        acknowledged=tuple(line for line in lines if line.why == "acknowledged"),
        restored=_restored(district, agreeing) if missing else None,
        cannot_note=bool(district.anchors and district.anchors.failed),
    )


def lacking(district: District) -> Anchor | None:
    """A noted end that the trail does not have, None when it has all: quick, for it reads the noted entries only."""
    return _compared(district, _standing(district), stored.head(district.db).count)[1]


def looked_through(district: District, account: Account) -> Verified:
    """As `verify`, for somebody who asks on the page; that they did is entered.

    Raises:
        NotAllowed: The role does not see the audit trail.
    """
    account.require(Page.ADMINISTRATION)
    found = verify(district)
    outcome = "whole" if found.is_whole else "broken"
    district.db.write(lambda tx: audit.record(tx, account, "trail.verified", entries=found.entries, outcome=outcome))
    return found


def anchor(district: District, why: Why) -> None:
    """Note the trail's end outside the database."""
    if district.anchors:
        district.anchors.append(stored.head(district.db), why)


def acknowledge(district: District, account: Account, reason: str) -> None:
    """Say why noted entries are gone, as after a backup was restored; later looks go on from there, and tell it each time.

    Raises:
        NotAllowed: The role does not see the audit trail.
        BadEntry: No reason is given, or nothing noted is missing.
    """
    account.require(Page.ADMINISTRATION)
    if not reason.strip():
        raise BadEntry(N_("Say why entries are missing, for example: the backup of 12 November was restored."))
    agreeing, missing = _compared(district, _standing(district), stored.head(district.db).count)
    if missing is None or district.anchors is None:
        raise BadEntry(N_("Nothing that was noted is missing from the trail."))
    gone = [agreeing.count + 1, missing.head.count]
    district.db.write(lambda tx: audit.record(tx, account, "trail.acknowledged", reason=reason.strip(), entries=gone))
    district.anchors.append(agreeing, "acknowledged")
    anchor(district, "hour")


def _standing(district: District) -> list[Anchor]:
    """The noted ends that the trail should still have, by their number."""
    if district.anchors is None:
        return []
    noted = district.anchors.noted()
    standing: list[Anchor] = []
    for line in district.anchors.lines():
        if line.why == "acknowledged":
            standing = [one for one in standing if one.head.count < line.head.count or one.head == line.head]
        standing.append(line)
    return sorted([*standing, *([noted] if noted else [])], key=lambda one: one.head.count)


def _compared(district: District, standing: Sequence[Anchor], entries: int) -> tuple[Head, Anchor | None]:
    """The last noted end that the trail has, and of those it does not have the one that tells most.

    Where the trail goes on beyond it, that is the first; where the trail ends before all of them, the last.
    """
    there = stored.hashes(district.db, (one.head.count for one in standing)) | {0: START.hash}
    agrees = [there.get(one.head.count) == one.head.hash for one in standing]
    first_wrong = agrees.index(False) if False in agrees else len(standing)
    agreeing = standing[first_wrong - 1].head if first_wrong else START
    wrong = [one for one, agreed in zip(standing, agrees, strict=True) if not agreed]
    within = [one for one in wrong if one.head.count <= entries]
    return agreeing, within[0] if within else wrong[-1] if wrong else None


def _restored(district: District, agreeing: Head) -> Row | None:
    ever = datetime.min, datetime.max
    found = stored.entries(district.db, Scope.everything(), since=ever[0], until=ever[1], action="backup.restored")
    return next((row for row in reversed(found) if row["entry_id"] > agreeing.count), None)


def _in_words(one: Broken) -> str:
    """One place where the chain does not hold."""
    if one.entry_id <= one.before_id:
        return _("Entry {entry} is there twice: one was inserted by hand.").format(entry=number(one.entry_id))
    if one.entry_id > one.before_id + 1:
        gone = (one.before_id + 1, one.entry_id - 1)
        if gone[0] == gone[1]:
            return _("Entry {entry} was removed.").format(entry=number(gone[0]))
        return _("Entries {first} to {last} were removed.").format(first=number(gone[0]), last=number(gone[1]))
    if one.before_id == 0:
        return _("Entry {entry} was changed.").format(entry=number(one.entry_id))
    return _("Entry {entry}, or the one before it, was changed.").format(entry=number(one.entry_id))
