-- unscoped: a pair that was dismissed anywhere is raised nowhere; only keys of photos come back
SELECT DISTINCT
    least(photo_id, (evidence->>'photo_id')::BIGINT) AS one,
    greatest(photo_id, (evidence->>'photo_id')::BIGINT) AS other
FROM flag
WHERE state = 'dismissed'
  AND kind = 'near_duplicate'
  AND (photo_id IN (SELECT unnest($photo_ids)) OR (evidence->>'photo_id')::BIGINT IN (SELECT unnest($photo_ids)))
ORDER BY one, other
