"""Where run-time files live; everything else is a setting in the database."""

from pathlib import Path

import platformdirs
from pydantic_settings import BaseSettings, SettingsConfigDict


class Config(BaseSettings):
    """Read from the environment: ``UPASTHITI_HOME`` and ``UPASTHITI_KEYS``.

    Attributes:
        home: Databases, sealed photos, the queue of received files, converted weights.
        keys: The vault's and the cookie's keys, apart from what they protect.
    """

    model_config = SettingsConfigDict(env_prefix="UPASTHITI_")

    home: Path = platformdirs.user_data_path("upasthiti", appauthor=False)
    keys: Path = platformdirs.user_config_path("upasthiti", appauthor=False) / "keys"

    @property
    def weights(self) -> Path:
        """Where converted weights are cached."""
        return self.home / "weights"
