"""A photo of a screen or a print scores high, what was taken directly low, however small or plain."""

import io

import numpy as np
import pytest
from PIL import Image, ImageDraw

from attendance.roster.compose import compose_class_day
from benchmarks.reshooting import reshoot
from recognition import reshot


@pytest.fixture(scope="module")
def taken() -> bytes:
    return compose_class_day(71, width=1600).photos[0].jpeg


def opened(jpeg: bytes) -> Image.Image:
    return Image.open(io.BytesIO(jpeg)).convert("RGB")


def test_a_photo_as_taken_scores_nothing(taken: bytes) -> None:
    assert reshot.judge(opened(taken)).score < 0.1


def test_a_screen_and_a_print_are_known_by_their_rim(taken: bytes) -> None:
    for how in ("screen", "paper"):
        seen = reshot.judge(opened(reshoot(taken, how, 5)))
        assert seen.score >= 0.8
        assert seen.cues["frame"] >= 0.5


def test_lines_over_the_whole_picture_are_moire_and_a_checked_shirt_is_not() -> None:
    chance = np.random.default_rng(1)
    plain = chance.normal(128, 6, (900, 1200))
    y, x = np.mgrid[0:900, 0:1200]
    lines = 4 * np.sin(2 * np.pi * (0.21 * x + 0.17 * y))
    shirt = np.where((x > 500) & (x < 640) & (y > 400) & (y < 560), 10 * lines, 0)
    levels = [
        reshot.periodic(Image.fromarray(grey.clip(0, 255).astype(np.uint8))) for grey in (plain, plain + shirt, plain + lines)
    ]
    assert levels[2] > reshot.MOIRE[1]
    assert max(levels[:2]) < reshot.MOIRE[0]


def test_a_wall_and_a_window_are_no_rim() -> None:
    room = Image.new("RGB", (1200, 800), (200, 195, 180))
    draw = ImageDraw.Draw(room)
    draw.rectangle((0, 0, 1200, 90), fill=(120, 118, 110))
    draw.rectangle((0, 720, 1200, 800), fill=(90, 80, 70))
    draw.rectangle((100, 150, 260, 420), fill=(250, 250, 250))
    assert reshot.judge(room).cues["frame"] == 0


def test_an_editing_program_alone_is_no_hint_and_makes_a_hint_stronger(taken: bytes) -> None:
    alone = reshot.judge(opened(taken), "Adobe Photoshop 22.0")
    assert alone.cues["edited"] == 1
    assert alone.score < 0.5
    assert reshot.judge(opened(taken), "T225XXU1").cues["edited"] == 0
    close = opened(reshoot(taken, "screen", 5))
    assert reshot.judge(close, "Snapseed").score >= reshot.judge(close).score


def test_tiny_and_empty_pictures_are_borne() -> None:
    for size in ((160, 160), (161, 3000)):
        assert reshot.judge(Image.new("RGB", size, (9, 9, 9))).score == 0
