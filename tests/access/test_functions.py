"""Role x block x function, for every public function of `attendance` that is told who asks.

The functions are found in the code. A wing belongs to a page, and a function of it is refused to the roles without that page;
what differs stands in `WHO` or, where several pages use it and the rows of the account's blocks are all it gives, in
`BY_BLOCKS`. A function that is told of a district and not of who asks stands in `NOBODY_ASKS` with its reason.
"""

import dataclasses
import io
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import suppress
from inspect import signature
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from PIL import Image

from attendance.errors import Message, NotAllowed
from attendance.intake.layout import Placed
from attendance.intake.photos import IncomingPhoto
from attendance.intake.tray import Group
from attendance.office import passwords
from attendance.office.access import PAGES, Account, Page, Role
from attendance.register.signing import State
from attendance.reports.figures import Level
from attendance.reports.paper import pdf
from attendance.reports.pupil_files import Purpose, Why
from attendance.reports.pupil_year import Case, Year
from attendance.reports.rules import Rule
from data.database import Transaction
from tests.access.asking import Installation, functions, is_told_who, leaves
from tests.data import asking as stored
from tests.data.asking import Asked, furnish
from tests.data.two_blocks import MOMENT, MONDAY, WEDNESDAY
from tests.support import BLOCKS, small_district

