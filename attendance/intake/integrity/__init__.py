"""What is odd about a submission's photos, looked for before its marks count. A finding is a question to a person, no proof."""

import logging
import traceback
from collections.abc import Callable, Iterable

from attendance.intake.integrity.finding import Finding, Subject
from attendance.intake.integrity.people import too_few, wrong_class_or_strangers
from attendance.intake.integrity.poor import poor
from attendance.intake.integrity.reshot import rephotographed
from attendance.intake.integrity.reused import one_view, reused
from attendance.intake.integrity.when_where import when_and_where

log = logging.getLogger(__name__)

Check = Callable[[Subject], Iterable[Finding]]
CHECKS: tuple[Check, ...] = (reused, one_view, rephotographed, when_and_where, wrong_class_or_strangers, too_few, poor)


def look(subject: Subject) -> list[Finding]:
    """What all checks find, in their order.

    A check that fails finds nothing, and the log says where it failed, without what it looked at: attendance is read all the
    same, a submission that could not be read at all would harm more.
    """
    return [finding for check in CHECKS for finding in _found(check, subject)]


def _found(check: Check, subject: Subject) -> list[Finding]:
    try:
        return list(check(subject))
    # Checks only look; whatever they stumble over must not keep a class from being read.
    except Exception as problem:  # noqa: BLE001
        place = "".join(traceback.format_tb(problem.__traceback__))
        log.error("the check %s failed: %s\n%s", getattr(check, "__name__", check), type(problem).__name__, place)
        return []
