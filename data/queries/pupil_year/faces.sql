-- The faces of a day that the machine or a person named as this pupil; which names stand is not told.
SELECT f.face_id, f.crop_name, ph.side, ph.photo_id, ph.vault_name, m.similarity, m.decision, m.pupil_id = $pupil_id AS by_machine
FROM submission b
JOIN photo ph ON ph.submission_id = b.submission_id
JOIN face f ON f.photo_id = ph.photo_id
JOIN match m ON m.face_id = f.face_id AND m.rank = 1
WHERE b.day = $day
  AND list_contains(b.class_sections, $class_section_id)
  AND (m.pupil_id = $pupil_id OR f.face_id IN (
      SELECT face_id FROM verdict WHERE day = $day AND pupil_id = $pupil_id AND face_id IS NOT NULL
  ))
  AND ($all_blocks OR b.block_id IN (SELECT unnest($blocks)))
ORDER BY m.similarity DESC NULLS LAST, f.face_id