ROOT = Path(__file__).parents[2]
EVERYBODY = frozenset(Role)
OFFICE = {Role.DPO, Role.MIS}
PAGE_OF_WING = {
    "intake": Page.UPLOAD,
    "register": Page.REVIEW,
    "reports": Page.EXCEPTIONS,
    "roster": Page.PUPILS,
    "office": Page.ADMINISTRATION,
}
WHO: dict[str, set[Role] | frozenset[Role]] = {
    **{
        f"office.accounts.{name}": {Role.MIS}
        for name in ("listed", "create", "change", "deactivate", "reactivate", "give_password")
    },
    "office.accounts.change_own_password": EVERYBODY,
    **{
        f"office.switching.{name}": {Role.MIS}
        for name in ("state", "request", "latest", "try_again", "stop", "unread_references", "require_mis")
    },
    "office.settings.save": {Role.MIS},
    "intake.comparing.request": {Role.MIS},
    "intake.comparing.results": {Role.MIS},
    "register.calibrating.look": {Role.MIS},
    "register.calibrating.apply": {Role.MIS},
    "register.twice.look": OFFICE,
    "register.twice.progress": OFFICE,
    "register.signing.sign": {Role.DPO},
    "register.signing.reopen": {Role.DPO},
    **{f"roster.imports.plans.{name}": {Role.MIS} for name in ("plan", "apply", "remember_columns")},
    **{f"roster.leads.{name}": {Role.MIS} for name in ("ask", "try_again")},
    **{f"roster.leads.{name}": {Role.DPO} for name in ("allow", "refuse")},
    **{
        f"roster.leads.{name}": OFFICE
        for name in ("searches", "progress", "stop", "found", "added_since", "looked", "photo", "decide")
    },
    "office.consent.say_of_schools": {Role.MIS},
    "office.privacy.retention.look_now": {Role.MIS},
    "office.privacy.erasure.ask": {Role.MIS},
    "office.privacy.erasure.note": {Role.MIS},
    "office.privacy.certificate.save": frozenset(),  # of an erasure that is complete, and none is here
    **{f"office.sessions.{name}": {Role.MIS} for name in ("listed", "end_one", "end_others")},  # and one's own
    **{f"reports.trail_files.{name}": OFFICE for name in ("of_seen", "of_trail")},
    "office.consent.say_of_pupil": frozenset(role for role in Role if Page.PUPILS in PAGES[role]),
    "register.sampling.draw_now": frozenset(),  # of the sandbox only
    "roster.sandbox.reset": frozenset(),  # the same
}
BY_BLOCKS = {
    **{
        f"intake.queue.{name}": "Upload and Review tell where photos stand"
        for name in ("submission", "class_names", "holding", "of_class_day")
    },
    "intake.bulk.section_of": "a key, to whoever sees the school",
    "intake.receipts.note": "written for whatever was just taken",
    "intake.accept.store": "part of what `accept` and the reconciliation write",
    "intake.tray.sees_unplaced": "yes or no",
    "register.evidence.of_class_day": "Attendance, Upload and Review open a class day",
    "register.calibrating.accepted": "how many of the account's blocks",
    "register.drawing.prepare": "a part of `review.tag`",
    "register.drawing.store": "a part of `review.tag`",
    "register.flag_groups.read": "a part of `flagged.of_cause`",
    "register.flag_groups.decides": "yes or no",
    "register.flagged.set_aside_days": "Attendance says which days are set aside",
    "register.side_by_side.of_flag": "Upload and Review show it",
    "register.side_by_side.sources": "Upload and Review show it",
    "register.signing.waits": "yes or no",
    "register.merging.require_apart": "a part of `review`",
    "register.desk.release": "an account's own claims",
    "register.desk.renew": "an account's own claims",
    **{f"reports.handing.{name}": "the page is named by the caller" for name in ("watermark",)},
    "reports.pupil_files.watermark": "a line of text",
    "reports.paper.pdf.printed_by": "a name and a moment",
    "roster.rosters.classes": "the class chooser of several pages",
    "roster.rosters.roster": "Pupils and Review",
    "roster.search.find_schools": "Upload, Pupils and Exceptions",
    "roster.search.find_pupils": "Upload, Pupils and Exceptions",
    **{
        f"office.consent.{name}": "a part of keeping a reference photo"
        for name in ("barred", "fictional", "of_pupils", "require")
    },
    "office.subject_words.in_words": "what the trail's keys are called, within the account's blocks",
    "roster.storing.put": "a part of `references` and `confirmed`",
}
NOTES_A_LOOK = {
    "office.audit.record",
    "office.sessions.start",
    "register.evidence.looked",
    "register.flagged.looked",
    "reports.follow_up_cases.looked",
    "reports.portal_pupils.looked",
    "reports.pupil_files.record",
    "reports.pupil_year.looked",
    "intake.tray.looked",
    "roster.imports.plans.refused_taken",
    "roster.rosters.looked",
    "roster.rosters.pupil_looked",
    "roster.search.found_pupils",
}
"""They only write on the trail, or start a session, for what was just given out."""
DRAWN = {"office.sessions.start", "register.drawing.prepare"}
"""They answer with a key drawn just now, of which no row tells."""
WORKER, START, OWN = (
    "the worker's own",
    "before anybody is signed in",
    "rows that the caller was given within their scope name it",
)
NOBODY_ASKS = {
    **{
        f"office.{name}": "a job's or the command line's own; the account is whom the trail names"
        for name in ("backups.making.make", "privacy.retention.queue")
    },
    "house.take_up": START,
    **dict.fromkeys(("house.each_hour", "register.sampling.each_hour"), "what is due, whoever is there"),
    **dict.fromkeys(("reports.evaluating.each_hour", "register.signing.lock_signed"), "what is due, whoever is there"),
    **{
        f"intake.{name}": WORKER
        for name in (
            *("comparing.compare_models", "keeping.keep", "reading.face_row", "reading.read_submission"),
            *("rereading.read_again", "inbox.put_aside", "receipts.write", "receipts.remove"),
        )
    },
    **{f"office.switching.{name}": WORKER for name in ("embed", "switch_model")},
    "reports.evaluating.evaluate": WORKER,
    "rolls.follow": "a part of `roster.imports`",
    **{f"intake.{name}": START for name in ("receipts.missing_from", "recovery.recover", "tray.recover")},
    **{f"office.sessions.{name}": START for name in ("account_of", "check_credentials", "end", "since_last")},
    "intake.receipts.read": START,
    "office.sessions.standing": START,
    "office.sessions.each_hour": "what is due, whoever is there",
    **{f"office.waits.{name}": START for name in ("count", "forget", "name_key", "waiting")},
    "office.trail.lacking": "numbers of entries",
    "office.accounts.lacks_second_mis": "yes or no",
    **{
        f"office.{name}": "the whole installation, from a job or the command line"
        for name in (
            *(
                *("backups.expected.absent", "backups.expected.require_there", "backups.erasing.drop_damaged"),
                "backups.erasing.forget_files",
                "backups.erasing.rewrite_all",
                "backups.making.room_for",
                "backups.restoring.enter",
                "backups.shelf.last_good",
            ),
            *("aside.clear_half", "aside.delete_all", "privacy.retention.delete_aside"),
            *("privacy.retention.delete_doomed", "privacy.retention.each_hour", "privacy.retention.let_go"),
            *("privacy.certificate.text", "privacy.erasure.do", "privacy.erasure.each_hour", "privacy.erasure.run"),
            *("privacy.rotation.forget_retired", "privacy.rotation.rotate"),
            *("room.free", "room.require", "room.require_for_rewrite", "soundness.check"),
        )
    },
    "office.accounts.create_role_accounts": "the sandbox's first accounts, from the command line",
    "office.accounts.uncovered_blocks": "the names of blocks",
    "office.health.look": "counts of the whole installation, which only the Administration page shows",
    "office.models.settings_for": "settings hold for the whole district",
    "office.settings.load": "settings hold for the whole district",
    "register.drawing.forget": OWN,
    "register.evidence.crop": OWN,
    "register.evidence.photo": OWN,
    "register.judging.photo": OWN,
    "register.judging.picture": OWN,
    "reports.pupil_year.crop": OWN,
    "roster.rosters.face_of": OWN,
    "roster.storing.erase": OWN,
    **{f"register.sampling.{name}": "drawn for the whole district" for name in ("choose", "last_units", "size")},
    "reports.evaluating.under_way": "yes or no",
    **{f"office.trail.{name}": "yes or no, and numbers of entries" for name in ("anchor", "verify")},
    **{
        f"roster.training.{name}": "the sandbox's, which is fiction"
        for name in ("day_before", "practice_day", "todays_photos", "training_class")
    },
}
ACCOUNTS = {
    **{str(role): Account(role.value, "A", role) for role in Role if role is not Role.BRC},
    "brc of no block": Account("brc0", "A", Role.BRC),
    "brc of sabour": Account("brc1", "A", Role.BRC, frozenset({"sabour"})),
    "brc of kahalgaon": Account("brc2", "A", Role.BRC, frozenset({"kahalgaon"})),
    "brc of both": Account("brc3", "A", Role.BRC, frozenset(BLOCKS)),
}
_YEAR = Year({"pupil_id": 401, "block_id": "sabour"}, [], Case.UNCERTAIN, MONDAY, pd.DataFrame())
_DAYS = pd.DataFrame({"class_section_id": [301], "enrolled": [4]}, index=pd.to_datetime([MONDAY]))
_WAITS = '{"text": "it waits", "values": {}}'
_PLACED = Placed("99000000001", 3, "A", WEDNESDAY)
_PHOTOS = [IncomingPhoto("f.jpg", b"no photo")]
_LOOKED_AT = {"photo_id": 7001, "evidence": '{"photo_id": 7001}'}
_SCHOOL = defaultdict(str, school_id=201, block_id="sabour")
_WHY = Purpose(next(iter(Why)), "a visit that was asked for")
GIVEN: dict[str, dict[str, Any]] = {
    "intake.bulk.section_of": {"place": _PLACED},
    "intake.bulk.take": {"place": _PLACED, "photos": _PHOTOS},
    "intake.bulk.to_tray": {"place": _PLACED, "photos": _PHOTOS},
    "intake.tray.keep": {"place": _PLACED},
    "intake.tray.of_group": {"group": Group("folder", Message("it waits"), _WAITS, "inbox", 1, 1, MOMENT)},
    "office.audit.entries": dict.fromkeys(("username", "action", "block_id", "keys")) | {"skip": 0, "most": 200},
    "office.seen.about": {"text": "99000000401"},
    "office.settings.save": {"**": {"sample_minutes": 11}},
    "office.subject_words.in_words": {"subjects": ["school:201", "pupil:401"]},
    "register.desk.claim": {"key": f"faces:301:{MONDAY}"},
    "reports.exceptions.history": {"rule": Rule.LOW, "step": 0, "block_id": "sabour"},
    "roster.search.find_pupils": {"text": "Pupil 402", "blocks": None},
    "roster.search.find_schools": {"text": "School One"},
    "register.review.confirm_sure": {"pairs": [((7002,), 401)]},
    "register.side_by_side.of_flag": {"flag": _LOOKED_AT},
    "register.side_by_side.sources": {"found": [_LOOKED_AT]},
    "register.signing.take_back": {"seen": State.REVIEWED},
    "reports.corrected.beside": {"blocks": pd.DataFrame({"block_id": ["sabour"]})},
    **{
        f"reports.{name}": {"level": Level.BLOCK, "days": (MONDAY,)}
        for name in ("figure_rows.of_place", "compliance.history", "trends.parts", "usual.of_units")
    },
    "reports.paper.visits.of_one_school": {"school": _SCHOOL, "purpose": _WHY},
    "reports.pupil_files.hand_out": {"purpose": _WHY},
    "reports.pupil_year.evidence_of": {"year": dataclasses.replace(_YEAR, days=_DAYS)},
    "reports.pupil_year.looked": {"year": _YEAR},
    "roster.naming.save": {"names": {7002: 401}},
    "roster.rosters.pupil_looked": {"place": {"class_section_id": 301, "block_id": "sabour"}},
    "roster.rosters.looked": {"place": {"class_section_id": 301, "block_id": "sabour"}},
}
MEETS_NOTHING = {
    **{
        f"office.{name}": "of no block"
        for name in (
            *(f"accounts.{name}" for name in ("change", "change_own_password", "create", "deactivate", "give_password")),
            *(f"switching.{name}" for name in ("latest", "request", "require_mis", "stop", "unread_references")),
            *("accounts.listed", "accounts.reactivate", "sessions.end_one", "sessions.end_others", "sessions.listed"),
            *("privacy.certificate.every", "privacy.certificate.save", "privacy.retention.look_now"),
            *("settings.save", "trail.acknowledge"),
        )
    },
    **dict.fromkeys(
        (
            *("cached.value", "intake.comparing.request", "intake.look.look", "intake.tray.sees_unplaced"),
            *(f"register.calibrating.{name}" for name in ("accepted", "apply", "look")),
            *("register.flag_groups.decides", "register.sampling.draw_now", "register.desk.release", "register.desk.renew"),
            *("reports.evaluating.look_again", "reports.figures.day_off_names", "reports.paper.pdf.printed_by"),
            *(f"reports.{name}" for name in ("handing.hand_out", "handing.watermark")),
            *(f"reports.{name}" for name in ("pupil_files.hand_out", "pupil_files.watermark")),
            *(f"roster.imports.plans.{name}" for name in ("apply", "plan", "remember_columns")),
            *("roster.leads.ask", "roster.sandbox.reset"),
        ),
        "of no block, or of what the caller hands in",
    ),
    **dict.fromkeys(
        (
            *(f"intake.{name}" for name in ("archive.accept_all", "bulk.take", "bulk.to_tray", "receipts.note")),
            *(f"roster.{name}" for name in ("naming.read", "naming.save", "reference_zip.import_zip", "storing.put")),
            *(f"roster.gallery.{name}" for name in ("counts", "pairs", "sides")),
        ),
        "the sample is no photo, zip or template that opens: it ends before a row",
    ),
    **dict.fromkeys(
        (
            *("judged.items", "office.seen.seen", "reports.trail_files.of_seen", "roster.confirmed.taken_back"),
            *("register.judging.undo", "register.merging.require_apart", "register.twice.look", "register.twice.progress"),
            *(f"register.signing.{name}" for name in ("reopen", "sign", "take_back")),
            *(f"reports.corrected.{name}" for name in ("beside", "by_block", "of_place", "rates")),
            *("reports.calls.of_week", "reports.figures.before", "reports.finding.leads", "reports.usual.before"),
            *("reports.follow_up.hand_over", "reports.follow_up.reopen", "reports.follow_up_cases.require"),
            *("reports.following.owners", "reports.pupil_leads.open_class"),
            *(f"roster.leads.{name}" for name in ("added_since", "decide", "found", "looked", "photo", "progress")),
        ),
        "it wants more rows, or in another state, than the two blocks have: its scope is seen in its own tests alone",
    ),
}
FUNCTIONS = functions()
TOLD = sorted(name for name, function in FUNCTIONS.items() if is_told_who(function) and name not in NOBODY_ASKS)
BY_ACCOUNT = [
    name for name in TOLD if "account" in signature(FUNCTIONS[name]).parameters or "by" in signature(FUNCTIONS[name]).parameters
]
OUTSIDE = {"trainer": "sabour", "brc of no block": "sabour", "brc of kahalgaon": "sabour", "brc of sabour": "kahalgaon"}


