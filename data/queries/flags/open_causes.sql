-- One row a cause that nobody has settled, of its unsettled flags within the scope.
WITH unsettled AS (
    SELECT flag_id, day, class_section_id, block_id, kind, severity, cause, state
    FROM flag
    WHERE state IN ('open', 'asked', 'answered')
      AND ($all_blocks OR block_id IN (SELECT unnest($blocks)))
), causes AS (
    SELECT cause,
           any_value(kind) AS kind,
           max(severity) AS severity,
           count(*) AS flags,
           min(day) AS oldest,
           max(day) AS day,
           arg_max(class_section_id, (day, flag_id)) AS class_section_id,
           arg_max(block_id, (day, flag_id)) AS block_id,
           CASE WHEN bool_or(state = 'answered') THEN 'answered' WHEN bool_or(state = 'asked') THEN 'asked' ELSE 'open' END AS state
    FROM unsettled
    GROUP BY cause
), of_class_days AS (
    SELECT u.cause, count(*) AS class_days, coalesce(sum(coalesce(c.enrolled, r.enrolled)), 0)::BIGINT AS pupils
    FROM (SELECT DISTINCT cause, day, class_section_id FROM unsettled) u
    LEFT JOIN class_day c ON c.day = u.day AND c.class_section_id = u.class_section_id
    LEFT JOIN ( -- of an attempt that was refused there may be no class day
        SELECT d.day, d.class_section_id, count(*) AS enrolled
        FROM (SELECT DISTINCT day, class_section_id FROM unsettled) d
        JOIN enrolment e ON e.class_section_id = d.class_section_id AND d.day >= e.from_day AND (e.to_day IS NULL OR d.day <= e.to_day)
        GROUP BY ALL
    ) r ON r.day = u.day AND r.class_section_id = u.class_section_id
    GROUP BY u.cause
)
SELECT k.*, o.class_days, o.pupils,
       cs.grade, cs.section, s.school_id, s.name_hi AS school_hi, s.name_en AS school_en,
       b.name_hi AS block_hi, b.name_en AS block_en
FROM causes k
JOIN of_class_days o ON o.cause = k.cause
JOIN class_section cs ON cs.class_section_id = k.class_section_id
JOIN school s ON s.school_id = cs.school_id
JOIN block b ON b.block_id = k.block_id
ORDER BY k.severity DESC, k.oldest, k.cause
