-- A reference photo that a model could not make a template of: it must be taken again before that model knows the pupil by it.
CREATE TABLE unread_reference (
    reference_photo_id BIGINT NOT NULL,
    model              TEXT NOT NULL,
    reason             JSON NOT NULL, -- a message and its values
    found_at           TIMESTAMP NOT NULL,
    PRIMARY KEY (reference_photo_id, model)
);

-- What a model makes of the stored photos of a class day, beside another model; no mark follows from it.
CREATE TABLE model_comparison (
    job_id           BIGINT NOT NULL,
    day              DATE NOT NULL,
    class_section_id BIGINT NOT NULL,
    block_id         TEXT NOT NULL,
    model            TEXT NOT NULL,
    enrolled         INTEGER NOT NULL CHECK (enrolled >= 0),
    recognised       INTEGER NOT NULL CHECK (recognised >= 0),
    uncertain        INTEGER NOT NULL CHECK (uncertain >= 0),
    judged           INTEGER NOT NULL CHECK (judged >= 0), -- pupils of whom a person said that they were there or not
    agreed           INTEGER NOT NULL CHECK (agreed BETWEEN 0 AND judged),
    PRIMARY KEY (job_id, day, class_section_id, model),
    CHECK (recognised + uncertain <= enrolled)
);
