UPDATE enrolment
SET to_day = given.from_day::DATE - 1
FROM (SELECT unnest($pupil_id) AS pupil_id, unnest($from_day) AS from_day) given
WHERE enrolment.pupil_id = given.pupil_id
  AND enrolment.to_day IS NULL
  AND enrolment.from_day < given.from_day
  AND enrolment.class_section_id IN (
      SELECT cs.class_section_id
      FROM class_section cs
      JOIN school s ON s.school_id = cs.school_id
      WHERE $all_blocks OR s.block_id IN (SELECT unnest($blocks))
  )
