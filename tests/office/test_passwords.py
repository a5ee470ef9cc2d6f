"""What is taken for a password, and what is refused with which next step."""

import unicodedata

import pytest

from attendance.errors import BadEntry
from attendance.office import passwords

ROUNDS_OF_THE_APP = passwords.ROUNDS  # before the tests lower it
ABOUT = ("rani.kumari", "Rani Kumari")


@pytest.mark.parametrize(
    ("password", "why"),
    [
        ("elevenchars", "too short"),
        (" nila ghoda udta hai", "space"),
        ("z4" * 37, "too long"),
        ("नदी पर नाव चलती है" * 2, "too long"),
        ("password1234", "common"),
        ("Bhagalpur@2026", "common"),
        ("upasthiti123!!", "common"),
        ("jaishreeram123", "common"),
        ("उपस्थिति भागलपुर", "common"),
        ("mera bharat mahan", "common"),
        ("rani.kumari1234", "username or the name"),
        ("Rani Kumari 1990", "username or the name"),
        ("aaaaaaaaaaaa", "row of keys"),
        ("abcabcabcabc", "row of keys"),
        ("abcdefghijkl", "row of keys"),
        ("12.08.1990 12.08.1990", "row of keys"),
    ],
)
def test_what_is_easily_guessed_is_refused_with_the_reason(password: str, why: str) -> None:
    with pytest.raises(BadEntry) as refused:
        passwords.require_usable(password, ABOUT)
    assert why in refused.value.message.text


@pytest.mark.parametrize("password", ["correct horse battery", "नीला घोड़ा दौड़ता", "kx7!pq2;mw9(", "tipa-sera-lutu-19"])
def test_length_alone_is_asked_for_and_any_character_is_taken(password: str) -> None:
    passwords.require_usable(password, ABOUT)
    stored = passwords.digest(password, ABOUT)
    assert passwords.fits(password, stored)
    assert not passwords.fits(password + "x", stored)


def test_one_password_written_by_two_keyboards_is_the_same() -> None:
    composed, decomposed = (unicodedata.normalize(form, "Müller käuft Brötchen") for form in ("NFC", "NFD"))
    assert composed != decomposed
    assert passwords.fits(decomposed, passwords.digest(composed))


def test_invented_passwords_are_usable_and_differ() -> None:
    invented = {passwords.invent() for _ in range(30)}
    assert len(invented) == 30
    for password in invented:
        passwords.require_usable(password)


def test_less_work_than_is_asked_for_now_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    stored = passwords.digest("correct horse battery")
    assert not passwords.is_outdated(stored)
    monkeypatch.setattr(passwords, "ROUNDS", 5)
    assert passwords.is_outdated(stored)


def test_the_work_asked_for_is_twelve_rounds() -> None:
    assert ROUNDS_OF_THE_APP == 12
