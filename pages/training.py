"""Show me how it goes."""

import streamlit as st

from attendance.i18n import _
from attendance.office.access import Page
from attendance.roster import sandbox
from ui import guard, navigation, widgets
from ui.review import sample
from ui.training import old_photo, steps

visit = guard.enter(Page.TRAINING)
widgets.page_title(navigation.title(Page.TRAINING), _("Show me how it goes."))
steps.say_who_they_are()
practice = steps.begin(visit)
made = steps.composed(practice)
steps.photos(practice, made)
if steps.sending(practice, made):
    steps.truth(practice, made, steps.deciding(practice))
    old_photo.show(practice, made)
    if st.toggle(_("Show the audit sample"), key="training_sample"):
        sample.show(visit, practice.account)
st.divider()
if st.button(_("Reset the sandbox"), icon=":material/restart_alt:", key="training_reset"):
    with st.spinner(_("Making the sandbox afresh …")):
        sandbox.reset(visit.district, visit.account, visit.house.models.stock)
    st.rerun()
st.caption(_("Everything practised here is forgotten; accounts and passwords stay."))
