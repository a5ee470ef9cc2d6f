"""How is the district today, and where is it not?"""

from attendance.office.access import Page
from ui import guard
from ui.attendance import page

page.show(guard.enter(Page.ATTENDANCE))
