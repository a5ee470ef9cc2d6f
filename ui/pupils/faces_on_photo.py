"""A photo whose faces are buttons: click or tap one, or near one, to choose it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal

import streamlit as st

from attendance.i18n import _
from ui import pictures, widgets

State = Literal["open", "named", "refused"]

_HTML = "<div class='photo' role='group'></div>"
_CSS = """
.photo { position: relative; width: 100%; border-radius: .25rem; background: var(--upa-faces-photo) center / 100% 100%;
  cursor: pointer; touch-action: manipulation; }
button { position: absolute; padding: 0; margin: 0; background: transparent; border: 3px solid; border-radius: .2rem;
  cursor: pointer; font: inherit; }
button span { position: absolute; bottom: 100%; left: -3px; min-width: 1.25em; padding: 0 .15em; color: #fff; font-weight: 700;
  font-size: .8rem; line-height: 1.25; border-radius: .2rem .2rem 0 0; text-align: center; }
.open { border-color: #D55E00; } .open span { background: #B34E00; }
.named { border-color: #0072B2; } .named span { background: #0072B2; }
.refused { border-color: #5f6770; border-style: dotted; background: rgb(255 255 255 / .45); }
.refused span { background: #5f6770; }
.chosen, button:focus-visible { outline: 4px solid #F0E442; outline-offset: 1px; z-index: 1; }
@media (max-width: 640px) { button { border-width: 2px; } button span { font-size: .65rem; left: -2px; } }
"""
_JS = """
const NEAR = 48
export default function ({ data, parentElement, setTriggerValue }) {
  const photo = parentElement.querySelector(".photo")
  photo.style.aspectRatio = data.ratio
  photo.setAttribute("aria-label", data.label)
  while (photo.children.length > data.faces.length) photo.lastChild.remove()
  while (photo.children.length < data.faces.length) {
    const button = document.createElement("button")
    button.type = "button"
    button.append(document.createElement("span"))
    photo.append(button)
  }
  data.faces.forEach((face, index) => {
    const button = photo.children[index]
    const [left, top, right, bottom] = face.xyxy.map((part) => 100 * part)
    button.className = face.state + (face.number === data.chosen ? " chosen" : "")
    button.style.cssText = `left:${left}%;top:${top}%;width:${right - left}%;height:${bottom - top}%`
    button.title = face.label
    button.setAttribute("aria-label", face.label)
    button.firstChild.textContent = face.shown
    button.onclick = (event) => { event.stopPropagation(); setTriggerValue("face", face.number) }
  })
  photo.onclick = (event) => {
    const distance = (button) => {
      const box = button.getBoundingClientRect()
      return Math.hypot(box.x + box.width / 2 - event.clientX, box.y + box.height / 2 - event.clientY)
    }
    const near = data.faces.map((face, index) => [distance(photo.children[index]), face.number]).sort((a, b) => a[0] - b[0])
    if (near.length && near[0][0] < NEAR) setTriggerValue("face", near[0][1])
  }
}
"""
_component = st.components.v2.component("upasthiti_faces_on_photo", html=_HTML, css=_CSS, js=_JS)


@dataclass(frozen=True)
class FaceButton:
    """A face on the photo.

    Attributes:
        xyxy: In parts of the photo's width and height.
        label: What a screen reader says.
        shown: What stands at the box.
    """

    number: int
    xyxy: tuple[float, float, float, float]
    state: State
    label: str
    shown: str


def show(
    webp: bytes,
    size: tuple[int, int],
    faces: Sequence[FaceButton],
    chosen: int | None,
    clicked: Callable[[int], None],
    key: str,
) -> None:
    """Show the photo; ``clicked`` is called with a face's number before the page runs again."""

    def on_face(state: Mapping[str, Any]) -> None:
        number = state["face"]
        if number is not None:
            clicked(int(number))

    # By itself, so that the photo travels once and not with each name.
    st.html(f"<style>:root {{ --upa-faces-photo: url({pictures.uri(webp)}) }}</style>")
    data = {
        "ratio": f"{size[0]} / {size[1]}",
        "label": _("Group photo"),
        "faces": [asdict(face) for face in faces],
        "chosen": chosen,
    }
    _component(key=key, data=data, on_face_change=widgets.with_value(key, on_face))
