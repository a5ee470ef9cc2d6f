"""An installation to put behind a proxy."""

from tests.browser.conftest import installation

__all__ = ["installation"]
