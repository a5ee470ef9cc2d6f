"""The recovery kit: the vault's key as text to be printed on paper, and typed back when the key's file is lost.

Eight groups of eight signs. A group holds four bytes of the key and a check of its own, so that a slip of the pen is told by
the group in which it is. The signs are Crockford's base 32, which has no I, L, O and U to be mistaken.
"""

import hashlib
from collections.abc import Callable
from pathlib import Path

from attendance.errors import BadEntry
from attendance.i18n import N_, _
from data.errors import VaultError
from data.vault import KEY_BYTES, NUMBERS, Vault, key_id, write_durably

SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
GROUPS = 8
GROUP_SIGNS = 8
_GROUP_BYTES = KEY_BYTES // GROUPS
_POLYNOMIAL = 0x107
Check = Callable[[int, bytes], bytes]
"""Of a group's number and bytes the byte that is printed after them."""
_READ_AS = str.maketrans("OIL", "011")


def text(key: bytes) -> str:
    """What is printed: the groups with their numbers, the key's own number, and what to do with it."""
    lines = [f"  {number}  {group[:4]} {group[4:]}" for number, group in enumerate(groups(key), start=1)]
    return "\n".join(
        (
            _("RECOVERY KIT of Upasthiti, key {number}").format(number=key_id(key)),
            "",
            *lines,
            "",
            _("Print this or write it down twice, and lock it away in two places, never beside the computer or its backups."),
            _("Without the key's file and without this kit, no stored photo can be opened again, in backups neither."),
            _("To bring a lost key back: python -m attendance recover-key"),
        )
    )


def groups(key: bytes) -> list[str]:
    """A key as eight groups of eight signs."""
    return [_group(number, key[_GROUP_BYTES * number : _GROUP_BYTES * (number + 1)]) for number in range(GROUPS)]


def key_from(typed: str) -> bytes:
    """The key that was typed; spaces, hyphens, line ends and small letters do not matter.

    Raises:
        BadEntry: A group is wrong, which is named, or there are not eight of them.
    """
    signs = "".join(typed.upper().translate(_READ_AS).replace("-", " ").split())
    if len(signs) != GROUPS * GROUP_SIGNS:
        text = N_("A kit has {groups} groups of {signs} signs, {all} in all; {given} were typed. Type them again.")
        raise BadEntry(text, groups=GROUPS, signs=GROUP_SIGNS, all=GROUPS * GROUP_SIGNS, given=len(signs))
    parts = [signs[GROUP_SIGNS * number : GROUP_SIGNS * (number + 1)] for number in range(GROUPS)]

    def right(check: Check) -> int:
        return sum(_content(number, part, check) is not None for number, part in enumerate(parts))

    check = max(_check, _earlier_check, key=right)
    return b"".join(_bytes_of(number, part, check) for number, part in enumerate(parts))


def recover(key_file: Path, vault_folder: Path, typed: str) -> str:
    """Write a key that was typed to its file; returns the key's number.

    Raises:
        BadEntry: A group is wrong, it is the key of other photos, or there is a key already.
    """
    key = key_from(typed)
    if key_file.exists():
        raise BadEntry(N_("The key is there already; nothing was changed."))
    if not opens(vault_folder, key):
        number = key_id(key)
        raise BadEntry(N_("This is key {number}; the stored photos have another. Take the kit printed last."), number=number)
    write_durably(key_file, key)
    return key_id(key)


def opens(vault_folder: Path, key: bytes) -> bool:
    """Whether a vault's own secret opens with a key."""
    sealed = Vault.path_in(vault_folder, NUMBERS)
    try:
        Vault.unseal_with(key, sealed.read_bytes(), NUMBERS)
    except (FileNotFoundError, VaultError):
        return False
    return True


def _group(number: int, part: bytes) -> str:
    value = int.from_bytes(part + _check(number, part), "big")
    return "".join(SIGNS[value >> shift & 31] for shift in range(5 * (GROUP_SIGNS - 1), -1, -5))


def _content(number: int, group: str, check: Check) -> bytes | None:
    """The bytes of a group; None where its check is another."""
    places = [SIGNS.find(sign) for sign in group]
    value = 0
    for place in places:
        value = value << 5 | max(place, 0)
    content = value.to_bytes(_GROUP_BYTES + 1, "big")
    return content[:-1] if min(places) >= 0 and content[-1:] == check(number, content[:-1]) else None


def _bytes_of(number: int, group: str, check: Check) -> bytes:
    content = _content(number, group, check)
    if content is None:
        raise BadEntry(
            N_("Group {number} is not right: {group}. Look at the paper and type it again."), number=number + 1, group=group
        )
    return content


def _check(number: int, part: bytes) -> bytes:
    """CRC-8 (x^8 + x^2 + x + 1, as in ITU-T I.432.1 without its final pattern) of the group's number and bytes.

    A cyclic check of 8 bits tells every change within 8 neighbouring bits, so every slip in one sign, which has 5.
    """
    check = 0
    for byte in (number, *part):
        check ^= byte
        for _bit in range(8):
            check = check << 1 ^ (_POLYNOMIAL if check & 0x80 else 0)
    return bytes((check,))


def _earlier_check(number: int, part: bytes) -> bytes:
    """Of kits that were printed before: they must open what they were printed for, though one slip in 256 passes."""
    return hashlib.sha256(bytes((number,)) + part).digest()[:1]
