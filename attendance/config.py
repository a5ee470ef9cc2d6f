"""Where run-time files live; everything else is a setting in the database."""

from pathlib import Path

import platformdirs
from pydantic import Field, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from attendance.listening import networks


class Config(BaseSettings):
    """Read from the environment: ``UPASTHITI_HOME``, ``UPASTHITI_KEYS`` and ``UPASTHITI_INBOX``.

    Attributes:
        home: Databases, sealed photos, the queue of received files, converted weights.
        keys: The vault's and the cookie's keys, apart from what they protect.
        inbox: Where photos in bulk are put, with a folder a district (``own``, ``sandbox``); below ``home`` unless set.
        backups: Where backups are kept, with a folder a district; below ``home`` unless set.
        trusted_proxy: Addresses or networks, with commas, of the reverse proxy whose word on who asks is taken; empty for none.
    """

    model_config = SettingsConfigDict(env_prefix="UPASTHITI_")

    home: Path = platformdirs.user_data_path("upasthiti", appauthor=False)
    keys: Path = platformdirs.user_config_path("upasthiti", appauthor=False) / "keys"
    inbox: Path | None = None
    backups: Path = Field(default_factory=lambda data: data["home"] / "backups")

    trusted_proxy: str = ""

    @field_validator("trusted_proxy")
    @classmethod
    def _is_addresses(cls, text: str) -> str:
        networks(text)
        return text

    @property
    def logs(self) -> Path:
        """Where the app's log is."""
        return self.home / "logs"

    @property
    def weights(self) -> Path:
        """Where converted weights are cached."""
        return self.home / "weights"
