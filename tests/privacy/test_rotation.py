"""Another key: everything opens with it and nothing with the old one, wherever it was stopped; the kit brings it back."""

import random
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from attendance.config import Config
from attendance.district import District, Kind
from attendance.errors import BadEntry
from attendance.office import backups
from attendance.office.backups import keeping
from attendance.office.backups.restoring import restore
from attendance.office.privacy import kit, rotation
from data import sealing
from data.errors import VaultError
from data.vault import Vault, key_id, retired, secret
from tests.data.two_blocks import put
from tests.support import Small, config_in

FACES = 30


class Stopped(BaseException):
    """The power fails here."""


@pytest.fixture
def sealed(small: Small, tmp_path: Path) -> tuple[Small, Config]:
    """The small district with sealed files and sealed rows."""
    vault = small.district.vault
    for number in range(20):
        vault.put(f"photo/{number:064}", f"photo {number}".encode())

    def rows(tx):  # type: ignore[no-untyped-def]
        box = {"x1": 0, "y1": 0, "x2": 9, "y2": 9, "confidence": 1, "blur": 1, "cut": False, "person": 1, "photo_id": 1}
        for number in range(FACES):
            content = vault.seal(np.full(4, number, "<f4").tobytes(), f"face/{number}")
            put(tx, "face", face_id=number, model="model", sealed=content, **box)
        for model in ("one", "two"):
            content = vault.seal(model.encode(), "template/7")
            put(tx, "template", reference_photo_id=7, pupil_id=401, model=model, sealed=content)
        put(tx, "face", face_id=99_999, model="model", sealed=b"", **box)  # of a pupil who was erased

    small.district.db.write(rows)
    return small, config_in(tmp_path)


def opened(config: Config) -> None:
    """All that was sealed opens with the key that is there."""
    district = District.open(config, Kind.OWN)
    try:
        assert [district.vault.get(f"photo/{number:064}") for number in range(20)] == [
            f"photo {number}".encode() for number in range(20)
        ]
        rows = district.db._cursor().execute("SELECT face_id, sealed FROM face WHERE face_id < 1000 ORDER BY 1").fetchall()
        assert [np.frombuffer(district.vault.unseal(row[1], f"face/{row[0]}"), "<f4")[0] for row in rows] == [*range(FACES)]
        rows = district.db._cursor().execute("SELECT model, sealed FROM template ORDER BY 1").fetchall()
        assert (
            [district.vault.unseal(row[1], "template/7").decode() for row in rows] == [row[0] for row in rows] == ["one", "two"]
        )
    finally:
        district.close()


def everything_sealed(config: Config) -> list[tuple[bytes, str]]:
    """What is sealed now, with its name."""
    folder = config.home / "own" / "vault"
    found = [(path.read_bytes(), f"{path.parts[-3]}/{path.name}") for path in folder.glob("*/*/*")]
    district = District.open(config, Kind.OWN)
    try:
        cursor = district.db._cursor()
        found += cursor.execute("SELECT sealed, 'face/' || face_id FROM face WHERE sealed <> ''::BLOB").fetchall()
        found += cursor.execute("SELECT sealed, 'template/' || reference_photo_id FROM template").fetchall()
    finally:
        district.close()
    return found


def opens(key: bytes, sealed: bytes, name: str) -> bool:
    try:
        Vault.unseal_with(key, sealed, name)
    except VaultError:
        return False
    return True


def rotate(config: Config) -> rotation.Rotated:
    district = District.open(config, Kind.OWN)
    try:
        return rotation.rotate(district)
    finally:
        district.close()


def test_everything_opens_with_the_new_key_and_nothing_with_the_old(sealed: tuple[Small, Config]) -> None:
    small, config = sealed
    seed = small.district.vault.number("a stratum")
    old = secret(District.key_of(config, Kind.OWN))
    (config.keys / "cookie.key").write_bytes(b"c" * 32)
    small.district.close()
    done = rotate(config)
    opened(config)
    everything = everything_sealed(config)
    assert len(everything) == 20 + 1 + FACES + 2
    assert not [name for content, name in everything if opens(old, content, name)]
    assert all(opens(done.key, content, name) for content, name in everything)
    assert (done.before, done.after, done.damaged) == (key_id(old), key_id(done.key), 0)
    assert [path.name for path in config.keys.iterdir() if "key" in path.name] == ["own.key"]
    assert Vault(config.home / "own" / "vault", District.key_of(config, Kind.OWN)).number("a stratum") == seed


@pytest.mark.parametrize("at", range(7))
def test_wherever_it_is_stopped_it_goes_on(sealed: tuple[Small, Config], monkeypatch: pytest.MonkeyPatch, at: int) -> None:
    small, config = sealed
    old = secret(District.key_of(config, Kind.OWN))
    small.district.close()
    left = random.Random(at).randrange(20)  # noqa: S311 - where to stop
    steps: list[tuple[object, str]] = [
        (rotation, "renew"),
        (rotation, "secret"),
        (Vault, "put_anew"),
        (Vault, "seal_anew"),
        (sealing, "seal_span_anew"),
        (rotation, "_forget"),
        (Path, "unlink"),
    ]
    owner, name = steps[at]
    real: Callable[..., object] = getattr(owner, name)
    calls = 0

    def stops(*given: object, **named: object) -> object:
        nonlocal calls
        calls += 1
        if calls > (left if name in ("put_anew", "seal_anew") else calls - 1 if name == "unlink" and calls < 2 else 0):
            raise Stopped
        return real(*given, **named)

    with monkeypatch.context() as patched:
        patched.setattr(owner, name, stops)
        with pytest.raises(Stopped):
            rotate(config)
    opened(config)  # in between, the app works
    done = rotate(config)
    opened(config)
    assert key_id(old) == done.before
    assert not [name for content, name in everything_sealed(config) if opens(old, content, name)]
    assert not retired(District.key_of(config, Kind.OWN))


