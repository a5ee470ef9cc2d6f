-- unscoped: the evaluation's own. An episode that lasts takes the new figures; what people said of it stays.
UPDATE exception
SET first_day = least(exception.first_day, f.first_day),
    last_day = f.last_day,
    days = f.days,
    step = f.step,
    severity = f.severity,
    measured = f.measured,
    cluster_id = f.cluster_id,
    block_id = f.block_id
FROM exception_found f
WHERE f.rule = exception.rule
  AND f.school_id = exception.school_id
  AND f.class_section_id = exception.class_section_id
  AND exception.ended_on IS NULL
  AND (exception.closed_by IS NULL OR f.newest_day <= (exception.closed_at + INTERVAL 330 MINUTE)::DATE)
