"""Schools: where they are and belong, who heads them, and on which day of the week they are off."""

import pandas as pd

from attendance.errors import Message
from attendance.i18n import N_
from attendance.roster.imports import common, formats
from attendance.roster.imports.formats import WEEKDAY, WEEKDAYS
from attendance.roster.imports.placing import EVERYTHING, NO_BLOCK, because, block_ids, both, compared, named
from attendance.roster.imports.spec import Column, ImportKind, Kind, Placed, RowCheck, one_of
from attendance.roster.units import folded
from data import pupils, rollups, schools
from data.clock import today
from data.database import Statements, Transaction

NO_CLUSTER = N_("The cluster is missing. Give it in Hindi or in English.")
MOVING = N_("Schools that move to another block or cluster: {count}. Figures up to yesterday stay where they were.")
OTHER_WEEK = N_("Schools with another weekly day off from today on: {count}.")
HALF_A_PLACE = N_("Latitude and longitude belong together: give both or neither.")
PLACE = N_("Decimal degrees; may stay empty. Photos that name their place are held against it.")
SUNDAY = 7
STORED = [
    "name_hi", "name_en", "block_id", "cluster_id", "management", "village", "tablets", "weekly_off", "head_name", "head_phone",
    "latitude", "longitude",
]  # fmt: skip
COLUMNS = (
    common.UDISE,
    Column("name_hi", "विद्यालय (हिंदी)", "School (Hindi)", common.EITHER, format=formats.NAME),
    Column("name_en", "विद्यालय (अंग्रेज़ी)", "School (English)", common.EITHER, format=formats.NAME),
    Column("block", "प्रखंड", "Block", N_("One of the district's units, in Hindi or English."), required=True),
    Column("cluster_hi", "संकुल (हिंदी)", "Cluster (Hindi)", common.EITHER, format=formats.NAME),
    Column("cluster_en", "संकुल (अंग्रेज़ी)", "Cluster (English)", common.EITHER, format=formats.NAME),
    Column("management", "प्रबंधन", "Management", N_("May stay empty.")),
    Column("village", "गाँव या मोहल्ला", "Village or ward", N_("May stay empty."), format=formats.NAME,
           other=("Village", "Location", "गाँव", "गांव", "स्थान")),
    Column("tablets", "टैबलेट", "Tablets", N_("How many the school has; may stay empty."), format=formats.COUNT),
    Column("head_name", "प्रधानाध्यापक", "Head teacher", N_("May stay empty."), format=formats.NAME),
    Column("head_phone", "प्रधानाध्यापक का फ़ोन", "Head teacher's phone", N_("Digits; may stay empty."), format=formats.PHONE),
    Column(
        "weekly_off", "साप्ताहिक अवकाश", "Weekly day off", N_("Sunday where it stays empty; Friday for an Urdu school."),
        format=WEEKDAY,
    ),
    Column("latitude", "अक्षांश", "Latitude", PLACE, format=formats.LATITUDE),
    Column("longitude", "देशांतर", "Longitude", PLACE, format=formats.LONGITUDE),
)  # fmt: skip


