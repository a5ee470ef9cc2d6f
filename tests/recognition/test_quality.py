from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from recognition.detection import Detections
from recognition.quality import FaceQuality, Fault, Unusable, assess, faults, usable_as_reference
from tests.recognition.support import scene

SCENE = Image.fromarray(scene())
GOOD = FaceQuality(size=200, blur=400, confidence=0.99, cut=False)


def _found(*boxes: tuple[float, float, float, float]) -> Detections:
    count = len(boxes)
    xyxy = np.array(boxes, np.float32).reshape(count, 4)
    return Detections(xyxy, np.full(count, 0.99, np.float32), np.zeros((count, 5, 2), np.float32))


@pytest.mark.parametrize(
    ("faces", "reasons"),
    [
        ([], [Unusable.NO_FACE]),
        ([GOOD, GOOD], [Unusable.MANY_FACES]),
        ([GOOD], []),
        ([FaceQuality(50, 1, 0.96, cut=True), GOOD], []),
        ([GOOD, FaceQuality(80, 400, 0.99, cut=False)], [Unusable.MANY_FACES]),
        ([FaceQuality(40, 400, 0.99, cut=False)], [Unusable.TOO_SMALL]),
        ([FaceQuality(40, 1, 0.99, cut=True)], [Unusable.TOO_SMALL, Unusable.BLURRED, Unusable.CUT]),
    ],
)
def test_says_why_a_photo_may_not_be_a_reference(faces: list[FaceQuality], reasons: list[Unusable]) -> None:
    assert usable_as_reference(faces) == reasons


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ({}, []),
        ({"size": 39.0}, [Fault.SMALL]),
        ({"blur": 90.0, "light": 40.0}, [Fault.BLURRED, Fault.DARK]),
        ({"light": 225.0}, [Fault.BRIGHT]),
        ({"roll": -25.0, "yaw": -0.4}, [Fault.TILTED, Fault.TURNED]),
        ({"cut": True}, [Fault.CUT]),
    ],
)
def test_says_what_is_wrong_with_a_face_of_a_class_photo(change: dict[str, float], found: list[Fault]) -> None:
    assert faults(replace(GOOD, **change)) == found


def test_a_face_at_the_edge_is_cut_and_its_height_is_its_size() -> None:
    inside, edge = assess(SCENE, _found((50, 60, 110, 140), (-3, 60, 60, 140)))
    assert (inside.size, inside.cut) == (80, False)
    assert (edge.size, edge.cut) == (80, True)


@pytest.mark.parametrize("box", [(-50, -50, 900, 900), (318, 238, 330, 250), (100, 100, 100.2, 100.2)])
def test_boxes_beyond_the_photo_do_no_harm(box: tuple[float, float, float, float]) -> None:
    (quality,) = assess(SCENE, _found(box))
    assert quality.blur >= 0


def test_blur_lowers_the_measure() -> None:
    grain = Image.fromarray(np.random.default_rng(0).integers(0, 256, (240, 320, 3), dtype=np.uint8))
    sharp, flat = assess(grain, _found((50, 50, 150, 150))), assess(SCENE, _found((50, 50, 150, 150)))
    assert sharp[0].blur > 10 * flat[0].blur


def _face(*points: tuple[float, float]) -> FaceQuality:
    found = _found((100, 60, 180, 160))
    (quality,) = assess(SCENE, Detections(found.xyxy, found.confidence, np.array([points], np.float32)))
    return quality


def test_pose_is_read_from_the_landmarks() -> None:
    front = _face((120, 100), (160, 100), (140, 118), (125, 140), (155, 140))
    assert (front.roll, front.yaw) == (0, 0)
    tilted = _face((120, 100), (160, 140), (127, 133), (104, 126), (134, 156))
    assert tilted.roll == pytest.approx(45)
    turned = _face((120, 100), (150, 100), (150, 118), (128, 140), (150, 140))
    assert turned.yaw == pytest.approx(0.5)
    nowhere = _face(*[(140, 100)] * 5)
    assert (nowhere.roll, nowhere.yaw) == (0, 0)


def test_light_is_that_of_the_face() -> None:
    dark = np.full((240, 320, 3), 200, np.uint8)
    dark[50:150, 50:150] = 20
    (quality,) = assess(Image.fromarray(dark), _found((50, 50, 150, 150)))
    assert quality.light == 20
