"""Flags in words: one sentence each with what was measured, and the messages that go out. No child is ever named."""

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from attendance.flag_kinds import is_suspicion
from attendance.i18n import N_, _, day_text, moment_text, ngettext, number, percent, pick

Evidence = Mapping[str, Any]
Place = Mapping[str, Any]

KINDS = {
    "same_bytes": N_("Old photo sent again"),
    "near_duplicate": N_("Old photo again"),
    "one_view": N_("Four sides, one view"),
    "rephotographed": N_("Photo of a photo"),
    "wrong_day": N_("Another day"),
    "wrong_place": N_("Another place"),
    "other_device": N_("Another device"),
    "wrong_class": N_("Another class"),
    "strangers": N_("Strangers"),
    "too_few": N_("Too few faces"),
    "poor": N_("Poor photos"),
}
SEVERITIES = {1: N_("A hint"), 2: N_("To be asked about"), 3: N_("Probably a fake")}
_GRAVE = {3: N_("Likely true")}
STATES = {
    "open": N_("Not looked at yet"),
    "asked": N_("Explanation asked"),
    "answered": N_("Explanation given"),
    "confirmed": N_("Confirmed"),
    "dismissed": N_("Dismissed"),
}


def kind_name(kind: str) -> str:
    """The kind in two or three words."""
    return _(KINDS[kind])


def severity_name(kind: str, severity: int) -> str:
    """How grave it is, in words: nothing that accuses nobody is called a fake."""
    return _(SEVERITIES[severity] if is_suspicion(kind, severity) else _GRAVE.get(severity, SEVERITIES[severity]))


def state_name(state: str) -> str:
    """How far it has come."""
    return _(STATES[state])


def evidence_of(flag: Mapping[str, Any]) -> dict[str, Any]:
    """What was measured, from a row of the table ``flag``."""
    stored = flag["evidence"]
    return dict(json.loads(stored)) if isinstance(stored, str) else dict(stored)


def sentence(flag: Mapping[str, Any], source: Place | None = None) -> str:
    """What is odd, in one sentence of the reader's language with its numbers.

    Args:
        flag: kind and evidence, as `data.flags` gives them.
        source: The earlier photo's day and class (`data.flags.photos`), as far as the reader may see it.
    """
    try:
        return _SENTENCES[flag["kind"]](evidence_of(flag), source)
    except KeyError:  # raised by a version that measured less
        return _("{kind}: look at the photos.").format(kind=kind_name(flag["kind"]))


def place_name(place: Place) -> str:
    """Of a class: its school, class and section."""
    return f"{pick(place['school_hi'], place['school_en'])}, {_('Class')} {place['grade']} {place['section']}"


def _source(source: Place | None) -> str:
    if source is None:
        return _("a photo sent earlier for another block, class or day")
    text = _("the photo of {place} of {day}")
    return text.format(place=place_name(source), day=_day(source["day"]))


def _same_bytes(_found: Evidence, source: Place | None) -> str:
    return _("Somebody tried to send {source} here once more. It was refused and counts nowhere.").format(
        source=_source(source)
    )


def _near_duplicate(found: Evidence, source: Place | None) -> str:
    if found.get("how") == "crop":
        text = ngettext(
            "The photo looks like a part of {source}: {count} face stands in the same arrangement.",
            "The photo looks like a part of {source}: {count} faces stand in the same arrangement.",
            found.get("faces_alike") or 0,
        )
        return text.format(source=_source(source), count=number(found.get("faces_alike") or 0))
    if found.get("bits") is None:
        return _("The photo is nearly the same as {source}.").format(source=_source(source))
    if found.get("mirrored"):
        return _("The photo is nearly the same as {source}, mirrored.").format(source=_source(source))
    text = _("The photo is nearly the same as {source}: {percent} of its fingerprint agrees.")
    return text.format(source=_source(source), percent=percent(256 - found["bits"], 256))


def _one_view(found: Evidence, _place: Place | None) -> str:
    count = len(found.get("photo_ids") or ()) or 2
    return _("{count} photos that should show different sides are one and the same view.").format(count=number(count))


_CUES = {
    "moire": N_("stripes as of a screen ({percent})"),
    "frame": N_("the rim of a screen or a print ({percent})"),
    "edited": N_("an editing program's name in the file"),
}


def _rephotographed(found: Evidence, _place: Place | None) -> str:
    if found.get("score") is None:
        return _("The photo looks as if a photo or a screen had been photographed. This is a hint, not a proof.")
    text = _("The photo looks as if a photo or a screen had been photographed ({percent}). This is a hint, not a proof.")
    said = text.format(percent=percent(found["score"], 1))
    seen = found.get("cues") or {}
    cues = [_(words).format(percent=percent(seen[name], 1)) for name, words in _CUES.items() if seen.get(name)]
    return f"{said} {_('Seen: {cues}.').format(cues=', '.join(cues))}" if cues else said


