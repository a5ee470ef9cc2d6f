-- The desk: two more things that a person may say of a face, faces that a person drew, and who has which item open.

CREATE TABLE verdict_before AS FROM verdict;
DROP TABLE verdict;
-- What people said; only grows. Undo is a row that names the one it takes back.
CREATE TABLE verdict (
    verdict_id       BIGINT PRIMARY KEY DEFAULT nextval('entity_id'),
    class_section_id BIGINT NOT NULL,
    day              DATE NOT NULL,
    -- not_this: the face is not this pupil, whoever else it is. tagged: a face that a person drew, as a pupil or as nobody's.
    kind             TEXT NOT NULL CHECK (kind IN ('same', 'other', 'unknown', 'not_this', 'tagged', 'present', 'absent', 'undo')),
    face_id          BIGINT, -- of `face`; for tagged of `drawn_face`
    pupil_id         BIGINT,
    undoes           BIGINT,
    reason           TEXT,
    said_by          TEXT NOT NULL,
    said_at          TIMESTAMP NOT NULL,
    -- The revision that followed, of each class day that shares its photos; NULL for verdicts of before it was kept.
    revs             MAP(BIGINT, INTEGER),
    CHECK ((kind IN ('same', 'other', 'unknown', 'not_this', 'tagged')) = (face_id IS NOT NULL)),
    CHECK (kind NOT IN ('same', 'other', 'not_this', 'present', 'absent') OR pupil_id IS NOT NULL),
    CHECK (kind NOT IN ('unknown', 'undo') OR pupil_id IS NULL),
    CHECK ((kind = 'undo') = (undoes IS NOT NULL)),
    CHECK (kind NOT IN ('present', 'absent') OR length(trim(coalesce(reason, ''))) > 0)
);
INSERT INTO verdict
SELECT verdict_id, class_section_id, day, kind, face_id, pupil_id, undoes, reason, said_by, said_at, NULL FROM verdict_before;
DROP TABLE verdict_before;

-- A face that the machine missed and a person drew, in pixels of the EXIF-upright photo. Its number is of the same sequence as
-- those of `face`. What a person says of it is a verdict.
CREATE TABLE drawn_face (
    face_id   BIGINT PRIMARY KEY DEFAULT nextval('entity_id'),
    photo_id  BIGINT NOT NULL,
    x1 REAL NOT NULL, y1 REAL NOT NULL, x2 REAL NOT NULL, y2 REAL NOT NULL,
    crop_name TEXT,
    drawn_by  TEXT NOT NULL,
    drawn_at  TIMESTAMP NOT NULL,
    CHECK (x2 > x1 AND y2 > y1)
);

-- Who has which item of the desk open. `item` is the item's key.
CREATE TABLE claim (
    item     TEXT PRIMARY KEY,
    username TEXT NOT NULL,
    until    TIMESTAMP NOT NULL
);
