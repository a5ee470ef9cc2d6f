-- Signing in: waits after wrong passwords, sessions that end when nothing is done, passwords that must be changed.

-- DuckDB adds no NOT NULL column and no CHECK to a table that is there: both are made anew.
CREATE TABLE account_0024 (
    username      TEXT PRIMARY KEY CHECK (regexp_full_match(username, '[a-z0-9][a-z0-9._-]{1,31}')),
    name          TEXT NOT NULL,
    role          TEXT NOT NULL CHECK (role IN ('dpo', 'mis', 'division', 'brc', 'trainer')),
    blocks        TEXT[] NOT NULL DEFAULT [],
    password_hash TEXT NOT NULL,
    must_change   BOOLEAN NOT NULL, -- the password was given by somebody else: it opens nothing but the form for a new one
    active        BOOLEAN NOT NULL DEFAULT TRUE,
    created_at    TIMESTAMP NOT NULL,
    created_by    TEXT NOT NULL
);
INSERT INTO account_0024
SELECT username, name, role, blocks, password_hash, FALSE, active, created_at, created_by FROM account;
DROP TABLE account;
ALTER TABLE account_0024 RENAME TO account;

CREATE TABLE session_0024 (
    session_id   TEXT PRIMARY KEY, -- SHA-256 of the identifier in the cookie: a copied database signs nobody in
    username     TEXT NOT NULL,
    device       TEXT,             -- browser and system in plain words; never the whole user agent
    address      TEXT,
    started_at   TIMESTAMP NOT NULL,
    last_seen_at TIMESTAMP NOT NULL, -- when somebody last did something, to the minute; a page that looks by itself does not count
    idle_until   TIMESTAMP NOT NULL,
    expires_at   TIMESTAMP NOT NULL,
    ended_at     TIMESTAMP,
    ended_why    TEXT CHECK (ended_why IN (
        'sign_out', 'password_change', 'deactivated', 'by_mis', 'by_owner', 'idle', 'expired'
    )),
    CHECK ((ended_at IS NULL) = (ended_why IS NULL))
);
INSERT INTO session_0024
SELECT session_id, username, NULL, NULL, started_at, started_at, started_at, expires_at, ended_at, ended_why FROM session;
DROP TABLE session;
ALTER TABLE session_0024 RENAME TO session;

-- Wrong passwords: of a name from an address, of a name from anywhere (address_key '') and of an address (name_key '').
-- Keyed hashes, so that what was typed into the wrong field is not kept. Counts leak away with time.
CREATE TABLE sign_in_tally (
    name_key    TEXT NOT NULL,
    address_key TEXT NOT NULL,
    failures    DOUBLE NOT NULL CHECK (failures >= 0), -- at counted_at
    counted_at  TIMESTAMP NOT NULL,
    waits_until TIMESTAMP, -- no password is looked at before
    PRIMARY KEY (name_key, address_key)
);
