"""Can each child of this class be recognised?"""

from attendance.i18n import _
from attendance.office.access import Page
from ui import guard, navigation, widgets
from ui.pupils import page

visit = guard.enter(Page.PUPILS)
widgets.page_title(navigation.title(Page.PUPILS), _("Can each child of this class be recognised?"))
page.show(visit)
