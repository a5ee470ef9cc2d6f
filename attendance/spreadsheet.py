"""Excel and ods files, read in a process of its own: ``python -m attendance.spreadsheet BYTES SECONDS``.

Their library ends its whole process when a file of a few kB claims a cell at the far end of a sheet.
"""

import csv
import io
import json
import subprocess
import sys
from collections.abc import Iterable
from contextlib import suppress
from datetime import date, datetime, time
from threading import Timer

import python_calamine

from recognition import confined

MOST_MEMORY = 1024**3
"""Bytes of address space; an Excel file of a district's 460,000 pupils takes 672 MB."""
MOST_CPU_S = 60
"""The same file takes 7 s."""
MOST_ANSWER = 200_000_000
"""Bytes of the rows as CSV; of the same file about 60 MB."""
PATIENCE_S = 600.0
_LONGEST_HEAD = 50_000_000
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


class Unread(Exception):
    """The file gave no rows; `why` is ``locked``, ``empty``, ``no_table`` or ``too_much``."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def read(data: bytes) -> tuple[bytes, frozenset[int]]:
    """The first sheet with something in it as CSV in UTF-8, and the lines in which cells are merged.

    Raises:
        Unread: It has no such sheet, or reading it took more than it may.
    """
    process = subprocess.Popen(  # noqa: S603 - our own module
        confined.command("attendance.spreadsheet", MOST_MEMORY, MOST_CPU_S),
        env=confined.environment(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    timer = Timer(PATIENCE_S, process.kill)
    timer.start()
    try:
        head, rows = _exchanged(process, data)
    finally:
        timer.cancel()
        process.kill()
        process.wait()
    if not head or len(rows) > MOST_ANSWER:
        raise Unread("too_much")
    said = json.loads(head)
    if "why" in said:
        raise Unread(said["why"])
    return rows, frozenset(said["merged"])


def _exchanged(process: subprocess.Popen[bytes], data: bytes) -> tuple[bytes, bytes]:
    """What it answers: the first line, and the rest up to one byte more than MOST_ANSWER; nothing where it died."""
    if process.stdin is None or process.stdout is None:
        return b"", b""
    with process.stdin, process.stdout:
        # It reads all of its input before it writes anything.
        with suppress(OSError):
            process.stdin.write(data)
            process.stdin.close()
        head, rows = process.stdout.readline(_LONGEST_HEAD), process.stdout.read(MOST_ANSWER + 1)
    whole = len(rows) > MOST_ANSWER or process.wait() == 0
    return (head, rows) if whole else (b"", b"")


def main() -> None:
    """Read standard input, write a line of JSON and the CSV."""
    memory, seconds = map(int, sys.argv[1:])
    confined.limit(memory)
    confined.limit_time(seconds)
    data = sys.stdin.buffer.read()
    out = io.TextIOWrapper(sys.stdout.buffer, encoding="utf-8", errors="replace", newline="")
    try:
        merged, lines = _first_sheet(data)
    except Unread as problem:
        out.write(json.dumps({"why": problem.why}) + "\n")
    else:
        out.write(json.dumps({"merged": sorted(merged)}) + "\n")
        csv.writer(out).writerows(map(_as_text, line) for line in lines)
    out.flush()


def _first_sheet(data: bytes) -> tuple[set[int], Iterable[Iterable[object]]]:
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        for title in book.sheet_names:
            sheet = book.get_sheet_by_name(title)
            if any(cell not in ("", None) for row in sheet.iter_rows() for cell in row):
                merged = {line + 1 for first, last in sheet.merged_cell_ranges or () for line in range(first[0], last[0] + 1)}
                return merged, sheet.iter_rows()
    except python_calamine.PasswordError as problem:
        raise Unread("locked") from problem
    except (python_calamine.CalamineError, OSError, ValueError) as problem:
        raise Unread("locked" if _ENCRYPTED in data else "no_table") from problem
    raise Unread("empty")


def _as_text(cell: object) -> str:
    match cell:
        case float() if cell.is_integer() and abs(cell) < 2**53:
            return str(int(cell))
        case datetime():
            return cell.isoformat(" ", "minutes") if cell.time() != time() else cell.date().isoformat()
        case date():
            return cell.isoformat()
        case None:
            return ""
        case _:
            return str(cell).replace("\0", "")


if __name__ == "__main__":
    main()
