"""Who saw what since when: entries of the audit trail about a pupil, a class, a school or an account, ready for a report.

The DPDP Rules 2025 ask for a report within 72 hours after a breach: what was seen, of whom, and by whom.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from attendance.district import District
from attendance.errors import BadEntry
from attendance.i18n import N_, _
from attendance.office import audit
from attendance.office.access import Account, Page
from attendance.office.audit import Entry
from data import audit as stored
from data import pupils, schools

MOST = 50_000
"""Rows of one file; a district's day has some 10,000 entries."""
_TAKEN = frozenset(
    {"paper.made", "portal.correction_list", "receipts.exported", "statement.made"}
    | {action for action in audit.ACTIONS if action.startswith("export.")}
)
_WITHOUT_CHILDREN = frozenset({"export.seen", "export.trail", "export.exceptions", "export.figures"})
"""Files that hold keys, or counts of classes."""
_LOOKED = frozenset(
    {
        *("class_day.opened", "consent.due_opened", "flag.opened", "follow_ups.opened_school", "leads.opened"),
        *("portal.pupils_opened", "pupil.opened", "pupil_leads.opened", "pupil_year.opened", "pupils.found", "roster.opened"),
        *("sample.opened", "tray.opened"),
    }
)


class How(StrEnum):
    """What somebody did with what an entry is about."""

    LOOKED = "looked"
    TOOK = "took"
    CHANGED = "changed"
    SESSION = "session"

    @property
    def label(self) -> str:
        """In the reader's language."""
        return _(_HOW[self])


class Reach(StrEnum):
    """How near an entry is to whom one asks about."""

    SELF = "self"
    CLASS = "class"
    SCHOOL = "school"
    LIST = "list"
    ACCOUNT = "account"

    @property
    def label(self) -> str:
        """In the reader's language."""
        return _(_REACH[self])


_HOW = {
    How.LOOKED: N_("looked"),
    How.TOOK: N_("took a file"),
    How.CHANGED: N_("decided or changed"),
    How.SESSION: N_("signed in or out"),
}
_REACH = {
    Reach.SELF: N_("the pupil"),
    Reach.CLASS: N_("the class"),
    Reach.SCHOOL: N_("the school"),
    Reach.LIST: N_("a file of the block or district that may have held it"),
    Reach.ACCOUNT: N_("the account"),
}


@dataclass(frozen=True)
class About:
    """Whom or what one asks about.

    Attributes:
        words: In the reader's language; may hold a PEN.
        subject: The same by key, for the trail, where a PEN would outlive the pupil's erasure.
        keys: The reach by the subject, empty for an account.
        blocks: Of the pupils' schools.
        username: An account, whatever it looked at.
    """

    words: str
    subject: str
    keys: Mapping[str, Reach] = field(default_factory=dict)
    blocks: frozenset[str] = frozenset()
    username: str | None = None


@dataclass(frozen=True)
class Filters:
    """What the page narrows the trail to; None narrows nothing. ``first`` and ``last`` are days of India, both included."""

    first: date
    last: date
    username: str | None = None
    action: str | None = None
    block_id: str | None = None
    whom: About | None = None

    def entries(self, district: District, account: Account, skip: int, most: int) -> list[Entry]:
        """Those that are left, newest first.

        Raises:
            NotAllowed: The role does not see the audit trail.
        """
        of_account = self.whom.username if self.whom else None
        return audit.entries(
            district,
            account,
            first=self.first,
            last=self.last,
            username=self.username or of_account,
            action=self.action,
            block_id=self.block_id,
            keys=list(self.whom.keys) if self.whom and not of_account else None,
            skip=skip,
            most=most,
        )


@dataclass(frozen=True)
class Seen:
    """One entry with what it means for whom one asks about."""

    entry: Entry
    how: How
    reach: Reach


