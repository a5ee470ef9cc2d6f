-- unscoped: the app's own daily job: pupils who are on no roll since that day
SELECT r.reference_photo_id, r.vault_name
FROM reference_photo r
JOIN (SELECT pupil_id, max(coalesce(to_day, DATE '9999-12-31')) AS last_day FROM enrolment GROUP BY pupil_id) e ON e.pupil_id = r.pupil_id
WHERE r.removed_at IS NULL AND e.last_day < $before
LIMIT $most
