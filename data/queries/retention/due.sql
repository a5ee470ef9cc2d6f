-- unscoped: the app's own daily job. A flag that was raised since the run began is an open question too.
WITH questioned AS (
    SELECT photo_id, evidence, day, class_section_id FROM flag WHERE state IN ('open', 'asked', 'answered')
), needed AS (
    SELECT photo_id FROM questioned
    UNION
    SELECT (evidence ->> '$.photo_id')::BIGINT FROM questioned
    UNION
    SELECT unnest(CAST(evidence -> '$.photo_ids' AS BIGINT[])) FROM questioned WHERE evidence ->> '$.photo_ids' IS NOT NULL
)
SELECT d.photo_id, p.sha256
FROM retention_due d
JOIN photo p ON p.photo_id = d.photo_id
JOIN submission s ON s.submission_id = p.submission_id
WHERE NOT EXISTS (FROM needed n WHERE n.photo_id = d.photo_id)
  AND NOT EXISTS (
      FROM questioned q WHERE q.photo_id IS NULL AND q.day = s.day AND list_contains(s.class_sections, q.class_section_id)
  )
ORDER BY d.photo_id
LIMIT $most
