"""Who is reached at a school, a cluster and a block."""

import pandas as pd

from attendance.i18n import N_
from attendance.roster.imports import formats
from attendance.roster.imports.placing import EVERYTHING, NO_BLOCK, NO_SCHOOL, because, block_ids, records
from attendance.roster.imports.spec import Column, ImportKind, Kind, Placed
from attendance.roster.units import folded
from data import schools
from data.database import Statements, Transaction

NO_CLUSTER_THERE = N_("The block has no cluster “{value}”. Import the schools first; they bring their clusters.")
COLUMNS = (
    Column("post", "पद", "Post", N_("Head teacher, CRC or BEO."), required=True, format=formats.POST),
    Column("udise", "यूडाइस कोड", "UDISE code", N_("For a head teacher."), format=formats.UDISE),
    Column("block", "प्रखंड", "Block", N_("For a CRC and a BEO.")),
    Column("cluster", "संकुल", "Cluster", N_("For a CRC, in Hindi or English.")),
    Column("name", "नाम", "Name", N_("The person's name."), required=True, format=formats.NAME),
    Column("phone", "फ़ोन", "Phone", N_("Digits; may stay empty."), format=formats.PHONE),
)
_HOLDERS: dict[str, schools.Holder] = {"head": "heads", "crc": "coordinators", "beo": "officers"}


def place(db: Statements, rows: pd.DataFrame) -> Placed:
    block_id = block_ids(db, rows["block"]).fillna("")
    named = zip(rows["post"], rows["udise"], block_id, rows["cluster"], strict=True)
    held = _holders(db).reindex([_holder(*names) for names in named]).set_axis(rows.index)
    nobody = held["id"].isna()
    schoolless, blockless = nobody & (rows["post"] == "head"), (rows["post"] != "head") & (block_id == "")
    refused = because(NO_SCHOOL, rows["udise"][schoolless])
    refused |= because(NO_BLOCK, rows["block"][blockless])
    refused |= because(NO_CLUSTER_THERE, rows["cluster"][nobody & ~schoolless & ~blockless])
    # A phone that is left empty stays only with the same person.
    kept_phone = held["phone"].where(held["name"] == rows["name"], None)
    phone = rows["phone"].astype(object).where(rows["phone"] != "", kept_phone)
    wanted = pd.DataFrame({"post": rows["post"], "id": held["id"], "name": rows["name"], "phone": phone})
    same = (rows["name"] == held["name"]) & (phone.fillna("") == held["phone"].fillna(""))
    kept = ~nobody
    return Placed(wanted.iloc[:0], wanted[kept & ~same], wanted[kept & same], refused)


def write(tx: Transaction, placed: Placed) -> None:
    for post, rows in placed.changed.groupby("post"):
        schools.set_contacts(tx, EVERYTHING, _HOLDERS[str(post)], rows[["id", "name", "phone"]])


def _holders(db: Statements) -> pd.DataFrame:
    """Who holds which post: id (of the school, cluster or block), name, phone; indexed by `_holder`."""
    rows = [
        *(
            (_holder("head", row["udise"]), row["school_id"], row["head_name"], row["head_phone"])
            for row in records(schools.schools(db, EVERYTHING))
        ),
        *(
            (_holder("crc", block_id=row["block_id"], cluster=row[name]), row["cluster_id"], row["crc_name"], row["crc_phone"])
            for row in records(schools.clusters(db, EVERYTHING))
            for name in ("name_hi", "name_en")
        ),
        *(
            (_holder("beo", block_id=row["block_id"]), row["block_id"], row["beo_name"], row["beo_phone"])
            for row in records(schools.blocks(db, EVERYTHING))
        ),
    ]
    frame = pd.DataFrame(rows, columns=["holder", "id", "name", "phone"], dtype=object)
    return frame.drop_duplicates("holder").set_index("holder")


def _holder(post: str, udise: str = "", block_id: str = "", cluster: str = "") -> str:
    return {"head": f"head {udise}", "crc": f"crc {block_id} {folded(cluster)}", "beo": f"beo {block_id}"}[post]


KIND = Kind(
    ImportKind.CONTACTS,
    N_("Contacts"),
    COLUMNS,
    unique=("post", "udise", "block", "cluster"),
    place=place,
    write=write,
)
