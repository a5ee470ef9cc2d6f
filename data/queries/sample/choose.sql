-- The order is that of an MD5 of the seed and the unit, as a number whose lowest byte is its first: anybody can compute it again,
-- and it is the same in every version of the database. A fixed $most lets the database keep the first ones only.
WITH stratum AS (
    SELECT unnest($block_ids) AS block_id, unnest($kinds) AS kind, unnest($seeds) AS seed, unnest($takes) AS take,
           unnest($shares) AS share, unnest($units) AS units
), ordered AS (
    SELECT u.*, s.seed, s.take, s.share, s.units,
           row_number() OVER (
               PARTITION BY u.block_id, u.kind ORDER BY md5_number(s.seed || ':' || u.kind || ':' || u.unit_key)
           ) AS place
    FROM sample_unit($day) u
    JOIN stratum s ON s.block_id = u.block_id AND s.kind = u.kind
    WHERE ($all_blocks OR u.block_id IN (SELECT unnest($blocks)))
    QUALIFY place <= $most
), chosen AS (
    SELECT o.*,
           md5_number(o.seed || ':twice:' || o.kind || ':' || o.unit_key) % 1000000 < (1000000 * o.share)::BIGINT AS twice
    FROM ordered o
    WHERE o.place <= o.take
), shown AS (
    SELECT s.submission_id, unnest(s.class_sections) AS class_section_id
    FROM submission s
    WHERE s.day = $day AND s.read_at IS NOT NULL
), rests_on AS (
    SELECT c.pupil_id, arg_min(
               {'face_id': f.face_id, 'face_px': f.y2 - f.y1, 'model': f.model}, (abs(m.similarity - c.similarity), f.face_id)
           ) AS face
    FROM chosen c
    JOIN shown ON shown.class_section_id = c.class_section_id
    JOIN photo p ON p.submission_id = shown.submission_id
    JOIN face f ON f.photo_id = p.photo_id
    JOIN match m ON m.face_id = f.face_id AND m.rank = 1 AND m.decision = 'accepted' AND m.pupil_id = c.pupil_id
    WHERE c.kind = 'present'
    GROUP BY c.pupil_id
)
SELECT c.block_id, c.school_id, c.class_section_id, c.grade, c.kind, c.pupil_id, r.face.face_id AS face_id,
       r.face.face_px AS face_px, coalesce(r.face.model, $model) AS model, c.similarity, c.counted, c.units::INTEGER AS units,
       count(*) OVER (PARTITION BY c.block_id, c.kind)::INTEGER AS taken,
       row_number() OVER (PARTITION BY c.block_id, c.kind ORDER BY c.place)::INTEGER AS place, c.twice
FROM chosen c
LEFT JOIN rests_on r ON r.pupil_id = c.pupil_id AND c.kind = 'present'
WHERE c.kind <> 'present' OR r.face IS NOT NULL
ORDER BY c.block_id, c.kind, c.place
