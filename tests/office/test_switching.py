"""Switching models: what is kept, what is told, and that a stop in the middle loses and mixes nothing."""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from attendance import i18n
from attendance.district import District, Kind
from attendance.errors import BadEntry, Changed, NotAllowed
from attendance.house import House, handlers
from attendance.intake.recovery import Recovered, recover
from attendance.matching import gallery_of
from attendance.office import models, settings, switching
from attendance.office.access import SYSTEM, Account, Role
from attendance.office.models import Models
from attendance.roster import references
from attendance.worker import Worker
from data import audit, jobs
from data import references as stored_references
from data.clock import today, utc_now
from data.scope import Scope
from recognition.errors import ModelsMixed
from recognition.pipeline import Pipeline
from recognition.thresholds import Thresholds
from recognition.weights import CASIA_NAME, name_of
from tests.office.weights_files import Turned, seeded_state, written
from tests.recognition.support import openpeople
from tests.support import config_in, small_district

EVERYTHING = Scope.everything()
MIS = Account("mis.one", "MIS", Role.MIS)
CODES = ("P001", "P002", "P005", "P007", "P008")
PUPILS = dict(zip(CODES, (401, 402, 403, 404, 405), strict=True))
ROOT = Path(__file__).parents[2]


@dataclass
class Switchable:
    """Five pupils with a reference photo each, made with the model that ships with the app, and a second model."""

    folder: Path
    district: District
    models: Models
    other: str

    def worker(self) -> Worker:
        return Worker(lambda: [self.district], handlers(self.models))

    def templates(self) -> dict[str, list[int]]:
        """The reference photos with a template, by model."""
        rows = self.district.db._cursor().execute("SELECT model, reference_photo_id FROM template").fetchall()
        found: dict[str, list[int]] = {}
        for model, key in sorted(rows):
            found.setdefault(model, []).append(key)
        return found

    def gallery(self, model: str) -> Any:
        return gallery_of(self.district.db, self.district.vault, [301, 302], today(), model)

    def reopen(self) -> None:
        self.district = District.open(config_in(self.folder), Kind.OWN)


@pytest.fixture(autouse=True)
def in_english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(i18n, "_provider", lambda: "en")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory, pipeline: Pipeline) -> Path:
    """The district, closed, to be copied."""
    folder = tmp_path_factory.mktemp("switchable")
    small = small_district(folder)
    for code, pupil_id in PUPILS.items():
        references.add(small.district, SYSTEM, pipeline, pupil_id, openpeople(code, "studio_portrait"))
    small.district.close()
    return folder


@pytest.fixture
def switchable(tmp_path: Path, home: Path, pipeline: Pipeline) -> Iterator[Switchable]:
    shutil.copytree(home, tmp_path, dirs_exist_ok=True)
    config = config_in(tmp_path)
    file = config.weights / ("a1" * 32) / "other.pt"
    file.parent.mkdir(parents=True)
    file.write_bytes(b"stands for weights")
    other = name_of(file, file.parent.name)
    loaded = Models(config.weights, pipeline, Turned(pipeline, other))
    opened = Switchable(tmp_path, District.open(config, Kind.OWN), loaded, other)
    yield opened
    opened.district.close()


