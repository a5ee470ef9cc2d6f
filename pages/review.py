"""What must I decide next?"""

from attendance.office.access import Page
from ui import guard
from ui.review import page

page.show(guard.enter(Page.REVIEW))
