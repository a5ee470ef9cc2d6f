-- All verdicts of the class days on which a face was ever named as this pupil.
SELECT verdict.verdict_id, verdict.kind, verdict.face_id, verdict.pupil_id, verdict.undoes
FROM verdict
JOIN class_section USING (class_section_id)
JOIN school USING (school_id)
WHERE EXISTS (
    SELECT 1 FROM verdict AS naming
    WHERE naming.pupil_id = $pupil_id AND naming.face_id IS NOT NULL
      AND naming.class_section_id = verdict.class_section_id AND naming.day = verdict.day
)
  AND ($all_blocks OR school.block_id IN (SELECT unnest($blocks)))
ORDER BY verdict.verdict_id