def place(db: Statements, rows: pd.DataFrame) -> Placed:
    """Columns of the rows: those of the school table, the cluster's names; of changed ones ``moves`` and ``other_week`` too."""
    block_id = block_ids(db, rows["block"])
    refused = because(NO_BLOCK, rows["block"][block_id.isna()])
    cluster_hi, cluster_en = both(rows["cluster_hi"], rows["cluster_en"])
    wanted = pd.DataFrame(
        {
            "udise": rows["udise"],
            "name_hi": rows["name_hi"],
            "name_en": rows["name_en"],
            "block_id": block_id,
            "cluster_id": _cluster_ids(db, block_id, cluster_hi, cluster_en),
            "cluster_hi": cluster_hi,
            "cluster_en": cluster_en,
            "management": rows["management"],
            "village": rows["village"],
            "tablets": pd.to_numeric(rows["tablets"].where(rows["tablets"] != "")).astype("Int64"),
            "weekly_off": rows["weekly_off"].map(WEEKDAYS).astype("Int64"),
            "head_name": rows["head_name"],
            "head_phone": rows["head_phone"],
            "latitude": pd.to_numeric(rows["latitude"].where(rows["latitude"] != "")).astype("Float64"),
            "longitude": pd.to_numeric(rows["longitude"].where(rows["longitude"] != "")).astype("Float64"),
        }
    ).drop(index=list(refused))
    stored = schools.schools(db, EVERYTHING).set_index("udise").astype({"tablets": "Int64", "weekly_off": "Int64"})
    placed = compared(wanted, stored, "udise", ["school_id"], STORED)
    return Placed(named(placed.new), _told_apart(placed.changed, wanted, stored), placed.unchanged, refused)


def _cluster_ids(db: Statements, block_id: pd.Series, cluster_hi: pd.Series, cluster_en: pd.Series) -> list[int]:
    """The clusters of these names in these blocks, 0 for one that is not there yet."""
    known = {
        (cluster["block_id"], folded(name)): int(cluster["cluster_id"])
        for cluster in schools.clusters(db, EVERYTHING).to_dict("records")
        for name in (cluster["name_hi"], cluster["name_en"])
    }
    return [
        known.get((block, folded(english))) or known.get((block, folded(hindi))) or 0
        for block, hindi, english in zip(block_id, cluster_hi, cluster_en, strict=True)
    ]


def _told_apart(changed: pd.DataFrame, wanted: pd.DataFrame, stored: pd.DataFrame) -> pd.DataFrame:
    """Which schools move, which get another weekly day off; a new head teacher does not inherit the phone."""
    before, given = stored.loc[changed["udise"]].set_axis(changed.index), wanted.loc[changed.index]
    same_head = (changed["head_name"] == before["head_name"]) | (given["head_phone"] != "")
    moves = (changed["block_id"] != before["block_id"]) | (changed["cluster_id"] != before["cluster_id"])
    return changed.assign(
        head_phone=changed["head_phone"].where(same_head, None),
        moves=moves,
        other_week=changed["weekly_off"] != before["weekly_off"],
    )


def warn(_db: Statements, placed: Placed) -> list[Message]:
    moving, other_week = int(placed.changed["moves"].sum()), int(placed.changed["other_week"].sum())
    told = [Message(MOVING, {"count": moving})] if moving else []
    return [*told, Message(OTHER_WEEK, {"count": other_week})] if other_week else told


def write(tx: Transaction, placed: Placed) -> None:
    new, changed = _with_clusters(tx, placed.new, placed.changed)
    if len(new):
        texts = new[["management", "village", "head_name", "head_phone"]].astype(object)
        filled = new.assign(**texts.where(texts != "", None)).fillna({"weekly_off": SUNDAY}).astype({"weekly_off": int})
        schools.add_schools(tx, EVERYTHING, filled[["udise", *STORED]])
    if len(changed):
        schools.change_schools(tx, EVERYTHING, changed[["school_id", *STORED]], today())
        elsewhere = [int(key) for key in changed["school_id"][changed["moves"] | changed["other_week"]]]
        if elsewhere:
            rollups.refresh(tx, today(), schools=elsewhere if len(elsewhere) <= pupils.MOST_SCHOOLS else None)


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


_WHOLE_PLACE = RowCheck(lambda table: (table["latitude"] == "") == (table["longitude"] == ""), HALF_A_PLACE)
KIND = Kind(
    ImportKind.SCHOOLS,
    N_("Schools"),
    COLUMNS,
    unique=("udise",),
    place=place,
    write=write,
    row_checks=(one_of("name_hi", "name_en", common.NO_NAME), one_of("cluster_hi", "cluster_en", NO_CLUSTER), _WHOLE_PLACE),
    warn=warn,
)
