-- The class days that a decision of a moment was about.
SELECT DISTINCT f.day, f.class_section_id, f.block_id
FROM flag_step st
JOIN flag f ON f.flag_id = st.flag_id
WHERE f.cause = $cause
  AND st.said_at = $said_at
  AND st.said_by = $said_by
  AND ($all_blocks OR f.block_id IN (SELECT unnest($blocks)))
ORDER BY f.day, f.class_section_id
