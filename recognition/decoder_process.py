"""The decoder's own process: ``python -m recognition.decoder_process BYTES SECONDS``. It knows no key and no names.

On standard input come questions: ``i`` (the header) or ``d`` (the picture), the length as 8 bytes, the file. On standard output
goes for each a JSON of what was found, its length before it as 4 bytes, and the picture as PPM. It ends with its
standard input, and when memory ran out once, since what is left of it lies in pieces then.
"""

import gc
import json
import struct
import sys
from dataclasses import asdict
from typing import IO, Any

from PIL import Image

from recognition import confined, decoding
from recognition.errors import UnreadablePhoto

HEAD = struct.Struct(">cQ")
LENGTH = struct.Struct(">I")
READY = b"ready\n"


def ppm_head(width: int, height: int) -> bytes:
    """What stands before a picture's bytes."""
    return f"P6\n{width} {height}\n255\n".encode()


def main() -> None:
    """Answer until the standard input ends, with so many bytes of address space and so many processor seconds a photo."""
    memory, seconds = map(int, sys.argv[1:])
    confined.limit(memory)
    Image.init()
    questions, answers = sys.stdin.buffer, sys.stdout.buffer
    answers.write(READY)
    answers.flush()
    while head := questions.read(HEAD.size):
        kind, length = HEAD.unpack(head)
        confined.limit_time(seconds)
        try:
            _answer(answers, kind, questions.read(length))
        except MemoryError:
            _say(answers, {"out_of_memory": True})
            return


def _answer(answers: IO[bytes], kind: bytes, data: bytes) -> None:
    picture = None
    try:
        if kind == b"i":
            said: dict[str, Any] = {"header": asdict(decoding.header_of(data))}
        else:
            picture, header, found = decoding.decoded(data)
            picture = picture if picture.mode == "RGB" else picture.convert("RGB")
            said = {"header": asdict(header), "size": picture.size, "exif": asdict(found)}
    except UnreadablePhoto as problem:
        said = {"reason": problem.reason}
    _say(answers, said)
    if picture is not None:
        picture.save(answers, "PPM")
        answers.flush()
        if picture.width * picture.height > decoding.MOST_PIXELS // 2:
            picture = None
            gc.collect()


def _say(answers: IO[bytes], said: dict[str, Any]) -> None:
    written = json.dumps(said, default=str).encode()
    answers.write(LENGTH.pack(len(written)) + written)
    answers.flush()


if __name__ == "__main__":
    main()
