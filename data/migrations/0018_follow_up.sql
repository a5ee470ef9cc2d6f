-- Pupils whom somebody visits because they were not recognised for days; never a list of absences.

CREATE TABLE follow_up (
    case_id          BIGINT PRIMARY KEY DEFAULT nextval('entity_id'),
    pupil_id         BIGINT NOT NULL,
    class_section_id BIGINT NOT NULL,
    school_id        BIGINT NOT NULL,
    block_id         TEXT NOT NULL,
    first_day        DATE NOT NULL, -- not recognised since
    last_day         DATE NOT NULL CHECK (last_day >= first_day),
    days             INTEGER NOT NULL CHECK (days >= 1),
    opened_on        DATE NOT NULL,
    state            TEXT NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'visiting', 'closed')),
    visitor          TEXT,          -- who visits, as written
    visit_by         DATE,
    recognised_on    DATE,          -- recognised again since; closes the case, unless people have written on it
    -- recognised_again, days_dropped: the app's own; the days no longer count, as when the photos were set aside.
    outcome          TEXT CHECK (outcome IN (
        'present', 'transferred', 'ill', 'migrated', 'dropped_out', 'recognised_again', 'days_dropped'
    )),
    closed_by        TEXT,
    closed_at        TIMESTAMP,
    CHECK ((state = 'closed') = (outcome IS NOT NULL)),
    CHECK ((state = 'closed') = (closed_by IS NOT NULL)),
    CHECK (state <> 'visiting' OR length(trim(coalesce(visitor, ''))) > 0),
    CHECK (closed_by <> 'system' OR outcome IN ('recognised_again', 'days_dropped')) -- what was found, only a person says
);

-- What people did with a case; only grows.
CREATE TABLE follow_up_step (
    step_id  BIGINT PRIMARY KEY DEFAULT nextval('entity_id'),
    case_id  BIGINT NOT NULL,
    kind     TEXT NOT NULL CHECK (kind IN ('opened', 'visitor', 'noted', 'closed', 'reopened')),
    text     TEXT, -- of visitor: the name
    visit_by DATE,
    outcome  TEXT,
    said_by  TEXT NOT NULL,
    said_at  TIMESTAMP NOT NULL,
    CHECK ((kind = 'closed') = (outcome IS NOT NULL))
);

-- What the evaluation in hand has found, before it meets what is kept.
CREATE TABLE follow_up_found (
    pupil_id         BIGINT NOT NULL,
    class_section_id BIGINT NOT NULL,
    school_id        BIGINT NOT NULL,
    block_id         TEXT NOT NULL,
    first_day        DATE NOT NULL,
    last_day         DATE NOT NULL,
    days             INTEGER NOT NULL,
    opens            BOOLEAN NOT NULL -- enough days, and the pupil could have been recognised
);
