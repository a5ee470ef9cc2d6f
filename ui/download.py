"""Downloads made in the browser: the bytes come with the page and are served at no address of their own."""

import base64

import streamlit as st

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
  button.onclick = () => {
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
}
"""
_component = st.components.v2.component("upasthiti_download", html=_HTML, css=_CSS, js=_JS)


def offer(label: str, file_name: str, content: bytes, mime: str, key: str) -> None:
    """Show a button that saves ``content`` as a file.

    Args:
        label: The button's text, in the reader's language.
        file_name: The name the browser proposes.
        content: The whole file; it travels with the page, so keep it to a few MB.
        mime: Its type, as ``text/csv``.
        key: Unique on the page.
    """
    data = {"label": label, "file_name": file_name, "content": base64.b64encode(content).decode("ascii"), "mime": mime}
    _component(key=key, data=data)
