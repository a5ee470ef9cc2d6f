-- One row a block and day on which the calendar expects a class or photos were read, with all that is signed.
WITH sums AS (
    SELECT v.day, v.block_id,
           sum(v.expected)::BIGINT AS expected,
           sum(v.read)::BIGINT AS read,
           sum(v.with_photos)::BIGINT AS with_photos,
           sum(v.enrolled)::BIGINT AS enrolled,
           sum(v.recognised)::BIGINT AS recognised,
           sum(v.seen_not_named)::BIGINT AS seen_not_named,
           sum(v.not_seen)::BIGINT AS not_seen,
           sum(v.absent)::BIGINT AS absent,
           sum(v.uncertain)::BIGINT AS uncertain,
           sum(v.uploaded)::BIGINT AS uploaded,
           sum(v.late)::BIGINT AS late
    FROM grade_day v
    WHERE v.day BETWEEN $first AND $last
      AND ($all_blocks OR v.block_id IN (SELECT unnest($blocks)))
    GROUP BY ALL
), aside AS (
    SELECT day, block_id, count(*) AS set_aside
    FROM class_day
    WHERE day BETWEEN $first AND $last AND set_aside
    GROUP BY ALL
), flagged AS (
    SELECT day, block_id,
           count(*) AS flags,
           count(*) FILTER (state IN ('open', 'asked', 'answered')) AS flags_open,
           count(*) FILTER (state = 'confirmed') AS flags_confirmed
    FROM flag
    WHERE day BETWEEN $first AND $last
    GROUP BY ALL
), said AS (
    SELECT DISTINCT a.item_id
    FROM sample_answer a
    WHERE a.answer <> 'undo' AND NOT EXISTS (FROM sample_answer u WHERE u.undoes = a.answer_id)
), sampled AS (
    SELECT i.day, i.block_id, count(*) AS sampled, count(said.item_id) AS judged
    FROM sample_item i
    LEFT JOIN said ON said.item_id = i.item_id
    WHERE i.day BETWEEN $first AND $last
    GROUP BY ALL
)
SELECT s.*,
       coalesce(aside.set_aside, 0) AS set_aside,
       coalesce(f.flags, 0) AS flags,
       coalesce(f.flags_open, 0) AS flags_open,
       coalesce(f.flags_confirmed, 0) AS flags_confirmed,
       coalesce(n.sampled, 0) AS sampled,
       coalesce(n.judged, 0) AS judged
FROM sums s
LEFT JOIN aside ON aside.day = s.day AND aside.block_id = s.block_id
LEFT JOIN flagged f ON f.day = s.day AND f.block_id = s.block_id
LEFT JOIN sampled n ON n.day = s.day AND n.block_id = s.block_id
WHERE s.expected > 0 OR s.with_photos > 0
ORDER BY s.day, s.block_id
