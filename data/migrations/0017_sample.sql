-- The audit sample: what was drawn at random from a block's day, and what people said of it without seeing the machine's answer.

-- One row a block and day: the sample is drawn once and can be drawn again from its seed.
CREATE TABLE sample_draw (
    day      DATE NOT NULL,
    block_id TEXT NOT NULL,
    seed     BIGINT NOT NULL,
    minutes  DOUBLE NOT NULL, -- a day that people give, of all of them together
    items    INTEGER NOT NULL,
    drawn_at TIMESTAMP NOT NULL,
    PRIMARY KEY (day, block_id)
);

-- One row an item. The stratum is the block, day and kind: `taken` of `units` were drawn, each with the same chance.
CREATE TABLE sample_item (
    item_id          BIGINT PRIMARY KEY DEFAULT nextval('entity_id'),
    day              DATE NOT NULL,
    block_id         TEXT NOT NULL,
    school_id        BIGINT NOT NULL,
    class_section_id BIGINT NOT NULL,
    grade            INTEGER NOT NULL,
    -- present: a pupil marked present by the machine, and the face it rests on. not_recognised: a pupil so marked.
    -- class_day: a class day without a flag, as a whole.
    kind             TEXT NOT NULL CHECK (kind IN ('present', 'not_recognised', 'class_day')),
    pupil_id         BIGINT,
    face_id          BIGINT,
    face_px          REAL,    -- the face's height
    model            TEXT,
    similarity       REAL,
    counted          INTEGER, -- class_day: distinct persons that the machine saw
    units            INTEGER NOT NULL,
    taken            INTEGER NOT NULL,
    place            INTEGER NOT NULL, -- in the order of the draw, 1 to `taken`: that in which the stratum's items are judged
    twice            BOOLEAN NOT NULL, -- whether two people judge it
    CHECK (taken BETWEEN 1 AND units),
    CHECK (place BETWEEN 1 AND taken),
    CHECK ((kind = 'class_day') = (pupil_id IS NULL)),
    CHECK ((kind = 'present') = (face_id IS NOT NULL))
);

-- What people said; only grows. An undo names the answer it takes back.
CREATE TABLE sample_answer (
    answer_id BIGINT PRIMARY KEY DEFAULT nextval('entity_id'),
    item_id   BIGINT NOT NULL,
    -- present: pupil (whoever pupil_id names), nobody (nobody of the class), unclear. not_recognised: seen, not_seen, unclear.
    -- class_day: counted, unclear.
    answer    TEXT NOT NULL CHECK (answer IN ('pupil', 'nobody', 'seen', 'not_seen', 'counted', 'unclear', 'undo')),
    pupil_id  BIGINT,
    counted   INTEGER CHECK (counted >= 0),
    undoes    BIGINT,
    seconds   REAL,
    said_by   TEXT NOT NULL,
    said_at   TIMESTAMP NOT NULL,
    CHECK ((answer = 'pupil') = (pupil_id IS NOT NULL)),
    CHECK ((answer = 'counted') = (counted IS NOT NULL)),
    CHECK ((answer = 'undo') = (undoes IS NOT NULL))
);

-- The answers that nobody took back.
CREATE VIEW standing_sample_answer AS
SELECT a.*
FROM sample_answer a
WHERE a.answer <> 'undo' AND NOT EXISTS (FROM sample_answer u WHERE u.undoes = a.answer_id);

-- What can be drawn from a day, one row a unit: of class days that were read here and are not set aside. A pupil not recognised
-- is a unit where there is a reference photo: without one nobody can say whether the child is in the photos.
CREATE MACRO sample_unit(of_day) AS TABLE
WITH class_days AS (
    SELECT c.class_section_id, c.block_id, c.school_id, cs.grade, c.faces
    FROM class_day c
    JOIN class_section cs ON cs.class_section_id = c.class_section_id
    WHERE c.day = of_day AND c.photos > 0 AND NOT coalesce(c.set_aside, FALSE)
      AND c.class_section_id IN (
          SELECT unnest(s.class_sections) FROM submission s WHERE s.day = of_day AND s.read_at IS NOT NULL
      )
)
SELECT a.mark AS kind, a.pupil_id AS unit_key, a.pupil_id, a.similarity, NULL::INTEGER AS counted,
       c.class_section_id, c.block_id, c.school_id, c.grade
FROM class_days c
JOIN attendance a ON a.day = of_day AND a.class_section_id = c.class_section_id
WHERE a.marked_by = 'machine'
  AND ((a.mark = 'present' AND a.similarity IS NOT NULL)
       OR (a.mark = 'not_recognised' AND a.pupil_id IN (SELECT r.pupil_id FROM reference_photo r WHERE r.removed_at IS NULL)))
UNION ALL
SELECT 'class_day', c.class_section_id, NULL, NULL, c.faces, c.class_section_id, c.block_id, c.school_id, c.grade
FROM class_days c
WHERE NOT EXISTS (
    FROM flag f WHERE f.day = of_day AND f.class_section_id = c.class_section_id AND f.state <> 'dismissed'
);
