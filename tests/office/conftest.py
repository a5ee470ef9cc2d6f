"""The office's tests do not wait for password hashing."""

import pytest

from attendance.office import passwords


@pytest.fixture(autouse=True)
def quick_hashing(monkeypatch: pytest.MonkeyPatch) -> None:
    """The least work that bcrypt allows."""
    monkeypatch.setattr(passwords, "ROUNDS", 4)
