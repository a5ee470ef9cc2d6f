import io
import threading
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageFilter

from recognition import engine
from recognition.engine import Engine
from recognition.errors import Reason, UnreadablePhoto
from recognition.photo import Photo, decode
from recognition.pipeline import DECODED_AHEAD, HELD, PhotoReading, Pipeline
from recognition.quality import Unusable
from recognition.weights import CASIA_NAME
from tests.recognition.support import encoded, openpeople, scene


def _portrait(size: int = 640) -> Image.Image:
    with Image.open(io.BytesIO(openpeople("P001", "studio_portrait"))) as opened:
        return opened.convert("RGB").resize((size, size), Image.Resampling.LANCZOS)


def test_reads_a_face_with_all_that_is_known_of_it(pipeline: Pipeline) -> None:
    reading = pipeline.read(openpeople("P001", "amateur_selfie"))
    assert (reading.width, reading.height, reading.format) == (1696, 2528, "JPEG")
    assert len(reading) == len(reading.quality) == 1
    assert reading.xyxy.dtype == reading.embeddings.dtype == reading.confidence.dtype == np.float32
    assert reading.xyxy.shape == (1, 4)
    assert reading.landmarks.shape == (1, 5, 2)
    assert reading.embeddings.shape == (1, 512)
    assert np.linalg.norm(reading.embeddings[0]) == pytest.approx(1, abs=1e-5)
    left, top, right, bottom = reading.xyxy[0]
    assert 500 < left < right < 1150
    assert 400 < top < bottom < 1250
    eyes = reading.landmarks[0, :2]
    assert (eyes > [left, top]).all()
    assert (eyes < [right, bottom]).all()
    assert reading.confidence[0] >= 0.95
    assert not reading.quality[0].cut
    assert reading.crop(0).shape == (112, 112, 3)
    assert reading.crop(0, margin=60, size=80).shape == (80, 80, 3)
    assert reading.model == pipeline.model
    assert reading.fingerprint > 0
    assert reading.sharpness > 0


def test_a_photo_of_nobody_has_no_faces(pipeline: Pipeline) -> None:
    reading = pipeline.read(encoded(scene(640, 480)))
    assert len(reading) == 0
    assert reading.quality == ()
    assert reading.xyxy.shape == (0, 4)
    assert reading.landmarks.shape == (0, 5, 2)
    assert reading.embeddings.shape == (0, 512)


@pytest.mark.parametrize("size", [(160, 4000), (161, 163), (777, 160)])
def test_odd_shapes_are_read(pipeline: Pipeline, size: tuple[int, int]) -> None:
    noise = np.random.default_rng(0).integers(0, 256, (size[1], size[0], 3), dtype=np.uint8)
    assert pipeline.read(Photo(Image.fromarray(noise), None, "PNG")).embeddings.shape[1] == 512


def test_a_photo_smaller_than_the_smallest_face_has_none(pipeline: Pipeline) -> None:
    assert len(pipeline.read(encoded(scene(170, 170)), min_face=200)) == 0


def test_the_smallest_face_is_a_choice(pipeline: Pipeline) -> None:
    canvas = Image.new("RGB", (400, 400), (120, 130, 140))
    canvas.paste(_portrait(90), (150, 150))
    assert len(pipeline.read(Photo(canvas, None, "PNG"), min_face=20)) == 1
    assert len(pipeline.read(Photo(canvas, None, "PNG"), min_face=150)) == 0


def test_the_faces_of_a_photo_held_sideways_are_found(pipeline: Pipeline) -> None:
    sideways = _portrait().rotate(90, expand=True)
    exif = Image.Exif()
    exif[0x0112] = 6
    out = io.BytesIO()
    sideways.save(out, "JPEG", exif=exif)
    upright = pipeline.read(encoded(np.asarray(_portrait())))
    turned = pipeline.read(out.getvalue())
    assert len(turned) == 1
    assert turned.embeddings[0] @ upright.embeddings[0] > 0.95


