"""The kinds of files that can be imported, in the order in which a new district is filled."""

from attendance.roster.imports.kinds import (
    calendar,
    class_sections,
    consents,
    contacts,
    headcounts,
    moves,
    portal,
    pupils,
    schools,
)
from attendance.roster.imports.spec import ImportKind, Kind

KINDS: dict[ImportKind, Kind] = {
    kind.name: kind
    for kind in (
        schools.KIND,
        class_sections.KIND,
        pupils.KIND,
        contacts.KIND,
        consents.KIND,
        moves.KIND,
        calendar.KIND,
        headcounts.KIND,
        portal.BY_CLASS_SECTION,
        portal.BY_SCHOOL,
        portal.BY_PUPIL,
    )
}
