"""What one running process holds: the districts that are open, the models, and the threads that work."""

import atexit
import threading
from functools import partial
from pathlib import Path

from attendance.config import Config
from attendance.district import District, Kind
from attendance.intake.accept import READ_SUBMISSION
from attendance.intake.comparing import compare_models
from attendance.intake.reading import read_submission
from attendance.intake.recovery import Recovered, recover
from attendance.intake.rereading import READ_AGAIN, read_again
from attendance.intake.watcher import Watcher
from attendance.office import aside, sessions, trail
from attendance.office.backups.nightly import Nightly
from attendance.office.backups.restoring import enter
from attendance.office.models import Models
from attendance.office.privacy import erasure, retention, rotation
from attendance.office.switching import COMPARE_MODELS, SWITCH_MODEL, switch_model
from attendance.register import sampling, signing
from attendance.reports import evaluating
from attendance.roster.lead_search import FindLeads
from attendance.roster.leads import FIND_LEADS
from attendance.worker import Handler, Worker
from data import rollups
from data.clock import today
from recognition.pipeline import Pipeline


def handlers(models: Models) -> dict[str, Handler]:
    """What does a job of each kind."""
    return {
        READ_SUBMISSION: lambda district, *job: read_submission(models.of(district), district, *job),
        READ_AGAIN: lambda district, *job: read_again(models.of(district), district, *job),
        SWITCH_MODEL: partial(switch_model, models),
        COMPARE_MODELS: partial(compare_models, models),
        FIND_LEADS: FindLeads(),
        evaluating.EVALUATE: evaluating.evaluate,
        retention.RETENTION: retention.let_go,
        erasure.ERASE: erasure.do,
    }


def each_hour(district: District) -> None:
    """What may be due in a district."""
    district.db.write(lambda tx: rollups.catch_up(tx, today()))
    signing.lock_signed(district)
    evaluating.each_hour(district)
    sampling.each_hour(district)
    sessions.each_hour(district)
    retention.each_hour(district)
    trail.anchor(district, "hour")
    erasure.each_hour(district)
    rotation.forget_retired(district)


def take_up(district: District) -> Recovered:
    """Put right what a stop of whatever process left half in a district; before anybody works on it."""
    enter(district)
    aside.clear_half(district)
    return recover(district)


class House:
    """The open districts of one process, its models and its worker.

    Args:
        config: Where files live.

    Attributes:
        found: What this start found in each district.

    Raises:
        DatabaseHeld: Another process runs the app on the same files.
    """

    def __init__(self, config: Config) -> None:
        self.config = config
        self.found: dict[Kind, Recovered] = {}
        self.sandbox = District.open(config, Kind.SANDBOX)
        self.own = District.open(config, Kind.OWN) if District.exists(config, Kind.OWN) else None
        self.models = Models(config.weights)
        self.worker = Worker(self.districts, handlers(self.models), each_hour)
        self.watcher = Watcher(self.districts, self.worker.wake)
        self.backups = Nightly(self.districts)

    def districts(self) -> list[District]:
        """Those that are open."""
        return [district for district in (self.own, self.sandbox) if district]

    @property
    def accounts(self) -> District:
        """The district whose accounts sign in: the office's own, or the sandbox until there is one."""
        return self.own or self.sandbox

    def district(self, kind: Kind) -> District:
        """The open district of a kind; the sandbox where the office has none of its own."""
        return self.own if kind is Kind.OWN and self.own else self.sandbox

    def pipeline_for(self, district: District) -> Pipeline:
        """Reads photos with the model that a district uses now."""
        return self.models.of(district)

    def start(self) -> None:
        """Take up what a stop interrupted, then work."""
        self.found = {district.kind: take_up(district) for district in self.districts()}
        self.worker.start()
        self.watcher.start()
        self.backups.start()

    def close(self) -> None:
        """Finish the job in hand and let go of everything."""
        self.backups.stop()
        self.watcher.stop()
        self.worker.stop()
        for district in self.districts():
            district.close()


_lock = threading.Lock()
_open: dict[Path, House] = {}


def house() -> House:
    """This process's house, opened and at work from the first use.

    Raises:
        DatabaseHeld: Another process runs the app on the same files.
    """
    config = Config()
    with _lock:
        if config.home not in _open:
            opened = House(config)
            opened.start()
            atexit.register(opened.close)
            _open[config.home] = opened
        return _open[config.home]


def opened() -> House | None:
    """This process's house if it is open; a monitor's question opens none."""
    return _open.get(Config().home)


def close() -> None:
    """Let go of this process's house when the server ends: after the signal that ended it nothing else runs."""
    if found := opened():
        atexit.unregister(found.close)
        found.close()