def test_a_good_portrait_is_usable_as_a_reference(pipeline: Pipeline) -> None:
    reading = pipeline.read_reference(openpeople("P001", "studio_portrait"))
    assert reading.usable
    assert reading.problems == ()
    assert reading.embedding is not None
    assert reading.embedding.shape == (512,)
    assert reading.crop is not None
    assert reading.crop.shape == (112, 112, 3)


def test_a_passer_by_in_the_background_does_not_spoil_a_reference(pipeline: Pipeline) -> None:
    alone = pipeline.read_reference(encoded(np.asarray(_portrait())))
    photo = Image.new("RGB", (900, 640), (128, 128, 128))
    photo.paste(_portrait(), (0, 0))
    photo.paste(_portrait(150), (700, 100))
    reading = pipeline.read_reference(encoded(np.asarray(photo)))
    assert len(reading.photo) == 2
    assert reading.usable
    assert reading.embedding is not None
    assert alone.embedding is not None
    assert reading.embedding @ alone.embedding > 0.95


def test_a_poor_reference_photo_says_what_is_wrong(pipeline: Pipeline) -> None:
    portrait = _portrait()
    two = Image.new("RGB", (1280, 640))
    two.paste(portrait, (0, 0))
    two.paste(portrait, (640, 0))
    far = Image.new("RGB", (640, 640), (128, 128, 128))
    far.paste(portrait.resize((110, 110)), (200, 200))
    cases = {
        Unusable.NO_FACE: Image.fromarray(scene(640, 480)),
        Unusable.MANY_FACES: two,
        Unusable.TOO_SMALL: far,
        Unusable.BLURRED: portrait.filter(ImageFilter.GaussianBlur(16)),
    }
    for reason, photo in cases.items():
        reading = pipeline.read_reference(encoded(np.asarray(photo)))
        assert reason in reading.problems


def test_an_unreadable_photo_is_refused_with_its_reason(pipeline: Pipeline) -> None:
    with pytest.raises(UnreadablePhoto) as raised:
        pipeline.read(b"")
    assert raised.value.reason == Reason.EMPTY


def test_the_time_is_passed_on(pipeline: Pipeline) -> None:
    moment = datetime(2026, 11, 20, 9, 5)
    assert pipeline.read(Photo(decode(encoded(scene())).picture, moment, "JPEG")).taken_at == moment


def test_threads_that_start_together_load_the_models_once(weights_cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    loads = []
    together = threading.Barrier(4)
    choose = engine.choose

    def counted() -> Engine:
        loads.append(1)
        return choose()

    monkeypatch.setattr(engine, "choose", counted)
    asked = Pipeline(weights_cache)
    assert asked.model == CASIA_NAME
    faces = []

    def ask() -> None:
        together.wait()
        faces.append(len(asked.read(openpeople("P001", "amateur_selfie"))))

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faces == [1, 1, 1, 1]
    assert len(loads) == 1


def test_many_photos_are_read_as_one_by_one_and_a_broken_one_is_told_in_its_place(pipeline: Pipeline) -> None:
    whole = openpeople("P001", "amateur_selfie")
    given = [whole, b"", encoded(scene(640, 480)), *(openpeople(code, "amateur_selfie") for code in ("P002", "P005", "P007"))]
    read = list(pipeline.read_many(given))
    assert [type(one) for one in read] == [PhotoReading, UnreadablePhoto, *[PhotoReading] * 4]
    for data, reading in zip(given, read, strict=True):
        if isinstance(reading, PhotoReading):
            alone = pipeline.read(data)
            assert (reading.xyxy == alone.xyxy).all()
            assert np.allclose(reading.embeddings, alone.embeddings, atol=1e-3)
            assert reading.fingerprint == alone.fingerprint
    assert not list(pipeline.read_many([]))


def test_photos_are_taken_only_as_they_are_needed(pipeline: Pipeline) -> None:
    taken = []

    def photos() -> Iterator[bytes]:
        for number in range(50):
            taken.append(number)
            yield encoded(scene(seed=number))

    readings = pipeline.read_many(photos())
    next(readings)
    assert len(taken) <= DECODED_AHEAD + HELD
    readings.close()
