"""The log finds a failure by its number, and holds nothing of a person's."""

import json
import logging
import threading
from pathlib import Path

import pytest

from attendance import logs

PUPIL = "अनीता कुमारी"


def written(log_folder: Path) -> str:
    return "".join(path.read_text(encoding="utf-8") for path in log_folder.glob("*"))


def fail(name: str) -> None:
    try:
        raise KeyError(name)
    except KeyError as problem:
        raise ValueError(f"no such pupil: {name}") from problem


def test_a_failure_is_found_by_its_number_without_what_it_was_about(log_folder: Path) -> None:
    with pytest.raises(ValueError, match="pupil") as caught:
        fail(PUPIL)
    number = logs.failed(logging.getLogger("ui.failures"), caught.value, "a page failed")
    other = logs.failed(logging.getLogger("ui.failures"), caught.value, "a page failed")
    assert number != other
    (line,) = logs.find(log_folder, number.lower().removeprefix("e-"))
    found = json.loads(line)
    assert found["kinds"] == ["ValueError", "KeyError"]
    assert found["places"][-1].startswith("tests/test_logs.py:")
    assert found["places"][-1].endswith(" fail")
    assert PUPIL not in written(log_folder)


def test_other_packages_warnings_and_threads_leave_values_out(log_folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    streamlit = logging.getLogger("streamlit.error_util.test")
    try:
        fail(PUPIL)
    except ValueError as problem:
        streamlit.error("Uncaught app execution", exc_info=problem)
        streamlit.warning("cannot show %s", problem)
        streamlit.warning(f"Widget went wrong: {problem}")
    thread = threading.Thread(target=fail, args=(PUPIL,))
    thread.start()
    thread.join()
    text = written(log_folder)
    assert "Uncaught app execution" in text
    assert "cannot show %s" in text
    assert "a thread ended: ValueError" in text
    shown = capfd.readouterr()
    for everything in (text, shown.out, shown.err):
        assert PUPIL not in everything


def test_the_log_is_rotated_and_only_its_owner_reads_it(log_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (handler,) = [one for one in logging.getLogger().handlers if isinstance(one, logs.RotatingFileHandler)]
    monkeypatch.setattr(handler, "maxBytes", 2000)
    number = logs.failed(logging.getLogger("ui"), ValueError(), "a page failed")
    for turn in range(60):
        logging.getLogger("data").info("line %s of the log", turn)
    files = list(log_folder.iterdir())
    assert 3 < len(files) <= logs.FILES
    assert all(path.stat().st_size <= 2000 and path.stat().st_mode & 0o077 == 0 for path in files)
    assert list(logs.find(log_folder, number))


def test_a_full_disk_says_that_a_line_was_lost_and_not_which(log_folder: Path, monkeypatch: pytest.MonkeyPatch, capfd) -> None:
    (handler,) = [one for one in logging.getLogger().handlers if isinstance(one, logs.RotatingFileHandler)]
    monkeypatch.setattr(handler, "shouldRollover", lambda record: 1 / 0)
    logging.getLogger("data").warning("about %s", PUPIL)
    shown = capfd.readouterr().err
    assert "a line of the log was lost" in shown
    assert PUPIL not in shown


def test_the_app_starts_where_no_log_can_be_written(tmp_path: Path) -> None:
    (tmp_path / "logs").write_text("a file in its place")
    factory, hook = logging.getLogRecordFactory(), threading.excepthook
    try:
        logs.start(tmp_path / "logs")
    finally:
        logging.setLogRecordFactory(factory)
        threading.excepthook = hook
