-- unscoped: the sandbox is filled before anybody works in it
CREATE OR REPLACE TEMP TABLE drawn_mark AS
WITH roll AS (
    SELECT day, number, block_id, school_id, class_section_id, with_photos, uploaded, likely, recognises, referenced, touched, counted,
           first_pupil + unnest(range(size)) AS pupil_id
    FROM drawn_class_day
), drawn AS (
    SELECT *,
           hash(pupil_id * 100003 + number + $seed::BIGINT) AS h,
           hash(pupil_id + $seed::BIGINT) AS person, -- the same on every day: how regular a pupil is, whether there is a reference photo
           hash(pupil_id * 100003 + number // 12) AS spell
    FROM roll
), come AS (
    SELECT *,
           part(h, 0) < likely * least(1, 1.15 * pow(part(person, 0), 0.11)) AND part(spell, 0) > 0.012 AS came,
           came AND part(h, 1) < 0.95 AS seen,
           part(person, 1) < referenced AS has_reference,
           seen AND has_reference AND part(h, 2) < recognises AS accepted,
           seen AND has_reference AND NOT accepted AND part(h, 3) < 0.45 AS doubtful,
           doubtful AND touched AS settled,
           NOT came AND counted AND part(h, 1) < 0.7 AS missing
    FROM drawn
)
SELECT day, block_id, school_id, class_section_id, pupil_id, with_photos, uploaded, came, seen, has_reference,
       CASE WHEN accepted OR (settled AND part(h, 3) < 0.4) THEN 'present'
            WHEN missing THEN 'absent'
            WHEN doubtful AND NOT settled THEN 'uncertain'
            ELSE 'not_recognised' END AS mark,
       settled OR missing AS by_person,
       CASE WHEN accepted THEN round(0.55 + 0.4 * (part(hash(h), 0) + part(hash(h), 1) + part(hash(h), 2)) / 3, 2)
            WHEN doubtful THEN round(0.4 + 0.15 * part(hash(h), 0), 2) END::REAL AS similarity
FROM come
