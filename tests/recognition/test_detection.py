import pytest
from hypothesis import given
from hypothesis import strategies as st

from recognition.detection import smallest_face


@pytest.mark.parametrize(
    ("size", "faces", "expected"),
    [((4000, 3000), 30, 40), ((4000, 3000), 120, 39), ((1280, 960), 40, 21), ((1280, 960), 60, 20), ((640, 480), 0, 40)],
)
def test_a_fuller_class_on_a_smaller_photo_is_searched_for_smaller_faces(
    size: tuple[int, int], faces: int, expected: int
) -> None:
    assert smallest_face(size, faces=faces, least=20, most=40) == expected


@given(st.integers(1, 9000), st.integers(1, 9000), st.integers(0, 500), st.integers(16, 40), st.integers(40, 200))
def test_it_stays_within_what_is_set(width: int, height: int, faces: int, least: int, most: int) -> None:
    assert least <= smallest_face((width, height), faces=faces, least=least, most=most) <= most
