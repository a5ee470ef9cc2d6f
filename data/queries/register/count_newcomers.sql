-- A newcomer has no face, word or mark. Where the photos show one class only and somebody on its roll was seen by none of them
-- already, each adds one to the roll and one to those not seen, and all else stays: see tests/roster/test_rolls_of_many.py.
UPDATE class_day
SET enrolled = x.enrolled,
    not_seen = class_day.not_seen + x.newcomers,
    doubt = class_day.uncertain / x.enrolled,
    rev = class_day.rev + 1,
    updated_at = $updated_at
FROM (
    WITH came AS (
        SELECT unnest($class_sections) AS class_section_id, unnest($days)::DATE AS from_day
    ), shared AS (
        SELECT DISTINCT day, unnest(class_sections) AS class_section_id FROM submission WHERE len(class_sections) > 1
    ), touched AS (
        SELECT class_day.day, class_day.class_section_id, class_day.block_id, count(*) AS newcomers
        FROM class_day
        JOIN came ON came.class_section_id = class_day.class_section_id AND came.from_day <= class_day.day
        GROUP BY ALL
    ), counted AS (
        SELECT touched.day, touched.class_section_id, touched.block_id, touched.newcomers, count(*) AS enrolled
        FROM touched
        JOIN enrolment
          ON enrolment.class_section_id = touched.class_section_id
          AND enrolment.from_day <= touched.day
          AND (enrolment.to_day IS NULL OR enrolment.to_day >= touched.day)
        GROUP BY ALL
    )
    SELECT counted.day, counted.class_section_id, counted.newcomers, counted.enrolled
    FROM counted
    ANTI JOIN shared ON shared.day = counted.day AND shared.class_section_id = counted.class_section_id
    ANTI JOIN block_day
      ON block_day.day = counted.day AND block_day.block_id = counted.block_id AND block_day.state IN ('signed', 'locked')
) x
WHERE class_day.day = x.day
  AND class_day.class_section_id = x.class_section_id
  AND class_day.not_seen > 0
  AND class_day.enrolled + x.newcomers = x.enrolled
  AND ($all_blocks OR class_day.block_id IN (SELECT unnest($blocks)))
RETURNING class_day.day, class_day.class_section_id, class_day.school_id
