"""What is made of each kind, and which of the app's own entry points it is given to."""

import io
import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import pandas as pd

from attendance.district import District
from attendance.errors import BadEntry, Message, UserError
from attendance.intake import archive as zips
from attendance.intake.accept import accept
from attendance.intake.inbox import Inbox
from attendance.intake.layout import place_of
from attendance.intake.manifest import read_manifest
from attendance.intake.photos import IncomingPhoto, refusal_of
from attendance.intake.receipt_list import receipt_file
from attendance.office.access import SYSTEM
from attendance.register import desk
from attendance.register.review import ClassDayKey
from attendance.register.taps import Tap, store
from attendance.reports import exports
from attendance.roster import imports, reference_zip
from attendance.unreadable import unreadable
from benchmarks.hostile import archives, bombs, images, tables, texts
from recognition.errors import UnreadablePhoto
from recognition.photo import decode, inspect
from recognition.pipeline import Pipeline

Fed = Callable[["Place", random.Random], tuple[str, bool]]
"""Gives one case to the app; says how it was made, and whether it was taken."""


@dataclass
class Place:
    """Where cases are fed: a district of its own, and its school day."""

    district: District
    day: date
    pipeline: Pipeline
    clock: float = 0.0
    made: Callable[[], None] = lambda: None  # what making a case took is not the app's


def _image(place: Place, rng: random.Random) -> tuple[str, bool]:
    return _decoded(*images.image(rng))


def _bomb(place: Place, rng: random.Random) -> tuple[str, bool]:
    way, data = bombs.bomb(rng)
    place.made()
    return _decoded(way, data)


def _decoded(way: str, data: bytes) -> tuple[str, bool]:
    try:
        inspect(data)
        photo = decode(data)
        assert photo.picture.mode == "RGB"
        return way, True
    except UnreadablePhoto as problem:
        return way, not str(unreadable(problem))


def _accepted(place: Place, rng: random.Random) -> tuple[str, bool]:
    """The page's way: looked at, sent, its receipt listed."""
    given = [IncomingPhoto(texts.path(rng), images.image(rng)[1], "front") for _ in range(rng.choice((1, 1, 3)))]
    names = set(place.district.vault.names("original"))
    done = accept(place.district, SYSTEM, given, [301], place.day, "visit")
    assert all(str(refused.why) for refused in done.refused)
    assert len(set(place.district.vault.names("original")) - names) == done.taken
    if rng.random() < 0.05:
        receipt_file(place.district, SYSTEM, place.day)
    return "accept", done.taken > 0


def _read(place: Place, rng: random.Random) -> tuple[str, bool]:
    """Through the networks."""
    way, data = images.image(rng)
    if refusal_of(IncomingPhoto("x.jpg", data)):
        return way, False
    (found,) = place.pipeline.read_many([data])
    return way, not isinstance(found, UnreadablePhoto)


def _archive(place: Place, rng: random.Random) -> tuple[str, bool]:
    way, data = archives.archive(rng)
    try:
        found = zips.open_zip(data)
        taken = False
        if rng.random() < 0.1 and sum(map(len, found.placed.values())) + len(found.unplaced) < 400:
            taken = any(one.count("taken") for one in zips.accept_all(place.district, SYSTEM, found, "portal"))
        return way, taken or bool(found.placed)
    except UserError as problem:
        return way, _told(problem)


def _reference_zip(place: Place, rng: random.Random) -> tuple[str, bool]:
    way, data = archives.archive(rng)
    try:
        done = reference_zip.import_zip(place.district, SYSTEM, place.pipeline, io.BytesIO(data))
        reference_zip.refused_csv(done)
        return way, done.added > 0
    except UserError as problem:
        return way, _told(problem)


def _manifest(place: Place, rng: random.Random) -> tuple[str, bool]:
    way, data = archives.manifest(rng)
    try:
        found = read_manifest(data)
        zips.said_of({"": found}, texts.path(rng))
        return way, bool(found.by_path)
    except UserError as problem:
        return way, _told(problem)


