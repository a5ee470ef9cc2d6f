"""Schools, with their block, cluster and weekly day off."""

import pandas as pd

from attendance.i18n import N_
from attendance.roster.imports import common
from attendance.roster.imports.formats import WEEKDAY, WEEKDAYS
from attendance.roster.imports.placing import EVERYTHING, NO_BLOCK, because, block_ids, both, compared, named
from attendance.roster.imports.spec import Column, ImportKind, Kind, Placed, one_of
from attendance.roster.units import folded
from data import rollups, schools
from data.clock import today
from data.database import Statements, Transaction

NO_CLUSTER = N_("The cluster is missing. Give it in Hindi or in English.")
SUNDAY = 7
COLUMNS = (
    common.UDISE,
    Column("name_hi", "विद्यालय (हिंदी)", "School (Hindi)", common.EITHER),
    Column("name_en", "विद्यालय (अंग्रेज़ी)", "School (English)", common.EITHER),
    Column("block", "प्रखंड", "Block", N_("One of the district's units, in Hindi or English."), required=True),
    Column("cluster_hi", "संकुल (हिंदी)", "Cluster (Hindi)", common.EITHER),
    Column("cluster_en", "संकुल (अंग्रेज़ी)", "Cluster (English)", common.EITHER),
    Column("management", "प्रबंधन", "Management", N_("May stay empty.")),
    Column(
        "weekly_off", "साप्ताहिक अवकाश", "Weekly day off", N_("Sunday where it stays empty; Friday for an Urdu school."),
        format=WEEKDAY,
    ),
)  # fmt: skip


def place(db: Statements, rows: pd.DataFrame) -> Placed:
    block_id = block_ids(db, rows["block"])
    refused = because(NO_BLOCK, rows["block"][block_id.isna()])
    clusters = {
        (cluster["block_id"], folded(name)): cluster["cluster_id"]
        for cluster in schools.clusters(db, EVERYTHING).to_dict("records")
        for name in (cluster["name_hi"], cluster["name_en"])
    }
    cluster_hi, cluster_en = both(rows["cluster_hi"], rows["cluster_en"])
    wanted = pd.DataFrame(
        {
            "udise": rows["udise"],
            "name_hi": rows["name_hi"],
            "name_en": rows["name_en"],
            "block_id": block_id,
            "cluster_id": [
                clusters.get((block, folded(english))) or clusters.get((block, folded(hindi))) or 0
                for block, hindi, english in zip(block_id, cluster_hi, cluster_en, strict=True)
            ],
            "cluster_hi": cluster_hi,
            "cluster_en": cluster_en,
            "management": rows["management"],
            "weekly_off": rows["weekly_off"].map(WEEKDAYS),
        }
    ).drop(index=list(refused))
    stored = schools.schools(db, EVERYTHING).set_index("udise")
    columns = ["name_hi", "name_en", "block_id", "cluster_id", "management", "weekly_off"]
    placed = compared(wanted, stored, "udise", ["school_id"], columns)
    new = named(placed.new).fillna({"weekly_off": SUNDAY})
    return Placed(new, placed.changed, placed.unchanged, refused)


def write(tx: Transaction, placed: Placed) -> None:
    new, changed = _with_clusters(tx, placed.new, placed.changed)
    columns = ["name_hi", "name_en", "block_id", "cluster_id", "management", "weekly_off"]
    if len(new):
        management = new["management"].astype(object).where(new["management"] != "", None)
        schools.add_schools(tx, EVERYTHING, new[["udise", *columns]].assign(management=management).astype({"weekly_off": int}))
    if len(changed):
        schools.change_schools(tx, EVERYTHING, changed[["school_id", *columns]], today())
        rollups.refresh(tx, today())


def _with_clusters(tx: Transaction, *parts: pd.DataFrame) -> list[pd.DataFrame]:
    """The rows with the keys of clusters that are there now; those that were not are made."""
    wanted = pd.concat([part[["block_id", "cluster_id", "cluster_hi", "cluster_en"]] for part in parts])
    wanted = wanted[wanted["cluster_id"] == 0]
    if wanted.empty:
        return list(parts)
    made = wanted.assign(place=pd.Series(_cluster_places(wanted), index=wanted.index)).drop_duplicates("place")
    made = made.assign(cluster_id=schools.next_ids(tx, len(made)))
    clusters = made.rename(columns={"cluster_hi": "name_hi", "cluster_en": "name_en"})
    schools.add_clusters(tx, EVERYTHING, clusters[["cluster_id", "block_id", "name_hi", "name_en"]])
    keys = dict(zip(made["place"], made["cluster_id"], strict=True))
    return [
        part.assign(
            cluster_id=[known or keys[place] for known, place in zip(part["cluster_id"], _cluster_places(part), strict=True)]
        )
        for part in parts
    ]


def _cluster_places(rows: pd.DataFrame) -> list[tuple[str, str]]:
    return [(block, folded(name)) for block, name in zip(rows["block_id"], rows["cluster_en"], strict=True)]


KIND = Kind(
    ImportKind.SCHOOLS,
    N_("Schools"),
    COLUMNS,
    unique=("udise",),
    place=place,
    write=write,
    row_checks=(one_of("name_hi", "name_en", common.NO_NAME), one_of("cluster_hi", "cluster_en", NO_CLUSTER)),
)
