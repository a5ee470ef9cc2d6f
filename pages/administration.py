"""Administration: is everything in order?"""

from attendance.i18n import _
from attendance.office.access import Page, Role
from ui import guard, navigation, widgets
from ui.administration import (
    accounts,
    backups,
    calibration,
    consent,
    health,
    held,
    imports,
    last_start,
    leads,
    models,
    settings,
    trail,
)

visit = guard.enter(Page.ADMINISTRATION)
widgets.page_title(navigation.title(Page.ADMINISTRATION), _("Is everything in order?"))
if visit.account.role is Role.MIS:
    health.show(visit)
    last_start.show(visit)
    sections = {
        "accounts": (_("Accounts"), accounts.show),
        "imports": (_("Imports"), imports.show),
        "consent": (_("Consent"), consent.show),
        "settings": (_("Settings"), settings.show),
        "models": (_("Models"), models.show),
        "backups": (_("Backups"), backups.show),
        "calibration": (_("Calibration"), calibration.show),
        "leads": (leads.title(visit), leads.show),
        "held": (_("What is held"), held.show),
        "trail": (_("Audit trail"), trail.show),
    }
else:
    sections = {
        "trail": (_("Audit trail"), trail.show),
        "leads": (leads.title(visit), leads.show),
        "held": (_("What is held"), held.show),
    }
chosen = widgets.sections({name: title for name, (title, _show) in sections.items()})
sections[chosen][1](visit)
