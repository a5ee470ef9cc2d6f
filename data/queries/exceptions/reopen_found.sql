-- unscoped: the evaluation's own. What is found again, with days that an ended one has already, is the same episode: it lasts on.
UPDATE exception
SET ended_on = NULL,
    state = CASE WHEN closed_by IS NOT NULL THEN 'closed' WHEN owner IS NOT NULL THEN 'followed' ELSE 'new' END,
    closed_at = CASE WHEN closed_by IS NOT NULL THEN closed_at END
WHERE exception_id IN (
    SELECT e.last_one
    FROM (
        SELECT rule, school_id, class_section_id,
               arg_max(exception_id, exception_id) AS last_one,
               arg_max(last_day, exception_id) AS last_day,
               arg_max(CASE WHEN closed_by IS NOT NULL THEN (closed_at + INTERVAL 330 MINUTE)::DATE ELSE DATE '9999-12-31' END, exception_id) AS covers
        FROM exception
        GROUP BY rule, school_id, class_section_id
        HAVING bool_and(ended_on IS NOT NULL)
    ) e
    JOIN exception_found f
      ON f.rule = e.rule AND f.school_id = e.school_id AND f.class_section_id = e.class_section_id
     AND f.first_day <= e.last_day AND f.newest_day <= e.covers
)