def may(name: str) -> frozenset[Role]:
    """The roles that are not refused."""
    if name in WHO:
        return frozenset(WHO[name])
    page = PAGE_OF_WING[name.partition(".")[0]]
    return frozenset(role for role in Role if page in PAGES[role])


def webp() -> bytes:
    written = io.BytesIO()
    Image.new("RGB", (480, 360), (200, 30, 30)).save(written, "WEBP")
    return written.getvalue()


@pytest.fixture(scope="module")
def installations(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Installation]]:
    """A district with rows and sealed files of both blocks, and by block the same without anything of it."""
    opened = {name: small_district(tmp_path_factory.mktemp(name)).district for name in ("both", *BLOCKS)}
    furnish(opened)
    kept: dict[str, dict[str, bytes]] = {name: {} for name in opened}
    for without, district in opened.items():
        district.db.write(told_in_words)
        for block, first in (("sabour", 7000), ("kahalgaon", 5000)):
            if block != without:
                kept[without] |= {f"{kind}/{block}": webp() for kind in ("photo", "screen", "thumb", "crop", "reference")}
                kept[without] |= {f"reference/{block}_face": webp(), f"tray/{first + 21:064}": webp()}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "ROUNDS", 4)
        patch.setattr(pdf, "laid_out", Sheet)  # what stands on it is compared, and not set in type each time
        patch.setattr(pdf, "_now_text", lambda: "now")
        yield {name: Installation(district, Asked(district.db), kept[name]) for name, district in opened.items()}
    for district in opened.values():
        district.close()


