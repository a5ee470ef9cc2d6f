"""What becomes of a flag: a suspicion is first a question to the school, then somebody of the office confirms or dismisses it.

Flags of one cause are decided together. Block staff ask, note the answer and settle what accuses nobody; a suspicion is
confirmed or dismissed by the office (DPO, MIS, division): nobody judges whether the photos of the own block are genuine.
"""

from collections import Counter, defaultdict
from datetime import date, datetime

from attendance.derive import set_aside
from attendance.district import District
from attendance.errors import BadEntry, Changed, NotAllowed
from attendance.flag_kinds import FAKES
from attendance.i18n import N_
from attendance.office import audit, settings
from attendance.office.access import Account, Page
from attendance.register import desk
from attendance.register.flag_groups import UNSETTLED, CauseKey, Group, Step, decides, read
from attendance.register.signing import require_open
from data import flags
from data.clock import utc_now
from data.database import Row, Transaction


def of_cause(district: District, account: Account, cause: str) -> Group:
    """The flags of a cause.

    Raises:
        NotAllowed: None of them is within the account's scope, or the role has no review.
    """
    account.require(Page.REVIEW)
    return read(district.db, account, cause, settings.load(district).answer_days)


def ask(district: District, account: Account, key: CauseKey, text: str) -> None:
    """The school was asked for its explanation, with this text.

    Raises:
        BadEntry: The text is empty.
        Changed: Somebody decided on the cause since it was seen.
        NotAllowed: It is not what comes next, the role may not, or the block is outside the scope.
    """
    _decide(district, account, key, "asked", _filled(text, N_("Write what the school is asked.")))


def answer(district: District, account: Account, key: CauseKey, text: str) -> None:
    """What the school said, and who said it. Raises as `ask`."""
    _decide(district, account, key, "answered", _filled(text, N_("Write what the school said, and who said it.")))


def confirm(district: District, account: Account, key: CauseKey, text: str) -> None:
    """It is as the flag says, and why. Class days of a fake are set aside: they count nowhere as read.

    Raises:
        As `ask`; also NotAllowed where a day is signed off, or where the school was not asked or may still answer.
    """
    _decide(district, account, key, "confirmed", _filled(text, N_("Write why: what the school said, or what can be seen.")))


def dismiss(district: District, account: Account, key: CauseKey, text: str) -> None:
    """It is not as the flag says; the same is not raised again. Raises as `ask`, but the text may be empty."""
    _decide(district, account, key, "dismissed", text.strip() or None)


def undo(district: District, account: Account, key: CauseKey) -> None:
    """Take back the last decision that stands; class days that it set aside count again.

    Raises:
        Changed, NotAllowed: As `ask`.
    """
    account.require(Page.REVIEW)
    answer_days = settings.load(district).answer_days

    def work(tx: Transaction) -> None:
        group = _as_seen(tx, account, key, answer_days)
        if "undo" not in group.may:
            raise NotAllowed(N_("There is nothing here that you may take back."))
        said_at = utc_now()
        last = _last(group.steps)
        flags.undo(tx, account.scope, cause=key.cause, said_by=account.username, said_at=said_at)
        _follow(tx, account, group, "undo", said_at, last.kind == "confirmed", undoes=last.kind)

    district.db.write(work)


def set_aside_days(
    district: District, account: Account, first: date, last: date, class_section_id: int | None = None
) -> list[Row]:
    """Class days of the account's blocks that are set aside, see `data.flags.set_aside_days`."""
    return flags.set_aside_days(district.db, account.scope, first, last, FAKES, class_section_id)


def changed(group: Group) -> Changed:
    """Who decided on a cause that the account is looking at."""
    who = group.steps[-1].who
    return Changed(N_("{who} decided on this flag while you looked. Look at it again, then decide."), who=who)


def looked(district: District, account: Account, group: Group, blocks: frozenset[str]) -> None:
    """Write on the audit trail that photos of a flag were opened.

    Args:
        blocks: Those whose photos are shown.
    """

    def work(tx: Transaction) -> None:
        for block_id in sorted(blocks):
            audit.record(tx, account, "flag.opened", f"flag:{group.key.cause}", block_id)

    district.db.write(work)


def _filled(text: str, lacks: str) -> str:
    if not text.strip():
        raise BadEntry(lacks)
    return text.strip()


def _decide(district: District, account: Account, key: CauseKey, kind: str, text: str | None) -> None:
    account.require(Page.REVIEW)
    answer_days = settings.load(district).answer_days

    def work(tx: Transaction) -> None:
        group = _as_seen(tx, account, key, answer_days)
        if kind not in group.may:
            raise _refused(account, group, kind)
        said_at = utc_now()
        flags.add_steps(
            tx,
            account.scope,
            cause=key.cause,
            newest=key.newest,
            kind=kind,
            text=text,
            said_by=account.username,
            said_at=said_at,
        )
        _follow(tx, account, group, kind, said_at, kind == "confirmed", text=text)

    district.db.write(work)


def _follow(
    tx: Transaction, account: Account, group: Group, kind: str, said_at: datetime, counts: bool, **detail: str | None
) -> None:
    """What follows from a decision: its class days are set aside or count again, and the audit trail tells.

    Args:
        counts: Whether the decision says anything about class days.
    """
    cause = group.key.cause
    desk.renew(tx, account, f"flag:{cause}")
    touched = flags.class_days(tx, account.scope, cause, account.username, said_at)
    if counts and group.sets_aside:
        blocks: dict[date, set[str]] = defaultdict(set)
        for row in touched:
            blocks[row["day"]].add(row["block_id"])
        for day, block_ids in blocks.items():
            require_open(tx, day, block_ids)
        set_aside(tx, [(row["day"], row["class_section_id"]) for row in touched])
    for block_id, class_days in sorted(Counter(row["block_id"] for row in touched).items()):
        audit.record(tx, account, f"flag.{kind}", f"flag:{cause}", block_id, class_days=class_days, **detail)


def _as_seen(tx: Transaction, account: Account, key: CauseKey, answer_days: int) -> Group:
    group = read(tx, account, key.cause, answer_days)
    if group.key.step != key.step:
        raise changed(group)
    return group


def _last(steps: tuple[Step, ...]) -> Step:
    return next(step for step in reversed(steps) if step.kind != "undo" and not step.undone)


def _refused(account: Account, group: Group, kind: str) -> NotAllowed:
    if group.state not in UNSETTLED:
        return NotAllowed(N_("This flag is settled. Take the last decision back first."))
    if kind in ("confirmed", "dismissed") and not decides(account, group.is_suspicion):
        return NotAllowed(
            N_("Whether photos of a block are genuine is decided by the district office. Ask the school and note its answer.")
        )
    if kind == "confirmed":
        return NotAllowed(
            N_("First ask the school for its explanation. Confirm when it has answered, or when the time for it is over.")
        )
    return NotAllowed(N_("This is not the next step here. Look at the flag again, then decide."))
