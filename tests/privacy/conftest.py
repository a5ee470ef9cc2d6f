"""The district of tests/intake: a class of synthetic adults with reference photos, and a day of its composed photos."""

from tests.intake.conftest import composed, read_adults, read_home, unread_home

__all__ = ["composed", "read_adults", "read_home", "unread_home"]
