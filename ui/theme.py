"""The app's look, on top of .streamlit/config.toml."""

import streamlit as st

from attendance.i18n import _

# Drawn here: Streamlit has the browser fetch an icon named by ":material/..." from a server of somebody else's.
ICON = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><rect width="24" height="24" rx="5" fill="#0072B2"/>'
    '<path d="M6 12.5l4 4 8-9" fill="none" stroke="#fff" stroke-width="2.5" stroke-linecap="round"/></svg>'
)

_CSS = """
html, .stApp, .stApp p, .stApp li, .stApp label, .stApp button, .stApp input, .stApp textarea { line-height: 1.6; }
.stApp h1 { font-size: 1.75rem; line-height: 1.4; padding-bottom: 0; }
.stApp h2 { font-size: 1.35rem; line-height: 1.4; }
.stApp h3 { font-size: 1.15rem; line-height: 1.5; }
[data-testid="stMainBlockContainer"] { padding-top: 3rem; padding-bottom: 3rem; max-width: 80rem; }
[data-testid="stAppDeployButton"], [data-testid="stMainMenu"], [data-testid="stElementToolbar"],
[data-testid="stDecoration"], footer, .st-key-session_lost { display: none !important; }
[data-testid="stCaptionContainer"] p, .upa-note, .stApp label p, .stApp button p, .stApp input, .stApp textarea,
.stApp [data-testid="stPageLink"] p, .stApp [data-baseweb="select"] { font-size: 1rem; }
.upa-card { border: 1px solid #c9ced3; border-radius: .5rem; padding: .75rem 1rem; height: 100%; background: #fff; }
.upa-label { color: #404a53; }
.upa-value { font-size: 1.75rem; font-weight: 700; line-height: 1.4; }
.upa-note { color: #404a53; }
.upa-sandbox { background: #fff3d6; border-left: .5rem solid #E69F00; padding: .5rem 1rem; color: #1f2328; }
.upa-row { padding: .5rem 0; border-bottom: 1px solid #e3e6e8; overflow-wrap: anywhere; }
[data-testid="stPageLink"] p { white-space: normal; }
.st-key-health [data-testid="stColumn"] > div, .st-key-health [data-testid="stColumn"] [data-testid="stElementContainer"],
.st-key-health [data-testid="stHtml"] { height: 100%; }
[data-testid="stLayoutWrapper"]:has(> .st-key-told) { position: sticky; top: 1rem; z-index: 999; }
.st-key-told [data-testid="stAlert"] { background: #fff; border-radius: .5rem; box-shadow: 0 .125rem .5rem #0003; }
[data-testid="stFileUploaderDropzone"] button p { font-size: 0 !important; }
@media (max-width: 640px) {
  [data-testid="stLayoutWrapper"]:has(> .st-key-told) { top: 4rem; }
  .st-key-health [data-testid="stColumn"] { flex: 1 1 calc(50% - 1rem); min-width: calc(50% - 1rem); }
  [data-testid="stMainBlockContainer"] { padding: 4rem .75rem 2rem; }
  .upa-value { font-size: 1.5rem; }
}
"""


def apply() -> None:
    """Put the style on the page, with the words that stand in it."""
    choose = _("Choose files")  # instead of "Upload", which Streamlit says in English alone
    own = f'[data-testid="stFileUploaderDropzone"] button p::after {{ content: "{choose}"; font-size: 1rem; }}'
    st.html(f"<style>{_CSS}{own}</style>")
