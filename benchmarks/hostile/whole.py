"""Small whole photos of each format and variant, as they are before something is done to them."""

import io
import random
from functools import lru_cache

import numpy as np
from PIL import Image
from pillow_heif import register_heif_opener

register_heif_opener()

FORMATS = ("JPEG", "PNG", "WEBP", "HEIF")


@lru_cache(256)
def base(form: str, variant: str = "plain") -> bytes:
    """A small whole photo, as it is before something is done to it."""
    rows, columns = np.mgrid[0:168, 0:176]
    scene = np.stack([rows + columns, 2 * rows, 255 - columns], axis=-1).astype(np.uint8)
    picture = Image.fromarray(scene)
    if variant in ("L", "LA", "P", "1", "RGBA", "CMYK", "I;16"):
        picture = Image.fromarray(scene[..., 0].astype(np.uint16) * 250) if variant == "I;16" else picture.convert(variant)
    options: dict[str, object] = {}
    if variant == "progressive":
        options["progressive"] = True
    if variant == "palette_clear":
        picture, options["transparency"] = picture.convert("P"), 3
    if variant == "exif":
        exif = Image.Exif()
        exif[0x0112], exif[0x010F], exif[0x0131] = 6, "Maker", "Program"
        exif.get_ifd(0x8769)[0x9003] = "2026:11:20 09:05:07"
        options["exif"] = exif.tobytes()
    if variant == "frames":
        options |= {"save_all": True, "append_images": [picture.rotate(90 * turn).resize(picture.size) for turn in range(1, 4)]}
    if variant == "lossless":
        options["lossless"] = True
    out = io.BytesIO()
    picture.save(out, form, **options)
    return out.getvalue()


VARIANTS: dict[str, tuple[str, ...]] = {
    "JPEG": ("plain", "progressive", "exif", "L", "CMYK"),
    "PNG": ("plain", "exif", "L", "LA", "P", "1", "RGBA", "I;16", "palette_clear", "frames"),
    "WEBP": ("plain", "exif", "RGBA", "lossless", "frames"),
    "HEIF": ("plain", "exif", "RGBA", "L", "frames"),
    "MPO": ("plain", "frames"),
}


def any_base(rng: random.Random) -> bytes:
    """A whole photo of any format and variant."""
    form = rng.choice(tuple(VARIANTS))
    return base(form, rng.choice(VARIANTS[form]))
