-- Searches for one child under two pupils: each asked for with a purpose, allowed by somebody else, and what it found.
CREATE TABLE lead_run (
    run_id      BIGINT PRIMARY KEY DEFAULT nextval('entity_id'),
    purpose     TEXT NOT NULL CHECK (length(trim(purpose)) >= 20),
    threshold   REAL NOT NULL CHECK (threshold BETWEEN 0.5 AND 1),
    state       TEXT NOT NULL DEFAULT 'asked' CHECK (state IN ('asked', 'allowed', 'refused', 'stopped', 'done')),
    asked_by    TEXT NOT NULL,
    asked_at    TIMESTAMP NOT NULL,
    allowed_by  TEXT,
    allowed_at  TIMESTAMP,
    ended_by    TEXT,
    ended_at    TIMESTAMP,
    ended_why   TEXT,
    model       TEXT,              -- whose templates are compared
    up_to_photo BIGINT,            -- the newest reference photo of that moment: later ones are left alone
    templates   BIGINT,            -- how many there were
    missing     BIGINT NOT NULL DEFAULT 0, -- of them, those removed since or not to be opened
    done_to_photo BIGINT NOT NULL DEFAULT 0, -- all pairs whose older photo is not above this one are behind
    left_out    BIGINT NOT NULL DEFAULT 0, -- less similar pairs that were not kept
    CHECK ((allowed_by IS NULL) = (allowed_at IS NULL)),
    CHECK (state NOT IN ('allowed', 'done') OR (allowed_by IS NOT NULL AND model IS NOT NULL)),
    CHECK (state NOT IN ('asked', 'refused') OR allowed_by IS NULL),
    CHECK ((state IN ('refused', 'stopped', 'done')) = (ended_at IS NOT NULL)),
    CHECK (state <> 'refused' OR length(trim(coalesce(ended_why, ''))) > 0),
    CHECK (allowed_by IS NULL OR allowed_by <> asked_by)
);

-- Two pupils whose reference photos are alike. What a person says of them changes nothing else.
CREATE TABLE lead (
    lead_id    BIGINT PRIMARY KEY DEFAULT nextval('entity_id'),
    run_id     BIGINT NOT NULL,
    pupil_a    BIGINT NOT NULL,
    pupil_b    BIGINT NOT NULL,
    photo_a    BIGINT NOT NULL,
    photo_b    BIGINT NOT NULL,
    similarity REAL NOT NULL,
    state      TEXT NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'same', 'different')),
    said_by    TEXT,
    said_at    TIMESTAMP,
    UNIQUE (run_id, pupil_a, pupil_b),
    CHECK (pupil_a < pupil_b),
    CHECK ((state = 'open') = (said_by IS NULL)),
    CHECK ((said_by IS NULL) = (said_at IS NULL))
);
