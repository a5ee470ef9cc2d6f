"""The page of this name."""

import streamlit as st

from attendance.office.access import Page
from ui import guard, navigation

visit = guard.enter(Page.PUPILS)
st.title(navigation.title(Page.PUPILS))
