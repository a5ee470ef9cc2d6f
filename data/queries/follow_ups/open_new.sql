-- unscoped: evaluated for the whole district
-- One open case a pupil. What a visit found stands while the same days go on: a pupil found ill, or present and not recognised,
-- is asked about again after as many further days; one found gone, only once they were recognised in between.
INSERT INTO follow_up (pupil_id, class_section_id, school_id, block_id, first_day, last_day, days, opened_on)
SELECT f.pupil_id, f.class_section_id, f.school_id, f.block_id, f.first_day, f.last_day, f.days, $day
FROM follow_up_found f
WHERE f.opens
  AND NOT EXISTS (
      FROM follow_up c
      WHERE c.pupil_id = f.pupil_id
        AND (
            c.state <> 'closed'
            OR (
                f.first_day <= c.last_day
                AND (
                    c.outcome IN ('transferred', 'migrated', 'dropped_out')
                    OR (c.outcome IN ('present', 'ill') AND f.days - c.days < $threshold)
                )
            )
        )
  )
ORDER BY f.block_id, f.school_id, f.pupil_id
RETURNING case_id, block_id
