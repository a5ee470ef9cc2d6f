-- On what ground a pupil's face may be kept: said of a school or of one pupil, and only ever added to. Of a pupil the latest word
-- on the pupil decides; without one, the latest on the school.

CREATE TABLE legal_basis (
    basis_id  BIGINT PRIMARY KEY DEFAULT nextval('entity_id'),
    school_id BIGINT,
    pupil_id  BIGINT,
    state     TEXT NOT NULL CHECK (state IN ('given', 'withdrawn')),
    ground    TEXT NOT NULL CHECK (ground IN ('education', 'order', 'parents', 'fiction')),
    reference TEXT NOT NULL, -- the order's or the form's number, or where the paper lies; of a withdrawal, how it came
    since     DATE NOT NULL,
    said_by   TEXT NOT NULL,
    said_at   TIMESTAMP NOT NULL,
    CHECK ((school_id IS NULL) <> (pupil_id IS NULL))
);