class Sheet:
    """Of paper: its text."""

    pages = (1, 2)

    def __init__(self, text: str) -> None:
        self.text = text

    def write_pdf(self) -> bytes:
        return self.text.encode()


def told_in_words(tx: Transaction) -> None:
    """What the app writes as JSON, and `fill` leaves empty; and no day is signed."""
    tx._cursor().execute("DELETE FROM block_day").fetchall()
    tx._cursor().execute("UPDATE tray SET reason = ?", [_WAITS]).fetchall()
    tx._cursor().execute("UPDATE photo SET width = 480, height = 360").fetchall()
    measured = '{"seen": 1, "enrolled": 4, "recognised": 1}'
    tx._cursor().execute("UPDATE exception SET measured = ?", [measured]).fetchall()


def test_whoever_is_given_a_district_is_told_who_asks_or_says_why_not() -> None:
    untold = {name for name, function in FUNCTIONS.items() if not is_told_who(function)}
    assert untold - set(NOBODY_ASKS) == set(), "give it an account or a Scope, or stand it in NOBODY_ASKS with the reason"
    assert {*WHO, *BY_BLOCKS, *NOTES_A_LOOK, *GIVEN} <= set(TOLD), "there is no such function"
    assert set(NOBODY_ASKS) <= set(FUNCTIONS), "there is no such function"


