"""One child under two pupils: a search that one person asks for and another allows, and the leads it finds.

A lead is two pupils whose reference photos are alike. It is never a verdict, and what a person says of it changes nothing else.
There is no way to look for one face in the district.
"""

from dataclasses import dataclass
from datetime import datetime

from attendance.district import District
from attendance.errors import BadEntry, Changed, Message, NotAllowed
from attendance.i18n import N_
from attendance.office import audit
from attendance.office.access import Account, Page, Role
from attendance.office.models import in_use
from data import jobs, leads
from data.database import Row, Transaction
from recognition.errors import UnreadablePhoto
from recognition.photo import decode, encode_webp

FIND_LEADS = "find_leads"
"""The kind of job that does a search."""
USUAL, LOWEST, HIGHEST = 0.80, 0.60, 0.95
"""Similarity from which a pair is a lead. Of 1,396 comparisons of different adults none reached .50, but a district compares
10^11 pairs, children are more alike, and faces of different synthetic adults reach .81. To be set from the first search."""
LEAST_PURPOSE, LEAST_WORDS = 20, 3
"""Letters and words of a purpose that says something; the schema checks the letters too."""
PHOTO_PX, PHOTO_QUALITY = 320, 70  # two of them about 30 kB


@dataclass(frozen=True)
class Side:
    """One pupil of a lead.

    Attributes:
        place: school_hi, school_en, udise, block_hi, block_en, grade, section of the latest enrolment; None each without one.
        vault_name: The reference photo that is alike, None when it was removed since.
    """

    pupil_id: int
    pen: str
    name_hi: str
    name_en: str
    place: Row
    vault_name: str | None


@dataclass(frozen=True)
class Lead:
    """Two pupils whose reference photos are alike.

    Attributes:
        similarity: Cosine.
        state: open, same or different: what a person said.
    """

    lead_id: int
    similarity: float
    state: str
    said_by: str | None
    said_at: datetime | None
    sides: tuple[Side, Side]

    @property
    def stands(self) -> bool:
        """Whether both reference photos are still in use."""
        return all(side.vault_name for side in self.sides)


@dataclass(frozen=True)
class Progress:
    """How far a search is.

    Attributes:
        state: Its job's: waiting, running, done or failed.
        share: Of all comparisons, 0 to 1.
        error: Why it failed.
    """

    job_id: int
    state: str
    share: float
    error: Message | None


def searches(district: District, account: Account) -> list[Row]:
    """All that were asked for, the latest first, as `data.leads.runs` tells.

    Raises:
        NotAllowed: The role is neither MIS in-charge nor District Programme Officer.
    """
    _require_either(account)
    return leads.runs(district.db, account.scope)


def ask(district: District, account: Account, purpose: str, threshold: float = USUAL) -> int:
    """Ask for a search, which waits until the District Programme Officer allows it; returns its run_id.

    Raises:
        NotAllowed: The role is not MIS in-charge.
        BadEntry: The purpose says too little, or the similarity is out of range.
        Changed: Another search is not over.
    """
    _require(account, Role.MIS, N_("Only the MIS in-charge asks for this search."))
    told = " ".join(purpose.split())
    if len(told) < LEAST_PURPOSE or len(told.split()) < LEAST_WORDS:
        raise BadEntry(N_("Say in a sentence what the search is for, with at least {letters} letters."), letters=LEAST_PURPOSE)
    if not LOWEST <= threshold <= HIGHEST:
        raise BadEntry(N_("This value must lie between {low} and {high}. Nothing was changed."), low=LOWEST, high=HIGHEST)

    def work(tx: Transaction) -> int:
        if any(run["state"] in ("asked", "allowed") for run in leads.runs(tx, account.scope)):
            raise Changed(N_("Another search is not over yet. Wait for it, or stop it first."))
        run_id = leads.ask(tx, account.scope, purpose=told, threshold=threshold, asked_by=account.username)
        audit.record(tx, account, "leads.asked", _subject(run_id), purpose=told, similarity=threshold)
        return run_id

    return district.db.write(work)


def allow(district: District, account: Account, run_id: int) -> None:
    """Let a search run that was asked for; it is queued behind the photos that wait.

    Raises:
        NotAllowed: The role is not District Programme Officer.
        Changed: It does not wait for this any more.
    """
    _require(account, Role.DPO, N_("Only the District Programme Officer allows this search."))

    def work(tx: Transaction) -> None:
        run = leads.allow(tx, account.scope, run_id, allowed_by=account.username, model=in_use(tx))
        if run is None:
            raise _changed()
        detail = {"run_id": run_id}
        jobs.add_district_wide(
            tx, account.scope, kind=FIND_LEADS, total=run["templates"], detail=detail, created_by=account.username
        )
        audit.record(tx, account, "leads.allowed", _subject(run_id), purpose=run["purpose"], photos=run["templates"])

    district.db.write(work)


def refuse(district: District, account: Account, run_id: int, reason: str) -> None:
    """Refuse a search that was asked for.

    Raises:
        NotAllowed: The role is not District Programme Officer.
        BadEntry: No reason is given.
        Changed: It does not wait for this any more.
    """
    _require(account, Role.DPO, N_("Only the District Programme Officer allows this search."))
    if not reason.strip():
        raise BadEntry(N_("Say why the search is refused."))
    _end(district, account, run_id, "refused", reason.strip())


