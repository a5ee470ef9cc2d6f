UPDATE enrolment
SET roll_number = given.roll_number
FROM (SELECT unnest($pupil_id) AS pupil_id, unnest($from_day) AS from_day, unnest($roll_number) AS roll_number) given
WHERE enrolment.pupil_id = given.pupil_id AND enrolment.from_day = given.from_day
  AND enrolment.class_section_id IN (
      SELECT cs.class_section_id
      FROM class_section cs
      JOIN school s ON s.school_id = cs.school_id
      WHERE $all_blocks OR s.block_id IN (SELECT unnest($blocks))
  )
