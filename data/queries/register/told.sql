SELECT coalesce(account.name, verdict.said_by) AS said_by_name, pupil.name_hi, pupil.name_en
FROM verdict
JOIN class_section USING (class_section_id)
JOIN school USING (school_id)
LEFT JOIN account ON account.username = verdict.said_by
LEFT JOIN pupil ON pupil.pupil_id = verdict.pupil_id
WHERE verdict.verdict_id = $verdict_id
  AND ($all_blocks OR school.block_id IN (SELECT unnest($blocks)))
