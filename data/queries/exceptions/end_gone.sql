-- unscoped: the evaluation's own. What is found no more has ended by itself; what a person closed before only gets its end.
UPDATE exception
SET ended_on = $day,
    state = 'closed',
    closed_at = CASE WHEN state = 'closed' THEN closed_at ELSE $now END
WHERE ended_on IS NULL
  AND NOT EXISTS (
      FROM exception_found f
      WHERE f.rule = exception.rule
        AND f.school_id = exception.school_id
        AND f.class_section_id = exception.class_section_id
        AND (exception.closed_by IS NULL OR f.newest_day <= (exception.closed_at + INTERVAL 330 MINUTE)::DATE)
  )
