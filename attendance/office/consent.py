"""On what legal ground pupils' faces are kept: by school, or by the parents of one pupil. Reference photos are refused without.

A class whose pupils have none still works: faces are counted, and nobody is named.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from attendance.district import District
from attendance.errors import BadEntry, NotAllowed
from attendance.i18n import N_, _, day_text
from attendance.office import audit
from attendance.office.access import Account, Page, Role
from data import bases, schools
from data.bases import State
from data.clock import today
from data.database import Row, Statements, Transaction

MOST_DUE = 200
LONGEST = 200


class Ground(StrEnum):
    """What the keeping rests on."""

    EDUCATION = "education"
    ORDER = "order"
    PARENTS = "parents"
    FICTION = "fiction"


GROUNDS: dict[Ground, str] = {
    Ground.EDUCATION: N_("educational activity and safety of children (DPDP Rules 2025)"),
    Ground.ORDER: N_("an order of the department or the district"),
    Ground.PARENTS: N_("consent of the parents"),
    Ground.FICTION: N_("fictional child of the training sandbox"),
}


@dataclass(frozen=True)
class Basis:
    """The word that decides for a pupil.

    Attributes:
        reference: The order's or the form's number, or where the paper lies.
        is_own: Whether it is said of the pupil, not of the whole school.
    """

    state: State
    ground: Ground
    reference: str
    since: date
    is_own: bool

    @property
    def stands(self) -> bool:
        """Whether faces may be kept on it."""
        return self.state == "given"

    def __str__(self) -> str:
        """In the reader's language."""
        if self.stands and self.ground is Ground.FICTION:
            return _("A fictional child of the training sandbox: photos may be kept.")
        values = {"ground": _(GROUNDS[self.ground]), "reference": self.reference, "day": day_text(self.since, "medium")}
        if not self.stands:
            text = (
                _("The parents have withdrawn or refused their consent on {day} ({reference}).")
                if self.is_own
                else _("The school's legal basis was withdrawn on {day} ({reference}).")
            )
        elif self.is_own:
            text = _("Parents' consent since {day} ({reference}).")
        else:
            text = _("Legal basis of the school since {day}: {ground} ({reference}).")
        return text.format(**values)


def of_pupils(db: Statements, account: Account, pupil_ids: Iterable[int]) -> dict[int, Basis]:
    """The word that decides for each pupil of whom there is one."""
    return {
        row["pupil_id"]: Basis(row["state"], Ground(row["ground"]), row["reference"], row["since"], row["is_own"])
        for row in bases.standing(db, account.scope, pupil_ids)
        if row["state"]
    }


def refusal(basis: Basis | None) -> BadEntry | None:
    """Why no reference photo of a pupil may be kept, with the next step; None when one may."""
    if basis is None:
        return BadEntry(
            N_(
                "No legal basis is recorded for this pupil's school, and no consent of the parents. Until then no reference "
                "photo is kept. The MIS in-charge records it: Administration, Consent."
            )
        )
    if not basis.stands:
        return BadEntry(
            N_("No reference photo may be kept: {why} Only a new consent, recorded on the pupil's page, changes that."),
            why=str(basis),
        )
    return None


def barred(db: Statements, account: Account, pupil_ids: Iterable[int]) -> set[int]:
    """Those of the pupils of whom no reference photo may be kept."""
    wanted = set(pupil_ids)
    return wanted - {pupil_id for pupil_id, basis in of_pupils(db, account, wanted).items() if basis.stands}


def require(db: Statements, account: Account, pupil_ids: Iterable[int]) -> None:
    """Refuse to keep faces of pupils without a ground.

    Raises:
        BadEntry: One of them has none.
    """
    wanted = list(pupil_ids)
    found = of_pupils(db, account, wanted)
    for pupil_id in wanted:
        if why := refusal(found.get(pupil_id)):
            raise why


