"""HTML whose parts lead on: a grid or small charts that are clicked or touched, and read by keyboard."""

from collections.abc import Callable, Mapping
from typing import Any

import streamlit as st

from ui import widgets

_HTML = "<div class='opens'></div>"
_CSS = """
.opens { font: inherit; color: #1f2328; }
button { font: inherit; color: inherit; background: none; border: 0; padding: 0; margin: 0; cursor: pointer; width: 100%; }
[data-open] { cursor: pointer; }
[data-open]:focus-visible { outline: 2px solid #005A8E; outline-offset: 1px; }
table { width: 100%; border-collapse: separate; border-spacing: 2px; table-layout: fixed; }
th { font-weight: 600; font-size: .875rem; line-height: 1.3; text-align: center; vertical-align: bottom;
  color: #404a53; padding: 0; }
th.name { width: 11rem; text-align: left; overflow-wrap: anywhere; }
th.name button { text-align: left; text-decoration: underline; text-underline-offset: 3px; min-height: 2.4rem;
  line-height: 1.3; }
td { padding: 0; height: 2.1rem; text-align: center; font-size: .8125rem; font-variant-numeric: tabular-nums; }
td button { height: 100%; display: flex; align-items: center; justify-content: center; border-bottom: 4px solid transparent; }
td.under button { border-bottom-color: #D55E00; }
td.off { color: #767676; }
td.unknown { background: repeating-linear-gradient(135deg, #E3E3E3 0 2px, #FFFFFF 2px 5px); }
td.all, th.all { font-weight: 700; width: 3.4rem; }
.panels { display: grid; grid-template-columns: repeat(auto-fill, minmax(13rem, 1fr)); gap: .75rem; }
.panel { border: 1px solid #c9ced3; border-radius: .5rem; padding: .5rem .6rem; background: #fff; }
button.panel { text-align: left; }
.panel b { display: block; line-height: 1.4; }
.panel span { color: #404a53; display: block; line-height: 1.4; }
.panel svg { display: block; width: 100%; height: auto; }
@media (max-width: 640px) {
  .older { display: none; }
  th.name { width: 6.2rem; }
  td { height: 2.75rem; }
  .panels { grid-template-columns: 1fr 1fr; gap: .5rem; }
  .panel b { font-size: .95rem; }
}
"""
_JS = """
export default function ({ data, parentElement, setTriggerValue }) {
  const box = parentElement.querySelector(".opens")
  box.innerHTML = data
  box.onclick = (event) => {
    const part = event.target.closest("[data-open]")
    if (part) setTriggerValue("opened", part.dataset.open)
  }
}
"""
_component = st.components.v2.component("upasthiti_opens", html=_HTML, css=_CSS, js=_JS)


def show(body: str, key: str, on_open: Callable[[str], None]) -> None:
    """Show HTML.

    Args:
        body: Whatever comes from outside is escaped in it. What a part with ``data-open`` says goes to ``on_open``.
        key: Unique on the page, and another one for each view.
        on_open: Called before the next run.
    """

    def opened(state: Mapping[str, Any]) -> None:
        if said := state["opened"]:
            on_open(str(said))

    _component(key=key, data=body, on_opened_change=widgets.with_value(key, opened))