def _inbox(place: Place, rng: random.Random) -> tuple[str, bool]:
    """Files dropped into the inbox by names that the disk allows; nothing may be left that is not named on the tray."""
    root = place.district.inbox
    folder = root / rng.choice(("", "99000000001/3-A/2026-11-23", "x/y/z", "<img src=x>"))
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(rng.choice((1, 3))):
        name = texts.path(rng).replace("/", "_").replace("\0", "")[:60] or "x"
        makers = (lambda: images.image(rng)[1], lambda: archives.archive(rng)[1][:300_000], lambda: archives.manifest(rng)[1])
        ending = rng.choice((".jpg", ".zip", ".csv", ""))
        path = folder / f"{number}{name.encode('utf-8', 'replace')[:80].decode('utf-8', 'replace')}{ending}"
        path.write_bytes(rng.choice(makers)())
    if rng.random() < 0.2:
        (folder / "link.jpg").unlink(missing_ok=True)
        (folder / "link.jpg").symlink_to("/etc/passwd")
    inbox = Inbox(place.district, lambda: place.clock)
    for _ in range(3):
        place.clock += 700
        standing = inbox.look()
    for path in sorted(root.rglob("*"), reverse=True):
        if path.is_symlink() or path.is_file():
            path.unlink()
    return "inbox", standing.taken > 0


def _table(place: Place, rng: random.Random) -> tuple[str, bool]:
    way, data = tables.table(rng)
    kind = rng.choice(tuple(imports.KINDS))
    try:
        planned = imports.plan(place.district, SYSTEM, kind, data, texts.path(rng))
        imports.refused_csv(planned, 50)
        return way, not planned.new.empty
    except (UserError, imports.ColumnsUnknown) as problem:
        return way, _told(problem)


def _export(place: Place, rng: random.Random) -> tuple[str, bool]:
    """Hostile names in files: nothing begins a formula."""
    table = pd.DataFrame({f"{n} {texts.text(rng)}".replace("\ud800", ""): [_shown(rng) for _ in range(4)] for n in range(3)})
    written = exports.to_csv(table, [_shown(rng)]).decode("utf-8-sig")
    import csv

    for row in csv.reader(io.StringIO(written, newline="")):
        for cell in row:
            assert not cell.lstrip(" ").startswith(("=", "+", "@", "＝", "\t=", "\r=")), cell
    assert exports.to_excel(table, "sheet", [_shown(rng)]).startswith(b"PK")
    return "export", True


def _shown(rng: random.Random) -> str:
    return texts.text(rng).replace("\ud800", "").replace("\0", "").lstrip(" ")


def _answer(place: Place, rng: random.Random) -> tuple[str, bool]:
    """What a browser sends: taps, keys and addresses of any shape."""
    match rng.randrange(4):
        case 0:
            given: object = {
                name: texts.value(rng) for name in ("kind", "id", "pupil", "photo", "xyxy", "faces", "pairs", "verdicts", "of")
            }
            if isinstance(given, dict) and rng.random() < 0.7:
                given["kind"], given["id"] = rng.choice(("same", "other", "unknown", "not_this", "sure", "tag", "undo")), "t1"
            if rng.random() < 0.1:
                given = texts.value(rng)
            try:
                tap = Tap.of(given)
                store(place.district, SYSTEM, ClassDayKey(301, place.day, 0), tap)
                return "tap", True
            except UserError as problem:
                return "tap", _told(problem)
        case 1:
            key = rng.choice(("faces:", "flag:", "")) + rng.choice(
                (texts.text(rng), "301:2026-11-23", f"{10**30}:2026-11-23", "301:9999-99-99")
            )
            try:
                desk.claim(place.district, SYSTEM, key)
                return "desk", True
            except UserError as problem:
                return "desk", _told(problem)
        case 2:
            assert place_of(texts.path(rng)) is None or True
            return "layout", True
        case _:
            shown = texts.text(rng)
            assert Message.from_json(Message("{name}", {"name": shown}).as_json()).values["name"] == shown
            assert str(BadEntry("{name}", name=shown)) == shown
            return "message", True


def _told(problem: Exception) -> bool:
    """Refused, in words that can be shown."""
    assert str(problem).strip()
    return False


KINDS: dict[str, tuple[Fed, float]] = {
    "image": (_image, 0.640),
    "bomb": (_bomb, 0.0005),
    "accept": (_accepted, 0.020),
    "read": (_read, 0.002),
    "archive": (_archive, 0.070),
    "reference_zip": (_reference_zip, 0.010),
    "manifest": (_manifest, 0.060),
    "inbox": (_inbox, 0.005),
    "table": (_table, 0.0625),
    "export": (_export, 0.030),
    "answer": (_answer, 0.100),
}
"""Each kind's share of all cases."""
