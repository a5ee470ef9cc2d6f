"""Whether everything is in order: the database, the disk, the work, the model."""

import os
from dataclasses import dataclass

from attendance.config import Config
from attendance.district import District
from attendance.office import room
from attendance.office.models import in_use, installed
from data import accounts, jobs
from data.database import Row
from data.scope import Scope
from recognition import engine

LOW_DISK_BYTES = 5 * 10**9
"""Room for 10,000 photos: of one about 0.5 MB stay (250 kB, 120 kB for screens, and 4 kB on the disk for each face cut out)."""


@dataclass(frozen=True)
class Health:
    """What the administration page shows first.

    Attributes:
        holder: The number of the process that holds the database: this one.
        database_bytes: Its file and what is not folded into it yet.
        disk_free_bytes: Left where they lie.
        last_job: job_id, kind, state, done, total, created_by, created_at, finished_at; None when there was none.
        jobs: How many are waiting, running, done, failed; a state without any is not there.
        weights: The recognition model in use, None where its file is not there, as before photos are first read.
        engine: What runs it.
        active_accounts: How many may sign in.
    """

    holder: int
    database_bytes: int
    disk_free_bytes: int
    last_job: Row | None
    jobs: dict[str, int]
    weights: str | None
    engine: str
    active_accounts: int

    @property
    def disk_is_low(self) -> bool:
        """Whether the disk may not last another 10,000 photos, a sixth of the district's day."""
        return self.disk_free_bytes < LOW_DISK_BYTES

    @property
    def disk_is_full(self) -> bool:
        """Whether nothing is taken in any more."""
        return self.disk_free_bytes < room.LEAST_FREE


def look(config: Config, district: District, accounts_of: District) -> Health:
    """Look now.

    Args:
        accounts_of: The district whose accounts sign in.
    """
    everything = Scope.everything()
    files = (district.db.path, district.db.path.with_name(f"{district.db.path.name}.wal"))
    used = in_use(district.db)
    ready = any(model.name == used and model.file.exists() for model in installed(config.weights))
    return Health(
        holder=os.getpid(),
        database_bytes=sum(file.stat().st_size for file in files if file.exists()),
        disk_free_bytes=room.free(district),
        last_job=jobs.last(district.db, everything),
        jobs=jobs.counts(district.db, everything),
        weights=used if ready else None,
        engine=engine.choose().name,
        active_accounts=sum(row["active"] for row in accounts.every(accounts_of.db)),
    )