@pytest.mark.parametrize("name", [name for name in BY_ACCOUNT if name not in {*BY_BLOCKS, *NOTES_A_LOOK}])
def test_a_role_may_what_its_pages_are_for(installations: dict[str, Installation], name: str) -> None:
    refused = set()
    for who, account in ACCOUNTS.items():
        if who in ("brc of no block", "brc of kahalgaon"):
            continue  # they meet nothing of the samples
        answer = None
        with suppress(Exception):  # whatever stops a sample on its way, nobody refused it
            answer = installations["both"].ask(FUNCTIONS[name], account, GIVEN.get(name, {}))
        if isinstance(answer, NotAllowed):
            assert not installations["both"].changes
            refused.add(account.role)
    assert set(Role) - refused == may(name), (
        "require the wing's page (Account.require), or stand the function in WHO or BY_BLOCKS of this file"
    )


@pytest.mark.parametrize("name", [name for name in TOLD if name not in DRAWN])
def test_nothing_of_a_foreign_block_comes_back_or_changes(installations: dict[str, Installation], name: str) -> None:
    for who, foreign in OUTSIDE.items():
        both, alone = installations["both"], installations[foreign]
        answer = comparable(both, both.ask(FUNCTIONS[name], ACCOUNTS[who], GIVEN.get(name, {})))
        same = comparable(alone, alone.ask(FUNCTIONS[name], ACCOUNTS[who], GIVEN.get(name, {})))
        assert answer == same, f"{who}: {foreign} makes a difference"
        changed, unseen = (Counter(stored.told_of([row[2:] for row in one.changes], foreign)) for one in (both, alone))
        assert name in NOTES_A_LOOK or not changed - unseen, who


