-- The whole district: where a school belonged on each day, closures of some grades, head counts, the portal's report as it comes
-- (by class section, by school, by pupil), and the roll-ups that charts read.

ALTER TABLE school ADD COLUMN village TEXT;
ALTER TABLE school ADD COLUMN tablets INTEGER;

-- Where a school belonged, and its weekly day off, with the first and last day: a move leaves past figures alone. The row without
-- a last day says the same as the row in `school`.
CREATE TABLE school_place (
    school_id  BIGINT NOT NULL,
    from_day   DATE NOT NULL,
    to_day     DATE CHECK (to_day IS NULL OR to_day >= from_day),
    block_id   TEXT NOT NULL,
    cluster_id BIGINT NOT NULL,
    weekly_off INTEGER NOT NULL CHECK (weekly_off BETWEEN 1 AND 7)
);

INSERT INTO school_place
SELECT school_id, DATE '2000-01-01', NULL, block_id, cluster_id, weekly_off FROM school;

ALTER TABLE calendar ADD COLUMN grades INTEGER[]; -- NULL: all grades
ALTER TABLE calendar ADD COLUMN by_order TEXT;    -- the order that closes, as the office numbers it

-- What others counted: the register in school, and the mid-day meal. class_section_id 0 is the whole school.
CREATE TABLE headcount (
    day              DATE NOT NULL,
    school_id        BIGINT NOT NULL,
    class_section_id BIGINT NOT NULL DEFAULT 0,
    kind             TEXT NOT NULL CHECK (kind IN ('register', 'meal')),
    counted          INTEGER NOT NULL CHECK (counted >= 0),
    imported_at      TIMESTAMP NOT NULL,
    PRIMARY KEY (day, school_id, class_section_id, kind)
);

-- The portal's report where it names schools only; a row of portal_class_day goes before it.
CREATE TABLE portal_school_day (
    day         DATE NOT NULL,
    school_id   BIGINT NOT NULL,
    uploaded    BOOLEAN NOT NULL,
    uploaded_at TIMESTAMP,
    present     INTEGER CHECK (present >= 0),
    imported_at TIMESTAMP NOT NULL,
    PRIMARY KEY (day, school_id)
);

-- What the portal marked for a pupil.
CREATE TABLE portal_pupil_day (
    day              DATE NOT NULL,
    pupil_id         BIGINT NOT NULL,
    class_section_id BIGINT NOT NULL,
    present          BOOLEAN NOT NULL,
    imported_at      TIMESTAMP NOT NULL
);

-- The days of a block for which the portal's report came.
CREATE TABLE portal_report (
    day         DATE NOT NULL,
    block_id    TEXT NOT NULL,
    imported_at TIMESTAMP NOT NULL,
    PRIMARY KEY (day, block_id)
);

INSERT INTO portal_report
SELECT p.day, coalesce(cd.block_id, s.block_id), max(p.imported_at)
FROM portal_class_day p
JOIN class_section cs ON cs.class_section_id = p.class_section_id
JOIN school s ON s.school_id = cs.school_id
LEFT JOIN class_day cd ON cd.day = p.day AND cd.class_section_id = p.class_section_id
GROUP BY ALL;

-- Derived from enrolment: the spans in which somebody is on a class section's roll.
CREATE TABLE roll_span (
    class_section_id BIGINT NOT NULL,
    from_day         DATE NOT NULL,
    to_day           DATE NOT NULL -- 9999-12-31 while it lasts
);

-- Class days that the calendar expects: the school works, the grade is not sent home, and somebody is on the roll.
CREATE MACRO expected_class_day(first_day, last_day) AS TABLE
WITH span AS (
    SELECT t.day::DATE AS day
    FROM generate_series(first_day::DATE::TIMESTAMP, last_day::DATE::TIMESTAMP, INTERVAL 1 DAY) AS t(day)
), open_school AS (
    SELECT d.day, p.school_id, p.cluster_id, p.block_id
    FROM span d
    JOIN school_place p ON d.day >= p.from_day AND (p.to_day IS NULL OR d.day <= p.to_day)
    WHERE isodow(d.day) <> p.weekly_off
      AND NOT EXISTS (
          FROM calendar k
          WHERE k.day = d.day
            AND k.grades IS NULL
            AND (k.block_id IS NULL OR k.block_id = p.block_id)
            AND (k.school_id IS NULL OR k.school_id = p.school_id)
      )
), sent_home AS (
    SELECT k.day, unnest(k.grades) AS grade, k.block_id, k.school_id
    FROM calendar k
    WHERE k.day BETWEEN first_day AND last_day AND k.grades IS NOT NULL
)
SELECT o.day, cs.class_section_id, cs.grade, o.school_id, o.cluster_id, o.block_id
FROM open_school o
JOIN class_section cs ON cs.school_id = o.school_id
JOIN roll_span r ON r.class_section_id = cs.class_section_id AND o.day BETWEEN r.from_day AND r.to_day
WHERE NOT EXISTS (
    FROM sent_home h
    WHERE h.day = o.day
      AND h.grade = cs.grade
      AND (h.block_id IS NULL OR h.block_id = o.block_id)
      AND (h.school_id IS NULL OR h.school_id = o.school_id)
);

