"""Whom do I call, about what?"""

from attendance.office.access import Page
from ui import guard
from ui.exceptions import page

page.show(guard.enter(Page.EXCEPTIONS))
