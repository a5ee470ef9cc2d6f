"""Where the faces of a photo are tells a crop, a smaller copy and a mirror picture from another photo of the same class."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from recognition import layout

WIDTH, HEIGHT = 2400, 1500
Boxes = NDArray[np.float32]


def classroom(seed: int, faces: int = 20) -> Boxes:
    """Boxes (n, 4) of faces in rows, nearer ones larger, nobody exactly in line."""
    chance = np.random.default_rng(seed)
    row, column = np.divmod(np.arange(faces), 6)
    size = 110 - 14 * row + chance.normal(0, 4, faces)
    x = 250 + column * 360 + chance.normal(0, 45, faces)
    y = 1250 - row * 300 + chance.normal(0, 35, faces)
    return np.stack([x - 0.4 * size, y - size / 2, x + 0.4 * size, y + size / 2], axis=1).astype(np.float32)


def moved(boxes: Boxes, seed: int, share: float = 0.03) -> Boxes:
    """As another reading finds them: each a little beside, by a share of its height."""
    height = (boxes[:, 3] - boxes[:, 1])[:, None]
    shift = np.random.default_rng(seed).normal(0, share, (len(boxes), 2)) * height
    return (boxes + np.tile(shift, 2)).astype(np.float32)


def cut(boxes: Boxes, left: float, top: float, right: float, bottom: float) -> Boxes:
    """What a crop shows of them, in its own pixels."""
    inside = (boxes[:, 0] >= left) & (boxes[:, 1] >= top) & (boxes[:, 2] <= right) & (boxes[:, 3] <= bottom)
    return boxes[inside] - np.array([left, top, left, top], np.float32)


def fits(boxes: Boxes, size: tuple[float, float], others: list[Boxes]) -> list[layout.Alike]:
    packed = [layout.pack(one, WIDTH, HEIGHT) for one in others]
    return layout.Arrangements(packed).alike(layout.pack(boxes, round(size[0]), round(size[1])))


@given(st.integers(0, 10_000), st.floats(0.3, 1.0), st.floats(0, 0.4), st.floats(0, 0.4))
def test_a_crop_is_found_in_its_source_and_in_no_other(seed: int, scale: float, left: float, top: float) -> None:
    source = classroom(seed)
    box = left * WIDTH, top * HEIGHT, (left + 0.6) * WIDTH, (top + 0.6) * HEIGHT
    part = moved(cut(source, *box), seed) * np.float32(scale)
    found = fits(part, (0.6 * WIDTH * scale, 0.6 * HEIGHT * scale), [classroom(seed + 1), source, classroom(seed + 2)])
    assert {one.other for one in found if one.sure} <= {1}
    # Of fewer all must be in their place, and now and then one is read further beside.
    assert len(part) < layout.SURE_FACES or [one.other for one in found if one.sure] == [1]


def test_among_a_schools_year_no_photo_is_another_by_chance() -> None:
    year = layout.Arrangements([layout.pack(classroom(seed, 5 + seed % 20), WIDTH, HEIGHT) for seed in range(7000)])
    few = 0
    for seed in range(20_000, 20_060):
        found = year.alike(layout.pack(moved(classroom(seed, 5 + seed % 20), seed), WIDTH, HEIGHT))
        assert [one for one in found if one.sure] == []
        few += len(found)
    assert few > 0, "a school's year in which nothing fits by chance tests nothing"


def test_five_faces_in_place_and_two_missing_are_not_sure() -> None:
    source = classroom(3)[:6]
    (found,) = fits(source, (WIDTH, HEIGHT), [source])
    assert found.sure
    (found,) = fits(source[:5], (WIDTH, HEIGHT), [source[:5]])
    assert not found.sure
    (found,) = fits(classroom(3)[:9], (WIDTH, HEIGHT), [np.concatenate([classroom(3)[:7], classroom(4)[7:9]])])
    assert (found.faces, found.sure) == (7, False)


def test_a_mirror_picture_is_found_and_called_one() -> None:
    source = classroom(1)
    mirrored = np.stack([WIDTH - source[:, 2], source[:, 1], WIDTH - source[:, 0], source[:, 3]], axis=1)
    (found,) = fits(moved(mirrored, 2), (WIDTH, HEIGHT), [source])
    assert (found.mirrored, found.share) == (True, 1.0)


def test_the_whole_is_found_from_the_part_that_was_sent_before() -> None:
    source = classroom(3)
    part = cut(source, 0, 300, 1500, 1500)
    packed = layout.pack(part, 1500, 1200)
    (found,) = layout.Arrangements([packed]).alike(layout.pack(source, WIDTH, HEIGHT))
    assert found.share == 1.0
    assert found.faces == len(part)


def test_the_same_seats_on_another_day_are_another_photo() -> None:
    source = classroom(4)
    assert [one for one in fits(moved(source, 5, 0.5), (WIDTH, HEIGHT), [source]) if one.share >= 0.7] == []


def test_a_little_later_from_the_same_place_is_the_same_view() -> None:
    source = classroom(6)
    packed = layout.pack(source, WIDTH, HEIGHT)
    (found,) = layout.Arrangements([packed]).alike(layout.pack(moved(source, 7, 0.12), WIDTH, HEIGHT), reach=0.5)
    assert found.share >= 0.9
    assert 0.9 < found.scale < 1.1


def test_few_or_no_faces_say_nothing() -> None:
    four = classroom(8)[:4]
    assert fits(four, (WIDTH, HEIGHT), [four, classroom(8)]) == []
    nobody = np.zeros((0, 4), np.float32)
    assert fits(nobody, (WIDTH, HEIGHT), [nobody]) == []
    assert layout.count(layout.pack(nobody, WIDTH, HEIGHT)) == 0


def test_boxes_on_one_spot_and_beyond_the_edge_are_borne() -> None:
    heap = np.repeat(np.array([[-20, -20, 60, 60]], np.float32), 30, axis=0)
    assert fits(heap, (WIDTH, HEIGHT), [heap, classroom(9)]) == []
