"""Adding a model: what is checked, what is refused with a next step, and that nothing is left behind."""

import hashlib
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import load_file
from typer.testing import CliRunner

from attendance import i18n
from attendance.__main__ import app
from attendance.errors import BadEntry, BadFile, Unavailable, UserError
from attendance.office import models
from attendance.office.models import Models
from attendance.office.settings import MODEL
from data import settings
from data.errors import StorageFull
from recognition.errors import WeightsMissing
from recognition.weights import CASIA_NAME
from tests.office.weights_files import seeded_state, written
from tests.recognition.support import openpeople
from tests.support import Small

VGGFACE2 = "20180402-114759-vggface2.pt"


@pytest.fixture(autouse=True)
def in_english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(i18n, "_provider", lambda: "en")


@pytest.fixture(scope="module")
def vggface2(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A file like facenet-pytorch's VGGFace2 one, in the form that torch wrote when that was made."""
    return written(tmp_path_factory.mktemp("given") / VGGFACE2, seeded_state(), _use_new_zipfile_serialization=False)


def files_in(folder: Path) -> list[Path]:
    return sorted(folder.rglob("*"))


def test_a_model_like_facenet_pytorchs_vggface2_is_added_once_and_reads_photos(
    tmp_path: Path, vggface2: tuple[Path, str]
) -> None:
    file, sha256 = vggface2
    done = models.add(tmp_path, file, sha256.upper())
    assert done.is_new
    assert done.model.name == f"facenet-20180402-114759-vggface2-{sha256[:8]}"
    assert [one.name for one in models.installed(tmp_path)] == [CASIA_NAME, done.model.name]
    before = files_in(tmp_path)
    again = models.add(tmp_path, file, sha256, name="other")
    assert (again.is_new, again.model) == (False, done.model)
    assert files_in(tmp_path) == before
    reading = Models(tmp_path).named(done.model.name).read(openpeople("P001", "studio_portrait"))
    assert reading.model == done.model.name
    assert np.allclose(np.linalg.norm(reading.embeddings, axis=1), 1, atol=1e-3)


def test_casia_weights_saved_as_pt_give_the_same_embeddings_under_another_name(
    tmp_path: Path, weights_cache: Path, pipeline: models.Pipeline
) -> None:
    state = load_file(weights_cache / f"{CASIA_NAME}.safetensors")
    # Files of old versions of torch do not count batches.
    old = {name: tensor for name, tensor in state.items() if not name.endswith("num_batches_tracked")}
    file, sha256 = written(tmp_path / "casia.pt", old)
    added = models.add(tmp_path / "weights", file, sha256, name="casia-again").model
    assert added.name == f"facenet-casia-again-{sha256[:8]}"
    portrait = openpeople("P002", "studio_portrait")
    ours, theirs = pipeline.read_reference(portrait), Models(tmp_path / "weights").named(added.name).read_reference(portrait)
    assert ours.model != theirs.model
    assert ours.embedding is not None
    assert theirs.embedding is not None
    assert float(ours.embedding @ theirs.embedding) > 0.999


def test_a_damaged_copy_is_put_right_by_adding_it_again(tmp_path: Path, vggface2: tuple[Path, str]) -> None:
    file, sha256 = vggface2
    kept = models.add(tmp_path, file, sha256, name="first").model
    kept.file.write_bytes(b"cut off")
    again = models.add(tmp_path, file, sha256, name="second")
    assert (again.is_new, again.model) == (True, kept)
    assert kept.file.read_bytes() == file.read_bytes()
    assert len(models.installed(tmp_path)) == 2


def wrong_shape() -> object:
    return {**seeded_state(), "last_linear.weight": torch.zeros(128, 1792)}


def a_layer_less() -> object:
    return {name: tensor for name, tensor in seeded_state().items() if name != "last_bn.weight"}


def another_network() -> object:
    return torch.nn.Linear(3, 3).state_dict()


def a_whole_module() -> object:
    return torch.nn.Linear(3, 3)


def nothing_but_zeros() -> object:
    return {name: torch.zeros_like(tensor) for name, tensor in seeded_state().items()}


def not_a_number() -> object:
    return {**seeded_state(), "conv2d_1a.conv.weight": torch.full((32, 3, 3, 3), float("nan"))}


@pytest.mark.parametrize(
    ("state", "says"),
    [
        (wrong_shape, "another network"),
        (a_layer_less, "another network"),
        (another_network, "another network"),
        (a_whole_module, "no weights file"),
        (dict, "no weights file"),
        (lambda: [1, 2], "no weights file"),
        (lambda: {1: "text"}, "no weights file"),
        (nothing_but_zeros, "no face can be told"),
        (not_a_number, "no face can be told"),
    ],
)
def test_a_file_that_is_not_this_networks_is_refused_in_words(tmp_path: Path, state: object, says: str) -> None:
    file, sha256 = written(tmp_path / "given.pt", state())  # type: ignore[operator]
    with pytest.raises(BadFile) as told:
        models.add(tmp_path / "weights", file, sha256)
    assert says in str(told.value)
    assert "given.pt" in str(told.value)
    assert not files_in(tmp_path / "weights")


@pytest.mark.parametrize("suffix", [".pt", ".safetensors", ".pth", ".bin"])
@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 cut off", b"\x80\x02\x8a\x0a", b"a" * 5000])
def test_any_other_file_is_refused_in_words(tmp_path: Path, suffix: str, content: bytes) -> None:
    file = tmp_path / f"given{suffix}"
    file.write_bytes(content)
    with pytest.raises(BadFile) as told:
        models.add(tmp_path / "weights", file, hashlib.sha256(content).hexdigest())
    assert "no weights file" in str(told.value)


def test_the_hash_the_path_and_the_name_are_checked(tmp_path: Path, vggface2: tuple[Path, str]) -> None:
    file, sha256 = vggface2
    refused: list[tuple[type[UserError], tuple[Path, str, str | None], str]] = [
        (BadFile, (file, "0" * 64, None), "another SHA-256"),
        (BadFile, (tmp_path / "none.pt", sha256, None), "is not there"),
        (BadEntry, (file, "12ab", None), "64 digits"),
        (BadEntry, (file, sha256, "../up"), "small Latin letters"),
    ]
    for kind, (given, hashed, name), says in refused:
        with pytest.raises(kind) as told:
            models.add(tmp_path / "weights", given, hashed, name)
        assert says in str(told.value)
    assert not files_in(tmp_path / "weights")


def test_a_full_disk_leaves_nothing_behind(tmp_path: Path, vggface2: tuple[Path, str], monkeypatch: pytest.MonkeyPatch) -> None:
    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("data.vault.os.fsync", full)
    with pytest.raises(Unavailable) as told:
        models.add(tmp_path / "weights", *vggface2)
    assert "disk is full" in str(told.value)
    assert isinstance(told.value.__cause__, StorageFull)
    assert [path for path in files_in(tmp_path) if path.is_file() or path.name != "weights"] == []


def test_each_district_reads_with_the_model_it_uses(small: Small, pipeline: models.Pipeline) -> None:
    loaded = Models(pipeline.cache, pipeline)
    assert loaded.of(small.district) is pipeline is loaded.stock
    small.district.db.write(lambda tx: settings.put(tx, MODEL, "facenet-gone-00000000", "mis"))
    with pytest.raises(WeightsMissing):
        loaded.of(small.district)
    assert loaded.stock is pipeline


def test_the_commands_list_and_add_also_while_the_app_holds_the_database(
    small: Small, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, vggface2: tuple[Path, str]
) -> None:
    monkeypatch.setenv("UPASTHITI_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("UPASTHITI_KEYS", str(tmp_path / "keys"))
    file, sha256 = vggface2
    added = subprocess.run(  # another process, since the database is open in this one
        [sys.executable, "-m", "attendance", "models", "add", str(file), "--sha256", sha256, "--name", "vggface2"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert added.returncode == 0, added.stderr
    assert f"facenet-vggface2-{sha256[:8]}" in added.stdout
    listed = subprocess.run([sys.executable, "-m", "attendance", "models"], capture_output=True, text=True, check=True)
    assert sha256 in listed.stdout
    assert "administration page" in listed.stdout
    small.district.close()
    runner = CliRunner()
    alone = runner.invoke(app, ["models"])
    assert f"{CASIA_NAME}  in use" in alone.output
    assert f"facenet-vggface2-{sha256[:8]}  not in use" in alone.output
    wrong = runner.invoke(app, ["models", "add", str(file), "--sha256", "0" * 64])
    assert wrong.exit_code == 1
    assert "another SHA-256" in wrong.output