def test_all_references_get_a_template_of_the_new_model_before_it_is_used(
    switchable: Switchable, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(switching, "STEP", 2)
    district, worker = switchable.district, switchable.worker()
    job_id = switching.request(district, MIS, switchable.models, switchable.other)
    told = []
    while jobs.latest_of_kind(district.db, EVERYTHING, switching.SWITCH_MODEL)["state"] == "waiting":  # type: ignore[index]
        assert models.in_use(district.db) == CASIA_NAME
        assert len(switchable.gallery(CASIA_NAME).keys) == 5
        worker._take_round()
        told.append(switching.state(district, MIS, switchable.other).ready)
    assert told == [2, 4, 5, 5]
    assert models.in_use(district.db) == switchable.other
    assert switchable.models.of(district).model == switchable.other
    assert {model: len(keys) for model, keys in switchable.templates().items()} == {CASIA_NAME: 5, switchable.other: 5}
    done = switching.latest(district, MIS, switching.SWITCH_MODEL)
    assert done is not None
    assert (done["job_id"], done["state"], done["done"], done["total"]) == (job_id, "done", 5, 5)
    (entry,) = audit.entries(
        district.db, EVERYTHING, since=done["created_at"], until=utc_now(), action="model.switched", username=None, most=9
    )
    assert (entry["username"], entry["detail"]) == ("mis.one", {"before": CASIA_NAME, "after": switchable.other})


def test_faces_of_one_model_never_meet_a_gallery_of_the_other(switchable: Switchable, pipeline: Pipeline) -> None:
    switching.request(switchable.district, MIS, switchable.models, switchable.other)
    switchable.worker().work_off()
    reading = pipeline.read(openpeople("P001", "studio_portrait"))
    with pytest.raises(ModelsMixed):
        reading.match(switchable.gallery(switchable.other), Thresholds())
    new = switchable.models.of(switchable.district).read_reference(openpeople("P001", "studio_portrait"))
    gallery = switchable.gallery(switchable.other)
    own = gallery.templates[gallery.keys.index(401)]
    assert new.embedding is not None
    assert float(new.embedding @ own) > 0.95  # made from the photo that is kept, which is not quite the one that was given


def test_going_back_makes_nothing_anew_and_brings_the_thresholds_back(
    switchable: Switchable, monkeypatch: pytest.MonkeyPatch
) -> None:
    district = switchable.district
    settings.save(district, MIS, accept_at=0.55)
    switching.request(district, MIS, switchable.models, switchable.other)
    switchable.worker().work_off()
    assert settings.load(district).accept_at == 0.55
    assert models.thresholds_measured_for(district.db) == CASIA_NAME
    settings.save(district, MIS, accept_at=0.80)
    assert models.thresholds_measured_for(district.db) == switchable.other
    before = switchable.templates()
    monkeypatch.setattr(switching, "embed", None)  # nothing is left to be done by it
    switching.request(district, MIS, switchable.models, CASIA_NAME)
    switchable.worker().work_off()
    assert models.in_use(district.db) == models.thresholds_measured_for(district.db) == CASIA_NAME
    assert settings.load(district).accept_at == 0.55
    assert switchable.templates() == before
    switching.request(district, MIS, switchable.models, switchable.other)
    switchable.worker().work_off()
    assert settings.load(district).accept_at == 0.80


def test_a_reference_added_or_removed_meanwhile_is_taken_along(
    switchable: Switchable, pipeline: Pipeline, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(switching, "STEP", 3)
    district, worker = switchable.district, switchable.worker()
    switching.request(district, MIS, switchable.models, switchable.other)
    worker._take_round()
    first = int(stored_references.of_pupils(district.db, EVERYTHING, [401])["reference_photo_id"].iloc[0])
    references.remove(district, SYSTEM, first, "moved away")
    late = references.add(district, SYSTEM, pipeline, 406, openpeople("P003", "studio_portrait"))
    worker.work_off()
    assert models.in_use(district.db) == switchable.other
    found = switchable.templates()
    assert late in found[switchable.other]
    assert first not in found[switchable.other] + found[CASIA_NAME]
    assert found[CASIA_NAME] == found[switchable.other]


def test_a_photo_read_with_the_model_before_is_not_stored_after_the_switch(switchable: Switchable, pipeline: Pipeline) -> None:
    checked = references.check(pipeline, openpeople("P003", "studio_portrait"))
    switching.request(switchable.district, MIS, switchable.models, switchable.other)
    switchable.worker().work_off()
    before = switchable.templates()
    with pytest.raises(Changed):
        references.save(switchable.district, SYSTEM, 406, checked)
    assert switchable.templates() == before


def test_what_cannot_be_embedded_again_is_told_by_name_and_the_rest_goes_on(switchable: Switchable) -> None:
    district = switchable.district
    rows = stored_references.of_pupils(district.db, EVERYTHING, [401, 402])
    lost, faceless = rows["vault_name"]
    district.vault.remove(lost)
    plain = np.full((400, 400, 3), 128, np.uint8)
    district.vault.put(faceless, references.encode_webp(plain, None, 80))
    switching.request(district, MIS, switchable.models, switchable.other)
    switchable.worker().work_off()
    assert models.in_use(district.db) == switchable.other
    told = switching.unread_references(district, MIS, switchable.other)
    assert [(row["name_en"], str(row["why"])) for row in told] == [
        ("Pupil 401", "The stored photo is missing or was changed. Take it again."),
        ("Pupil 402", "This model finds no single face in the stored photo. Take it again."),
    ]
    state = switching.state(district, MIS, switchable.other)
    assert (state.references, state.ready, state.unread) == (5, 3, 2)
    for key in rows["reference_photo_id"]:
        references.remove(district, SYSTEM, int(key), "taken again")
    assert switching.unread_references(district, MIS, switchable.other) == []


def test_only_mis_switches_and_only_to_an_installed_model_that_is_not_in_use(switchable: Switchable) -> None:
    district, loaded = switchable.district, switchable.models
    for role in (Role.DPO, Role.DIVISION, Role.BRC, Role.TRAINER):
        with pytest.raises(NotAllowed):
            switching.request(district, Account("x", "X", role), loaded, switchable.other)
    for model, says in ((CASIA_NAME, "in use already"), ("facenet-none-00000000", "not installed")):
        with pytest.raises(BadEntry) as told:
            switching.request(district, MIS, loaded, model)
        assert says in str(told.value)
    switching.request(district, MIS, loaded, switchable.other)
    with pytest.raises(BadEntry) as told:
        switching.request(district, MIS, loaded, switchable.other)
    assert "under way" in str(told.value)


def test_a_weights_file_that_vanishes_fails_the_job_and_trying_again_goes_on(
    switchable: Switchable, pipeline: Pipeline, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(switching, "STEP", 2)
    district, worker = switchable.district, switchable.worker()
    job_id = switching.request(district, MIS, switchable.models, switchable.other)
    worker._take_round()
    file = models.installed(switchable.models.folder)[1].file
    aside = file.rename(file.with_name("aside"))
    switchable.models.release(switchable.other)
    worker.work_off()
    failed = switching.latest(district, MIS, switching.SWITCH_MODEL)
    assert failed is not None
    assert failed["state"] == "failed"
    assert "model is missing" in failed["error"]
    assert models.in_use(district.db) == CASIA_NAME
    aside.rename(file)
    switchable.models = Models(switchable.models.folder, pipeline, Turned(pipeline, switchable.other))
    switching.try_again(district, MIS, job_id)
    switchable.worker().work_off()
    assert models.in_use(district.db) == switchable.other
    assert len(switchable.templates()[switchable.other]) == 5


def test_a_switch_that_somebody_stops_changes_nothing_and_can_go_on(
    switchable: Switchable, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(switching, "STEP", 5)
    district, worker = switchable.district, switchable.worker()
    job_id = switching.request(district, MIS, switchable.models, switchable.other)
    worker._take_round()
    put_in_use = switching.put_in_use
    monkeypatch.setattr(switching, "put_in_use", None)  # not to be reached
    embedded = switching.templates.lacking
    stopping = []

    def stopped_meanwhile(*given: Any, **named: Any) -> Any:
        if not stopping:
            stopping.append(switching.stop(district, MIS, job_id))
        return embedded(*given, **named)

    monkeypatch.setattr(switching.templates, "lacking", stopped_meanwhile)
    worker.work_off()
    stopped = switching.latest(district, MIS, switching.SWITCH_MODEL)
    assert stopped is not None
    assert (stopped["state"], "Stopped" in stopped["error"]) == ("failed", True)
    assert models.in_use(district.db) == CASIA_NAME
    monkeypatch.setattr(switching, "put_in_use", put_in_use)
    switching.try_again(district, MIS, job_id)
    worker.work_off()
    assert models.in_use(district.db) == switchable.other


KILLED = """
import os, signal, sys
from attendance.config import Config
from attendance.house import House
from attendance.office import switching
from recognition.pipeline import Pipeline

def killed():
    os.kill(os.getpid(), signal.SIGKILL)

switching.STEP = 2
if sys.argv[1] == "while templates are made":
    template, made = Pipeline.template, []
    Pipeline.template = lambda *given: made.append(1) or (killed() if len(made) == 4 else template(*given))
else:
    switch = switching.put_in_use
    switching.put_in_use = lambda *given: switch(*given) or killed()
app = House(Config())
app.start()
app.worker._thread.join()
"""


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGKILL")
def test_killing_the_app_in_the_middle_loses_nothing_and_mixes_nothing(switchable: Switchable, pipeline: Pipeline) -> None:
    config = config_in(switchable.folder)
    file, sha256 = written(switchable.folder / "real.pt", seeded_state())
    switchable.other = models.add(config.weights, file, sha256).model.name
    switchable.models = Models(config.weights, pipeline)
    environment = {**os.environ, "UPASTHITI_HOME": str(config.home), "UPASTHITI_KEYS": str(config.keys)}
    switching.request(switchable.district, MIS, switchable.models, switchable.other)
    before = switchable.templates()[CASIA_NAME]
    for moment, stored in (("while templates are made", 2), ("while the switch is stored", 5)):
        switchable.district.close()
        ended = subprocess.run([sys.executable, "-c", KILLED, moment], cwd=ROOT, env=environment, check=False)
        assert ended.returncode == -signal.SIGKILL
        switchable.reopen()
        assert models.in_use(switchable.district.db) == CASIA_NAME
        assert len(switchable.templates()[switchable.other]) == stored
        assert switchable.templates()[CASIA_NAME] == before
        assert sorted(switchable.gallery(CASIA_NAME).keys) == sorted(PUPILS.values())
    switchable.district.close()
    app = House(config)
    assert recover(app.district(Kind.OWN)) == Recovered(requeued=1)
    app.worker.work_off()
    app.close()
    switchable.reopen()
    assert models.in_use(switchable.district.db) == switchable.other
    assert switchable.templates() == {CASIA_NAME: before, switchable.other: before}
    assert sorted(switchable.gallery(switchable.other).keys) == sorted(PUPILS.values())