def test_a_damaged_file_does_not_keep_the_rest_from_the_new_key(sealed: tuple[Small, Config]) -> None:
    small, config = sealed
    path = Vault.path_in(small.district.vault.folder, f"photo/{3:064}")
    path.write_bytes(path.read_bytes()[:-1] + b"!")
    small.district.close()
    assert rotate(config).damaged == 1


def test_a_kept_backup_keeps_the_key_that_it_needs_until_it_aged_out(
    sealed: tuple[Small, Config], monkeypatch: pytest.MonkeyPatch
) -> None:
    """One that is not there, or cannot be read, counts as one that needs it; brought back, all of it opens."""
    small, config = sealed
    key_file, old = District.key_of(config, Kind.OWN), small.district.vault.key_id
    shelf = backups.Shelf.of(small.district)
    made = backups.make(small.district)
    small.district.close()
    assert rotate(config).kept == (old,)
    district = District.open(config, Kind.OWN)
    away = district.backups.with_name("away")
    district.backups.rename(away)
    assert rotation.forget_retired(district) == (old,)  # its disk is not connected
    away.rename(district.backups)
    manifest = shelf.folder / made.stamp / "manifest.json"
    content = manifest.read_bytes()
    for spoilt in (b"null", b"[]", b'{"tables": []}', b"\0\0", b"{"):
        manifest.write_bytes(spoilt)
        assert rotation.forget_retired(district) == (old,)
    manifest.write_bytes(content)
    district.close()
    assert restore(config, Kind.OWN, made.stamp).older_key
    opened(config)
    assert rotate(config).kept == (old,)
    opened(config)
    for span in ("DAYS", "WEEKS"):
        monkeypatch.setattr(keeping, span, 1)
    district = District.open(config, Kind.OWN)
    backups.make(district)
    assert shelf.stamps() != [made.stamp]
    assert rotation.forget_retired(district) == ()
    district.close()
    assert not retired(key_file)


def test_the_kit_brings_a_lost_key_back(sealed: tuple[Small, Config]) -> None:
    small, config = sealed
    key_file = District.key_of(config, Kind.OWN)
    printed = kit.text(secret(key_file))
    small.district.close()
    key_file.unlink()
    with pytest.raises(VaultError):
        District.open(config, Kind.OWN)
    typed = " ".join(line.split(maxsplit=1)[1] for line in printed.splitlines()[2:10])
    kit.recover(key_file, config.home / "own" / "vault", typed.lower().replace("0", "o"))
    opened(config)


@given(
    key=st.binary(min_size=32, max_size=32),
    place=st.integers(0, kit.GROUPS - 1),
    sign=st.integers(0, kit.GROUP_SIGNS - 1),
    instead=st.sampled_from(kit.SIGNS),
)
def test_every_slip_in_one_sign_of_any_key_is_told(key: bytes, place: int, sign: int, instead: str) -> None:
    groups = kit.groups(key)
    assume(groups[place][sign] != instead)
    groups[place] = groups[place][:sign] + instead + groups[place][sign + 1 :]
    with pytest.raises(BadEntry) as problem:
        kit.key_from(" ".join(groups))
    assert problem.value.message.values["number"] == place + 1


def test_a_kit_that_was_printed_before_still_opens_and_names_a_slip() -> None:
    key = bytes(range(0, 256, 8))
    # by the version before, with the beginning of a SHA-256 as the check of each group
    printed = "0041064N 40M30E5C 81450P0B C1M70Y22 G249166X M2MB1E6M R34D1P6A W3MF1Y7S"
    assert kit.key_from(printed) == key
    with pytest.raises(BadEntry) as problem:
        kit.key_from(printed.replace("C1M7", "C1M8"))
    assert problem.value.message.values["number"] == 4
    assert kit.key_from(" ".join(kit.groups(key))) == key


def test_a_slip_of_the_pen_is_told_by_its_group(sealed: tuple[Small, Config]) -> None:
    small, config = sealed
    key = secret(District.key_of(config, Kind.OWN))
    groups = kit.groups(key)
    for place in range(kit.GROUPS):
        wrong = [*groups]
        wrong[place] = wrong[place][:5] + ("7" if wrong[place][5] != "7" else "8") + wrong[place][6:]
        with pytest.raises(BadEntry) as problem:
            kit.key_from(" ".join(wrong))
        assert problem.value.message.values["number"] == place + 1
    swapped = [groups[1], groups[0], *groups[2:]]
    with pytest.raises(BadEntry):
        kit.key_from(" ".join(swapped))
    with pytest.raises(BadEntry):
        kit.key_from(" ".join(groups[:-1]))
    assert kit.key_from("\n".join(groups)) == key
    small.district.close()
    District.key_of(config, Kind.OWN).unlink()
    with pytest.raises(BadEntry, match=key_id(b"x" * 32)):
        kit.recover(District.key_of(config, Kind.OWN), config.home / "own" / "vault", " ".join(kit.groups(b"x" * 32)))
    assert not District.key_of(config, Kind.OWN).exists()
