-- The exception list, kept: what each rule found, what people made of it, and how many there were on each day.

-- One row an episode: from the evaluation that found it first to the one that finds it no more. People's words (state, owner, notes,
-- why it was closed) stay through every evaluation. Without a primary key: evaluations renew most rows at once.
CREATE TABLE exception (
    exception_id     BIGINT NOT NULL DEFAULT nextval('entity_id'),
    rule             TEXT NOT NULL,
    school_id        BIGINT NOT NULL,
    class_section_id BIGINT NOT NULL, -- 0: the whole school
    cluster_id       BIGINT NOT NULL,
    block_id         TEXT NOT NULL,
    first_day        DATE NOT NULL,
    last_day         DATE NOT NULL CHECK (last_day >= first_day),
    days             INTEGER NOT NULL CHECK (days >= 0),
    step             INTEGER NOT NULL CHECK (step BETWEEN 0 AND 3), -- how long it lasts, by the three limits of its rule; 0 where it has none
    severity         INTEGER NOT NULL CHECK (severity BETWEEN 1 AND 3),
    measured         JSON NOT NULL,
    state            TEXT NOT NULL DEFAULT 'new' CHECK (state IN ('new', 'seen', 'followed', 'closed')),
    owner            TEXT,
    found_on         DATE NOT NULL,
    ended_on         DATE,      -- the day for which it was found no more; NULL while it lasts
    closed_by        TEXT,      -- NULL: it ended by itself
    closed_at        TIMESTAMP,
    closed_why       TEXT,
    CHECK (state <> 'closed' OR ended_on IS NOT NULL OR (closed_by IS NOT NULL AND length(trim(coalesce(closed_why, ''))) > 0)),
    CHECK (state = 'closed' OR (ended_on IS NULL AND closed_by IS NULL AND closed_at IS NULL AND closed_why IS NULL))
);

CREATE TABLE exception_note (
    note_id      BIGINT PRIMARY KEY DEFAULT nextval('entity_id'),
    exception_id BIGINT NOT NULL,
    said_by      TEXT NOT NULL,
    said_at      TIMESTAMP NOT NULL,
    text         TEXT NOT NULL CHECK (length(trim(text)) > 0)
);

-- What the evaluation in hand has found, before it meets what is kept.
CREATE TABLE exception_found (
    rule             TEXT NOT NULL,
    school_id        BIGINT NOT NULL,
    class_section_id BIGINT NOT NULL,
    cluster_id       BIGINT NOT NULL,
    block_id         TEXT NOT NULL,
    first_day        DATE NOT NULL,
    newest_day       DATE NOT NULL, -- when the newest part of it began: what was closed before does not cover it
    last_day         DATE NOT NULL,
    days             INTEGER NOT NULL,
    step             INTEGER NOT NULL,
    severity         INTEGER NOT NULL,
    measured         JSON NOT NULL
);

-- How many a rule found for a day; days without a row in exception_look were never evaluated.
CREATE TABLE exception_count (
    day      DATE NOT NULL,
    block_id TEXT NOT NULL,
    rule     TEXT NOT NULL,
    step     INTEGER NOT NULL,
    severity INTEGER NOT NULL,
    found    INTEGER NOT NULL
);

CREATE TABLE exception_look (
    day       DATE PRIMARY KEY,
    looked_at TIMESTAMP NOT NULL
);
