import numpy as np

from recognition.clustering import cluster


def _directions(*degrees: float) -> np.ndarray:
    angles = np.radians(degrees)
    return np.stack([np.cos(angles), np.sin(angles)], axis=1).astype(np.float32)


def test_alike_faces_of_different_photos_are_one_person() -> None:
    assert cluster(_directions(0, 90, 5, 92), [0, 0, 1, 1], [None] * 4, 0.9) == [0, 1, 0, 1]


def test_faces_of_one_photo_are_never_joined_not_even_through_a_third() -> None:
    assert cluster(_directions(0, 2, 1), [0, 0, 1], [None] * 3, 0.5) in ([0, 1, 0], [0, 1, 1])


def test_a_name_joins_what_does_not_look_alike_and_two_names_stay_apart() -> None:
    assert cluster(_directions(0, 80), [0, 1], [7, 7], 0.9) == [0, 0]
    assert cluster(_directions(0, 1), [0, 1], [7, 8], 0.9) == [0, 1]


def test_the_mean_decides_not_one_lucky_pair() -> None:
    chain = _directions(0, 30, 60, 90)
    assert cluster(chain, [0, 1, 2, 3], [None] * 4, 0.85) == [0, 0, 1, 1]


def test_nobody() -> None:
    assert cluster(np.empty((0, 512), np.float32), [], [], 0.5) == []
