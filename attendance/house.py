"""What one running process holds: the districts that are open and the models."""

import threading
from pathlib import Path

from attendance.config import Config
from attendance.district import District, Kind


class House:
    """The open districts of one process.

    Args:
        config: Where files live.

    Raises:
        DatabaseHeld: Another process runs the app on the same files.
    """

    def __init__(self, config: Config) -> None:
        self.config = config
        self.sandbox = District.open(config, Kind.SANDBOX)
        self.own = District.open(config, Kind.OWN) if District.exists(config, Kind.OWN) else None

    @property
    def accounts(self) -> District:
        """The district whose accounts sign in: the office's own, or the sandbox until there is one."""
        return self.own or self.sandbox

    def district(self, kind: Kind) -> District:
        """The open district of a kind; the sandbox where the office has none of its own."""
        return self.own if kind is Kind.OWN and self.own else self.sandbox

    def close(self) -> None:
        """Let go of everything."""
        for district in (self.sandbox, self.own):
            if district:
                district.close()


_lock = threading.Lock()
_open: dict[Path, House] = {}


def house() -> House:
    """This process's house, opened on first use.

    Raises:
        DatabaseHeld: Another process runs the app on the same files.
    """
    config = Config()
    with _lock:
        if config.home not in _open:
            _open[config.home] = House(config)
        return _open[config.home]
