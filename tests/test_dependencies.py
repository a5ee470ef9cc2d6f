"""The review of dependencies names what is really used: each direct one, its pinned version, its licence."""

import re
from importlib.metadata import metadata, version
from pathlib import Path

ROOT = Path(__file__).parents[1]


def direct() -> dict[str, str]:
    """Each package of requirements.in and what it is for."""
    lines = (ROOT / "requirements.in").read_text(encoding="utf-8").splitlines()
    found = [re.match(r"([\w.-]+)(?:==\S+)?\s+# (.+)", line) for line in lines if not line.startswith("#")]
    return {one[1]: one[2] for one in found if one}


def pinned() -> dict[str, str]:
    """Versions of requirements.txt by name in small letters."""
    found = re.findall(r"^([\w.-]+)==(\S+)", (ROOT / "requirements.txt").read_text(encoding="utf-8"), re.MULTILINE)
    return {name.lower(): number for name, number in found}


def licence(name: str) -> str:
    """As the installed package tells."""
    told = metadata(name)
    classified = [one.rpartition(" :: ")[2] for one in told.get_all("Classifier") or [] if one.startswith("License ::")]
    return told.get("License-Expression") or ", ".join(classified) or str(told.get("License")).splitlines()[0]


def reviewed() -> dict[str, list[str]]:
    """The rows of the review's table by package."""
    lines = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8").splitlines()
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("| ")]
    return {row[0]: row[1:] for row in rows[1:]}


def test_each_direct_dependency_is_reviewed_in_the_version_that_is_pinned_and_installed() -> None:
    rows, pins = reviewed(), pinned()
    assert set(rows) == set(direct()), "review the new one in docs/dependencies.md"
    for name, why in direct().items():
        number, terms, what_for, holes = rows[name]
        assert number == pins[name.lower()] == version(name), f"{name}: look again whether this version has known holes"
        assert terms == licence(name), name
        assert what_for == why
        assert len(holes) > 10, name


def test_every_requirement_is_pinned() -> None:
    lines = (ROOT / "requirements.txt").read_text(encoding="utf-8").splitlines()
    assert not [line for line in lines if line and line[0].isalnum() and "==" not in line]


def test_what_faces_the_network_is_told_in_its_pinned_version() -> None:
    text = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8")
    assert not [name for name in ("starlette", "uvicorn", "python-multipart") if pinned()[name] not in text]
