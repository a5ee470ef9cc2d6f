"""The rules of the exception list: what each is called, what it looks for, and what the office has set for it."""

from dataclasses import dataclass
from enum import IntEnum, StrEnum

from attendance.i18n import N_, _, number
from attendance.office.settings import Settings

FEWEST = 10
"""A class with fewer enrolled is never called low or sudden: one child would be ten percent and more."""


class Rule(StrEnum):
    """What an exception is about, in the order in which one wants to read it."""

    USED_PHOTOS = "used_photos"
    SILENT = "silent"
    PORTAL_LACKS = "portal_lacks"
    WITHOUT_PHOTOS = "without_photos"
    FALL = "fall"
    LOW = "low"
    FEWER_FACES = "fewer_faces"
    TOO_PERFECT = "too_perfect"
    RISE = "rise"
    PUPILS_RUNNING = "pupils_running"
    BELOW_SCHOOL = "below_school"
    LATE = "late"
    NO_REFERENCES = "no_references"
    PUPILS_OFTEN = "pupils_often"
    UNCERTAIN = "uncertain"

    @property
    def label(self) -> str:
        """Its name in the reader's language."""
        return _(_RULES[self][0])

    @property
    def sentence(self) -> str:
        """What it looks for, in the reader's language."""
        return _(_RULES[self][1])

    @property
    def has_steps(self) -> bool:
        """Whether it has three limits of how long it lasts."""
        return self in (Rule.WITHOUT_PHOTOS, Rule.PORTAL_LACKS, Rule.PUPILS_RUNNING)

    @property
    def of_pupils(self) -> bool:
        """Whether it counts pupils, who are looked at one class at a time."""
        return self in (Rule.PUPILS_RUNNING, Rule.PUPILS_OFTEN)


_RULES = {
    Rule.USED_PHOTOS: (N_("Photo used before"), N_("A photo is the same as one sent before, or almost the same.")),
    Rule.SILENT: (
        N_("Tablet silent"),
        N_("On several school days running nothing of the school was uploaded to the portal or read here."),
    ),
    Rule.PORTAL_LACKS: (
        N_("Not uploaded to the portal"),
        N_("The portal's report came, and this class is not uploaded in it."),
    ),
    Rule.WITHOUT_PHOTOS: (N_("No class photos"), N_("The calendar expects the class, and no photos of it were read here.")),
    Rule.FALL: (
        N_("Sudden fall"),
        N_("Far fewer faces seen than this class usually has: more than its days differ otherwise."),
    ),
    Rule.LOW: (N_("Few faces seen"), N_("Of the pupils enrolled, fewer faces were seen than the limit in the settings.")),
    Rule.FEWER_FACES: (
        N_("Fewer faces than counted"),
        N_("The register or the mid-day meal counted more pupils than faces were seen, by more than the margin."),
    ),
    Rule.TOO_PERFECT: (
        N_("Too perfect"),
        N_("The same count day after day. Real classes differ from day to day."),
    ),
    Rule.RISE: (
        N_("Sudden rise"),
        N_("Far more faces seen than this class usually has: more than its days differ otherwise."),
    ),
    Rule.PUPILS_RUNNING: (
        N_("Pupils not recognised for days"),
        N_("Pupils whom no photo showed on several school days running. A lead to visit, not a list of absentees."),
    ),
    Rule.BELOW_SCHOOL: (
        N_("Recognised less than usual in the school"),
        N_("The share recognised is far below the middle of the school's own class days."),
    ),
    Rule.LATE: (N_("Often late"), N_("Uploaded to the portal after the set hour on several of the last days.")),
    Rule.NO_REFERENCES: (
        N_("No reference photos"),
        N_("Nobody in the class has a reference photo, so nobody can be recognised."),
    ),
    Rule.PUPILS_OFTEN: (
        N_("Pupils often not recognised"),
        N_("Pupils not recognised on a tenth of their days and more, or whatever the settings say. Recognition errs too."),
    ),
    Rule.UNCERTAIN: (N_("To be confirmed"), N_("A person has to look at some faces of this class.")),
}


class Severity(IntEnum):
    """How soon somebody should see to it."""

    ORDINARY = 1
    IMPORTANT = 2
    SERIOUS = 3

    @property
    def label(self) -> str:
        """Its name in the reader's language."""
        return _({1: N_("Ordinary"), 2: N_("Important"), 3: N_("Serious")}[int(self)])


class State(StrEnum):
    """What people made of an exception."""

    NEW = "new"
    SEEN = "seen"
    FOLLOWED = "followed"
    CLOSED = "closed"

    @property
    def label(self) -> str:
        """Its name in the reader's language."""
        names = {"new": N_("New"), "seen": N_("Seen"), "followed": N_("Being followed"), "closed": N_("Closed")}
        return _(names[self.value])


OPEN = (State.NEW, State.SEEN, State.FOLLOWED)
Steps = tuple[int, int, int]


@dataclass(frozen=True)
class Limits:
    """What the office has set.

    Attributes:
        low_seen_percent: A class is low below this share of faces seen.
        unreported: School days without photos, or without an upload, from which a class is listed; then the two longer ones.
        late_days: Of the last six uploads.
        below_school_points: Percentage points below the school's own median share recognised.
        sudden_z: Modified z-score from which a change is sudden.
        sudden_points: Percentage points that it must be at least.
        constant_days: Days with the same count from which it is too perfect.
        margin_percent: Of a head count, by which faces may be fewer.
        not_recognised: School days running on which a pupil was not recognised, the shortest first.
        often_percent: Of a pupil's days.
        silent_days: School days without any upload from which a tablet is silent.
    """

    low_seen_percent: int = 60
    unreported: Steps = (1, 7, 30)
    late_days: int = 3
    below_school_points: int = 25
    sudden_z: float = 3.5
    sudden_points: int = 20
    constant_days: int = 8
    margin_percent: int = 20
    not_recognised: Steps = (3, 7, 15)
    often_percent: int = 10
    silent_days: int = 3

    @classmethod
    def of(cls, chosen: Settings) -> "Limits":
        """From the settings; steps that stand in the wrong order are put right."""
        first, second, third = sorted((chosen.unreported_days, chosen.unreported_days_2, chosen.unreported_days_3))
        short, longer, long = sorted((chosen.unrecognised_days, chosen.unrecognised_days_2, chosen.unrecognised_days_3))
        return cls(
            low_seen_percent=chosen.low_recognised_percent,
            unreported=(first, second, third),
            late_days=chosen.late_days,
            below_school_points=chosen.below_school_points,
            sudden_z=chosen.sudden_z,
            sudden_points=chosen.sudden_points,
            constant_days=chosen.constant_days,
            margin_percent=chosen.head_count_margin_percent,
            not_recognised=(short, longer, long),
            often_percent=chosen.often_unrecognised_percent,
            silent_days=chosen.silent_days,
        )

    def steps_of(self, rule: Rule) -> Steps | None:
        """The three limits of a rule that has them."""
        if not rule.has_steps:
            return None
        return self.not_recognised if rule is Rule.PUPILS_RUNNING else self.unreported


def names(limits: Limits) -> dict[tuple[Rule, int], str]:
    """Each rule, and each longer limit of those that have them, by its name: what a list can be narrowed to."""
    found = {}
    for rule in Rule:
        found[rule, 0] = rule.label
        steps = limits.steps_of(rule)
        for step in (2, 3) if steps else ():
            text = _("{rule}: {days} school days and more")
            found[rule, step] = text.format(rule=rule.label, days=number((steps or ())[step - 1]))
    return found
