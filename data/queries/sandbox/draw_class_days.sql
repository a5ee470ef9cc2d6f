-- unscoped: the sandbox is filled before anybody works in it
CREATE OR REPLACE TEMP TABLE drawn_class_day AS
WITH working AS (
    SELECT e.day, e.block_id, e.cluster_id, e.school_id, e.grade, h.*,
           (e.day - DATE '2000-01-01')::BIGINT AS number,
           ($until::DATE - e.day)::INTEGER AS age,
           hash(h.class_section_id * 100003 + number + $seed::BIGINT * 7919) AS h1
    FROM expected_class_day($first, $last) e
    JOIN habit h ON h.class_section_id = e.class_section_id
)
SELECT * EXCLUDE (come),
       hash(h1) AS h2,
       part(h1, 0) < sends AND age >= silent_days AS with_photos,
       part(h1, 1) < uploads AND age >= silent_days AS uploaded,
       -- How likely a pupil comes: fewest on Saturdays, fewer on Mondays; days and class days differ by chance.
       1 / (1 + exp(-(come + [-0.15, 0.1, 0.15, 0.1, 0.0, -0.45, 0.0][isodow(day)] + 0.12 * bell(hash(number + $seed::BIGINT))
                      + 0.2 * bell(hash(h1)) - CASE WHEN age < falls_days THEN 1.8 ELSE 0 END))) AS likely,
       -- Whether a person has been through the machine's marks, and counted who is not there.
       age > 0 AND part(h1, 2) < CASE WHEN age > 3 THEN 0.8 ELSE 0.35 END AS touched,
       touched AND part(h1, 3) < 0.3 AS counted
FROM working
ORDER BY day, school_id, class_section_id