def say_of_pupil(district: District, account: Account, pupil_id: int, state: State, reference: str, since: date) -> None:
    """Record that a pupil's parents gave their consent, or withdrew or refused it.

    Raises:
        NotAllowed: The role has no Pupils page, or the pupil is not among the account's blocks.
        BadEntry: No reference is given, or the day is yet to come.
    """
    account.require(Page.PUPILS)
    said = _checked(reference, since)

    def work(tx: Transaction) -> None:
        found = bases.standing(tx, account.scope, [pupil_id])
        if not found:
            raise NotAllowed(N_("This pupil is not among your blocks."))
        _add(tx, account, state, Ground.PARENTS, said, since, pupil_ids=[pupil_id])
        # Without what was written: the trail is never changed, and a family may be named there.
        audit.record(tx, account, f"consent.{state}", f"pupil:{pupil_id}", found[0]["block_id"], since=since)

    district.db.write(work)


def say_of_schools(
    district: District,
    account: Account,
    school_ids: Sequence[int],
    state: State,
    ground: Ground,
    reference: str,
    since: date,
    block_id: str | None = None,
) -> int:
    """Record the ground for whole schools, or that it no longer holds; returns for how many.

    Args:
        block_id: The block they are in, None where they are in several.

    Raises:
        NotAllowed: Only the MIS in-charge may.
        BadEntry: No school or no reference is given, or the day is yet to come.
    """
    if account.role is not Role.MIS:
        raise NotAllowed(N_("Only the MIS in-charge records the legal basis of schools."))
    if not school_ids:
        raise BadEntry(N_("Choose at least one school."))
    said = _checked(reference, since)

    def work(tx: Transaction) -> None:
        _add(tx, account, state, ground, said, since, school_ids=school_ids)
        subject = f"school:{school_ids[0]}" if len(school_ids) == 1 else None
        audit.record(
            tx,
            account,
            f"legal_basis.{state}",
            subject,
            block_id,
            schools=len(school_ids),
            reason=said,
            since=since,
            source=ground.value,
        )

    district.db.write(work)
    return len(school_ids)


def blocks(district: District, account: Account) -> list[Row]:
    """As `data.bases.blocks` tells.

    Raises:
        NotAllowed: The role has no Administration page.
    """
    account.require(Page.ADMINISTRATION)
    return bases.blocks(district.db, account.scope)


def due(district: District, account: Account) -> list[Row]:
    """Whose reference photos must be removed, or get a ground; as `data.bases.due` tells, at most `MOST_DUE`.

    The look is recorded, where there is somebody to look at.

    Raises:
        NotAllowed: The role has no Administration page.
    """
    account.require(Page.ADMINISTRATION)
    found = bases.due(district.db, account.scope, MOST_DUE)
    if found:
        keys = [f"pupil:{row['pupil_id']}" for row in found]
        district.db.write(lambda tx: audit.record(tx, account, "consent.due_opened", pupils=keys))
    return found


def fictional(tx: Transaction, account: Account) -> None:
    """The ground of the sandbox's schools, whose children are fiction, so that training goes on."""
    found = [int(key) for key in schools.schools(tx, account.scope)["school_id"]]
    _add(tx, account, "given", Ground.FICTION, "fiction", today(), school_ids=found)


def _add(
    tx: Transaction,
    account: Account,
    state: State,
    ground: Ground,
    reference: str,
    since: date,
    school_ids: Sequence[int] = (),
    pupil_ids: Sequence[int] = (),
) -> None:
    bases.add(
        tx,
        account.scope,
        school_ids=school_ids,
        pupil_ids=pupil_ids,
        state=state,
        ground=ground.value,
        reference=reference,
        since=since,
        said_by=account.username,
    )


def _checked(reference: str, since: date) -> str:
    said = " ".join(reference.split())
    if not said:
        raise BadEntry(N_("Give the number and date of the order or form, or where the paper lies."))
    if len(said) > LONGEST:
        raise BadEntry(N_("Write at most {most} letters."), most=LONGEST)
    if since > today():
        raise BadEntry(N_("The day is yet to come. Choose the day from which it holds."))
    return said
