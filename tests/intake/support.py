"""Photos to send, and who sends them."""

import io
from datetime import date

import numpy as np
from PIL import Image

from attendance.intake.accept import Accepted, accept
from attendance.intake.photos import IncomingPhoto
from attendance.office.access import Account, Role
from tests.support import Small, school_day

MIS = Account("mis.one", "MIS", Role.MIS)
BRC = Account("brc.one", "BRC", Role.BRC, frozenset({"sabour"}))
TRAINER = Account("trainer.one", "Trainer", Role.TRAINER)


def jpeg(seed: int, size: tuple[int, int] = (640, 480), **options: object) -> bytes:
    pixels = np.random.default_rng(seed).integers(0, 255, (size[1] // 16, size[0] // 16, 3), dtype=np.uint8)
    out = io.BytesIO()
    Image.fromarray(pixels).resize(size).save(out, "JPEG", **options)
    return out.getvalue()


def photos(*seeds: int) -> list[IncomingPhoto]:
    return [IncomingPhoto(f"photo-{seed}.jpg", jpeg(seed)) for seed in seeds]


def send(
    small: Small, given: list[IncomingPhoto], account: Account = MIS, section: int = 301, day: date | None = None
) -> Accepted:
    return accept(small.district, account, given, [section], day or school_day(), "portal")
