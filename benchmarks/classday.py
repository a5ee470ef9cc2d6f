"""How the pipeline does on composed class days of synthetic adults, whose truth is known.

    python -m benchmarks.classday [--days 20] [--json FILE]

A day: nine enrolled with one reference photo each, some away, sometimes a stranger, four photos. The thresholds are the
shipped ones; they were looked at on days from seed 1001 on, and the days reported start at seed 1.
"""

import argparse
import json
import time
from collections import Counter
from dataclasses import asdict
from pathlib import Path
from typing import Any

from attendance.config import Config
from attendance.roster.cast import cast
from attendance.roster.compose import ComposedDay, compose_class_day
from recognition.fusing import Fused, fuse
from recognition.matching import Gallery, match_class_day
from recognition.pipeline import Pipeline

COUNTS = (
    "present",
    "present_accepted",
    "present_uncertain",
    "present_missed",
    "absent",
    "absent_accepted",
    "absent_uncertain",
    "strangers",
    "days_with_another_number_unmatched",
    "faces_drawn",
    "faces_found",
)


def main(arguments: list[str] | None = None) -> None:
    """Measures, prints, and writes JSON where asked."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.classday", description="Composed class days against the truth")
    parser.add_argument("--days", type=int, default=20)
    parser.add_argument("--first-seed", type=int, default=1)
    parser.add_argument("--json", type=Path)
    given = parser.parse_args(arguments)
    result = measure(Pipeline(Config().weights), range(given.first_seed, given.first_seed + given.days))
    print(report(result))
    if given.json:
        given.json.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")


def measure(pipeline: Pipeline, seeds: range) -> dict[str, Any]:
    """The counts of COUNTS over the days of `seeds`, what they were measured with, and what went wrong on which day."""
    members = cast()
    references = [(key, pipeline.read_reference(member.reference.read_bytes())) for key, member in enumerate(members)]
    gallery = Gallery.from_references(
        [(key, reading.embedding) for key, reading in references if reading.embedding is not None], pipeline.model
    )
    counts = Counter(dict.fromkeys(COUNTS, 0))
    remarks: list[str] = []
    reading_s = 0.0
    for seed in seeds:
        day = compose_class_day(seed)
        started = time.perf_counter()
        readings = [pipeline.read(photo.jpeg) for photo in day.photos]
        reading_s += time.perf_counter() - started
        embeddings = [reading.embeddings for reading in readings]
        matches = match_class_day(embeddings, gallery, pipeline.thresholds, model=pipeline.model)
        fused = fuse(matches, embeddings, pipeline.thresholds)
        counts["faces_drawn"] += sum(len(photo.visible) for photo in day.photos) + len(day.photos) * day.stranger
        counts["faces_found"] += sum(len(reading) for reading in readings)
        remarks += _count(counts, day, fused, [member.code for member in members], seed)
    return {
        "model": pipeline.model,
        "thresholds": asdict(pipeline.thresholds),
        "min_face": pipeline.min_face,
        "seeds": [seeds.start, seeds.stop - 1],
        "seconds_a_photo": round(reading_s / (4 * max(1, len(seeds))), 2),
        **counts,
        "remarks": remarks,
    }


def report(result: dict[str, Any]) -> str:
    """The result as text."""
    present, days = result["present"], result["seeds"][1] - result["seeds"][0] + 1
    return "\n".join(
        [
            f"{days} composed class days (seeds {result['seeds'][0]} to {result['seeds'][1]}), {result['model']}",
            f"thresholds {result['thresholds']}, smallest face {result['min_face']} px",
            f"present {present}: accepted {result['present_accepted']} ({result['present_accepted'] / max(1, present):.1%}), "
            f"uncertain {result['present_uncertain']}, missed {result['present_missed']}",
            f"absent {result['absent']}: accepted {result['absent_accepted']}, uncertain {result['absent_uncertain']}",
            f"days with a stranger {result['strangers']}; days whose number of unmatched persons differs from the truth "
            f"{result['days_with_another_number_unmatched']}",
            f"faces drawn {result['faces_drawn']}, found {result['faces_found']}; {result['seconds_a_photo']} s a photo",
            *result["remarks"],
        ]
    )


def _count(counts: Counter[str], day: ComposedDay, fused: Fused, codes: list[str], seed: int) -> list[str]:
    accepted = {codes[key] for key in fused.present}
    uncertain = {codes[key] for key in fused.uncertain}
    missed = day.present - accepted - uncertain
    unnamed = len(day.present - accepted) + day.stranger
    counts["present"] += len(day.present)
    counts["present_accepted"] += len(day.present & accepted)
    counts["present_uncertain"] += len(day.present & uncertain)
    counts["present_missed"] += len(missed)
    counts["absent"] += len(day.absent)
    counts["absent_accepted"] += len(day.absent & accepted)
    counts["absent_uncertain"] += len(day.absent & uncertain)
    counts["strangers"] += day.stranger
    counts["days_with_another_number_unmatched"] += fused.unmatched != unnamed
    remarks = []
    for what, who in (
        ("accepted though absent", day.absent & accepted),
        ("uncertain though absent", day.absent & uncertain),
        ("uncertain", day.present & uncertain),
        ("missed", missed),
    ):
        remarks += [f"seed {seed}: {what}: {', '.join(sorted(who))}"] if who else []
    if fused.unmatched != unnamed:
        remarks.append(f"seed {seed}: {fused.unmatched} unmatched persons counted, {unnamed} there")
    return remarks


if __name__ == "__main__":
    main()
