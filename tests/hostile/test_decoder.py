"""Photos are decoded where something may die: that photo cannot be read, and everything else goes on."""

import io
import os
import signal
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from PIL import Image

from benchmarks.hostile.images import base, scans, segment, with_segments
from recognition import decoder
from recognition.errors import DecoderUnavailable, Reason, UnreadablePhoto
from recognition.photo import MAX_BYTES, MOST_PIXELS, decode, inspect

WHOLE = base("JPEG")


@pytest.fixture
def processes(monkeypatch: pytest.MonkeyPatch) -> Iterator[decoder._Decoders]:
    """Decoders of this test's own, none of them started yet."""
    made = decoder._Decoders()
    monkeypatch.setattr(decoder, "_decoders", made)
    yield made
    made.end()


def pid(processes: decoder._Decoders) -> int:
    """Of the one that was asked last."""
    return processes._free.queue[-1]._process.pid


def refused(data: bytes) -> Reason:
    with pytest.raises(UnreadablePhoto) as raised:
        decode(data)
    return raised.value.reason


def test_a_photo_that_takes_too_long_is_refused_and_the_next_one_read(
    processes: decoder._Decoders, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(decoder, "MOST_CPU_S", 1)
    assert refused(scans(7000, 7000, 400)) == Reason.TOO_MUCH
    assert decode(WHOLE).picture.size == (176, 168)


def test_a_photo_that_takes_too_much_memory_is_refused_and_the_next_one_read(processes: decoder._Decoders) -> None:
    out = io.BytesIO()
    Image.new("RGBA", (6000, 6000)).save(out, "WEBP", lossless=True, method=0)
    assert decode(WHOLE)
    before = pid(processes)
    assert refused(out.getvalue()) == Reason.TOO_MUCH
    assert decode(WHOLE)
    assert pid(processes) != before  # memory that ran out once lies in pieces


def test_a_decoder_that_the_system_ends_costs_no_photo(processes: decoder._Decoders) -> None:
    assert decode(WHOLE)
    os.kill(pid(processes), signal.SIGKILL)
    assert decode(WHOLE).picture.size == (176, 168)


def test_a_decoder_cannot_write_files_or_know_the_environment(
    processes: decoder._Decoders, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("UPASTHITI_KEYS", "/somewhere/secret")
    assert decode(WHOLE)
    of_it = Path(f"/proc/{pid(processes)}")
    assert b"secret" not in (of_it / "environ").read_bytes()
    limits = {line[:25].strip(): line[26:].split()[0] for line in (of_it / "limits").read_text().splitlines()}
    assert (limits["Max file size"], limits["Max core file size"], limits["Max processes"]) == ("0", "0", "0")
    assert int(limits["Max address space"]) == decoder.MOST_MEMORY


def test_where_no_decoder_starts_no_photo_is_called_damaged(
    processes: decoder._Decoders, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(decoder, "MOST_MEMORY", 1024**2)
    with pytest.raises(DecoderUnavailable):
        decode(WHOLE)


def test_many_at_once_each_get_their_own_photo(processes: decoder._Decoders) -> None:
    given = [base("JPEG", variant) for variant in ("plain", "L", "exif")] * 8
    with ThreadPoolExecutor(6) as threads:
        sizes = [photo.picture.size for photo in threads.map(decode, given)]
    assert sizes == [(176, 168), (176, 168), (168, 176)] * 8


def test_a_large_photo_comes_out_with_fewer_pixels_and_turned_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    out = io.BytesIO()
    Image.linear_gradient("L").resize((8000, 5000)).save(out, "JPEG", exif=exif.tobytes())
    photo = decode(out.getvalue())
    assert photo.picture.width * photo.picture.height <= MOST_PIXELS
    assert photo.picture.height / photo.picture.width == pytest.approx(1.6, abs=0.01)
    assert inspect(out.getvalue()).width == 8000


def test_too_many_bytes_are_refused_before_anything_is_opened() -> None:
    assert refused(with_segments(WHOLE, segment(0xE1, bytes(65_000)) * (MAX_BYTES // 65_000 + 1))) == Reason.TOO_MANY_BYTES
