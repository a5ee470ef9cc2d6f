"""The words of the desk, in the reader's language, for the browser: places in braces are filled there."""

from typing import Any

from attendance.i18n import _
from attendance.marks import Mark
from ui.pictures import MARK_NAMES


def words(leads_on: bool) -> dict[str, Any]:
    """By the name under which the desk's scripts use them.

    Args:
        leads_on: Whether another item follows this one.
    """
    return {
        "leads_on": leads_on,
        "left": _("{count} faces left"),
        "one_left": _("1 face left"),
        "saved": _("All saved"),
        "saving": _("Saving …"),
        "not_saved": _("Not saved yet: {count}. They are kept here and sent again."),
        "loading": _("One moment …"),
        "who": _("Who is this?"),
        "unknown_face": _("Nobody was named for this face"),
        "face": _("Face to decide"),
        "may_be": _("It may be:"),
        "nobody_proposed": _("No pupil is proposed."),
        "reference_of": _("Reference photo of {name}"),
        "yes": _("Yes, {name}"),
        "similar": _("Similarity {percent}"),
        "not_this": _("Not {name}"),
        "other": _("Someone else of this class"),
        "unknown": _("Nobody of this class can be named"),
        "undo": _("Undo"),
        "keep": _("Keep as reference photo"),
        "photo": _("Whole photo"),
        "photo_gone": _("The photo was deleted after its time; its fingerprint and the marks are kept."),
        "photo_help": _("Click a face to decide it. Turn the wheel or spread two fingers to look closer."),
        "draw": _("Draw a missed face"),
        "draw_stop": _("Stop drawing"),
        "draw_help": _("Draw a box around the face, from corner to corner. Then say who it is."),
        "keys": _("Keys"),
        "close": _("Close"),
        "look": _("Look"),
        "seen": _("Understood"),
        "named": _("Named by the machine: {name}"),
        "not_recognised": _("Not recognised so far: is it one of these?"),
        "type_name": _("Type the name, in Hindi or English"),
        "sure": _("Nearly sure: {count}"),
        "sure_title": _("Confirm the nearly sure ones"),
        "sure_help": _("Left the face, right the reference photo. Tap what is not the same person, then confirm the rest."),
        "confirm": _("Confirm {count}"),
        "all_decided": _("Every face of this class is decided."),
        "next_item": _("Next"),
        "to_list": _("Back to the list"),
        "strangers": _("Look at the faces nobody was named for: {count}"),
        "decided": _("decided"),
        "undecided": _("to be decided"),
        "changed": _("not stored"),
        "said_name": _("{name} was named."),
        "said_unknown": _("Left as unknown."),
        "said_not": _("It is not {name}."),
        "said_sure": _("{count} faces were confirmed."),
        "said_tag": _("A face was drawn: {name}."),
        "said_tag_unknown": _("A face was drawn: unknown."),
        "marks": {mark.value: _(MARK_NAMES[mark]) for mark in Mark},
        "states": {"named": _("recognised"), "uncertain": _("to be confirmed"), "unknown": _("unknown face")},
        "key_list": [
            ["1 2 3", _("It is this pupil")],
            ["N", _("It is not the first one")],
            ["O", _("Someone else of this class: type the name")],
            ["U", _("Nobody of this class can be named")],
            ["Z", _("Undo the last decision")],
            ["← →", _("The face before, the next face")],
            ["A", _("Confirm the nearly sure ones")],
            ["P", _("Whole photo")],
            ["D", _("In the photo: draw a missed face")],
            ["K", _("Keep the face as a reference photo")],
            ["⏎", _("Next class, when all is decided")],
            ["?", _("These keys")],
        ],
    }
