-- A block's day: open, reviewed, signed off, locked. While it is signed or locked its class days stay as they are; what comes
-- later waits.

CREATE TABLE block_day (
    day      DATE NOT NULL,
    block_id TEXT NOT NULL,
    state    TEXT NOT NULL CHECK (state IN ('open', 'reviewed', 'signed', 'locked')),
    figures  JSON, -- as they were when it was signed; NULL while it is not
    PRIMARY KEY (day, block_id),
    CHECK ((state IN ('signed', 'locked')) = (figures IS NOT NULL))
);

-- What people did with a block's day; only grows. taken_back: the last step, before it was locked. reopened: a locked day.
CREATE TABLE block_day_step (
    step_id  BIGINT PRIMARY KEY DEFAULT nextval('entity_id'),
    day      DATE NOT NULL,
    block_id TEXT NOT NULL,
    kind     TEXT NOT NULL CHECK (kind IN ('reviewed', 'signed', 'locked', 'taken_back', 'reopened')),
    reason   TEXT,
    figures  JSON, -- of that moment
    said_by  TEXT NOT NULL,
    said_at  TIMESTAMP NOT NULL,
    CHECK (kind <> 'reopened' OR length(trim(coalesce(reason, ''))) > 0)
);

-- Class days with photos that came after the day was signed: they are read, and count once somebody opens the day again.
CREATE TABLE pending_class_day (
    day              DATE NOT NULL,
    class_section_id BIGINT NOT NULL,
    block_id         TEXT NOT NULL,
    since            TIMESTAMP NOT NULL,
    PRIMARY KEY (day, class_section_id)
);
