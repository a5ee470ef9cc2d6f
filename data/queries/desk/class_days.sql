-- Class days whose photos were read here and in which a person may still change something.
WITH waiting AS (
    SELECT day, class_section_id, school_id, block_id, uncertain AS pupils, uncertain * (1 + $last_day::DATE - day) AS worth
    FROM class_day
    WHERE uncertain > 0
      AND day BETWEEN $first_day AND $last_day
      AND NOT set_aside
      AND ($all_blocks OR block_id IN (SELECT unnest($blocks)))
), shown AS (
    SELECT day, unnest(class_sections) AS class_section_id
    FROM submission
    WHERE day BETWEEN $first_day AND $last_day
      AND read_at IS NOT NULL
      AND ($all_blocks OR block_id IN (SELECT unnest($blocks)))
), worthiest AS (
    SELECT waiting.*
    FROM waiting
    SEMI JOIN shown USING (day, class_section_id)
    ANTI JOIN (SELECT day, block_id FROM block_day WHERE state IN ('signed', 'locked')) AS closed USING (day, block_id)
    ORDER BY worth DESC, day, class_section_id
    LIMIT $most
)
SELECT
    worthiest.* EXCLUDE (worth),
    class_section.grade,
    class_section.section,
    school.name_hi AS school_hi,
    school.name_en AS school_en,
    block.name_hi AS block_hi,
    block.name_en AS block_en
FROM worthiest
JOIN class_section USING (class_section_id)
JOIN school ON school.school_id = worthiest.school_id
JOIN block ON block.block_id = worthiest.block_id
ORDER BY worthiest.worth DESC, worthiest.day, worthiest.class_section_id
