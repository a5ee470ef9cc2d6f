-- Who is on the roll and has no mark was put there after the photos were matched. A signed day is of the roll of then.
WITH marked AS (
    SELECT class_section_id, day, pupil_id, mark, marked_by, similarity
    FROM attendance
    WHERE day = $day
      AND class_section_id = $class_section_id
      AND ($all_blocks OR block_id IN (SELECT unnest($blocks)))
), found AS (
    SELECT * FROM marked
    UNION ALL
    SELECT class_day.class_section_id, class_day.day, enrolment.pupil_id, 'not_recognised', 'machine', NULL
    FROM class_day
    JOIN enrolment
        ON enrolment.class_section_id = class_day.class_section_id
        AND enrolment.from_day <= class_day.day
        AND (enrolment.to_day IS NULL OR enrolment.to_day >= class_day.day)
    WHERE class_day.day = $day
      AND class_day.class_section_id = $class_section_id
      AND ($all_blocks OR class_day.block_id IN (SELECT unnest($blocks)))
      AND class_day.enrolled > (SELECT count(*) FROM marked)
      AND enrolment.pupil_id NOT IN (SELECT pupil_id FROM marked)
)
SELECT
    found.pupil_id,
    pupil.name_hi,
    pupil.name_en,
    enrolment.roll_number,
    found.mark,
    found.marked_by,
    found.similarity
FROM found
JOIN pupil USING (pupil_id)
LEFT JOIN enrolment
    ON enrolment.pupil_id = found.pupil_id
    AND enrolment.class_section_id = found.class_section_id
    AND enrolment.from_day <= found.day
    AND (enrolment.to_day IS NULL OR enrolment.to_day >= found.day)
ORDER BY enrolment.roll_number, pupil.name_en
