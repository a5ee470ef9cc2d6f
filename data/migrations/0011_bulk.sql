-- Photos in bulk: whose turn a job has, what is paused, a receipt per received file, and the tray of what could not be placed.

ALTER TABLE job ADD COLUMN rank INTEGER DEFAULT 0; -- 0 a person sent one class, 1 a zip, 2 the inbox; the lower goes first

-- Blocks whose photos of rank 1 and 2 are not read for now.
CREATE TABLE paused_block (
    block_id  TEXT PRIMARY KEY,
    paused_by TEXT NOT NULL,
    paused_at TIMESTAMP NOT NULL
);

CREATE TABLE receipt (
    receipt_id     BIGINT PRIMARY KEY DEFAULT nextval('entity_id'),
    file           TEXT NOT NULL, -- as it came: the path below the inbox or in the zip
    sha256         TEXT NOT NULL CHECK (length(sha256) = 64),
    came_by        TEXT NOT NULL CHECK (came_by IN ('page', 'zip', 'inbox')),
    outcome        TEXT NOT NULL CHECK (outcome IN ('taken', 'again', 'elsewhere', 'refused')),
    reason         JSON,          -- why it was not taken
    submission_id  TEXT,
    block_id       TEXT,
    school_id      BIGINT,
    class_sections BIGINT[] NOT NULL,
    day            DATE,
    received_by    TEXT NOT NULL,
    received_at    TIMESTAMP NOT NULL,
    CHECK ((outcome = 'taken') = (submission_id IS NOT NULL))
);

-- A file that nobody could place. A photo is sealed in the vault and has its SHA-256 here; another file lies in the inbox yet.
CREATE TABLE tray (
    entry_id   BIGINT PRIMARY KEY DEFAULT nextval('entity_id'),
    file       TEXT NOT NULL,
    folder     TEXT NOT NULL,
    sha256     TEXT CHECK (sha256 IS NULL OR length(sha256) = 64),
    came_by    TEXT NOT NULL CHECK (came_by IN ('zip', 'inbox')),
    source     TEXT NOT NULL CHECK (source IN ('portal', 'whatsapp', 'visit')),
    side       TEXT NOT NULL CHECK (side IN ('front', 'back', 'left', 'right', 'unknown')),
    reason     JSON NOT NULL,
    block_id   TEXT,              -- as far as the path says; NULL: no school is known
    school_id  BIGINT,
    day        DATE,
    size       BIGINT,            -- of a file that lies in the inbox, with its time of change: another one is looked at anew
    modified   BIGINT,
    arrived_by TEXT NOT NULL,
    arrived_at TIMESTAMP NOT NULL,
    state      TEXT NOT NULL CHECK (state IN ('open', 'placed', 'discarded', 'gone')),
    decided_by  TEXT,
    decided_at  TIMESTAMP,
    decided_why TEXT,
    CHECK (came_by = 'inbox' OR sha256 IS NOT NULL)
);
