"""The recognition models that are installed, which of them a district uses, and the pipelines that are loaded."""

import re
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Any

from attendance.district import District
from attendance.errors import BadEntry, BadFile, Unavailable
from attendance.i18n import N_
from attendance.office.settings import MEASURED_FOR, MODEL, THRESHOLDS, Settings, load
from data import settings
from data.database import Statements, Transaction
from data.errors import StorageFull
from data.vault import write_durably
from recognition.errors import Unfit, WeightsChanged, WeightsMissing, WeightsUnfit
from recognition.pipeline import Pipeline
from recognition.weights import CASIA_NAME, CONVERTED_SHA256, SUFFIXES, check, name_of

_KEPT = "thresholds_of_models"
_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
_SHA256 = re.compile(r"[0-9a-f]{64}")
_UNFIT: dict[Unfit, str] = {
    Unfit.NOT_WEIGHTS: N_("“{file}” is no weights file of PyTorch. Take the file that facenet-pytorch publishes."),
    Unfit.OTHER_NETWORK: N_(
        "“{file}” holds the weights of another network. Only facenet-pytorch's InceptionResnetV1 can be used: choose its file."
    ),
    Unfit.NO_EMBEDDING: N_("With the weights of “{file}” no face can be told from another. Get the file again."),
}


@dataclass(frozen=True)
class Installed:
    """A model whose weights are here.

    Attributes:
        name: The name that its embeddings carry.
        file: Its weights; for the model that ships with the app the file may not be made yet.
        sha256: Of that file.
    """

    name: str
    file: Path
    sha256: str


@dataclass(frozen=True)
class Added:
    """What `add` did: the model, and whether it was new."""

    model: Installed
    is_new: bool


class Models:
    """The models of one process: each is loaded once, on first use.

    Args:
        folder: Where weights are kept (`Config.weights`).
        loaded: Pipelines that are there already.
    """

    def __init__(self, folder: Path, *loaded: Pipeline) -> None:
        self.folder = folder
        self._lock = Lock()
        self._loaded = {pipeline.model: pipeline for pipeline in loaded}

    @property
    def stock(self) -> Pipeline:
        """The model that ships with the app, which every new district uses."""
        return self.named(CASIA_NAME)

    def of(self, district: District) -> Pipeline:
        """The model that a district uses now. Ask each time: a switch changes it.

        Raises:
            WeightsMissing: Its file was taken away.
        """
        return self.named(in_use(district.db))

    def named(self, model: str) -> Pipeline:
        """An installed model by its name.

        Raises:
            WeightsMissing: It is not installed.
        """
        with self._lock:
            if model not in self._loaded:
                self._loaded[model] = self._open(model)
            return self._loaded[model]

    def release(self, model: str) -> None:
        """Let go of a model that is not used any more; it loads again when it is asked for."""
        with self._lock:
            self._loaded.pop(model, None)

    def _open(self, model: str) -> Pipeline:
        if model == CASIA_NAME:
            return Pipeline(self.folder)
        for found in installed(self.folder):
            if found.name == model:
                return Pipeline(self.folder, weights=found.file, sha256=found.sha256)
        raise WeightsMissing(f"{model} is not installed")


def in_use(db: Statements) -> str:
    """The name of the model that a district uses."""
    return str(_stored(db).get(MODEL) or CASIA_NAME)


def thresholds_measured_for(db: Statements) -> str:
    """The name of the model for which the thresholds of recognition were chosen."""
    return str(_stored(db).get(MEASURED_FOR) or CASIA_NAME)


def settings_for(district: District, model: str) -> Settings:
    """The settings with a model's own thresholds: those in force for the one in use, those once chosen for another one.

    Where none were ever chosen for it, those in force.
    """
    now, rows = load(district), _stored(district.db)
    kept = (rows.get(_KEPT) or {}).get(model)
    if kept is None or model == in_use(district.db):
        return now
    usual = {name: Settings.model_fields[name].default for name in THRESHOLDS}
    return Settings(**{**now.model_dump(), **usual, **kept})