def _wrong_day(found: Evidence, _place: Place | None) -> str:
    taken = datetime.fromisoformat(found["taken_at"])
    given = {"taken": f"{_day(taken.date())}, {taken:%H:%M}", "day": _day(date.fromisoformat(found["day"]))}
    if found.get("clock"):
        return _("The camera's clock says {taken}, the photo came for {day}. Probably the clock is wrong.").format(**given)
    if found.get("days"):
        return _("The photo was taken on {taken} by the camera's clock, and came for {day}.").format(**given)
    return _("The photo was taken outside school hours by the camera's clock: {taken}.").format(**given)


def _wrong_place(found: Evidence, _place: Place | None) -> str:
    km = number(found["km"])
    if found.get("settled"):
        text = _(
            "The photo names a place {km} km from the school, as earlier ones do. Probably the school's place is entered wrong."
        )
        return text.format(km=km)
    return _("The photo was taken {km} km away from the school by its own place.").format(km=km)


def _other_device(found: Evidence, _place: Place | None) -> str:
    text = _("The photo comes from another device ({camera}) than this school's photos before ({usual}).")
    return text.format(camera=found["camera"], usual=found["usual"])


def _wrong_class(found: Evidence, _place: Place | None) -> str:
    text = _("{there} faces match another class of the school, {here} match this one.")
    return text.format(there=number(found["there"]), here=number(found["here"]))


def _strangers(found: Evidence, _place: Place | None) -> str:
    text = _("{unmatched} of {persons} persons on the photos belong to nobody of the class ({percent} %).")
    return text.format(**{name: number(found[name]) for name in ("unmatched", "persons", "percent")})


def _too_few(found: Evidence, _place: Place | None) -> str:
    counted = [
        text.format(count=number(found[name]))
        for name, text in (("register", _("register: {count}")), ("meals", _("meals: {count}")))
        if found.get(name) is not None
    ]
    text = _("Only {faces} faces are seen, {enrolled} are enrolled{counted}.")
    more = f" ({', '.join(counted)})" if counted else ""
    return text.format(faces=number(found["faces"]), enrolled=number(found["enrolled"]), counted=more)


_POOR = {
    "blurred": N_("The photo is too blurred to count faces on it."),
    "dark": N_("The photo is too dark to count faces on it."),
    "far": N_("The class stands too far away: the faces are only {face_px} px high."),
    "no_face": N_("No face is seen on the photo."),
}


def _poor(found: Evidence, _place: Place | None) -> str:
    return _(_POOR[found["reason"]]).format(face_px=number(found.get("face_px") or 0))


def question(flag: Mapping[str, Any], school_days: int, source: Place | None = None) -> str:
    """The text that asks a school for its explanation, in the reader's language.

    Args:
        flag: As `data.flags.of_cause` gives it, with its class and school.
        school_days: In which the answer is awaited.
        source: Only where it is a photo of the same school: another school's class is not told.
    """
    lines = [
        _("To: Head teacher, {school} (UDISE {udise})").format(
            school=pick(flag["school_hi"], flag["school_en"]), udise=flag["udise"]
        ),
        _("Class {grade} {section}, {day}:").format(grade=flag["grade"], section=flag["section"], day=_day(flag["day"])),
        sentence(flag, source if source and source["school_id"] == flag["school_id"] else None),
        ngettext(
            "Please explain in writing within {count} school day how this came about.",
            "Please explain in writing within {count} school days how this came about.",
            school_days,
        ).format(count=number(school_days)),
        _("Nobody has decided anything yet; your answer is looked at first."),
    ]
    return "\n".join(lines)


def notice(days: Sequence[Mapping[str, Any]]) -> str:
    """The text that tells a Block Education Officer which class days were set aside, in the reader's language.

    Args:
        days: Of one block, as `data.flags.set_aside_days` gives them.
    """
    first = days[0]
    block = pick(first["block_hi"], first["block_en"])
    lines = [
        _("To: Block Education Officer, {block}").format(block=block),
        _("The photos of these classes do not count, the district office has set them aside:"),
        *(
            f"• {place_name(one)}, {_day(one['day'])}: {kind_name(one['kind'])} "
            f"({_('decided on {moment}').format(moment=moment_text(one['decided_at']))})"
            for one in days
        ),
        _("Please see to it that each class is photographed afresh every school day, from all four sides."),
    ]
    return "\n".join(lines)


def _day(day: date) -> str:
    return day_text(day, "medium")


_SENTENCES: dict[str, Callable[[Evidence, Place | None], str]] = {
    "same_bytes": _same_bytes,
    "near_duplicate": _near_duplicate,
    "one_view": _one_view,
    "rephotographed": _rephotographed,
    "wrong_day": _wrong_day,
    "wrong_place": _wrong_place,
    "other_device": _other_device,
    "wrong_class": _wrong_class,
    "strangers": _strangers,
    "too_few": _too_few,
    "poor": _poor,
}
