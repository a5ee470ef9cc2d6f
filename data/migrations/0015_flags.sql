-- A flag is first a question: what was asked, answered and decided is kept step by step. A class day whose flag was confirmed as
-- a fake is set aside: it counts nowhere as read.

ALTER TABLE photo ADD COLUMN camera TEXT;        -- from EXIF: maker and model; NULL says nothing
ALTER TABLE photo ADD COLUMN software TEXT;      -- from EXIF: the program that wrote the file
ALTER TABLE photo ADD COLUMN latitude DOUBLE;    -- from EXIF, degrees; NULL says nothing
ALTER TABLE photo ADD COLUMN longitude DOUBLE;
ALTER TABLE photo ADD COLUMN reshot REAL;        -- 0 to 1: how much it looks like a photo of a photo or a screen
ALTER TABLE photo ADD COLUMN reshot_cues JSON;   -- each cue with its value
ALTER TABLE school ADD COLUMN latitude DOUBLE;   -- degrees; NULL: not known
ALTER TABLE school ADD COLUMN longitude DOUBLE;
ALTER TABLE class_day ADD COLUMN set_aside BOOLEAN DEFAULT FALSE;

CREATE TABLE flag_before AS FROM flag;
DROP TABLE flag;
CREATE TABLE flag (
    flag_id          BIGINT PRIMARY KEY DEFAULT nextval('entity_id'),
    day              DATE NOT NULL,
    class_section_id BIGINT NOT NULL,
    block_id         TEXT NOT NULL,
    photo_id         BIGINT, -- NULL: about the class day as a whole
    kind             TEXT NOT NULL CHECK (kind IN (
        'same_bytes', 'near_duplicate', 'one_view', 'rephotographed', 'wrong_day', 'wrong_place', 'other_device', 'wrong_class',
        'strangers', 'too_few', 'poor'
    )),
    severity         INTEGER NOT NULL CHECK (severity BETWEEN 1 AND 3),
    evidence         JSON NOT NULL,
    cause            TEXT NOT NULL, -- flags of one cause are one item on the desk, and one decision settles them
    raised_at        TIMESTAMP NOT NULL,
    state            TEXT NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'asked', 'answered', 'confirmed', 'dismissed')),
    decided_by       TEXT,
    decided_at       TIMESTAMP,
    CHECK ((state IN ('confirmed', 'dismissed')) = (decided_by IS NOT NULL))
);

INSERT INTO flag
SELECT flag_id, day, class_section_id, block_id, photo_id, kind, severity, evidence, kind || ':' || flag_id, raised_at, state,
    CASE WHEN state IN ('confirmed', 'dismissed') THEN coalesce(decided_by, 'system') END,
    CASE WHEN state IN ('confirmed', 'dismissed') THEN decided_at END
FROM flag_before;
DROP TABLE flag_before;

-- What people did with a flag; only grows. An undo names the step it takes back.
CREATE TABLE flag_step (
    step_id BIGINT PRIMARY KEY DEFAULT nextval('entity_id'),
    flag_id BIGINT NOT NULL,
    kind    TEXT NOT NULL CHECK (kind IN ('asked', 'answered', 'confirmed', 'dismissed', 'undo')),
    undoes  BIGINT,
    text    TEXT,
    said_by TEXT NOT NULL,
    said_at TIMESTAMP NOT NULL,
    CHECK ((kind = 'undo') = (undoes IS NOT NULL)),
    CHECK (kind NOT IN ('asked', 'answered', 'confirmed') OR length(trim(coalesce(text, ''))) > 0)
);

-- Each class day that is expected or has something here, with the portal's word. One that was read keeps the school, cluster and
-- block of its reading; one that is set aside counts as one without photos.
CREATE OR REPLACE MACRO known_class_day(first_day, last_day, of_school := NULL) AS TABLE
WITH here AS (
    SELECT c.*, cs.grade
    FROM class_day c
    JOIN class_section cs ON cs.class_section_id = c.class_section_id
    WHERE c.day BETWEEN first_day AND last_day AND (of_school IS NULL OR c.school_id = of_school)
), class_days AS (
    SELECT coalesce(h.day, e.day) AS day,
           coalesce(h.class_section_id, e.class_section_id) AS class_section_id,
           coalesce(h.grade, e.grade) AS grade,
           coalesce(h.school_id, e.school_id) AS school_id,
           coalesce(h.cluster_id, e.cluster_id) AS cluster_id,
           coalesce(h.block_id, e.block_id) AS block_id,
           e.day IS NOT NULL AS expected,
           coalesce(h.photos, 0) > 0 AND NOT coalesce(h.set_aside, FALSE) AS with_photos,
           coalesce(h.set_aside, FALSE) AS set_aside,
           h.enrolled, h.recognised, h.seen_not_named, h.not_seen, h.absent, h.uncertain, h.faces, h.photos, h.sides,
           h.references_of, h.updated_at
    FROM expected_class_day(first_day, last_day, of_school := of_school) e
    FULL JOIN here h ON h.day = e.day AND h.class_section_id = e.class_section_id
)
SELECT c.*,
       coalesce(p.uploaded, s.uploaded) AS uploaded,
       CASE WHEN p.day IS NOT NULL THEN p.uploaded_at ELSE s.uploaded_at END AS uploaded_at,
       p.present AS portal_present,
       r.imported_at AS reported_at -- NULL: no report of the portal came for the block and day
FROM class_days c
LEFT JOIN portal_class_day p ON p.day = c.day AND p.class_section_id = c.class_section_id
LEFT JOIN portal_school_day s ON s.day = c.day AND s.school_id = c.school_id
LEFT JOIN portal_report r ON r.day = c.day AND r.block_id = c.block_id;
