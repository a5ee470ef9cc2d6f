"""What Excel writes when a workbook is locked with a password, as far as a reader can tell without it."""

import struct

_SECTOR = 512
_END, _TABLE, _NONE = 0xFFFFFFFE, 0xFFFFFFFD, 0xFFFFFFFF


def encrypted_workbook() -> bytes:
    """A compound file with the two streams of an encrypted package, both empty."""
    numbers = struct.pack("<IIIIIIIIII", 0, 1, 1, 0, 4096, _END, 0, _END, 0, 0)
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6) + numbers
    table = struct.pack("<II", _TABLE, _END)
    entries = _entry("Root Entry", 5, child=1) + _entry("EncryptionInfo", 2, right=2) + _entry("EncryptedPackage", 2)
    return head.ljust(_SECTOR, b"\xff") + table.ljust(_SECTOR, b"\xff") + entries.ljust(_SECTOR, b"\0")


def _entry(name: str, kind: int, child: int = _NONE, right: int = _NONE) -> bytes:
    told = (name + "\0").encode("utf-16-le")
    return (
        told.ljust(64, b"\0")
        + struct.pack("<HBBIII", len(told), kind, 1, _NONE, right, child)
        + bytes(36)
        + struct.pack("<IQ", _END, 0)
    )
