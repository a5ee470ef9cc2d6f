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
    twice            BOOLEAN NOT NULL, -- whether two people judge it
    CHECK (taken BETWEEN 1 AND units),
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
