"""The training sandbox: made once, atomically, and made afresh by one click."""

import shutil
from dataclasses import dataclass
from datetime import date
from functools import partial

import pandas as pd
from filelock import FileLock

from attendance.config import Config
from attendance.district import District, Kind
from attendance.errors import NotAllowed
from attendance.i18n import N_
from attendance.office import audit, consent
from attendance.office.access import SYSTEM, Account, Page, Role
from attendance.office.accounts import create_role_accounts
from attendance.roster import fiction, history, references
from attendance.roster.cast import cast
from attendance.roster.fiction import DISTRICT, SMALL, TRAINING_BLOCK, Scale, Table, TrainingPupil
from attendance.roster.references import ReferenceCheck
from data import pupils, rollups, schools
from data import sandbox as history_of
from data.clock import today
from data.database import Database, Transaction
from data.scope import Scope
from data.vault import Vault
from recognition.pipeline import Pipeline

SEED = 2026
BRC_BLOCKS = (TRAINING_BLOCK, "kahalgaon")
"""The blocks of the sandbox's `brc` account: the training school's, and another one."""

# Given names that women and men bear alike; the surname says that they are samples.
_TRAINING_NAMES = (
    "किरण Kiran", "सुमन Suman", "शशि Shashi", "नूर Noor", "गुलशन Gulshan", "संतोष Santosh", "कमल Kamal",
    "कंचन Kanchan", "इक़बाल Iqbal",
)  # fmt: skip
_KEYS = ("cluster_id", "school_id", "class_section_id", "pupil_id", "first_pupil")
_KEYED = ("cluster", "school", "class_section", "pupil")


@dataclass(frozen=True)
class _Fiction:
    """What a sandbox is filled with: tables, and the habits from which their history is drawn."""

    tables: Table
    habits: pd.DataFrame
    bounds: history_of.Bounds


@dataclass(frozen=True)
class Credential:
    """An account of the sandbox and its password, which is kept nowhere else."""

    role: Role
    username: str
    password: str


def training_pupils() -> list[TrainingPupil]:
    """The training class: the synthetic adults under invented names."""
    named = zip(cast(), (name.split() for name in _TRAINING_NAMES), strict=True)
    return [TrainingPupil(member.code, f"{hindi} नमूना", f"{english} Namuna") for member, (hindi, english) in named]


def prepare(config: Config, pipeline: Pipeline | None = None, scale: Scale = SMALL) -> list[Credential]:
    """Make the sandbox if there is none; a start that runs meanwhile waits.

    Args:
        pipeline: Models that are loaded already.
        scale: How large it is where it is made now.

    Returns:
        One account per role where it was made now, else nothing.

    Raises:
        Unavailable: The recognition model is missing.
        DataError: Storage refused.
    """
    config.home.mkdir(parents=True, exist_ok=True)
    with FileLock(config.home / "sandbox.lock"):
        if District.exists(config, Kind.SANDBOX):
            return []
        return _make(config, pipeline or Pipeline(config.weights), scale)


def reset(district: District, account: Account, pipeline: Pipeline) -> None:
    """Make the sandbox afresh as large as it is, with a history up to yesterday. Accounts, sessions and passwords stay.

    Raises:
        NotAllowed: The district is the office's own, or the role has no training page.
        Unavailable: The recognition model is missing; the sandbox stays as it was.
    """
    account.require(Page.TRAINING)
    if district.kind is not Kind.SANDBOX:
        raise NotAllowed(N_("Only the training sandbox can be reset. Step into the sandbox first."))
    fiction_of_today = _fiction(_scale_of(district), today())
    photos = _reference_photos(pipeline)

    def work(tx: Transaction) -> None:
        schools.clear_district(tx)
        _fill(tx, fiction_of_today)
        audit.record(tx, account, "sandbox.reset")

    before = [f"{kind}/{name}" for kind in district.vault.kinds() for name in district.vault.names(kind)]
    district.db.write(work)
    for name in before:
        district.vault.remove(name)
    _add_references(district, photos)


def _make(config: Config, pipeline: Pipeline, scale: Scale) -> list[Credential]:
    folder = District.folder_of(config, Kind.SANDBOX)
    unfinished = folder.with_name(f"{folder.name}.new")
    for left_behind in (unfinished, folder):
        shutil.rmtree(left_behind, ignore_errors=True)
    District.anchors_of(config, Kind.SANDBOX).forget()  # another trail begins
    photos = _reference_photos(pipeline)
    vault = Vault(unfinished / "vault", config.keys / f"{Kind.SANDBOX.value}.key")
    district = District(Kind.SANDBOX, unfinished, Database(unfinished / "district.duckdb"), vault)
    try:
        district.db.write(partial(_fill, made=_fiction(scale, today())))
        _add_references(district, photos)
        made = create_role_accounts(district, BRC_BLOCKS)
        district.db.checkpoint()
    finally:
        district.close()
    unfinished.rename(folder)
    return [Credential(role, username, password) for role, username, password in made]


def _scale_of(district: District) -> Scale:
    """The scale at which it was made."""
    return DISTRICT if len(schools.schools(district.db, Scope.everything())) >= DISTRICT.schools else SMALL


def _fiction(scale: Scale, day: date) -> _Fiction:
    tables = fiction.make(scale, SEED, day, training_pupils())
    return _Fiction(tables, history.habits(scale, SEED, tables), history.bounds(scale, day))


def _fill(tx: Transaction, made: _Fiction) -> None:
    first = schools.next_ids(tx, sum(len(made.tables[name]) for name in _KEYED))[0]
    for name, frame in made.tables.items():
        tx.insert_frame(name, _shifted(frame, first))
    schools.add_places(tx)
    consent.fictional(tx, SYSTEM)
    history_of.add_history(tx, _shifted(made.habits, first), made.bounds, SEED)
    rollups.catch_up(tx, today())


def _shifted(frame: pd.DataFrame, first: int) -> pd.DataFrame:
    """The same rows with keys that count from ``first``."""
    return frame.assign(**{key: frame[key] + first for key in _KEYS if key in frame.columns})


def _reference_photos(pipeline: Pipeline) -> dict[str, ReferenceCheck]:
    """The studio portraits by the PEN of the training pupil, looked at as any reference photo is."""
    members = zip(training_pupils(), cast(), strict=True)
    return {pupil.pen: references.check(pipeline, member.reference.read_bytes()) for pupil, member in members}


def _add_references(district: District, photos: dict[str, ReferenceCheck]) -> None:
    for row in pupils.places(district.db, Scope.everything(), pens=list(photos)):
        references.save(district, SYSTEM, row["pupil_id"], photos[row["pen"]])
