"""Downloads made in the browser: the bytes come with the page and are served at no address of their own."""

import base64
import uuid
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass

import streamlit as st

from attendance.i18n import _
from attendance.reports.handed import File
from ui import guard, widgets
from ui.guard import Visit

# Bytes given to st.download_button lie at /media for anyone who has the address, also after sign-out.
_HTML = "<button type='button'></button>"
_CSS = """
button {
  font: inherit; color: var(--st-text-color); background: var(--st-background-color); cursor: pointer;
  border: 1px solid var(--st-border-color); border-radius: var(--st-button-radius);
  min-height: 2.75rem; padding: 0.25rem 1rem; line-height: 1.6; width: 100%;
}
button:hover, button:focus-visible { color: var(--st-primary-color); border-color: var(--st-primary-color); }
button:focus-visible { outline: 2px solid var(--st-primary-color); outline-offset: 2px; }
"""
_JS = """
export default function ({ data, parentElement }) {
  const button = parentElement.querySelector("button")
  button.textContent = "⬇ " + data.label
  const save = () => {
    const bytes = Uint8Array.from(atob(data.content), (character) => character.charCodeAt(0))
    const address = URL.createObjectURL(new Blob([bytes], { type: data.mime }))
    const link = document.createElement("a")
    link.href = address
    link.download = data.file_name
    document.body.appendChild(link)
    link.click()
    link.remove()
    setTimeout(() => URL.revokeObjectURL(address), 60000)
  }
  button.onclick = save
  // A file that was asked for is saved at once; when the page is drawn again, only the button does it.
  const saved = (globalThis.upasthitiSaved ??= new Set())
  if (data.once && !saved.has(data.once)) {
    saved.add(data.once)
    save()
  }
}
"""
_component = st.components.v2.component("upasthiti_download", html=_HTML, css=_CSS, js=_JS)


_MADE = "_file_made"


@dataclass(frozen=True)
class _Made:
    """The file that this browser session asked for last; one is kept, so that memory stays small."""

    key: str
    about: Hashable
    once: str
    file: File


def offer(label: str, file_name: str, content: bytes, mime: str, key: str, once: str | None = None) -> None:
    """Show a button that saves ``content`` as a file.

    Args:
        label: The button's text, in the reader's language.
        file_name: The name the browser proposes.
        content: The whole file; it travels with the page, so keep it to a few MB.
        mime: Its type, as ``text/csv``.
        key: Unique on the page.
        once: Save it by itself when it comes, once for each such word.
    """
    encoded = base64.b64encode(content).decode("ascii")
    data = {"label": label, "file_name": file_name, "content": encoded, "mime": mime, "once": once}
    _component(key=key, data=data)


@dataclass(frozen=True)
class Wanted:
    """A file that can be asked for.

    Attributes:
        make: Makes it; what it raises is shown.
        key: Unique on the page.
    """

    label: str
    make: Callable[[], File]
    key: str
    icon: str = ":material/download:"


def on_demand(
    visit: Visit, label: str, make: Callable[[], File], *, key: str, about: Hashable, icon: str = ":material/download:"
) -> None:
    """Show a button that has one file made and saves it; otherwise as `one_of`."""
    one_of(visit, [Wanted(label, make, key, icon)], about)


def one_of(visit: Visit, choices: Sequence[Wanted], about: Hashable) -> None:
    """Show a button for each file, which has it made and saves it.

    The file leaves the server only after the click, so that its maker can enter in the audit trail who took what.

    Args:
        about: What the files are of: when it is another, the one made before is not offered again.
    """

    @guard.fragment(visit)
    def part() -> None:
        with st.container(horizontal=True):
            asked = [one for one in choices if st.button(widgets.literal(one.label), key=one.key, icon=one.icon)]
        for one in asked:
            with st.spinner(_("The file is being made…")):
                st.session_state[_MADE] = _Made(one.key, about, uuid.uuid4().hex, one.make())
        made = st.session_state.get(_MADE)
        if made and made.about == about and made.key in {one.key for one in choices}:
            file: File = made.file
            again = _("Save again: {name}").format(name=file.name)
            offer(again, file.name, file.content, file.mime, f"{choices[0].key}_file", made.once)

    part()
