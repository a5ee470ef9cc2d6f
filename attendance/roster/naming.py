"""Reference photos from one group photo: its faces are found, a person names each, and each is kept by itself.

The group photo is not kept.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from attendance.district import District
from attendance.errors import BadEntry, BadFile, Message
from attendance.i18n import N_
from attendance.office.access import Account, Page
from attendance.roster import storing
from attendance.roster.portraits import NOT_ALONE, Portrait, cut_out, problem_of
from attendance.roster.references import with_models
from attendance.unreadable import unreadable
from data import pupils
from recognition.errors import UnreadablePhoto
from recognition.photo import encode_webp
from recognition.pipeline import PhotoReading, Pipeline

SCREEN_PX = 1280
SCREEN_QUALITY = 60
CROP_PX, CROP_MARGIN, CROP_QUALITY = 144, 44, 70
"""About 4 kB a face: a page shows all faces of a class at once."""
SAME_ROW = 0.7
"""Faces whose middles are within this part of a face's height of each other are numbered as one row."""


@dataclass(frozen=True, eq=False)
class GroupFace:
    """A face of a group photo.

    Attributes:
        number: From 1, row by row from the top, each from left to right.
        xyxy: Its box, in parts of the photo's width and height.
        crop: WebP of 144 px, with some room around the face.
        problem: Why it may not serve as a reference, None when it may.
        portrait: What would be kept, None with a problem.
    """

    number: int
    xyxy: tuple[float, float, float, float]
    crop: bytes
    face_px: int
    problem: Message | None
    portrait: Portrait | None


@dataclass(frozen=True, eq=False)
class GroupPhoto:
    """A group photo whose faces wait for their names; nothing of it is stored.

    Attributes:
        screen: The photo for a screen, WebP of at most 1,280 px.
        size: Width and height in pixels of the photo that was given.
    """

    screen: bytes
    size: tuple[int, int]
    faces: tuple[GroupFace, ...]

    @property
    def nameable(self) -> tuple[GroupFace, ...]:
        """Those that may serve as references."""
        return tuple(face for face in self.faces if face.portrait)


def read(account: Account, pipeline: Pipeline, data: bytes) -> GroupPhoto:
    """Find the faces of a group photo and cut out those good enough; nothing is stored.

    Raises:
        NotAllowed: The role has no Pupils page.
        BadFile: The photo cannot be read, or no face is found.
        Unavailable: The recognition model is missing.
    """
    account.require(Page.PUPILS)
    try:
        reading = with_models(lambda: pipeline.read(data))
    except UnreadablePhoto as problem:
        why = unreadable(problem)
        raise BadFile(why.text, **why.values) from problem
    if not len(reading):
        raise BadFile(N_("No face is found in the photo. Come closer, faces to the light, and take it again."))
    order = _reading_order(reading.xyxy)
    faces = tuple(_face(pipeline, reading, index, number) for number, index in enumerate(order, start=1))
    return GroupPhoto(encode_webp(reading.picture, SCREEN_PX, SCREEN_QUALITY), (reading.width, reading.height), faces)


def save(
    district: District, account: Account, class_section_id: int, day: date, group: GroupPhoto, names: Mapping[int, int]
) -> int:
    """Keep a reference photo for each face that was named; all or none. Returns of how many pupils.

    The same names again change nothing.

    Args:
        day: Who is on the roll on this day may be named.
        names: The pupil's key by the face's number; faces left out stay unnamed.

    Raises:
        BadEntry: Nobody is named, a pupil is named twice or has too many references, or a face may not be named.
        NotAllowed: A pupil is not on this class's roll, or outside the account's blocks.
        BadFile: A face is another pupil's reference photo already.
        Unavailable: The disk is full.
    """
    account.require(Page.PUPILS)
    if not names:
        raise BadEntry(N_("No face is named yet. Choose the pupil of at least one face."))
    if len(set(names.values())) < len(names):
        raise BadEntry(N_("One pupil is named for two faces. Leave one of the two unnamed."))
    portraits = {face.number: face.portrait for face in group.nameable}
    if set(names) - set(portraits):
        raise BadEntry(N_("A face that cannot serve as a reference was named. Leave it unnamed."))
    enrolled = pupils.enrolled(district.db, account.scope, [class_section_id], day)
    if set(names.values()) - set(enrolled["pupil_id"]):
        raise storing.not_yours()
    chosen = [(portrait, pupil_id) for number, pupil_id in names.items() if (portrait := portraits[number])]
    storing.put(district, account, [portrait.ready(pupil_id, "group_photo") for portrait, pupil_id in chosen])
    return len(chosen)


def _face(pipeline: Pipeline, reading: PhotoReading, index: int, number: int) -> GroupFace:
    quality = reading.quality[index]
    problem, portrait = problem_of(quality), None
    if problem is None:
        portrait = with_models(lambda: cut_out(pipeline, reading.pixels, reading.xyxy[index]))
        problem = portrait.problem if portrait else Message(NOT_ALONE)
    x0, y0, x1, y1 = (float(value) for value in reading.xyxy[index])
    return GroupFace(
        number=number,
        xyxy=(x0 / reading.width, y0 / reading.height, x1 / reading.width, y1 / reading.height),
        crop=encode_webp(reading.crop(index, CROP_MARGIN, CROP_PX), None, CROP_QUALITY),
        face_px=round(quality.size),
        problem=problem,
        portrait=None if problem else portrait,
    )


def _reading_order(xyxy: NDArray[np.float32]) -> list[int]:
    """The faces row by row from the top, each row from left to right."""
    middles = (xyxy[:, 1] + xyxy[:, 3]) / 2
    heights = xyxy[:, 3] - xyxy[:, 1]
    rows: list[list[int]] = []
    for index in (int(one) for one in np.argsort(middles, kind="stable")):
        if rows and middles[index] - middles[rows[-1][0]] < SAME_ROW * heights[index]:
            rows[-1].append(index)
        else:
            rows.append([index])
    return [index for row in rows for index in sorted(row, key=lambda one: float(xyxy[one, 0]))]
