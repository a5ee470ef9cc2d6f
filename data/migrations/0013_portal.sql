-- Rows of portal_class_day that were counted from the pupils whom the portal marked: the portal's own row goes before them.
CREATE TABLE portal_counted (
    day              DATE NOT NULL,
    class_section_id BIGINT NOT NULL,
    PRIMARY KEY (day, class_section_id)
);

-- The rows of the report that is being stored, whatever its level; empty outside of that transaction.
CREATE TABLE portal_given (
    school_id        BIGINT NOT NULL,
    class_section_id BIGINT,
    pupil_id         BIGINT,
    uploaded         BOOLEAN,
    uploaded_at      TIMESTAMP,
    present          INTEGER -- of a pupil 1 or 0
);
