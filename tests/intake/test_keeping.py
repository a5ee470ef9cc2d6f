"""What is kept of a photo that was read."""

import pytest

from attendance.intake.keeping import WAITING, Keeper
from data.errors import StorageFull
from recognition.photo import decode
from recognition.pipeline import Pipeline
from tests.recognition.support import openpeople
from tests.support import Small


def test_smaller_pictures_and_the_faces_are_kept(small: Small, pipeline: Pipeline) -> None:
    reading = pipeline.read(openpeople("P001", "amateur_selfie"))
    with Keeper(small.district) as keeper:
        keeper.keep("a" * 64, reading)
    sizes = {name: decode(small.district.vault.get(f"{name}/{'a' * 64}")).picture.size for name in ("photo", "screen")}
    assert sizes == {"photo": (1696, 2528), "screen": (859, 1280)}
    assert small.district.vault.get(f"thumb/{'a' * 64}")
    assert small.district.vault.get(f"crop/{'a' * 64}-0")


def test_a_full_disk_is_told_and_not_swallowed(small: Small, pipeline: Pipeline, monkeypatch: pytest.MonkeyPatch) -> None:
    reading = pipeline.read(openpeople("P001", "amateur_selfie"))
    tried = []

    def full(name: str, data: bytes) -> None:
        tried.append(name)
        raise StorageFull("no room")

    monkeypatch.setattr(small.district.vault, "put", full)

    def keep(count: int) -> None:
        with Keeper(small.district) as keeper:
            for number in range(count):
                keeper.keep(f"{number:064}", reading)

    with pytest.raises(StorageFull):
        keep(WAITING + 5)
    assert len(tried) <= WAITING + 2
    with pytest.raises(StorageFull):
        keep(1)
