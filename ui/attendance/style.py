"""The look of figures, legends and tables; on a phone figures stand in one column and each row of a table becomes a card."""

import streamlit as st

_CSS = """
<style>
.upa-figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(10.5rem, 1fr)); gap: .75rem; }
.upa-figures .upa-card { display: flex; flex-direction: column; padding: .75rem; }
.upa-figures .upa-value.upa-words { font-size: 1.15rem; line-height: 2.1; }
.upa-figures .upa-source { margin-top: auto; padding-top: .25rem; }
.upa-legend { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; }
.upa-swatch { display: inline-block; width: 1rem; height: 1rem; border: 1px solid #767676; vertical-align: -2px;
  margin-right: .35rem; }
.upa-table { width: 100%; border-collapse: collapse; }
.upa-table th, .upa-table td { text-align: left; padding: .4rem .6rem; border-bottom: 1px solid #d5d9dd; vertical-align: top; }
.upa-table td br + span { white-space: nowrap; color: #404a53; }
.upa-table th { color: #404a53; font-weight: 600; }
.upa-table .upa-number { text-align: right; font-variant-numeric: tabular-nums; }
.upa-school ul { margin: .25rem 0; padding-left: 1.25rem; }
.upa-school li { margin: .1rem 0; }
.upa-severity { border: 1px solid #767676; border-radius: .25rem; padding: 0 .35rem; white-space: nowrap; }
.upa-severity-3 { border-color: #D55E00; color: #A14600; }
.upa-severity-2 { border-color: #B87A00; color: #7A5200; }
.upa-contacts a { color: #005A8E; }
.upa-contacts { display: flex; flex-wrap: wrap; gap: .25rem 1.5rem; }
@media (max-width: 640px) {
  .upa-figures { grid-template-columns: 1fr; gap: .5rem; }
  .upa-figures .upa-card { display: grid; grid-template-columns: 1fr auto; padding: .5rem .75rem; align-items: baseline; }
  .upa-figures .upa-note { grid-column: 1 / -1; line-height: 1.4; }
  .upa-figures .upa-value.upa-words { text-align: right; }
  .upa-table thead { display: none; }
  .upa-table tr { display: block; border: 1px solid #c9ced3; border-radius: .5rem; padding: .4rem .75rem;
    margin-bottom: .5rem; }
  .upa-table td, .upa-table .upa-number { display: flex; justify-content: space-between; gap: 1rem; border: 0; padding: .1rem 0;
    text-align: right; }
  .upa-table, .upa-table tbody { display: block; width: 100%; }
  .upa-table td > div { min-width: 0; overflow-wrap: anywhere; }
  .upa-table td br + span { white-space: normal; }
  .upa-table td br { display: none; }
  .upa-table td br + span::before { content: " · "; }
  .upa-table td:first-child { font-weight: 700; text-align: left; }
  .upa-table td:not(:first-child)::before { content: attr(data-label); color: #404a53; text-align: left; }
}
/* While points can be chosen Plotly takes a finger's swipe for its own, and the page would not scroll: on a phone charts are
   only looked at, and the boxes on top open a place. */
@media (pointer: coarse) {
  .stPlotlyChart, .stPlotlyChart * { pointer-events: none !important; }
  .upa-by-mouse { display: none; }
}
</style>
"""


def apply() -> None:
    """Put the style on the page."""
    st.html(_CSS)
