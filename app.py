"""The web app: page settings, then sign-in and navigation by role."""

import streamlit as st

from ui import shell

st.set_page_config(page_title="उपस्थिति", page_icon=":material/how_to_reg:", layout="wide")
shell.run()
