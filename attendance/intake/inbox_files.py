"""The inbox's files on the disk: found without following links, read whole or not at all, deleted only as they were seen."""

import os
import stat
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from attendance.intake.layout import furniture

EMPTY_FOR_S = 3600
"""A folder that has been empty so long is removed; a younger one may be about to be filled."""
_READ_ONLY = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0) | getattr(os, "O_NONBLOCK", 0)


class NotNow(Exception):
    """The file is gone, another one, or cannot be opened at the moment."""


@dataclass(frozen=True)
class Found:
    """A file as it was seen.

    Attributes:
        path: Below the inbox, with slashes, in characters that can be shown and stored.
        place: Where it is on the disk.
        size: Bytes.
        modified: Nanoseconds of its last change.
        ordinary: Whether it is a file itself; False for a link and the like.
    """

    path: str
    place: Path
    size: int
    modified: int
    ordinary: bool


def shown(name: str) -> str:
    """A file name in characters that can be shown and stored: what is no text as backslash codes."""
    text = os.fsencode(name).decode("utf-8", "backslashreplace") if os.name != "nt" else name
    return "".join(one if one.isprintable() else one.encode("unicode_escape").decode() for one in text)


def folders(root: Path) -> Iterator[tuple[str, list[Found]]]:
    """Each folder below the inbox with its files, in the order of names; one that cannot be opened is left out."""
    waiting: list[tuple[str, Path]] = [("", root)]
    while waiting:
        prefix, folder = waiting.pop()
        files, below = _look_into(prefix, folder)
        yield prefix.rstrip("/"), files
        waiting.extend(reversed(below))


def _look_into(prefix: str, folder: Path) -> tuple[list[Found], list[tuple[str, Path]]]:
    files: list[Found] = []
    below: list[tuple[str, Path]] = []
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                path = prefix + shown(entry.name)
                try:
                    if entry.is_dir(follow_symlinks=False):
                        below.append((f"{path}/", Path(entry.path)))
                    elif not furniture(entry.name):
                        seen = entry.stat(follow_symlinks=False)
                        ordinary = stat.S_ISREG(seen.st_mode)
                        files.append(Found(path, Path(entry.path), seen.st_size, seen.st_mtime_ns, ordinary))
                except OSError:
                    continue
    except OSError:
        return [], []
    return sorted(files, key=lambda one: one.path), sorted(below)


def read(found: Found) -> bytes:
    """The whole content, which was the same file before and after reading.

    Raises:
        NotNow: It was not, is gone, or cannot be opened.
    """
    try:
        handle = os.open(found.place, _READ_ONLY)
        with os.fdopen(handle, "rb") as file:
            _same(os.fstat(handle), found)
            content = file.read()
            _same(os.fstat(handle), found)
    except OSError as problem:
        raise NotNow from problem
    if len(content) != found.size:
        raise NotNow
    return content


def remove(found: Found) -> bool:
    """Delete the file if it is still as it was seen; True when nothing is there any more.

    Raises:
        NotNow: Another one has come in its place.
    """
    try:
        _same(os.lstat(found.place), found)
        found.place.unlink()
    except FileNotFoundError:
        return True
    except OSError:
        return False
    return True


def delete(root: Path, path: str, size: int | None, modified: int | None) -> bool:
    """Delete a file that is named as it is shown; another one in its place stays. False when the disk refuses it."""
    for _, files in folders_along(root, path.rpartition("/")[0]):
        for found in files:
            if found.path == path and (found.size, found.modified) == (size, modified):
                return remove(found)
    return True


def folders_along(root: Path, folder: str) -> Iterator[tuple[str, list[Found]]]:
    """The inbox's folders from the top down to the one that is shown so; nothing outside the inbox can be named."""
    prefix, place = "", root
    parts = [part for part in folder.split("/") if part]
    while True:
        files, below = _look_into(prefix, place)
        yield prefix.rstrip("/"), files
        if not parts:
            return
        wanted = f"{prefix}{parts.pop(0)}/"
        match = [found for found in below if found[0] == wanted]
        if not match:
            return
        prefix, place = match[0]


def remove_empty_folders(root: Path) -> None:
    """Remove folders that have been empty for an hour, the deepest first."""
    for folder, below, files in os.walk(root, topdown=False):
        place = Path(folder)
        if place == root or not all(furniture(name) for name in files):
            continue
        try:
            if time.time() - place.stat().st_mtime < EMPTY_FOR_S or any((place / name).exists() for name in below):
                continue
            for name in files:
                (place / name).unlink()
            place.rmdir()
        except OSError:
            continue


def _same(seen: os.stat_result, found: Found) -> None:
    if (seen.st_size, seen.st_mtime_ns) != (found.size, found.modified):
        raise NotNow
