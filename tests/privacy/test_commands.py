"""The commands: another key, a lost one from its kit, a pupil's erasure."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from attendance import __main__ as command_line
from attendance import i18n
from attendance.config import Config
from attendance.district import District, Kind
from data import erasure as stored
from data.vault import secret
from tests.support import config_in, small_district


@pytest.fixture
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Config:
    """The small district with a sealed photo, closed, where the commands look for it."""
    small = small_district(tmp_path)
    small.district.vault.put(f"photo/{1:064}", b"a photo")
    small.district.close()
    config = config_in(tmp_path)
    monkeypatch.setenv("UPASTHITI_HOME", str(config.home))
    monkeypatch.setenv("UPASTHITI_KEYS", str(config.keys))
    monkeypatch.setattr(i18n, "_provider", lambda: "en")
    return config


def ask(*words: str, given: str = "") -> tuple[int, str]:
    done = CliRunner().invoke(command_line.app, list(words), input=given)
    return done.exit_code, done.output


def kit_in(output: str) -> list[str]:
    lines = output.split("RECOVERY KIT")[1].splitlines()
    return [line.split(maxsplit=1)[1] for line in lines if line.startswith("  ")]


def test_a_key_is_changed_lost_and_typed_back(config: Config) -> None:
    old = secret(District.key_of(config, Kind.OWN))
    code, told = ask("rotate-key")
    assert code == 0
    assert "2 files and 0 rows" in told
    groups = kit_in(told)
    key_file = District.key_of(config, Kind.OWN)
    new = key_file.read_bytes()
    assert new != old
    key_file.unlink()
    slip = [*groups]
    slip[4] = slip[4][:-1] + ("2" if slip[4][-1] != "2" else "3")
    code, told = ask("recover-key", given="\n".join(slip) + "\n")
    assert code == 1
    assert "Group 5 is not right" in told
    assert not key_file.exists()
    code, told = ask("recover-key", given="\n".join(groups) + "\n")
    assert code == 0
    assert key_file.read_bytes() == new
    code, told = ask("recover-key", given="\n".join(groups) + "\n")
    assert code == 1
    assert "there already" in told
    district = District.open(config, Kind.OWN)
    assert district.vault.get(f"photo/{1:064}") == b"a photo"
    district.close()


def test_the_app_must_be_stopped(config: Config) -> None:
    district = District.open(config, Kind.OWN)
    key = secret(District.key_of(config, Kind.OWN))
    with pytest.MonkeyPatch.context() as patched:
        from data.errors import DatabaseHeld

        def held(*_given: object) -> District:
            raise DatabaseHeld(4711)

        patched.setattr(District, "open", held)
        code, told = ask("rotate-key")
    district.close()
    assert code == 1
    assert "4711" in told
    assert secret(District.key_of(config, Kind.OWN)) == key


def test_a_pupil_is_erased_by_pen(config: Config) -> None:
    pen = "99000000401"
    assert ask("erase", pen, "--reason", "asked in writing", given="99000000402\n")[0] == 1
    code, told = ask("erase", pen, "--reason", "asked in writing", given=f"{pen}\n")
    assert code == 0
    assert '"database_written_anew": true' in told
    code, told = ask("erase", pen, "--reason", "asked in writing", given=f"{pen}\n")
    assert code == 1
    assert "No pupil has this PEN" in told
    district = District.open(config, Kind.OWN)
    assert stored.by_pen(district.db, pen) is None
    assert [row["state"] for row in stored.every(district.db)] == ["done"]
    district.close()
