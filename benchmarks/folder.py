"""How the pipeline does on a folder of photos with a gallery and the truth; `python -m benchmarks.accuracy DIR` runs it.

DIR holds gallery/NAME/*.jpg, photos/*.jpg and truth.csv (photo,name; one row per enrolled person who is in the photo). Each
photo counts alone against the whole gallery with the shipped thresholds. Without a gallery, faces are counted only.
"""

import csv
import sys
from pathlib import Path
from typing import Any

from recognition.errors import UnreadablePhoto
from recognition.fusing import Fused, fuse
from recognition.matching import FaceMatch, Gallery
from recognition.pipeline import Pipeline

SUFFIXES = {".jpg", ".jpeg", ".png", ".webp", ".heic", ".heif"}


def measure(pipeline: Pipeline, folder: Path) -> dict[str, Any]:
    """Counts over all photos: `found`, `missed` and `uncertain` of the people in the truth, `false` of the names given as
    present that are not in it; and for each photo its number of faces, the names present and uncertain, and how many faces
    are of nobody known."""
    names, gallery = _gallery(pipeline, folder / "gallery")
    truth = _truth(folder / "truth.csv", set(names))
    totals = {"found": 0, "missed": 0, "false": 0, "uncertain": 0}
    photos: dict[str, dict[str, Any]] = {}
    for file in _files(folder / "photos"):
        try:
            reading = pipeline.read(file.read_bytes())
        except UnreadablePhoto as error:
            print(f"{file.name}: cannot be read ({error.reason})", file=sys.stderr)
            continue
        matches = reading.match(gallery, pipeline.thresholds)
        fused = fuse([matches], [reading.embeddings], pipeline.thresholds)
        photos[file.name] = _photo(matches, fused, names)
        there = truth.get(file.name, set())
        present, uncertain = set(photos[file.name]["present"]), set(photos[file.name]["uncertain"])
        totals["found"] += len(there & present)
        totals["uncertain"] += len(there & uncertain)
        totals["missed"] += len(there - present - uncertain)
        totals["false"] += len(present - there)
    for name in sorted(set(truth) - set(photos)):
        print(f"truth.csv names {name}, which is not among the photos read", file=sys.stderr)
        totals["missed"] += len(truth[name])
    return {**totals, "photos": photos}


def report(result: dict[str, Any]) -> str:
    """The result as text, one line a photo."""
    lines = [
        f"{name}: {photo['faces']} faces; present {_list(photo['present'])}; uncertain {_list(photo['uncertain'])}; "
        f"unknown {photo['unknown']}"
        for name, photo in result["photos"].items()
    ]
    return "\n".join([*lines, ", ".join(f"{key} {result[key]}" for key in ("found", "missed", "false", "uncertain"))])


def _gallery(pipeline: Pipeline, folder: Path) -> tuple[list[str], Gallery]:
    names = sorted(path.name for path in folder.iterdir() if path.is_dir()) if folder.is_dir() else []
    references = []
    for key, name in enumerate(names):
        for file in _files(folder / name):
            reading = pipeline.read_reference(file.read_bytes())
            if reading.embedding is None:
                print(f"gallery/{name}/{file.name} is left out: {', '.join(reading.problems)}", file=sys.stderr)
            else:
                references.append((key, reading.embedding))
    return names, Gallery.from_references(references, pipeline.model)


def _truth(file: Path, names: set[str]) -> dict[str, set[str]]:
    if not file.is_file():
        return {}
    truth: dict[str, set[str]] = {}
    with file.open(newline="", encoding="utf-8-sig") as opened:
        for row in csv.DictReader(opened):
            if row["name"] not in names:
                print(f"truth.csv names {row['name']}, who is not in the gallery", file=sys.stderr)
            truth.setdefault(row["photo"], set()).add(row["name"])
    return truth


def _photo(matches: list[FaceMatch], fused: Fused, names: list[str]) -> dict[str, Any]:
    return {
        "faces": len(matches),
        "present": sorted(names[key] for key in fused.present),
        "uncertain": sorted(names[key] for key in fused.uncertain),
        "unknown": sum(match.decision == "unknown" for match in matches),
    }


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.iterdir() if path.suffix.lower() in SUFFIXES)


def _list(names: list[str]) -> str:
    return ", ".join(names) or "nobody"
