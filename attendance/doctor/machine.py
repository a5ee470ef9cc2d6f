"""Checks of the machine and the folders: they need no database."""

import hashlib
import importlib
import os
import shutil
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from attendance import logs
from attendance.doctor.finding import Finding, Patient, look, ok, wrong
from attendance.i18n import N_
from attendance.office import room
from attendance.office.health import LOW_DISK_BYTES
from attendance.office.models import installed

OLDEST_PYTHON = (3, 11)
WINDOWS_FONTS = ("Nirmala.ttf", "Nirmala.ttc", "mangal.ttf")


def python(_patient: Patient) -> Iterator[Finding]:
    """The interpreter, and whether it knows India's time."""
    version = ".".join(map(str, sys.version_info[:3]))
    if sys.version_info < OLDEST_PYTHON:
        yield wrong(
            N_("Python is {version}; 3.11 or later is needed."),
            N_("Install Python 3.11, then make .venv anew."),
            version=version,
        )
    else:
        yield ok(N_("Python {version}"), version=version)
    try:
        ZoneInfo("Asia/Kolkata")
    except ZoneInfoNotFoundError:
        yield wrong(N_("The time zone Asia/Kolkata is not known."), N_("Run: .venv/bin/pip install tzdata"))


def disk(patient: Patient) -> Iterator[Finding]:
    """Room where the files lie."""
    free = shutil.disk_usage(_existing(patient.config.home)).free
    gigabytes = round(free / 1e9, 1)
    if free < room.LEAST_FREE:
        yield wrong(
            N_("The disk has {free} GB free; nothing can be taken in."),
            N_("Make room on the disk now: old files, or a larger disk."),
            free=gigabytes,
        )
    elif free < LOW_DISK_BYTES:
        yield look(N_("The disk has {free} GB free."), N_("Make room before the next upload."), free=gigabytes)
    else:
        yield ok(N_("The disk has {free} GB free."), free=gigabytes)


def folders(patient: Patient) -> Iterator[Finding]:
    """Whether the folders can be written, whether others can read them, and whether the keys lie apart."""
    config = patient.config
    for folder in (config.home, config.keys):
        if folder.exists():
            yield from _private(folder)
    if config.keys.resolve().is_relative_to(config.home.resolve()):
        yield wrong(
            N_("The keys lie inside the data folder: who copies one has both."),
            N_("Move {keys} elsewhere and set UPASTHITI_KEYS to it."),
            keys=str(config.keys),
        )
    elif not config.home.exists():
        yield look(N_("There is no data folder yet."), N_("Start the app once: python -m attendance run"))
    else:
        yield ok(N_("Data and keys lie apart."))


def inbox(patient: Patient) -> Iterator[Finding]:
    """Whether photos in bulk can be taken from there."""
    folder = patient.config.inbox or patient.config.home / "inbox"
    if not folder.exists():
        if patient.config.inbox:
            yield wrong(
                N_("The inbox {folder} is not there."),
                N_("Connect the drive, or set UPASTHITI_INBOX anew."),
                folder=str(folder),
            )
        else:
            yield ok(N_("The inbox is made at the first start."))
        return
    if not _can_write(folder):
        yield wrong(
            N_("Nothing can be taken from the inbox {folder}: it cannot be written."),
            N_("Give the app's user the right to write there."),
            folder=str(folder),
        )
    elif os.name == "posix" and folder.stat().st_mode & stat.S_IWOTH:
        yield look(
            N_("Everybody on this machine may put photos into the inbox."), N_("Run: chmod o-w {folder}"), folder=str(folder)
        )
    else:
        yield ok(N_("The inbox can be read and written."))


def log(patient: Patient) -> Iterator[Finding]:
    """Whether the log can be written."""
    folder = patient.config.logs
    if not folder.exists():
        yield ok(N_("The log begins at the first start."))
    elif not folder.is_dir() or not _can_write(folder):
        yield wrong(
            N_("The log cannot be written at {folder}."),
            N_("Make it a folder that the app's user may write."),
            folder=str(folder),
        )
    else:
        size = sum(path.stat().st_size for path in folder.glob(f"{logs.FILE}*"))
        yield ok(N_("The log is written; {size} MB."), size=round(size / 1e6, 1))


def weights(patient: Patient) -> Iterator[Finding]:
    """Whether the recognition models are what they were."""
    there = [model for model in installed(patient.config.weights) if model.file.exists()]
    if not there:
        yield ok(N_("The recognition model is made ready at the first photo."))
    for model in there:
        if _sha256(model.file) == model.sha256:
            yield ok(N_("The model {model} is unchanged."), model=model.name)
        else:
            yield wrong(
                N_("The file of the model {model} was changed."),
                N_("Delete {file}. The one that comes with the app is made anew; another is added again by: models add"),
                model=model.name,
                file=str(model.file),
            )


def fonts(_patient: Patient) -> Iterator[Finding]:
    """Whether PDFs can be made, with Hindi in them."""
    try:
        importlib.import_module("weasyprint")
    except (ImportError, OSError):
        yield look(
            N_("Pango is not there: no PDFs can be made. All else works."),
            N_("Install it; Debian: apt install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"),
        )
        return
    if _has_devanagari():
        yield ok(N_("PDFs can be made, with a Devanagari font."))
    else:
        yield look(
            N_("No Devanagari font: Hindi in PDFs would be empty boxes."),
            N_("Install one; Debian: apt install fonts-noto-core"),
        )


def proxy(patient: Patient) -> Iterator[Finding]:
    """Who is believed about who asks."""
    trusted = patient.config.trusted_proxy
    if trusted:
        yield ok(N_("Other computers come through the proxy {proxy}."), proxy=trusted)
    else:
        yield ok(N_("No proxy is set: only this machine, or the app's own TLS."))


def _has_devanagari() -> bool:
    if os.name == "nt":
        return any((Path(os.environ.get("WINDIR", "C:/Windows")) / "Fonts" / name).exists() for name in WINDOWS_FONTS)
    lister = shutil.which("fc-list")
    if lister is None:
        return False
    listed = subprocess.run([lister, ":lang=hi", "family"], capture_output=True, text=True, check=False, timeout=60)  # noqa: S603
    return bool(listed.stdout.strip())


def _private(folder: Path) -> Iterator[Finding]:
    if not _can_write(folder):
        yield wrong(N_("{folder} cannot be written."), N_("Give it to the app's user: chown"), folder=str(folder))
    elif os.name == "posix" and folder.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        yield look(N_("Others on this machine can look into {folder}."), N_("Run: chmod 700 {folder}"), folder=str(folder))


def _can_write(folder: Path) -> bool:
    """Tried, since rights alone tell little of shared drives and read-only mounts."""
    try:
        with tempfile.TemporaryFile(dir=folder):
            return True
    except OSError:
        return False


def _sha256(file: Path) -> str:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def _existing(folder: Path) -> Path:
    return next(path for path in (folder, *folder.absolute().parents) if path.exists())