def stop(district: District, account: Account, run_id: int) -> None:
    """Take back a search or end it while it runs; what it found until then is kept.

    Raises:
        NotAllowed: The role is neither MIS in-charge nor District Programme Officer.
        Changed: It is over already.
    """
    _require_either(account)
    _end(district, account, run_id, "stopped", None)


def progress(district: District, account: Account, run_id: int) -> Progress | None:
    """How far a search is; None when it was never allowed, or a later one was.

    Raises:
        NotAllowed: As `searches`.
    """
    _require_either(account)
    job = jobs.latest_of_kind(district.db, account.scope, FIND_LEADS)
    if job is None or job["detail"]["run_id"] != run_id:
        return None
    # Each photo is compared with the later ones, so that the first take longest.
    left = 1 - job["done"] / job["total"] if job["total"] else 0.0
    error = Message.from_json(job["error"]) if job["error"] else None
    return Progress(job["job_id"], job["state"], 1 - left**2, error)


def try_again(district: District, account: Account, job_id: int) -> None:
    """Let a search go on that failed; it begins where it was.

    Raises:
        NotAllowed: The role is not MIS in-charge.
    """
    _require(account, Role.MIS, N_("Only the MIS in-charge asks for this search."))

    def work(tx: Transaction) -> None:
        if jobs.again(tx, account.scope, job_id):
            audit.record(tx, account, "job.tried_again", f"job:{job_id}")

    district.db.write(work)


def added_since(district: District, account: Account, run: Row) -> int:
    """How many reference photos of the search's model came after it was allowed.

    Raises:
        NotAllowed: As `searches`.
    """
    _require_either(account)
    if run["model"] is None:
        return 0
    photos = leads.keys(district.db, account.scope, run["model"])["reference_photo_id"]
    return int((photos > run["up_to_photo"]).sum())


def found(district: District, account: Account, run_id: int) -> list[Lead]:
    """The leads of a search, the most similar first. An open one whose reference photo was removed is none any more.

    Raises:
        NotAllowed: As `searches`.
    """
    _require_either(account)
    rows = leads.found(district.db, account.scope, run_id)
    all_of_them = [
        Lead(
            lead_id=row["lead_id"],
            similarity=row["similarity"],
            state=row["state"],
            said_by=row["said_by"],
            said_at=row["said_at"],
            sides=(_side(row["pupil_a"], row["vault_a"]), _side(row["pupil_b"], row["vault_b"])),
        )
        for row in rows
    ]
    return [lead for lead in all_of_them if lead.stands or lead.state != "open"]


def looked(district: District, account: Account, run_id: int) -> None:
    """Write on the audit trail that somebody opened the leads of a search."""
    _require_either(account)
    district.db.write(lambda tx: audit.record(tx, account, "leads.opened", _subject(run_id)))


def photo(district: District, account: Account, side: Side) -> bytes | None:
    """A lead's reference photo as WebP of at most 320 px; None when it was removed since.

    Raises:
        NotAllowed: As `searches`.
    """
    _require_either(account)
    if side.vault_name is None or not district.vault.has(side.vault_name):
        return None
    try:
        return encode_webp(decode(district.vault.get(side.vault_name)).picture, PHOTO_PX, PHOTO_QUALITY)
    except UnreadablePhoto:
        return None


def decide(district: District, account: Account, lead: Lead, state: str) -> None:
    """Say of a lead that it is the same child, or different children, or that it is open again. Nothing else changes.

    Raises:
        NotAllowed: As `searches`.
        Changed: Somebody else decided it meanwhile.
    """
    _require_either(account)
    action = {"same": "lead.same", "different": "lead.different", "open": "lead.taken_back"}[state]

    def work(tx: Transaction) -> None:
        if not leads.decide(tx, account.scope, lead.lead_id, lead.state, state, said_by=account.username):
            raise _changed()
        audit.record(tx, account, action, f"lead:{lead.lead_id}", pupils=[f"pupil:{side.pupil_id}" for side in lead.sides])

    district.db.write(work)


def _end(district: District, account: Account, run_id: int, state: str, why: str | None) -> None:
    def work(tx: Transaction) -> None:
        if not leads.end(tx, account.scope, run_id, state, by=account.username, why=why):
            raise _changed()
        audit.record(tx, account, f"leads.{state}", _subject(run_id), reason=why)

    district.db.write(work)


def _side(pupil: Row, vault_name: str | None) -> Side:
    place = {key: pupil[key] for key in ("school_hi", "school_en", "udise", "block_hi", "block_en", "grade", "section")}
    return Side(pupil["pupil_id"], pupil["pen"], pupil["name_hi"], pupil["name_en"], place, vault_name)


def _subject(run_id: int) -> str:
    return f"lead_run:{run_id}"


def _changed() -> Changed:
    return Changed(N_("Somebody else changed this meanwhile. Reload the page to see what is stored now."))


def _require(account: Account, role: Role, text: str) -> None:
    account.require(Page.ADMINISTRATION)
    if account.role is not role:
        raise NotAllowed(text)


def _require_either(account: Account) -> None:
    account.require(Page.ADMINISTRATION)
    if account.role not in (Role.MIS, Role.DPO):
        raise NotAllowed(N_("Your role does not include this. Ask the MIS in-charge if you need it."))
