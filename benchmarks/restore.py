"""How long a district-year takes to be backed up, brought back, upgraded and written anew.

    python -m benchmarks.restore [--home DIR --keys DIR] [--files 100000] [--json FILE]

Makes the training sandbox at the district's scale in a folder of its own, or takes the one in DIR (which is copied, never
changed), and adds sealed files of 25 kB, about what the parts of a class's photos take on average. Prints wall-clock and
processor time of each step, the sizes, and how long a write and a read waited at most while a backup was made and while the
file was written anew.
"""

import argparse
import hashlib
import json
import os
import shutil
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any

from attendance.config import Config
from attendance.district import District, Kind
from attendance.office import backups
from attendance.office.backups.restoring import restore
from benchmarks.dashboard import made
from data import migrations
from data.database import Database
from data.scope import Scope
from data.vault import Vault

PAUSE_S = 0.05
FILE_BYTES = 25_000


def main(arguments: list[str] | None = None) -> None:
    """Measures, prints, and writes JSON where asked."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.restore", description="Backups of a district-year")
    parser.add_argument("--home", type=Path, help="a home with a sandbox, by default made anew; it is copied")
    parser.add_argument("--keys", type=Path, help="the keys of that home")
    parser.add_argument("--files", type=int, default=100_000, help="sealed files beside the database")
    parser.add_argument("--json", type=Path)
    given = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(dir=given.home.parent if given.home else None) as folder:
        result = measure(made(Path(folder), given.home, given.keys), given.files)
    print(report(result))
    if given.json:
        given.json.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")


def measure(config: Config, files: int) -> dict[str, Any]:
    """Seconds of each step, waits beside it, sizes in bytes."""
    found: dict[str, Any] = {"load": os.getloadavg()[0], "files": files, "steps": {}}
    district = District.open(config, Kind.SANDBOX)
    try:
        _seal(district.vault, files)
        found["attendance"] = district.db._cursor().execute("SELECT count(*) FROM attendance").fetchall()[0][0]
        found["database"] = district.db.path.stat().st_size
        with _step(found, "backup, compared", district.db):
            manifest = backups.make(district)
        folder = district.backups / manifest.stamp
        found["backup"] = {path.name: path.stat().st_size for path in folder.iterdir() if path.is_file()}
        found["parquet"] = sum(path.stat().st_size for path in (folder / "parquet").iterdir())
        with _step(found, "the next backup", district.db):
            backups.make(district)
        with _step(found, "rewrite", district.db):
            district.db.rewrite()
        found["rewritten"] = district.db.path.stat().st_size
    finally:
        district.close()
    with _step(found, "restore"):
        restore(config, Kind.SANDBOX)
    with _later_version(config.home), _step(found, "upgrade by a copy"):
        Database(District.folder_of(config, Kind.SANDBOX) / "district.duckdb").close()
    return found


def _seal(vault: Vault, count: int) -> None:
    """Without waiting for the disk after each, as the app does."""
    content = os.urandom(FILE_BYTES)
    for number in range(count):
        name = f"photo/{hashlib.sha256(b'%d' % number).hexdigest()}"
        path = Vault.path_in(vault.folder, name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(vault.seal(content, name))


def report(result: dict[str, Any]) -> str:
    """The result as text."""
    lines = [
        f"load {result['load']:.1f} at the start; {result['attendance']:,} rows of attendance, {result['files']:,} sealed files"
    ]
    sizes = {"database": result["database"], "written anew": result["rewritten"], "Parquet": result["parquet"]}
    lines.append(", ".join(f"{name} {size / 1e6:.0f} MB" for name, size in sizes.items()))
    lines.append(f"{'step':<20}{'seconds':>9}{'processor':>11}{'a write waited at most':>25}{'a read':>9}")
    for name, row in result["steps"].items():
        waits = f"{row['write']:>25.2f}{row['read']:>9.2f}" if "write" in row else ""
        lines.append(f"{name:<20}{row['seconds']:>9.1f}{row['processor']:>11.1f}{waits}")
    return "\n".join(lines)


@contextmanager
def _step(found: dict[str, Any], name: str, db: Database | None = None) -> Iterator[None]:
    """Measure a step, and where a database is given how long others wait for it meanwhile."""
    stop = threading.Event()
    waits: dict[str, float] = {}

    def again(kind: str, work: Callable[[int], object]) -> None:
        for number in count():
            if stop.is_set():
                return
            began = time.perf_counter()
            work(number)
            waits[kind] = max(waits.get(kind, 0.0), time.perf_counter() - began)
            time.sleep(PAUSE_S)

    threads = []
    if db is not None:
        said = {"name": "benchmark", "changed_by": "x", "changed_at": "2026-04-06"}

        def write(number: int) -> None:
            db.write(lambda tx: tx.run("settings/set", Scope.everything(), **said, value=str(number)))

        def read(_number: int) -> None:
            db.rows("settings/every", Scope.everything())

        threads = [threading.Thread(target=again, args=pair) for pair in (("write", write), ("read", read))]
    for thread in threads:
        thread.start()
    began, used = time.perf_counter(), time.process_time()
    yield
    found["steps"][name] = {"seconds": time.perf_counter() - began, "processor": time.process_time() - used}
    stop.set()
    for thread in threads:
        thread.join()
    found["steps"][name] |= waits


@contextmanager
def _later_version(folder: Path) -> Iterator[None]:
    """As in a version that has one more migration."""
    later, before = folder / "migrations", migrations.FOLDER
    shutil.copytree(before, later, ignore=shutil.ignore_patterns("__pycache__", "*.py"))
    (later / "9999_benchmark.sql").write_text("CREATE TABLE benchmark (number INTEGER);", encoding="utf-8")
    migrations.FOLDER = later
    yield
    migrations.FOLDER = before


if __name__ == "__main__":
    main()
