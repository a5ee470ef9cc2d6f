"""What can go wrong in words that somebody can act on.

A message is kept as its English text and its values, and translated where it is shown: a job writes it without knowing who will
read it, and in which language.
"""

import json
from dataclasses import dataclass, field
from typing import Any, Self

from attendance.i18n import N_, _, number
from data import errors as storage
from recognition.errors import RecognitionError, UnreadablePhoto


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


_BELOW: dict[type[Exception], str] = {
    storage.DatabaseHeld: N_("Another program holds the database. Close it, or restart the app, then reload this page."),
    storage.DatabaseNewer: N_("The database was written by a newer version of the app. Start that version."),
    storage.JournalDamaged: N_(
        "The last changes to the database cannot be read from the disk; nothing was overwritten. "
        "Whoever runs this computer should stop the app and run: python -m attendance mend"
    ),
    storage.DatabaseDamaged: N_("The database file cannot be read. Leave it as it is and restore the last backup."),
    storage.MigrationFailed: N_("The database could not be brought up to date; it stands as before. Tell the MIS in-charge."),
    storage.OutOfScope: N_("This belongs to a block that is not yours. Go back and choose one of your blocks."),
    storage.StaleRevision: N_("Somebody else changed this meanwhile. Reload the page to see what is stored now."),
    storage.AlreadyStored: N_("This is stored already. Reload the page to see it."),
    storage.StorageFull: N_("The disk is full; nothing was stored. Make room, then try again."),
    storage.VaultError: N_("A stored photo cannot be opened. Tell the MIS in-charge; the marks are not affected."),
    storage.DataError: N_("It could not be stored; nothing was changed. Try again; if it stays so, tell the MIS in-charge."),
    UnreadablePhoto: N_("A stored photo cannot be opened. Tell the MIS in-charge; the marks are not affected."),
    RecognitionError: N_("Photos cannot be read now. Try again; if it stays so, tell the MIS in-charge."),
}


def explained(problem: Exception) -> UserError:
    """What slipped through from storage, recognition or a mistake of ours, as something a person can act on."""
    if isinstance(problem, UserError):
        return problem
    for kind, text in _BELOW.items():
        if isinstance(problem, kind):
            return Unavailable(text)
    return Unavailable(N_("Something went wrong here; what was stored before is unchanged. Reload the page and try again."))