def about(district: District, account: Account, text: str, first: date, last: date) -> About:
    """Whom a text means: a PEN, a UDISE code, ``UDISE class section``, or an account's username.

    Raises:
        NotAllowed: The role does not see the audit trail.
        BadEntry: It means nobody.
    """
    account.require(Page.ADMINISTRATION)
    words = text.split()
    if len(words) == 1:
        if found := pupils.places(district.db, account.scope, pens=words):
            return _of_pupil(district, account, found[0], words[0], first, last)
        if words[0] in stored.choices(district.db, account.scope)[0]:
            return About(_("account {username}").format(username=words[0]), f"account:{words[0]}", username=words[0])
    if words:
        known = schools.schools(district.db, account.scope)
        of_code = known[known["udise"] == words[0]]
        if len(of_code):
            school = of_code.iloc[0]
            return _of_school(district, account, int(school["school_id"]), str(school["block_id"]), words, first, last)
    raise BadEntry(
        N_(
            "Nobody is found by this. Write a pupil's PEN, a school's UDISE code (with class and section: 10101010101 3 A), "
            "or an account."
        )
    )


def seen(district: District, account: Account, whom: About, first: date, last: date) -> list[Seen]:
    """Each entry about them on the days from ``first`` to ``last``, newest first.

    Of a pupil, class or school also the files of a block or of the district that may have held them.

    Raises:
        NotAllowed: The role does not see the audit trail.
        BadEntry: There are more than a file takes.
    """
    found = Filters(first, last, whom=whom).entries(district, account, 0, MOST + 1)
    rows = [Seen(entry, _how(entry.name), Reach.ACCOUNT if whom.username else _reach(entry, whom)) for entry in found]
    if not whom.username:
        known = {one.entry.entry_id for one in rows}
        rows += [one for one in _lists(district, account, whom, first, last) if one.entry.entry_id not in known]
        rows.sort(key=lambda one: one.entry.entry_id, reverse=True)
    if len(rows) > MOST:
        raise BadEntry(N_("These are more than {most} entries. Choose fewer days."), most=MOST)
    return rows


def _of_pupil(district: District, account: Account, place: dict[str, object], pen: str, first: date, last: date) -> About:
    keys = stored.keys(district.db, account.scope, first=first, last=last, pupil_ids=[int(str(place["pupil_id"]))])
    subject = f"pupil:{place['pupil_id']}"
    keys.setdefault(subject, Reach.SELF.value)  # also where no enrolment is of these days
    return About(_("pupil with PEN {pen}").format(pen=pen), subject, _reaches(keys), frozenset({str(place["block_id"])}))


def _of_school(
    district: District, account: Account, school_id: int, block_id: str, words: list[str], first: date, last: date
) -> About:
    if len(words) == 1:
        keys = stored.keys(district.db, account.scope, first=first, last=last, school_ids=[school_id])
        return About(_("school {udise}").format(udise=words[0]), f"school:{school_id}", _reaches(keys), frozenset({block_id}))
    sections = schools.class_sections(district.db, account.scope, school_id)
    wanted = " ".join(words[1:]).casefold()
    named = (sections["grade"].astype(str) + " " + sections["section"]).str.casefold()
    mine = [int(key) for key in sections["class_section_id"][named == wanted]]
    if not mine:
        raise BadEntry(N_("The school has no such class. Write class and section after the UDISE code, as: 10101010101 3 A"))
    keys = stored.keys(district.db, account.scope, first=first, last=last, class_section_ids=mine)
    words_told = _("class {name} of school {udise}").format(name=" ".join(words[1:]), udise=words[0])
    return About(words_told, f"class_section:{mine[0]}", _reaches(keys), frozenset({block_id}))


def _reaches(keys: Mapping[str, str]) -> dict[str, Reach]:
    return {key: Reach(reach) for key, reach in keys.items()}


def _reach(entry: Entry, whom: About) -> Reach:
    kind, _colon, rest = (entry.subject or "").partition(":")
    subjects = [entry.subject or "", *(f"{kind}:{one.strip()}" for one in rest.split(",")), *entry.pupils]
    reaches = [whom.keys[subject] for subject in subjects if subject in whom.keys]
    return min(reaches, key=list(Reach).index, default=Reach.LIST)


def _lists(district: District, account: Account, whom: About, first: date, last: date) -> list[Seen]:
    found = []
    for action in sorted(_TAKEN - _WITHOUT_CHILDREN):
        for entry in audit.entries(district, account, first=first, last=last, action=action, most=MOST + 1):
            if entry.block_id is None or entry.block_id in whom.blocks:
                found.append(Seen(entry, How.TOOK, Reach.LIST))
    return found


def _how(action: str) -> How:
    if action in _TAKEN:
        return How.TOOK
    if action.startswith("session."):
        return How.SESSION
    return How.LOOKED if action in _LOOKED else How.CHANGED
