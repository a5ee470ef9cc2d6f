"""What can go wrong in words that somebody can act on.

A message is kept as its English text and its values, and translated where it is shown: a job writes it without knowing who will
read it, and in which language.
"""

import json
from dataclasses import dataclass, field
from typing import Any, Self

from attendance.i18n import _, number


@dataclass(frozen=True)
class Message:
    """A text marked with ``N_`` and the values for its named braces."""

    text: str
    values: dict[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        shown = {key: number(value) if isinstance(value, int | float) else value for key, value in self.values.items()}
        return _(self.text).format(**shown)

    def as_json(self) -> str:
        """For a database column."""
        return json.dumps({"text": self.text, "values": self.values}, ensure_ascii=False)

    @classmethod
    def from_json(cls, stored: str) -> Self:
        """Read what `as_json` wrote."""
        return cls(**json.loads(stored))


class UserError(Exception):
    """The root: something was not done, nothing stored was changed, and the text says what to do next.

    ``str(error)`` is in the reader's language. Raise it with a text marked by ``N_``, which holds both what happened and the
    next step: ``UserError(N_("… Choose a smaller file."), name=name)``.
    """

    def __init__(self, text: str, **values: Any) -> None:
        self.message = Message(text, values)
        super().__init__(text)

    def __str__(self) -> str:
        return str(self.message)


class NotAllowed(UserError):
    """The account's role or blocks do not reach this."""


class Changed(UserError):
    """Somebody else changed it meanwhile; the page shows what is stored now."""


class BadFile(UserError):
    """A file that cannot be used."""


class BadEntry(UserError):
    """A value in a form that cannot be used."""


class Unavailable(UserError):
    """Storage or recognition cannot do it now."""