-- Each class day that is expected or has something here, with the portal's word. One that was read keeps the school, cluster and
-- block of its reading.
CREATE MACRO known_class_day(first_day, last_day) AS TABLE
WITH here AS (
    SELECT c.*, cs.grade
    FROM class_day c
    JOIN class_section cs ON cs.class_section_id = c.class_section_id
    WHERE c.day BETWEEN first_day AND last_day
), class_days AS (
    SELECT coalesce(h.day, e.day) AS day,
           coalesce(h.class_section_id, e.class_section_id) AS class_section_id,
           coalesce(h.grade, e.grade) AS grade,
           coalesce(h.school_id, e.school_id) AS school_id,
           coalesce(h.cluster_id, e.cluster_id) AS cluster_id,
           coalesce(h.block_id, e.block_id) AS block_id,
           e.day IS NOT NULL AS expected,
           coalesce(h.photos, 0) > 0 AS with_photos,
           h.enrolled, h.recognised, h.seen_not_named, h.not_seen, h.absent, h.uncertain, h.faces, h.photos, h.sides,
           h.references_of, h.updated_at
    FROM expected_class_day(first_day, last_day) e
    FULL JOIN here h ON h.day = e.day AND h.class_section_id = e.class_section_id
)
SELECT c.*,
       coalesce(p.uploaded, s.uploaded) AS uploaded,
       CASE WHEN p.day IS NOT NULL THEN p.uploaded_at ELSE s.uploaded_at END AS uploaded_at,
       p.present AS portal_present,
       r.imported_at AS reported_at -- NULL: no report of the portal came for the block and day
FROM class_days c
LEFT JOIN portal_class_day p ON p.day = c.day AND p.class_section_id = c.class_section_id
LEFT JOIN portal_school_day s ON s.day = c.day AND s.school_id = c.school_id
LEFT JOIN portal_report r ON r.day = c.day AND r.block_id = c.block_id;

-- An upload to the portal after this hour of its day is late.
CREATE VIEW late_after AS
SELECT coalesce(max((value ->> '$')::TIME), TIME '10:00') AS late_after FROM setting WHERE name = 'late_after';

-- The roll-ups. Counts of class days: expected; read (expected, with photos here); with_photos (the unexpected too); uploaded,
-- uploaded_unread (no photos here) and late, of the expected. Counts of pupils are of class days with photos.
CREATE TABLE school_day (
    day             DATE NOT NULL,
    school_id       BIGINT NOT NULL,
    cluster_id      BIGINT NOT NULL,
    block_id        TEXT NOT NULL,
    expected        INTEGER NOT NULL,
    read            INTEGER NOT NULL,
    with_photos     INTEGER NOT NULL,
    uploaded        INTEGER NOT NULL,
    uploaded_unread INTEGER NOT NULL,
    late            INTEGER NOT NULL,
    enrolled        INTEGER NOT NULL,
    recognised      INTEGER NOT NULL,
    seen_not_named  INTEGER NOT NULL,
    not_seen        INTEGER NOT NULL,
    absent          INTEGER NOT NULL,
    uncertain       INTEGER NOT NULL,
    faces           INTEGER NOT NULL,
    fed_at          TIMESTAMP
);

CREATE TABLE grade_day (
    day             DATE NOT NULL,
    block_id        TEXT NOT NULL,
    grade           INTEGER NOT NULL,
    expected        INTEGER NOT NULL,
    read            INTEGER NOT NULL,
    with_photos     INTEGER NOT NULL,
    uploaded        INTEGER NOT NULL,
    uploaded_unread INTEGER NOT NULL,
    late            INTEGER NOT NULL,
    enrolled        INTEGER NOT NULL,
    recognised      INTEGER NOT NULL,
    seen_not_named  INTEGER NOT NULL,
    not_seen        INTEGER NOT NULL,
    absent          INTEGER NOT NULL,
    uncertain       INTEGER NOT NULL,
    faces           INTEGER NOT NULL,
    fed_at          TIMESTAMP
);

-- The days that the roll-ups cover: one row, none before they were first made.
CREATE TABLE rolled_up (
    first_day DATE NOT NULL,
    last_day  DATE NOT NULL
);

-- How the columns of a file of one kind are named, said once by hand. The headings are those of the file, as its digest.
CREATE TABLE import_columns (
    kind       TEXT NOT NULL,
    headings   TEXT NOT NULL,
    columns    JSON NOT NULL,
    changed_by TEXT NOT NULL,
    changed_at TIMESTAMP NOT NULL,
    PRIMARY KEY (kind, headings)
);
