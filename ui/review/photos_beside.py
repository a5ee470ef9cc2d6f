"""Two photos side by side, each with its day and class, and the faces that are the same on both."""

import html

import streamlit as st

from attendance.i18n import _, day_text, percent
from attendance.register import flag_words
from attendance.register.side_by_side import Pair, Side, SideBySide
from data.database import Row
from ui import pictures

_CSS = """
<style>
.upa-beside { display: grid; grid-template-columns: repeat(auto-fit, minmax(16rem, 1fr)); gap: .75rem; }
.upa-beside figure { margin: 0; border: 1px solid #c9ced3; border-radius: .5rem; padding: .5rem; background: #fff; }
.upa-beside img { width: 100%; height: auto; border-radius: .25rem; }
.upa-beside figcaption { color: #1f2328; line-height: 1.5; overflow-wrap: anywhere; margin-bottom: .25rem; }
.upa-pairs { display: flex; flex-wrap: wrap; gap: .5rem 1rem; margin-top: .75rem; }
.upa-pairs div { text-align: center; color: #404a53; }
.upa-pairs .upa-face { width: 80px; height: 80px; display: inline-block; }
</style>
"""


def show(found: SideBySide, flag: Row) -> None:
    """All photos of a flag, the flagged one first."""
    figures = "".join(_figure(side, flag) for side in found.sides)
    pictures.style()
    st.html(_CSS + f'<div class="upa-beside">{figures}</div>{_pairs(found.pairs)}')


def _figure(side: Side, flag: Row) -> str:
    earlier = side.photo_id != flag["photo_id"] or flag["kind"] == "same_bytes"
    if side.photo is None:
        title, where = _("The other photo"), _("It lies in another block; the district office sees both.")
    else:
        title = _("Sent earlier") if earlier and flag["kind"] != "one_view" else _("This photo")
        where = f"{flag_words.place_name(side.photo)} · {day_text(side.photo['day'], 'medium')}"
    caption = f"<figcaption><b>{html.escape(title)}</b><br>{html.escape(where)}</figcaption>"
    if side.webp is not None:
        alt = html.escape(f"{title}: {where}")
        return f'<figure>{caption}<img src="{pictures.uri(side.webp)}" alt="{alt}"></figure>'
    if side.photo is None:
        return f"<figure>{caption}</figure>"
    text = _("The photo itself was deleted after its time; its fingerprint matches.")
    return f'<figure>{caption}<span class="upa-note">{html.escape(text)}</span></figure>'


def _pairs(pairs: tuple[Pair, ...]) -> str:
    if not pairs:
        return ""
    shown = "".join(_pair(pair) for pair in pairs)
    title = html.escape(_("The same faces on both photos, left from this one, right from the earlier one:"))
    return f'<p style="margin:.75rem 0 0">{title}</p><div class="upa-pairs">{shown}</div>'


def _pair(pair: Pair) -> str:
    names = (_("Face on this photo"), _("Face on the earlier photo"))
    faces = " ".join(pictures.face(crop, name) for crop, name in zip(pair.crops, names, strict=True))
    return f"<div>{faces}<br>{html.escape(_('{percent} alike').format(percent=percent(pair.similarity, 1)))}</div>"
