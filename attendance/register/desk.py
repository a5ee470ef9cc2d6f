"""The desk: one queue of what waits for a person, the worthiest first, and who has which item open."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal

from attendance.district import District
from attendance.errors import BadEntry, Changed, NotAllowed
from attendance.i18n import N_
from attendance.office import settings
from attendance.office.access import Account, Page
from data import claims, desk, flags, register
from data.clock import in_india, today, utc_now
from data.database import Row, Transaction
from data.scope import Scope

LOOK_BACK = timedelta(days=30)
"""Days of photos that are asked about: a month's statement is made of them, and none later."""
CLAIM_MINUTES = 10
"""An item that somebody has open is nobody else's for so long after their last decision."""
FACES_SEVERITY = 2
"""An uncertain face is to be asked about, as a flag of severity 2 is: no hint, and no likely fake."""
MOST = 200
EVERYTHING = Scope.everything()
_NOTHING = N_("The address names nothing that waits. Choose from the list.")


@dataclass(frozen=True)
class Item:
    """One thing to decide.

    Attributes:
        key: ``flag:<cause>`` or ``faces:<class_section_id>:<day as ISO>``.
        worth: See `worth`.
        severity: 1 to 3, the gravest of its flags.
        pupils: Whose mark the verdict may change: those uncertain, or all those enrolled in the flagged class days.
        age_days: Since its oldest class day.
        day, class_section_id, and where it is: of the class day itself, or of the newest flagged one.
        flags: How many its cause holds, 0 for faces.
        claimed_by: The name of who else has it open.
        asked: Whether a school was asked and may still answer: it can be opened, but there is nothing to decide yet.
    """

    key: str
    kind: Literal["flag", "faces"]
    worth: float
    severity: int
    pupils: int
    age_days: int
    day: date
    class_section_id: int
    block_id: str
    school_hi: str
    school_en: str
    block_hi: str
    block_en: str
    grade: int
    section: str
    flags: int
    claimed_by: str | None
    asked: bool = False


def faces_key(class_section_id: int, day: date) -> str:
    """The key of a class day with uncertain faces."""
    return f"faces:{class_section_id}:{day.isoformat()}"


def queue(district: District, account: Account, most: int = MOST) -> list[Item]:
    """What waits within the account's scope, the worthiest first; last what waits for a school's answer.

    Raises:
        NotAllowed: The role has no review.
    """
    account.require(Page.REVIEW)
    db, scope, now = district.db, account.scope, today()
    answer_time = timedelta(days=settings.load(district).answer_days)
    asked = {cause for cause, since in desk.asked(db, scope).items() if in_india(since).date() + answer_time > now}
    items = [
        replace(_item(f"flag:{row['cause']}", "flag", row, now - row["oldest"]), asked=row["cause"] in asked)
        for row in flags.open_causes(db, scope)
    ]
    for row in desk.class_days(db, scope, now - LOOK_BACK, now, most):
        key = faces_key(row["class_section_id"], row["day"])
        items.append(_item(key, "faces", row | {"severity": FACES_SEVERITY, "flags": 0}, now - row["day"]))
    items.sort(
        key=lambda item: (item.asked, -item.worth)
    )  # stable: of the same worth flags first, then as the queries order them
    held = claims.held(db, EVERYTHING, [item.key for item in items[:most]], utc_now())
    others = {row["item"]: row["name"] for row in held if row["username"] != account.username}
    return [replace(item, claimed_by=others.get(item.key)) for item in items[:most]]


def next_item(district: District, account: Account, after: str | None = None) -> Item | None:
    """The worthiest that can be decided and that nobody else has open, None when nothing is left.

    Args:
        after: The key of the item that was just left: those below it, or all where it is settled.
    """
    items = queue(district, account)
    keys = [item.key for item in items]
    first = keys.index(after) + 1 if after in keys else 0
    return next((item for item in items[first:] if item.claimed_by is None and not item.asked), None)


def claim(district: District, account: Account, key: str) -> None:
    """Open an item for CLAIM_MINUTES, anew with each call and each decision.

    Raises:
        Changed: Somebody else has it open; nothing is claimed.
        NotAllowed: It is outside the account's scope, or the role has no review.
        BadEntry: The key names no item.
    """
    account.require(Page.REVIEW)
    _visible(district, account, key)
    now = utc_now()

    def work(tx: Transaction) -> None:
        for row in claims.held(tx, EVERYTHING, [key], now):
            if row["username"] != account.username:
                raise Changed(
                    N_("{who} has this open now. Take the next one; this one comes back if it is left."), who=row["name"]
                )
        claims.take(tx, EVERYTHING, key, account.username, now, now + timedelta(minutes=CLAIM_MINUTES))

    district.db.write(work)


def release(district: District, account: Account, key: str) -> None:
    """Leave an item: others may open it at once. One that somebody else has is left alone."""
    district.db.write(lambda tx: claims.release(tx, EVERYTHING, key, account.username))


def renew(tx: Transaction, account: Account, key: str) -> None:
    """Keep an item that the account has open for CLAIM_MINUTES more, as a decision on it does."""
    claims.renew(tx, EVERYTHING, key, account.username, utc_now() + timedelta(minutes=CLAIM_MINUTES))


def worth(severity: int, pupils: int, age: timedelta) -> float:
    """What a verdict is worth: how grave the doubt is, times the pupils whose mark it may change, times the days that it waits.

    The day itself counts as one, so that what waits rises and nothing is left lying for ever. Beyond LOOK_BACK it rises no
    further: one pupil's doubt of last year would else go before a whole class of today.
    """
    return float(severity * pupils * (1 + max(timedelta(), min(age, LOOK_BACK)).days))


def _item(key: str, kind: Literal["flag", "faces"], row: Row, age: timedelta) -> Item:
    return Item(
        key=key,
        kind=kind,
        worth=worth(row["severity"], row["pupils"], age),
        age_days=age.days,
        claimed_by=None,
        **{name: row[name] for name in ("severity", "pupils", "day", "class_section_id", "block_id", "flags")},
        **{name: row[name] for name in ("school_hi", "school_en", "block_hi", "block_en", "grade", "section")},
    )


def _visible(district: District, account: Account, key: str) -> None:
    if any("\ud800" <= letter <= "\udfff" for letter in key):  # half of a character, which no database takes
        raise BadEntry(_NOTHING)
    kind, _, rest = key.partition(":")
    db, scope = district.db, account.scope
    if not (flags.cause(db, scope, rest) if kind == "flag" else _class_day(district, account, kind, rest)):
        raise NotAllowed(N_("This does not wait in your blocks. Choose another one from the list."))


def _class_day(district: District, account: Account, kind: str, rest: str) -> bool:
    try:
        if kind != "faces":
            raise ValueError(kind)
        class_section_id, _, day = rest.partition(":")
        found = register.class_day(district.db, account.scope, int(class_section_id), date.fromisoformat(day))
    except ValueError as problem:
        raise BadEntry(_NOTHING) from problem
    return found is not None
