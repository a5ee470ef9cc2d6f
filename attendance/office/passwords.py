"""Passwords: what is taken for one, how it is kept, and how one is made up.

By OWASP ASVS 4.0.3, level 2, section 2.1: at least 12 characters (2.1.1; ASVS 5.0: 8, better 15), no rule about kinds of
characters, no change for the sake of change, common passwords refused. At most 72 bytes, because bcrypt takes no more: fewer
Hindi characters than the 64 that 2.1.2 asks for. How easily one is guessed is estimated by zxcvbn: from its 30,000 common
passwords and its words, from the words of the office and of the person, and from repeated, sequential and neighbouring keys.
"""

import secrets
import threading
import unicodedata
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

import bcrypt
import zxcvbn

from attendance.errors import BadEntry
from attendance.i18n import N_

LEAST_CHARACTERS = 12
MOST_BYTES = 72
ROUNDS = 12  # about a quarter of a second: unnoticed once, long for a guesser
LEAST_GUESSES = 10**8
"""zxcvbn's "safely unguessable" (score 3): what a wait after five wrong ones and bcrypt of a stolen database hold off."""
LEAST_GUESSES_JOINED = 10**6
"""Its "somewhat guessable" (score 2), asked of the letters and digits alone: a sign between two common words adds little."""

_CONSONANTS = "bdghjklmnprstvz"
_VOWELS = "aeiu"
_one_at_a_time = threading.Lock()  # zxcvbn keeps the words it is given in a module's variable


def normal(password: str) -> str:
    """The one way in which a password is written, whichever keyboard wrote it: Unicode's NFKC."""
    return unicodedata.normalize("NFKC", password)


def require_usable(password: str, about: Iterable[str] = ()) -> None:
    """Refuse what cannot be a password.

    Args:
        about: What is known of its owner: the username, the name.

    Raises:
        BadEntry: It is too short, too long, begins or ends with a space, or is easily guessed.
    """
    password = normal(password)
    if password != password.strip():
        raise BadEntry(N_("A password cannot begin or end with a space. Choose another."))
    if len(password) < LEAST_CHARACTERS:
        raise BadEntry(N_("The password is too short. Take at least 12 characters, such as four unrelated words."))
    if len(password.encode()) > MOST_BYTES:
        raise BadEntry(N_("The password is too long. Take at most 72 Latin letters, or 24 Hindi ones."))
    _require_hard_to_guess(password, [word for text in about for word in (text, *text.split())])


def is_usable(password: str, about: Iterable[str] = ()) -> bool:
    """Whether it would be taken today; older ones may have been chosen under other rules."""
    try:
        require_usable(password, about)
    except BadEntry:
        return False
    return True


def digest(password: str, about: Iterable[str] = ()) -> str:
    """What is stored of a password.

    Raises:
        BadEntry: See `require_usable`.
    """
    require_usable(password, about)
    return stored_form(password)


def stored_form(password: str) -> str:
    """What is stored of a password that is somebody's already."""
    return bcrypt.hashpw(normal(password).encode(), bcrypt.gensalt(ROUNDS)).decode("ascii")


def fits(password: str, stored: str | None) -> bool:
    """Whether the password is the stored one; takes as long when there is none, so that a name cannot be guessed by time."""
    entered = normal(password[: 4 * MOST_BYTES]).encode()  # of more than that no writing leaves 72 bytes
    usable = 0 < len(entered) <= MOST_BYTES
    equal = bcrypt.checkpw(entered if usable else b"-", (stored or _of_nobody(ROUNDS)).encode("ascii"))
    return equal and usable and stored is not None


def is_outdated(stored: str) -> bool:
    """Whether it was stored with less work than is asked for now."""
    return int(stored.split("$")[2]) < ROUNDS


@cache
def _of_nobody(rounds: int) -> str:
    return bcrypt.hashpw(secrets.token_bytes(16), bcrypt.gensalt(rounds)).decode("ascii")


def invent() -> str:
    """A random password that can be read out on the telephone: about 42 bits, enough where five wrong ones lock."""
    words = ("".join(secrets.choice(_CONSONANTS) + secrets.choice(_VOWELS) for _ in range(2)) for _ in range(3))
    made = "-".join((*words, str(10 + secrets.randbelow(90))))
    return made if is_usable(made) else invent()


def _require_hard_to_guess(password: str, about: list[str]) -> None:
    own = {normal(word).lower() for word in about if len(word) > 1}
    joined = "".join(sign for sign in password if unicodedata.category(sign)[0] in "LMN")
    parts = _parts_if_guessed(password, own, LEAST_GUESSES) or _parts_if_guessed(joined, own, LEAST_GUESSES_JOINED)
    if not parts:
        return
    if any(part.get("dictionary_name") == "user_inputs" and part["matched_word"] in own for part in parts):
        raise BadEntry(
            N_("The password is easily guessed from the username or the name. Take four words that say nothing of you.")
        )
    if all(part["pattern"] != "dictionary" for part in parts):
        raise BadEntry(
            N_("The password is easily guessed: it is a row of keys, numbers, dates or repetitions. Take four words instead.")
        )
    raise BadEntry(N_("The password is easily guessed: it is made of common words or passwords. Put in another word or two."))


def _parts_if_guessed(password: str, own: set[str], least: int) -> list[dict[str, Any]]:
    """What it is made of, if fewer guesses find it; else nothing."""
    with _one_at_a_time:
        found = zxcvbn.zxcvbn(password, user_inputs=[*sorted(own), *_known_words()])
    parts: list[dict[str, Any]] = found["sequence"]
    return parts if found["guesses"] < least else []


@cache
def _known_words() -> tuple[str, ...]:
    """Words that people here are likely to take, the likeliest first."""
    lines = (Path(__file__).parent / "common_words.txt").read_text(encoding="utf-8").splitlines()
    return tuple(normal(line) for line in lines if line and not line.startswith("#"))