def comparable(asked: Installation, answer: Any) -> list[str]:
    """The values of an answer; keys and words just drawn, and what a zip holds besides its size, are not told apart."""
    drawn = {value for row in asked.changes for value in row if isinstance(value, int) and not isinstance(value, bool)}
    return [_comparable(one, drawn) for one in leaves(answer)]


def _comparable(one: Any, drawn: set[int]) -> str:
    if isinstance(one, bytes) and one[:2] == b"PK":
        return "zip"
    return "new" if one in drawn or (isinstance(one, str) and re.fullmatch("[0-9a-f]{32}", one)) else repr(one)


def test_no_page_opens_the_vault_or_the_tables_itself() -> None:
    for folder in ("ui", "pages"):
        for file in (ROOT / folder).rglob("*.py"):
            used = re.findall(r"\.vault\b|face_of\(|\._cursor\(", file.read_text(encoding="utf-8"))
            assert not used, file


def meets(installations: dict[str, Installation], name: str) -> bool:
    """Whether rows of Sabour make a difference to what somebody who may see them is answered, or changes."""
    for who in ("mis", "brc of sabour", "dpo"):
        answers = []
        for one in (installations["both"], installations["sabour"]):
            answer: list[str] = []
            with suppress(Exception):  # whatever stops a sample on its way, it met nothing
                answer = comparable(one, one.ask(FUNCTIONS[name], ACCOUNTS[who], GIVEN.get(name, {})))
            answers.append((answer, Counter(stored.told_of([row[2:] for row in one.changes], "sabour"))))
        if answers[0] != answers[1]:
            return True
    return False


def test_the_samples_do_meet_sabour_for_whoever_may_see_it(installations: dict[str, Installation]) -> None:
    asked = {name for name in TOLD if name not in DRAWN | NOTES_A_LOOK}
    nothing = {name for name in asked if not meets(installations, name)}
    new, old = sorted(nothing - set(MEETS_NOTHING)), sorted(set(MEETS_NOTHING) - nothing)
    assert not new, f"a call that meets no row proves nothing: give a sample in GIVEN, or the reason. {', '.join(new)}"
    assert not old, f"these meet a row by now: {', '.join(old)}"
