INSERT INTO verdict (class_section_id, day, kind, face_id, pupil_id, undoes, reason, said_by, said_at, revs)
SELECT $class_section_id, $day, new.*, $said_by, $said_at, map($sections, $revs)
FROM (SELECT unnest($kinds), unnest($faces), unnest($pupils), unnest($undone), unnest($reasons)) AS new
WHERE EXISTS (
    SELECT 1 FROM class_section
    JOIN school USING (school_id)
    WHERE class_section_id = $class_section_id
      AND ($all_blocks OR school.block_id IN (SELECT unnest($blocks)))
)
RETURNING verdict_id
