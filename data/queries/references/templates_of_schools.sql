-- The templates of everybody enrolled in these schools on a day, with the class section; the SHA-256 tells the same file under two.
SELECT t.pupil_id, t.reference_photo_id, t.sealed, e.class_section_id, s.school_id, r.sha256
FROM enrolment e
JOIN class_section cs ON cs.class_section_id = e.class_section_id
JOIN school s ON s.school_id = cs.school_id
JOIN reference_photo r ON r.pupil_id = e.pupil_id AND r.removed_at IS NULL
JOIN template t ON t.reference_photo_id = r.reference_photo_id AND t.model = $model
WHERE s.school_id IN (SELECT unnest($school_ids))
  AND e.from_day <= $day AND (e.to_day IS NULL OR e.to_day >= $day)
  AND ($all_blocks OR s.block_id IN (SELECT unnest($blocks)))
ORDER BY s.school_id, t.pupil_id, t.reference_photo_id
