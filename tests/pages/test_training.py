"""The Training page as a trainer meets it, on a real sandbox with the real models."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from attendance import house as rooms
from attendance import i18n
from attendance.house import House, handlers
from attendance.office import passwords, sessions
from attendance.office.access import Account, Page, Role
from attendance.office.models import Models
from attendance.roster import sandbox, training
from attendance.worker import Worker
from data import submissions
from data.scope import Scope
from recognition.pipeline import Pipeline
from tests.pages.support import ROOT
from tests.support import config_in
from ui import session

EVERYTHING = Scope.everything()
TRAINER = Account("trainer", "Trainer", Role.TRAINER)


@pytest.fixture
def rehearsal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, pipeline: Pipeline) -> Iterator[House]:
    """A house with nothing but the training sandbox; its worker has stopped, so that the test does the work."""
    config = config_in(tmp_path)
    config.home.mkdir(parents=True)
    config.weights.symlink_to(pipeline.cache, target_is_directory=True)
    monkeypatch.setenv("UPASTHITI_HOME", str(config.home))
    monkeypatch.setenv("UPASTHITI_KEYS", str(config.keys))
    monkeypatch.setattr(rooms, "_open", {})
    monkeypatch.setattr(passwords, "ROUNDS", 4)
    monkeypatch.setattr(i18n, "_provider", lambda: "en")
    sandbox.prepare(config, pipeline)
    opened = rooms.house()
    opened.worker.stop()
    opened.models = Models(pipeline.cache, pipeline)
    yield opened
    opened.close()


def at_training(house: House) -> AppTest:
    at = AppTest.from_string((ROOT / "app.py").read_text(), default_timeout=120)  # as tests.pages.support.page does
    at.session_state[session.TOKEN] = sessions.start(house.sandbox, TRAINER)
    at.session_state[session.LANGUAGE] = "en"
    at.switch_page(str(ROOT / "pages" / f"{Page.TRAINING.value}.py"))
    return at.run()


def test_the_five_steps_and_the_truth_and_one_click_forgets_it_all(rehearsal: House) -> None:
    at = at_training(rehearsal)
    assert not at.error
    assert any("do not exist" in said.value and "children may be weaker" in said.value for said in at.info)
    at.button(key="training_send").click().run()
    assert not at.error
    assert Worker(lambda: [rehearsal.sandbox], handlers(rehearsal.models)).work_off()
    at.run()
    assert [step.value[:11] for step in at.subheader[:5]] == [f"Step {step} of 5" for step in range(1, 6)]
    day = training.practice_day(rehearsal.sandbox)
    made = training.todays_photos(rehearsal.sandbox, day)
    table = at.dataframe[-1].value
    assert list(table["Truth"]).count("was there") == len(made.present)
    # Which pupils are recognised depends on the day; that the page says what is wrong does not.
    for truth, result, verdict in zip(table["Truth"], table["Result"], table["Verdict"], strict=True):
        assert (verdict == "wrong: was away") == (truth == "was away" and result == "present")
    at.button(key="training_send_old").click().run()
    assert Worker(lambda: [rehearsal.sandbox], handlers(rehearsal.models)).work_off()
    at.run()
    assert not at.error
    assert any("The photo is nearly the same as the photo of" in said.value for said in at.markdown)
    at.button(key="flag_ask").click().run()
    assert any(said.value.startswith("- Explanation asked · ") for said in at.markdown)
    at.button(key="training_reset").click().run()
    assert not at.error
    assert submissions.recent(rehearsal.sandbox.db, EVERYTHING) == []
    assert any(button.key == "training_send" for button in at.button)
