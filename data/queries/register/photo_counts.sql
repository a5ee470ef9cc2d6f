WITH counted AS (
    SELECT unnest(submission.class_sections) AS class_section_id, photo.side
    FROM photo
    JOIN submission USING (submission_id)
    WHERE submission.day = $day
      AND list_has_any(submission.class_sections, $class_sections)
      AND photo.error IS NULL
      AND submission.read_at IS NOT NULL
      AND ($all_blocks OR submission.block_id IN (SELECT unnest($blocks)))
)

SELECT
    class_section_id,
    count(*) AS photos,
    count(DISTINCT side) FILTER (side <> 'unknown') AS sides
FROM counted
GROUP BY class_section_id
