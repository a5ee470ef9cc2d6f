"""What is kept of a photo that was read: smaller pictures of it and of its faces, sealed by the vault."""

from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Self

from attendance.district import District
from recognition.photo import encode_webp, smaller
from recognition.pipeline import PhotoReading

KEPT_PX = 2560
KEPT_QUALITY = 80
SCREEN_PX = 1280
SCREEN_QUALITY = 60  # about 120 kB
THUMB_PX = 160
CROP_PX = 112
WAITING = 1
"""Photos that may wait to be kept; a 12-megapixel one takes 48 MB."""


def keep(district: District, sha256: str, reading: PhotoReading) -> None:
    """Put them in the vault; again changes nothing."""
    kept = smaller(reading.picture, KEPT_PX)
    screen = smaller(kept, SCREEN_PX)
    district.vault.put(f"photo/{sha256}", encode_webp(kept, None, KEPT_QUALITY))
    district.vault.put(f"screen/{sha256}", encode_webp(screen, None, SCREEN_QUALITY))
    district.vault.put(f"thumb/{sha256}", encode_webp(screen, THUMB_PX, KEPT_QUALITY))
    for face in range(len(reading)):
        crop = reading.crop(face, size=CROP_PX)
        district.vault.put(f"crop/{sha256}-{face}", encode_webp(crop, None, KEPT_QUALITY))


class Keeper:
    """Keeps photos in a thread of its own while the next are read. Leaving the `with` waits until all are kept."""

    def __init__(self, district: District) -> None:
        self._district = district
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="keep")
        self._waiting: deque[Future[None]] = deque()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, problem: type[BaseException] | None, *_: object) -> None:
        self._thread.shutdown(wait=True, cancel_futures=problem is not None)
        if problem is None:
            for kept in self._waiting:
                kept.result()

    def keep(self, sha256: str, reading: PhotoReading) -> None:
        """Begin to keep a photo, once no more than WAITING others wait; raises what keeping one of them raised."""
        self._waiting.append(self._thread.submit(keep, self._district, sha256, reading))
        if len(self._waiting) > WAITING:
            self._waiting.popleft().result()
