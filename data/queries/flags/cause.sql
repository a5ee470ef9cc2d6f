-- A cause as a whole, of its flags within the scope; its unsettled ones where there are any, else those that were settled.
WITH within AS (
    SELECT *, state IN ('open', 'asked', 'answered') AS unsettled
    FROM flag
    WHERE cause = $cause
      AND ($all_blocks OR block_id IN (SELECT unnest($blocks)))
), shown AS (
    SELECT * FROM within
    WHERE unsettled OR NOT (SELECT bool_or(unsettled) FROM within)
), steps AS (
    SELECT max(st.step_id) AS step_id
    FROM flag_step st
    JOIN within w ON w.flag_id = st.flag_id
)
SELECT any_value(kind) AS kind,
       max(severity) AS severity,
       count(*) AS flags,
       (SELECT count(*) FROM within) AS flags_ever,
       count(DISTINCT (day, class_section_id)) AS class_days,
       count(DISTINCT cs.school_id) AS schools,
       min(day) AS first_day,
       max(day) AS last_day,
       max(flag_id) AS newest,
       CASE WHEN bool_or(state = 'answered') THEN 'answered' WHEN bool_or(state = 'asked') THEN 'asked'
            WHEN bool_or(state = 'open') THEN 'open' WHEN bool_or(state = 'confirmed') THEN 'confirmed' ELSE 'dismissed' END AS state,
       coalesce((SELECT step_id FROM steps), 0) AS step,
       list(DISTINCT block_id ORDER BY block_id) AS block_ids
FROM shown
JOIN class_section cs USING (class_section_id)
HAVING count(*) > 0
