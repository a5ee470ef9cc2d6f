SELECT
    model_comparison.*,
    class_section.grade,
    class_section.section,
    school.name_hi AS school_hi,
    school.name_en AS school_en
FROM model_comparison
JOIN class_section USING (class_section_id)
JOIN school USING (school_id)
WHERE model_comparison.job_id = $job_id
  AND ($all_blocks OR model_comparison.block_id IN (SELECT unnest($blocks)))
ORDER BY model_comparison.day DESC, school.name_en, class_section.grade, class_section.section, model_comparison.model
