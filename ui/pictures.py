"""Photos on a page: data URIs only, since what Streamlit serves at an address is open to anyone who has it."""

import base64
import html
from collections.abc import Mapping, Sequence

import streamlit as st

from attendance.i18n import N_, _, ngettext, number, pick
from attendance.marks import Mark
from attendance.register import evidence
from attendance.register.evidence import Evidence, FaceBox
from data.database import Row
from ui import widgets
from ui.guard import Visit

SIDE_NAMES = {
    "front": N_("Front"),
    "back": N_("Back"),
    "left": N_("Left"),
    "right": N_("Right"),
    "unknown": N_("Side not marked"),
}
MARK_NAMES = {
    Mark.PRESENT: N_("present"),
    Mark.UNCERTAIN: N_("to be confirmed"),
    Mark.NOT_RECOGNISED: N_("not recognised"),
    Mark.ABSENT: N_("absent (said by a person)"),
}
_BOX_WORDS = {"named": N_("recognised"), "uncertain": N_("to be confirmed"), "unknown": N_("unknown face")}


def mark_name(mark: str) -> str:
    """A mark in the reader's words."""
    return _(MARK_NAMES[Mark(mark)])


_CSS = """
<style>
.upa-photo { position: relative; width: 100%; line-height: 0; container-type: inline-size; overflow: hidden; }
.upa-photo img { width: 100%; height: auto; border-radius: .25rem; }
.upa-box { position: absolute; border: 3px solid; border-radius: .2rem; }
.upa-box span { position: absolute; top: 100%; left: -3px; background: #fff; color: #1f2328; line-height: 1.3;
  font-size: clamp(.6rem, 1.35cqw, .95rem); padding: 0 .25rem; white-space: nowrap; max-width: 12em; overflow: hidden;
  text-overflow: ellipsis; border: 1px solid; border-top: 0; }
@container (max-width: 520px) { .upa-box { border-width: 2px; } .upa-box span { font-size: .55rem; padding: 0 .1rem; } }
.upa-photo .upa-named, .upa-key .upa-named { border-color: #0072B2; }
.upa-photo .upa-uncertain, .upa-key .upa-uncertain { border-color: #E69F00; border-style: dashed; }
.upa-photo .upa-unknown, .upa-key .upa-unknown { border-color: #5f6770; border-style: dotted; }
.upa-key { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; margin-top: .5rem; }
.upa-key i { display: inline-block; width: 1.1em; height: 1.1em; border-width: 3px; border-style: solid;
  border-radius: .2rem; vertical-align: -.2em;
  margin-right: .4em; }
.upa-face { width: 112px; height: 112px; object-fit: cover; border-radius: .35rem; background: #eceff1; }
.upa-faces { display: flex; flex-wrap: wrap; gap: .5rem; }
</style>
"""


def uri(webp: bytes) -> str:
    """A WebP as an address that holds the picture itself."""
    return "data:image/webp;base64," + base64.b64encode(webp).decode("ascii")


def style() -> None:
    """The pictures' look; once a page."""
    st.html(_CSS)


def face(webp: bytes | None, name: str) -> str:
    """HTML of a face 112 px wide; ``name`` is what a screen reader says."""
    if webp is None:
        return f'<div class="upa-face" role="img" aria-label="{html.escape(name)}"></div>'
    return f'<img class="upa-face" src="{uri(webp)}" alt="{html.escape(name)}">'


def with_boxes(webp: bytes, size: tuple[int, int], boxes: Sequence[FaceBox], names: Mapping[int, str]) -> str:
    """HTML of a photo with its faces' boxes and names.

    Args:
        size: Width and height in pixels of the upright photo that the boxes are measured in.
        names: By pupil, in the reader's script.
    """
    width, height = size
    shapes = []
    for box in boxes:
        x1, y1, x2, y2 = box.xyxy
        word = names.get(box.pupil_id, _("recognised")) if box.pupil_id is not None else _(_BOX_WORDS[box.state])
        place = (
            f"left:{100 * x1 / width:.2f}%;top:{100 * y1 / height:.2f}%;"
            f"width:{100 * (x2 - x1) / width:.2f}%;height:{100 * (y2 - y1) / height:.2f}%"
        )
        shapes.append(
            f'<div class="upa-box upa-{html.escape(box.state)}" style="{place}"><span>{html.escape(word)}</span></div>'
        )
    alt = html.escape(_("Class photo"))
    return f'<div class="upa-photo"><img src="{uri(webp)}" alt="{alt}">{"".join(shapes)}</div>'


def key_of_boxes() -> str:
    """HTML that says what the boxes' colours and lines mean."""
    words = {state: _(word) for state, word in _BOX_WORDS.items()}
    parts = [f'<span><i class="upa-{state}"></i>{html.escape(word)}</span>' for state, word in words.items()]
    return f'<div class="upa-key">{"".join(parts)}</div>'


def names_of(shown: Evidence) -> dict[int, str]:
    """Each pupil of a class day by name, in the reader's script."""
    return {row["pupil_id"]: pick(row["name_hi"], row["name_en"]) for row in shown.marks.to_dict("records")}


def class_day_photos(visit: Visit, shown: Evidence, key: str) -> None:
    """The photos of a class day, one at a time, with boxes and names."""
    style()
    photos = shown.photos
    if not photos:
        widgets.empty(_("There are no photos of this class on this day."))
        return
    by_id = {row["photo_id"]: row for row in photos}
    chosen = st.pills(
        _("Photo"),
        list(by_id),
        default=photos[0]["photo_id"],
        format_func=lambda photo_id: photo_label(by_id[photo_id], list(by_id).index(photo_id) + 1),
        key=key,
        label_visibility="collapsed",
        required=True,
    )
    row = by_id[chosen if chosen in by_id else photos[0]["photo_id"]]
    if row["error"]:
        st.warning(_("This photo could not be read and does not count."), icon=":material/broken_image:")
        return
    webp = evidence.photo(visit.district, shown, row["photo_id"])
    if webp is None:
        widgets.empty(_("The photo was deleted after its time; its fingerprint and the marks are kept."))
        return
    boxes = [box for box in shown.boxes if box.photo_id == row["photo_id"]]
    st.html(with_boxes(webp, (row["width"], row["height"]), boxes, names_of(shown)) + key_of_boxes())


def photo_label(row: Row, position: int) -> str:
    """A photo's side, or its number where that is not known, and how many faces it has."""
    word = SIDE_NAMES[row["side"]]
    side = _(word) if row["side"] != "unknown" else _("Photo {number}").format(number=number(position))
    faces = row["faces"] or 0
    return f"{side} · " + ngettext("{count} face", "{count} faces", faces).format(count=number(faces))
