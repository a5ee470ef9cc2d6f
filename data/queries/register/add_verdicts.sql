-- unscoped: the caller has looked the class day up within its Scope in the same transaction
INSERT INTO verdict (verdict_id, class_section_id, day, kind, face_id, pupil_id, undoes, reason, said_by, said_at, revs)
SELECT unnest($verdict_ids), $class_section_id, $day, unnest($kinds), unnest($faces), unnest($pupils), unnest($undone),
    unnest($reasons), $said_by, $said_at, map($sections, $revs)
