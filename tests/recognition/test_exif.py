"""What the camera wrote is read; what is damaged says nothing and refuses no photo."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import ExifTags, Image, TiffImagePlugin

from recognition.photo import decode, encode_webp
from tests.recognition.support import encoded, scene

SMALL = scene(200, 160)
BHAGALPUR = (25.2425, 87.0042)


def with_place(latitude: tuple[object, ...], north: str, longitude: tuple[object, ...], east: str) -> Image.Exif:
    exif = Image.Exif()
    exif.get_ifd(ExifTags.IFD.GPSInfo).update({1: north, 2: latitude, 3: east, 4: longitude})
    return exif


def as_parts(degrees: float) -> tuple[float, float, float]:
    minutes = abs(degrees) % 1 * 60
    return float(int(abs(degrees))), float(int(minutes)), round(minutes % 1 * 60, 4)


@pytest.mark.parametrize("form", ["JPEG", "HEIF", "WEBP"])
def test_the_camera_the_program_and_the_place_are_read(form: str) -> None:
    exif = with_place(as_parts(BHAGALPUR[0]), "N", as_parts(BHAGALPUR[1]), "E")
    exif[ExifTags.Base.Make], exif[ExifTags.Base.Model], exif[ExifTags.Base.Software] = "samsung\0", "SM-T225 ", "T225XX\n1"
    photo = decode(encoded(SMALL, form, exif=exif))
    assert (photo.camera, photo.software) == ("samsung SM-T225", "T225XX 1")
    assert (photo.latitude, photo.longitude) == pytest.approx(BHAGALPUR, abs=1e-5)


def test_what_is_kept_of_a_photo_says_nothing_of_where_and_with_what_it_was_taken() -> None:
    exif = with_place(as_parts(25.0), "N", as_parts(87.0), "E")
    exif[ExifTags.Base.Make] = "samsung"
    kept = decode(encode_webp(decode(encoded(SMALL, exif=exif)).picture, None, 80))
    assert (kept.camera, kept.latitude, kept.longitude) == (None, None, None)


def test_a_model_that_names_its_maker_is_not_named_twice() -> None:
    exif = Image.Exif()
    exif[ExifTags.Base.Make], exif[ExifTags.Base.Model] = "LENOVO", "Lenovo TB-8505X"
    assert decode(encoded(SMALL, exif=exif)).camera == "Lenovo TB-8505X"
    del exif[ExifTags.Base.Make]
    assert decode(encoded(SMALL, exif=exif)).camera == "Lenovo TB-8505X"


def test_south_and_west_are_negative_and_no_satellite_is_no_place() -> None:
    south = decode(encoded(SMALL, exif=with_place((10.0, 30.0, 0.0), "S", (20.0, 0.0, 0.0), "W")))
    assert (south.latitude, south.longitude) == (-10.5, -20.0)
    nowhere = decode(encoded(SMALL, exif=with_place((0.0, 0.0, 0.0), "N", (0.0, 0.0, 0.0), "E")))
    assert (nowhere.latitude, nowhere.longitude) == (None, None)


@pytest.mark.parametrize(
    "latitude",
    [
        (91.0, 0.0, 0.0),
        (25.0, 14.0),
        (TiffImagePlugin.IFDRational(1, 0), 0.0, 0.0),
        (25.0, 0.0, TiffImagePlugin.IFDRational(0, 0)),
    ],
)
def test_a_senseless_place_is_none(latitude: tuple[object, ...]) -> None:
    photo = decode(encoded(SMALL, exif=with_place(latitude, "N", (87.0, 0.0, 0.0), "E")))
    assert (photo.latitude, photo.longitude) == (None, None)


def test_a_place_without_its_side_is_none() -> None:
    exif = Image.Exif()
    exif.get_ifd(ExifTags.IFD.GPSInfo).update({2: (25.0, 0.0, 0.0), 4: (87.0, 0.0, 0.0)})
    assert decode(encoded(SMALL, exif=exif)).latitude is None


def _checked(data: bytes) -> None:
    photo = decode(data)
    assert photo.picture.size in ((200, 160), (160, 200))
    assert (photo.latitude is None) == (photo.longitude is None)
    if photo.latitude is not None and photo.longitude is not None:
        assert abs(photo.latitude) <= 90
        assert abs(photo.longitude) <= 180
    for text in (photo.camera, photo.software):
        assert text is None or (text == text.strip() and 0 < len(text) <= 80 and text.isprintable())
        (text or "").encode()


@pytest.mark.filterwarnings("ignore::UserWarning:PIL")  # Pillow warns and goes on
@settings(max_examples=150)
@given(st.binary(max_size=300))
def test_bytes_in_place_of_exif_refuse_no_photo(noise: bytes) -> None:
    _checked(encoded(SMALL, exif=b"Exif\0\0" + noise))


@pytest.mark.filterwarnings("ignore::UserWarning:PIL")  # Pillow warns and goes on
@settings(max_examples=150)
@given(st.data())
def test_a_damaged_byte_in_exif_refuses_no_photo(data: st.DataObject) -> None:
    exif = with_place(as_parts(BHAGALPUR[0]), "N", as_parts(BHAGALPUR[1]), "E")
    exif[ExifTags.Base.Make], exif[ExifTags.Base.Model] = "samsung", "SM-T225"
    exif.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.DateTimeOriginal] = "2026:11:20 09:05:07"
    whole = bytearray(exif.tobytes())
    for at in data.draw(st.lists(st.integers(6, len(whole) - 1), min_size=1, max_size=6)):
        whole[at] = data.draw(st.integers(0, 255))
    _checked(encoded(SMALL, exif=bytes(whole)))
