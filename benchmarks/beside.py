"""Ours and the peers on the same photos, per class day."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from attendance.roster.cast import cast
from benchmarks.composed import compose
from benchmarks.days import Day, People, whose
from benchmarks.outcomes import judge, roll
from benchmarks.peers import Peer, Seen, flat_names, peers
from recognition.pipeline import Pipeline

HEIGHTS = (24, 32, 40, 48, 64, 80)
DAYS = 3
SIZES = (30, 60)
"""Rolls without made-up templates: the peers have none."""


def measure(
    pipeline: Pipeline,
    everybody: People,
    portraits: Path | None,
    days: Sequence[Day],
    usual: Sequence[Day],
    matchers: Mapping[str, Any],
) -> tuple[dict[str, dict[str, Any]], list[str]]:
    """For each height and each of ours and the peers what became of the class days; and a line for each peer left out."""
    others, left_out = peers(pipeline.cache)
    sizes = SIZES if everybody.heads else (len(everybody.codes),)
    known = {peer.name: references(peer, everybody, portraits) for peer in others}
    result: dict[str, dict[str, Any]] = {}
    for height in HEIGHTS:
        rows = {name: _nothing() for name in [*matchers, *known]}
        chosen = [number for number, day in enumerate(days) if (day.plan.face, day.plan.harm) == (height, "none")][:DAYS]
        for number in chosen:
            day = usual[number]
            photos = compose(days[number].plan, everybody.heads)
            gone = set(days[number].plan.people) - set(day.plan.people)
            for size in sizes:
                enrolled = roll(day, everybody, size)
                for name, matcher in matchers.items():
                    _count(rows[name], day, enrolled, matcher(day, enrolled, 0))
            for peer in others:
                read = [_without(peer.read(photo.jpeg), photo, height, gone) for photo in photos]
                for size in sizes:
                    enrolled = roll(day, everybody, size)
                    there = [code for code in enrolled.codes if code in known[peer.name]]
                    templates = np.stack([known[peer.name][code] for code in there])
                    names = {there[column] for column in flat_names(peer, read, templates)}
                    _count(rows[peer.name], day, enrolled, (names, set()))
        result[f"{height} px"] = rows
    return result, left_out


def references(peer: Peer, everybody: People, portraits: Path | None) -> dict[str, np.ndarray]:
    """Everybody's reference as the peer reads it: the largest face it finds."""
    files = {member.code: member.reference for member in cast()}
    files |= {code: portraits / f"{code}.jpg" for code in everybody.heads} if portraits else {}
    found = {}
    for code, file in files.items():
        read = peer.read(file.read_bytes())
        if len(read.xyxy):
            found[code] = read.features[int(np.argmax(read.xyxy[:, 3] - read.xyxy[:, 1]))]
    return found


def report(result: Mapping[str, Mapping[str, Mapping[str, int]]]) -> list[str]:
    """A line for each height and each of ours and the peers."""
    lines = [f"The same {DAYS} class days a height, rolls of {' and '.join(map(str, SIZES))}: ours and the peers"]
    for height, rows in result.items():
        lines += [
            f"  {height}, {name:36} found {row['found']:3}, uncertain {row['uncertain']:3}, missed {row['missed']:3}, "
            f"false {row['false']:3} of {row['chances']}"
            for name, row in rows.items()
        ]
    return lines


def _nothing() -> dict[str, int]:
    return dict.fromkeys(("found", "uncertain", "missed", "false", "chances"), 0)


def _count(row: dict[str, int], day: Day, enrolled: Any, named: tuple[set[str], set[str]]) -> None:
    for one in judge(day, enrolled, named):
        if one.kind == "present":
            row["found" if one.result == "accepted" else one.result] += 1
        else:
            row["chances"] += 1
            row["false"] += one.kind == "absent" and one.result == "accepted"


def _without(seen: Seen, photo: Any, height: int, gone: set[str]) -> Seen:
    kept = [number for number, code in enumerate(whose(seen.xyxy, photo, height)) if code not in gone]
    return Seen(seen.xyxy[kept], seen.features[kept])
