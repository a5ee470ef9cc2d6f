"""The list of sealed files: in the order in which the vault is walked, and set beside an earlier one without holding either."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attendance.office.backups import sealed_list
from attendance.office.backups.sealed_list import Sealed, Total, beside
from data.vault import Vault, files_in

RESTS = st.text("0123456789abcdefXYZ_-", min_size=1, max_size=6).filter(lambda rest: all(rest.replace("-", "_").split("_")))
NAMES = st.builds("{}/{}".format, st.sampled_from(("photo", "photos", "photo2", "crop", "reference")), RESTS)


@given(names=st.sets(NAMES, max_size=30))
def test_files_come_in_the_order_of_their_names(tmp_path_factory: pytest.TempPathFactory, names: set[str]) -> None:
    folder = tmp_path_factory.mktemp("vault")
    for name in names:
        path = Vault.path_in(folder, name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x")
    for stray in ("Thumbs.db", "photo/Thumbs.db", "photo/ab/.new-abcd", "photo/ab/a file"):
        (folder / stray).parent.mkdir(parents=True, exist_ok=True)
        (folder / stray).write_bytes(b"x")
    found = list(files_in(folder))
    assert [name for name, _path in found] == sorted(names)
    assert all(path == Vault.path_in(folder, name) for name, path in found)


@given(now=st.sets(NAMES), before=st.sets(NAMES))
def test_each_file_stands_beside_what_the_earlier_list_says_of_it(now: set[str], before: set[str]) -> None:
    earlier = {name: Sealed(name, f"{hash(name) % 16**8:064x}", len(name)) for name in sorted(before)}
    found = list(beside(((name, Path(name)) for name in sorted(now)), iter(earlier.values())))
    assert found == [(name, Path(name), earlier.get(name)) for name in sorted(now)]


@given(names=st.sets(NAMES))
def test_a_list_is_read_as_it_was_written_and_replaced_whole(tmp_path_factory: pytest.TempPathFactory, names: set[str]) -> None:
    folder = tmp_path_factory.mktemp("list")
    sealed = [Sealed(name, f"{number:064x}", number) for number, name in enumerate(sorted(names))]
    sealed_list.write(folder, [Sealed("photo/1", "0" * 64, 7)])
    assert sealed_list.write(folder, sealed) == Total(len(sealed), sum(one.size for one in sealed))
    assert list(sealed_list.read(folder)) == sealed
    assert [path.name for path in folder.iterdir()] == [sealed_list.SEALED]


def test_a_list_that_breaks_off_is_no_list(tmp_path: Path) -> None:
    sealed_list.write(tmp_path, [Sealed("photo/1", "0" * 64, 7), Sealed("photo/2", "1" * 64, 7)])
    file = tmp_path / sealed_list.SEALED
    file.write_bytes(file.read_bytes()[:-30])
    with pytest.raises(ValueError, match="unpack"):
        list(sealed_list.read(tmp_path))
