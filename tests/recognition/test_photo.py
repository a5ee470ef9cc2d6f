import contextlib
import struct
import zlib
from datetime import datetime

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import ExifTags, Image

from recognition.errors import Reason, UnreadablePhoto
from recognition.photo import decode, encode_webp, fingerprint, hamming, inspect, sharpness
from tests.recognition.support import encoded, openpeople, saved, scene


def _refused(data: bytes) -> Reason:
    with pytest.raises(UnreadablePhoto) as raised:
        decode(data)
    return raised.value.reason


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "HEIF"])
def test_reads_what_phones_send(form: str) -> None:
    photo = decode(encoded(scene(), form))
    assert photo.format == form
    assert photo.pixels.shape == (240, 320, 3)
    assert np.abs(photo.pixels.astype(int) - scene()).mean() < 4


def test_a_photo_held_sideways_is_turned_upright() -> None:
    upright = scene(320, 240)
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = 6
    photo = decode(encoded(np.rot90(upright), exif=exif, quality=95))
    assert photo.pixels.shape == upright.shape
    assert np.abs(photo.pixels.astype(int) - upright).mean() < 4


@pytest.mark.parametrize("form", ["JPEG", "HEIF", "WEBP"])
def test_the_time_a_photo_was_taken_is_the_cameras(form: str) -> None:
    exif = Image.Exif()
    exif.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.DateTimeOriginal] = "2026:11:20 09:05:07"
    assert decode(encoded(scene(), form, exif=exif)).taken_at == datetime(2026, 11, 20, 9, 5, 7)
    assert decode(encoded(scene(), form)).taken_at is None


@pytest.mark.parametrize("date", ["0000:00:00 00:00:00", "yesterday", "    "])
def test_a_senseless_date_does_not_refuse_the_photo(date: str) -> None:
    exif = Image.Exif()
    exif.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.DateTimeOriginal] = date
    assert decode(encoded(scene(), exif=exif)).taken_at is None


def test_a_greyscale_a_palette_and_a_transparent_photo_become_rgb() -> None:
    photo = Image.fromarray(scene())
    clear = photo.convert("RGBA")
    clear.putalpha(0)
    for given_photo in (photo.convert("L"), photo.convert("P"), photo.convert("1")):
        assert decode(saved(given_photo, "PNG")).pixels.shape == (240, 320, 3)
    assert (decode(saved(clear, "PNG")).pixels == 255).all()


def test_says_why_a_photo_is_refused() -> None:
    photo = Image.fromarray(scene())
    assert _refused(b"") == Reason.EMPTY
    assert _refused(b"not a photo at all") == Reason.UNSUPPORTED_FORMAT
    assert _refused(saved(photo, "GIF")) == Reason.UNSUPPORTED_FORMAT
    assert _refused(saved(photo, "TIFF")) == Reason.UNSUPPORTED_FORMAT
    assert _refused(saved(photo.convert("CMYK"), "JPEG")) == Reason.CMYK
    assert _refused(saved(Image.new("I;16", (320, 240)), "PNG")) == Reason.SIXTEEN_BIT
    assert _refused(encoded(scene(159, 400))) == Reason.TOO_SMALL
    assert _refused(saved(photo, "WEBP", save_all=True, append_images=[photo.rotate(9)])) == Reason.ANIMATED
    assert _refused(saved(photo, "PNG", save_all=True, append_images=[photo.rotate(9)])) == Reason.ANIMATED
    assert _refused(encoded(scene())[:-2000]) == Reason.BROKEN
    assert _refused(encoded(scene(), "PNG")[:1000]) == Reason.BROKEN
    assert _refused(encoded(scene(), "WEBP")[:300]) == Reason.BROKEN


def test_sixteen_bit_colour_is_seen_though_pillow_hides_it() -> None:
    assert _refused(_png(320, 240, depth=16)) == Reason.SIXTEEN_BIT


@pytest.mark.parametrize(("width", "height"), [(10_001, 5_000), (30_000, 30_000), (2**30, 2**30)])
def test_huge_photos_are_refused_by_their_header(width: int, height: int) -> None:
    # No pixel follows the header: decoding would find the photo broken.
    assert _refused(_png(width, height, depth=8, pixels=b"")) == Reason.TOO_MANY_PIXELS
    with pytest.raises(UnreadablePhoto) as raised:
        inspect(_png(width, height, depth=8, pixels=b""))
    assert raised.value.reason == Reason.TOO_MANY_PIXELS


def test_fifty_megapixels_are_not_too_many_by_the_header() -> None:
    header = inspect(_png(10_000, 5_000, depth=8, pixels=b""))
    assert (header.format, header.width, header.height) == ("PNG", 10_000, 5_000)


@settings(max_examples=60)
@given(st.sampled_from(["JPEG", "PNG", "WEBP", "HEIF"]), st.data())
def test_damaged_bytes_are_read_or_refused_never_a_crash(form: str, data: st.DataObject) -> None:
    whole = bytearray(encoded(scene(200, 170), form))
    for _ in range(data.draw(st.integers(1, 6))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    damaged = bytes(whole[: data.draw(st.integers(1, len(whole)))])
    # Anything but UnreadablePhoto fails the test.
    with contextlib.suppress(UnreadablePhoto):
        assert decode(damaged).pixels.ndim == 3


@given(st.binary(max_size=400))
def test_any_bytes_are_refused_with_a_reason(data: bytes) -> None:
    assert _refused(data) in Reason


def test_what_is_kept_is_smaller_and_holds_no_metadata() -> None:
    kept = decode(encode_webp(scene(800, 600), 400, 80))
    assert kept.pixels.shape == (300, 400, 3)
    exif = Image.Exif()
    exif[ExifTags.Base.Make] = "Somebody's phone"
    again = encode_webp(decode(encoded(scene(), exif=exif)).pixels, None, 80)
    assert b"Somebody" not in again
    assert decode(again).pixels.shape == (240, 320, 3)


def test_the_fingerprint_survives_encoding_and_resizing_and_tells_photos_apart() -> None:
    one, other = (decode(openpeople(code, "amateur_selfie")).picture for code in ("P001", "P002"))
    first = fingerprint(one)
    assert 0 <= first < 2**256
    for quality in (90, 60, 30):
        assert hamming(first, fingerprint(decode(encoded(np.asarray(one), quality=quality)).picture)) <= 8
    assert hamming(first, fingerprint(decode(encode_webp(one, 640, 70)).picture)) <= 8
    assert hamming(first, fingerprint(other)) > 60


@given(st.integers(0, 2**256 - 1), st.integers(0, 2**256 - 1))
def test_hamming_counts_differing_bits(a: int, b: int) -> None:
    assert hamming(a, b) == bin(a ^ b).count("1") == hamming(b, a)
    assert hamming(a, a) == 0


def test_a_blurred_photo_is_less_sharp_whatever_its_size() -> None:
    busy = Image.fromarray(np.random.default_rng(3).integers(0, 256, (1500, 2000, 3), dtype=np.uint8))
    small = busy.resize((1000, 750))
    blurred = small.resize((100, 75)).resize((1000, 750), Image.Resampling.BICUBIC)
    assert sharpness(blurred) < 0.1 * sharpness(small)
    assert sharpness(Image.new("RGB", (400, 300), (127, 127, 127))) == 0


def _png(width: int, height: int, depth: int, pixels: bytes | None = None) -> bytes:
    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    header = struct.pack(">IIBBBBB", width, height, depth, 2, 0, 0, 0)
    rows = b"\0" * (height * (1 + width * 3 * depth // 8)) if pixels is None else pixels
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
