"""What different people and the machine counted of one class on one day, side by side."""

from dataclasses import dataclass
from datetime import date

from data import figures, headcounts, register
from data.database import Statements
from data.scope import Scope


@dataclass(frozen=True)
class Triangulation:
    """The counts of a class day; None where nobody counted.

    Attributes:
        enrolled: On the roll that day.
        faces: Distinct persons on the photos; None without photos, as for `recognised`.
        register, meals: Present by the school's register, fed at midday.
        school_register, school_meals: The same of the whole school; meals are often counted that way only.
        portal: Present by the portal.
        reported: Whether the portal reported the class.
    """

    enrolled: int
    faces: int | None
    recognised: int | None
    register: int | None
    meals: int | None
    school_register: int | None
    school_meals: int | None
    portal: int | None
    reported: bool

    def fewer_than(self, margin_percent: int) -> int | None:
        """The largest count of register, meals and portal that the faces fall short of by more than the margin; None where they
        fall short of none, or there are no photos."""
        if self.faces is None:
            return None
        share = 1 - margin_percent / 100
        above = [count for count in (self.register, self.meals, self.portal) if count and self.faces < share * count]
        return max(above, default=None)


def of_class_day(db: Statements, scope: Scope, class_section_id: int, day: date) -> Triangulation:
    """The counts of a class day; nothing is counted outside the scope."""
    read = register.class_day(db, scope, class_section_id, day)
    counted = headcounts.of_class_day(db, scope, class_section_id, day)
    portal = figures.portal_class_day(db, scope, class_section_id, day)
    photos = read is not None and read["photos"]
    return Triangulation(
        enrolled=read["enrolled"] if read else len(register.enrolled(db, scope, [class_section_id], day)),
        faces=read["faces"] if read and photos else None,
        recognised=read["recognised"] if read and photos else None,
        register=counted.get((False, "register")),
        meals=counted.get((False, "meal")),
        school_register=counted.get((True, "register")),
        school_meals=counted.get((True, "meal")),
        portal=portal["present"] if portal else None,
        reported=portal is not None,
    )
