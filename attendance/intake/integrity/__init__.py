"""What is odd about a submission's photos, looked for before its marks count. A finding is a question to a person, no proof."""

from collections.abc import Callable, Iterable

from attendance.intake.integrity.finding import Finding, Subject
from attendance.intake.integrity.reused import reused

Check = Callable[[Subject], Iterable[Finding]]
CHECKS: tuple[Check, ...] = (reused,)


def look(subject: Subject) -> list[Finding]:
    """What all checks find, in their order."""
    return [finding for check in CHECKS for finding in check(subject)]
