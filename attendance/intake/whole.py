"""Whether a file holds all of its photo, so that one still being copied is told from one that is there."""

_JPEG, _PNG, _RIFF = b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"RIFF"
_TAIL = 64 * 1024
"""Phones put their own data behind a JPEG's end; a file with more of it is taken later, when it has not changed for long."""


def ends_whole(content: bytes) -> bool:
    """Whether the content ends as its format ends. Formats that are not known here are taken as they are.

    Some programs give a copy its full size at once and fill it from the front: then its end is zeros.
    """
    if not content:
        return False
    if content.startswith(_JPEG):
        return b"\xff\xd9" in content[-_TAIL:].rstrip(b"\0")
    if content.startswith(_PNG):
        return b"IEND" in content[-32:]
    if content.startswith(_RIFF):
        return len(content) >= int.from_bytes(content[4:8], "little") + 8 and any(content[-64:])
    if content[4:8] == b"ftyp":
        return _boxes_fill(content)
    return True


def _boxes_fill(content: bytes) -> bool:
    """Whether an HEIC file's boxes, each with its length in front, reach exactly to its end."""
    place = 0
    while place + 8 <= len(content):
        length = int.from_bytes(content[place : place + 4], "big")
        if length == 1 and place + 16 <= len(content):
            length = int.from_bytes(content[place + 8 : place + 16], "big")
        elif length == 0 and content[place + 4 : place + 8].strip(b"\0"):
            return True  # this box says that it reaches to the end
        if length < 8:
            return False
        place += length
    return place == len(content)