def put_in_use(tx: Transaction, model: str, username: str) -> None:
    """Let a district use a model from now on. Who calls this has made sure that its templates are there.

    Thresholds chosen for the model before are kept for going back to it; those once chosen for this model hold again. Where
    there are none, the numbers stay, and `thresholds_measured_for` says that they are another model's.
    """
    before, rows = in_use(tx), _stored(tx)
    kept = dict(rows.get(_KEPT) or {})
    if thresholds_measured_for(tx) == before:
        kept[before] = {name: rows[name] for name in THRESHOLDS if name in rows}
    if model in kept:
        for name in THRESHOLDS:
            settings.put(tx, name, kept[model].get(name, Settings.model_fields[name].default), username)
        settings.put(tx, MEASURED_FOR, model, username)
    settings.put(tx, _KEPT, kept, username)
    settings.put(tx, MODEL, model, username)


def confirm_thresholds(tx: Transaction, username: str) -> None:
    """Record that the thresholds in force were measured for the model in use."""
    settings.put(tx, MEASURED_FOR, in_use(tx), username)


def _stored(db: Statements) -> dict[str, Any]:
    return {row["name"]: row["value"] for row in settings.every(db)}


def installed(folder: Path) -> list[Installed]:
    """The model that ships with the app, then those added, by name."""
    added = [
        Installed(name_of(file, file.parent.name), file, file.parent.name)
        for file in folder.glob("*/*")
        if _SHA256.fullmatch(file.parent.name) and _NAME.fullmatch(file.stem) and file.suffix in SUFFIXES
    ]
    stock = Installed(CASIA_NAME, folder / f"{CASIA_NAME}.safetensors", CONVERTED_SHA256)
    return [stock, *sorted(added, key=lambda one: one.name)]


def add(folder: Path, file: Path, sha256: str, name: str | None = None) -> Added:
    """Put a weights file among the models after checking it; the same file again changes nothing.

    It lies in a folder named by its SHA-256, so that file and hash are stored in one step.

    Args:
        folder: Where weights are kept; no database is touched, so that the app may run.
        sha256: As the file's source publishes it.
        name: What the model is called: small Latin letters, digits and dashes; by default after the file.

    Raises:
        BadEntry: The name or the hash is none.
        BadFile: It is not there, has another hash, or holds no weights of this network.
        Unavailable: The disk is full; nothing was stored.
    """
    expected = sha256.strip().lower()
    if not _SHA256.fullmatch(expected):
        raise BadEntry(N_("A SHA-256 has 64 digits 0 to 9 and a to f. Copy it from where the file is published."))
    called = re.sub(r"[^a-z0-9]+", "-", file.stem.lower()).strip("-")[:40] if name is None else name
    if not _NAME.fullmatch(called):
        raise BadEntry(N_("A model's name has small Latin letters, digits and dashes, at most 40. Choose another with --name."))
    if file.suffix.lower() not in SUFFIXES:
        raise BadFile(_UNFIT[Unfit.NOT_WEIGHTS], file=file.name)
    content = _checked(file, expected)
    known = next((one for one in installed(folder) if one.sha256 == expected), None)
    if known and known.file.is_file() and known.file.read_bytes() == content:
        return Added(known, is_new=False)
    target = known.file if known else folder / expected / f"{called}{file.suffix.lower()}"
    made = not target.parent.exists()
    try:
        write_durably(target, content)
    except StorageFull as problem:
        if made and target.parent.exists():
            target.parent.rmdir()
        raise Unavailable(N_("The disk is full: the model was not added. Make room, then add it again.")) from problem
    return Added(Installed(name_of(target, expected), target, expected), is_new=True)


def _checked(file: Path, sha256: str) -> bytes:
    try:
        return check(file, sha256)
    except WeightsMissing as problem:
        raise BadFile(N_("“{file}” is not there. Check the path."), file=file.name) from problem
    except WeightsChanged as problem:
        raise BadFile(
            N_("“{file}” has another SHA-256 than the one given. Get the file again, and compare the two hashes."),
            file=file.name,
        ) from problem
    except WeightsUnfit as problem:
        raise BadFile(_UNFIT[problem.reason], file=file.name) from problem
