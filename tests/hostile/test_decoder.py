"""Photos are decoded where something may die: that photo cannot be read, and everything else goes on."""

import io
import os
import signal
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from PIL import Image

from attendance.unreadable import unreadable
from benchmarks.hostile.parts import png, scans, segment, with_segments
from benchmarks.hostile.whole import base
from recognition import confined, decoder
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


def test_a_library_that_ends_its_process_costs_that_photo_alone_and_says_what_to_do(processes: decoder._Decoders) -> None:
    assert decode(WHOLE)
    os.kill(pid(processes), signal.SIGABRT)  # as libraries do that get no memory
    with pytest.raises(UnreadablePhoto) as raised:
        decode(WHOLE)
    assert unreadable(raised.value).text.endswith("Save it as an ordinary JPEG, send that.")
    assert decode(WHOLE).picture.size == (176, 168)


def test_where_a_system_has_no_limits_the_clock_ends_a_decoder_and_the_next_photo_is_read(
    processes: decoder._Decoders, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "resource.py").write_text("raise ImportError  # as on Windows")
    known = confined.environment()
    without = known | {"PYTHONPATH": os.pathsep.join((str(tmp_path), known["PYTHONPATH"]))}
    monkeypatch.setattr(confined, "environment", lambda: without)
    monkeypatch.setattr(decoder, "fcntl", None)
    assert decode(WHOLE)
    limits = Path(f"/proc/{pid(processes)}/limits").read_text()
    assert str(decoder.MOST_MEMORY) not in limits
    with monkeypatch.context() as impatient:
        impatient.setattr(decoder, "PATIENCE_S", 1.0)
        assert refused(scans(3000, 3000, 400)) == Reason.TOO_MUCH
    assert decode(WHOLE).picture.size == (176, 168)
    assert refused(png(7072, 7072, 8, 2, b"")) == Reason.TOO_MANY_PIXELS


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
    monkeypatch.setattr(confined, "command", lambda *_: [sys.executable, "-c", "raise MemoryError"])
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
