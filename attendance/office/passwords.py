"""Passwords: what is taken for one, how it is kept, and how one is made up."""

import secrets
from functools import cache

import bcrypt

from attendance.errors import BadEntry
from attendance.i18n import N_

LEAST_BYTES = 8
MOST_BYTES = 72  # bcrypt takes no more; a Devanagari letter is 3 bytes
ROUNDS = 12  # about a quarter of a second: unnoticed once, long for a guesser

_CONSONANTS = "bdghjklmnprstvz"
_VOWELS = "aeiu"


def require_usable(password: str) -> None:
    """Refuse what cannot be a password.

    Raises:
        BadEntry: It is too short, too long, or begins or ends with a space.
    """
    if password != password.strip():
        raise BadEntry(N_("A password cannot begin or end with a space. Choose another."))
    size = len(password.encode())
    if size < LEAST_BYTES:
        raise BadEntry(N_("The password is too short. Take at least 8 letters or digits."))
    if size > MOST_BYTES:
        raise BadEntry(N_("The password is too long. Take at most 72 Latin letters, or 24 Hindi ones."))


def digest(password: str) -> str:
    """What is stored of a password.

    Raises:
        BadEntry: See `require_usable`.
    """
    require_usable(password)
    return bcrypt.hashpw(password.encode(), bcrypt.gensalt(ROUNDS)).decode("ascii")


def fits(password: str, stored: str | None) -> bool:
    """Whether the password is the stored one; takes as long when there is none, so that a name cannot be guessed by time."""
    entered = password.encode()
    usable = 0 < len(entered) <= MOST_BYTES
    equal = bcrypt.checkpw(entered if usable else b"-", (stored or _of_nobody()).encode("ascii"))
    return equal and usable and stored is not None


@cache
def _of_nobody() -> str:
    return bcrypt.hashpw(secrets.token_bytes(16), bcrypt.gensalt(ROUNDS)).decode("ascii")


def invent() -> str:
    """A random password that can be read out on the telephone: about 42 bits, enough where five wrong ones lock."""
    words = ("".join(secrets.choice(_CONSONANTS) + secrets.choice(_VOWELS) for _ in range(2)) for _ in range(3))
    return "-".join((*words, str(10 + secrets.randbelow(90))))
