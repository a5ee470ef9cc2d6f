-- The erasure of a pupil: how far it is, and what it destroyed. No name and no PEN.

CREATE TABLE erasure (
    erasure_id   BIGINT PRIMARY KEY DEFAULT nextval('entity_id'),
    pupil_id     BIGINT,          -- NULL once everything is gone
    anonymous_id BIGINT NOT NULL, -- the pupil without a name who keeps the counts
    reason       TEXT NOT NULL CHECK (length(trim(reason)) > 0),
    asked_by     TEXT NOT NULL,
    asked_at     TIMESTAMP NOT NULL,
    -- found: what is to go is listed, templates and photos say that they are gone. files: the sealed files are deleted. rows: the
    -- rows are anonymous. backups: so are those of the backups. done: the database file is written anew.
    state        TEXT NOT NULL DEFAULT 'asked' CHECK (state IN ('asked', 'found', 'files', 'rows', 'backups', 'done')),
    changed      JSON,            -- rows by what became of them, backups written anew
    certificate  TEXT,
    finished_at  TIMESTAMP,
    CHECK ((state = 'done') = (finished_at IS NOT NULL)),
    CHECK ((state = 'done') = (certificate IS NOT NULL)),
    CHECK (state <> 'done' OR pupil_id IS NULL)
);

-- Sealed files that go, with the hash of what was in them. Taken away when the certificate is written, which lists them.
CREATE TABLE erasure_file (
    erasure_id BIGINT NOT NULL,
    vault_name TEXT NOT NULL,
    sha256     TEXT, -- NULL: it did not open
    bytes      BIGINT NOT NULL
);

-- Faces and class photos of the pupil.
CREATE TABLE erasure_face (
    erasure_id BIGINT NOT NULL,
    face_id    BIGINT NOT NULL
);
CREATE TABLE erasure_photo (
    erasure_id BIGINT NOT NULL,
    photo_id   BIGINT NOT NULL
);
