"""The look of rules, reasons and counts over time."""

import streamlit as st

_CSS = """
<style>
.upa-rules { display: grid; grid-template-columns: repeat(auto-fill, minmax(13rem, 1fr)); gap: .35rem 1rem; }
.upa-rules div { display: flex; justify-content: space-between; gap: .5rem; border-bottom: 1px solid #d5d9dd;
  line-height: 1.5; }
.upa-rules b { font-variant-numeric: tabular-nums; }
.upa-days { display: flex; align-items: flex-end; gap: 2px; height: 4rem; border-bottom: 1px solid #767676; }
.upa-days i { flex: 1; min-width: 3px; background: #0072B2; display: block; }
.upa-days-ends { display: flex; justify-content: space-between; color: #404a53; font-size: .9rem; }
.upa-state { color: #404a53; white-space: nowrap; }
.upa-steps { margin: .25rem 0; padding-left: 1.25rem; overflow-wrap: anywhere; }
.upa-pupils { width: 100%; border-collapse: collapse; max-width: 52rem; }
@media (max-width: 640px) { .upa-rules { grid-template-columns: 1fr; } }
</style>
"""


def apply() -> None:
    """Put the style on the page."""
    st.html(_CSS)
